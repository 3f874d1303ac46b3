// SPDX-License-Identifier: GPL-3.0-or-later
// Who is in a section as what: rows where openSIS knows both the section and the person.
#include <fmt/format.h>

#include <algorithm>

#include "intake/rows.h"

namespace causeway::intake {

namespace {

using model::Key;
using model::Kind;
using model::SisSection;

class SchedulePlanner {
  public:
    SchedulePlanner(What what, const model::MoodleSchool& moodle, const model::SisSchool& sis,
                    const Links& links, const Wishes& wishes)
        : staff_(what == What::staff_schedule),
          moodle_(moodle),
          sis_(sis),
          links_(links),
          wishes_(wishes) {
        for (const auto& section : sis.sections) {
            sections_[section.id] = section;
        }
        for (const auto& person : moodle.people)
            names_[person.user.id] = person.user.first_name + " " + person.user.last_name;
        for (const auto& course : moodle.courses)
            courses_[course.course.id] = &course.course;
        for (const auto& person : sis.people)
            if (person.here) here_.insert(person.key());
    }

    std::vector<Row> rows() {
        std::vector<const model::MoodleMember*> mine;
        for (const auto& member : moodle_.members) {
            const auto course = courses_.find(member.course);
            if (course == courses_.end() ||
                wishes_.zone.date_of(course->second->start) < sis_.begin)
                continue;  // history
            const bool teaches = has_role(member, wishes_.teachers);
            if (staff_ ? teaches : !teaches && has_role(member, wishes_.students))
                mine.push_back(&member);
        }
        std::sort(mine.begin(), mine.end(), [](const auto* a, const auto* b) {
            return std::tie(a->course, a->id, a->user) < std::tie(b->course, b->id, b->user);
        });
        std::vector<Row> out;
        std::set<std::string> seen;  // several methods of enrolment are one row
        for (const auto* member : mine) {
            Row row = row_of(*member);
            if (seen.insert(row.id).second) out.push_back(std::move(row));
        }
        return out;
    }

  private:
    Row row_of(const model::MoodleMember& member) {
        Row row;
        row.id = fmt::format("member:{}/{}", member.course, member.user);
        row.kind = staff_ ? "teaches" : "learns";
        row.title = names_[member.user] + " in " + courses_.at(member.course)->fullname;
        row.remote = member.user;
        const auto section = links_.sections.find(member.course);
        const auto person = links_.people.find(member.user);
        const Kind kind = staff_ ? Kind::staff : Kind::student;
        if (section == links_.sections.end() || !sections_.contains(section->second.id)) {
            refuse(row, "the course is not linked to a section of this year in openSIS",
                   "Bring the courses in first: causeway intake courses", "intake.no_section");
        } else if (person == links_.people.end() || person->second.kind != kind) {
            refuse(row, staff_ ? "the teacher is not in openSIS" : "the student is not in openSIS",
                   staff_ ? "Bring the staff in first: causeway intake staff"
                          : "Bring the students in first: causeway intake students",
                   "intake.no_person");
        } else if (!here_.contains(person->second)) {
            refuse(row, person->second.text() + " is not in this school and year in openSIS",
                   "Enrol the person there, then run this again.", "intake.not_here");
        } else {
            const std::int64_t place = section->second.id;
            row.key = {staff_ ? Kind::teaches : Kind::learns, place, person->second.id};
            if (staff_)
                teacher(row, sections_[place], person->second.id, member.suspended);
            else
                student(row, sections_[place], person->second.id, member);
        }
        return row;
    }

    void teacher(Row& row, SisSection& section, std::int64_t staff, bool suspended) {
        if (section.teacher == staff || section.second_teacher == staff)
            return settled(row, "the section's teacher in openSIS");
        if (suspended)
            return refuse(row, "the enrolment is suspended in Moodle",
                          "Lift the suspension there, or leave the row out.", "intake.suspended");
        if (section.teacher != 0 && section.second_teacher != 0)
            return refuse(row,
                          fmt::format("the section has two teachers in openSIS, staff:{} and "
                                      "staff:{}, and no room for a third",
                                      section.teacher, section.second_teacher),
                          "Change one of them in openSIS, or leave the row out.",
                          "intake.third_teacher");
        const bool second = section.teacher != 0;
        (second ? section.second_teacher : section.teacher) = staff;
        row.fate = Fate::create;
        row.reason = second ? "second teacher" : "teacher";
        row.payload = model::NewTeacher{section.id, staff, second};
    }

    void student(Row& row, const SisSection& section, std::int64_t student,
                 const model::MoodleMember& member) {
        if (sis_.schedule.contains({section.id, student}))
            return settled(row, "scheduled in openSIS");
        if (member.suspended)
            return refuse(row, "the enrolment is suspended in Moodle",
                          "Lift the suspension there, or leave the row out.", "intake.suspended");
        const base::Date first = section.begin.value_or(sis_.begin);
        const base::Date last = section.end.value_or(sis_.end);
        base::Date from = first;
        base::Date to = last;
        if (member.start != 0) from = std::clamp(wishes_.zone.date_of(member.start), first, last);
        if (member.end != 0) to = std::clamp(wishes_.zone.date_of(member.end), first, last);
        // An enrolment made late without a date of its own is of the whole section.
        if (to < from) to = from;
        row.fate = Fate::create;
        row.reason = from.text() + " to " + to.text();
        row.slow = section.attendance;
        if (row.slow) row.reason += "; the section takes attendance: openSIS recalculates it";
        row.payload = model::NewSeat{section.id, student, from, to};
    }

    void settled(Row& row, std::string reason) {
        row.fate = links_.enrolments.contains(row.key) ? Fate::unchanged : Fate::link;
        row.reason = std::move(reason);
    }

    const bool staff_;
    const model::MoodleSchool& moodle_;
    const model::SisSchool& sis_;
    const Links& links_;
    const Wishes& wishes_;
    std::unordered_map<std::int64_t, SisSection> sections_;
    std::unordered_map<model::RemoteId, std::string> names_;
    std::unordered_map<model::RemoteId, const model::FoundCourse*> courses_;
    std::set<Key> here_;
};

}  // namespace

std::vector<Row> plan_schedule(What what, const model::MoodleSchool& moodle,
                               const model::SisSchool& sis, const Links& links,
                               const Wishes& wishes) {
    return SchedulePlanner(what, moodle, sis, links, wishes).rows();
}

}  // namespace causeway::intake
