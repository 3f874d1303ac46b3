// SPDX-License-Identifier: GPL-3.0-or-later
// Who teaches and who learns where, from when to when.
#include "db/opensis_school.h"

namespace causeway::tests {
namespace {

using base::Date;
using model::Kind;
using Enrolments = SmallSchool;

TEST_F(Enrolments, AreTeachersThenLearnersByPlaceAndPerson) {
    std::vector<std::string> keys;
    for (const auto& enrolment : read().enrolments)
        keys.push_back(enrolment.key().text());
    const std::vector<std::string> wanted = {"teaches:1/1", "teaches:2/1", "learns:1/1",
                                             "learns:1/2", "learns:2/1"};
    EXPECT_EQ(keys, wanted);
}

TEST_F(Enrolments, OfTeachersRunAsLongAsTheSection) {
    const Roster roster = read();
    EXPECT_EQ(roster.teaches(2, 1)->from, Date::of(2026, 8, 20));
    EXPECT_EQ(roster.teaches(2, 1)->to, Date::of(2027, 1, 31));
    EXPECT_EQ(roster.teaches(2, 1)->school, 1);
    EXPECT_FALSE(roster.teaches(2, 1)->dropped);
}

TEST_F(Enrolments, OfTwoTeachersAreTwoAndOfOneTwiceIsOne) {
    add_staff(2, "teacher");
    sql("UPDATE course_periods SET secondary_teacher_id = 2 WHERE course_period_id = 1");
    sql("UPDATE course_periods SET secondary_teacher_id = 1 WHERE course_period_id = 2");
    add_section(3, "FY", "9", "2026-08-20", "2027-06-30");
    sql("UPDATE course_periods SET teacher_id = 0, secondary_teacher_id = 2 "
        "WHERE course_period_id = 3");
    add_section(4, "FY", "9", "2026-08-20", "2027-06-30");
    sql("UPDATE course_periods SET teacher_id = NULL WHERE course_period_id = 4");
    const Roster roster = read();
    EXPECT_NE(roster.teaches(1, 1), nullptr);
    EXPECT_NE(roster.teaches(1, 2), nullptr);
    EXPECT_NE(roster.teaches(3, 2), nullptr);
    EXPECT_EQ(roster.count(Kind::teaches), 4);
}

TEST_F(Enrolments, OfAnnouncedTeachersWaitUntilTheyAreApplied) {
    add_staff(2, "teacher");
    sql("INSERT INTO teacher_reassignment (course_period_id, teacher_id, assign_date, "
        "modified_date, pre_teacher_id, modified_by, updated) "
        "VALUES (1, 2, '2026-11-01', '2026-10-01', 1, 1, 'N')");
    const Roster roster = read();
    EXPECT_EQ(roster.teaches(1, 2), nullptr);
    EXPECT_NE(roster.teaches(1, 1), nullptr);
}

TEST_F(Enrolments, AreClippedToTheSection) {
    sql("UPDATE schedule SET start_date = '2026-08-01', end_date = '2027-06-30' "
        "WHERE course_period_id = 2");
    const Roster roster = read();
    EXPECT_EQ(roster.learns(2, 1)->from, Date::of(2026, 8, 20));
    EXPECT_EQ(roster.learns(2, 1)->to, Date::of(2027, 1, 31));
    EXPECT_FALSE(roster.learns(2, 1)->dropped);
}

TEST_F(Enrolments, ThatAreOpenEndWithTheSection) {
    sql("UPDATE schedule SET end_date = '0000-00-00', start_date = '0000-00-00' "
        "WHERE student_id = 2");
    const Roster roster = read();
    EXPECT_EQ(roster.learns(1, 2)->from, Date::of(2026, 8, 20));
    EXPECT_EQ(roster.learns(1, 2)->to, Date::of(2027, 6, 30));
    EXPECT_FALSE(roster.learns(1, 2)->dropped);
}

TEST_F(Enrolments, AreDroppedByTheirDatesNotByTheFlag) {
    sql("UPDATE schedule SET dropped = 'Y' WHERE student_id = 1");
    sql("UPDATE schedule SET dropped = 'N', end_date = '2026-11-30' WHERE student_id = 2");
    const Roster roster = read();
    EXPECT_FALSE(roster.learns(1, 1)->dropped);
    EXPECT_TRUE(roster.learns(1, 2)->dropped);
    EXPECT_EQ(roster.learns(1, 2)->to, Date::of(2026, 11, 30));
    scope.today = Date::of(2026, 11, 30);  // the last day is inclusive
    EXPECT_FALSE(read().learns(1, 2)->dropped);
}

TEST_F(Enrolments, OfAReAddedStudentAreOne) {
    sql("UPDATE schedule SET end_date = '2026-10-01' WHERE student_id = 2");
    schedule(2, 1, "2026-11-15", "NULL");
    const Roster roster = read();
    EXPECT_EQ(roster.count(Kind::learns), 3);
    EXPECT_EQ(roster.learns(1, 2)->from, Date::of(2026, 8, 20));
    EXPECT_EQ(roster.learns(1, 2)->to, Date::of(2027, 6, 30));
    EXPECT_FALSE(roster.learns(1, 2)->dropped);
}

TEST_F(Enrolments, AreOfStudentsWhoTakePart) {
    add_student(3);
    enrol(3, 1, "2026-08-20", "2026-11-30");  // left
    schedule(3, 1, "2026-08-20", "NULL");
    add_student(4);  // never enrolled
    schedule(4, 1, "2026-08-20", "NULL");
    EXPECT_EQ(read().count(Kind::learns), 3);
}

TEST_F(Enrolments, EndInASchoolThatTheStudentWentAwayFrom) {
    add_school(2, 2026, "2026-08-20", "2027-06-30");
    sql("UPDATE student_enrollment SET end_date = '2026-10-31' WHERE student_id = 2");
    enrol(2, 2, "2026-11-01");
    schedule(2, 102, "2026-11-01", "NULL", 2);
    const Roster roster = read();
    EXPECT_EQ(roster.student(2)->school, 2);
    EXPECT_EQ(roster.learns(1, 2), nullptr);  // though its schedule was left open
    ASSERT_NE(roster.learns(102, 2), nullptr);
    EXPECT_EQ(roster.learns(102, 2)->from, Date::of(2026, 11, 1));
    EXPECT_EQ(roster.learns(102, 2)->school, 2);
}

TEST_F(Enrolments, OfAStudentInTwoSchoolsAreInBoth) {
    add_school(2, 2026, "2026-08-20", "2027-06-30");
    enrol(1, 2);
    enrol(1, 2, "2026-09-01");
    schedule(1, 102, "2026-08-20", "NULL", 2);
    const Roster roster = read();
    EXPECT_NE(roster.learns(1, 1), nullptr);
    EXPECT_NE(roster.learns(102, 1), nullptr);
    EXPECT_EQ(roster.count(Kind::learns), 4);
    EXPECT_EQ(roster.count(Kind::student), 2);
}

}  // namespace
}  // namespace causeway::tests
