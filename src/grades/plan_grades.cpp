// SPDX-License-Identifier: GPL-3.0-or-later
// The planner: grades of single items.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "grades/planner.h"

namespace causeway::grades {

using model::BookKind;
using model::BookRow;
using model::BookStep;
using model::BookVerb;

namespace {

constexpr std::size_t kComment = 1000;

// Saving its page, openSIS writes a blank as the comment of everybody who has none.
bool blank(const BookRow& row) {
    return base::trimmed(row.comment).empty();
}

std::string in_words(const BookRow& row) {
    return points_text(row.points) + (blank(row) ? "" : ", \"" + row.comment + "\"");
}

bool empty(const BookRow& row) {
    return !row.points && blank(row);
}

bool same_value(const BookRow& a, const BookRow& b) {
    return a.points == b.points && (a.comment == b.comment || (blank(a) && blank(b)));
}

}  // namespace

std::pair<BookRow, model::Provenance> Planner::wanted_grade(const model::Grade& grade,
                                                            const model::Measure& measure) const {
    BookRow row;
    std::string marks;
    const auto mark = [&](const char* word) {
        marks += (marks.empty() ? "" : ", ") + std::string(word);
    };
    const bool hidden = grade.hidden.value_or(false) || measure.hidden;
    const bool exempt = grade.exempt.value_or(false);
    // Moodle's own functions (the plain path) do not tell which of the two it is.
    const bool left_out = !grade.exempt && grade.use == model::GradeUse::unknown && grade.final &&
                          grade.weight == 0.0;
    const bool dropped = grade.use == model::GradeUse::dropped && !exempt;
    if (exempt) mark("exempt");
    if (dropped) mark("dropped");
    if (left_out) mark("left out of the total");
    if (grade.missing.value_or(false)) mark("missing");
    if (grade.late.value_or(false)) mark("late");
    if (grade.overridden.value_or(false)) mark("overridden");
    if (hidden) mark("hidden");
    std::string comment = marks;
    if (hidden && !policy_.carry_hidden) {
        comment = "hidden in Moodle";
    } else {
        if (exempt || (policy_.excuse_dropped && (dropped || left_out)))
            row.points = model::kExcused;
        else if (grade.final)
            row.points = points_of(*grade.final, measure);
        else if (grade.missing.value_or(false) && policy_.missing_is_zero)
            row.points = 0;
        if (grade.final && !measure.scale.empty()) {
            const auto at = static_cast<std::size_t>(std::clamp(
                std::llround(*grade.final), 1LL, static_cast<long long>(measure.scale.size())));
            comment += (comment.empty() ? "" : "; ") + plain_text(measure.scale[at - 1], 100);
        }
        if (grade.final && row.points == model::kExcused)
            comment += "; " + points_text(points_of(*grade.final, measure)) + " points in Moodle";
        if (grade.final && *grade.final < 0)
            comment += (comment.empty() ? "" : "; ") + std::string("below zero in Moodle");
        if (policy_.feedback && !grade.feedback.empty()) {
            const std::string feedback = plain_text(grade.feedback, kComment);
            if (!feedback.empty()) comment += (comment.empty() ? "" : "; ") + feedback;
        }
    }
    row.comment = std::move(comment);
    model::Provenance from;
    from.raw = grade.raw;
    from.final = grade.final;
    from.max = grade.max;
    from.weight = grade.weight;
    from.state =
        std::string(grade.graded() ? "graded" : "not graded") + (marks.empty() ? "" : ", " + marks);
    from.grader = grade.grader;
    from.graded_at = grade.graded_at;
    return {std::move(row), std::move(from)};
}

void Planner::grades() {
    std::set<model::RemoteId> totals;
    for (const auto& item : lms_.items)
        if (model::is_total(item.kind)) totals.insert(item.id);
    for (const model::Grade& grade : lms_.grades) {
        if (totals.contains(grade.item) || total_link_.contains(grade.item)) continue;
        const auto student = student_of(grade);
        if (!student) continue;  // no record of ours: a teacher trying things out, a guest
        seen_.insert({grade.item, *student});
        one_grade(&grade, grade.item, *student);
    }
}

// Grades that Moodle does not tell any more.
void Planner::gone_grades() {
    for (const auto& [at, link] : grade_link_) {
        const auto& [item, student] = at;
        if (seen_.contains(at) || !wanted_.contains(item)) continue;
        const model::Pupil* there = pupil(student);
        if (!lms_.has_inactive && (there == nullptr || !there->there(policy_.today))) continue;
        one_grade(nullptr, item, student);
    }
}

void Planner::one_grade(const model::Grade* grade, model::RemoteId item, std::int64_t student) {
    if (!standing_.contains(item)) return;
    const auto link_at = item_link_.find(item);
    const auto want_at = wanted_.find(item);
    model::Measure measure;
    std::int64_t local = 0;
    std::int64_t period = 0;
    std::string title;
    if (link_at != item_link_.end()) {
        measure = link_at->second->measure;
        local = link_at->second->local;
        if (const auto row = item_row_.find(local); row != item_row_.end()) {
            period = row->second->row.marking_period;
            title = row->second->row.title;
            measure.points = row->second->row.whole_points;
        } else {
            local = 0;  // made anew by this plan, and its grades with it
        }
    }
    if (want_at != wanted_.end()) {
        measure = measure_.at(item);  // with the maximum that a teacher may have changed
        title = want_at->second.row.title;
        if (period == 0) period = want_at->second.row.marking_period;
    }
    auto [want, from] =
        grade != nullptr ? wanted_grade(*grade, measure) : std::pair<BookRow, model::Provenance>{};
    const auto found = grade_link_.find({item, student});
    const bool anew = link_at != item_link_.end() && local == 0;
    const model::GradeLink* link = found == grade_link_.end() || anew ? nullptr : found->second;
    const model::StoredRow* stored = local == 0 ? nullptr : grade_row(local, student);
    const BookRow there = stored != nullptr ? stored->row : BookRow{};
    if (link == nullptr && stored == nullptr && empty(want)) return;
    const model::Pupil* who = pupil(student);
    // Most of a whole reading, so first and without making a single text.
    if (who != nullptr && link != nullptr && stored != nullptr && link->kept.empty() &&
        same_value(there, want) && same_value(link->agreed, want) && link->from == from) {
        ++counts(BookKind::grade).unchanged;
        return;
    }
    if (who == nullptr) {
        if (link != nullptr || stored != nullptr) return;
        ++counts(BookKind::grade).refused;
        if (strangers_.insert(student).second)
            plan_.refused.push_back(
                {"Grades of a student were not carried into openSIS",
                 fmt::format("learns:{}/{}", plan_.section, student),
                 "openSIS has this student in no schedule of the section",
                 "Schedule the student in openSIS, or take the student out of the Moodle course.",
                 "grades.not_scheduled"});
        return;
    }
    // A grade that a teacher entered in openSIS for an assignment of openSIS's own.
    if (measure.sent && link == nullptr && empty(want)) return;
    const std::string name = key("grade", item, student);
    if (!who->there(policy_.today) && policy_.today > who->to && !request_.taken.contains(name)) {
        ++counts(BookKind::grade).unchanged;  // left: what is there stays
        return;
    }
    BookStep step;
    step.kind = BookKind::grade;
    step.remote = step.part = item;
    step.student = student;
    step.local = local;
    step.before = there;
    step.after = step.agreed = want;
    step.from = from;
    const std::string wanted = model::to_json(want);
    if (link == nullptr && stored == nullptr) {
        if (posted(student, period) && !request_.taken.contains(name)) {
            if (!want.points) return;  // only a word: nothing for a person to decide
            ++counts(BookKind::grade).kept;
            differ(name, BookKind::grade, student, title, "none", in_words(want),
                   "the grade of this marking period is posted in openSIS");
            return;
        }
        step.reason = "new in Moodle";
        ++counts(BookKind::grade).created;
        plan_.steps.push_back(std::move(step));
        return;
    }
    const bool untouched = link != nullptr && same_value(there, link->agreed);
    const bool closed = posted(student, period);
    switch (judge(name, link != nullptr, link != nullptr ? link->kept : "", same_value(there, want),
                  untouched, wanted, closed)) {
        case Verdict::same:
            ++counts(BookKind::grade).unchanged;
            if (link != nullptr && same_value(link->agreed, want) && link->from == from &&
                link->kept.empty())
                return;
            step.verb = BookVerb::note;
            step.forget = empty(want) && stored == nullptr;
            break;
        case Verdict::write:
            if (empty(want)) {
                step.verb = BookVerb::remove;
                step.forget = true;
                ++counts(BookKind::grade).removed;
            } else {
                step.verb = stored == nullptr ? BookVerb::create : BookVerb::update;
                ++(stored == nullptr ? counts(BookKind::grade).created
                                     : counts(BookKind::grade).updated);
            }
            step.reason =
                request_.taken.contains(name) ? "taken over by a person" : "changed in Moodle";
            break;
        case Verdict::silent:
            ++counts(BookKind::grade).kept;
            if (!request_.taken.contains(name)) return;
            step.verb = BookVerb::note;
            step.agreed = there;
            step.kept = wanted;
            break;
        case Verdict::keep:
            ++counts(BookKind::grade).kept;
            differ(name, BookKind::grade, student, title, in_words(there), in_words(want),
                   closed              ? "the grade of this marking period is posted in openSIS"
                   : link == nullptr   ? "it was entered by hand in openSIS"
                   : stored == nullptr ? "it was removed by hand in openSIS"
                                       : "it was changed by hand in openSIS");
            return;
    }
    plan_.steps.push_back(std::move(step));
}

}  // namespace causeway::grades
