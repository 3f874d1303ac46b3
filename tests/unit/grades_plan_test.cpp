// SPDX-License-Identifier: GPL-3.0-or-later
// The planner of grades: its rules one by one, and its laws over random gradebooks.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>
#include "grades/plan.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "grades_books.h"

namespace causeway::grades {
namespace {

TEST(GradesPlan, CarriesEachCaseByItsRule) {
    auto sis = empty_book();
    auto moodle = lms();
    add_item(moodle, 10, 2, "Sheet \"1\" \xF0\x9F\x98\x80", 20);
    add_item(moodle, 11, 3, "Test", 12.5);
    add_item(moodle, 12, 3, "Test", 50);
    add_item(moodle, 13, 3, "Nothing", 0);
    auto& scaled = add_item(moodle, 14, 2, "Effort", 3);
    scaled.scale_id = 5;
    scaled.scale = {"poor", "fair", "good"};
    add_grade(moodle, 10, 1, 25);  // above the maximum
    add_grade(moodle, 10, 2, -1);  // below zero is not "exempt"
    add_grade(moodle, 10, 3, 12).exempt = true;
    add_grade(moodle, 10, 4, 7).hidden = true;
    add_grade(moodle, 11, 1, 10.0);  // of 12.5: 80 of 100
    add_grade(moodle, 14, 1, 2.0);
    add_grade(moodle, 12, 99, 10.0);  // not in the section
    const auto plan = plan_section(sis, moodle, policy(), {});
    apply(sis, plan);
    EXPECT_EQ(points(sis, "Sheet '1'", 1), 2500);
    EXPECT_EQ(points(sis, "Sheet '1'", 2), 0);
    EXPECT_EQ(points(sis, "Sheet '1'", 3), model::kExcused);
    EXPECT_EQ(points(sis, "Sheet '1'", 4), std::nullopt);
    EXPECT_EQ(points(sis, "Test", 1), 8000);
    EXPECT_EQ(points(sis, "Effort", 1), 5000);
    EXPECT_TRUE(std::any_of(sis.items.begin(), sis.items.end(),
                            [](const auto& item) { return item.row.title == "Test (2)"; }));
    ASSERT_EQ(plan.refused.size(), 2U);
    EXPECT_EQ(plan.refused[0].code, "grades.no_points");
    EXPECT_EQ(plan.refused[1].code, "grades.not_scheduled");
    std::int64_t sum = 0;
    for (const auto& category : sis.categories)
        sum += category.row.weight.value_or(0);
    EXPECT_EQ(sum, 100000);
    EXPECT_EQ(sis.items.front().row.marking_period, 24);
}

TEST(GradesPlan, KeepsWhatATeacherChangedUntilAPersonDecides) {
    auto sis = empty_book();
    auto moodle = lms();
    add_item(moodle, 10, 2, "Sheet", 20);
    add_grade(moodle, 10, 1, 10);
    apply(sis, plan_section(sis, moodle, policy(), {}));
    sis.grades[0].row.points = 1500;  // by hand
    moodle.grades[0].final = 12;
    auto plan = plan_section(sis, moodle, policy(), {});
    ASSERT_EQ(plan.differences.size(), 1U);
    EXPECT_EQ(plan.differences[0].key, "grade:331/10/1");
    EXPECT_EQ(plan.differences[0].here, "15");
    EXPECT_EQ(plan.differences[0].there, "12");
    EXPECT_EQ(plan.counts[2].kept, 1);
    Request mine;
    mine.taken["grade:331/10/1"] = Side::opensis;
    auto kept = sis;
    apply(kept, plan_section(kept, moodle, policy(), mine));
    EXPECT_EQ(points(kept, "Sheet", 1), 1500);
    EXPECT_TRUE(plan_section(kept, moodle, policy(), {}).differences.empty());
    moodle.grades[0].final = 13;  // a new value asks anew
    EXPECT_EQ(plan_section(kept, moodle, policy(), {}).differences.size(), 1U);
    Request theirs;
    theirs.taken["grade:331/10/1"] = Side::moodle;
    apply(sis, plan_section(sis, moodle, policy(), theirs));
    EXPECT_EQ(points(sis, "Sheet", 1), 1300);
}

TEST(GradesPlan, NeverTouchesAPostedGrade) {
    auto sis = empty_book();
    auto moodle = lms();
    add_item(moodle, 10, 2, "Sheet", 20);
    add_grade(moodle, 10, 1, 10);
    auto& total = add_item(moodle, 30, 1, "", 100);
    total.kind = model::ItemKind::course_total;
    add_grade(moodle, 30, 1, 85);
    apply(sis, plan_section(sis, moodle, policy(), {}));
    model::StoredRow row;
    row.id = 5;
    row.student = 1;
    row.part = 24;
    row.row.points = 9000;
    row.row.letter = 1;
    sis.finals.push_back(row);
    moodle.grades[0].final = 20;
    Request two;
    two.option = Option::moodle;
    const auto plan = plan_section(sis, moodle, policy(), two);
    ASSERT_EQ(plan.differences.size(), 2U);
    EXPECT_EQ(plan.differences[0].key, "grade:331/10/1");
    EXPECT_EQ(plan.differences[1].key, "final:331/24/1");
    EXPECT_EQ(plan.differences[1].there, "85 % B");
    for (const BookStep& step : plan.steps)
        EXPECT_EQ(step.verb, BookVerb::note) << name(step.kind);
}

// A section grade that Causeway wrote and a teacher then changed is the teacher's posting.
TEST(GradesPlan, TakesAChangedSectionGradeForAPosting) {
    auto sis = empty_book();
    auto moodle = lms();
    add_item(moodle, 10, 2, "Sheet", 20);
    add_grade(moodle, 10, 1, 10);
    add_item(moodle, 30, 1, "", 100).kind = model::ItemKind::course_total;
    add_grade(moodle, 30, 1, 85);
    Request two;
    two.option = Option::moodle;
    apply(sis, plan_section(sis, moodle, policy(), two));
    ASSERT_EQ(sis.finals.size(), 1U);
    sis.finals[0].row.points = 9500;
    moodle.grades[0].final = 20;
    const auto plan = plan_section(sis, moodle, policy(), two);
    EXPECT_EQ(plan.differences.size(), 2U);
    EXPECT_EQ(plan.counts[2].updated, 0);
}

// A random gradebook of Moodle's.
model::Gradebook random_lms() {
    auto out = lms();
    const int items = *rc::gen::inRange(0, 6);
    for (int i = 0; i < items; ++i) {
        auto& item = add_item(out, 10 + i, *rc::gen::inRange(1, 4),
                              *rc::gen::element<std::string>("A", "B", "<i>A</i>", ""),
                              *rc::gen::element(0.0, 10.0, 12.5, 100.0));
        item.kind = *rc::gen::element(model::ItemKind::assignment, model::ItemKind::quiz);
        for (std::int64_t student = 1; student <= 5; ++student) {
            if (*rc::gen::inRange(0, 3) == 0) continue;
            std::optional<double> final;
            if (*rc::gen::inRange(0, 4) != 0) final = *rc::gen::inRange(-20, 1300) / 10.0;
            auto& grade = add_grade(out, item.id, student, final);
            grade.exempt = *rc::gen::inRange(0, 6) == 0;
            grade.hidden = *rc::gen::inRange(0, 6) == 0;
            grade.late = *rc::gen::inRange(0, 4) == 0;
        }
    }
    auto& total = add_item(out, 90, 1, "", 100);
    total.kind = model::ItemKind::course_total;
    for (std::int64_t student = 1; student <= 4; ++student)
        add_grade(out, 90, student, *rc::gen::inRange(0, 1000) / 10.0);
    return out;
}

auto rows_of(const model::SchoolBook& book) {
    std::map<std::tuple<std::string, std::int64_t>, std::string> out;
    for (const auto& item : book.items) {
        out[{"item " + item.row.title, 0}] = std::to_string(item.row.whole_points);
        for (const auto& grade : book.grades)
            if (grade.id == item.id)
                out[{item.row.title, grade.student}] =
                    points_text(grade.row.points) + grade.row.comment;
    }
    for (const auto& row : book.finals)
        out[{"final " + std::to_string(row.part), row.student}] = points_text(row.row.points);
    return out;
}

RC_GTEST_PROP(GradesLaws, PullingTwiceChangesNothing, ()) {
    auto sis = empty_book();
    const auto moodle = random_lms();
    Request request;
    request.option = *rc::gen::element(Option::opensis, Option::moodle);
    apply(sis, plan_section(sis, moodle, policy(), request));
    const auto again = plan_section(sis, moodle, policy(), request);
    RC_ASSERT(again.steps.empty());
    RC_ASSERT(again.differences.empty());
}

RC_GTEST_PROP(GradesLaws, OneThenTwoThenOneGivesBackTheSame, ()) {
    auto sis = empty_book();
    const auto moodle = random_lms();
    Request one, two;
    two.option = Option::moodle;
    apply(sis, plan_section(sis, moodle, policy(), one));
    const auto before = rows_of(sis);
    apply(sis, plan_section(sis, moodle, policy(), two));
    RC_ASSERT(sis.finals.size() == 4U);
    apply(sis, plan_section(sis, moodle, policy(), one));
    RC_ASSERT(rows_of(sis) == before);
}

RC_GTEST_PROP(GradesLaws, FollowsMoodleWhateverItBecomes, ()) {
    auto sis = empty_book();
    apply(sis, plan_section(sis, random_lms(), policy(), {}));
    const auto moodle = random_lms();
    apply(sis, plan_section(sis, moodle, policy(), {}));
    auto fresh = empty_book();
    apply(fresh, plan_section(fresh, moodle, policy(), {}));
    RC_ASSERT(sis.grades.size() == fresh.grades.size());
    RC_ASSERT(rows_of(sis) == rows_of(fresh));
}

}  // namespace
}  // namespace causeway::grades
