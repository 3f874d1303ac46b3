// SPDX-License-Identifier: GPL-3.0-or-later
// The reading behind a keyed run: a few records and all that their plan depends on, so that the
// same projection and the same merge say of them what a whole run would say. What that is:
//  - what hangs on the keys asked for, in openSIS, in base and in standings: a person's
//    enrolments, a section's, the courses and sections below a category;
//  - what those need: an enrolment its person and its place, a section its line of parents;
//  - whoever shares an e-mail address or a user name with a person in it, or did in base: the one
//    who holds it, the one who is refused for it, the one who waits for it to be given up.
// Called by the planner; no writing; one thread. Throws Failure(incomplete) like any reading.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "sync/policy.h"
#include "sync/ports.h"

namespace causeway::sync {

// From here on a whole reading is the cheaper one.
inline constexpr std::size_t kMostKeyed = 5000;

struct KeyedReading {
    std::vector<model::Key> keys;           // every record that is looked at, in order
    std::unique_ptr<SisSnapshot> snapshot;  // those of them that openSIS has, read already
};

// Nothing: more than `most` records hang together here.
std::optional<KeyedReading> read_keyed(SisLookup& sis, State& state, const Policy& policy,
                                       std::span<const model::Key> asked,
                                       std::size_t most = kMostKeyed);

// Base's records of these keys, which are in order. `state` must outlive it.
std::unique_ptr<model::Stream<BaseRecord>> base_of_keys(State& state, std::vector<model::Key> keys);

}  // namespace causeway::sync
