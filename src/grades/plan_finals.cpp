// SPDX-License-Identifier: GPL-3.0-or-later
// The planner: the section's grade.
#include <fmt/format.h>

#include <algorithm>

#include "grades/planner.h"

namespace causeway::grades {

using model::BookKind;
using model::BookRow;
using model::BookStep;
using model::BookVerb;

namespace {

std::string final_words(const BookRow& row) {
    if (!row.points) return "none";
    return points_text(row.points) + " %" +
           (row.letter_title.empty() ? "" : " " + row.letter_title);
}

// The letter follows from the percentage and the school's own scale.
bool same_final(const BookRow& a, const BookRow& b) {
    return a.points == b.points && a.letter == b.letter;
}

}  // namespace

void Planner::finals() {
    std::set<model::RemoteId> totals;
    bool hidden = false;
    for (const auto& [remote, link] : total_link_) {
        totals.insert(remote);
        hidden = link->measure.hidden;
    }
    if (request_.whole) {
        totals.clear();
        for (const auto& item : lms_.items) {
            if (item.kind != model::ItemKind::course_total) continue;
            totals.insert(item.id);
            hidden = item.hidden.value_or(false);
            model::Measure measure;
            measure.min = item.min;
            measure.max = item.max;
            measure.hidden = hidden;
            const auto link = total_link_.find(item.id);
            if (link != total_link_.end() && link->second->measure == measure) continue;
            BookStep step;
            step.kind = BookKind::total;
            step.verb = BookVerb::note;
            step.remote = item.id;
            step.measure = measure;
            plan_.steps.push_back(std::move(step));
        }
    }
    const auto periods = final_periods();
    for (const model::Grade& grade : lms_.grades) {
        if (!totals.contains(grade.item)) continue;
        const auto student = student_of(grade);
        const model::Pupil* who = student ? pupil(*student) : nullptr;
        if (who == nullptr || !who->there(policy_.today)) continue;
        std::optional<double> percent;
        if (grade.final && !((hidden || grade.hidden.value_or(false)) && !policy_.carry_hidden))
            percent = percent_of(*grade.final, grade.min, grade.max);
        for (const model::MarkingPeriod* period : periods) {
            std::optional<BookRow> want;
            if (percent) want = final_row(sis_, *period, *percent);
            one_final(*period, *student, want, &grade);
        }
    }
}

// openSIS keys a section grade by the marking period's number alone, and an installation with the
// sample school can have one number twice: a grade of the one would stand as the other's, too.
std::vector<const model::MarkingPeriod*> Planner::final_periods() {
    std::vector<const model::MarkingPeriod*> out;
    for (const auto* period : grades::final_periods(sis_, policy_.today)) {
        const auto same = [&](const model::MarkingPeriod& p) { return p.id == period->id; };
        if (std::count_if(sis_.periods.begin(), sis_.periods.end(), same) == 1) {
            out.push_back(period);
            continue;
        }
        ++counts(BookKind::final).refused;
        plan_.refused.push_back(
            {fmt::format("The section's grades of \"{}\" were not written", period->title),
             fmt::format("section:{}", plan_.section),
             fmt::format("openSIS has two marking periods with the number {}, and would show a "
                         "grade of the one as the other's as well",
                         period->id),
             "Have openSIS's administrator delete one of the two under School Setup > Marking "
             "Periods and make it again: it gets a number of its own.",
             "grades.marking_period_twice"});
    }
    return out;
}

void Planner::one_final(const model::MarkingPeriod& period, std::int64_t student,
                        const std::optional<BookRow>& want, const model::Grade* grade) {
    const auto at = std::pair{period.id, student};
    const auto row_at = final_row_.find(at);
    const auto link_at = final_link_.find(at);
    const model::StoredRow* stored = row_at == final_row_.end() ? nullptr : row_at->second;
    const model::GradeLink* link = link_at == final_link_.end() ? nullptr : link_at->second;
    if (!want && stored == nullptr && link == nullptr) return;
    if (!want && link == nullptr) return;  // the teacher's, and Moodle has nothing to say
    const std::string name = key("final", period.id, student);
    BookStep step;
    step.kind = BookKind::final;
    step.part = period.id;
    step.student = student;
    step.remote = grade != nullptr ? grade->item : 0;
    if (grade != nullptr) step.from = wanted_grade(*grade, {}).second;
    if (stored != nullptr) {
        step.local = stored->id;
        step.before = stored->row;
    }
    if (want) step.after = step.agreed = *want;
    const bool closed =
        std::find(sis_.completed.begin(), sis_.completed.end(), period.id) != sis_.completed.end();
    const bool locked = closed || (period.post_to && policy_.today > *period.post_to);
    const BookRow there = stored != nullptr ? stored->row : BookRow{};
    const BookRow wanted = want.value_or(BookRow{});
    const bool fresh = link == nullptr && stored == nullptr;
    const auto verdict =
        fresh ? (locked && !request_.taken.contains(name) ? Verdict::keep : Verdict::write)
              : judge(name, link != nullptr, link != nullptr ? link->kept : "",
                      same_final(there, wanted), link != nullptr && same_final(there, link->agreed),
                      model::to_json(wanted), locked);
    Counts& count = counts(BookKind::final);
    switch (verdict) {
        case Verdict::same:
            ++count.unchanged;
            if (link == nullptr) return;  // the teacher's own posting, and it agrees
            if (same_final(link->agreed, wanted) && link->from == step.from && link->kept.empty())
                return;
            step.verb = BookVerb::note;
            step.agreed = there;
            step.agreed.comment = link->agreed.comment;
            step.forget = !link->kept.empty();  // the teacher's own again, and it agrees
            break;
        case Verdict::write:
            step.verb = !want ? BookVerb::remove : stored ? BookVerb::update : BookVerb::create;
            step.forget = !want;
            // A posting that a person let Moodle's value replace comes back with option one.
            if (link != nullptr)
                step.agreed.comment =
                    link->kept.empty() ? link->agreed.comment : model::to_json(there);
            else if (stored != nullptr)
                step.agreed.comment = model::to_json(there);
            ++(!want ? count.removed : stored ? count.updated : count.created);
            step.reason = request_.taken.contains(name) ? "taken over by a person"
                                                        : "the course total in Moodle";
            break;
        case Verdict::silent:
            ++count.kept;
            if (!request_.taken.contains(name)) return;
            step.verb = BookVerb::note;
            step.agreed = there;
            step.kept = model::to_json(wanted);
            break;
        case Verdict::keep:
            ++count.kept;
            differ(name, BookKind::final, student, period.title, final_words(there),
                   final_words(wanted),
                   closed            ? "the teacher has declared this marking period finished"
                   : locked          ? "the time for posting grades of this marking period is over"
                   : link == nullptr ? "it was posted in openSIS"
                                     : "it was changed by hand in openSIS");
            return;
    }
    plan_.steps.push_back(std::move(step));
}

// openSIS keeps the gradebook again: what Causeway wrote for marking periods that are still open
// makes room for the teacher's own posting, which comes back where there was one. What is closed,
// was changed there or was chosen by a person to stay, stays.
void Planner::give_finals_back() {
    const auto open = grades::final_periods(sis_, policy_.today);
    for (const auto& [at, link] : final_link_) {
        const auto& [part, student] = at;
        const auto period =
            std::find_if(open.begin(), open.end(), [&](const auto* p) { return p->id == part; });
        const auto stored = final_row_.find(at);
        const bool ours = stored != final_row_.end() && link->kept.empty() &&
                          same_final(stored->second->row, link->agreed);
        const bool finished =
            std::find(sis_.completed.begin(), sis_.completed.end(), part) != sis_.completed.end();
        if (period == open.end() || finished) continue;
        BookStep step;
        step.kind = BookKind::final;
        step.part = part;
        step.student = student;
        step.forget = true;
        step.verb = BookVerb::note;
        if (ours) {
            step.local = stored->second->id;
            step.before = stored->second->row;
            step.reason = "openSIS keeps this section's gradebook";
            const std::string& posted = link->agreed.comment;
            step.verb = posted.empty() ? BookVerb::remove : BookVerb::update;
            if (!posted.empty()) step.after = model::book_row_from_json(posted);
            ++(posted.empty() ? counts(BookKind::final).removed : counts(BookKind::final).updated);
        }
        removals_.push_back(std::move(step));
    }
}

}  // namespace causeway::grades
