// SPDX-License-Identifier: GPL-3.0-or-later
// Is it still the Moodle this link was made with? Checked before every plan (one health call) and,
// by looking for records Causeway put there, before every write.
#pragma once

#include "sync/policy.h"
#include "sync/ports.h"

namespace causeway::sync {

// Throws Failure(incomplete) when Moodle does not answer, Failure(guarded) when another site
// answers or the configured prefix is not the one base was made with.
model::SiteIdentity check_site(Lms& lms, State& state, const Policy& policy);

// Throws Failure(guarded) when Moodle shows none of the records that base says are there: another
// database behind the address, or a token that may no longer see them.
void check_canary(Lms& lms, State& state, const Policy& policy);

// What check_site compares with from now on.
void remember_site(const model::SiteIdentity& site, State& state, const Policy& policy);

}  // namespace causeway::sync
