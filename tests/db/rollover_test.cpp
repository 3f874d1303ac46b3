// SPDX-License-Identifier: GPL-3.0-or-later
// What openSIS's rollover leaves, read from a real MariaDB: a small school by hand, and the sample
// school after its own rollover.
#include "sandbox/school/rollover.h"

#include <gmock/gmock.h>

#include <functional>

#include "db/opensis_school.h"
#include "opensis/grants.h"
#include "opensis/rollover_reader.h"
#include "sandbox/school/generator.h"

namespace causeway::tests {
namespace {

class Rollover : public SmallSchool {
  protected:
    model::RolloverBook book() { return opensis::read_rollover(*connection, scope); }
    sandbox::RolloverReport roll_over() {
        sandbox::RolloverOptions how;
        how.today = base::Date::of(2027, 6, 20);
        how.graduate_the_highest_grade = false;
        return sandbox::roll_over(*connection, how);
    }
    void next_school(int student, const std::string& school) {
        sql("UPDATE student_enrollment SET next_school = " + school +
            " WHERE student_id = " + n(student));
    }
    static const model::Rolled& rolled(const model::SchoolRollover& school, const char* what) {
        for (const auto& one : school.rolled)
            if (one.what == what) return one;
        static const model::Rolled none;
        ADD_FAILURE() << what;
        return none;
    }
};

TEST_F(Rollover, BeforeItThereIsNothingToTurnTo) {
    const auto found = book();
    ASSERT_EQ(found.schools.size(), 1U);
    EXPECT_EQ(found.schools[0].now.year, 2026);
    EXPECT_FALSE(found.schools[0].next);
    EXPECT_EQ(read().schools[0].rolled_to, 0);
}

TEST_F(Rollover, TellsWhatWasMadeOfWhat) {
    sql("INSERT INTO student_enrollment_codes (syear, title, type) VALUES (2026, 'Rolled', "
        "'Roll')");
    next_school(1, "1");
    next_school(2, "-1");
    roll_over();
    const auto found = book();
    ASSERT_EQ(found.schools.size(), 1U);
    const auto& school = found.schools[0];
    ASSERT_TRUE(school.next);
    EXPECT_EQ(school.next->year, 2027);
    EXPECT_EQ(school.next->start, base::Date::of(2027, 8, 20));
    EXPECT_EQ(rolled(school, "marking periods"), (model::Rolled{"marking periods", 2, 2, 2}));
    EXPECT_EQ(rolled(school, "subjects"), (model::Rolled{"subjects", 1, 1, 1}));
    EXPECT_EQ(rolled(school, "courses"), (model::Rolled{"courses", 1, 1, 1}));
    EXPECT_EQ(rolled(school, "sections"), (model::Rolled{"sections", 2, 2, 2}));
    EXPECT_EQ(rolled(school, "staff"), (model::Rolled{"staff", 1, 1, 1}));
    EXPECT_EQ(rolled(school, "students"), (model::Rolled{"students", 2, 1, 1}));
    ASSERT_EQ(found.sections.size(), 2U);
    for (const auto& [fresh, old] : found.sections)
        EXPECT_TRUE(fresh > 2 && (old == 1 || old == 2)) << fresh << " of " << old;
    ASSERT_EQ(found.students.at(1).size(), 2U);
    EXPECT_TRUE(found.students.at(1)[1].in_new_year);
    ASSERT_EQ(found.students.at(2).size(), 1U);
    EXPECT_EQ(found.students.at(2)[0].next_school, -1);
    EXPECT_EQ(found.students.at(2)[0].drop, "Roll");
    EXPECT_EQ(found.students.at(2)[0].end, base::Date::of(2027, 8, 20));
    EXPECT_EQ(found.names.at(2), "First2 Last2");
}

// The wreck that must not be: everybody's old enrolment has an end now.
TEST_F(Rollover, LeavesTheOldYearAsItWasForAReaderThatStaysInIt) {
    next_school(1, "1");
    next_school(2, "1");
    scope.today = base::Date::of(2027, 6, 20);
    const auto before = read().by_key();
    roll_over();
    EXPECT_EQ(read().by_key(), before);
    EXPECT_EQ(read().schools[0].rolled_to, 2027);
    // In summer, and when the new year has long begun: the pinned year is read to its last day.
    for (const auto day : {base::Date::of(2027, 7, 20), base::Date::of(2027, 11, 2)}) {
        scope.today = day;
        scope.years = {{1, 2026}};
        const auto after = read();
        EXPECT_EQ(after.schools[0].year, 2026);
        EXPECT_EQ(after.people.size(), 3U) << day.text();
        EXPECT_EQ(after.sections.size(), 2U);
        EXPECT_EQ(after.count(model::Kind::learns), 3);
        EXPECT_EQ(after.schools[0].rolled_to, 2027);
    }
    scope.years = {{1, 2027}};
    const auto next = read();
    EXPECT_EQ(next.schools[0].year, 2027);
    EXPECT_EQ(next.schools[0].rolled_to, 0);
    EXPECT_EQ(next.people.size(), 3U);
    EXPECT_EQ(next.sections.size(), 2U);
    EXPECT_EQ(next.count(model::Kind::learns), 0) << "openSIS does not roll schedules";
    EXPECT_EQ(next.count(model::Kind::teaches), 2);
}

// openSIS moves a teacher's first day by a year; the new year may begin a day before it.
TEST_F(Rollover, WhoWorkedThereTheYearBeforeDoesSoFromTheFirstDayOn) {
    sql("UPDATE course_periods SET teacher_id = NULL");
    sql("UPDATE staff_school_relationship SET start_date = '2026-10-05'");
    add_staff(2, "teacher");
    sql("INSERT INTO staff_school_relationship (staff_id, school_id, syear, start_date, end_date) "
        "VALUES (2, 1, 2026, '2026-10-05', '2027-02-01')");
    roll_over();
    add_staff(3, "teacher");
    sql("INSERT INTO staff_school_relationship (staff_id, school_id, syear, start_date) VALUES (3, "
        "1, 2027, '2027-10-05')");
    scope.today = base::Date::of(2027, 6, 20);
    scope.years = {{1, 2027}};
    const auto next = read();
    EXPECT_NE(next.staff(1), nullptr) << "taught there, and teaches on";
    EXPECT_EQ(next.staff(2), nullptr) << "had left before the year was over";
    EXPECT_EQ(next.staff(3), nullptr) << "is new, and has not begun";
}

TEST_F(Rollover, AgainMakesNewNumbersAndNoMoreOfThem) {
    next_school(1, "1");
    roll_over();
    const auto first = book();
    roll_over();
    const auto second = book();
    EXPECT_EQ(second.schools[0].rolled, first.schools[0].rolled);
    for (const auto& [fresh, old] : second.sections)
        EXPECT_FALSE(first.sections.contains(fresh)) << fresh << " of " << old;
}

TEST_F(Rollover, ComesAgainTheNextYear) {
    next_school(1, "1");
    roll_over();
    sandbox::RolloverOptions how;
    how.today = base::Date::of(2028, 6, 20);
    how.graduate_the_highest_grade = false;
    sandbox::roll_over(*connection, how);
    scope.today = how.today;
    scope.years = {{1, 2027}};
    const auto found = book();
    ASSERT_TRUE(found.schools[0].next);
    EXPECT_EQ(found.schools[0].now.year, 2027);
    EXPECT_EQ(found.schools[0].next->year, 2028);
    EXPECT_EQ(rolled(found.schools[0], "sections"), (model::Rolled{"sections", 2, 2, 2}));
    EXPECT_EQ(rolled(found.schools[0], "students"), (model::Rolled{"students", 1, 1, 1}));
    EXPECT_EQ(read().schools[0].rolled_to, 2028);
    scope.years = {{1, 2026}};  // who has not turned for two years goes one by one
    EXPECT_EQ(book().schools[0].next->year, 2027);
}

std::string code_of(const std::function<void()>& work) {
    try {
        work();
    } catch (const base::Failure& failure) {
        return failure.problem().code + " " + failure.problem().why;
    }
    return "";
}

// openSIS deletes the new year first when its rollover is run again: a moment that must not be
// read.
TEST_F(Rollover, AYearThatCountsAndIsGoneIsNotReadAsEmpty) {
    roll_over();
    scope.years = {{1, 2027}};
    read();
    sql("DELETE FROM school_years WHERE syear = 2027");
    EXPECT_THAT(code_of([&] { read(); }), testing::StartsWith("opensis.year_gone openSIS has no"));
    EXPECT_THAT(code_of([&] { book(); }), testing::StartsWith("opensis.year_gone"));
    sql("DELETE FROM school_years");
    EXPECT_THAT(code_of([&] { read(); }), testing::StartsWith("opensis.year_gone"));
}

TEST_F(Rollover, ANamedYearThatNoSchoolHasIsRefused) {
    scope.year = 2062;
    EXPECT_THAT(code_of([&] { read(); }),
                testing::AllOf(testing::StartsWith("opensis.no_year"), testing::HasSubstr("2062"),
                               testing::HasSubstr("2026")));
    sql("INSERT INTO schools (id, syear, title) VALUES (2, 2062, 'Second School')");
    sql("INSERT INTO school_years (marking_period_id, syear, school_id, title, start_date, "
        "end_date) VALUES (77, 2062, 2, 'Full Year', '2062-08-20', '2063-06-30')");
    EXPECT_EQ(read().sections.size(), 0U) << "one school has it, the other is not in it";
    sql("DELETE FROM school_years");
    EXPECT_EQ(read().schools.size(), 2U) << "schools that are just being set up";
}

TEST_F(Rollover, IsReadWithThePrintedRightsAndNoFewer) {
    roll_over();
    sql("DROP USER IF EXISTS 'turner'@'localhost'");
    sql("CREATE USER 'turner'@'localhost' IDENTIFIED BY 'a test password'");
    for (const auto& statement : opensis::grant_statements("turner", "localhost", address.database))
        sql(statement);
    db::MariadbAddress reader = address;
    reader.user = "turner";
    reader.password = "a test password";
    EXPECT_EQ(opensis::read_rollover(*db::open_mariadb(reader), scope).schools[0].rolled,
              book().schools[0].rolled);
    sql("REVOKE SELECT (next_school) ON " + address.database +
        ".student_enrollment FROM 'turner'@'localhost'");
    try {
        opensis::read_rollover(*db::open_mariadb(reader), scope);
        ADD_FAILURE() << "it was read without the right to";
    } catch (const base::Failure& failure) {
        EXPECT_EQ(failure.exit(), base::ExitCode::usage);
        EXPECT_NE(failure.problem().why.find("student_enrollment.next_school"), std::string::npos);
    }
    sql("DROP USER 'turner'@'localhost'");
}

TEST(RolloverOfTheSampleSchool, KeepsItsOldYearWhole) {
    const auto address = fresh_database();
    const auto connection = db::open_mariadb(address);
    sandbox::SchoolOptions options;
    options.students = 120;
    options.today = base::Date::of(2026, 11, 20);
    const auto school = sandbox::make_school(*connection, options);
    model::RosterScope scope{{}, std::nullopt, options.today, {}};
    const auto before = read_roster(address, scope);
    const auto rolled = sandbox::roll_over(*connection, {{}, options.today, true});
    ASSERT_EQ(rolled.schools.size(), 2U);
    std::int64_t sections = 0;
    for (const auto& one : rolled.schools)
        sections += one.sections;
    EXPECT_EQ(sections, school.sections);
    EXPECT_EQ(read_roster(address, scope).by_key(), before.by_key());

    const auto book = opensis::read_rollover(*connection, scope);
    EXPECT_EQ(static_cast<std::int64_t>(book.sections.size()), school.sections);
    scope.years = {{1, school.year + 1}, {2, school.year + 1}};
    const auto after = read_roster(address, scope);
    EXPECT_EQ(after.sections.size(), before.sections.size());
    EXPECT_LT(after.count(model::Kind::student), before.count(model::Kind::student));
    EXPECT_GT(after.count(model::Kind::student), before.count(model::Kind::student) / 2);
    for (const auto& section : after.sections)
        EXPECT_EQ(before.section(section.id), nullptr) << "the same number in both years";
}

}  // namespace
}  // namespace causeway::tests
