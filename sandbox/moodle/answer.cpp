// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/moodle/answer.h"

#include <boost/json.hpp>
#include <cstdio>

#include "base/text.h"

namespace causeway::sandbox {

namespace json = boost::json;

namespace {

void put_unit(std::string& out, unsigned unit) {
    static constexpr std::string_view kHex = "0123456789abcdef";
    out += "\\u";
    for (const unsigned shift : {12U, 8U, 4U, 0U})
        out += kHex[(unit >> shift) & 15];
}

// The texts were checked to be UTF-8 when they came in.
std::size_t put_wide(std::string& out, std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t offset) {
        return static_cast<unsigned>(static_cast<unsigned char>(text[at + offset]));
    };
    const std::size_t length = byte(0) >= 0xF0 ? 4 : byte(0) >= 0xE0 ? 3 : 2;
    if (at + length > text.size()) return text.size();
    unsigned code = byte(0) & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i)
        code = (code << 6) | (byte(i) & 0x3FU);
    if (code >= 0x10000) {
        put_unit(out, 0xD800 + ((code - 0x10000) >> 10));
        put_unit(out, 0xDC00 + ((code - 0x10000) & 0x3FF));
    } else {
        put_unit(out, code);
    }
    return at + length;
}

void put_text(std::string& out, std::string_view text) {
    out += '"';
    for (std::size_t i = 0; i < text.size();) {
        const char c = text[i];
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x80) {
            i = put_wide(out, text, i);
            continue;
        }
        ++i;
        switch (c) {
            case '"':
                out += "\\\"";
                break;
            case '\\':
                out += "\\\\";
                break;
            case '/':
                out += "\\/";
                break;
            case '\b':
                out += "\\b";
                break;
            case '\f':
                out += "\\f";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\r':
                out += "\\r";
                break;
            case '\t':
                out += "\\t";
                break;
            default:
                if (byte < 0x20)
                    put_unit(out, byte);
                else
                    out += c;
        }
    }
    out += '"';
}

void put(std::string& out, const json::value& value) {
    switch (value.kind()) {
        case json::kind::null:
            out += "null";
            break;
        case json::kind::bool_:
            out += value.get_bool() ? "true" : "false";
            break;
        case json::kind::int64:
            out += std::to_string(value.get_int64());
            break;
        case json::kind::uint64:
            out += std::to_string(value.get_uint64());
            break;
        case json::kind::double_:
            out += json::serialize(value);
            break;
        case json::kind::string:
            put_text(out, value.get_string());
            break;
        case json::kind::array: {
            char before = '[';
            for (const auto& item : value.get_array()) {
                out += before;
                put(out, item);
                before = ',';
            }
            out += before == '[' ? "[]" : "]";
            break;
        }
        case json::kind::object: {
            char before = '{';
            for (const auto& [key, item] : value.get_object()) {
                out += before;
                put_text(out, key);
                out += ':';
                put(out, item);
                before = ',';
            }
            out += before == '{' ? "{}" : "}";
            break;
        }
    }
}

std::string scalar(const json::value& value) {
    if (value.is_string()) return base::escaped_html(value.get_string());
    if (value.is_bool()) return value.get_bool() ? "1" : "0";
    return json::serialize(value);
}

void put_xml(std::string& out, const json::value& value) {
    if (value.is_array()) {
        out += "<MULTIPLE>\n";
        for (const auto& item : value.get_array())
            put_xml(out, item);
        out += "</MULTIPLE>\n";
    } else if (value.is_object()) {
        out += "<SINGLE>\n";
        for (const auto& [key, item] : value.get_object()) {
            out += "<KEY name=\"" + std::string(key) + "\">";
            put_xml(out, item);
            out += "</KEY>\n";
        }
        out += "</SINGLE>\n";
    } else if (value.is_null()) {
        out += "<VALUE null=\"null\"/>\n";
    } else {
        out += "<VALUE>" + scalar(value) + "</VALUE>\n";
    }
}

constexpr std::string_view kXmlHead = "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n";

}  // namespace

std::string php_json(const json::value& value) {
    std::string out;
    put(out, value);
    return out;
}

std::string php_json(const WsError& error) {
    json::object out = {{"exception", error.exception}};
    if (!error.errorcode.empty()) out["errorcode"] = error.errorcode;
    out["message"] = error.message;
    return php_json(json::value(std::move(out)));
}

std::string moodle_xml(const json::value& value) {
    std::string out(kXmlHead);
    out += "<RESPONSE>\n";
    if (!value.is_null()) put_xml(out, value);
    out += "</RESPONSE>\n";
    return out;
}

std::string moodle_xml(const WsError& error) {
    std::string out(kXmlHead);
    out += "<EXCEPTION class=\"" + error.exception + "\">\n";
    out += "<ERRORCODE>" + base::escaped_html(error.errorcode) + "</ERRORCODE>\n";
    out += "<MESSAGE>" + base::escaped_html(error.message) + "</MESSAGE>\n";
    out += "</EXCEPTION>\n";
    return out;
}

}  // namespace causeway::sandbox
