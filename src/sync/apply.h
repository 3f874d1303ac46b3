// SPDX-License-Identifier: GPL-3.0-or-later
// Applies a plan's operations to Moodle, stage by stage: categories; courses (one writer, as
// Moodle bears only one) beside people (several); groups; enrolments, proved by reading back, and
// who is in which group; departures last. Every operation ends done, refused, or put off with its
// reason.
#pragma once

#include <optional>
#include <stop_token>

#include "sync/ledger.h"
#include "sync/pace.h"
#include "sync/policy.h"

namespace causeway::sync {

struct ApplyOptions {
    std::size_t rows = 50;        // ceiling of a batch
    std::size_t connections = 4;  // ceiling of parallel calls
};

struct ApplyTools {
    State& state;
    Lms& lms;
    base::Clock& clock;
    const Policy& policy;
    ApplyOptions options;
    std::stop_token stop;
};

// Returns the Problem that made Moodle unusable on the way, if one did; the ledger has the rest.
std::optional<base::Problem> apply(const std::vector<Operation>& operations, RemoteBook& book,
                                   Ledger& ledger, const ApplyTools& tools);

}  // namespace causeway::sync
