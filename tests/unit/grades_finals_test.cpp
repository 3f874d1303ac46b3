// SPDX-License-Identifier: GPL-3.0-or-later
// The rules of docs/grades.md one by one: the section's grade, and the way back to openSIS's own.
#include <gtest/gtest.h>

#include "grades/plan.h"
#include "grades/rules.h"
#include "grades_books.h"

namespace causeway::grades {
namespace {

class GradesFinals : public ::testing::Test {
  protected:
    GradesFinals() {
        add_item(moodle, 30, 1, "", 100).kind = model::ItemKind::course_total;
        add_grade(moodle, 30, 1, 84.5);
        two.option = Option::moodle;
    }
    SectionPlan pull(const Request& request) {
        auto plan = plan_section(sis, moodle, rules, request);
        apply(sis, plan);
        return plan;
    }
    model::SchoolBook sis = empty_book();
    model::Gradebook moodle = lms();
    Policy rules = policy();
    Request one, two;
};

TEST_F(GradesFinals, RoundsAsTheTeachersConfigurationSays) {
    const auto of = [&](double percent, model::Rounding rounding) {
        sis.section.rounding = rounding;
        return final_row(sis, sis.periods[4], percent).points;
    };
    EXPECT_EQ(of(84.011, model::Rounding::up), 8500);
    EXPECT_EQ(of(84.999, model::Rounding::down), 8400);
    EXPECT_EQ(of(84.5, model::Rounding::normal), 8500);
    EXPECT_EQ(of(84.4999, model::Rounding::normal), 8400);
    EXPECT_EQ(of(84.005, model::Rounding::two_decimals), 8401);
    EXPECT_EQ(of(-3, model::Rounding::two_decimals), 0);
    EXPECT_EQ(of(2000, model::Rounding::two_decimals), 99990);
}

TEST_F(GradesFinals, TheStudentsOwnRangeMakesThePerCent) {
    moodle.grades[0].final = 60;
    moodle.grades[0].max = 80;  // the rest is excused
    pull(two);
    EXPECT_EQ(sis.finals.at(0).row.points, 7500);
}

TEST_F(GradesFinals, TheLetterIsTheHighestBoundReachedOrTheTeachersOwn) {
    pull(two);
    EXPECT_EQ(sis.finals.at(0).row.letter_title, "B");
    EXPECT_EQ(sis.finals.at(0).row.unweighted_gp, 3000);
    EXPECT_EQ(sis.finals.at(0).row.weighted_gp, std::nullopt);
    sis.section.own_break_offs = true;
    sis.section.break_offs = {{1, 8450}, {3, 0}};
    EXPECT_EQ(final_row(sis, sis.periods[4], 84.5).letter_title, "A");
    EXPECT_EQ(final_row(sis, sis.periods[4], 84.4).letter_title, "F");
    sis.section.weighted_course = true;
    sis.letters[0].weighted_gp = 5000;
    EXPECT_EQ(final_row(sis, sis.periods[4], 84.5).weighted_gp, 5000);
    EXPECT_EQ(final_row(sis, sis.periods[4], 84.5).unweighted_gp, std::nullopt);
}

TEST_F(GradesFinals, CreditsAreOpensisOwnCount) {
    EXPECT_EQ(final_row(sis, sis.periods[0], 95).credit_attempted, 1000);  // the section's own
    EXPECT_EQ(final_row(sis, sis.periods[1], 95).credit_attempted, 500);   // one of two semesters
    EXPECT_EQ(final_row(sis, sis.periods[4], 95).credit_attempted, 333);   // one of three quarters
    EXPECT_EQ(final_row(sis, sis.periods[0], 95).credit_earned, 1000);
    EXPECT_EQ(final_row(sis, sis.periods[0], 10).credit_earned, 0);  // F: no grade points
    sis.section.scale.reset();
    EXPECT_EQ(final_row(sis, sis.periods[0], 10).credit_earned, 1000);
    EXPECT_EQ(final_row(sis, sis.periods[0], 10).letter, 0);
    EXPECT_EQ(final_row(sis, sis.periods[0], 0).credit_earned, 0);
}

TEST_F(GradesFinals, StandInTheLowestRunningPeriodAndThoseAboveThatArePosting) {
    pull(two);
    ASSERT_EQ(sis.finals.size(), 1U);
    EXPECT_EQ(sis.finals[0].part, 24);
    sis.periods[1].post_from = kToday.plus(-1);
    sis.periods[1].post_to = kToday.plus(1);
    pull(two);
    ASSERT_EQ(sis.finals.size(), 2U);
    EXPECT_EQ(sis.finals[1].part, 21);
    sis.periods[4].does_grades = false;  // the quarter takes none
    auto fresh = empty_book();
    fresh.periods = sis.periods;
    apply(fresh, plan_section(fresh, moodle, rules, two));
    ASSERT_EQ(fresh.finals.size(), 1U);
    EXPECT_EQ(fresh.finals[0].part, 21);
}

TEST_F(GradesFinals, AHiddenTotalStaysInMoodle) {
    moodle.grades[0].hidden = true;
    pull(two);
    EXPECT_TRUE(sis.finals.empty());
    rules.carry_hidden = true;
    pull(two);
    EXPECT_EQ(sis.finals.size(), 1U);
}

TEST_F(GradesFinals, AfterThePostingTimeItIsADifference) {
    pull(two);
    sis.periods[4].post_to = kToday.plus(-1);
    moodle.grades[0].final = 95;
    auto plan = pull(two);
    ASSERT_EQ(plan.differences.size(), 1U);
    EXPECT_EQ(plan.differences[0].here, "84.5 % B");
    EXPECT_EQ(plan.differences[0].there, "95 % A");
    EXPECT_EQ(plan.differences[0].why,
              "the time for posting grades of this marking period is over");
    two.taken["final:331/24/1"] = Side::moodle;
    pull(two);
    EXPECT_EQ(sis.finals[0].row.points, 9500);
}

TEST_F(GradesFinals, BackToOpensisOnlyOpenOnesOfOurOwnGo) {
    add_grade(moodle, 30, 2, 70);
    pull(two);
    ASSERT_EQ(sis.finals.size(), 2U);
    auto changed = sis;
    changed.finals[0].row.points = 9900;  // by the teacher
    apply(changed, plan_section(changed, moodle, rules, one));
    ASSERT_EQ(changed.finals.size(), 1U);
    EXPECT_EQ(changed.finals[0].row.points, 9900);
    auto finished = sis;
    finished.completed = {24};
    apply(finished, plan_section(finished, moodle, rules, one));
    EXPECT_EQ(finished.finals.size(), 2U);
    auto over = sis;
    rules.today = base::Date::of(2027, 2, 1);  // the quarter is closed
    apply(over, plan_section(over, moodle, rules, one));
    EXPECT_EQ(over.finals.size(), 2U);
    rules.today = kToday;
    pull(one);
    EXPECT_TRUE(sis.finals.empty());
}

class GradesPosted : public GradesFinals {
  protected:
    GradesPosted() {
        model::StoredRow row;
        row.id = 5;
        row.student = 1;
        row.part = 24;
        row.row.points = 9000;
        row.row.letter = 1;
        row.row.letter_title = "A";
        row.row.credit_attempted = 333;
        sis.finals.push_back(row);
    }
    model::BookRow& posting() { return sis.finals.at(0).row; }
};

// A teacher's posting under option one is theirs under option two, and there again on the way back.
TEST_F(GradesPosted, SwitchingKeepsWhatTheTeacherPosted) {
    const auto plan = pull(two);
    ASSERT_EQ(plan.differences.size(), 1U);
    EXPECT_EQ(plan.differences[0].here, "90 % A");
    EXPECT_EQ(plan.differences[0].there, "84.5 % B");
    EXPECT_EQ(plan.differences[0].why, "it was posted in openSIS");
    pull(one);
    EXPECT_EQ(posting().points, 9000);
}

// Somebody chose openSIS's value: from then on nothing is told, and nothing is taken away either.
TEST_F(GradesPosted, AChosenPostingStaysTheTeachers) {
    const auto before = posting();
    Request mine = two;
    mine.taken["final:331/24/1"] = Side::opensis;
    pull(mine);
    EXPECT_TRUE(pull(two).differences.empty());
    add_item(moodle, 10, 2, "Sheet", 20);  // its grades are posted, as before
    add_grade(moodle, 10, 1, 12);
    EXPECT_EQ(plan_section(sis, moodle, rules, two).differences.size(), 1U);
    auto agreeing = sis;
    moodle.grades[0].final = 90;  // Moodle comes to say the same
    apply(agreeing, plan_section(agreeing, moodle, rules, two));
    for (auto* book : {&sis, &agreeing}) {
        apply(*book, plan_section(*book, moodle, rules, one));
        ASSERT_EQ(book->finals.size(), 1U);
        EXPECT_EQ(book->finals[0].row, before);
    }
}

// Somebody chose Moodle's value: it follows Moodle, and option one brings the posting back.
TEST_F(GradesPosted, AReplacedPostingComesBackWithOptionOne) {
    const auto before = posting();
    Request theirs = two;
    theirs.taken["final:331/24/1"] = Side::moodle;
    pull(theirs);
    EXPECT_EQ(posting().points, 8450);
    moodle.grades[0].final = 70;
    EXPECT_TRUE(pull(two).differences.empty());
    EXPECT_EQ(posting().points, 7000);
    EXPECT_TRUE(pull(two).steps.empty());
    pull(one);
    EXPECT_EQ(posting(), before);
    EXPECT_TRUE(sis.grade_links.empty());
}

}  // namespace
}  // namespace causeway::grades
