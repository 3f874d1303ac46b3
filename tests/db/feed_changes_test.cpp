// SPDX-License-Identifier: GPL-3.0-or-later
// Every kind of change that openSIS makes, told by either feed as the records it is about, and the
// noise that it makes, told by neither.
#include <iostream>
#include <thread>

#include "db/feed_school.h"

namespace causeway::tests {
namespace {

struct Way {
    const char* name;
    opensis::FeedKind kind;
    bool every_table = false;
};
void PrintTo(const Way& way, std::ostream* out) {
    *out << way.name;
}

class Feed : public FeedSchool, public ::testing::WithParamInterface<Way> {
  protected:
    void SetUp() override {
        FeedSchool::SetUp();
        options.kind = GetParam().kind;
        options.poll_every_table = GetParam().every_table;
        options.poll_pause = std::chrono::milliseconds(1);
        options.poll_share = 1;
        open();
    }
    void TearDown() override {
        if (HasFailure()) std::cout << "the last hint: " << last_why << "\n";
    }
};

TEST_P(Feed, TellsOfStudents) {
    EXPECT_EQ(after("INSERT INTO students (student_id, first_name, last_name) VALUES (4, 'G', "
                    "'H')"),
              Keys{"student:4"});
    EXPECT_EQ(after("UPDATE students SET last_name = 'J' WHERE student_id IN (1, 4)"),
              (Keys{"student:1", "student:4"}));
    EXPECT_EQ(after("UPDATE students SET email = NULL, common_name = 'K' WHERE student_id = 4"),
              Keys{"student:4"});
    EXPECT_EQ(after("UPDATE students SET is_disable = 'Y' WHERE student_id = 2"),
              Keys{"student:2"});
    EXPECT_EQ(after("DELETE FROM students WHERE student_id = 4"), Keys{"student:4"});
    EXPECT_EQ(after("UPDATE students SET student_id = 8 WHERE student_id = 3"),
              (Keys{"student:3", "student:8"}));
}

TEST_P(Feed, TellsOfEnrolmentsInSchools) {
    EXPECT_EQ(after("INSERT INTO student_enrollment (id, syear, school_id, student_id, start_date) "
                    "VALUES (3, 2026, 1, 3, '2026-09-01')"),
              Keys{"student:3"});
    EXPECT_EQ(after("UPDATE student_enrollment SET end_date = '2026-10-01' WHERE id = 1"),
              Keys{"student:1"});
    EXPECT_EQ(after("UPDATE student_enrollment SET student_id = 2 WHERE id = 3"),
              (Keys{"student:2", "student:3"}));
    EXPECT_EQ(after("DELETE FROM student_enrollment WHERE id = 2"), Keys{"student:2"});
}

TEST_P(Feed, TellsOfTheSchedule) {
    EXPECT_EQ(after("INSERT INTO schedule (id, syear, school_id, student_id, start_date, "
                    "course_id, course_period_id) VALUES (3, 2026, 1, 3, '2026-09-01', 1, 1)"),
              (Keys{"student:3", "learns:1/3"}));
    EXPECT_EQ(after("UPDATE schedule SET end_date = '2026-10-01' WHERE id = 1"),
              (Keys{"student:1", "learns:1/1"}));
    EXPECT_EQ(after("UPDATE schedule SET course_period_id = 5 WHERE id = 2"),
              (Keys{"student:2", "learns:1/2", "learns:5/2"}));
    EXPECT_EQ(after("DELETE FROM schedule WHERE id IN (1, 3)"),
              (Keys{"student:1", "student:3", "learns:1/1", "learns:1/3"}));
}

TEST_P(Feed, TellsOfStaff) {
    EXPECT_EQ(after("INSERT INTO staff (staff_id, first_name) VALUES (5, 'Eve')"), Keys{"staff:5"});
    EXPECT_EQ(after("UPDATE staff SET email = 'new@example.edu' WHERE staff_id = 1"),
              Keys{"staff:1"});
    EXPECT_EQ(after("UPDATE staff SET profile_id = 1, profile = 'admin' WHERE staff_id = 5"),
              Keys{"staff:5"});
    EXPECT_EQ(after("DELETE FROM staff WHERE staff_id = 5"), Keys{"staff:5"});
    EXPECT_EQ(after("UPDATE staff_contact SET staff_work_email = 'x@example.edu'"),
              Keys{"staff:1"});
    EXPECT_EQ(after("DELETE FROM staff_contact"), Keys{"staff:1"});
}

TEST_P(Feed, TellsWhereStaffWork) {
    EXPECT_EQ(after("INSERT INTO staff_school_relationship (staff_id, school_id, syear) VALUES "
                    "(2, 1, 2026)"),
              (Keys{"staff:2", "manages:1/2"}));
    EXPECT_EQ(after("UPDATE staff_school_relationship SET end_date = '2026-12-01' "
                    "WHERE staff_id = 2"),
              (Keys{"staff:2", "manages:1/2"}));
    EXPECT_EQ(after("DELETE FROM staff_school_relationship WHERE staff_id = 1"),
              (Keys{"staff:1", "manages:1/1"}));
}

TEST_P(Feed, TellsOfLoginsByWhoseTheyAre) {
    EXPECT_EQ(after("UPDATE login_authentication SET username = 'a' WHERE id = 1"),
              Keys{"student:1"});
    EXPECT_EQ(after("UPDATE login_authentication SET username = 'b' WHERE id = 2"),
              Keys{"staff:1"});
    EXPECT_EQ(after("INSERT INTO login_authentication (id, user_id, profile_id, username, "
                    "failed_login) VALUES (4, 2, 2, 'c', 0)"),
              Keys{"staff:2"});
    EXPECT_EQ(after("DELETE FROM login_authentication WHERE id = 1"), Keys{"student:1"});
    expect_silence("UPDATE login_authentication SET username = 'd' WHERE id = 3");  // a parent's
}

TEST_P(Feed, TellsOfSectionsWithTheirTeachers) {
    EXPECT_EQ(after("INSERT INTO course_periods (course_period_id, syear, school_id, course_id, "
                    "teacher_id, secondary_teacher_id, filled_seats, modified_by) VALUES (2, 2026, "
                    "1, 1, 1, 2, 0, 1)"),
              (Keys{"section:2", "staff:1", "staff:2", "teaches:2/1", "teaches:2/2"}));
    EXPECT_EQ(after("UPDATE course_periods SET teacher_id = 2 WHERE course_period_id = 1"),
              (Keys{"section:1", "staff:1", "staff:2", "teaches:1/1", "teaches:1/2"}));
    EXPECT_EQ(after("UPDATE course_periods SET begin_date = '2026-09-01' "
                    "WHERE course_period_id = 1"),
              (Keys{"section:1", "staff:2", "teaches:1/2"}));
    EXPECT_EQ(after("DELETE FROM course_periods WHERE course_period_id = 1"),
              (Keys{"section:1", "staff:2", "teaches:1/2"}));
}

TEST_P(Feed, TellsOfCoursesAndSubjects) {
    EXPECT_EQ(after("UPDATE courses SET title = 'Calculus' WHERE course_id = 1"), Keys{"course:1"});
    EXPECT_EQ(after("INSERT INTO courses (course_id, subject_id, syear, school_id) VALUES (2, 1, "
                    "2026, 1)"),
              Keys{"course:2"});
    EXPECT_EQ(after("UPDATE course_subjects SET title = 'Arts' WHERE subject_id = 2"),
              Keys{"subject:2"});
    // What stands below goes along.
    EXPECT_EQ(after("UPDATE courses SET subject_id = 2 WHERE course_id = 1"), Keys{"everything"});
    EXPECT_EQ(after("DELETE FROM courses WHERE course_id = 2"), Keys{"everything"});
    EXPECT_EQ(after("DELETE FROM course_subjects WHERE subject_id = 1"), Keys{"everything"});
}

TEST_P(Feed, TellsOfSchoolsAndTheirYears) {
    EXPECT_EQ(after("UPDATE schools SET title = 'Other' WHERE id = 1"), Keys{"school:1"});
    EXPECT_EQ(after("INSERT INTO schools (id, title) VALUES (2, 'Second')"), Keys{"everything"});
    EXPECT_EQ(after("DELETE FROM schools WHERE id = 2"), Keys{"everything"});
    EXPECT_EQ(after("UPDATE school_years SET end_date = '2027-07-01'"), Keys{"everything"});
    EXPECT_EQ(after("UPDATE school_semesters SET title = 'Term'"), Keys{"everything"});
    EXPECT_EQ(after("UPDATE school_quarters SET start_date = '2026-08-21'"), Keys{"everything"});
    EXPECT_EQ(after("DELETE FROM school_progress_periods"), Keys{"everything"});
    EXPECT_EQ(after("UPDATE user_profiles SET profile = 'admin' WHERE id = 2"), Keys{"everything"});
    EXPECT_EQ(after("UPDATE user_profiles SET profile = 'teacher' WHERE id = 2"),
              Keys{"everything"});
}

TEST_P(Feed, IsSilentOnWhatNobodyReads) {
    expect_silence(
        "UPDATE login_authentication SET last_login = NOW(), failed_login = 3, "
        "password = 'other'");
    expect_silence("UPDATE staff SET current_school_id = 7, img_content = REPEAT('x', 70000)");
    expect_silence("UPDATE course_periods SET filled_seats = filled_seats + 1, title = 'y'");
    expect_silence("UPDATE schedule SET dropped = 'Y', modified_by = '5'");
    expect_silence("UPDATE students SET updated_by = '9', birthdate = '2010-01-01'");
    expect_silence("UPDATE schools SET principal = 'Somebody'");
    expect_silence("UPDATE students SET first_name = first_name");
    expect_silence("INSERT INTO rooms (school_id, title) VALUES (1, 'Hall')");
}

TEST_P(Feed, IsSilentOnWhatIsTakenBack) {
    sql("BEGIN");
    sql("UPDATE students SET first_name = 'Z' WHERE student_id = 1");
    expect_silence("ROLLBACK");
}

TEST_P(Feed, TellsOfATransactionAsOne) {
    sql("BEGIN");
    sql("INSERT INTO students (student_id, first_name, last_name) VALUES (4, 'G', 'H')");
    sql("INSERT INTO student_enrollment (syear, school_id, student_id, start_date) VALUES (2026, "
        "1, 4, '2026-09-01')");
    sql("INSERT INTO schedule (syear, school_id, student_id, start_date, course_id, "
        "course_period_id) VALUES (2026, 1, 4, '2026-09-01', 1, 1)");
    const auto got = (sql("COMMIT"), hint());
    EXPECT_EQ(texts(got), (Keys{"student:4", "learns:1/4"}));
    EXPECT_NE(got.why.find("schedule, student_enrollment, students"), std::string::npos) << got.why;
}

TEST_P(Feed, GivesUpNamingRowsWhenThereAreVeryMany) {
    std::string rows;
    for (int i = 0; i < 10'000; ++i)
        rows += std::string(i == 0 ? "" : ",") + "(" + std::to_string(1000 + i) + ", 'a', 'b')";
    sql("INSERT INTO students (student_id, first_name, last_name) VALUES " + rows);
    const auto got = hint();
    EXPECT_TRUE(got.everything);
    EXPECT_TRUE(got.keys.empty());
    EXPECT_NE(got.why.find("too many"), std::string::npos) << got.why;
    EXPECT_EQ(after("UPDATE students SET first_name = 'c' WHERE student_id = 5000"),
              Keys{"student:5000"});
    options.most_keys = 20'000;
    open();
    sql("UPDATE students SET last_name = 'c' WHERE student_id >= 1000");
    EXPECT_EQ(hint().keys.size(), 10'000U);
}

TEST_P(Feed, PassesOverRowsThatNameNobody) {
    expect_silence(
        "INSERT INTO student_enrollment (syear, school_id, student_id) VALUES (2026, 1, "
        "NULL), (2026, 1, 0), (2026, 1, -5)");
    EXPECT_EQ(after("INSERT INTO student_enrollment (syear, school_id, student_id) VALUES (2026, "
                    "1, 9999999999)"),
              Keys{"student:9999999999"});
    EXPECT_EQ(after("INSERT INTO schedule (syear, school_id, student_id, start_date, course_id, "
                    "course_period_id) VALUES (2026, 1, 0, '2026-09-01', 1, 1), (2026, 1, "
                    "1234567890, '0000-00-00', 1, 2147483648)"),
              (Keys{"student:1234567890", "learns:2147483648/1234567890"}));
    EXPECT_EQ(after("UPDATE course_periods SET teacher_id = NULL, secondary_teacher_id = -1"),
              (Keys{"section:1", "staff:1", "teaches:1/1"}));
}

TEST_P(Feed, LooksOnlyAtTheSchoolsThatTakePart) {
    sql("INSERT INTO schools (id, title) VALUES (2, 'Second')");
    sql("INSERT INTO school_years (marking_period_id, syear, school_id) VALUES (20, 2026, 2)");
    options.schools = {2};
    open();
    expect_silence("UPDATE schedule SET end_date = '2026-10-01'");
    expect_silence("UPDATE course_periods SET short_name = 'z'");
    expect_silence("UPDATE school_years SET title = 'z' WHERE school_id = 1");
    EXPECT_EQ(after("UPDATE schedule SET school_id = 2 WHERE id = 1"),
              (Keys{"student:1", "learns:1/1"}));
    EXPECT_EQ(after("UPDATE schedule SET school_id = 1 WHERE id = 1"),
              (Keys{"student:1", "learns:1/1"}));
    EXPECT_EQ(after("UPDATE schools SET title = 'z' WHERE id = 2"), Keys{"school:2"});
}

// Digests that only add up would not see it.
TEST_P(Feed, SeesRowsThatExchangeTheirValues) {
    EXPECT_EQ(after("UPDATE students SET first_name = IF(student_id = 1, 'C', 'A'), last_name = "
                    "IF(student_id = 1, 'D', 'B') WHERE student_id IN (1, 2)"),
              (Keys{"student:1", "student:2"}));
    EXPECT_EQ(after("UPDATE schedule SET student_id = 3 - student_id"),
              (Keys{"student:1", "student:2", "learns:1/1", "learns:1/2"}));
}

TEST_P(Feed, SeesTheRowsThatItTellsOf) {
    const auto reader = db::open_mariadb(address);
    for (int i = 0; i < 50; ++i) {
        const std::string name = "name" + std::to_string(i);
        sql("UPDATE students SET first_name = '" + name + "' WHERE student_id = 1");
        EXPECT_EQ(keys(), Keys{"student:1"});
        EXPECT_EQ(reader->one_text("SELECT first_name FROM students WHERE student_id = 1"), name);
    }
}

TEST_P(Feed, EndsItsWaitWhenAsked) {
    std::stop_source stop;
    std::jthread other([&stop] { stop.request_stop(); });
    EXPECT_TRUE(feed->next(std::chrono::minutes(5), stop.get_token()).empty());
    EXPECT_EQ(after("UPDATE students SET first_name = 'q' WHERE student_id = 1"),
              Keys{"student:1"});
    EXPECT_TRUE(feed->next(std::chrono::milliseconds(0), {}).empty());
}

INSTANTIATE_TEST_SUITE_P(Kinds, Feed,
                         ::testing::Values(Way{"binlog", opensis::FeedKind::binlog},
                                           Way{"poll", opensis::FeedKind::poll},
                                           Way{"whole_poll", opensis::FeedKind::poll, true}),
                         [](const auto& way) { return way.param.name; });

}  // namespace
}  // namespace causeway::tests
