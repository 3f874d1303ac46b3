// SPDX-License-Identifier: GPL-3.0-or-later
// openSIS's gradebook read and written on a real MariaDB: whole sections in one transaction, undo,
// and what happens when a teacher is faster.
#include <algorithm>

#include "gradebook_school.h"
#include "opensis/gradebook_query.h"

namespace causeway::tests {
namespace {

TEST_F(GradebookTest, WritesWhatOpensisReads) {
    pull(1);
    EXPECT_EQ(one("SELECT GROUP_CONCAT(student_id, '=', points, '/', period_id, '/', updated_by "
                  "ORDER BY student_id) FROM gradebook_grades"),
              "41=17.50/4/causeway,42=3.00/4/causeway");
    EXPECT_EQ(one("SELECT CONCAT_WS('|', staff_id, marking_period_id, course_period_id, title, "
                  "due_date, points, description, course_id IS NULL) FROM gradebook_assignments"),
              "7|24|331|Don't & do|2026-11-20|20|Read &#039;it&#039; &amp; weep|1");
    EXPECT_EQ(one("SELECT CONCAT_WS('|', staff_id, course_id, course_period_id, title) FROM "
                  "gradebook_assignment_types"),
              "7|12|331|Homework");
    // 90.4 rounds up to 91: an A; the year has one quarter, which is worth its whole credit.
    EXPECT_EQ(one("SELECT CONCAT_WS('|', student_id, marking_period_id, grade_percent, "
                  "grade_letter, unweighted_gp, gp_scale, credit_attempted, credit_earned, "
                  "course_title, weighted_gp IS NULL) FROM student_report_card_grades"),
              "41|24|91.00|A|4.000|4.000|1.000|1.000|Algebra|1");
    const auto read = book();
    EXPECT_EQ(read.section.rounding, model::Rounding::up);
    EXPECT_FALSE(read.section.weights);  // that one is of section 33
    EXPECT_EQ(read.items.at(0).row.description, "Read 'it' & weep");
    const auto again = plan();
    EXPECT_TRUE(again.steps.empty());
    EXPECT_TRUE(again.differences.empty());
}

TEST_F(GradebookTest, UndoPutsBackWhatNobodyChanged) {
    moodle.grades[0].raw = 17.5;
    moodle.grades[0].weight = 0.25;
    moodle.grades[0].grader = 8;
    moodle.grades[0].graded_at = 1'790'000'000;
    pull(1);
    const char* provenance =
        "SELECT CONCAT_WS('|', raw, final, maximum, weight, state, grader, graded_at) FROM "
        "causeway_grades WHERE kind = 'grade' AND student_id = 41";
    const std::string came_from = one(provenance);
    EXPECT_EQ(came_from, "17.5|17.5|20|0.25|graded|8|1790000000");
    moodle.grades[0].final = moodle.grades[0].raw = 12;
    moodle.grades[0].weight.reset();
    moodle.grades[0].grader = 9;
    moodle.grades[1].final = 4;
    pull(2);
    EXPECT_EQ(one(provenance), "12|12|20|graded|9|1790000000");
    connection->execute("UPDATE gradebook_grades SET points = 19 WHERE student_id = 42");
    const auto undone = books->undo(331, 2, 3);
    ASSERT_TRUE(undone) << undone.problem().text();
    EXPECT_EQ(undone->restored, 1);
    EXPECT_EQ(undone->kept, 1);
    EXPECT_EQ(one("SELECT GROUP_CONCAT(points ORDER BY student_id) FROM gradebook_grades"),
              "17.50,19.00");
    EXPECT_EQ(one(provenance), came_from);
    moodle.grades[0].final = 17.5;
    EXPECT_EQ(plan().counts[2].updated, 0);
}

TEST_F(GradebookTest, UndoOfTheFirstPullLeavesNothing) {
    pull(1);
    ASSERT_TRUE(books->undo(331, 1, 2));
    for (const char* table :
         {"gradebook_grades", "gradebook_assignments", "gradebook_assignment_types",
          "student_report_card_grades", "causeway_items WHERE kind <> 'total'", "causeway_grades"})
        EXPECT_EQ(one(std::string("SELECT COUNT(*) FROM ") + table), "0") << table;
}

TEST_F(GradebookTest, WritesNothingWhenATeacherWasFaster) {
    pull(1);
    moodle.grades[0].final = 12;
    moodle.grades[1].final = 4;
    const auto made = plan();
    connection->execute("UPDATE gradebook_grades SET points = 19 WHERE student_id = 42");
    const auto written = write(book().section, 2, made.steps);
    ASSERT_FALSE(written);
    EXPECT_EQ(written.problem().code, "grades.moved");
    EXPECT_EQ(one("SELECT GROUP_CONCAT(points ORDER BY student_id) FROM gradebook_grades"),
              "17.50,19.00");
    ASSERT_EQ(plan().differences.size(), 1U);
}

TEST_F(GradebookTest, SwitchingThereAndBackGivesTheSame) {
    pull(1, grades::Option::opensis);
    EXPECT_EQ(one("SELECT COUNT(*) FROM student_report_card_grades"), "0");
    pull(2, grades::Option::moodle);
    EXPECT_EQ(one("SELECT COUNT(*) FROM student_report_card_grades"), "1");
    pull(3, grades::Option::opensis);
    EXPECT_EQ(one("SELECT COUNT(*) FROM student_report_card_grades"), "0");
    EXPECT_EQ(one("SELECT GROUP_CONCAT(points ORDER BY student_id) FROM gradebook_grades"),
              "17.50,3.00");
}

// What the teacher posted is there again, byte for byte, whatever a person chose in between.
TEST_F(GradebookTest, SwitchingThereAndBackGivesBackThePosting) {
    const char* posted =
        "SELECT GROUP_CONCAT(CONCAT_WS('|', id, student_id, report_card_grade_id, grade_percent, "
        "grade_letter, unweighted_gp, gp_scale, credit_attempted, credit_earned, comment, "
        "course_title) ORDER BY student_id) FROM student_report_card_grades";
    pull(1, grades::Option::opensis);
    grade(30, 42, 55);
    connection->execute(
        "INSERT INTO student_report_card_grades (syear, school_id, student_id, course_period_id, "
        "marking_period_id, report_card_grade_id, grade_percent, grade_letter, unweighted_gp, "
        "gp_scale, credit_attempted, credit_earned, comment, course_title) VALUES (2026, 1, 41, "
        "331, '24', 2, 12, 'F', 0, 4, 0.5, 0, 'By hand', 'Algebra'), (2026, 1, 42, 331, '24', 1, "
        "99, 'A', 4, 4, 0.5, 0.5, NULL, 'Algebra')");
    const std::string before = one(posted);
    grades::Request request;
    request.option = grades::Option::moodle;
    request.taken = {{"final:331/24/41", grades::Side::moodle},
                     {"final:331/24/42", grades::Side::opensis}};
    const auto chosen = grades::plan_section(book(), moodle, policy, request);
    ASSERT_TRUE(write(book().section, 2, chosen.steps));
    EXPECT_EQ(one("SELECT GROUP_CONCAT(grade_percent ORDER BY student_id) FROM "
                  "student_report_card_grades"),
              "91.00,99.00");
    EXPECT_TRUE(plan().differences.empty());
    pull(3, grades::Option::opensis);
    EXPECT_EQ(one(posted), before);
    EXPECT_EQ(one("SELECT COUNT(*) FROM causeway_grades WHERE kind = 'final'"), "0");
}

TEST_F(GradebookTest, ReadsAHandfulOfGradesAsTheWhole) {
    pull(1);
    const model::GradePlace place[] = {{331, 10, 42}};
    const auto some = books->read_some(place);
    ASSERT_EQ(some.size(), 1U);
    ASSERT_EQ(some[0].grades.size(), 1U);
    EXPECT_EQ(some[0].grades[0].student, 42);
    moodle.grades = {moodle.grades[1]};
    moodle.grades[0].final = 8;
    moodle.items.clear();
    moodle.categories.clear();
    grades::Request request;
    request.whole = false;
    const auto made = grades::plan_section(some[0], moodle, policy, request);
    ASSERT_EQ(made.steps.size(), 1U);
    ASSERT_TRUE(write(some[0].section, 2, made.steps));
    EXPECT_EQ(one("SELECT GROUP_CONCAT(points ORDER BY student_id) FROM gradebook_grades"),
              "17.50,8.00");
}

// A plan of a switch that a teacher overtakes: nothing of the section is written, both ways; the
// next plan sees what they did.
TEST_F(GradebookTest, ASwitchThatWasOvertakenWritesNothing) {
    const auto switched = [&](grades::Option option) {
        grades::Request request;
        request.option = option;
        return grades::plan_section(book(), moodle, policy, request);
    };
    const std::string everything =
        "SELECT CONCAT_WS(';', (SELECT GROUP_CONCAT(student_id, points ORDER BY student_id) FROM "
        "gradebook_grades), (SELECT GROUP_CONCAT(student_id, grade_percent) FROM "
        "student_report_card_grades), (SELECT COUNT(*) FROM causeway_grades), (SELECT COUNT(*) "
        "FROM causeway_steps))";
    pull(1, grades::Option::opensis);
    moodle.grades[0].final = 12;  // a grade comes with the switch
    const auto to_moodle = switched(grades::Option::moodle);
    connection->execute("UPDATE gradebook_grades SET points = 1 WHERE student_id = 41");
    const std::string before = one(everything);
    const auto refused = write(book().section, 2, to_moodle.steps);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.problem().record, "section:331");
    EXPECT_FALSE(refused.problem().cure.empty());
    EXPECT_EQ(one(everything), before);

    const auto again = switched(grades::Option::moodle);
    ASSERT_TRUE(write(book().section, 3, again.steps));
    EXPECT_EQ(one("SELECT COUNT(*) FROM student_report_card_grades"), "1");
    EXPECT_EQ(one("SELECT points FROM gradebook_grades WHERE student_id = 41"), "1.00");
    const auto back = switched(grades::Option::opensis);
    connection->execute("UPDATE student_report_card_grades SET grade_percent = 50");
    const std::string held = one(everything);
    ASSERT_FALSE(write(book().section, 4, back.steps));
    EXPECT_EQ(one(everything), held);
    ASSERT_TRUE(write(book().section, 5, switched(grades::Option::opensis).steps));
    EXPECT_EQ(one("SELECT grade_percent FROM student_report_card_grades"), "50.00");
}

// Everything that concerns the grades asked for, and nothing else; section grades too.
TEST_F(GradebookTest, ReadsOfSomeGradesTheSameRowsAsOfTheWhole) {
    pull(1);
    const model::SchoolBook whole = book();
    const model::GradePlace places[] = {{331, 10, 41}, {331, 30, 41}, {331, 77, 41}};
    const auto read = books->read_some(places);
    ASSERT_EQ(read.size(), 1U);
    const model::SchoolBook& some = read[0];
    const auto only = [](auto rows) {
        std::erase_if(rows, [](const auto& row) { return row.student != 41; });
        return rows;
    };
    ASSERT_EQ(only(whole.grade_links).size(), 2U);  // the grade and the section's
    EXPECT_EQ(some.grade_links.size(), 2U);
    for (const auto& link : only(whole.grade_links))
        EXPECT_EQ(std::count_if(some.grade_links.begin(), some.grade_links.end(),
                                [&](const auto& one) {
                                    return one.kind == link.kind && one.part == link.part &&
                                           one.student == 41 && one.local == link.local &&
                                           one.agreed == link.agreed && one.run == link.run;
                                }),
                  1);
    ASSERT_EQ(some.grades.size(), 1U);
    EXPECT_EQ(some.grades[0].row, only(whole.grades).at(0).row);
    ASSERT_EQ(some.finals.size(), 1U);
    EXPECT_EQ(some.finals[0].row, only(whole.finals).at(0).row);
    ASSERT_EQ(some.items.size(), 1U);
    EXPECT_EQ(some.items[0].row, whole.items.at(0).row);
    ASSERT_EQ(some.item_links.size(), 2U);  // the assignment's and the total's
    ASSERT_EQ(some.pupils.size(), 1U);
    EXPECT_EQ(some.pupils[0].student, 41);
    EXPECT_EQ(some.pupils[0].enrolled_from, only(whole.pupils).at(0).enrolled_from);
}

TEST_F(GradebookTest, ATableOfNumbersReadsTheSameInBothForms) {
    using opensis::BookQuery;
    const std::vector<std::array<std::int64_t, 3>> rows = {{1, -2, 3}, {9'000'000'000, 5, 6}};
    for (const bool values : {true, false}) {
        const std::string sql = "SELECT GROUP_CONCAT(w.a, '/', w.b, '/', w.c ORDER BY w.a) FROM " +
                                BookQuery::wanted_table(rows, values);
        EXPECT_EQ(one(sql), "1/-2/3,9000000000/5/6") << sql;
    }
    const std::vector<std::array<std::int64_t, 2>> single = {{7, 8}};
    for (const bool values : {true, false})
        EXPECT_EQ(
            one("SELECT CONCAT(w.a, '/', w.b) FROM " + BookQuery::wanted_table(single, values)),
            "7/8");
    EXPECT_TRUE(opensis::understands_values("10.11.6-MariaDB-0+deb12u1"));
    EXPECT_TRUE(opensis::understands_values("5.5.5-10.3.39-MariaDB"));
    EXPECT_TRUE(opensis::understands_values("11.4.2-MariaDB"));
    EXPECT_FALSE(opensis::understands_values("10.2.44-MariaDB"));
    EXPECT_FALSE(opensis::understands_values("5.5.68-MariaDB"));
    EXPECT_FALSE(opensis::understands_values("8.0.36"));
    EXPECT_FALSE(opensis::understands_values(""));
}

TEST_F(GradebookTest, NamesTheSectionsWithAssignmentsOfTheirOwn) {
    pull(1);
    const std::int64_t sections[] = {331, 999};
    EXPECT_TRUE(books->sections_to_send(sections).empty());
    make_an_assignment();
    EXPECT_EQ(books->sections_to_send(sections), std::vector<std::int64_t>{331});
    policy.send = model::SentAs::manual_item;
    const auto made = plan();
    ASSERT_EQ(made.sends.size(), 1U);
    auto noted = made.sends[0].link;
    noted.remote = 50;
    ASSERT_TRUE(write(book().section, 2, std::vector{noted}));
    EXPECT_TRUE(books->sections_to_send(sections).empty());
}

TEST_F(GradebookTest, SaysWhatIsMissing) {
    for (const auto& sql : opensis::drop_own_tables())
        connection->execute(sql);
    try {
        book();
        FAIL() << "read without tables of its own";
    } catch (const base::Failure& failure) {
        EXPECT_EQ(failure.problem().code, "opensis.grade_tables");
    }
}

}  // namespace
}  // namespace causeway::tests
