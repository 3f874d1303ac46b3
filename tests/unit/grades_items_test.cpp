// SPDX-License-Identifier: GPL-3.0-or-later
// The rules of docs/grades.md one by one: categories and items.
#include <gtest/gtest.h>

#include "grades/plan.h"
#include "grades_books.h"

namespace causeway::grades {
namespace {

class GradesItems : public ::testing::Test {
  protected:
    SectionPlan pull(const Request& request = {}) {
        auto plan = plan_section(sis, moodle, rules, request);
        apply(sis, plan);
        return plan;
    }
    model::BookRow& row(std::size_t at = 0) { return sis.items.at(at).row; }
    // Weight of the type that is called this; -1: no weight, -2: no such type.
    std::int64_t weight(const std::string& title) {
        for (const auto& category : sis.categories)
            if (category.row.title == title) return category.row.weight.value_or(-1);
        return -2;
    }
    model::SchoolBook sis = empty_book();
    model::Gradebook moodle = lms();
    Policy rules = policy();
};

// ---- categories ----

TEST_F(GradesItems, ADeepCategoryCountsAsTheOneBelowTheTop) {
    model::GradeCategory deep;
    deep.id = 4;
    deep.parent = 3;
    deep.name = "Oral";
    moodle.categories.push_back(deep);
    add_item(moodle, 10, 4, "Talk", 20);
    pull();
    ASSERT_EQ(sis.categories.size(), 1U);
    EXPECT_EQ(sis.categories[0].row.title, "Exams");
}

TEST_F(GradesItems, WhatStandsInNoCategoryHasATypeOfTheSettings) {
    rules.top_category = "From <i>Moodle</i>";
    add_item(moodle, 10, 1, "Sheet", 20);
    pull();
    EXPECT_EQ(weight("From Moodle"), -1);  // beside it no category weighs
}

TEST_F(GradesItems, WeightsAreSharesThatAddUpToTheWhole) {
    moodle.categories[1].weight->weight = 1;
    moodle.categories[2].weight->weight = 2;
    add_item(moodle, 10, 2, "Sheet", 20);
    add_item(moodle, 11, 3, "Test", 20);
    pull();
    EXPECT_EQ(weight("Home work") + weight("Exams"), 100000);
    EXPECT_EQ(weight("Exams") / 1000, 66);
    moodle.categories[0].aggregation = model::Aggregation::natural;
    moodle.categories[1].weight->weight_natural = 0.25;
    moodle.categories[2].weight->weight_natural = 0.75;
    pull();
    EXPECT_EQ(weight("Home work"), 25000);
    EXPECT_EQ(weight("Exams"), 75000);
}

TEST_F(GradesItems, WeightsAreNotProposedWhereMoodleWeighsItemsToo) {
    add_item(moodle, 10, 2, "Sheet", 20);
    add_item(moodle, 11, 1, "Loose", 20);
    pull();
    EXPECT_EQ(weight("Home work"), -1);
    moodle.items.pop_back();
    moodle.categories[0].aggregation = model::Aggregation::mean;
    pull();
    EXPECT_EQ(weight("Home work"), -1);
}

TEST_F(GradesItems, AWeightThatTheTeacherChangedIsTheirs) {
    add_item(moodle, 10, 2, "Sheet", 20);
    add_item(moodle, 11, 3, "Test", 20);
    pull();
    sis.categories[0].row.weight = 50000;
    sis.categories[1].row.title = "Class tests";
    moodle.categories[1].weight->weight = 10;
    moodle.categories[2].name = "Examinations";
    pull();
    EXPECT_EQ(sis.categories[0].row.weight, 50000);
    EXPECT_EQ(sis.categories[1].row.title, "Class tests");
    EXPECT_EQ(sis.categories[1].row.weight, 87500);  // 70 of 80: untouched, so Moodle's
}

TEST_F(GradesItems, ATypeInWhichNothingStandsGoesUnlessItWasRenamed) {
    add_item(moodle, 10, 2, "Sheet", 20);
    add_item(moodle, 11, 3, "Test", 20);
    pull();
    auto renamed = sis;
    renamed.categories[1].row.title = "Mine";
    moodle.items.pop_back();
    pull();
    EXPECT_EQ(sis.categories.size(), 1U);
    apply(renamed, plan_section(renamed, moodle, rules, {}));
    EXPECT_EQ(renamed.categories.size(), 2U);
}

// ---- items ----

TEST_F(GradesItems, OnlyTheKindsOfTheSettingsComeOver) {
    add_item(moodle, 10, 2, "Sheet", 20).kind = model::ItemKind::assignment;
    add_item(moodle, 11, 2, "Test", 20).kind = model::ItemKind::quiz;
    rules.kinds = {model::ItemKind::quiz};
    pull();
    ASSERT_EQ(sis.items.size(), 1U);
    EXPECT_EQ(row().title, "Test");
}

TEST_F(GradesItems, PointsAreWholeOrAHundred) {
    add_item(moodle, 10, 2, "Most", 9999);
    add_item(moodle, 11, 2, "More", 10000);
    add_item(moodle, 12, 2, "Half", 12.5);
    add_item(moodle, 13, 2, "From five", 20).min = 5;
    add_grade(moodle, 11, 1, 2500);
    add_grade(moodle, 13, 1, 8);
    pull();
    EXPECT_EQ(row(0).whole_points, 9999);
    EXPECT_EQ(row(1).whole_points, 100);
    EXPECT_EQ(row(2).whole_points, 100);
    EXPECT_EQ(row(3).whole_points, 100);
    EXPECT_EQ(points(sis, "More", 1), 2500);
    EXPECT_EQ(points(sis, "From five", 1), 2000);
}

TEST_F(GradesItems, ExtraCreditHasNoMaximumAndStaysOutWhereItCannotCount) {
    add_item(moodle, 10, 2, "Bonus", 10).weight = model::GradeWeight{0, 0, false, true};
    add_grade(moodle, 10, 1, 4);
    auto weighed = sis;
    auto without = rules;
    without.carry_extra_credit = false;
    const auto refused = plan_section(sis, moodle, without, {});
    ASSERT_EQ(refused.refused.size(), 1U);
    EXPECT_EQ(refused.refused[0].code, "grades.extra_credit");
    EXPECT_TRUE(refused.steps.empty());
    pull();
    EXPECT_EQ(row().whole_points, 0);
    EXPECT_EQ(points(sis, "Bonus", 1), 400);
    weighed.section.weights = true;
    const auto plan = plan_section(weighed, moodle, rules, {});
    ASSERT_EQ(plan.refused.size(), 1U);
    EXPECT_EQ(plan.refused[0].code, "grades.extra_credit");
    // One that was carried and may not be any more goes again.
    apply(sis, plan_section(sis, moodle, without, {}));
    EXPECT_TRUE(sis.items.empty());
    EXPECT_TRUE(sis.grades.empty());
}

TEST_F(GradesItems, TheDueDateIsADayOfTheSchoolsZone) {
    rules.zone = base::Zone("Pacific/Auckland");
    auto& item = add_item(moodle, 10, 2, "Sheet", 20);
    item.due = base::Zone::utc().start_of(base::Date::of(2026, 11, 20)) + 12 * 3600;
    pull();
    EXPECT_EQ(row().due, base::Date::of(2026, 11, 21));
}

TEST_F(GradesItems, WithoutADueDateTheFirstDayStands) {
    add_item(moodle, 10, 2, "Sheet", 20).due = 0;
    pull();
    EXPECT_EQ(row().due, kToday);
    rules.today = kToday.plus(5);
    EXPECT_TRUE(pull().steps.empty());
    EXPECT_EQ(row().due, kToday);
}

TEST_F(GradesItems, TheMarkingPeriodIsTheOneOfTheDueDate) {
    const auto due = [&](int month, int day, int year = 2026) {
        moodle.items[0].due = base::Zone::utc().start_of(base::Date::of(year, month, day));
        pull();
        return row().marking_period;
    };
    add_item(moodle, 10, 2, "Sheet", 20);
    EXPECT_EQ(due(10, 31), 23);
    EXPECT_EQ(due(11, 1), 24);
    EXPECT_EQ(due(7, 1), 23);        // before the first: the first
    EXPECT_EQ(due(7, 1, 2027), 25);  // after the last: the last
    sis.periods[4].end = base::Date::of(2026, 12, 18);
    EXPECT_EQ(due(1, 5, 2027), 24);  // in a gap: the one before it
    sis.section.level = model::PeriodLevel::semester;
    sis.section.marking_period = 22;
    EXPECT_EQ(due(11, 2), 25);  // within the section's own
    sis.section.marking_period.reset();
    EXPECT_EQ(due(11, 2), 20);  // dates of its own: the full year
}

TEST_F(GradesItems, WithoutQuartersItIsTheSemesterElseTheYear) {
    std::erase_if(sis.periods,
                  [](const auto& p) { return p.level == model::PeriodLevel::quarter; });
    add_item(moodle, 10, 2, "Sheet", 20);
    pull();
    EXPECT_EQ(row().marking_period, 21);
    std::erase_if(sis.periods,
                  [](const auto& p) { return p.level == model::PeriodLevel::semester; });
    pull();
    EXPECT_EQ(row().marking_period, 20);
}

TEST_F(GradesItems, NamesLoseWhatOpensisWouldPrintRaw) {
    add_item(moodle, 10, 2, "<script>alert(1)</script>A<!-- x --> \"b\" \\ 5 < 7 &lt;i&gt;", 20);
    add_item(moodle, 11, 2, std::string(150, 'x'), 20);
    add_item(moodle, 12, 2, "<style>p{}</style>\xF0\x9F\x98\x80", 20);
    pull();
    EXPECT_EQ(row(0).title, "A 'b' / 5 ( 7 i");
    EXPECT_EQ(row(1).title, std::string(99, 'x') + "\u2026");
    EXPECT_EQ(row(2).title, "Item 12");  // nothing was left of it
}

TEST_F(GradesItems, ANameThatOccursTwiceIsNumbered) {
    for (const int id : {10, 11, 12})
        add_item(moodle, id, 2, std::string(120, 'y'), 20);
    pull();
    EXPECT_EQ(row(0).title, std::string(99, 'y') + "\u2026");
    EXPECT_EQ(row(1).title, std::string(93, 'y') + "\u2026 (2)");
    EXPECT_EQ(row(2).title, std::string(93, 'y') + "\u2026 (3)");
}

TEST_F(GradesItems, TheDescriptionIsPlainAndEndsWithTheAddress) {
    auto& item = add_item(moodle, 10, 2, "Sheet", 20);
    item.description = "<p>Read <b>it</b></p>";
    item.url = "https://moodle.example.org/mod/assign/view.php?id=5";
    pull();
    EXPECT_EQ(row().description, "Read it https://moodle.example.org/mod/assign/view.php?id=5");
}

TEST_F(GradesItems, MovedAndReweighedItemsFollow) {
    add_item(moodle, 10, 2, "Sheet", 20);
    add_item(moodle, 11, 3, "Test", 20);
    add_grade(moodle, 10, 1, 10);
    pull();
    moodle.items[0].category = 3;
    moodle.items[0].max = 40;
    const auto plan = pull();
    EXPECT_EQ(row().type, row(1).type);
    EXPECT_EQ(row().whole_points, 40);
    EXPECT_EQ(plan.counts[1].updated, 1);
    EXPECT_EQ(points(sis, "Sheet", 1), 1000);
}

TEST_F(GradesItems, WhatTheTeacherChangedStaysFieldByField) {
    add_item(moodle, 10, 2, "Sheet", 20);
    pull();
    row().title = "My sheet";
    moodle.items[0].name = "Leaf";
    moodle.items[0].max = 30;
    auto plan = pull();
    EXPECT_EQ(row().title, "My sheet");
    EXPECT_EQ(row().whole_points, 30);
    ASSERT_EQ(plan.differences.size(), 1U);
    EXPECT_EQ(plan.differences[0].key, "item:331/10");
    Request theirs;
    theirs.taken["item:331/10"] = Side::moodle;
    pull(theirs);
    EXPECT_EQ(row().title, "Leaf");
}

TEST_F(GradesItems, DeletedInMoodleItGoesUnlessSomethingWasTouchedOrPosted) {
    add_item(moodle, 10, 2, "Sheet", 20);
    add_grade(moodle, 10, 1, 10);
    pull();
    const auto before = sis;
    moodle.items.clear();
    moodle.grades.clear();
    Request news;
    news.whole = false;
    EXPECT_TRUE(plan_section(sis, moodle, rules, news).steps.empty());  // proves nothing
    pull();
    EXPECT_TRUE(sis.items.empty() && sis.grades.empty());
    sis = before;
    sis.grades[0].row.points = 1900;  // by hand
    EXPECT_EQ(pull().differences.size(), 1U);
    EXPECT_EQ(sis.items.size(), 1U);
    sis = before;
    sis.completed = {24};
    const auto plan = pull();
    ASSERT_EQ(plan.differences.size(), 1U);
    EXPECT_EQ(plan.differences[0].there, "deleted");
    EXPECT_EQ(sis.grades.size(), 1U);
}

TEST_F(GradesItems, DeletedInOpensisItStaysDeletedUntilAPersonTakesMoodles) {
    add_item(moodle, 10, 2, "Sheet", 20);
    add_grade(moodle, 10, 1, 10);
    pull();
    sis.items.clear();
    sis.grades.clear();
    const auto plan = pull();
    ASSERT_EQ(plan.differences.size(), 1U);
    EXPECT_EQ(plan.differences[0].here, "deleted");
    EXPECT_TRUE(sis.items.empty());
    Request theirs;
    theirs.taken["item:331/10"] = Side::moodle;
    pull(theirs);
    EXPECT_EQ(points(sis, "Sheet", 1), 1000);
}

}  // namespace
}  // namespace causeway::grades
