// SPDX-License-Identifier: GPL-3.0-or-later
// Undo: the plan that puts back what a run changed, from the before-images in its journal. As
// gentle as a removal: what the run created is suspended, hidden or unenrolled, never deleted.
#pragma once

#include <vector>

#include "sync/plan.h"

namespace causeway::sync {

// `steps` are the done steps of the run, in order; `state` tells what base holds by now. Pure
// apart from reading base.
Plan plan_undo(const std::vector<JournalStep>& steps, State& state);

}  // namespace causeway::sync
