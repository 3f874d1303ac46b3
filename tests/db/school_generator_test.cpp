// SPDX-License-Identifier: GPL-3.0-or-later
// The sample school: the same everywhere for the same seed, and exactly what its report says.
#include "sandbox/school/generator.h"

#include "base/text.h"
#include "db/opensis_school.h"
#include "sandbox/school/calendar.h"
#include "sandbox/school/names.h"

namespace causeway::tests {
namespace {

using base::Date;
using model::Kind;
using sandbox::make_school;
using sandbox::SchoolOptions;
using sandbox::SchoolReport;

const Date kToday = Date::of(2026, 11, 23);

struct Made {
    db::MariadbAddress address;
    SchoolReport report;
    Roster roster;
};

Made make(const SchoolOptions& options) {
    Made out;
    out.address = fresh_database();
    out.report = make_school(*db::open_mariadb(out.address), options);
    out.roster = read_roster(out.address, {{}, std::nullopt, options.today});
    return out;
}

std::int64_t dropped(const Roster& roster) {
    return std::count_if(roster.enrolments.begin(), roster.enrolments.end(),
                         [](const model::Enrolment& e) { return e.dropped; });
}

void expect_as_reported(const Roster& roster, const SchoolReport& report) {
    EXPECT_EQ(std::ssize(roster.schools), report.schools);
    EXPECT_EQ(std::ssize(roster.subjects), report.subjects);
    EXPECT_EQ(std::ssize(roster.courses), report.courses);
    EXPECT_EQ(std::ssize(roster.sections), report.sections);
    EXPECT_EQ(roster.count(Kind::staff), report.staff);
    EXPECT_EQ(roster.count(Kind::student), report.students);
    EXPECT_EQ(roster.count(Kind::teaches), report.teaches);
    EXPECT_EQ(roster.count(Kind::learns), report.learns);
    EXPECT_EQ(dropped(roster), report.dropped);
    EXPECT_EQ(std::count_if(roster.people.begin(), roster.people.end(),
                            [](const model::Person& p) { return p.disabled; }),
              report.disabled);
}

TEST(SampleSchool, IsWhatItsReportSays) {
    const Made made = make({.students = 500, .seed = 7, .today = kToday});
    expect_as_reported(made.roster, made.report);
    EXPECT_EQ(made.report.students + made.report.gone, 500);
    EXPECT_EQ(made.report.schools, 2);
    for (const auto& school : made.roster.schools) {
        EXPECT_EQ(school.year, 2026);
        EXPECT_EQ(school.year_start, made.report.year_start);
        EXPECT_EQ(school.year_end, made.report.year_end);
    }
    EXPECT_GT(made.report.dropped, 0);
    EXPECT_GT(made.report.gone, 0);
    EXPECT_GT(made.report.disabled, 0);
}

TEST(SampleSchool, IsWhatItsReportSaysOnAnyDayOfTheYear) {
    for (const Date today :
         {Date::of(2026, 8, 20), Date::of(2026, 8, 22), Date::of(2026, 9, 1), Date::of(2027, 2, 1),
          Date::of(2027, 7, 31), Date::of(2026, 8, 5), Date::of(2028, 2, 29)}) {
        SCOPED_TRACE(today.text());
        const Made made = make({.students = 60, .seed = 3, .today = today});
        expect_as_reported(made.roster, made.report);
        EXPECT_LE(made.report.year_start, today);
        EXPECT_GE(made.report.year_end, today);
    }
}

TEST(SampleSchool, IsTheSameForTheSameSeed) {
    const SchoolOptions options{.students = 120, .seed = 42, .today = kToday};
    const auto first = make(options).roster.by_key();
    EXPECT_EQ(first, make(options).roster.by_key());
    SchoolOptions other = options;
    other.seed = 43;
    EXPECT_NE(first, make(other).roster.by_key());
}

// The first draws of a seed, fixed: another standard library must give the same school.
TEST(SampleSchool, DoesNotDependOnTheStandardLibrary) {
    sandbox::Dice dice(7);
    std::vector<std::size_t> draws;
    for (int i = 0; i < 6; ++i)
        draws.push_back(dice.below(1000));
    std::mt19937_64 engine(7);
    for (const std::size_t draw : draws)
        EXPECT_EQ(draw, engine() % 1000);
}

TEST(SampleSchool, IsAsLargeAsARealOne) {
    const Made made = make({.students = 500, .seed = 7, .today = kToday});
    const double per_student =
        static_cast<double>(made.report.learns) / static_cast<double>(made.report.students);
    EXPECT_NEAR(per_student, 6.0, 0.3);
    const double per_section =
        static_cast<double>(made.report.learns) / static_cast<double>(made.report.sections);
    EXPECT_NEAR(per_section, 25.0, 2.5);
}

TEST(SampleSchool, HoldsTheBrokenRecordsThatItNames) {
    const Made made = make({.students = 500, .seed = 7, .today = kToday});
    ASSERT_EQ(made.report.broken.size(), 6U);
    std::set<std::string> refused;
    std::set<std::string> seen;
    for (const auto& person : made.roster.people)
        if (!base::plausible_email(person.email) ||
            !seen.insert(base::lower_ascii(person.email)).second)
            refused.insert(person.key().text());
    std::set<std::string> named;
    for (const auto& broken : made.report.broken) {
        named.insert(broken.key);
        EXPECT_FALSE(broken.what.empty());
        EXPECT_NE(made.report.text().find(broken.key), std::string::npos);
    }
    EXPECT_EQ(refused, named);
    EXPECT_EQ(make({.students = 1500, .seed = 1, .today = kToday}).report.broken.size(), 15U);
}

TEST(SampleSchool, HoldsWhatIsAwkwardAboutRealOnes) {
    const Made made = make({.students = 500, .seed = 7, .today = kToday});
    const auto connection = db::open_mariadb(made.address);
    const auto count = [&](std::string_view sql) { return connection->one_integer(sql).value(); };
    EXPECT_GT(count("SELECT COUNT(*) FROM schedule WHERE end_date = '0000-00-00'"), 0);
    EXPECT_GT(count("SELECT COUNT(*) FROM student_enrollment WHERE end_date = '0000-00-00'"), 0);
    EXPECT_GT(count("SELECT COUNT(*) FROM staff_school_relationship "
                    "WHERE start_date = '0000-00-00'"),
              0);
    EXPECT_GT(count("SELECT COUNT(*) FROM (SELECT 1 FROM schedule GROUP BY student_id, "
                    "course_period_id HAVING COUNT(*) > 1) twice"),
              0);
    EXPECT_GT(count("SELECT COUNT(*) FROM (SELECT 1 FROM student_enrollment WHERE syear = 2026 "
                    "AND end_date IS NULL GROUP BY student_id "
                    "HAVING COUNT(DISTINCT school_id) = 2) two"),
              0);
    EXPECT_GT(count("SELECT COUNT(*) FROM course_periods WHERE secondary_teacher_id IS NOT NULL"),
              0);
    EXPECT_GT(count("SELECT COUNT(*) FROM course_periods "
                    "WHERE secondary_teacher_id = teacher_id"),
              0);
    EXPECT_GT(count("SELECT COUNT(*) FROM course_periods WHERE marking_period_id IS NULL"), 0);
    EXPECT_GT(count("SELECT COUNT(*) FROM course_subjects WHERE title LIKE '%&amp;%'"), 0);
    EXPECT_GT(count("SELECT COUNT(*) FROM students WHERE last_name LIKE '% '"), 0);
    EXPECT_GT(count("SELECT COUNT(*) FROM staff WHERE email IS NULL"), 0);
    EXPECT_GT(count("SELECT COUNT(*) FROM course_periods WHERE syear = 2025"), 0);
    for (const auto script : {"Ε", "Ш", "م", "王", "श"})
        EXPECT_GT(connection
                      ->one_integer("SELECT COUNT(*) FROM students WHERE "
                                    "CONCAT(first_name, last_name) LIKE CONCAT('%', ?, '%')",
                                    {std::string_view(script)})
                      .value(),
                  0)
            << script;
    for (const auto& subject : made.roster.subjects)
        EXPECT_EQ(subject.title.find("&amp;"), std::string::npos) << subject.title;
}

TEST(SampleSchool, FitsOpenSisThreeByteTextAndNarrowColumns) {
    for (const auto& tongue : sandbox::tongues())
        for (const auto names : {tongue.first, tongue.last})
            for (const auto& name : names) {
                EXPECT_TRUE(base::valid_utf8(name.written)) << name.latin;
                EXPECT_LE(base::length_utf8(name.written), 45U) << name.latin;
                for (const char c : name.written)
                    EXPECT_LT(static_cast<unsigned char>(c), 0xF0) << name.latin;
                for (const char c : name.latin)
                    EXPECT_TRUE(c >= 'a' && c <= 'z') << name.latin;
            }
}

TEST(SampleSchool, IsMadeInAnEmptyDatabaseOnly) {
    const auto address = fresh_database();
    const auto connection = db::open_mariadb(address);
    const SchoolOptions options{.students = 40, .seed = 7, .today = kToday};
    make_school(*connection, options);
    const auto before = read_roster(address, {{}, std::nullopt, kToday}).by_key();
    EXPECT_THROW(make_school(*connection, options), base::Failure);
    EXPECT_EQ(before, read_roster(address, {{}, std::nullopt, kToday}).by_key());

    const auto strange = fresh_database();
    const auto other = db::open_mariadb(strange);
    other->execute("CREATE TABLE mdl_user (id int)");
    EXPECT_THROW(make_school(*other, options), base::Failure);
    EXPECT_EQ(other->one_integer("SELECT COUNT(*) FROM information_schema.tables "
                                 "WHERE table_schema = DATABASE()"),
              1);
}

TEST(SampleSchool, RefusesToBeTooSmall) {
    const auto connection = db::open_mariadb(fresh_database());
    EXPECT_THROW(make_school(*connection, {.students = 39, .seed = 7, .today = kToday}),
                 base::Failure);
    const Made made = make({.students = 40, .seed = 7, .today = kToday});
    expect_as_reported(made.roster, made.report);
}

TEST(SampleSchool, ContainsAdministratorsWhenAsked) {
    const Made made = make({.students = 60, .seed = 7, .today = kToday});
    const Roster roster =
        read_roster(made.address, {{}, std::nullopt, kToday}, {.administrators = true});
    EXPECT_EQ(roster.count(Kind::manages), made.report.administrators);
    EXPECT_EQ(roster.count(Kind::staff), made.report.staff + made.report.administrators);
}

TEST(SampleCalendar, ContainsToday) {
    for (Date day = Date::of(2026, 1, 1); day < Date::of(2028, 3, 1); day = day.plus(1)) {
        const auto calendar = sandbox::calendar_around(day);
        EXPECT_LE(calendar.whole.begin, day);
        EXPECT_GE(calendar.whole.end, day);
        EXPECT_EQ(calendar.semesters[0].end.plus(1), calendar.semesters[1].begin);
        EXPECT_EQ(calendar.quarters[3].end, calendar.whole.end);
    }
    EXPECT_EQ(sandbox::calendar_around(Date::of(2026, 7, 31)).year, 2025);
    EXPECT_EQ(sandbox::calendar_around(Date::of(2026, 8, 20)).whole.begin, Date::of(2026, 8, 20));
}

}  // namespace
}  // namespace causeway::tests
