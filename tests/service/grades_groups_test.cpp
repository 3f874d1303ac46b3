// SPDX-License-Identifier: GPL-3.0-or-later
// Grades as the service carries them where sections are groups of one Moodle course.
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "grades_school.h"

namespace causeway::service {
namespace {

using test::GradesSchool;

// One item of a Moodle course that two sections share, and a graded student of each.
struct Shared {
    std::int64_t course = 0, item = 0;
    std::int64_t section[2] = {0, 0};
    std::int64_t student[2] = {0, 0};
};

class ServiceGradesOfGroups : public ::testing::Test {
  protected:
    ServiceGradesOfGroups() {
        school.link().change({{"policy.sections", {{"groups"}}}});
        link = &school.graded_link();
        last = school.last_of_grades().id;
        const auto rows = school.opensis().query(
            "SELECT p.course_id, a.part, a.course_period_id, a.student_id, b.course_period_id, "
            "b.student_id FROM causeway_grades a JOIN causeway_grades b ON b.kind = a.kind AND "
            "b.part = a.part AND b.course_period_id > a.course_period_id JOIN course_periods p ON "
            "p.course_period_id = a.course_period_id WHERE a.kind = 'grade' AND a.state = "
            "'graded' AND b.state = 'graded' AND NOT EXISTS (SELECT 1 FROM schedule s WHERE "
            "s.student_id = a.student_id AND s.course_period_id = b.course_period_id) ORDER BY "
            "1, 2, 3, 4, 5, 6 LIMIT 1");
        const db::Row* row = rows->next();
        if (row == nullptr) throw std::runtime_error("no two sections share an item");
        shared = {row->integer(0),
                  row->integer(1),
                  {row->integer(2), row->integer(4)},
                  {row->integer(3), row->integer(5)}};
    }
    void give(int which, double points) {
        auto& state = link->state();
        const auto course = state.base_of({model::Kind::course, shared.course, 0})->remote;
        const auto user = state.base_of({model::Kind::student, shared.student[which], 0})->remote;
        school.moodle().grade(course, shared.item, user, points);
    }
    // What the student has for the item in this section; "nothing".
    std::string points(int section, int student) {
        return school.text(
            "SELECT g.points FROM gradebook_grades g JOIN causeway_items i ON i.kind = 'item' AND "
            "i.local = g.assignment_id AND i.course_period_id = g.course_period_id WHERE i.remote "
            "= " +
            std::to_string(shared.item) +
            " AND g.course_period_id = " + std::to_string(shared.section[section]) +
            " AND g.student_id = " + std::to_string(shared.student[student]));
    }
    boost::json::value ended() {
        const auto run = school.last_of_grades(last);
        last = run.id;
        return boost::json::parse(run.summary);
    }

    GradesSchool school{std::string("grades_groups_") +
                            testing::UnitTest::GetInstance()->current_test_info()->name(),
                        "", 400};
    Link* link = nullptr;
    Shared shared;
    std::int64_t last = 0;
};

TEST_F(ServiceGradesOfGroups, AHintLeadsToAllSectionsOfTheCourse) {
    give(0, 1.25);
    give(1, 2.75);
    link->hint_grades();
    const auto told = ended();
    EXPECT_FALSE(told.at("whole").as_bool());
    EXPECT_EQ(told.at("grades").at("grade").at("updated").as_int64(), 2) << told;
    EXPECT_EQ(points(0, 0) + " " + points(1, 1), "1.25 2.75");
    EXPECT_EQ(points(0, 1) + " " + points(1, 0), "nothing nothing");
}

TEST_F(ServiceGradesOfGroups, OneSectionsButtonBringsItsOwn) {
    give(0, 1.25);
    give(1, 2.75);
    GradeOrder order;
    order.sections = {shared.section[1]};
    link->start_grades(order, "the teacher");
    EXPECT_EQ(ended().at("sections").as_int64(), 1);
    EXPECT_EQ(points(1, 1), "2.75");
    EXPECT_NE(points(0, 0), "1.25");
    link->start_grades({}, "ada");
    (void)ended();
    EXPECT_EQ(points(0, 0), "1.25");
}

TEST_F(ServiceGradesOfGroups, AMoveIsNoticedAndARestartForgetsNothing) {
    school.age();
    school.restart();
    link = school.service().find(kFirstLink);
    link->start_grades({}, "ada");
    const auto idle = ended();
    EXPECT_FALSE(idle.at("whole").as_bool());
    EXPECT_EQ(idle.at("sections").as_int64(), 0) << "nobody moved: " << idle;

    const std::string before = points(0, 0);
    school.opensis().run(
        "INSERT INTO schedule (syear, school_id, student_id, start_date, course_id, "
        "course_period_id, marking_period_id, mp) SELECT syear, school_id, student_id, "
        "CURRENT_DATE, course_id, ?, marking_period_id, mp FROM schedule WHERE student_id = ? AND "
        "course_period_id = ? LIMIT 1",
        {shared.section[1], shared.student[0], shared.section[0]});
    school.opensis().run(
        "UPDATE schedule SET end_date = CURRENT_DATE - INTERVAL 1 DAY WHERE student_id = ? AND "
        "course_period_id = ?",
        {shared.student[0], shared.section[0]});
    link->start_grades({}, "ada");
    const auto moved = ended();
    EXPECT_FALSE(moved.at("whole").as_bool());
    EXPECT_EQ(moved.at("sections").as_int64(), 2) << moved;
    EXPECT_EQ(points(0, 0), before) << "what was brought stays";
    EXPECT_EQ(points(1, 0), before);
}

}  // namespace
}  // namespace causeway::service
