// SPDX-License-Identifier: GPL-3.0-or-later
// Plans and reports as JSON: what `--json` prints, what a plan file holds, what a run leaves in
// the store. Keys are stable: scripts rely on them.
#pragma once

#include <string>
#include <vector>

#include "sync/plan.h"
#include "sync/run.h"

namespace causeway::sync {

// {"school": {"create": 0, ...}, ...} for all kinds.
std::string counts_json(const CountsByKind& counts);
std::string summary_json(const RunReport& report);

// A plan file: everything needed to apply exactly this plan later.
std::string plan_to_json(const Plan& plan);
// Throws Failure(usage) when the text is not a plan of this program.
Plan plan_from_json(std::string_view text);

// How many of these wait only because another record is refused.
std::int64_t needing_others(const std::vector<Standing>& standings);

}  // namespace causeway::sync
