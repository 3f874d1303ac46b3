// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/moodle/shape.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "sandbox/moodle/ws_error.h"

namespace causeway::sandbox {

namespace {

constexpr std::array<std::string_view, 13> kAuths = {
    "cas",     "db",   "email",  "ldap",       "lti",     "manual",    "mnet",
    "nologin", "none", "oauth2", "shibboleth", "userkey", "webservice"};

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

template <class Keep>
std::string only(std::string_view value, Keep keep) {
    std::string out;
    for (const char c : value)
        if (keep(c)) out += c;
    return out;
}

// '<' opens a tag unless white space follows; an unclosed tag swallows the rest.
std::string without_tags(std::string_view value) {
    std::string out;
    char quote = 0;
    bool inside = false;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const char c = value[i];
        if (!inside) {
            const char next = i + 1 < value.size() ? value[i + 1] : 'x';
            inside = c == '<' && !(next == ' ' || (next >= '\t' && next <= '\r'));
            if (!inside) out += c;
        } else if (quote) {
            if (c == quote) quote = 0;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '>') {
            inside = false;
        }
    }
    return out;
}

std::string integer(std::string_view value) {
    const std::size_t sign = !value.empty() && value.front() == '-' ? 1 : 0;
    const bool whole =
        value.size() > sign && value.size() < 19 &&
        std::all_of(value.begin() + static_cast<std::ptrdiff_t>(sign), value.end(), is_digit);
    return whole ? std::to_string(to_number(value)) : "0";
}

bool zone_form(std::string_view value) {
    if (value.empty() || value == "99") return true;
    if (std::all_of(value.begin(), value.end(),
                    [](char c) { return is_digit(c) || c == '.' || c == '-' || c == '+'; }))
        return value.size() <= 5;
    return is_letter(value.front()) && std::all_of(value.begin(), value.end(), [](char c) {
               return is_letter(c) || is_digit(c) || c == '/' || c == '_' || c == '-' || c == '+';
           });
}

std::string plugin_name(std::string_view value) {
    const bool fine =
        value.empty() ||
        (is_letter(value.front()) &&
         std::all_of(value.begin(), value.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '_'; }) &&
         value.back() != '_');
    return fine ? std::string(value) : "";
}

}  // namespace

std::string cleaned(Type type, std::string_view value) {
    switch (type) {
        case Type::boolean:
            return value == "1" ? "1" : "0";
        case Type::integer:
            return integer(value);
        case Type::text:
        case Type::notags:
            return without_tags(value);
        case Type::raw:
            return std::string(value);
        case Type::raw_trimmed:
            return std::string(base::trimmed(value));
        case Type::username:
            return only(base::lower_ascii(base::trimmed(value)), [](char c) {
                return is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '@';
            });
        case Type::email:
            return base::plausible_email(value) ? std::string(value) : "";
        case Type::alpha:
            return only(value, is_letter);
        case Type::alphanumext:
        case Type::safedir:
            return only(value,
                        [](char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '-'; });
        case Type::plugin:
            return plugin_name(value);
        case Type::lang:
            return value == "en" ? "en" : "";
        case Type::auth:
            return std::find(kAuths.begin(), kAuths.end(), value) != kAuths.end()
                       ? std::string(value)
                       : "";
        case Type::theme:
            return value == "boost" || value == "classic" ? std::string(value) : "";
        case Type::timezone:
            return zone_form(value) ? std::string(value) : "";
    }
    return {};
}

Shape Shape::of(Type type) {
    Shape made;
    made.type_ = type;
    return made;
}

Shape Shape::list(Shape element) {
    Shape made;
    made.kind_ = Kind::list;
    made.fields_.push_back({"", std::move(element), Need::required, ""});
    return made;
}

Shape Shape::object(std::vector<Field> fields) {
    Shape made;
    made.kind_ = Kind::object;
    made.fields_ = std::move(fields);
    return made;
}

Php Shape::checked(const Php& given) const {
    if (kind_ == Kind::value) {
        if (given.is_array()) throw invalid_parameter();
        if (!base::valid_utf8(given.text()) || given.text().find('\0') != std::string::npos ||
            cleaned(type_, given.text()) != given.text())
            throw invalid_parameter();
        return given;
    }
    if (!given.is_array()) throw invalid_parameter();
    Php out = Php::array();
    if (kind_ == Kind::list) {
        for (const auto& [key, item] : given.items())
            out.append() = fields_[0].shape.checked(item);
        return out;
    }
    std::size_t known = 0;
    for (const Field& field : fields_) {
        if (const Php* value = given.find(field.key)) {
            out.set(field.key, field.shape.checked(*value));
            ++known;
        } else if (field.need == Need::required) {
            throw invalid_parameter();
        } else if (field.need == Need::defaulted) {
            out.set(field.key,
                    field.shape.kind_ == Kind::value ? Php(field.otherwise) : Php::array());
        }
    }
    if (known != given.size()) throw invalid_parameter();
    return out;
}

}  // namespace causeway::sandbox
