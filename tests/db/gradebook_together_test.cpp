// SPDX-License-Identifier: GPL-3.0-or-later
// Grades of several sections go to openSIS together, and still each section whole or not at all.
#include <algorithm>

#include "gradebook_school.h"

namespace causeway::tests {
namespace {

class TogetherTest : public GradebookTest {
  protected:
    void SetUp() override {
        GradebookTest::SetUp();
        for (const char* sql :
             {"INSERT INTO course_periods (syear, school_id, course_period_id, course_id, "
              "short_name, mp, marking_period_id, begin_date, end_date, teacher_id, "
              "grade_scale_id, credits, modified_by) VALUES (2026, 1, 332, 12, 'P2', 'FY', 20, "
              "'2026-08-20', '2027-06-10', 7, 1, 1, 1)",
              "INSERT INTO course_period_var (course_period_id, period_id, room_id) VALUES (332, "
              "5, 1)",
              "INSERT INTO schedule (syear, school_id, student_id, start_date, course_id, "
              "course_period_id) VALUES (2026, 1, 41, '2026-08-20', 12, 332), (2026, 1, 42, "
              "'2026-08-20', 12, 332)"})
            connection->execute(sql);
        pull_both(1);
    }

    std::vector<base::Result<void>> pull_both(std::int64_t run) {
        plan_both();
        return write_both(run);
    }
    void plan_both() {
        const std::int64_t sections[] = {331, 332};
        read = books->read(sections);
        plans.clear();
        for (const model::SchoolBook& one : read)
            plans.push_back(grades::plan_section(one, moodle, policy, {}));
        ASSERT_EQ(plans.size(), 2U);
    }
    std::vector<base::Result<void>> write_both(std::int64_t run) {
        std::vector<model::SectionSteps> steps;
        for (std::size_t i = 0; i < plans.size(); ++i)
            steps.push_back({read[i].section, plans[i].steps});
        return books->write(run, steps);
    }
    std::string points(int section) {
        return one(
            "SELECT GROUP_CONCAT(points ORDER BY student_id) FROM gradebook_grades WHERE "
            "course_period_id = " +
            std::to_string(section));
    }

    std::vector<model::SchoolBook> read;
    std::vector<grades::SectionPlan> plans;
};

TEST_F(TogetherTest, AllOfThemAreWrittenAndCanBeTakenBack) {
    ASSERT_EQ(points(331) + " " + points(332), "17.50,3.00 17.50,3.00");
    moodle.grades[0].final = 12;
    const auto written = pull_both(2);
    ASSERT_EQ(written.size(), 2U);
    EXPECT_TRUE(written[0] && written[1]);
    EXPECT_EQ(points(331) + " " + points(332), "12.00,3.00 12.00,3.00");
    EXPECT_EQ(one("SELECT GROUP_CONCAT(course_period_id ORDER BY course_period_id) FROM "
                  "causeway_steps WHERE run = 2 AND kind = 'grade'"),
              "331,332");
    plan_both();
    EXPECT_TRUE(plans[0].steps.empty() && plans[1].steps.empty());
    ASSERT_TRUE(books->undo(332, 2, 3));
    EXPECT_EQ(points(331) + " " + points(332), "12.00,3.00 17.50,3.00");
}

// One item of Moodle's is an assignment of its own in each section that shares the course.
TEST_F(TogetherTest, SomeGradesOfOneItemAreReadInEachSectionAsItsOwn) {
    connection->execute(
        "UPDATE gradebook_grades SET points = 9.5 WHERE student_id = 41 AND course_period_id = "
        "332");
    const model::GradePlace places[] = {{331, 10, 41}, {332, 10, 41}, {332, 10, 42}};
    const auto some = books->read_some(places);
    ASSERT_EQ(some.size(), 2U);
    ASSERT_EQ(some[0].grades.size(), 1U);
    ASSERT_EQ(some[1].grades.size(), 2U);
    EXPECT_EQ(some[0].grades[0].row.points, 1750);
    EXPECT_EQ(some[1].grades[0].row.points, 950);
    EXPECT_EQ(some[1].grades[1].row.points, 300);
    EXPECT_NE(some[0].grades[0].id, some[1].grades[0].id);
    const model::RemoteId items[] = {10};
    auto with = books->sections_with(items);
    std::ranges::sort(with);
    EXPECT_EQ(with, (std::vector<std::int64_t>{331, 332}));
}

TEST_F(TogetherTest, RostersAreTheBooksPupils) {
    for (const char* sql :
         {"UPDATE schedule SET end_date = '2026-10-31' WHERE student_id = 42 AND course_period_id "
          "= 331",
          // Two spells; before the section's own beginning, no end, an impossible day.
          "INSERT INTO schedule (syear, school_id, student_id, start_date, end_date, course_id, "
          "course_period_id) VALUES (2026, 1, 42, '2026-12-01', '2026-12-20', 12, 331), (2026, 1, "
          "43, '2026-01-01', NULL, 12, 331), (2026, 1, 44, '2026-09-01', '0000-00-00', 12, 332)",
          "INSERT INTO course_periods (syear, school_id, course_period_id, course_id, short_name, "
          "mp, marking_period_id, begin_date, end_date, teacher_id, modified_by) VALUES (2026, 1, "
          "333, 12, 'P3', 'FY', 20, '2026-08-20', '2027-06-10', 7, 1)"})
        connection->execute(sql);
    const std::int64_t sections[] = {331, 332, 333, 999};
    const auto rosters = books->rosters(sections);
    ASSERT_EQ(rosters.size(), 3U);
    EXPECT_TRUE(rosters.at(333).empty());
    read = books->read(sections);
    ASSERT_EQ(read.size(), 3U);
    for (const model::SchoolBook& book : read) {
        const auto& roster = rosters.at(book.section.id);
        ASSERT_EQ(roster.size(), book.pupils.size()) << book.section.id;
        for (std::size_t i = 0; i < roster.size(); ++i) {
            EXPECT_EQ(roster[i].student, book.pupils[i].student);
            EXPECT_EQ(roster[i].from, book.pupils[i].from);
            EXPECT_EQ(roster[i].to, book.pupils[i].to);
        }
    }
    ASSERT_EQ(rosters.at(331).size(), 3U);
    EXPECT_EQ(rosters.at(331)[1].to, base::Date::of(2026, 12, 20));
    EXPECT_EQ(rosters.at(331)[2].from, base::Date::of(2026, 8, 20));
}

TEST_F(TogetherTest, WhereATeacherWasFasterTheOthersAreWritten) {
    moodle.grades[0].final = 12;
    moodle.grades[1].final = 4;
    plan_both();
    connection->execute(
        "UPDATE gradebook_grades SET points = 19 WHERE student_id = 41 AND course_period_id = 331");
    const auto written = write_both(2);
    ASSERT_EQ(written.size(), 2U);
    ASSERT_FALSE(written[0]);
    EXPECT_EQ(written[0].problem().code, "grades.moved");
    EXPECT_EQ(written[0].problem().record, "section:331");
    EXPECT_TRUE(written[1]);
    EXPECT_EQ(points(331) + " " + points(332), "19.00,3.00 12.00,4.00");
    EXPECT_EQ(one("SELECT COUNT(*) FROM causeway_steps WHERE run = 2 AND course_period_id = 331"),
              "0");
}

TEST_F(TogetherTest, WhatOpensisRefusesIsNamedAndTheOthersAreWritten) {
    connection->execute(
        "CREATE TRIGGER refuse BEFORE UPDATE ON gradebook_grades FOR EACH ROW IF "
        "new.course_period_id = 332 THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'locked'; END "
        "IF");
    moodle.grades[0].final = 12;
    const auto written = pull_both(2);
    ASSERT_EQ(written.size(), 2U);
    EXPECT_TRUE(written[0]);
    ASSERT_FALSE(written[1]);
    EXPECT_EQ(written[1].problem().record, "section:332");
    EXPECT_NE(written[1].problem().why.find("locked"), std::string::npos);
    EXPECT_EQ(points(331) + " " + points(332), "12.00,3.00 17.50,3.00");
    EXPECT_EQ(one("SELECT COUNT(*) FROM causeway_steps WHERE run = 2 AND course_period_id = 332"),
              "0");
}

}  // namespace
}  // namespace causeway::tests
