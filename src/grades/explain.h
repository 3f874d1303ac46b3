// SPDX-License-Identifier: GPL-3.0-or-later
// Why the total in openSIS's gradebook and the course total in Moodle are not the same, in words.
// Pure, any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "grades/plan.h"

namespace causeway::grades {

struct Explanation {
    std::optional<double> opensis;  // per cent, as its gradebook page shows it
    std::optional<double> moodle;   // per cent
    std::vector<std::string> reasons;
};

// For today's marking period.
Explanation explain(const model::SchoolBook& sis, const model::Gradebook& lms, const Policy& policy,
                    std::int64_t student);

}  // namespace causeway::grades
