// SPDX-License-Identifier: GPL-3.0-or-later
// Proof of enrolments. Moodle answers `null` to them, which proves nothing (its input may have
// been cut): what was sent is read back, course by course, before base believes it.
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

}  // namespace causeway::sync
