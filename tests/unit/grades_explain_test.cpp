// SPDX-License-Identifier: GPL-3.0-or-later
// Why totals differ, in words: each cause that there is, and no other.
#include "grades/explain.h"

#include <gtest/gtest.h>

#include "grades_books.h"

namespace causeway::grades {
namespace {

class GradesExplain : public ::testing::Test {
  protected:
    GradesExplain() {
        add_item(moodle, 10, 2, "Sheet <b>1</b>", 20);
        add_item(moodle, 11, 3, "Test", 20);
        add_item(moodle, 30, 1, "", 100).kind = model::ItemKind::course_total;
        add_grade(moodle, 10, 1, 10);
        add_grade(moodle, 11, 1, 20);
        add_grade(moodle, 30, 1, 85);
    }
    Explanation why() {
        apply(sis, plan_section(sis, moodle, rules, {}));
        return explain(sis, moodle, rules, 1);
    }
    // Whether one of the reasons has these words.
    bool says(const std::string& words) {
        for (const std::string& reason : why().reasons)
            if (reason.find(words) != std::string::npos) return true;
        return false;
    }
    model::SchoolBook sis = empty_book();
    model::Gradebook moodle = lms();
    Policy rules = policy();
};

TEST_F(GradesExplain, WhereTheyAgreeThereIsNothingToSay) {
    sis.section.weights = true;
    const auto told = why();
    EXPECT_EQ(told.opensis, 85);  // 30 % of 50 and 70 % of 100
    EXPECT_EQ(told.moodle, 85);
    EXPECT_TRUE(told.reasons.empty());
}

TEST_F(GradesExplain, WeightsOrPoints) {
    const auto told = why();
    EXPECT_EQ(told.opensis, 75);
    EXPECT_TRUE(says("openSIS adds up points here, without weights"));
    sis.section.weights = true;
    moodle.grades[2].final = 80;
    EXPECT_TRUE(says("takes the plain mean of the percentages in each category"));
}

TEST_F(GradesExplain, HowMoodleMakesACategorysTotal) {
    sis.section.weights = true;
    moodle.grades[2].final = 80;
    add_item(moodle, 12, 2, "Sheet 2", 50);
    add_grade(moodle, 12, 1, 50);
    auto& work = moodle.categories[1];
    const auto told = [&](model::Aggregation how, const std::string& words) {
        work.aggregation = how;
        return says("Moodle makes the total of \"Home work\" " + words);
    };
    const std::string any;
    EXPECT_FALSE(told(model::Aggregation::mean, any));  // openSIS's own way
    EXPECT_FALSE(told(model::Aggregation::weighted_mean, any));
    EXPECT_TRUE(told(model::Aggregation::simple_weighted_mean,
                     "as the mean weighed by each item's points; openSIS takes the plain mean."));
    EXPECT_TRUE(told(model::Aggregation::natural, "by adding up the points; openSIS takes"));
    EXPECT_TRUE(told(model::Aggregation::highest, "as the highest grade; openSIS takes"));
    moodle.items[0].weight = model::GradeWeight{3, 0, true, false};
    EXPECT_TRUE(told(model::Aggregation::weighted_mean, "as the mean weighed by each item's own"));
    EXPECT_TRUE(told(model::Aggregation::natural, "by the weights that its teacher gave"));
    moodle.items[0].weight.reset();
    sis.section.weights = false;  // openSIS adds up points
    EXPECT_FALSE(told(model::Aggregation::simple_weighted_mean, any));
    EXPECT_FALSE(told(model::Aggregation::natural, any));
    EXPECT_TRUE(told(model::Aggregation::mean,
                     "as the plain mean of the percentages; openSIS adds up the points."));
    moodle.items.back().max = 20;  // all the same: no cause
    EXPECT_FALSE(told(model::Aggregation::mean, any));
    sis.section.weights = true;
    EXPECT_FALSE(told(model::Aggregation::simple_weighted_mean, any));
}

TEST_F(GradesExplain, WeightsThatATeacherChangedInOpenSis) {
    sis.section.weights = true;
    moodle.grades[2].final = 80;
    EXPECT_FALSE(says("% in openSIS and"));
    for (auto& type : sis.categories)
        if (type.row.title == "Exams") type.row.weight = 55'000;
    EXPECT_TRUE(says("\"Exams\" weighs 55 % in openSIS and 70 % in Moodle."));
}

TEST_F(GradesExplain, DropRulesAndWhatIsNotGraded) {
    moodle.categories[1].drop_low = 2;
    moodle.categories[2].keep_high = 3;
    moodle.categories[2].only_graded = false;
    moodle.grades[0].use = model::GradeUse::dropped;
    EXPECT_TRUE(says("leaves out the 2 lowest of \"Home work\""));
    EXPECT_TRUE(says("counts the 3 highest of \"Exams\" only"));
    EXPECT_FALSE(says("What is not graded"));  // all is
    add_item(moodle, 12, 3, "Oral", 20);
    add_grade(moodle, 12, 1, std::nullopt);
    EXPECT_TRUE(
        says("What is not graded counts as zero in Moodle's \"Exams\", and not at all in "
             "openSIS: \"Oral\""));
    EXPECT_TRUE(says("so excused in openSIS: \"Sheet 1\""));
    rules.excuse_dropped = false;
    EXPECT_TRUE(says("counted by openSIS: \"Sheet 1\""));
}

TEST_F(GradesExplain, HiddenExtraNegativeNotCarriedElsewhere) {
    moodle.grades[1].hidden = true;
    EXPECT_TRUE(says("Hidden from students in Moodle, so not carried into openSIS: \"Test\""));
    moodle.grades[0].final = -2;
    EXPECT_TRUE(says("Below zero in Moodle, zero in openSIS: \"Sheet 1\""));
    add_item(moodle, 12, 2, "Bonus", 5).weight = model::GradeWeight{0, 0, false, true};
    add_grade(moodle, 12, 1, 5);
    EXPECT_TRUE(says("Extra credit: \"Bonus\""));
    add_item(moodle, 13, 2, "Forum", 5).kind = model::ItemKind::other;
    add_grade(moodle, 13, 1, 5);
    rules.kinds.erase(model::ItemKind::other);
    EXPECT_TRUE(says("Not carried into openSIS at all: \"Forum\""));
    auto& early = add_item(moodle, 14, 2, "Early", 5);
    early.due = base::Zone::utc().start_of(base::Date::of(2026, 9, 1));
    add_grade(moodle, 14, 1, 5);
    EXPECT_TRUE(says("due in another marking period of openSIS: \"Early\""));
}

TEST_F(GradesExplain, RoundingAndAMoodleWithoutThePlugin) {
    EXPECT_FALSE(says("rounds to whole per cent"));
    sis.section.rounding = model::Rounding::up;
    EXPECT_TRUE(says("rounds to whole per cent"));
    EXPECT_FALSE(says("Without Causeway's Moodle plugin"));
    moodle.has_rules = false;
    EXPECT_TRUE(says("Without Causeway's Moodle plugin"));
}

TEST_F(GradesExplain, AStudentWithoutGradesIsToldSo) {
    moodle.grades.pop_back();
    const auto told = explain(sis, moodle, rules, 2);
    EXPECT_FALSE(told.opensis);
    EXPECT_FALSE(told.moodle);
    EXPECT_TRUE(told.reasons.empty());
}

}  // namespace
}  // namespace causeway::grades
