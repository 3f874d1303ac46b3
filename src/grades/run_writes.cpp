// SPDX-License-Identifier: GPL-3.0-or-later
// A pull: what its plans come to in openSIS, and in Moodle where openSIS's own assignments go.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "grades/puller.h"
#include "model/key.h"

namespace causeway::grades {

Pull::Planned Pull::planned(const Place& place, const model::SchoolBook& book,
                            const model::Gradebook& lms, bool is_whole) {
    Request request;
    request.option = request_.as_if.value_or(engine_.desk.option_of(place));
    request.whole = is_whole;
    request.taken = request_.taken;
    Planned out{place, book, lms, is_whole, plan_section(book, lms, engine_.policy, request)};
    if (place.joint != 0) refuse_sends(out.plan);
    return out;
}

void Pull::write(std::span<Planned> sections) {
    std::vector<base::Result<void>> written(sections.size());
    if (!request_.dry) {
        std::vector<model::SectionSteps> steps;
        for (Planned& one : sections) {
            if (!one.plan.sends.empty()) send(one.plan);
            steps.push_back({one.book.section, one.plan.steps});
        }
        written = engine_.school.write(report_.run, steps);
    }
    for (std::size_t i = 0; i < sections.size(); ++i) {
        ++report_.sections;
        if (!written[i])
            report_.problems.push_back(written[i].problem());
        else
            note(sections[i]);
        if (engine_.watch && report_.sections % 10 == 0)
            engine_.watch(report_.sections, static_cast<std::int64_t>(places_.size()));
    }
}

void Pull::note(Planned& one) {
    SectionPlan& plan = one.plan;
    if (!request_.dry) {
        ToldSection& told = told_.emplace_back();
        told.section = one.place.section;
        told.differences = plan.differences;
        if (one.whole && one.place.joint == 0)
            read_.insert(one.place.course);
        else if (one.whole)
            joint_read_.insert(one.place.section);
        else
            told.keys = keys_of(one.book, one.lms);
    }
    for (std::size_t k = 0; k < plan.counts.size(); ++k)
        report_.counts[k] += plan.counts[k];
    report_.differences.insert(report_.differences.end(), plan.differences.begin(),
                               plan.differences.end());
    report_.refused.insert(report_.refused.end(), plan.refused.begin(), plan.refused.end());
    if (request_.dry) report_.plans.push_back(std::move(plan));
}

void Pull::send(SectionPlan& plan) {
    std::vector<model::GradedItemWrite> rows;
    for (const Send& one : plan.sends)
        rows.push_back(one.write);
    Counts& counts = plan.counts[kSent];
    auto sent = engine_.lms.send(rows);
    if (!sent || sent->size() != rows.size()) {
        counts.created = counts.updated = 0;
        counts.refused += static_cast<std::int64_t>(rows.size());
        if (send_failed_) return;  // told once
        send_failed_ = true;
        report_.refused.push_back(
            sent ? base::Problem{"openSIS's assignments were not sent to Moodle",
                                 fmt::format("section:{}", plan.section),
                                 "Moodle answered for fewer of them than were sent",
                                 "The next pull sends them again.", "grades.send"}
                 : sent.problem());
        return;
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        SentItem& one = (*sent)[i];
        if (one.refused || !one.changed) {
            --(rows[i].id == 0 ? counts.created : counts.updated);
            ++(one.refused ? counts.refused : counts.unchanged);
        }
        if (one.refused) {
            report_.refused.push_back(*std::move(one.refused));
            continue;
        }
        plan.sends[i].link.remote = one.id;
        plan.steps.push_back(std::move(plan.sends[i].link));
    }
}

std::vector<std::string> Pull::keys_of(const model::SchoolBook& book, const model::Gradebook& lms) {
    std::vector<std::string> out;
    std::set<std::int64_t> people;
    for (const model::Grade& grade : lms.grades) {
        const auto key = model::Key::from_idnumber(grade.idnumber, engine_.policy.prefix);
        if (!key) continue;
        people.insert(key->id);
        out.push_back(fmt::format("grade:{}/{}/{}", book.section.id, grade.item, key->id));
    }
    for (const std::int64_t person : people)
        for (const model::MarkingPeriod& period : book.periods)
            out.push_back(fmt::format("final:{}/{}/{}", book.section.id, period.id, person));
    return out;
}

}  // namespace causeway::grades
