// SPDX-License-Identifier: GPL-3.0-or-later
// The lms tree of a verifying run: what Moodle says now of every record that base knows, as
// streams in key order. Listings are read whole before the first record is yielded; a listing that
// cannot be had throws Failure(incomplete), it is never empty.
#pragma once

#include <memory>

#include "model/stream.h"
#include "sync/plan.h"
#include "sync/policy.h"
#include "sync/ports.h"

namespace causeway::sync {

std::unique_ptr<model::Stream<Seen>> seen_places_and_people(State& state, Lms& lms,
                                                            const Policy& policy,
                                                            std::size_t connections);
std::unique_ptr<model::Stream<Seen>> seen_enrolments(State& state, Lms& lms,
                                                     std::size_t connections);

}  // namespace causeway::sync
