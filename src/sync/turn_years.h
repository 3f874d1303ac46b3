// SPDX-License-Identifier: GPL-3.0-or-later
// What a run has to do with the turn of the year besides planning: whether its plan speaks of the
// years that count, that it begins a new year, and that it has done what the turn called for.
// Inside one run, one thread; throws as the State port does.
#pragma once

#include "sync/run.h"

namespace causeway::sync {

// Where openSIS was seen to have rolled over to, by the last whole run: "1 2027;2 2027".
inline constexpr const char* kRolledFact = "turn.ahead";

// False for a plan that was made before a turn was confirmed or taken back.
bool same_years(const model::TurnState& state, const Engine& engine, const Plan& plan);
// Before the first write: turns whose new year this plan is the first to work in have begun.
void begin_years(const model::TurnState& state, const Engine& engine, const Plan& plan,
                 std::int64_t run);
// After a whole run: these are the years the link has seen, and what the turns called for is done,
// but for what a hold keeps or what is left for the next run.
void settle_years(const Engine& engine, const Plan& plan, const RunReport& report);

}  // namespace causeway::sync
