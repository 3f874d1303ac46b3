// SPDX-License-Identifier: GPL-3.0-or-later
// Projector where sections are groups: an openSIS course becomes a Moodle course, its sections
// groups in it, and somebody's seats in them one enrolment.
#include <fmt/format.h>

#include <algorithm>

#include "sync/wanted.h"
#include "sync/wanted_problems.h"

namespace causeway::sync {

using model::Key;
using model::Kind;

// The school year's: sections of one course begin and end as they like.
Wanted Projector::joint_course(const model::Course& course) {
    Wanted out;
    out.key = course.key();
    out.school = course.school;
    model::CourseShape shape;
    shape.fullname = plain(course.title, kCourseName);
    const std::string code = plain(course.short_name, 60);
    const auto school = facts_.schools.find(course.school);
    const int year = school == facts_.schools.end() ? 0 : school->second.year;
    shape.shortname = base::tidy(fmt::format(
        "{} {} #c{}", base::cut_utf8(code.empty() ? shape.fullname : code, 100), year, course.id));
    shape.category = {Kind::subject, course.subject, 0};
    if (school != facts_.schools.end()) {
        const auto& [begin, end] = std::pair(school->second.year_start, school->second.year_end);
        if (begin) shape.start = day_of(*begin, from_).first;
        if (end) shape.end = day_of(*end, to_).last;
        if (policy_.show_days_before_start >= 0 && begin &&
            policy_.today < begin->plus(-policy_.show_days_before_start))
            out.state = model::State::waiting;
    }
    if (shape.end <= shape.start) shape.end = 0;
    out.title = shape.fullname;
    if (shape.fullname.empty())
        out.refused = no_title(out.key);
    else if (facts_.refused.contains(shape.category))
        out.refused = missing_parent(out.key, shape.category);
    if (out.refused) facts_.refused.insert(out.key);
    out.fingerprint = model::fingerprint(shape);
    out.shape = std::move(shape);
    return out;
}

Wanted Projector::group(const model::Section& section) {
    Wanted out;
    out.key = section.key();
    out.school = section.school;
    const std::string own = plain(section.short_name, 60);
    const std::string term = plain(section.term, 60);
    // The section's number makes it unique in its course.
    model::GroupShape shape{own, {Kind::course, section.course, 0}};
    if (!term.empty()) shape.name += " (" + term + ")";
    shape.name = base::tidy(fmt::format("{} #{}", shape.name, section.id));
    out.title = plain(section.course_title, kCourseName) + " - " + shape.name;
    if (facts_.refused.contains(shape.course) || !facts_.courses.has(section.course))
        out.refused = missing_parent(out.key, shape.course);
    if (out.refused) facts_.refused.insert(out.key);
    facts_.sections.add(section.id);
    course_of_section_[section.id] = section.course;
    out.fingerprint = model::fingerprint(shape);
    out.shape = std::move(shape);
    return out;
}

// From the first day in any of the sections to the last; once out of all of them, suspended.
void Projector::count_in(const model::Enrolment& enrolment, const model::EnrolmentShape& shape,
                         model::State state, std::int64_t course) {
    const Kind kind = enrolment.kind == Kind::learns ? Kind::attends : Kind::leads;
    const bool active = state == model::State::active;
    const auto [at, first] =
        seats_.try_emplace(Key{kind, course, enrolment.person},
                           Seats{enrolment.school, active, shape.start, shape.end});
    if (first) return;
    Seats& seats = at->second;
    // Where there is a seat that counts, one that was given up tells no more than since when
    // somebody is in the course: who moves between sections keeps the enrolment as it is. One
    // without an end was given up before its first day.
    if (seats.active && !active) {
        if (shape.end != 0) seats.start = std::min(seats.start, shape.start);
        return;
    }
    if (active && !seats.active) {
        const auto since = seats.end != 0 ? std::min(seats.start, shape.start) : shape.start;
        seats = {enrolment.school, true, since, shape.end};
        return;
    }
    seats.start = std::min(seats.start, shape.start);
    seats.end = seats.end == 0 || shape.end == 0 ? 0 : std::max(seats.end, shape.end);
}

std::vector<Wanted> Projector::course_enrolments() {
    std::vector<Wanted> out;
    out.reserve(seats_.size());
    for (const auto& [key, seats] : seats_) {
        Wanted one;
        one.key = key;
        one.school = seats.school;
        one.state = seats.active ? model::State::active : model::State::suspended;
        one.refused = enrolment_problem(key, true);
        const model::EnrolmentShape shape{
            key.kind == Kind::attends ? model::Role::student : model::Role::teacher, seats.start,
            seats.end};
        one.fingerprint = model::fingerprint(shape);
        one.shape = shape;
        out.push_back(std::move(one));
    }
    seats_.clear();
    std::sort(out.begin(), out.end(),
              [](const Wanted& a, const Wanted& b) { return a.key < b.key; });
    return out;
}

}  // namespace causeway::sync
