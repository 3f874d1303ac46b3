// SPDX-License-Identifier: GPL-3.0-or-later
// Courses that began before the current year: their totals become historical grades.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "intake/rows.h"

namespace causeway::intake {

namespace {

// The school year that a day falls in, counted by the month and day in which this one begins.
int year_of(base::Date day, const model::SisSchool& sis) {
    const std::string text = day.text();
    const int year = std::stoi(text.substr(0, 4));
    return text.substr(5) < sis.begin.text().substr(5) ? year - 1 : year;
}

}  // namespace

std::vector<Row> plan_history(const model::MoodleSchool& moodle, const model::SisSchool& sis,
                              const Links& links, const Wishes& wishes) {
    std::unordered_map<model::RemoteId, const model::FoundCourse*> courses;
    std::map<int, base::Date> post;  // a year's grades are posted when its last course ends
    for (const auto& course : moodle.courses) {
        const base::Date begin = wishes.zone.date_of(course.course.start);
        if (begin >= sis.begin || course.course.start == 0) continue;
        courses[course.course.id] = &course.course;
        const int year = year_of(begin, sis);
        const base::Date last = base::Date{sis.begin.days - 365 * (sis.year - year - 1) - 1};
        base::Date end = course.course.end == 0 ? last : wishes.zone.date_of(course.course.end);
        auto& known = post.try_emplace(year, end).first->second;
        known = std::max(known, end);
    }
    std::unordered_map<model::RemoteId, const model::FoundUser*> people;
    for (const auto& person : moodle.people)
        people[person.user.id] = &person.user;
    std::set<std::pair<model::RemoteId, model::RemoteId>> students;  // course, user
    for (const auto& member : moodle.members)
        if (has_role(member, wishes.students)) students.insert({member.course, member.user});

    std::vector<const model::MoodleTotal*> totals;
    for (const auto& total : moodle.totals)
        if (courses.contains(total.course) && students.contains({total.course, total.user}))
            totals.push_back(&total);
    std::sort(totals.begin(), totals.end(), [](const auto* a, const auto* b) {
        return std::tie(a->course, a->user) < std::tie(b->course, b->user);
    });

    const auto* level = grade_level(sis, wishes.grade_level);
    std::vector<Row> out;
    for (const auto* total : totals) {
        const model::FoundCourse& course = *courses.at(total->course);
        const auto user = people.find(total->user);
        Row& row = out.emplace_back();
        row.id = fmt::format("grade:{}/{}", total->course, total->user);
        row.kind = "history";
        row.remote = total->user;
        row.title =
            (user == people.end() ? "user " + std::to_string(total->user)
                                  : user->second->first_name + " " + user->second->last_name) +
            " in " + course.fullname;
        const auto linked = links.people.find(total->user);
        if (linked == links.people.end() || linked->second.kind != model::Kind::student) {
            refuse(row, "the student is not in openSIS",
                   "Bring the students in first: causeway intake students", "intake.no_person");
            continue;
        }
        row.key = linked->second;
        if (level == nullptr && !wishes.grade_level.empty()) {
            refuse(row, "the school has no grade level \"" + wishes.grade_level + "\"",
                   "Set it up in openSIS, or name another one with --grade.",
                   "intake.no_grade_level");
            continue;
        }
        if (total->max == 0) {
            refuse(row,
                   "Moodle does not tell of how many points the course's total is: without "
                   "Causeway's plugin it tells that of active students only, and there is none",
                   "Install the web-services plugin in Moodle, or lift one student's suspension in "
                   "that course for the time of the intake.",
                   "intake.untold_total");
            continue;
        }
        if (!(total->max > 0) || total->grade < 0 || total->grade / total->max * 100 > 999.99) {
            refuse(
                row,
                fmt::format("the total {} of {} is no share of a whole", total->grade, total->max),
                "Correct the maximum of the course total in Moodle.", "intake.bad_total");
            continue;
        }
        const char* field = "full name";
        auto why = objection(course.fullname, 1000);
        if (!why) {
            field = "short name";
            why = objection(course.shortname, 100);
        }
        if (why) {
            refuse(row, fmt::format("the course's {} will not do: {}", field, *why),
                   fmt::format("Correct the {} in Moodle, or leave the row out.", field),
                   "intake.text");
            continue;
        }
        model::NewHistory made;
        made.student = linked->second.id;
        made.year = year_of(wishes.zone.date_of(course.start), sis);
        made.period = fmt::format("{}-{}", made.year, made.year + 1);
        made.post = post.at(made.year);
        made.code = base::tidy(course.shortname);
        made.title = base::tidy(course.fullname);
        made.percent = total->grade / total->max * 100;
        made.credits = wishes.credits;
        made.grade_level = level == nullptr ? "" : level->title;
        const std::string percent = fmt::format("{:.2f}", made.percent);
        row.fate = Fate::create;
        row.reason = fmt::format("{} % in {}", percent, made.period);
        for (const auto& had : sis.history) {
            if (had.student != made.student || had.year != made.year || had.code != made.code ||
                had.title != made.title)
                continue;
            made.row = had.id;
            row.fate = had.percent == percent ? Fate::unchanged : Fate::update;
            row.reason = had.percent == percent
                             ? "in openSIS already"
                             : fmt::format("{} % in openSIS, {} % in Moodle", had.percent, percent);
        }
        if (row.fate != Fate::unchanged) row.payload = std::move(made);
    }
    return out;
}

}  // namespace causeway::intake
