// SPDX-License-Identifier: GPL-3.0-or-later
// What went wrong, in the four parts every user-facing error of Causeway has: what could not be
// done, to which record, why, and what to do about it.
#pragma once

#include <string>

namespace causeway::base {

struct Problem {
    std::string what;    // what could not be done: "Moodle refused to create the user"
    std::string record;  // which record: "student:1042", or empty when no single one is meant
    std::string why;     // the cause in words
    std::string cure;    // what a person can do about it
    std::string code;    // stable short code for scripts: "moodle.invalidtoken"; never empty

    // One line for a terminal or a log: "what (record): why. cure [code]".
    [[nodiscard]] std::string text() const;

    bool operator==(const Problem&) const = default;
};

}  // namespace causeway::base
