// SPDX-License-Identifier: GPL-3.0-or-later
// The rules of docs/grades.md one by one: grades of single items, and what is kept.
#include <gtest/gtest.h>

#include "grades/plan.h"
#include "grades_books.h"

namespace causeway::grades {
namespace {

class GradesCases : public ::testing::Test {
  protected:
    GradesCases() { add_item(moodle, 10, 2, "Sheet", 20); }
    SectionPlan pull(const Request& request = {}) {
        auto plan = plan_section(sis, moodle, rules, request);
        apply(sis, plan);
        return plan;
    }
    // Of the first student.
    std::string comment() { return sis.grades.empty() ? "" : sis.grades[0].row.comment; }
    std::optional<model::Hundredths> first() { return points(sis, "Sheet", 1); }
    model::SchoolBook sis = empty_book();
    model::Gradebook moodle = lms();
    Policy rules = policy();
};

TEST_F(GradesCases, TwoDecimalsHalfAwayFromZero) {
    const std::pair<double, int> cases[] = {{17.005, 1701}, {17.004, 1700}, {0.125, 13},
                                            {1.005, 101},   {19.999, 2000}, {33.3333, 3333}};
    add_grade(moodle, 10, 1, 0);
    for (const auto& [final, hundredths] : cases) {
        moodle.grades[0].final = final;
        pull();
        EXPECT_EQ(first(), hundredths) << final;
    }
}

TEST_F(GradesCases, BelowZeroIsZeroAndNotExempt) {
    add_grade(moodle, 10, 1, -1);
    pull();
    EXPECT_EQ(first(), 0);
    EXPECT_EQ(comment(), "below zero in Moodle");
}

TEST_F(GradesCases, NotGradedHasNoRowAndAnEmptiedOneGoes) {
    add_grade(moodle, 10, 1, std::nullopt);
    pull();
    EXPECT_TRUE(sis.grades.empty());
    EXPECT_TRUE(sis.grade_links.empty());
    moodle.grades[0].final = 5;
    pull();
    EXPECT_EQ(first(), 500);
    moodle.grades[0].final.reset();
    EXPECT_EQ(pull().counts[2].removed, 1);
    EXPECT_TRUE(sis.grades.empty());
}

TEST_F(GradesCases, ExemptIsOpensisStarWithMoodlesPoints) {
    add_grade(moodle, 10, 1, 12.5).exempt = true;
    pull();
    EXPECT_EQ(first(), model::kExcused);
    EXPECT_EQ(comment(), "exempt; 12.5 points in Moodle");
}

TEST_F(GradesCases, LateAndOverriddenAreSaidInTheComment) {
    auto& grade = add_grade(moodle, 10, 1, 12);
    grade.late = grade.overridden = true;
    grade.feedback = "<p>Well <script>alert(1)</script>\"done\"</p>";
    pull();
    EXPECT_EQ(first(), 1200);
    EXPECT_EQ(comment(), "late, overridden; Well 'done'");
    EXPECT_EQ(sis.grade_links[0].from.state, "graded, late, overridden");
}

TEST_F(GradesCases, MissingCountsAsZeroOnlyWhereTheSettingsSaySo) {
    add_grade(moodle, 10, 1, std::nullopt).missing = true;
    pull();
    EXPECT_EQ(first(), std::nullopt);
    EXPECT_EQ(comment(), "missing");
    rules.missing_is_zero = true;
    pull();
    EXPECT_EQ(first(), 0);
    EXPECT_EQ(comment(), "missing");
}

TEST_F(GradesCases, HiddenIsNotShownToStudentsByOpensis) {
    add_grade(moodle, 10, 1, 12).hidden = true;
    moodle.grades[0].feedback = "secret";
    pull();
    EXPECT_EQ(first(), std::nullopt);
    EXPECT_EQ(comment(), "hidden in Moodle");
    rules.carry_hidden = true;
    pull();
    EXPECT_EQ(first(), 1200);
    EXPECT_EQ(comment(), "hidden; secret");
    rules.carry_hidden = false;
    moodle.grades[0].hidden = false;
    moodle.items[0].hidden = true;  // all of the item
    pull();
    EXPECT_EQ(first(), std::nullopt);
    EXPECT_EQ(comment(), "hidden in Moodle");
}

TEST_F(GradesCases, FeedbackStaysInMoodleWhereTheSettingsSaySo) {
    add_grade(moodle, 10, 1, 12).feedback = "Good";
    rules.feedback = false;
    pull();
    EXPECT_EQ(comment(), "");
}

TEST_F(GradesCases, AScaleBecomesPerCentAndItsWord) {
    auto& item = add_item(moodle, 11, 2, "Effort", 3);
    item.scale_id = 5;
    item.scale = {"poor", "fair", "<b>good</b>"};
    for (const int student : {1, 2, 3})
        add_grade(moodle, 11, student, student);
    pull();
    EXPECT_EQ(points(sis, "Effort", 1), 0);
    EXPECT_EQ(points(sis, "Effort", 2), 5000);
    EXPECT_EQ(points(sis, "Effort", 3), 10000);
    EXPECT_EQ(sis.grades[2].row.comment, "good");
}

TEST_F(GradesCases, AccountsThatAreNoStudentsArePassedOver) {
    for (const char* idnumber : {"", "opensis:staff:1", "other:student:1", "opensis:student:x"})
        add_grade(moodle, 10, 1, 12).idnumber = idnumber;
    const auto plan = pull();
    EXPECT_TRUE(sis.grades.empty());
    EXPECT_TRUE(plan.refused.empty());
}

TEST_F(GradesCases, AStudentWhoIsNotInTheSectionIsRefusedOnce) {
    add_item(moodle, 11, 2, "Leaf", 20);
    add_grade(moodle, 10, 99, 12);
    add_grade(moodle, 11, 99, 12);
    const auto plan = pull();
    ASSERT_EQ(plan.refused.size(), 1U);
    EXPECT_EQ(plan.refused[0].record, "learns:331/99");
    EXPECT_EQ(plan.counts[2].refused, 2);
}

// ---- kept ----

TEST_F(GradesCases, AGradeThatWasEnteredByHandStays) {
    pull();
    model::StoredRow row;
    row.id = sis.items[0].id;
    row.student = 1;
    row.row.points = 1500;
    sis.grades.push_back(row);
    add_grade(moodle, 10, 1, 12);
    const auto plan = pull();
    ASSERT_EQ(plan.differences.size(), 1U);
    EXPECT_EQ(plan.differences[0].why, "it was entered by hand in openSIS");
    EXPECT_EQ(first(), 1500);
}

TEST_F(GradesCases, ABlankThatOpensisPageWritesIsNoCommentOfATeacher) {
    add_grade(moodle, 10, 1, 12);
    pull();
    sis.grades[0].row.comment = " ";
    auto plan = pull();
    EXPECT_EQ(plan.counts[2].unchanged, 1);
    EXPECT_TRUE(plan.steps.empty());
    moodle.grades[0].final = 15;
    plan = plan_section(sis, moodle, rules, {});
    ASSERT_EQ(plan.steps.size(), 1U);
    EXPECT_EQ(plan.steps[0].before.comment, " ");  // what the writer finds there
    EXPECT_TRUE(plan.differences.empty());
    pull();
    EXPECT_EQ(first(), 1500);
    sis.grades[0].row.comment = " ";
    moodle.grades[0].final.reset();
    EXPECT_EQ(pull().counts[2].removed, 1);
    EXPECT_TRUE(sis.grades.empty());
    add_grade(moodle, 10, 2, 9);  // a difference does not quote the blank
    pull();
    sis.grades[0].row.points = 100;
    sis.grades[0].row.comment = " ";
    plan = pull();
    ASSERT_EQ(plan.differences.size(), 1U);
    EXPECT_EQ(plan.differences[0].here, "1");
}

TEST_F(GradesCases, ARowThatWasDeletedByHandStaysDeleted) {
    add_grade(moodle, 10, 1, 12);
    pull();
    sis.grades.clear();
    const auto plan = pull();
    ASSERT_EQ(plan.differences.size(), 1U);
    EXPECT_EQ(plan.differences[0].why, "it was removed by hand in openSIS");
    EXPECT_EQ(plan.differences[0].here, "none");
    EXPECT_EQ(plan.differences[0].there, "12");
}

TEST_F(GradesCases, AFinishedMarkingPeriodIsClosedToNewGradesToo) {
    add_grade(moodle, 10, 1, 12);
    pull();
    sis.completed = {24};
    moodle.grades[0].final = 13;
    add_grade(moodle, 10, 2, 8);
    auto plan = pull();
    ASSERT_EQ(plan.differences.size(), 2U);
    EXPECT_EQ(plan.differences[0].here, "12");
    EXPECT_EQ(plan.differences[0].there, "13");
    EXPECT_EQ(plan.differences[1].here, "none");
    EXPECT_EQ(first(), 1200);
    Request theirs;
    theirs.taken["grade:331/10/1"] = Side::moodle;
    pull(theirs);
    EXPECT_EQ(first(), 1300);
    EXPECT_EQ(points(sis, "Sheet", 2), std::nullopt);  // not decided
}

// Nobody is asked to decide about a word like "missing" in a marking period that is posted.
TEST_F(GradesCases, APostedMarkingPeriodIsNotAskedAboutAWord) {
    pull();
    sis.completed = {24};
    add_grade(moodle, 10, 1, std::nullopt).missing = true;
    const auto plan = pull();
    EXPECT_TRUE(plan.differences.empty());
    EXPECT_TRUE(sis.grades.empty());
}

// A posting closes the student's grades of that marking period, and of no other.
TEST_F(GradesCases, APostingClosesItsOwnMarkingPeriodAlone) {
    auto& late = add_item(moodle, 11, 2, "Next", 20);
    late.due = base::Zone::utc().start_of(base::Date::of(2026, 10, 1));  // the quarter before
    add_grade(moodle, 10, 1, 12);
    add_grade(moodle, 11, 1, 12);
    pull();
    model::StoredRow row;
    row.id = 5;
    row.student = 1;
    row.part = 23;
    row.row.points = 9000;
    sis.finals.push_back(row);
    for (auto& grade : moodle.grades)
        grade.final = 15;
    const auto plan = pull();
    ASSERT_EQ(plan.differences.size(), 1U);
    EXPECT_EQ(plan.differences[0].key, "grade:331/11/1");
    EXPECT_EQ(first(), 1500);
}

}  // namespace
}  // namespace causeway::grades
