// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/call.h"

#include <boost/json.hpp>
#include <charconv>

#include "base/text.h"

namespace causeway::web {

namespace {

namespace json = boost::json;

constexpr std::size_t kDeepest = 24;    // far deeper than anything the API takes
constexpr std::size_t kMostShown = 60;  // characters of what was sent that an answer repeats

base::Problem not_understood(std::string record, std::string why, std::string cure,
                             std::string code) {
    return {"The request was not understood", std::move(record), std::move(why), std::move(cure),
            std::move(code)};
}

Refusal bad_query(std::string_view name, std::string why) {
    return Refusal(
        400, not_understood(std::string(name), std::move(why),
                            "Correct this part of the address and ask again.", "web.bad_query"));
}

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool says_json(std::string_view content_type) {
    const auto end = content_type.find(';');
    return base::lower_ascii(base::trimmed(content_type.substr(0, end))) == "application/json";
}

}  // namespace

std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_blank) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus_is_blank) {
            out += ' ';
        } else if (text[i] != '%') {
            out += text[i];
        } else {
            const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
            const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
            if (high < 0 || low < 0) return std::nullopt;
            out += static_cast<char>(high * 16 + low);
            i += 2;
        }
    }
    if (out.find('\0') != std::string::npos || !base::valid_utf8(out)) return std::nullopt;
    return out;
}

Refusal no_such(std::string_view what, std::string_view name) {
    return Refusal(
        404, {"There is no such " + std::string(what), base::cut_utf8(base::tidy(name), kMostShown),
              "it does not exist, or you may not see it", "Check the name.", "web.no_such"});
}

Call::Call(const net::Request& request, PathValues path, Client client,
           std::optional<store::SessionRecord> session)
    : request_(request),
      path_(std::move(path)),
      client_(std::move(client)),
      session_(std::move(session)) {}

const std::string& Call::path(std::string_view name) const {
    const auto found = path_.find(name);
    if (found == path_.end()) throw std::logic_error("no such name in the route's pattern");
    return found->second;
}

std::int64_t Call::path_integer(std::string_view name) const {
    const std::string& text = path(name);
    const auto value = whole_number(text);
    if (!value || *value < 1) throw no_such(name, text);
    return *value;
}

std::optional<std::string> Call::query(std::string_view name) const {
    for (const std::string& pair : base::split(request_.query, '&')) {
        const auto equals = pair.find('=');
        const auto key = percent_decoded(std::string_view(pair).substr(0, equals), true);
        if (!key || *key != name) continue;
        const auto value =
            percent_decoded(equals == std::string::npos ? std::string_view()
                                                        : std::string_view(pair).substr(equals + 1),
                            true);
        if (!value) throw bad_query(name, "it is not well-formed text");
        return value;
    }
    return std::nullopt;
}

std::string Call::query_text(std::string_view name, std::size_t most) const {
    auto text = query(name).value_or("");
    if (base::length_utf8(text) > most)
        throw bad_query(name, "it is longer than " + std::to_string(most) + " characters");
    return text;
}

std::optional<std::int64_t> Call::query_integer(std::string_view name) const {
    const auto text = query(name);
    if (!text || text->empty()) return std::nullopt;
    const auto value = whole_number(*text);
    if (!value) throw bad_query(name, "it is not a whole number");
    return value;
}

std::int64_t Call::query_integer(std::string_view name, std::int64_t fallback, std::int64_t lowest,
                                 std::int64_t highest) const {
    const std::int64_t value = query_integer(name).value_or(fallback);
    if (value < lowest || value > highest)
        throw bad_query(
            name, "it must be from " + std::to_string(lowest) + " to " + std::to_string(highest));
    return value;
}

json::object Call::body() const {
    if (request_.body.empty()) return {};
    if (!says_json(request_.header("Content-Type")))
        throw Refusal(415, {"The request was not understood", "", "its body is not marked as JSON",
                            "Send it with Content-Type: application/json.", "web.content_type"});
    json::parse_options options;
    options.max_depth = kDeepest;
    boost::system::error_code error;
    json::value value =
        json::parse({request_.body.data(), request_.body.size()}, error, {}, options);
    if (error == json::error::too_deep)
        throw Refusal(400, not_understood("", "the JSON of its body is nested too deeply",
                                          "Send what docs/openapi.yaml asks for.", "web.bad_json"));
    if (error)
        throw Refusal(400, not_understood("", "its body is not valid JSON",
                                          "Send one JSON object in UTF-8.", "web.bad_json"));
    if (!value.is_object())
        throw Refusal(400, not_understood("", "its body is not a JSON object",
                                          "Send one JSON object.", "web.bad_json"));
    return std::move(value.as_object());
}

std::optional<std::vector<std::int64_t>> Call::schools_of(std::string_view link) const {
    // Who came over from openSIS sees the link that they came through, whatever their role.
    if (session_ && session_->account.handed && session_->account.person_link != link)
        throw no_such("link", link);
    if (super_administrator()) return std::nullopt;
    if (!session_ || session_->account.role != "administrator")
        throw Refusal(
            403, {"This is not for you to see", std::string(link), "your role has nothing here yet",
                  "Ask a super administrator for the role of an administrator.", "web.not_yours"});
    std::vector<std::int64_t> out;
    for (const store::SchoolRight& right : session_->account.schools)
        if (right.link == link) out.push_back(right.school);
    if (out.empty()) throw no_such("link", link);
    return out;
}

}  // namespace causeway::web
