// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/plans.h"

#include <algorithm>

namespace causeway::service {

namespace {

constexpr std::size_t kKept = 5;

}  // namespace

std::string_view name(KeptPlan::State state) {
    switch (state) {
        case KeptPlan::State::making:
            return "making";
        case KeptPlan::State::ready:
            return "ready";
        case KeptPlan::State::failed:
            return "failed";
        case KeptPlan::State::applied:
            return "applied";
        case KeptPlan::State::outdated:
            break;
    }
    return "outdated";
}

template <class Change>
void Plans::change(std::int64_t number, const Change& apply) {
    const std::scoped_lock lock(mutex_);
    for (KeptPlan& one : plans_)
        if (one.number == number) apply(one);
}

std::int64_t Plans::begin(const std::string& by, base::Instant now, bool verify,
                          std::vector<std::int64_t> schools) {
    const std::scoped_lock lock(mutex_);
    if (plans_.size() >= kKept) plans_.erase(plans_.begin());
    KeptPlan plan;
    plan.number = ++last_;
    plan.by = by;
    plan.begun = now;
    plan.verify = verify;
    plan.schools = std::move(schools);
    plans_.push_back(std::move(plan));
    return last_;
}

void Plans::ready(std::int64_t number, base::Instant now, sync::Plan plan,
                  std::optional<base::Problem> guard) {
    auto held = std::make_shared<const sync::Plan>(std::move(plan));
    change(number, [&](KeptPlan& one) {
        one.state = KeptPlan::State::ready;
        one.made = now;
        one.plan = std::move(held);
        one.guard = std::move(guard);
    });
}

void Plans::failed(std::int64_t number, base::Instant now, base::Problem problem) {
    change(number, [&](KeptPlan& one) {
        one.state = KeptPlan::State::failed;
        one.made = now;
        one.problem = std::move(problem);
    });
}

void Plans::applied(std::int64_t number) {
    change(number, [](KeptPlan& one) { one.state = KeptPlan::State::applied; });
}

void Plans::outdate(std::int64_t base_revision) {
    const std::scoped_lock lock(mutex_);
    for (KeptPlan& one : plans_)
        if (one.state == KeptPlan::State::ready && one.plan->base_revision != base_revision)
            one.state = KeptPlan::State::outdated;
}

std::vector<KeptPlan> Plans::all() const {
    const std::scoped_lock lock(mutex_);
    return {plans_.rbegin(), plans_.rend()};
}

std::optional<KeptPlan> Plans::find(std::int64_t number) const {
    const std::scoped_lock lock(mutex_);
    const auto at = std::find_if(plans_.begin(), plans_.end(),
                                 [&](const KeptPlan& one) { return one.number == number; });
    if (at == plans_.end()) return std::nullopt;
    return *at;
}

}  // namespace causeway::service
