// SPDX-License-Identifier: GPL-3.0-or-later
// Schools, subjects, courses and sections: which year takes part, whose marking period a section
// has, and from when to when it runs.
#include "db/opensis_school.h"

namespace causeway::tests {
namespace {

using base::Date;
using model::Kind;
using Places = SmallSchool;

TEST_F(Places, AreReadWithTheirNamesAndDates) {
    const Roster roster = read();
    ASSERT_EQ(roster.schools.size(), 1U);
    EXPECT_EQ(roster.schools[0].title, "First School");
    EXPECT_EQ(roster.schools[0].year, 2026);  // not schools.syear
    EXPECT_EQ(roster.schools[0].year_start, Date::of(2026, 8, 20));
    EXPECT_EQ(roster.schools[0].year_end, Date::of(2027, 6, 30));
    ASSERT_EQ(roster.subjects.size(), 1U);
    EXPECT_EQ(roster.subjects[0].title, "Mathematics");
    EXPECT_EQ(roster.subjects[0].school, 1);
    ASSERT_EQ(roster.courses.size(), 1U);
    EXPECT_EQ(roster.courses[0].title, "Algebra I");
    EXPECT_EQ(roster.courses[0].short_name, "ALG1");
    EXPECT_EQ(roster.courses[0].subject, 1);
    ASSERT_EQ(roster.sections.size(), 2U);
    const auto& section = *roster.section(2);
    EXPECT_EQ(section.course, 1);
    EXPECT_EQ(section.subject, 1);
    EXPECT_EQ(section.school, 1);
    EXPECT_EQ(section.year, 2026);
    EXPECT_EQ(section.short_name, "P2");
    EXPECT_EQ(section.course_title, "Algebra I");
    EXPECT_EQ(section.course_short_name, "ALG1");
    EXPECT_EQ(section.term, "Semester 1");
    EXPECT_EQ(section.begin, Date::of(2026, 8, 20));
    EXPECT_EQ(section.end, Date::of(2027, 1, 31));
}

TEST_F(Places, HaveAYearOfTheirOwnEach) {
    add_school(2, 2025, "2025-08-20", "2026-06-30");  // was never rolled over
    add_school(3, 2027, "2027-08-20", "2028-06-30");  // prepared ahead
    Roster roster = read();
    ASSERT_EQ(roster.schools.size(), 3U);
    EXPECT_EQ(roster.schools[0].year, 2026);
    EXPECT_EQ(roster.schools[1].year, 2025);
    EXPECT_EQ(roster.schools[2].year, 2027);
    EXPECT_NE(roster.section(102), nullptr);
    EXPECT_NE(roster.section(103), nullptr);

    scope.year = 2025;
    roster = read();
    EXPECT_EQ(roster.schools.size(), 3U);
    EXPECT_EQ(roster.schools[0].year, 2025);
    EXPECT_EQ(roster.schools[0].year_start, std::nullopt);
    ASSERT_EQ(roster.sections.size(), 1U);
    EXPECT_EQ(roster.sections[0].id, 102);
    EXPECT_EQ(roster.subjects.size(), 1U);
    EXPECT_EQ(roster.courses.size(), 1U);
}

TEST_F(Places, AreThoseOfTheSchoolsAskedFor) {
    add_school(2, 2026, "2026-08-20", "2027-06-30");
    add_school(3, 2026, "2026-08-20", "2027-06-30");
    scope.schools = {3, 1};
    const Roster roster = read();
    ASSERT_EQ(roster.schools.size(), 2U);
    EXPECT_EQ(roster.schools[1].id, 3);
    EXPECT_EQ(roster.section(102), nullptr);
    EXPECT_NE(roster.section(103), nullptr);
}

TEST_F(Places, ThatOpenSisHasNotEndTheReading) {
    scope.schools = {1, 77};
    try {
        read();
        FAIL() << "school 77 was read";
    } catch (const base::Failure& failure) {
        EXPECT_EQ(failure.exit(), base::ExitCode::usage);
        EXPECT_EQ(failure.problem().record, "school:77");
    }
}

TEST_F(Places, MayBeVeryMany) {
    for (int id = 2; id <= 250; ++id)
        add_school(id, 2026, "2026-08-20", "2027-06-30");
    const Roster roster = read();
    EXPECT_EQ(roster.schools.size(), 250U);
    EXPECT_EQ(roster.courses.size(), 250U);
    EXPECT_EQ(roster.sections.size(), 251U);
    EXPECT_EQ(roster.count(Kind::teaches), 251);
    EXPECT_EQ(roster.count(Kind::learns), 3);
}

TEST_F(Places, WithoutAYearHoldNothing) {
    sql("INSERT INTO schools (id, title) VALUES (4, 'Not open yet')");
    const Roster roster = read();
    ASSERT_EQ(roster.schools.size(), 2U);
    EXPECT_EQ(roster.schools[1].year, 0);
    EXPECT_EQ(roster.sections.size(), 2U);
}

TEST_F(Places, CanAllBeMissing) {
    sql("DELETE FROM schools");
    const Roster roster = read();  // proves that nothing is there
    EXPECT_TRUE(roster.by_key().empty());
}

TEST_F(Places, HaveMarkingPeriodsByLevelAndNumber) {
    // Number 9 is the year of school 1 and, by an installation's mistake, a semester of school 2.
    add_school(2, 2026, "2026-08-20", "2027-06-30");
    sql("INSERT INTO school_semesters (marking_period_id, syear, school_id, title, start_date, "
        "end_date) VALUES (9, 2026, 2, 'Other Semester', '2026-08-20', '2027-01-15')");
    sql("INSERT INTO school_quarters (marking_period_id, syear, school_id, title, start_date, "
        "end_date) VALUES (9, 2026, 1, 'First Quarter', '2026-08-20', '2026-10-31')");
    add_section(50, "SEM", "9", "NULL", "NULL", 2, 102);
    add_section(51, "QTR", "9", "NULL", "NULL");
    const Roster roster = read();
    EXPECT_EQ(roster.section(1)->term, "Full Year");
    EXPECT_EQ(roster.section(50)->term, "Other Semester");
    EXPECT_EQ(roster.section(51)->term, "First Quarter");
    // Dates that a section lacks are those of its marking period.
    EXPECT_EQ(roster.section(50)->end, Date::of(2027, 1, 15));
    EXPECT_EQ(roster.section(51)->begin, Date::of(2026, 8, 20));
    EXPECT_EQ(roster.section(51)->end, Date::of(2026, 10, 31));
    EXPECT_EQ(roster.sections.size(), 5U);  // none of them twice
}

TEST_F(Places, MayRunBetweenDatesOfTheirOwn) {
    add_section(60, "QTR", "NULL", "2026-09-15", "2027-02-15");
    add_section(61, "FY", "9", "0000-00-00", "0000-00-00");
    add_section(62, "QTR", "NULL", "0000-00-00", "NULL");
    const Roster roster = read();
    EXPECT_EQ(roster.section(60)->term, "");
    EXPECT_EQ(roster.section(60)->begin, Date::of(2026, 9, 15));
    EXPECT_EQ(roster.section(60)->end, Date::of(2027, 2, 15));
    EXPECT_EQ(roster.section(61)->begin, Date::of(2026, 8, 20));
    EXPECT_EQ(roster.section(61)->end, Date::of(2027, 6, 30));
    EXPECT_EQ(roster.section(62)->begin, std::nullopt);
    EXPECT_EQ(roster.section(62)->end, std::nullopt);
}

TEST_F(Places, OfAnotherYearAreNotRead) {
    sql("INSERT INTO course_subjects (subject_id, syear, school_id, title) "
        "VALUES (70, 2025, 1, 'Old')");
    sql("INSERT INTO courses (course_id, subject_id, syear, school_id, title) "
        "VALUES (70, 70, 2025, 1, 'Old')");
    add_section(70, "FY", "9", "2025-08-20", "2026-06-30", 1, 70, 2025);
    const Roster roster = read();
    EXPECT_EQ(roster.subjects.size(), 1U);
    EXPECT_EQ(roster.courses.size(), 1U);
    EXPECT_EQ(roster.section(70), nullptr);
}

TEST_F(Places, WithoutTheirParentsAreLeftOut) {
    add_section(80, "FY", "9", "2026-08-20", "2027-06-30", 1, 999);  // no such course
    sql("INSERT INTO courses (course_id, subject_id, syear, school_id, title) "
        "VALUES (81, 999, 2026, 1, 'No subject')");
    add_section(81, "FY", "9", "2026-08-20", "2027-06-30", 1, 81);
    schedule(1, 80, "2026-08-20", "NULL");
    schedule(1, 81, "2026-08-20", "NULL");
    const Roster roster = read();
    EXPECT_EQ(roster.courses.size(), 1U);
    EXPECT_EQ(roster.sections.size(), 2U);
    EXPECT_EQ(roster.count(Kind::learns), 3);
    EXPECT_EQ(roster.count(Kind::teaches), 2);
}

TEST_F(Places, BelowASubjectWithoutAYearAreRead) {
    sql("UPDATE course_subjects SET syear = NULL");
    const Roster roster = read();
    EXPECT_EQ(roster.subjects.size(), 1U);
    EXPECT_EQ(roster.courses.size(), 1U);
    EXPECT_EQ(roster.sections.size(), 2U);
}

}  // namespace
}  // namespace causeway::tests
