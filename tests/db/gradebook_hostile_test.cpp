// SPDX-License-Identifier: GPL-3.0-or-later
// What Moodle may say and openSIS may not hold: openSIS prints titles and comments raw, keeps whole
// points and three-byte characters, and computes averages in a trigger that remembers the last one.
#include "gradebook_school.h"

namespace causeway::tests {
namespace {

const char* const kHostile[] = {
    "<script>alert('x')</script>Essay",
    "Essay\" onmouseover=\"alert(1)",
    "Essay ' OR 1=1; DROP TABLE students; --",
    "a\\",
    "a\\' b",
    "&lt;img src=x onerror=alert(1)&gt;",
    "&amp;lt;b&amp;gt;",
    "<b",
    "</td></tr></table>",
    "<!-- never ended",
    "\xF0\x9F\x98\x80 \xF0\x9F\x98\x80",
    "cut \xC3",
    "tab\tand\nline\rend",
    "\xE2\x80\xAEright to left",
    "   blank   ",
    "",
};

std::string long_name() {
    std::string out;
    for (int i = 0; i < 120; ++i)
        out += "\xC3\xA9";  // e with an accent
    return out;
}

TEST_F(GradebookTest, NothingHostileReachesOpensisAndAllOfItIsStable) {
    moodle.items.erase(moodle.items.begin());
    moodle.grades.clear();
    model::RemoteId id = 100;
    std::vector<std::string> names(std::begin(kHostile), std::end(kHostile));
    names.push_back(long_name());
    for (const std::string& name : names) {
        model::GradeCategory category;
        category.id = id + 1000;
        category.parent = 1;
        category.name = name;
        moodle.categories.push_back(category);
        item(id, model::ItemKind::assignment, name.c_str(), 20);
        moodle.items.back().category = category.id;
        moodle.items.back().description = name + " " + name;
        grade(id, 41, 12);
        moodle.grades.back().feedback = name;
        ++id;
    }
    std::sort(moodle.items.begin(), moodle.items.end(),
              [](const auto& a, const auto& b) { return a.id < b.id; });
    pull(1);
    const std::string rows = std::to_string(names.size());
    EXPECT_EQ(one("SELECT COUNT(*) FROM gradebook_assignments"), rows);
    EXPECT_EQ(one("SELECT COUNT(*) FROM gradebook_grades WHERE points = 12"), rows);
    for (const char* column :
         {"title FROM gradebook_assignments", "title FROM gradebook_assignment_types",
          "description FROM gradebook_assignments", "comment FROM gradebook_grades"}) {
        const std::string value = std::string(column).substr(0, std::string(column).find(' '));
        EXPECT_EQ(one("SELECT COALESCE(GROUP_CONCAT(" + value + "), '') FROM (SELECT " + column +
                      ") v WHERE " + value + " REGEXP '[<>\"\\\\\\\\[:cntrl:]]'"),
                  "")
            << column;
    }
    EXPECT_EQ(one("SELECT MAX(CHAR_LENGTH(title)) <= 100 AND MIN(CHAR_LENGTH(TRIM(title))) > 0 "
                  "FROM gradebook_assignments"),
              "1");
    EXPECT_EQ(one("SELECT COUNT(DISTINCT title) FROM gradebook_assignments"), rows);
    // What openSIS holds now is what is wanted: nothing is written again.
    const auto again = plan();
    EXPECT_TRUE(again.steps.empty());
    EXPECT_TRUE(again.differences.empty());
    EXPECT_EQ(one("SELECT COUNT(*) FROM students"), "0");  // still a table
}

TEST_F(GradebookTest, PointsAreWholeAndGradesFollowInProportion) {
    item(11, model::ItemKind::quiz, "Quiz", 12.5);
    std::swap(moodle.items[1], moodle.items[2]);
    grade(11, 41, 10);
    grade(11, 42, 12.49);
    pull(1);
    EXPECT_EQ(one("SELECT points FROM gradebook_assignments WHERE title = 'Quiz'"), "100");
    EXPECT_EQ(one("SELECT GROUP_CONCAT(g.points ORDER BY student_id) FROM gradebook_grades g JOIN "
                  "gradebook_assignments a USING (assignment_id) WHERE a.title = 'Quiz'"),
              "80.00,99.92");
    EXPECT_TRUE(plan().steps.empty());
}

// openSIS's trigger selects an average into session variables, and writes what they hold: where it
// finds nothing, the student before. This one does the same.
TEST_F(GradebookTest, NoStudentIsGivenTheAverageOfTheOneBefore) {
    connection->execute(
        "CREATE TRIGGER gpa AFTER INSERT ON student_report_card_grades FOR EACH ROW BEGIN SELECT "
        "AVG(r.unweighted_gp) INTO @gpa FROM student_report_card_grades r WHERE r.student_id = "
        "NEW.student_id AND r.gp_scale > 0 HAVING COUNT(*) > 0; INSERT INTO "
        "student_gpa_calculated (student_id, marking_period_id, gpa) VALUES (NEW.student_id, "
        "NEW.marking_period_id, @gpa); END");
    connection->execute("UPDATE report_card_grades SET break_off = 50 WHERE id = 2");
    const char* const both =
        "SELECT GROUP_CONCAT(COALESCE(gpa, 'none') ORDER BY student_id) FROM "
        "student_gpa_calculated";
    // The trap is there:
    connection->execute(
        "INSERT INTO student_report_card_grades (syear, student_id, unweighted_gp, gp_scale, "
        "marking_period_id) VALUES (2026, 7, 4, 4, '1')");
    connection->execute(
        "INSERT INTO student_report_card_grades (syear, student_id, marking_period_id) VALUES "
        "(2026, 8, '1')");
    EXPECT_EQ(one(both), "4.00,4.00");
    connection->execute("DELETE FROM student_report_card_grades");
    connection->execute("DELETE FROM student_gpa_calculated");
    grade(30, 42, 10);  // reaches no letter
    pull(1);
    EXPECT_EQ(one(both), "4.00,none");
}

// The teacher's declaration that a marking period is finished is theirs alone.
TEST_F(GradebookTest, IsHeldByADeclarationAndNeverMakesOne) {
    pull(1);
    EXPECT_EQ(one("SELECT COUNT(*) FROM grades_completed"), "0");
    connection->execute(
        "INSERT INTO grades_completed (staff_id, marking_period_id, period_id) VALUES (7, 24, 4)");
    moodle.grades[0].final = 12;
    moodle.grades[2].final = 20;
    const auto made = pull(2);
    ASSERT_EQ(made.differences.size(), 2U);
    EXPECT_EQ(made.differences[0].here, "17.5");
    EXPECT_EQ(made.differences[0].there, "12");
    EXPECT_EQ(one("SELECT GROUP_CONCAT(points ORDER BY student_id) FROM gradebook_grades"),
              "17.50,3.00");
    EXPECT_EQ(one("SELECT grade_percent FROM student_report_card_grades"), "91.00");
    EXPECT_EQ(one("SELECT COUNT(*) FROM grades_completed"), "1");
    // From the page of another of the section's meetings; one of another section says nothing.
    connection->execute("UPDATE grades_completed SET period_id = 9");
    EXPECT_TRUE(book().completed.empty());
    connection->execute(
        "INSERT INTO course_period_var (course_period_id, period_id, room_id) VALUES (331, 9, 1)");
    EXPECT_EQ(book().completed, std::vector<std::int64_t>{24});
    EXPECT_EQ(book().section.period, 4);
}

}  // namespace
}  // namespace causeway::tests
