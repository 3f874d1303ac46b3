// SPDX-License-Identifier: GPL-3.0-or-later
// The comparing form of texts in MariaDB's utf8mb4_unicode_ci, near enough for names and keys:
// Latin letters lose case and accent, Greek and Cyrillic letters their case, ends their blanks.
#include <array>
#include <cstdint>

#include "sandbox/moodle/site.h"

namespace causeway::sandbox {

namespace {

// U+00C0..U+017F by base letter; ' ' stays as it is.
constexpr std::string_view kLatin =
    "aaaaaa ceeeeiiii nooooo ouuuuy  aaaaaa ceeeeiiii nooooo ouuuuy y"   // 00C0-00FF
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii  jjkk llllllll"  // 0100-0141
    "llnnnnnn   oooooo  rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";   // 0142-017F

void put_utf8(std::string& out, std::uint32_t code) {
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xC0 | (code >> 6));
        out += static_cast<char>(0x80 | (code & 0x3F));
    } else {
        out += static_cast<char>(0xE0 | (code >> 12));
        out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (code & 0x3F));
    }
}

std::uint32_t folded(std::uint32_t code) {
    if (code >= 0xC0 && code < 0xC0 + kLatin.size()) {
        const char base = kLatin[code - 0xC0];
        return base == ' ' ? code : static_cast<std::uint32_t>(base);
    }
    if (code >= 0x0391 && code <= 0x03A9) return code + 0x20;  // Greek
    if (code >= 0x0410 && code <= 0x042F) return code + 0x20;  // Cyrillic
    if (code >= 0x0400 && code <= 0x040F) return code + 0x50;
    return code;
}

}  // namespace

std::string collated(std::string_view text) {
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte < 0x80) {
            out += byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + 32) : text[i];
        } else if (byte >= 0xC0 && byte < 0xE0 && i + 1 < text.size()) {
            const auto next = static_cast<unsigned char>(text[++i]);
            put_utf8(out, folded(((byte & 0x1FU) << 6) | (next & 0x3FU)));
        } else {
            out += text[i];
        }
    }
    return out;
}

}  // namespace causeway::sandbox
