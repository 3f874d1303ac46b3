// SPDX-License-Identifier: GPL-3.0-or-later
#include "opensis/rollover_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/failure.h"
#include "base/text.h"
#include "opensis/entered_text.h"
#include "opensis/rollover_tables.h"
#include "opensis/schema_check.h"
#include "opensis/school_year.h"
#include "opensis/session.h"

namespace causeway::opensis {

namespace {

struct Table {
    std::string_view name;
    std::string_view id;
};
// A school's marking periods lie in three tables.
constexpr std::array kPeriods = {Table{"school_years", "marking_period_id"},
                                 Table{"school_semesters", "marking_period_id"},
                                 Table{"school_quarters", "marking_period_id"}};
constexpr Table kSubjectTable = {"course_subjects", "subject_id"};
constexpr Table kCourseTable = {"courses", "course_id"};
constexpr Table kSectionTable = {"course_periods", "course_period_id"};

constexpr std::string_view kStaffYears = R"(
SELECT staff_id, syear FROM staff_school_relationship
WHERE school_id = ? AND syear IN (?, ?) ORDER BY staff_id, syear)";
constexpr std::string_view kSections = R"(
SELECT n.course_period_id, o.course_period_id FROM course_periods n
JOIN course_periods o ON o.course_period_id = n.rollover_id AND o.school_id = n.school_id
  AND o.syear = ?
WHERE n.school_id = ? AND n.syear = ? ORDER BY n.course_period_id)";
// A code's number is looked up without its year: openSIS's own rollover is lax about it.
constexpr std::string_view kStays = R"(
SELECT e.student_id, e.syear, g.title, e.next_school, e.start_date, e.end_date, c.type,
  s.first_name, s.last_name
FROM student_enrollment e
JOIN students s ON s.student_id = e.student_id
LEFT JOIN school_gradelevels g ON g.id = e.grade_id
LEFT JOIN student_enrollment_codes c ON c.id = e.drop_code
WHERE e.school_id = ? AND e.syear IN (?, ?) AND e.start_date >= '1000-01-01'
ORDER BY e.student_id, e.syear, e.start_date, e.id)";
constexpr std::string_view kCountStays = R"(
SELECT COUNT(*) FROM student_enrollment e JOIN students s ON s.student_id = e.student_id
WHERE e.school_id = ? AND e.syear IN (?, ?) AND e.start_date >= '1000-01-01')";

class Reader {
  public:
    Reader(db::Connection& connection, const model::RosterScope& scope)
        : connection_(connection), scope_(scope) {}

    model::RolloverBook read() {
        for (const Place& place : load_places(connection_, scope_))
            if (place.has_year) read_school(place);
        return std::move(book_);
    }

  private:
    void read_school(const Place& place) {
        const std::int64_t school = place.school.id;
        model::SchoolRollover out;
        out.school = school;
        out.title = place.school.title;
        out.now = {place.school.year, place.school.year_start, place.school.year_end};
        if (const auto next = following_year(years_of(school), out.now.year, scope_.today))
            out.next = {next->year, next->start, next->end};
        if (out.next) read_both(out);
        book_.schools.push_back(std::move(out));
    }

    void read_both(model::SchoolRollover& out) {
        const int before = out.now.year;
        const int after = out.next->year;
        model::Rolled periods{"marking periods", 0, 0, 0};
        for (const Table& table : kPeriods)
            count(table, out.school, before, after, periods);
        model::Rolled subjects{"subjects", 0, 0, 0};
        model::Rolled courses{"courses", 0, 0, 0};
        model::Rolled sections{"sections", 0, 0, 0};
        count(kSubjectTable, out.school, before, after, subjects);
        count(kCourseTable, out.school, before, after, courses);
        count(kSectionTable, out.school, before, after, sections);
        out.rolled = {periods, subjects, courses, sections};
        out.rolled.push_back(read_staff(out.school, before, after));
        read_sections(out.school, before, after);
        out.rolled.push_back(read_students(out.school, before, after));
    }

    std::vector<YearRow> years_of(std::int64_t school) {
        std::vector<YearRow> out;
        const db::Value of[] = {school};
        const auto statement = connection_.prepare(
            "SELECT syear, start_date, end_date FROM school_years WHERE school_id = ? AND syear IS "
            "NOT NULL ORDER BY syear");
        const auto rows = statement->query(of);
        while (const auto* row = rows->next())
            out.push_back({static_cast<int>(row->integer(0)), entered_date(row->text(1)),
                           entered_date(row->text(2))});
        return out;
    }

    void count(const Table& table, std::int64_t school, int before, int after, model::Rolled& sum) {
        const auto held = [&](int year) {
            return connection_
                .one_integer(
                    fmt::format("SELECT COUNT(*) FROM {} WHERE school_id = ? AND syear = ?",
                                table.name),
                    {school, std::int64_t{year}})
                .value_or(0);
        };
        sum.old_year += held(before);
        sum.new_year += held(after);
        sum.linked +=
            connection_
                .one_integer(fmt::format("SELECT COUNT(*) FROM {0} n JOIN {0} o ON o.{1} = "
                                         "n.rollover_id AND o.school_id = n.school_id AND o.syear "
                                         "= ? WHERE n.school_id = ? AND n.syear = ?",
                                         table.name, table.id),
                             {std::int64_t{before}, school, std::int64_t{after}})
                .value_or(0);
    }

    model::Rolled read_staff(std::int64_t school, int before, int after) {
        model::Rolled out{"staff", 0, 0, 0};
        std::int64_t last = 0;
        const db::Value of[] = {school, std::int64_t{before}, std::int64_t{after}};
        const auto statement = connection_.prepare(kStaffYears);
        const auto rows = statement->query(of);
        while (const auto* row = rows->next()) {
            const bool fresh = row->integer(1) == after;
            (fresh ? out.new_year : out.old_year) += 1;
            out.linked += fresh && last == row->integer(0) ? 1 : 0;
            last = row->integer(0);
            book_.staff[{last, fresh}].push_back(school);
        }
        return out;
    }

    void read_sections(std::int64_t school, int before, int after) {
        const db::Value of[] = {std::int64_t{before}, school, std::int64_t{after}};
        const auto statement = connection_.prepare(kSections);
        const auto rows = statement->query(of);
        while (const auto* row = rows->next())
            book_.sections[row->integer(0)] = row->integer(1);
    }

    // Of students the persons are counted, not their spells.
    model::Rolled read_students(std::int64_t school, int before, int after) {
        model::Rolled out{"students", 0, 0, 0};
        const db::Value of[] = {school, std::int64_t{before}, std::int64_t{after}};
        std::int64_t read = 0;
        std::int64_t student = 0;
        bool was_old = false;
        bool was_new = false;
        {
            const auto statement = connection_.prepare(kStays);
            const auto rows = statement->query(of);
            while (const auto* row = rows->next()) {
                ++read;
                if (row->integer(0) != student) was_old = was_new = false;
                student = row->integer(0);
                const bool fresh = row->integer(1) == after;
                if (fresh && !was_new) {
                    out.new_year += 1;
                    out.linked += was_old ? 1 : 0;
                }
                if (!fresh && !was_old) out.old_year += 1;
                (fresh ? was_new : was_old) = true;
                keep_stay(*row, school, fresh);
            }
        }
        const auto counted = connection_.one_integer(
            kCountStays, {school, std::int64_t{before}, std::int64_t{after}});
        if (counted.value_or(-1) != read) broke_off(school, read, counted.value_or(-1));
        return out;
    }

    void keep_stay(const db::Row& row, std::int64_t school, bool fresh) {
        const std::int64_t student = row.integer(0);
        book_.students[student].push_back({school, fresh, entered_text(row.text(2)),
                                           row.maybe_integer(3), entered_date(row.text(4)),
                                           entered_date(row.text(5)), entered_text(row.text(6))});
        auto& name = book_.names[student];
        if (name.empty())
            name = base::tidy(entered_text(row.text(7)) + " " + entered_text(row.text(8)));
    }

    [[noreturn]] static void broke_off(std::int64_t school, std::int64_t read,
                                       std::int64_t counted) {
        throw base::Failure(
            base::ExitCode::incomplete,
            {"The rollover could not be read whole", "school:" + std::to_string(school),
             fmt::format("{} enrolments were read and {} counted", read, counted),
             "Nothing was changed. Try again; if it happens again, check the database.",
             "opensis.incomplete"});
    }

    db::Connection& connection_;
    const model::RosterScope& scope_;
    model::RolloverBook book_;
};

}  // namespace

model::RolloverBook read_rollover(db::Connection& connection, const model::RosterScope& scope) {
    return reading([&] {
        check_tables(connection, rollover_tables()).require();
        connection.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
        const db::Transaction transaction(connection, sql::kBegin);
        return Reader(connection, scope).read();
    });
}

}  // namespace causeway::opensis
