// SPDX-License-Identifier: GPL-3.0-or-later
// The school that the tests of an intake's plans are about.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "intake/rows.h"

namespace causeway::intake {

using model::Kind;

// A school year 1 September 2026 to 30 June 2027 with one semester, and a Moodle with one course.
class IntakePeople : public ::testing::Test {
  protected:
    void SetUp() override {
        sis.id = 1;
        sis.year = 2026;
        sis.begin = base::Date::of(2026, 9, 1);
        sis.calendar = true;
        sis.end = base::Date::of(2027, 6, 30);
        sis.terms = {{9, "FY", "Full Year", "FY", sis.begin, sis.end},
                     {10, "SEM", "Semester 1", "S1", sis.begin, base::Date::of(2027, 1, 31)}};
        sis.grade_levels = {{4, "Grade 9", "09"}, {5, "Grade 10", "10"}};
        wishes.teachers = {"editingteacher"};
        wishes.students = {"student"};
        wishes.today = base::Date::of(2026, 11, 1);
    }
    void person(model::RemoteId id, const std::string& first, const std::string& last,
                const std::string& email, const std::string& role = "student",
                const std::string& number = "") {
        model::MoodlePerson out;
        out.user = {id, number, "u" + std::to_string(id), first, last, "", email, "manual", false};
        moodle.people.push_back(out);
        model::MoodleMember member;
        member.id = id;
        member.user = id;
        member.course = 7;
        member.roles = {role};
        moodle.members.push_back(member);
    }
    void known(Kind kind, std::int64_t id, const std::string& first, const std::string& last,
               const std::string& email, const std::string& number = "") {
        model::SisPerson out;
        out.kind = kind;
        out.id = id;
        out.first_name = first;
        out.last_name = last;
        out.email = email;
        out.number = number;
        sis.people.push_back(out);
    }
    Row only_row(What what = What::students) {
        const auto rows = plan(what, moodle, sis, links, wishes);
        EXPECT_EQ(rows.size(), 1U);
        return rows.empty() ? Row{} : rows.front();
    }

    model::MoodleSchool moodle;
    model::SisSchool sis;
    Links links;
    Wishes wishes;
};

class IntakeCourses : public IntakePeople {
  protected:
    void course(model::RemoteId id, base::Date begin, base::Date end,
                const std::string& idnumber = "") {
        model::MoodleCourse out;
        out.course = {id,
                      idnumber,
                      "Algebra " + std::to_string(id),
                      "alg" + std::to_string(id),
                      3,
                      base::Zone::utc().start_of(begin),
                      base::Zone::utc().end_of(end),
                      true};
        out.categories = {{2, "School"}, {3, "Mathematics"}};
        moodle.courses.push_back(out);
    }
};

}  // namespace causeway::intake
