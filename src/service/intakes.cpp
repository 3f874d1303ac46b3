// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/intakes.h"

namespace causeway::service {

std::int64_t Intakes::begin(const std::string& by, base::Instant now, IntakeOrder order) {
    KeptIntake one;
    one.order = std::move(order);
    return shelf_.begin(by, now, std::move(one));
}

void Intakes::ready(std::int64_t number, base::Instant now, IntakeOrder order,
                    intake::Report report) {
    const auto held = std::make_shared<const intake::Report>(std::move(report));
    shelf_.each([&](KeptIntake& one) {
        if (one.number == number) {
            one.state = KeptState::ready;
            one.made = now;
            one.order = order;
            one.report = held;
        } else if (one.order.what == order.what && one.state == KeptState::ready) {
            one.state = KeptState::outdated;
            one.report.reset();  // both sides may be large
        }
    });
}

void Intakes::failed(std::int64_t number, base::Instant now, const base::Problem& problem) {
    shelf_.failed(number, now, problem);
}

std::optional<KeptIntake> Intakes::replan(std::int64_t number, const intake::Wishes& wishes) {
    const auto before = find(number);
    if (!before || before->state != KeptState::ready) return std::nullopt;
    const auto anew = std::make_shared<intake::Report>(*before->report);
    const intake::Sides& sides = *anew->sides;
    anew->rows = intake::plan(anew->what, sides.moodle, sides.sis, sides.links, wishes);
    std::optional<KeptIntake> out;
    shelf_.each([&](KeptIntake& one) {
        if (one.number != number || one.state != KeptState::ready) return;
        one.report = anew;
        out = one;
    });
    return out;
}

void Intakes::applied(std::int64_t number, std::int64_t run) {
    shelf_.each([&](KeptIntake& one) {
        if (one.number != number) return;
        one.state = KeptState::applied;
        one.run = run;
    });
}

void Intakes::outdate() {
    shelf_.each([](KeptIntake& one) {
        if (one.state == KeptState::ready) one.state = KeptState::outdated;
    });
}

std::vector<KeptIntake> Intakes::all() const {
    return shelf_.all();
}

std::optional<KeptIntake> Intakes::find(std::int64_t number) const {
    return shelf_.find(number);
}

}  // namespace causeway::service
