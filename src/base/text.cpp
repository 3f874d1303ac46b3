// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <numeric>

namespace causeway::base {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

// Bytes of the well-formed sequence at the front (RFC 3629), or 0 when it is not well-formed.
std::size_t sequence_length(std::string_view s) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(s[i]); };
    const auto tail = [&](std::size_t i) { return i < s.size() && (byte(i) & 0xC0) == 0x80; };
    const unsigned char lead = byte(0);
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead <= 0xDF) return tail(1) ? 2 : 0;
    if (lead >= 0xE0 && lead <= 0xEF) {
        if (!tail(1) || !tail(2)) return 0;
        if (lead == 0xE0 && byte(1) < 0xA0) return 0;   // overlong
        if (lead == 0xED && byte(1) >= 0xA0) return 0;  // surrogate
        return 3;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        if (!tail(1) || !tail(2) || !tail(3)) return 0;
        if (lead == 0xF0 && byte(1) < 0x90) return 0;
        if (lead == 0xF4 && byte(1) >= 0x90) return 0;
        return 4;
    }
    return 0;
}

bool is_blank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

// Whether tidy() would leave the text as it is: nearly all names are like that, and there are
// millions of them.
bool is_tidy(std::string_view text) {
    char before = ' ';
    for (const char c : text) {
        if (c < ' ' || c > '~' || (c == ' ' && before == ' ')) return false;
        before = c;
    }
    return text.empty() || before != ' ';
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
        }
    }
    return row[b.size()];
}

}  // namespace

bool valid_utf8(std::string_view bytes) {
    while (!bytes.empty()) {
        const std::size_t n = sequence_length(bytes);
        if (n == 0) return false;
        bytes.remove_prefix(n);
    }
    return true;
}

std::string clean_utf8(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size());
    while (!bytes.empty()) {
        const std::size_t n = sequence_length(bytes);
        if (n == 0) {
            out += kReplacement;
            bytes.remove_prefix(1);
            continue;
        }
        const auto lead = static_cast<unsigned char>(bytes[0]);
        if (lead < 0x20 || lead == 0x7F)
            out += ' ';
        else
            out += bytes.substr(0, n);
        bytes.remove_prefix(n);
    }
    return out;
}

std::string tidy(std::string_view text) {
    if (is_tidy(text)) return std::string(text);
    const std::string clean = clean_utf8(text);
    std::string out;
    out.reserve(clean.size());
    for (std::size_t i = 0; i < clean.size(); ++i) {
        char c = clean[i];
        if (clean.compare(i, 2, "\xC2\xA0") ==
            0) {  // no-break space: PHP's trim leaves it, eyes do not
            c = ' ';
            ++i;
        }
        if (!is_blank(c))
            out += c;
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
    }
    if (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

std::string utf8_from_latin1(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            out += c;
        } else {
            out += static_cast<char>(0xC0 | (byte >> 6));
            out += static_cast<char>(0x80 | (byte & 0x3F));
        }
    }
    return out;
}

std::size_t length_utf8(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }));
}

std::string cut_utf8(std::string_view text, std::size_t limit) {
    if (text.size() <= limit || length_utf8(text) <= limit) return std::string(text);
    if (limit == 0) return {};
    std::size_t characters = 0;
    std::size_t end = 0;
    while (end < text.size()) {
        const bool starts = (static_cast<unsigned char>(text[end]) & 0xC0) != 0x80;
        if (starts && characters++ == limit - 1) break;
        ++end;
    }
    return std::string(trimmed(text.substr(0, end))) + "\xE2\x80\xA6";
}

std::string escaped_html(std::string_view text, Quotes quotes) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += quotes == Quotes::kept ? "\"" : "&quot;";
                break;
            case '\'':
                out += quotes == Quotes::kept ? "'" : "&#039;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

std::string lower_ascii(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_blank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back()))
        text.remove_suffix(1);
    return text;
}

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    while (true) {
        const auto at = text.find(separator);
        parts.emplace_back(text.substr(0, at));
        if (at == std::string_view::npos) return parts;
        text.remove_prefix(at + 1);
    }
}

std::string nearest(std::string_view word, std::span<const std::string> candidates) {
    std::string best;
    std::size_t best_distance = word.size() / 3 + 2;
    for (const auto& candidate : candidates) {
        const std::size_t distance = edit_distance(word, candidate);
        if (distance < best_distance) {
            best_distance = distance;
            best = candidate;
        }
    }
    return best;
}

bool plausible_email(std::string_view text) {
    const auto at = text.find('@');
    if (at == std::string_view::npos || at == 0 || text.find('@', at + 1) != std::string_view::npos)
        return false;
    const std::string_view local = text.substr(0, at);
    const std::string_view domain = text.substr(at + 1);
    constexpr std::string_view kLocalMarks = "!#$%&'*+/=?^_`{|}~.-";
    const auto word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
    for (const char c : local)
        if (!word(c) && kLocalMarks.find(c) == std::string_view::npos) return false;
    if (local.front() == '.' || local.back() == '.' || local.find("..") != std::string_view::npos)
        return false;
    const auto label = [&](std::string_view part) {
        return !part.empty() && part.front() != '-' && part.back() != '-' &&
               std::all_of(part.begin(), part.end(), [&](char c) { return word(c) || c == '-'; });
    };
    auto dot = domain.find('.');
    if (dot == std::string_view::npos) return false;
    std::string_view rest = domain;
    for (; dot != std::string_view::npos; dot = rest.find('.')) {
        if (!label(rest.substr(0, dot))) return false;
        rest.remove_prefix(dot + 1);
    }
    return label(rest);
}

}  // namespace causeway::base
