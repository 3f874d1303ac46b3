// SPDX-License-Identifier: GPL-3.0-or-later
// What a plan is about to overwrite in Moodle's profile fields, read before it is written: so that
// the journal holds what was really there, and undo can put it back.
#pragma once

#include "sync/plan.h"
#include "sync/ports.h"

namespace causeway::sync {

// Fills in the before-images of changes of profile fields, and says in the reason where a person
// had changed one by hand. Throws Failure(incomplete) when Moodle cannot be read.
void remember_profiles(Plan& plan, Lms& lms);

}  // namespace causeway::sync
