// SPDX-License-Identifier: GPL-3.0-or-later
// Grades as the service carries them: by the clock, on a hint of Moodle's, when somebody asks.
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "base/failure.h"
#include "grades_school.h"

namespace causeway::service {
namespace {

using test::GradesSchool;
using test::SchoolLink;

// A grade that Causeway carried: of which item and student, and what Moodle had.
struct Carried {
    std::int64_t section = 0, item = 0, student = 0;
    double final = 0;
};
Carried some_grade(GradesSchool& school) {
    const auto rows = school.opensis().query(
        "SELECT course_period_id, part, student_id, final FROM causeway_grades WHERE kind "
        "= 'grade' AND state = 'graded' AND final > 1 ORDER BY course_period_id, part, student_id "
        "LIMIT 1");
    const db::Row* row = rows->next();
    if (row == nullptr) throw std::runtime_error("no grade came over");
    return {row->integer(0), row->integer(1), row->integer(2),
            std::stod(std::string(row->text(3)))};
}
std::string points_of(const Carried& grade) {
    return "SELECT g.points FROM gradebook_grades g JOIN causeway_items i ON i.kind = 'item' AND "
           "i.local = g.assignment_id WHERE i.remote = " +
           std::to_string(grade.item) + " AND g.student_id = " + std::to_string(grade.student);
}

std::string finals_of(const Carried& grade) {
    return "SELECT COUNT(*) FROM student_report_card_grades WHERE course_period_id = " +
           std::to_string(grade.section);
}

TEST(ServiceGrades, ComeByTheClockWhenTheyAreSwitchedOn) {
    GradesSchool school("service_grades_clock");
    Link& link = school.graded_link();
    const auto run = school.last_of_grades();
    EXPECT_EQ(run.header.what, "grades pull");
    EXPECT_EQ(run.header.by, "the clock");
    const auto summary = boost::json::parse(run.summary);
    EXPECT_TRUE(summary.at("whole").as_bool());
    EXPECT_GT(summary.at("grades").at("grade").at("created").as_int64(), 40) << run.summary;
    EXPECT_GT(school.opensis().one_integer("SELECT COUNT(*) FROM gradebook_grades").value_or(0),
              40);
    const Standing standing = link.standing();
    EXPECT_TRUE(standing.grades.on);
    EXPECT_FALSE(standing.grades.why) << standing.grades.why->text();
    EXPECT_TRUE(standing.grades.next);
    // Asked again, nothing has changed: the news alone are read, and there are none.
    const std::uint64_t listed = school.moodle().call_count("local_get_assignment_information");
    link.start_grades({}, "ada");
    const auto again = school.last_of_grades(run.id);
    const auto told = boost::json::parse(again.summary);
    EXPECT_FALSE(told.at("whole").as_bool());
    EXPECT_EQ(again.exit, 0) << again.summary;
    for (const auto& kind : told.at("grades").as_object())
        for (const char* verb : {"created", "updated", "removed"})
            EXPECT_EQ(kind.value().at(verb).as_int64(), 0) << again.summary;
    EXPECT_LE(school.moodle().call_count("local_get_assignment_information"), listed + 2);
}

TEST(ServiceGrades, AHintOfMoodleBringsThemWithinSeconds) {
    GradesSchool school("service_grades_hint");
    Link& link = school.graded_link();
    const Carried grade = some_grade(school);
    const double points = grade.final - 0.5;
    school.regrade(grade.item, grade.student, points);
    const auto before = school.last_of_grades().id;
    const auto begin = std::chrono::steady_clock::now();
    link.hint_grades();
    const auto run = school.last_of_grades(before);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
    EXPECT_EQ(run.header.by, "a change in Moodle");
    EXPECT_FALSE(boost::json::parse(run.summary).at("whole").as_bool());
    EXPECT_DOUBLE_EQ(std::stod(school.text(points_of(grade))), points);

    // Undo puts the earlier one back; a pull brings the newer again.
    ASSERT_TRUE(link.undo(run.id, "ada"));
    const auto undo = school.last_of_grades(run.id);
    EXPECT_EQ(undo.header.what, "grades undo " + std::to_string(run.id));
    EXPECT_DOUBLE_EQ(std::stod(school.text(points_of(grade))), grade.final);
    GradeOrder whole;
    whole.full = true;
    link.start_grades(whole, "ada");
    (void)school.last_of_grades(undo.id);
    EXPECT_DOUBLE_EQ(std::stod(school.text(points_of(grade))), points);
}

TEST(ServiceGrades, WhatATeacherChangedStaysUntilSomebodyTakesMoodles) {
    GradesSchool school("service_grades_take");
    Link& link = school.graded_link();
    const Carried grade = some_grade(school);
    school.opensis().run(
        "UPDATE gradebook_grades SET points = 0.25 WHERE student_id = ? AND assignment_id = "
        "(SELECT "
        "local FROM causeway_items WHERE kind = 'item' AND remote = ?)",
        {grade.student, grade.item});
    school.regrade(grade.item, grade.student, grade.final - 0.5);
    auto before = school.last_of_grades().id;
    link.hint_grades();
    before = school.last_of_grades(before).id;
    EXPECT_DOUBLE_EQ(std::stod(school.text(points_of(grade))), 0.25);
    store::GradeDesk desk(school.store(), link.name());
    const auto all = desk.differences(grade.section);
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto& one) {
        return one.student == grade.student && one.here == "0.25";
    });
    ASSERT_NE(found, all.end());
    GradeOrder take;
    take.sections = {grade.section};
    take.taken[found->key] = grades::Side::moodle;
    link.start_grades(take, "ada");
    const auto run = school.last_of_grades(before);
    EXPECT_EQ(run.header.what, "grades take");
    EXPECT_DOUBLE_EQ(std::stod(school.text(points_of(grade))), grade.final - 0.5);
    EXPECT_TRUE(desk.differences(grade.section).empty());
}

TEST(ServiceGrades, TroubleIsNamedAndLeavesTheRosterAlone) {
    GradesSchool school("service_grades_trouble");
    Link& link = school.graded_link();
    const auto before = school.last_of_grades().id;
    school.opensis().execute("RENAME TABLE causeway_steps TO mislaid");
    link.hint_grades();
    // Without its tables there is no run to speak of, or one that did not come to its end.
    ASSERT_TRUE(SchoolLink::becomes([&] { return link.standing().grades.why.has_value(); }));
    const Standing standing = link.standing();
    EXPECT_EQ(standing.grades.why->code, "opensis.grade_tables");
    EXPECT_FALSE(standing.grades.why->cure.empty());
    EXPECT_FALSE(standing.why) << "the roster is in step all the same";
    school.opensis().execute("RENAME TABLE mislaid TO causeway_steps");
    link.start_grades({}, "ada");
    EXPECT_EQ(school.last_of_grades(before).header.what, "grades pull");
    EXPECT_TRUE(SchoolLink::becomes([&] { return !link.standing().grades.why.has_value(); }));
}

// Made late, the tables are noticed by whatever reads grades next: a teacher's section, too.
TEST(ServiceGrades, TroubleOfAllGoesWithAPullOfOneSection) {
    GradesSchool school("service_grades_late_tables");
    Link& link = school.graded_link();
    const Carried grade = some_grade(school);
    const auto before = school.last_of_grades().id;
    school.opensis().execute("RENAME TABLE causeway_steps TO mislaid");
    link.hint_grades();
    ASSERT_TRUE(SchoolLink::becomes([&] { return link.standing().grades.why.has_value(); }));
    school.opensis().execute("RENAME TABLE mislaid TO causeway_steps");
    GradeOrder one;
    one.sections = {grade.section};
    link.start_grades(one, "ada");
    EXPECT_EQ(school.last_of_grades(before).header.by, "ada");
    EXPECT_TRUE(SchoolLink::becomes([&] { return !link.standing().grades.why.has_value(); }));
}

TEST(ServiceGrades, AreNotCarriedWhileTheyAreSwitchedOff) {
    GradesSchool school("service_grades_off");
    Link& link = school.ready_link();
    (void)school.next_run(0);
    EXPECT_THROW(link.start_grades({}, "ada"), base::Failure);
    link.hint_grades();
    link.change({{"schedule.every_seconds", {{"60"}}}});
    const auto run = school.run_by("ada");
    EXPECT_EQ(run.header.what, "sync");
    for (const auto& one : link.state().runs(100))
        EXPECT_FALSE(one.header.what.starts_with("grades"));
}

TEST(ServiceGrades, AnotherOptionIsKeptAndTakenBack) {
    GradesSchool school("service_grades_option");
    Link& link = school.graded_link();
    const Carried grade = some_grade(school);
    auto before = school.last_of_grades().id;
    const auto finals = finals_of(grade);
    EXPECT_EQ(school.text(finals), "0");
    GradeOrder order;
    order.choice = {model::Kind::section, grade.section, "moodle", "ada", school.clock().now()};
    link.start_grades(order, "ada");
    before = school.last_of_grades(before).id;
    EXPECT_NE(school.text(finals), "0");
    order.choice->option = "opensis";
    link.start_grades(order, "ada");
    before = school.last_of_grades(before).id;
    EXPECT_EQ(school.text(finals), "0");
    // As before, to the last row.
    link.start_grades({}, "ada");
    const auto run = school.last_of_grades(before);
    const auto told = boost::json::parse(run.summary);
    for (const auto& kind : told.at("grades").as_object())
        for (const char* verb : {"created", "updated", "removed"})
            EXPECT_EQ(kind.value().at(verb).as_int64(), 0) << run.summary;
}

TEST(ServiceGrades, TheUndoOfASwitchPutsTheChoiceBackSoThatNoPullMakesItAgain) {
    GradesSchool school("service_grades_switch_undo");
    Link& link = school.graded_link();
    const Carried grade = some_grade(school);
    auto before = school.last_of_grades().id;
    const auto finals = finals_of(grade);
    store::GradeDesk desk(school.store(), link.name());
    GradeOrder order;
    order.choice = {model::Kind::section, grade.section, "moodle", "ada", school.clock().now()};
    link.start_grades(order, "ada");
    const auto switched = school.last_of_grades(before);
    ASSERT_NE(school.text(finals), "0");
    ASSERT_EQ(desk.choices().size(), 1U);
    ASSERT_TRUE(link.undo(switched.id, "rob"));
    const auto undone = school.last_of_grades(switched.id);
    EXPECT_EQ(school.text(finals), "0");
    EXPECT_TRUE(desk.choices().empty());
    const auto keeper = boost::json::parse(undone.summary).at("keeper");
    EXPECT_EQ(keeper.at("of").as_string(), "section:" + std::to_string(grade.section));
    EXPECT_EQ(keeper.at("option").as_string(), "");
    EXPECT_FALSE(keeper.at("newer").as_bool());
    GradeOrder whole;
    whole.full = true;
    link.start_grades(whole, "ada");
    before = school.last_of_grades(undone.id).id;
    EXPECT_EQ(school.text(finals), "0") << "the pull after the undo made it all again";

    // Chosen anew since: the rows of the older run go back as far as nobody changed them, the
    // newer choice stays.
    link.start_grades(order, "ada");
    const auto older = school.last_of_grades(before);
    order.choice->at += 1;
    order.choice->by = "rob";
    link.start_grades(order, "rob");
    const auto newer = school.last_of_grades(older.id);
    ASSERT_TRUE(link.undo(older.id, "ada"));
    const auto kept = school.last_of_grades(newer.id);
    EXPECT_TRUE(boost::json::parse(kept.summary).at("keeper").at("newer").as_bool());
    ASSERT_EQ(desk.choices().size(), 1U);
    EXPECT_EQ(desk.choices()[0].by, "rob");
}

// To Moodle another keeper is no change, so that its news alone would not tell.
TEST(ServiceGrades, ASwitchThatCouldNotBeReadIsFinishedByTheNextPull) {
    GradesSchool school("service_grades_switch_broken");
    Link& link = school.graded_link();
    const Carried grade = some_grade(school);
    school.age();
    const auto first = school.last_of_grades().id;
    link.start_grades({}, "ada");
    const auto before = school.last_of_grades(first).id;
    const auto finals = finals_of(grade);
    auto switches = school.moodle().switches();
    switches.plugin_read = false;
    school.moodle().set_switches(switches);
    GradeOrder order;
    order.choice = {model::Kind::section, grade.section, "moodle", "ada", school.clock().now()};
    link.start_grades(order, "ada");
    const auto broken = school.last_of_grades(before);
    EXPECT_NE(broken.exit, 0) << broken.summary;
    EXPECT_EQ(school.text(finals), "0");

    switches.plugin_read = true;
    school.moodle().set_switches(switches);
    link.start_grades({}, "ada");
    const auto next = school.last_of_grades(broken.id);
    EXPECT_EQ(next.exit, 0) << next.summary;
    EXPECT_FALSE(boost::json::parse(next.summary).at("whole").as_bool());
    EXPECT_NE(school.text(finals), "0");
}

}  // namespace
}  // namespace causeway::service
