// SPDX-License-Identifier: GPL-3.0-or-later
// A lane carries operations of one sort to Moodle in batches over several connections, and does
// for every batch what its fate asks for: settles it, halves it, waits and sends it again, looks
// its records up, or gives it up. Nothing is sent before its intent stands in the journal.
#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "sync/ledger.h"
#include "sync/pace.h"

namespace causeway::sync {

// How a lane speaks to Moodle.
struct Channel {
    std::function<model::CallOutcome(std::span<const Pending>)> send;
    // For a call whose outcome is unknown: Moodle's id of each record that is there now, else 0.
    // Absent where sending the same call again does no harm (updates and enrolments name the
    // record and all of its values).
    std::function<base::Result<std::vector<model::RemoteId>>(std::span<const Pending>)> look_up;
};

struct LaneLimits {
    std::size_t rows = 50;        // never more in a batch, whatever the pace
    std::size_t connections = 1;  // never more at once
    bool whole_users = false;     // enrolments of one user stay in one batch
};

struct LaneTools {
    Ledger& ledger;
    Pace& pace;
    base::Clock& clock;
    std::stop_token stop;
};

// Runs the pending operations to an outcome each. Returns the Problem when Moodle made clear that
// no call can succeed (token, right, service off): the rest was given up. Rethrows what a worker
// threw. With one connection everything happens in the calling thread, in order.
std::optional<base::Problem> run_lane(std::vector<Pending> pending, const Channel& channel,
                                      const LaneLimits& limits, LaneTools tools);

}  // namespace causeway::sync
