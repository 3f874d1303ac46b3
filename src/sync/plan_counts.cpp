// SPDX-License-Identifier: GPL-3.0-or-later
// The sums of a plan.
#include <algorithm>

#include "sync/plan.h"

namespace causeway::sync {

std::int64_t& Counts::of(Verb verb) {
    switch (verb) {
        case Verb::create:
            return create;
        case Verb::adopt:
            return adopt;
        case Verb::update:
            return update;
        case Verb::suspend:
            return suspend;
        case Verb::restore:
            return restore;
        case Verb::remove:
            break;
    }
    return remove;
}

std::int64_t Plan::changes() const {
    std::int64_t sum = 0;
    for (const Counts& c : counts)
        sum += c.changes();
    return sum;
}

std::int64_t Plan::refused() const {
    std::int64_t sum = 0;
    for (const Counts& c : counts)
        sum += c.refused;
    return sum;
}

bool PlanScope::has_school(std::int64_t school) const {
    return schools.empty() || std::find(schools.begin(), schools.end(), school) != schools.end();
}

}  // namespace causeway::sync
