// SPDX-License-Identifier: GPL-3.0-or-later
// How an undo of what a run wrote into openSIS ended, told to people or programs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "app/commands.h"
#include "base/problem.h"

namespace causeway::app {

struct TakenBack {
    std::int64_t asked = 0;  // the run that was to be undone
    std::int64_t run = 0;    // of the undo itself
    std::int64_t records = 0;
    const std::vector<base::Problem>& refused;
};

// Throws base::Failure "usage.run" when there was nothing to take back; `kind` is "intake". The
// sentence closes what people read.
base::ExitCode tell_taken_back(Context& context, std::string_view kind, const TakenBack& done,
                               const std::string& sentence);

}  // namespace causeway::app
