// SPDX-License-Identifier: GPL-3.0-or-later
// Who takes part: current students and staff, once each, with the texts that were meant.
#include "db/opensis_school.h"

namespace causeway::tests {
namespace {

using model::Kind;
using People = SmallSchool;

TEST_F(People, AreStaffThenStudents) {
    const Roster roster = read();
    ASSERT_EQ(roster.people.size(), 3U);
    EXPECT_EQ(roster.people[0].key().text(), "staff:1");
    EXPECT_EQ(roster.people[1].key().text(), "student:1");
    EXPECT_EQ(roster.people[2].key().text(), "student:2");
    EXPECT_EQ(roster.people[1].first_name, "First1");
    EXPECT_EQ(roster.people[1].last_name, "Last1");
    EXPECT_EQ(roster.people[1].email, "s1@example.edu");
    EXPECT_EQ(roster.people[1].school, 1);
    EXPECT_FALSE(roster.people[1].disabled);
}

TEST_F(People, AreStudentsEnrolledToday) {
    const auto takes_part = [&](int id, const std::string& start, const std::string& end) {
        add_student(id);
        enrol(id, 1, start, end);
        return read().student(id) != nullptr;
    };
    EXPECT_TRUE(takes_part(10, "2026-12-01", "NULL"));
    EXPECT_FALSE(takes_part(11, "2026-12-02", "NULL"));
    EXPECT_TRUE(takes_part(12, "2026-09-01", "2026-12-01"));  // the last day is inclusive
    EXPECT_FALSE(takes_part(13, "2026-09-01", "2026-11-30"));
    EXPECT_TRUE(takes_part(14, "2026-09-01", "0000-00-00"));
    EXPECT_FALSE(takes_part(15, "NULL", "NULL"));  // openSIS does not list it either
}

TEST_F(People, AreCountedOnceHoweverManyRowsTheyHave) {
    enrol(1, 1, "2026-10-01");
    enrol(1, 1, "2026-08-20", "2026-09-01");
    add_school(2, 2026, "2026-08-20", "2027-06-30");
    enrol(2, 2);
    const Roster roster = read();
    EXPECT_EQ(roster.count(Kind::student), 2);
    EXPECT_EQ(roster.student(2)->school, 1);  // of two, the lowest
}

TEST_F(People, OfARolledOverYearAreThoseOfTheNewOne) {
    // On the first day of the new year both rows of a rolled student hold.
    sql("INSERT INTO school_years (marking_period_id, syear, school_id, title, start_date, "
        "end_date) VALUES (20, 2027, 1, 'Full Year', '2027-08-20', '2028-06-30')");
    sql("UPDATE student_enrollment SET end_date = '2027-08-20' WHERE student_id IN (1, 2)");
    enrol(1, 1, "2027-08-20", "NULL", 2027);
    scope.today = base::Date::of(2027, 8, 20);
    const Roster roster = read();
    EXPECT_EQ(roster.schools.at(0).year, 2027);
    EXPECT_NE(roster.student(1), nullptr);
    EXPECT_EQ(roster.student(2), nullptr);  // was not rolled
    EXPECT_TRUE(roster.sections.empty());
    EXPECT_EQ(roster.count(Kind::learns), 0);
}

TEST_F(People, StayUntilTheirSchoolBeginsItsNextYear) {
    add_student(3);
    enrol(3, 1, "2026-08-20", "2027-06-30");
    add_student(4);
    enrol(4, 1, "2026-08-20", "2027-05-01");
    scope.today = base::Date::of(2028, 1, 15);
    const Roster roster = read();
    EXPECT_NE(roster.student(1), nullptr);
    EXPECT_NE(roster.student(3), nullptr);
    EXPECT_EQ(roster.student(4), nullptr);
    EXPECT_FALSE(roster.learns(1, 1)->dropped);
}

TEST_F(People, AreSwitchedOffAsOpenSisSeesIt) {
    // Anything but NULL hides a student; of staff only 'Y' does.
    add_student(3);
    enrol(3, 1);
    sql("UPDATE students SET is_disable = 'Y' WHERE student_id = 1");
    sql("UPDATE students SET is_disable = 'N' WHERE student_id = 2");
    Roster roster = read();
    EXPECT_TRUE(roster.student(1)->disabled);
    EXPECT_TRUE(roster.student(2)->disabled);
    EXPECT_FALSE(roster.student(3)->disabled);
    sql("UPDATE staff SET is_disable = 'N'");
    EXPECT_FALSE(read().staff(1)->disabled);
    sql("UPDATE staff SET is_disable = 'Y'");
    EXPECT_TRUE(read().staff(1)->disabled);
}

TEST_F(People, HaveTheLoginOfTheirOwnNumberSpace) {
    // Student 1, staff member 1 and parent 1 are three people.
    sql("INSERT INTO user_profiles (id, profile, title) VALUES (6, 'parent', 'Guardian'), "
        "(7, 'teacher', 'Coach')");
    sql("INSERT INTO login_authentication (user_id, profile_id, username) VALUES "
        "(1, 3, 'pupil.one'), (1, 4, 'parent.one'), (1, 6, 'guardian.one'), (1, 2, 'old.login'), "
        "(1, 7, 'coach.one')");
    sql("UPDATE staff SET profile_id = 7");
    const Roster roster = read();
    EXPECT_EQ(roster.student(1)->login, "pupil.one");
    EXPECT_EQ(roster.staff(1)->login, "coach.one");
    EXPECT_EQ(roster.student(2)->login, "");
    sql("UPDATE login_authentication SET username = NULL WHERE profile_id = 7");
    EXPECT_EQ(read().staff(1)->login, "old.login");
    sql("DELETE FROM login_authentication WHERE profile_id IN (2, 7)");
    EXPECT_EQ(read().staff(1)->login, "");
}

TEST_F(People, OfTheStaffHaveAnAddressFromTheirContactRow) {
    sql("INSERT INTO staff_contact (staff_id, last_update, staff_work_email) VALUES "
        "(1, NOW(), NULL), (1, NOW(), ' work@example.edu '), (1, NOW(), 'later@example.edu')");
    EXPECT_EQ(read().staff(1)->email, "t1@example.edu");
    sql("UPDATE staff SET email = '  '");
    const Roster roster = read();
    EXPECT_EQ(roster.count(Kind::staff), 1);
    EXPECT_EQ(roster.staff(1)->email, "work@example.edu");
}

TEST_F(People, OfTheStaffAreTeachersWithACurrentRelationship) {
    int id = 20;
    const auto takes_part = [&](const std::string& start, const std::string& end) {
        add_staff(++id, "teacher");
        sql("INSERT INTO staff_school_relationship VALUES (" + n(id) + ", 1, 2026, " +
            quoted(start) + ", " + quoted(end) + ", NOW(), NULL)");
        return read().staff(id) != nullptr;
    };
    EXPECT_TRUE(takes_part("NULL", "NULL"));
    EXPECT_TRUE(takes_part("0000-00-00", "0000-00-00"));
    EXPECT_TRUE(takes_part("2026-08-20", "2026-12-01"));
    EXPECT_FALSE(takes_part("2026-08-20", "2026-11-30"));
    EXPECT_FALSE(takes_part("2026-12-02", "NULL"));
}

TEST_F(People, OfTheStaffAreKnownByTypeNotByProfileNumber) {
    sql("INSERT INTO user_profiles (id, profile, title) VALUES (8, 'teacher', 'Coach')");
    for (int id = 30; id <= 33; ++id) {
        add_staff(id, "NULL");
        sql("INSERT INTO staff_school_relationship (staff_id, school_id, syear) VALUES (" + n(id) +
            ", 1, 2026)");
    }
    sql("UPDATE staff SET profile_id = 8 WHERE staff_id = 30");       // a custom profile
    sql("UPDATE staff SET profile = 'teacher' WHERE staff_id = 31");  // an old row
    sql("UPDATE staff SET profile = 'admin', profile_id = 1 WHERE staff_id = 32");
    const Roster roster = read();
    EXPECT_NE(roster.staff(30), nullptr);
    EXPECT_NE(roster.staff(31), nullptr);
    EXPECT_EQ(roster.staff(32), nullptr);
    EXPECT_EQ(roster.staff(33), nullptr);  // neither is filled in yet
}

TEST_F(People, OfTheStaffAreAlsoThoseWhoStandInASection) {
    add_staff(40, "admin");
    add_staff(41, "NULL");
    add_staff(42, "teacher");
    sql("UPDATE course_periods SET teacher_id = 40, secondary_teacher_id = 41 "
        "WHERE course_period_id = 1");
    const Roster roster = read();
    EXPECT_NE(roster.staff(40), nullptr);
    EXPECT_NE(roster.staff(41), nullptr);
    EXPECT_EQ(roster.staff(42), nullptr);  // neither a relationship nor a section
    EXPECT_NE(roster.staff(1), nullptr);   // lost section 1, has the relationship
}

TEST_F(People, OfTheStaffWorkInTheLowestOfTheirSchools) {
    add_school(2, 2026, "2026-08-20", "2027-06-30");
    add_school(3, 2026, "2026-08-20", "2027-06-30");
    EXPECT_EQ(read().staff(1)->school, 1);
    scope.schools = {3, 2};
    const Roster roster = read();
    EXPECT_EQ(roster.staff(1)->school, 2);
    EXPECT_EQ(roster.count(Kind::staff), 1);
    EXPECT_EQ(roster.count(Kind::student), 0);
}

TEST_F(People, IncludeAdministratorsWhenAsked) {
    add_staff(50, "admin");
    sql("INSERT INTO staff_school_relationship (staff_id, school_id, syear) VALUES (50, 1, 2026)");
    Roster roster = read();
    EXPECT_EQ(roster.staff(50), nullptr);
    EXPECT_EQ(roster.count(Kind::manages), 0);
    options.administrators = true;
    roster = read();
    EXPECT_NE(roster.staff(50), nullptr);
    ASSERT_EQ(roster.count(Kind::manages), 1);
    EXPECT_EQ(roster.enrolments.front().key().text(), "manages:1/50");
    EXPECT_EQ(roster.enrolments.front().school, 1);
}

TEST_F(People, HaveTheTextsThatWereMeant) {
    const auto bound = connection->prepare(
        "UPDATE students SET first_name = ?, last_name = ?, middle_name = ?, common_name = ?, "
        "email = ? WHERE student_id = 1");
    const std::vector<db::Value> texts = {
        std::string_view("  Zoë  Anne "), std::string_view("O&#039;Brien &amp; Søn"),
        std::string_view("Ελένη"), std::string_view("张伟"), std::string_view(" zoe@example.edu ")};
    bound->run(texts);
    const Roster roster = read();
    const auto* zoe = roster.student(1);
    EXPECT_EQ(zoe->first_name, "Zoë Anne");
    EXPECT_EQ(zoe->last_name, "O'Brien & Søn");
    EXPECT_EQ(zoe->middle_name, "Ελένη");
    EXPECT_EQ(zoe->common_name, "张伟");
    EXPECT_EQ(zoe->email, "zoe@example.edu");
}

TEST_F(People, AreReadFromLatin1ColumnsAsWell) {
    alter("ALTER TABLE students CONVERT TO CHARACTER SET latin1");
    connection->run("UPDATE students SET last_name = ? WHERE student_id = 2",
                    {std::string_view("Muñoz-Björk")});
    EXPECT_EQ(connection->one_text("SELECT HEX(last_name) FROM students WHERE student_id = 2"),
              "4D75F16F7A2D426AF6726B");
    EXPECT_EQ(read().student(2)->last_name, "Muñoz-Björk");
}

TEST_F(People, WhoseRecordIsGoneAreNotThere) {
    sql("DELETE FROM students WHERE student_id = 2");
    sql("DELETE FROM staff WHERE staff_id = 1");
    const Roster roster = read();
    EXPECT_EQ(roster.people.size(), 1U);
    EXPECT_EQ(roster.learns(1, 2), nullptr);
    EXPECT_EQ(roster.count(Kind::teaches), 0);
}

}  // namespace
}  // namespace causeway::tests
