// SPDX-License-Identifier: GPL-3.0-or-later
#include "intake/turn_plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/fingerprint.h"

namespace causeway::intake {

namespace {

using model::Kind;
using model::Operation;
using model::Stay;
using model::Verb;

constexpr std::int64_t kDoNotEnrol = -1;

class Planner {
  public:
    Planner(const model::RolloverBook& book, const std::set<std::int64_t>& schools,
            const TurnWeights& weights, const TurnLimits& limits)
        : book_(book), schools_(schools), weights_(weights), limits_(limits) {
        for (const auto& school : book_.schools)
            if (schools_.contains(school.school) && school.next) begin(school);
    }

    TurnPlan make(std::span<const Operation> first_sync) {
        for (const Operation& op : first_sync)
            if (const auto* course = std::get_if<model::CourseShape>(&op.shape))
                courses_[op.key] = course->fullname;
        for (const Operation& op : first_sync)
            look_at(op);
        for (const auto& [student, stays] : book_.students)
            look_at(student, stays);
        std::stable_sort(plan_.rows.begin(), plan_.rows.end(),
                         [](const TurnRow& a, const TurnRow& b) {
                             return std::pair(a.fate, a.key) < std::pair(b.fate, b.key);
                         });
        for (SchoolTurnPlan& school : plan_.schools)
            weigh(school);
        object_to_parting();
        plan_.fingerprint = fingerprint();
        return std::move(plan_);
    }

  private:
    [[nodiscard]] std::string title_of(const Operation& op) const {
        if (const auto* course = std::get_if<model::CourseShape>(&op.shape))
            return course->fullname;
        if (const auto* user = std::get_if<model::UserShape>(&op.shape))
            return user->first_name + " " + user->last_name;
        const auto* group = std::get_if<model::GroupShape>(&op.shape);
        if (group == nullptr) return "";
        const auto course = courses_.find(group->course);
        return (course == courses_.end() ? "" : course->second + " - ") + group->name;
    }

    void begin(const model::SchoolRollover& school) {
        SchoolTurnPlan out;
        out.school = school.school;
        out.title = school.title;
        out.from = school.now;
        out.to = *school.next;
        out.rolled = school.rolled;
        for (const TurnFate fate : kTurnFates)
            out.counts[fate] = 0;
        plan_.schools.push_back(std::move(out));
    }

    SchoolTurnPlan* of(std::int64_t school) {
        const auto found =
            std::find_if(plan_.schools.begin(), plan_.schools.end(),
                         [&](const SchoolTurnPlan& s) { return s.school == school; });
        return found == plan_.schools.end() ? nullptr : &*found;
    }

    void add(TurnRow row) {
        if (SchoolTurnPlan* school = of(row.school)) {
            school->counts[row.fate] += 1;
            school->doubtful += row.doubtful ? 1 : 0;
        }
        plan_.rows.push_back(std::move(row));
    }

    // What the first sync does to courses and people. What it does in schools that do not turn is
    // everyday work.
    void look_at(const Operation& op) {
        const bool leaves = op.verb == Verb::suspend || op.verb == Verb::remove;
        // Where sections are groups, the course that they share is what is hidden.
        if (op.key.kind == Kind::section ||
            (op.key.kind == Kind::course && model::holds<model::CourseShape>(op.shape))) {
            if (of(op.school) == nullptr) return;
            if (leaves)
                add({TurnFate::hidden, op.key, op.school, title_of(op), op.reason});
            else if (op.verb == Verb::create || op.verb == Verb::adopt)
                add(made(op));
        } else if (model::is_person(op.key.kind)) {
            if (leaves && (of(op.school) != nullptr || was_in_turning(op.key)))
                add(leaver(op));
            else if (op.verb == Verb::create && of(op.school) != nullptr)
                add({TurnFate::joins, op.key, op.school, title_of(op), "has no account yet"});
        }
    }

    TurnRow made(const Operation& op) {
        TurnRow row{TurnFate::made, op.key, op.school, title_of(op), "new in the new year"};
        const auto old =
            op.key.kind == Kind::section ? book_.sections.find(op.key.id) : book_.sections.end();
        if (old == book_.sections.end()) return row;
        row.reason = fmt::format("rolled over from section {}", old->second);
        of(op.school)->made_from_old += 1;
        return row;
    }

    [[nodiscard]] bool was_in_turning(const model::Key& person) const {
        if (person.kind == Kind::student) {
            const auto stays = book_.students.find(person.id);
            return stays != book_.students.end() &&
                   std::any_of(stays->second.begin(), stays->second.end(),
                               [&](const Stay& s) { return schools_.contains(s.school); });
        }
        const auto worked = book_.staff.find({person.id, false});
        return worked != book_.staff.end() &&
               std::any_of(worked->second.begin(), worked->second.end(),
                           [&](std::int64_t school) { return schools_.contains(school); });
    }

    TurnRow leaver(const Operation& op) {
        TurnRow row{TurnFate::leaves, op.key, op.school, title_of(op), op.reason};
        if (op.key.kind == Kind::student)
            explain_student(row);
        else if (!book_.staff.contains({op.key.id, true}))
            row.reason = "works at no school in the new year";
        else
            row.doubtful = true;  // has a place there, and yet leaves: perhaps by its dates
        return row;
    }

    void explain_student(TurnRow& row) {
        const auto found = book_.students.find(row.key.id);
        if (found == book_.students.end()) return;
        const Stay* last = nullptr;
        for (const Stay& stay : found->second) {
            if (!stay.in_new_year) {
                last = &stay;
                continue;
            }
            if (!schools_.contains(stay.school)) {
                row.reason =
                    fmt::format("goes on in school {}, whose year does not turn now", stay.school);
                parted_.push_back(row.key);
            }
            return;  // has a place there: the engine's own reason stands
        }
        if (last == nullptr) return;
        const auto* school = book_.of(last->school);
        const bool before_the_end = last->end && school != nullptr && school->now.end &&
                                    *last->end <= *school->now.end && last->drop != "Roll";
        if (before_the_end) {
            row.reason = "left on " + last->end->text();
        } else if (!last->next_school) {
            row.reason = "openSIS was not told the next school, so its rollover left this one out";
            row.doubtful = true;
        } else if (*last->next_school == kDoNotEnrol) {
            row.reason = "is not enrolled again: finished, or leaves";
        } else {
            row.reason = "was to go on, and openSIS holds no enrolment for the new year";
            row.doubtful = true;
        }
    }

    void look_at(std::int64_t student, const std::vector<Stay>& stays) {
        std::set<std::int64_t> old_schools;
        const Stay* fresh = nullptr;
        for (const Stay& stay : stays) {
            if (!stay.in_new_year)
                old_schools.insert(stay.school);
            else if (schools_.contains(stay.school) && fresh == nullptr)
                fresh = &stay;
        }
        if (fresh == nullptr || old_schools.empty()) return;
        if (old_schools.contains(fresh->school)) {
            SchoolTurnPlan& school = *of(fresh->school);
            school.going_on += 1;
            const auto last = std::find_if(stays.rbegin(), stays.rend(), [&](const Stay& s) {
                return !s.in_new_year && s.school == fresh->school;
            });
            school.retained += !fresh->grade.empty() && last->grade == fresh->grade ? 1 : 0;
            return;
        }
        const auto name = book_.names.find(student);
        add({TurnFate::moves,
             {Kind::student, student, 0},
             fresh->school,
             name == book_.names.end() ? "" : name->second,
             fmt::format("from school {} to school {}", *old_schools.begin(), fresh->school)});
    }

    void weigh(SchoolTurnPlan& school) {
        for (const auto& [where, weight] : weights_)
            if (where.first == school.school && weight.leaving > 0)
                school.leaving[where.second] = weight.leaving;
        for (const Kind kind : {Kind::staff, Kind::student}) {
            const auto found = weights_.find({school.school, kind});
            if (found == weights_.end()) continue;
            const TurnWeight& w = found->second;
            if (w.leaving > limits_.records &&
                static_cast<double>(w.leaving) * 100.0 >
                    limits_.leaving_percent * static_cast<double>(w.held))
                object(school, "turn.leaving",
                       fmt::format("{} of {} {} records would leave, more than {} %", w.leaving,
                                   w.held, model::name(kind), limits_.leaving_percent),
                       "Look at who leaves. If openSIS was not told where its students go next, "
                       "enrol them there by hand, or tell it and roll over again; if all is right, "
                       "confirm with a reason.");
        }
        for (const model::Rolled& rolled : school.rolled) {
            const double least =
                static_cast<double>(rolled.old_year) * (100.0 - limits_.missing_percent) / 100.0;
            if (rolled.old_year > limits_.records && static_cast<double>(rolled.new_year) < least)
                object(
                    school, "turn.missing",
                    fmt::format("openSIS holds {} {} for {}, and held {} for {}", rolled.new_year,
                                rolled.what, school.to.year, rolled.old_year, school.from.year),
                    "Its rollover may have stopped half-way: bring the backup from before it back, "
                    "and roll over again. If all is right, confirm with a reason.");
        }
    }

    void object(const SchoolTurnPlan& school, const char* code, std::string why, std::string cure) {
        plan_.objections.push_back({"The turn of the year needs a person's word",
                                    model::Key{Kind::school, school.school, 0}.text(),
                                    std::move(why), std::move(cure), code});
    }

    void object_to_parting() {
        if (parted_.empty()) return;
        plan_.objections.push_back(
            {"The turn of the year needs a person's word", parted_.front().text(),
             fmt::format("{} students go on in a school whose year does not turn now; until it "
                         "does, their accounts would be suspended",
                         parted_.size()),
             "Roll over that school in openSIS too, and turn both together.", "turn.parted"});
    }

    [[nodiscard]] std::string fingerprint() const {
        base::Fingerprinter all;
        for (const SchoolTurnPlan& s : plan_.schools)
            all.add(s.school).add(std::int64_t{s.from.year}).add(std::int64_t{s.to.year});
        for (const TurnRow& row : plan_.rows)
            all.add(name(row.fate)).add(row.key.text()).add(row.reason);
        return fmt::format("{:016x}", all.finish());
    }

    const model::RolloverBook& book_;
    const std::set<std::int64_t>& schools_;
    const TurnWeights& weights_;
    const TurnLimits& limits_;
    std::map<model::Key, std::string> courses_;  // titles, of those that the first sync touches
    TurnPlan plan_;
    std::vector<model::Key> parted_;
};

}  // namespace

std::string_view name(TurnFate fate) {
    switch (fate) {
        case TurnFate::hidden:
            return "hidden";
        case TurnFate::made:
            return "made";
        case TurnFate::leaves:
            return "leaves";
        case TurnFate::joins:
            return "joins";
        case TurnFate::moves:
            break;
    }
    return "moves";
}

std::optional<TurnFate> turn_fate_named(std::string_view name) {
    for (const TurnFate fate : kTurnFates)
        if (intake::name(fate) == name) return fate;
    return std::nullopt;
}

std::vector<std::int64_t> schools_that_can_turn(const model::RolloverBook& book) {
    std::vector<std::int64_t> out;
    for (const auto& school : book.schools)
        for (const model::Rolled& rolled : school.rolled)
            if (rolled.what == "students" && rolled.new_year > 0) out.push_back(school.school);
    return out;
}

TurnPlan plan_turn(const model::RolloverBook& book, const std::set<std::int64_t>& schools,
                   std::span<const Operation> first_sync, const TurnWeights& weights,
                   const TurnLimits& limits) {
    return Planner(book, schools, weights, limits).make(first_sync);
}

}  // namespace causeway::intake
