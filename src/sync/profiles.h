// SPDX-License-Identifier: GPL-3.0-or-later
// What a plan is about to overwrite in Moodle's profile fields, read before it is written: so that
// the journal holds what was really there, and undo can put it back.
#pragma once

#include <vector>

#include "sync/plan.h"
#include "sync/ports.h"

namespace causeway::sync {

// Of a field whose values must differ, a value that anybody else in Moodle has is not set: it is
// taken out of the plan and told of as unfit, the person's other fields go on. Moodle's own
// functions would store it without a word. Asks only where such a value is to be set, and only a
// site that can tell. Throws Failure(incomplete) when Moodle cannot be read.
void keep_unique(Plan& plan, Lms& lms, const std::vector<model::ProfileRule>& rules);

// Fills in the before-images of changes of profile fields, and says in the reason where a person
// had changed one by hand. Throws Failure(incomplete) when Moodle cannot be read.
void remember_profiles(Plan& plan, Lms& lms);

}  // namespace causeway::sync
