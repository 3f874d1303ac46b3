// SPDX-License-Identifier: GPL-3.0-or-later
// CSV as spreadsheets take it (RFC 4180). Pure functions, any thread.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace causeway::base {

// Stands at the begin of a file: spreadsheets take it for UTF-8 only with this mark.
inline constexpr std::string_view kCsvMark = "\xEF\xBB\xBF";

// One field of a line, quoted where it must be. What a spreadsheet would take for a formula gets
// an apostrophe in front.
std::string csv_field(std::string_view text);
// Whole, with its end.
std::string csv_line(std::initializer_list<std::string_view> fields);

}  // namespace causeway::base
