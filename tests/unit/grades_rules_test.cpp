// SPDX-License-Identifier: GPL-3.0-or-later
// Rules of grades that need more than one pull: drop rules, names, students who left, and openSIS's
// own assignments sent to Moodle.
#include <gtest/gtest.h>

#include <algorithm>

#include "grades/plan.h"
#include "grades_books.h"

namespace causeway::grades {
namespace {

TEST(GradesRules, WhatADropRuleLeavesOutIsExcused) {
    auto sis = empty_book();
    auto moodle = lms();
    add_item(moodle, 10, 2, "Sheet", 20);
    add_grade(moodle, 10, 1, 12).use = model::GradeUse::dropped;
    auto& untold = add_grade(moodle, 10, 2, 11);  // the plain path: dropped or exempt
    untold.weight = 0.0;
    auto& counted = add_grade(moodle, 10, 3, 10);  // of no weight, but used
    counted.weight = 0.0;
    counted.use = model::GradeUse::used;
    apply(sis, plan_section(sis, moodle, policy(), {}));
    EXPECT_EQ(points(sis, "Sheet", 1), model::kExcused);
    EXPECT_EQ(sis.grades[0].row.comment, "dropped; 12 points in Moodle");
    EXPECT_EQ(points(sis, "Sheet", 2), model::kExcused);
    EXPECT_EQ(points(sis, "Sheet", 3), 1000);
    auto count = policy();
    count.excuse_dropped = false;
    apply(sis, plan_section(sis, moodle, count, {}));
    EXPECT_EQ(points(sis, "Sheet", 1), 1200);
}

TEST(GradesRules, AMarkingPeriodThatIsThereTwiceTakesNoSectionGrade) {
    auto sis = empty_book();
    auto moodle = lms();
    auto& total = add_item(moodle, 30, 1, "", 100);
    total.kind = model::ItemKind::course_total;
    add_grade(moodle, 30, 1, 85);
    Request two;
    two.option = Option::moodle;
    auto twice = sis;
    twice.periods[1].id = 24;  // semester and quarter
    twice.periods[3].parent = twice.periods[4].parent = 24;
    const auto plan = plan_section(twice, moodle, policy(), two);
    ASSERT_EQ(plan.refused.size(), 1U);
    EXPECT_EQ(plan.refused[0].code, "grades.marking_period_twice");
    EXPECT_EQ(plan.counts[3].created, 0);
    EXPECT_EQ(plan_section(sis, moodle, policy(), two).counts[3].created, 1);
}

TEST(GradesRules, AStudentWhoLeftKeepsWhatIsThere) {
    auto sis = empty_book();
    auto moodle = lms();
    add_item(moodle, 10, 2, "Sheet", 20);
    add_grade(moodle, 10, 1, 12);
    apply(sis, plan_section(sis, moodle, policy(), {}));
    sis.pupils[0].to = kToday.plus(-1);
    moodle.grades[0].final = 3;
    EXPECT_TRUE(plan_section(sis, moodle, policy(), {}).steps.empty());
    moodle.grades.clear();  // unenrolled
    EXPECT_TRUE(plan_section(sis, moodle, policy(), {}).steps.empty());
    EXPECT_EQ(points(sis, "Sheet", 1), 1200);
}

TEST(GradesRules, ARenamedItemIsTheSameAndAnOldNameAnother) {
    auto sis = empty_book();
    auto moodle = lms();
    add_item(moodle, 10, 2, "Sheet", 20);
    add_grade(moodle, 10, 1, 12);
    apply(sis, plan_section(sis, moodle, policy(), {}));
    const auto number = sis.items[0].id;
    moodle.items[0].name = "Leaf";
    add_item(moodle, 11, 2, "Sheet", 10);
    apply(sis, plan_section(sis, moodle, policy(), {}));
    ASSERT_EQ(sis.items.size(), 2U);
    EXPECT_EQ(sis.items[0].id, number);
    EXPECT_EQ(points(sis, "Leaf", 1), 1200);
    EXPECT_EQ(points(sis, "Sheet", 1), std::nullopt);
    moodle.items.erase(moodle.items.begin());  // deleted, with its grades
    moodle.grades.clear();
    apply(sis, plan_section(sis, moodle, policy(), {}));
    ASSERT_EQ(sis.items.size(), 1U);
    EXPECT_EQ(sis.items[0].row.title, "Sheet");
    EXPECT_TRUE(sis.grades.empty());
}

// ---- the other way ----

class GradesSend : public ::testing::Test {
  protected:
    void SetUp() override {
        model::StoredRow type;
        type.id = 7;
        type.row.title = "Own";
        sis.categories.push_back(type);
        model::StoredRow row;
        row.id = 77;
        row.row.type = 7;
        row.row.title = "Poster <b>A</b>";
        row.row.whole_points = 30;
        row.row.due = base::Date::of(2026, 12, 4);
        row.row.marking_period = 24;
        sis.items.push_back(row);
        sending.send = model::SentAs::manual_item;
    }
    SectionPlan plan(const Request& request = {}) {
        return plan_section(sis, moodle, sending, request);
    }
    // Moodle makes what was sent, and openSIS notes it.
    void deliver(SectionPlan made) {
        for (auto& send : made.sends) {
            const model::RemoteId id = send.write.id != 0 ? send.write.id : 50;
            auto at = std::find_if(moodle.items.begin(), moodle.items.end(),
                                   [&](const auto& item) { return item.id == id; });
            auto& item = at != moodle.items.end()
                             ? *at
                             : add_item(moodle, id,
                                        send.write.category != 0 ? send.write.category : 1, "", 0);
            item.kind = model::ItemKind::manual;
            item.due = 0;
            item.idnumber = send.write.idnumber;
            item.name = send.write.name;
            item.max = send.write.max;
            send.link.remote = id;
            made.steps.push_back(send.link);
        }
        apply(sis, made);
    }

    model::SchoolBook sis = empty_book();
    model::Gradebook moodle = lms();
    Policy sending = policy();
};

TEST_F(GradesSend, NothingIsSentUnlessItIsAskedFor) {
    sending.send.reset();
    EXPECT_TRUE(plan().sends.empty());
}

TEST_F(GradesSend, AnAssignmentOfOpensisIsSentOnceAndThenFollowed) {
    auto first = plan();
    ASSERT_EQ(first.sends.size(), 1U);
    EXPECT_EQ(first.sends[0].write.idnumber, "opensis:assignment:77");
    EXPECT_EQ(first.sends[0].write.name, "Poster A");
    EXPECT_EQ(first.sends[0].write.max, 30);
    EXPECT_TRUE(first.steps.empty());
    deliver(first);
    add_grade(moodle, 50, 1, 24);
    deliver(plan());
    EXPECT_EQ(points(sis, "Poster <b>A</b>", 1), 2400);
    EXPECT_EQ(sis.items.size(), 1U);
    EXPECT_EQ(sis.items[0].row.type, 7);
    EXPECT_EQ(sis.items[0].row.due, base::Date::of(2026, 12, 4));
    auto again = plan();
    EXPECT_TRUE(again.steps.empty() && again.sends.empty() && again.differences.empty());
    moodle.items[0].name = "Poster B";
    deliver(plan());
    EXPECT_EQ(sis.items[0].row.title, "Poster B");
    sis.items[0].row.whole_points = 40;  // by the teacher in openSIS
    again = plan();
    ASSERT_EQ(again.sends.size(), 1U);
    EXPECT_EQ(again.sends[0].write.id, 50);
    EXPECT_EQ(again.sends[0].write.max, 40);
    deliver(again);
    again = plan();
    EXPECT_TRUE(again.steps.empty() && again.sends.empty() && again.differences.empty());
}

TEST_F(GradesSend, ChangedOnBothSidesIsADifference) {
    deliver(plan());
    deliver(plan());
    moodle.items[0].name = "Moodle's";
    sis.items[0].row.title = "openSIS's";
    auto made = plan();
    ASSERT_EQ(made.differences.size(), 1U);
    EXPECT_TRUE(made.sends.empty());
    Request mine;
    mine.taken[made.differences[0].key] = Side::opensis;
    deliver(plan(mine));
    EXPECT_EQ(moodle.items[0].name, "openSIS's");
    EXPECT_TRUE(plan().differences.empty());
}

TEST_F(GradesSend, ALostNoteIsFoundAgainByTheIdNumber) {
    auto first = plan();
    deliver(first);
    sis.item_links.clear();  // killed before it was noted
    add_grade(moodle, 50, 2, 15);
    auto made = plan();
    EXPECT_TRUE(made.sends.empty());
    deliver(made);
    EXPECT_EQ(sis.items.size(), 1U);
    EXPECT_EQ(points(sis, "Poster <b>A</b>", 2), 1500);
}

TEST_F(GradesSend, DeletedInMoodleItStaysInOpensis) {
    deliver(plan());
    deliver(plan());
    moodle.items.clear();
    auto made = plan();
    ASSERT_EQ(made.differences.size(), 1U);
    Request mine;
    mine.taken[made.differences[0].key] = Side::opensis;
    deliver(plan(mine));
    EXPECT_EQ(sis.items.size(), 1U);
    made = plan();
    EXPECT_TRUE(made.differences.empty() && made.sends.empty());
}

TEST_F(GradesSend, WithoutPointsItIsRefused) {
    sis.items[0].row.whole_points = 0;
    const auto made = plan();
    EXPECT_TRUE(made.sends.empty());
    ASSERT_EQ(made.refused.size(), 1U);
    EXPECT_EQ(made.refused[0].code, "grades.send_points");
}

}  // namespace
}  // namespace causeway::grades
