// SPDX-License-Identifier: GPL-3.0-or-later
// Texts as openSIS stores them, made into the plain text that a person meant to enter. Old rows
// hold HTML entities and escaped quotes where newer ones hold the character itself. Called by the
// roster streams for every text; pure, any thread, no errors.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace causeway::opensis {

// Entities (&amp; &quot; &#039; &#39; &lt; &gt;) are decoded once, so that "&amp;lt;" stays "&lt;";
// a backslash before a quote goes; then base::tidy().
std::string entered_text(std::string_view stored);

// openSIS's "no date" is NULL or '0000-00-00'.
std::optional<base::Date> entered_date(std::string_view stored);

}  // namespace causeway::opensis
