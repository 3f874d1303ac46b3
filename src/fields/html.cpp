// SPDX-License-Identifier: GPL-3.0-or-later
#include "fields/html.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"

namespace causeway::fields {

namespace {

bool letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool opens_tag(std::string_view text, std::size_t at) {
    if (at + 1 >= text.size() || text[at] != '<') return false;
    const char next = text[at + 1];
    return letter(next) || next == '/' || next == '!' || next == '?';
}

struct Tag {
    std::string name;  // lower case, without the slash
    bool closing = false;
    bool bare = true;  // no attributes but a direction
    std::size_t end = 0;
};

Tag tag_at(std::string_view html, std::size_t at) {
    Tag out;
    const auto close = html.find('>', at);
    out.end = close == std::string_view::npos ? html.size() : close + 1;
    std::string_view inside = html.substr(at + 1, out.end - at - 2);
    if (close == std::string_view::npos) inside = html.substr(at + 1);
    out.closing = inside.starts_with('/');
    if (out.closing) inside.remove_prefix(1);
    std::size_t length = 0;
    while (length < inside.size() &&
           (letter(inside[length]) || (inside[length] >= '0' && inside[length] <= '9')))
        ++length;
    out.name = base::lower_ascii(inside.substr(0, length));
    std::string_view rest = base::trimmed(inside.substr(length));
    if (rest.ends_with('/')) rest = base::trimmed(rest.substr(0, rest.size() - 1));
    out.bare = rest.empty() || rest == "dir=\"ltr\"" || rest == "dir=\"rtl\"";
    return out;
}

void append_utf8(std::string& out, unsigned long code) {
    if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) code = 0xFFFD;
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xC0 | (code >> 6));
        out += static_cast<char>(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        out += static_cast<char>(0xE0 | (code >> 12));
        out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (code & 0x3F));
    } else {
        out += static_cast<char>(0xF0 | (code >> 18));
        out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
        out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (code & 0x3F));
    }
}

// Appends what an entity stands for; the place behind it, or `at` when it is none.
std::size_t decode_entity(std::string_view html, std::size_t at, std::string& out) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kNamed = {{
        {"amp;", "&"},
        {"lt;", "<"},
        {"gt;", ">"},
        {"quot;", "\""},
        {"apos;", "'"},
        {"nbsp;", " "},
    }};
    const std::string_view rest = html.substr(at + 1);
    for (const auto& [name, stands_for] : kNamed)
        if (rest.starts_with(name)) {
            out += stands_for;
            return at + 1 + name.size();
        }
    if (!rest.starts_with('#')) return at;
    const bool hex = rest.size() > 1 && (rest[1] == 'x' || rest[1] == 'X');
    unsigned long code = 0;
    std::size_t i = hex ? 2 : 1;
    const std::size_t first = i;
    for (; i < rest.size() && i < first + 8; ++i) {
        const char c = rest[i];
        const int digit = c >= '0' && c <= '9'          ? c - '0'
                          : hex && c >= 'a' && c <= 'f' ? c - 'a' + 10
                          : hex && c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                        : -1;
        if (digit < 0) break;
        code = code * (hex ? 16 : 10) + static_cast<unsigned long>(digit);
    }
    if (i == first || i >= rest.size() || rest[i] != ';') return at;
    append_utf8(out, code);
    return at + 1 + i + 1;
}

bool ends_line(std::string_view name) {
    constexpr std::array<std::string_view, 12> kBlocks = {
        "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"};
    return std::find(kBlocks.begin(), kBlocks.end(), name) != kBlocks.end();
}

}  // namespace

std::string tidy_lines(std::string_view text) {
    std::string out;
    std::size_t empty = 0;
    for (const std::string& line : base::split(text, '\n')) {
        const std::string tidied = base::tidy(line);
        if (tidied.empty()) {
            ++empty;
            continue;
        }
        if (!out.empty()) out.append(empty + 1, '\n');
        empty = 0;
        out += tidied;
    }
    return out;
}

std::string html_of(std::string_view text) {
    std::string out;
    for (const char c : base::escaped_html(text, base::Quotes::kept))
        if (c == '\n')
            out += "<br />";
        else
            out += c;
    return out;
}

bool has_tag(std::string_view text) {
    for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1))
        if (opens_tag(text, at)) return true;
    return false;
}

std::string text_of(std::string_view html) {
    const bool tagged = has_tag(html);
    std::string out;
    for (std::size_t at = 0; at < html.size();) {
        const char c = html[at];
        if (c == '<' && opens_tag(html, at)) {
            if (html.substr(at).starts_with("<!--")) {
                const auto end = html.find("-->", at);
                at = end == std::string_view::npos ? html.size() : end + 3;
                continue;
            }
            const Tag tag = tag_at(html, at);
            at = tag.end;
            if (!tag.closing && (tag.name == "script" || tag.name == "style")) {
                const std::string close = "</" + tag.name;
                const auto end = base::lower_ascii(html).find(close, at);
                at = end == std::string::npos ? html.size() : end;
            } else if (tag.name == "br" || (tag.closing && ends_line(tag.name))) {
                out += '\n';
            } else if (!tag.closing && ends_line(tag.name)) {
                while (!out.empty() && out.back() == ' ')
                    out.pop_back();
                if (!out.empty() && out.back() != '\n') out += '\n';
            }
            continue;
        }
        if (c == '&') {
            const auto behind = decode_entity(html, at, out);
            if (behind != at) {
                at = behind;
                continue;
            }
        }
        out += tagged && (c == '\n' || c == '\r') ? ' ' : c;
        ++at;
    }
    return tidy_lines(out);
}

bool is_plain(std::string_view html) {
    for (std::size_t at = html.find('<'); at != std::string_view::npos;
         at = html.find('<', at + 1)) {
        if (!opens_tag(html, at)) continue;
        const Tag tag = tag_at(html, at);
        if (tag.name != "p" && tag.name != "br" && tag.name != "div") return false;
        if (!tag.bare) return false;
    }
    return true;
}

}  // namespace causeway::fields
