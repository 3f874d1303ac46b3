// SPDX-License-Identifier: GPL-3.0-or-later
// The planner: grades of single items, and the section's grade.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "grades/planner.h"

namespace causeway::grades {

using model::BookKind;
using model::BookRow;
using model::BookStep;
using model::BookVerb;

namespace {

constexpr std::size_t kComment = 1000;

std::string in_words(const BookRow& row) {
    return points_text(row.points) + (row.comment.empty() ? "" : ", \"" + row.comment + "\"");
}

std::string final_words(const BookRow& row) {
    if (!row.points) return "none";
    return points_text(row.points) + " %" +
           (row.letter_title.empty() ? "" : " " + row.letter_title);
}

bool empty(const BookRow& row) {
    return !row.points && row.comment.empty();
}

bool same_value(const BookRow& a, const BookRow& b) {
    return a.points == b.points && a.comment == b.comment;
}

// The letter follows from the percentage and the school's own scale.
bool same_final(const BookRow& a, const BookRow& b) {
    return a.points == b.points && a.letter == b.letter;
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
    if (exempt) mark("exempt");
    if (grade.missing.value_or(false)) mark("missing");
    if (grade.late.value_or(false)) mark("late");
    if (grade.overridden.value_or(false)) mark("overridden");
    if (hidden) mark("hidden");
    std::string comment = marks;
    if (hidden && !policy_.carry_hidden) {
        comment = "hidden in Moodle";
    } else {
        if (exempt)
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
    const model::GradeLink* link = found == grade_link_.end() ? nullptr : found->second;
    const model::StoredRow* stored = local == 0 ? nullptr : grade_row(local, student);
    const BookRow there = stored != nullptr ? stored->row : BookRow{};
    if (link == nullptr && stored == nullptr && empty(want)) return;
    const model::Pupil* who = pupil(student);
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
    const auto periods = final_periods(sis_, policy_.today);
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
            break;
        case Verdict::write:
            step.verb = !want ? BookVerb::remove : stored ? BookVerb::update : BookVerb::create;
            step.forget = !want;
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
// makes room for the teacher's own posting. What is closed or was changed there stays.
void Planner::give_finals_back() {
    const auto open = final_periods(sis_, policy_.today);
    for (const auto& [at, link] : final_link_) {
        const auto& [part, student] = at;
        const auto period =
            std::find_if(open.begin(), open.end(), [&](const auto* p) { return p->id == part; });
        const auto stored = final_row_.find(at);
        const bool ours =
            stored != final_row_.end() && same_final(stored->second->row, link->agreed);
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
            step.verb = BookVerb::remove;
            step.local = stored->second->id;
            step.before = stored->second->row;
            step.reason = "openSIS keeps this section's gradebook";
            ++counts(BookKind::final).removed;
        }
        removals_.push_back(std::move(step));
    }
}

}  // namespace causeway::grades
