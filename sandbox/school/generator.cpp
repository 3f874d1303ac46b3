// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/school/generator.h"

#include <fmt/format.h>

#include <array>

#include "base/failure.h"
#include "sandbox/school/campus.h"
#include "sandbox/school/pupils.h"
#include "sandbox/school/schema.h"
#include "sandbox/school/session_mode.h"

namespace causeway::sandbox {

namespace {

constexpr int kFewest = 40;

void refuse_unless_empty(db::Connection& connection) {
    constexpr std::array<std::string_view, 4> kTables = {"students", "student_enrollment",
                                                         "course_periods", "schedule"};
    for (const auto table : kTables) {
        const auto rows = connection.one_integer("SELECT COUNT(*) FROM " + std::string(table));
        if (rows.value_or(0) == 0) continue;
        throw base::Failure(
            base::ExitCode::usage,
            {"The sample school was not made", std::string(table),
             fmt::format("the database already holds {} rows there, and it may be a real school",
                         *rows),
             "Give an empty database.", "school.not_empty"});
    }
}

// A database that holds something else must not get a school's tables.
void refuse_strangers(db::Connection& connection) {
    const auto tables = connection.one_integer(
        "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE()");
    const auto ours = connection.one_integer(
        "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() "
        "AND table_name IN ('students', 'course_periods')");
    if (tables.value_or(0) == 0 || ours.value_or(0) == 2) return;
    throw base::Failure(base::ExitCode::usage, {"The sample school was not made", "",
                                                "the database holds tables that are not openSIS's",
                                                "Give an empty database.", "school.not_empty"});
}

void refuse_too_few(int students) {
    if (students >= kFewest) return;
    throw base::Failure(
        base::ExitCode::usage,
        {"The sample school was not made", "",
         fmt::format("{} students are too few for everything that it shows", students),
         fmt::format("Ask for at least {}.", kFewest), "school.too_small"});
}

}  // namespace

SchoolReport make_school(db::Connection& connection, const SchoolOptions& options) {
    refuse_too_few(options.students);
    refuse_strangers(connection);
    if (options.prepare_schema) prepare_schema(connection);
    refuse_unless_empty(connection);
    add_profiles(connection);

    const Calendar calendar = calendar_around(options.today);
    Dice dice(options.seed);
    SchoolReport report;
    report.year = calendar.year;
    report.year_start = calendar.whole.begin;
    report.year_end = calendar.whole.end;
    const int larger = options.students * 3 / 5;
    const std::vector<int> pupils = {larger, options.students - larger};

    const SessionMode mode(connection);
    db::Transaction transaction(connection);
    const Campus campus = build_campus(connection, dice, calendar, pupils, report);
    admit_pupils(connection, dice, calendar, campus, pupils, options.today, report);
    transaction.commit();
    return report;
}

SchoolReport make_empty_school(db::Connection& connection, const SchoolOptions& options) {
    refuse_strangers(connection);
    if (options.prepare_schema) prepare_schema(connection);
    refuse_unless_empty(connection);
    add_profiles(connection);
    const Calendar calendar = calendar_around(options.today);
    SchoolReport report;
    report.year = calendar.year;
    report.year_start = calendar.whole.begin;
    report.year_end = calendar.whole.end;
    report.schools = 1;

    const SessionMode mode(connection);
    db::Transaction transaction(connection);
    add_bare_campus(connection, calendar);
    transaction.commit();
    return report;
}

std::string SchoolReport::text() const {
    std::string out = fmt::format(
        "school year {} ({} to {})\n"
        "{} schools, {} subjects, {} courses, {} sections\n"
        "{} teachers and {} administrators, {} students ({} switched off), {} more have left\n"
        "{} times somebody teaches, {} times somebody learns, {} of these dropped\n",
        year, year_start.text(), year_end.text(), schools, subjects, courses, sections, staff,
        administrators, students, disabled, gone, teaches, learns, dropped);
    out += fmt::format("{} people that Moodle cannot have as they are:\n", broken.size());
    constexpr std::size_t kShown = 12;
    for (std::size_t i = 0; i < broken.size() && i < kShown; ++i)
        out += fmt::format("  {}: {}\n", broken[i].key, broken[i].what);
    if (broken.size() > kShown) out += fmt::format("  and {} more\n", broken.size() - kShown);
    return out;
}

}  // namespace causeway::sandbox
