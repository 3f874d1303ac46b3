// SPDX-License-Identifier: GPL-3.0-or-later
// The guard: looks at a plan before the first write and says what a person must decide. Pure.
#pragma once

#include <optional>

#include "base/problem.h"
#include "sync/plan.h"
#include "sync/policy.h"

namespace causeway::sync {

// Nothing, or why this plan must not be applied without a named override: more records of one
// kind would leave one school than the threshold allows, or a whole kind would vanish there. What
// left in keyed runs since the last whole run counts with them; what a person agreed to with the
// turn of the year does not.
std::optional<base::Problem> guard(const Plan& plan, const Policy& policy);

}  // namespace causeway::sync
