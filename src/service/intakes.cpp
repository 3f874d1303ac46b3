// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/intakes.h"

#include <algorithm>

namespace causeway::service {

namespace {

constexpr std::size_t kKept = 8;

}  // namespace

std::string_view name(KeptIntake::State state) {
    switch (state) {
        case KeptIntake::State::making:
            return "making";
        case KeptIntake::State::ready:
            return "ready";
        case KeptIntake::State::failed:
            return "failed";
        case KeptIntake::State::applied:
            return "applied";
        case KeptIntake::State::outdated:
            break;
    }
    return "outdated";
}

std::int64_t Intakes::begin(const std::string& by, base::Instant now, IntakeOrder order) {
    const std::scoped_lock lock(mutex_);
    if (kept_.size() >= kKept) kept_.erase(kept_.begin());
    KeptIntake& one = kept_.emplace_back();
    one.number = ++last_;
    one.by = by;
    one.begun = now;
    one.order = std::move(order);
    return last_;
}

void Intakes::ready(std::int64_t number, base::Instant now, IntakeOrder order,
                    intake::Report report) {
    auto held = std::make_shared<const intake::Report>(std::move(report));
    const std::scoped_lock lock(mutex_);
    for (KeptIntake& one : kept_) {
        if (one.number == number) {
            one.state = KeptIntake::State::ready;
            one.made = now;
            one.order = order;
            one.report = held;
        } else if (one.order.what == order.what && one.state == KeptIntake::State::ready) {
            one.state = KeptIntake::State::outdated;
            one.report.reset();  // both sides may be large
        }
    }
}

void Intakes::failed(std::int64_t number, base::Instant now, base::Problem problem) {
    const std::scoped_lock lock(mutex_);
    for (KeptIntake& one : kept_) {
        if (one.number != number) continue;
        one.state = KeptIntake::State::failed;
        one.made = now;
        one.problem = problem;
    }
}

std::optional<KeptIntake> Intakes::replan(std::int64_t number, const intake::Wishes& wishes) {
    const auto before = find(number);
    if (!before || before->state != KeptIntake::State::ready) return std::nullopt;
    auto anew = std::make_shared<intake::Report>(*before->report);
    const intake::Sides& sides = *anew->sides;
    anew->rows = intake::plan(anew->what, sides.moodle, sides.sis, sides.links, wishes);
    const std::scoped_lock lock(mutex_);
    for (KeptIntake& one : kept_) {
        if (one.number != number || one.state != KeptIntake::State::ready) continue;
        one.report = std::move(anew);
        return one;
    }
    return std::nullopt;
}

void Intakes::applied(std::int64_t number, std::int64_t run) {
    const std::scoped_lock lock(mutex_);
    for (KeptIntake& one : kept_) {
        if (one.number != number) continue;
        one.state = KeptIntake::State::applied;
        one.run = run;
    }
}

void Intakes::outdate() {
    const std::scoped_lock lock(mutex_);
    for (KeptIntake& one : kept_)
        if (one.state == KeptIntake::State::ready) one.state = KeptIntake::State::outdated;
}

std::vector<KeptIntake> Intakes::all() const {
    const std::scoped_lock lock(mutex_);
    return {kept_.rbegin(), kept_.rend()};
}

std::optional<KeptIntake> Intakes::find(std::int64_t number) const {
    const std::scoped_lock lock(mutex_);
    const auto at = std::find_if(kept_.begin(), kept_.end(),
                                 [&](const KeptIntake& one) { return one.number == number; });
    if (at == kept_.end()) return std::nullopt;
    return *at;
}

}  // namespace causeway::service
