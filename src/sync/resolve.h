// SPDX-License-Identifier: GPL-3.0-or-later
// After a crash: steps that have an intent and no outcome. Moodle is asked what became of them; a
// creation that got through enters base, everything else is left for the plan to decide anew.
#pragma once

#include "sync/apply.h"

namespace causeway::sync {

// Returns how many steps were resolved. Throws Failure(incomplete) when Moodle cannot be asked:
// until it can, nothing may be planned.
std::size_t resolve_unsettled(std::int64_t run, RemoteBook& book, const ApplyTools& tools);

}  // namespace causeway::sync
