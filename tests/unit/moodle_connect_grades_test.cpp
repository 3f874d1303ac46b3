// SPDX-License-Identifier: GPL-3.0-or-later
// The connection check's look at gradebooks, against the stand-in Moodle with one course and one
// student: with the rights for it, and without.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "moodle/calls_courses.h"
#include "moodle/calls_enrol.h"
#include "moodle/calls_users.h"
#include "moodle/connect.h"
#include "sandbox/moodle/stand_in.h"

namespace causeway::moodle {
namespace {

const ConnectStep& step(const ConnectReport& report, const std::string& name) {
    const auto at = std::find_if(report.steps.begin(), report.steps.end(),
                                 [&](const auto& s) { return s.name == name; });
    if (at == report.steps.end()) throw std::logic_error("no step " + name);
    return *at;
}

class ConnectGrades : public ::testing::Test {
  protected:
    ConnectReport run() {
        SiteOptions options;
        options.url = moodle.url();
        options.token = moodle.token();
        Site site(options, client);
        return connect(site, base::SystemClock());
    }
    void switched(const std::function<void(sandbox::Switches&)>& change) {
        auto switches = moodle.switches();
        change(switches);
        moodle.set_switches(switches);
    }
    // One course and one student in it.
    void school() {
        SiteOptions options;
        options.url = moodle.url();
        options.token = moodle.token();
        Site site(options, client);
        Channel& channel = site.channel();
        NewUser one;
        one.username = one.idnumber = "s1";
        one.first_name = one.last_name = "S";
        one.email = "s1@example.edu";
        one.password = "A long Passw0rd!";
        const auto user = create_users(channel, std::vector{one});
        NewCourse course;
        course.fullname = course.shortname = "A";
        course.category = 1;
        const auto made = create_courses(channel, std::vector{course});
        ASSERT_TRUE(user && made);
        ManualEnrolment learns;
        learns.course = made->front();
        learns.user = user->front();
        learns.role = 5;
        ASSERT_TRUE(enrol_users(channel, std::vector{learns}));
    }

    sandbox::StandInMoodle moodle;
    net::HttpClient client;
};

// Granted is not yet answering: each function that reads gradebooks is asked about a course.
TEST_F(ConnectGrades, TriesWhatReadsGradebooks) {
    EXPECT_EQ(step(run(), "grades").state, StepState::skipped);  // no course is there yet
    school();
    const auto report = run();
    EXPECT_EQ(step(report, "grades").state, StepState::ok) << step(report, "grades").detail;
    EXPECT_EQ(step(report, "grades").detail.substr(0, 11), "7 functions");
    for (const char* function :
         {"core_course_get_contents", "mod_assign_get_assignments",
          "mod_quiz_get_quizzes_by_courses", "mod_lesson_get_lessons_by_courses",
          "gradereport_user_get_grade_items", "gradereport_user_get_grades_table",
          "gradereport_overview_get_course_grades"})
        EXPECT_TRUE(moodle.calls().contains(function)) << function;
}

TEST_F(ConnectGrades, NamesWhatDoesNotAnswerAboutGrades) {
    school();
    switched([](auto& s) { s.view_grades = false; });
    const auto report = run();
    EXPECT_TRUE(report.usable);  // the roster goes on without
    EXPECT_EQ(step(report, "functions").state, StepState::ok);
    const auto& grades = step(report, "grades");
    ASSERT_EQ(grades.state, StepState::warning);
    EXPECT_EQ(grades.detail,
              "no answer from gradereport_user_get_grade_items, gradereport_user_get_grades_table, "
              "gradereport_overview_get_course_grades");
    EXPECT_EQ(grades.problem->record, "course:A");
    EXPECT_NE(grades.problem->cure.find("gradereport/user:view"), std::string::npos);
}

}  // namespace
}  // namespace causeway::moodle
