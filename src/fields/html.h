// SPDX-License-Identifier: GPL-3.0-or-later
// Plain text and the HTML of a Moodle text area. Pure; any thread; no errors: HTML that is broken
// is read as far as it makes sense.
#pragma once

#include <string>
#include <string_view>

namespace causeway::fields {

// Lines as <br />, everything else escaped: what Moodle shows is what stands here.
std::string html_of(std::string_view text);
// What a reader sees. Scripts and styles are no text. A value without any tag is plain text whose
// line ends count.
std::string text_of(std::string_view html);
// Whether nothing would be lost by html_of(text_of(html)): no tags but paragraphs and line breaks.
bool is_plain(std::string_view html);
// What HTML would take for a tag ("a < b" is none).
bool has_tag(std::string_view text);
// Each line tidied, no empty ones at the ends.
std::string tidy_lines(std::string_view text);

}  // namespace causeway::fields
