// SPDX-License-Identifier: GPL-3.0-or-later
// Text that comes from outside is hostile: these make it safe to measure, cut and compare.
// Everything here speaks UTF-8 and counts characters (code points), as Moodle's limits do.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace causeway::base {

// Invalid bytes become U+FFFD; control characters become blanks.
std::string clean_utf8(std::string_view bytes);
// clean_utf8, then runs of white space become one blank, none at the ends.
std::string tidy(std::string_view text);
// Bytes of Latin-1 (really Windows-1252's lower half) as UTF-8.
std::string utf8_from_latin1(std::string_view bytes);
[[nodiscard]] bool valid_utf8(std::string_view bytes);
[[nodiscard]] std::size_t length_utf8(std::string_view text);
// At most `limit` characters; a longer text ends in an ellipsis that counts as one of them.
std::string cut_utf8(std::string_view text, std::size_t limit);

// A text in HTML or XML as PHP's htmlspecialchars writes it: & < > and, where it may stand inside
// of an attribute too, both quotes.
enum class Quotes { escaped, kept };
std::string escaped_html(std::string_view text, Quotes quotes = Quotes::escaped);

std::string lower_ascii(std::string_view text);
std::string_view trimmed(std::string_view text);
std::vector<std::string> split(std::string_view text, char separator);
// The candidate with the fewest edits, if it is near enough to be a slip of the pen; else "".
std::string nearest(std::string_view word, std::span<const std::string> candidates);
// One form that Moodle will take as an e-mail address (a local part, one @, a dotted domain).
[[nodiscard]] bool plausible_email(std::string_view text);

}  // namespace causeway::base
