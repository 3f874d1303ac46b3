// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/plans.h"

namespace causeway::service {

std::int64_t Plans::begin(const std::string& by, base::Instant now, bool verify,
                          std::vector<std::int64_t> schools) {
    KeptPlan plan;
    plan.verify = verify;
    plan.schools = std::move(schools);
    return shelf_.begin(by, now, std::move(plan));
}

void Plans::ready(std::int64_t number, base::Instant now, sync::Plan plan,
                  std::optional<base::Problem> guard) {
    const auto held = std::make_shared<const sync::Plan>(std::move(plan));
    shelf_.each([&](KeptPlan& one) {
        if (one.number != number) return;
        one.state = KeptState::ready;
        one.made = now;
        one.plan = held;
        one.guard = guard;
    });
}

void Plans::failed(std::int64_t number, base::Instant now, const base::Problem& problem) {
    shelf_.failed(number, now, problem);
}

void Plans::applied(std::int64_t number) {
    shelf_.each([&](KeptPlan& one) {
        if (one.number == number) one.state = KeptState::applied;
    });
}

void Plans::outdate(std::int64_t base_revision) {
    shelf_.each([&](KeptPlan& one) {
        if (one.state == KeptState::ready && one.plan->base_revision != base_revision)
            one.state = KeptState::outdated;
    });
}

std::vector<KeptPlan> Plans::all() const {
    return shelf_.all();
}

std::optional<KeptPlan> Plans::find(std::int64_t number) const {
    return shelf_.find(number);
}

}  // namespace causeway::service
