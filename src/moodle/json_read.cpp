// SPDX-License-Identifier: GPL-3.0-or-later
#include "moodle/json_read.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>

#include "base/clock.h"

namespace causeway::moodle::json {

namespace {

std::optional<std::int64_t> as_number(const boost::json::value& value) {
    if (value.is_int64()) return value.get_int64();
    if (value.is_uint64()) return static_cast<std::int64_t>(value.get_uint64());
    if (value.is_bool()) return value.get_bool() ? 1 : 0;
    if (!value.is_string()) return std::nullopt;
    const std::string_view digits = value.get_string();
    std::int64_t number = 0;
    const auto* end = digits.data() + digits.size();
    const auto [at, error] = std::from_chars(digits.data(), end, number);
    if (error != std::errc{} || at != end || digits.empty()) return std::nullopt;
    return number;
}

}  // namespace

const boost::json::object& object(const boost::json::value& value) {
    if (const auto* found = value.if_object()) return *found;
    throw Misshapen{"an object was expected"};
}

const boost::json::array& array(const boost::json::value& value) {
    if (const auto* found = value.if_array()) return *found;
    throw Misshapen{"a list was expected"};
}

const boost::json::array& array(const boost::json::object& object, std::string_view key) {
    if (const auto* found = object.if_contains(key)) return array(*found);
    throw Misshapen{std::string(key) + " is missing"};
}

const boost::json::array& optional_array(const boost::json::object& object, std::string_view key) {
    static const boost::json::array kNone;
    const auto* found = object.if_contains(key);
    return found == nullptr || found->is_null() ? kNone : array(*found);
}

std::int64_t number(const boost::json::object& object, std::string_view key) {
    if (const auto* found = object.if_contains(key))
        if (const auto value = as_number(*found)) return *value;
    throw Misshapen{std::string(key) + " is missing or no number"};
}

std::int64_t number(const boost::json::object& object, std::string_view key, std::int64_t other) {
    const auto* found = object.if_contains(key);
    return found == nullptr ? other : as_number(*found).value_or(other);
}

std::optional<double> real(const boost::json::object& object, std::string_view key) {
    const auto* found = object.if_contains(key);
    if (found == nullptr || found->is_null()) return std::nullopt;
    if (found->is_number()) return found->to_number<double>();
    if (const auto* digits = found->if_string()) {
        double number = 0;
        const auto* end = digits->data() + digits->size();
        const auto [at, error] = std::from_chars(digits->data(), end, number);
        if (error == std::errc{} && at == end && !digits->empty()) return number;
    }
    throw Misshapen{std::string(key) + " is no number"};
}

double real(const boost::json::object& object, std::string_view key, double other) {
    return real(object, key).value_or(other);
}

bool flag(const boost::json::object& object, std::string_view key, bool other) {
    return number(object, key, other ? 1 : 0) != 0;
}

std::string text(const boost::json::object& object, std::string_view key) {
    const auto* found = object.if_contains(key);
    if (found == nullptr || found->is_null()) return "";
    if (found->is_string()) return std::string(found->get_string());
    if (const auto value = as_number(*found)) return std::to_string(*value);
    throw Misshapen{std::string(key) + " is no text"};
}

std::string dressed_text(const boost::json::object& object, std::string_view key) {
    constexpr std::string_view kDressed = "&amp;";
    std::string out = text(object, key);
    for (auto at = out.find(kDressed); at != std::string::npos; at = out.find(kDressed, at + 1))
        out.erase(at + 1, kDressed.size() - 1);
    return out;
}

model::FoundUser user(const boost::json::object& object) {
    model::FoundUser out;
    out.id = number(object, "id");
    out.idnumber = text(object, "idnumber");
    out.username = text(object, "username");
    out.first_name = text(object, "firstname");
    out.last_name = text(object, "lastname");
    out.middle_name = text(object, "middlename");
    out.email = text(object, "email");
    out.auth = text(object, "auth");
    out.suspended = flag(object, "suspended", false);
    return out;
}

std::optional<std::string> day_shown(std::string_view seconds, std::string_view shown) {
    std::int64_t at = 0;
    const auto [end, fault] = std::from_chars(seconds.data(), seconds.data() + seconds.size(), at);
    if (fault != std::errc{} || end != seconds.data() + seconds.size() || at == 0)
        return std::nullopt;
    std::vector<std::string> numbers;
    for (const char c : shown) {
        const bool digit = c >= '0' && c <= '9';
        if (digit && (numbers.empty() || numbers.back().ends_with(' '))) numbers.emplace_back();
        if (digit)
            numbers.back() += c;
        else if (!numbers.empty() && !numbers.back().ends_with(' '))
            numbers.back() += ' ';
    }
    std::set<int> told;
    for (const std::string& number : numbers)
        if (number.size() <= 5) told.insert(std::stoi(number));
    std::optional<std::string> out;
    const base::Date there = base::Zone::utc().date_of(at);
    for (const int step : {-1, 0, 1}) {
        const std::string day = there.plus(step).text();
        const int year = std::stoi(day.substr(0, day.size() - 6));
        if (!told.contains(year) || !told.contains(std::stoi(day.substr(day.size() - 2)))) continue;
        if (out) return std::nullopt;  // a month that is a day's number as well
        out = day;
    }
    return out;
}

model::FoundProfile profile(const boost::json::object& object,
                            std::vector<model::LmsField>* described) {
    model::FoundProfile out;
    out.user = number(object, "id");
    for (const auto& item : optional_array(object, "customfields")) {
        const auto& field = json::object(item);
        const std::string shortname = text(field, "shortname");
        // Core calls the type so, our plugin says what it is.
        std::string type = text(field, "datatype");
        if (type.empty()) type = text(field, "type");
        // Numbers come as numbers from some types of field.
        const auto* value = field.if_contains("value");
        std::string kept = value != nullptr && value->is_number()
                               ? std::to_string(value->to_number<std::int64_t>())
                               : text(field, "value");
        // Core does not tell its time zone, but shows the day.
        if (type == "datetime")
            if (auto day = day_shown(kept, text(field, "displayvalue"))) kept = *std::move(day);
        const std::string value_now = kept;
        if (!kept.empty()) model::set_value(out.values, shortname, std::move(kept));
        if (described == nullptr) continue;
        auto known =
            std::find_if(described->begin(), described->end(),
                         [&](const model::LmsField& one) { return one.shortname == shortname; });
        if (known == described->end()) {
            known = described->insert(known, model::LmsField{});
            known->shortname = shortname;
            known->name = text(field, "name");
            known->datatype = type;
            known->type = model::lms_type_named(type);
        }
        // What somebody has is an option; of others core tells nothing.
        if (known->type == model::LmsType::menu && !value_now.empty() &&
            std::find(known->options.begin(), known->options.end(), value_now) ==
                known->options.end())
            known->options.push_back(value_now);
    }
    return out;
}

Called<Done> expect_null(Channel& channel, const Arguments& arguments) {
    return read(channel, arguments, [](const boost::json::value& value) {
        // Some releases answer an empty list of warnings where others answer null.
        const auto* object = value.if_object();
        if (!value.is_null() && (object == nullptr || !optional_array(*object, "warnings").empty()))
            throw Misshapen{"null was expected"};
        return Done{};
    });
}

}  // namespace causeway::moodle::json
