// SPDX-License-Identifier: GPL-3.0-or-later
// The web-service functions that Causeway calls: what each does, what it is needed for, and
// whether Causeway can work without it. Used for error texts and by the connection check.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace causeway::moodle {

struct FunctionInfo {
    std::string_view name;
    std::string_view doing;       // completes "Could not ... in Moodle"
    std::string_view needed_for;  // for people
    bool required;                // without it nothing can be synchronised
    int article = 0;              // its number in openSIS's settings article; 0: not one of the 31
};

std::span<const FunctionInfo> known_functions();
// How many functions the settings article lists: 31.
std::size_t article_functions();
const FunctionInfo* find_function(std::string_view name);

}  // namespace causeway::moodle
