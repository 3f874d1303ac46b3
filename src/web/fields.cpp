// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/fields.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>

#include "base/text.h"
#include "web/call.h"

namespace causeway::web {

namespace {

namespace json = boost::json;

constexpr std::size_t kMostShown = 60;

Refusal objection(const std::string& field, std::string why, std::string cure) {
    return Refusal(
        422, {"The request was refused", field, std::move(why), std::move(cure), "web.bad_field"});
}

bool control_character(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7f;
}

// A field's name as an answer repeats it.
std::string shown(std::string_view name) {
    return base::cut_utf8(base::tidy(name), kMostShown);
}

std::string checked_text(const json::value& value, const std::string& field, std::size_t least,
                         std::size_t most) {
    if (!value.is_string()) throw objection(field, "it must be a text", "Send a JSON string.");
    std::string text(value.as_string());
    const std::size_t length = base::length_utf8(text);
    if (length < least)
        throw objection(field,
                        least == 1 ? "it is empty"
                                   : "it is shorter than " + std::to_string(least) + " characters",
                        "Send at least " + std::to_string(least) +
                            (least == 1 ? " character." : " characters."));
    if (length > most)
        throw objection(field, "it is longer than " + std::to_string(most) + " characters",
                        "Send at most " + std::to_string(most) + " characters.");
    if (std::any_of(text.begin(), text.end(), control_character))
        throw objection(field, "it holds control characters", "Leave them out.");
    return text;
}

std::int64_t checked_integer(const json::value& value, const std::string& field,
                             std::int64_t lowest, std::int64_t highest) {
    std::int64_t number = 0;
    if (value.is_int64())
        number = value.as_int64();
    else if (value.is_double() && std::abs(value.as_double()) < 9e15 &&
             std::trunc(value.as_double()) == value.as_double())
        number = static_cast<std::int64_t>(value.as_double());
    else
        throw objection(field, "it must be a whole number", "Send a JSON number.");
    if (number < lowest || number > highest)
        throw objection(field, "it is out of bounds",
                        "Send a number from " + std::to_string(lowest) + " to " +
                            std::to_string(highest) + ".");
    return number;
}

const json::array& checked_list(const json::value& value, const std::string& field,
                                std::size_t most) {
    if (!value.is_array()) throw objection(field, "it must be a list", "Send a JSON array.");
    if (value.as_array().size() > most)
        throw objection(field, "it has more than " + std::to_string(most) + " entries",
                        "Send at most " + std::to_string(most) + ".");
    return value.as_array();
}

}  // namespace

Fields::Fields(json::object object, std::string prefix)
    : object_(std::move(object)), prefix_(std::move(prefix)) {}

bool Fields::has(std::string_view name) {
    asked_.emplace(name);
    return object_.contains(name);
}

bool Fields::null(std::string_view name) {
    return has(name) && object_.at(name).is_null();
}

std::string Fields::field(std::string_view name) const {
    return prefix_ + std::string(name);
}

const json::value& Fields::at(std::string_view name) {
    if (!has(name)) throw objection(field(name), "it is missing", "Send this field too.");
    return object_.at(name);
}

std::string Fields::text(std::string_view name, std::size_t least, std::size_t most) {
    return checked_text(at(name), field(name), least, most);
}

std::int64_t Fields::integer(std::string_view name, std::int64_t lowest, std::int64_t highest) {
    return checked_integer(at(name), field(name), lowest, highest);
}

double Fields::number(std::string_view name, double lowest, double highest) {
    const json::value& value = at(name);
    if (!value.is_number())
        throw objection(field(name), "it must be a number", "Send a JSON number.");
    const auto number = value.to_number<double>();
    if (!(number >= lowest && number <= highest))
        throw objection(field(name), "it is out of bounds",
                        "Send a number from " + json::serialize(json::value(lowest)) + " to " +
                            json::serialize(json::value(highest)) + ".");
    return number;
}

bool Fields::flag(std::string_view name) {
    const json::value& value = at(name);
    if (!value.is_bool())
        throw objection(field(name), "it must be true or false", "Send true or false.");
    return value.as_bool();
}

std::string Fields::choice(std::string_view name, const std::vector<std::string_view>& words) {
    const json::value& value = at(name);
    if (value.is_string() &&
        std::find(words.begin(), words.end(), std::string_view(value.as_string())) != words.end())
        return std::string(value.as_string());
    std::string all;
    for (const std::string_view word : words)
        all += (all.empty() ? "" : ", ") + std::string(word);
    throw objection(field(name), "it is none of the known words", "Send one of: " + all + ".");
}

std::vector<std::int64_t> Fields::integers(std::string_view name, std::size_t most) {
    std::vector<std::int64_t> out;
    for (const json::value& one : checked_list(at(name), field(name), most))
        out.push_back(checked_integer(one, field(name), INT64_MIN, INT64_MAX));
    return out;
}

std::vector<std::string> Fields::texts(std::string_view name, std::size_t most) {
    constexpr std::size_t kLongest = 1000;
    std::vector<std::string> out;
    for (const json::value& one : checked_list(at(name), field(name), most))
        out.push_back(checked_text(one, field(name), 0, kLongest));
    return out;
}

std::vector<Fields> Fields::objects(std::string_view name, std::size_t most) {
    std::vector<Fields> out;
    for (const json::value& one : checked_list(at(name), field(name), most)) {
        if (!one.is_object())
            throw objection(field(name), "one of its entries is no object", "Send JSON objects.");
        out.emplace_back(one.as_object(), field(name) + "[" + std::to_string(out.size()) + "].");
    }
    return out;
}

Fields Fields::object(std::string_view name) {
    const json::value& value = at(name);
    if (!value.is_object())
        throw objection(field(name), "it must be an object", "Send a JSON object.");
    return Fields(value.as_object(), field(name) + ".");
}

std::optional<std::string> Fields::maybe_text(std::string_view name, std::size_t least,
                                              std::size_t most) {
    if (!has(name)) return std::nullopt;
    return text(name, least, most);
}

std::optional<bool> Fields::maybe_flag(std::string_view name) {
    if (!has(name)) return std::nullopt;
    return flag(name);
}

void Fields::done() const {
    for (const auto& member : object_)
        if (!asked_.contains(std::string_view(member.key())))
            throw objection(prefix_ + shown(member.key()), "there is no such field here",
                            "Leave it out, or correct its name.");
}

}  // namespace causeway::web
