// SPDX-License-Identifier: GPL-3.0-or-later
// What a statement in the log means for whoever follows the rows: in a log of rows, statements are
// what changes the shape of a table, and now and then a change that a session logged its own way.
// Judged by its words alone, and on the side of caution. Pure.
#pragma once

#include <string_view>

namespace causeway::opensis {

enum class StatementMeaning {
    nothing,  // neither rows nor shape of a watched table
    commit,   // ends a transaction
    shape,    // a watched table was made, altered, emptied or dropped
    rows,     // rows changed, and the log does not say which
};

StatementMeaning meaning_of(std::string_view statement);

// Whether one word of it is this name (without regard to case; quoted or not).
bool names(std::string_view statement, std::string_view name);

}  // namespace causeway::opensis
