// SPDX-License-Identifier: GPL-3.0-or-later
// What became of enrolments whose answer was never seen (a run that was cut off): the courses are
// read back, before base believes anything.
#pragma once

#include <optional>
#include <vector>

#include "sync/apply.h"
#include "sync/lane.h"

namespace causeway::sync {

// Settles every enrolment that Moodle shows as it was sent and gives up the others. `removed`
// says that they were taken out and must be absent.
void confirm_enrolments(std::vector<Pending> sent, bool removed, Ledger& ledger,
                        const ApplyTools& tools);

// The same for who is in a group.
void confirm_memberships(std::vector<Pending> sent, bool left, Ledger& ledger,
                         const ApplyTools& tools);

}  // namespace causeway::sync
