// SPDX-License-Identifier: GPL-3.0-or-later
// Grades of several sections go to openSIS together, and still each section whole or not at all.
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
