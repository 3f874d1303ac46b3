// SPDX-License-Identifier: GPL-3.0-or-later
// openSIS's gradebook read and written on a real MariaDB: whole sections in one transaction, undo,
// and what happens when a teacher is faster.
#include "opensis/gradebook.h"

#include "grades/plan.h"
#include "opensis/gradebook_tables.h"
#include "opensis_school.h"

namespace causeway::tests {
namespace {

class GradebookTest : public ::testing::Test {
  protected:
    void SetUp() override {
        address = fresh_database();
        connection = db::open_mariadb(address);
        sandbox::prepare_schema(*connection);
        for (const auto sql : opensis::own_tables())
            connection->execute(sql);
        // openSIS marks every row with whoever wrote it.
        connection->execute(
            "CREATE TRIGGER grades_by BEFORE INSERT ON gradebook_grades FOR EACH ROW SET "
            "new.updated_by = @userId");
        for (const char* sql :
             {"INSERT INTO schools (id, title) VALUES (1, 'North')",
              "INSERT INTO school_years (marking_period_id, syear, school_id, title, start_date, "
              "end_date, does_grades) VALUES (20, 2026, 1, 'FY', '2026-08-20', '2027-06-10', 'Y')",
              "INSERT INTO school_semesters (marking_period_id, syear, school_id, year_id, title, "
              "start_date, end_date) VALUES (21, 2026, 1, 20, 'S1', '2026-08-20', '2027-01-20')",
              "INSERT INTO school_quarters (marking_period_id, syear, school_id, semester_id, "
              "title, start_date, end_date, does_grades) VALUES (24, 2026, 1, 21, 'Q2', "
              "'2026-11-01', '2027-01-20', 'Y')",
              "INSERT INTO courses (syear, course_id, subject_id, school_id, title) VALUES (2026, "
              "12, 1, 1, 'Algebra')",
              "INSERT INTO report_card_grade_scales (id, syear, school_id, title, gp_scale) VALUES "
              "(1, 2026, 1, 'Main', 4)",
              "INSERT INTO report_card_grades (id, syear, school_id, title, break_off, "
              "unweighted_gp, gpa_value, grade_scale_id) VALUES (1, 2026, 1, 'A', 90, 4, 0, 1), "
              "(2, 2026, 1, 'F', 0, 0, 0, 1)",
              "INSERT INTO course_periods (syear, school_id, course_period_id, course_id, "
              "short_name, mp, marking_period_id, begin_date, end_date, teacher_id, "
              "grade_scale_id, credits, modified_by) VALUES (2026, 1, 331, 12, 'P1', 'FY', 20, "
              "'2026-08-20', '2027-06-10', 7, 1, 1, 1)",
              "INSERT INTO course_period_var (course_period_id, period_id, room_id) VALUES (331, "
              "4, 1)",
              "INSERT INTO program_user_config (user_id, school_id, program, title, value) VALUES "
              "(7, 1, 'Gradebook', 'ROUNDING', 'UP_331'), (7, 1, 'Gradebook', 'WEIGHT', 'Y_33')",
              "INSERT INTO student_enrollment (syear, school_id, student_id, start_date) VALUES "
              "(2026, 1, 41, '2026-08-20'), (2026, 1, 42, '2026-08-20')",
              "INSERT INTO schedule (syear, school_id, student_id, start_date, course_id, "
              "course_period_id) VALUES (2026, 1, 41, '2026-08-20', 12, 331), (2026, 1, 42, "
              "'2026-08-20', 12, 331)"})
            connection->execute(sql);
        books = std::make_unique<opensis::Gradebooks>(address);
        moodle.course = 9;
        moodle.has_rules = moodle.has_inactive = true;
        moodle.categories.resize(2);
        moodle.categories[0].id = 1;
        moodle.categories[1].id = 2;
        moodle.categories[1].parent = 1;
        moodle.categories[1].name = "Homework";
        item(10, model::ItemKind::assignment, "Don't & <b>do</b>", 20);
        item(30, model::ItemKind::course_total, "", 100);
        grade(10, 41, 17.5);
        grade(10, 42, 3);
        grade(30, 41, 90.4);
        policy.today = base::Date::of(2026, 11, 27);
    }

    void item(model::RemoteId id, model::ItemKind kind, const char* name, double max) {
        model::GradedItem out;
        out.id = id;
        out.kind = kind;
        out.name = name;
        out.max = max;
        out.category = 2;
        out.description = "Read <i>\"it\"</i> & weep";
        out.due = base::Zone::utc().start_of(base::Date::of(2026, 11, 20));
        moodle.items.push_back(out);
    }
    void grade(model::RemoteId id, std::int64_t student, double final) {
        model::Grade out;
        out.item = id;
        out.idnumber = "opensis:student:" + std::to_string(student);
        out.final = out.raw = final;
        out.max = id == 30 ? 100 : 20;
        moodle.grades.push_back(out);
    }
    model::SchoolBook book() {
        const std::int64_t sections[] = {331, 999};
        auto out = books->read(sections);
        EXPECT_EQ(out.size(), 1U);
        return std::move(out.front());
    }
    grades::SectionPlan plan(grades::Option option = grades::Option::moodle) {
        grades::Request request;
        request.option = option;
        return grades::plan_section(book(), moodle, policy, request);
    }
    grades::SectionPlan pull(std::int64_t run, grades::Option option = grades::Option::moodle) {
        auto made = plan(option);
        const auto written = books->write(book().section, run, made.steps);
        EXPECT_TRUE(written) << written.problem().text();
        return made;
    }
    std::string one(const std::string& sql) { return connection->one_text(sql).value_or("?"); }

    db::MariadbAddress address;
    std::unique_ptr<db::Connection> connection;
    std::unique_ptr<opensis::Gradebooks> books;
    model::Gradebook moodle;
    grades::Policy policy;
};

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
    pull(1);
    moodle.grades[0].final = 12;
    moodle.grades[1].final = 4;
    pull(2);
    connection->execute("UPDATE gradebook_grades SET points = 19 WHERE student_id = 42");
    const auto undone = books->undo(331, 2, 3);
    ASSERT_TRUE(undone) << undone.problem().text();
    EXPECT_EQ(undone->restored, 1);
    EXPECT_EQ(undone->kept, 1);
    EXPECT_EQ(one("SELECT GROUP_CONCAT(points ORDER BY student_id) FROM gradebook_grades"),
              "17.50,19.00");
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
    const auto written = books->write(book().section, 2, made.steps);
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
    ASSERT_TRUE(books->write(some[0].section, 2, made.steps));
    EXPECT_EQ(one("SELECT GROUP_CONCAT(points ORDER BY student_id) FROM gradebook_grades"),
              "17.50,8.00");
}

TEST_F(GradebookTest, NamesTheSectionsWithAssignmentsOfTheirOwn) {
    pull(1);
    const std::int64_t sections[] = {331, 999};
    EXPECT_TRUE(books->sections_to_send(sections).empty());
    connection->execute(
        "INSERT INTO gradebook_assignments (assignment_type_id, course_period_id, title, points, "
        "marking_period_id) SELECT assignment_type_id, 331, 'By hand', 10, 24 FROM "
        "gradebook_assignment_types");
    EXPECT_EQ(books->sections_to_send(sections), std::vector<std::int64_t>{331});
    policy.send = model::SentAs::manual_item;
    const auto made = plan();
    ASSERT_EQ(made.sends.size(), 1U);
    auto noted = made.sends[0].link;
    noted.remote = 50;
    ASSERT_TRUE(books->write(book().section, 2, std::vector{noted}));
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
