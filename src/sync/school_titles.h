// SPDX-License-Identifier: GPL-3.0-or-later
// What the schools that a plan takes something away from are called, so that the guard can name
// them as people do: as openSIS has them now, or else as base last had them. Called by the planner;
// no writing; one thread.
#pragma once

#include "sync/plan.h"
#include "sync/ports.h"

namespace causeway::sync {

void note_titles(Plan& plan, const RosterFacts& facts, State& state);

}  // namespace causeway::sync
