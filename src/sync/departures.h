// SPDX-License-Identifier: GPL-3.0-or-later
// What keyed runs have taken away since the last whole run, per school and kind. A school that is
// emptied record by record must trip the guard as one that is emptied at once does; so each keyed
// run is weighed together with those before it. Kept as a fact of the link. One run at a time.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "sync/plan.h"

namespace causeway::sync {

using Departures = std::map<std::pair<std::int64_t, model::Kind>, std::int64_t>;

Departures departures_so_far(State& state);
// Adds what of this plan has really left by now.
void add_departures(State& state, const Plan& plan);
void forget_departures(State& state);  // a whole run was weighed, or a person lifted the guard

}  // namespace causeway::sync
