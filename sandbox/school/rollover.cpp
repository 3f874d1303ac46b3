// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/school/rollover.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/failure.h"
#include "sandbox/school/bulk_table.h"
#include "sandbox/school/session_mode.h"

namespace causeway::sandbox {

namespace {

using base::Date;

constexpr std::int64_t kNotAgain = -1;

struct Stay {
    std::int64_t student = 0;
    std::int64_t grade = 0;
    std::int64_t next_school = 0;
    bool told = false;
};

class Roller {
  public:
    Roller(db::Connection& connection, std::int64_t school, int year,
           const RolloverOptions& options)
        : connection_(connection),
          school_(school),
          year_(year),
          next_(year + 1),
          options_(options) {
        report_.school = school;
        report_.from = year;
        report_.to = next_;
    }

    RolloverReport::OfSchool roll() {
        clear_new_year();
        roll_marking_periods();
        copy("school_periods", "period_id",
             "sort_order, title, short_name, length, attendance, start_time, end_time");
        copy("school_calendars", "calendar_id", "title, default_calendar, days");
        roll_staff();
        report_.subjects = copy("course_subjects", "subject_id", "title, short_name");
        roll_courses();
        roll_sections();
        add_roll_code();
        if (options_.graduate_the_highest_grade) graduate();
        roll_students();
        return report_;
    }

  private:
    using Values = std::initializer_list<db::Value>;

    std::int64_t run(const std::string& sql, Values values) { return connection_.run(sql, values); }

    void clear_new_year() {
        for (const char* table :
             {"school_years", "school_semesters", "school_quarters", "school_progress_periods",
              "school_periods", "school_calendars", "staff_school_relationship", "course_periods",
              "courses", "course_subjects"})
            run(fmt::format("DELETE FROM {} WHERE school_id = ? AND syear = ?", table),
                {school_, std::int64_t{next_}});
        run("DELETE FROM student_enrollment WHERE syear = ? AND last_school = ?",
            {std::int64_t{next_}, school_});
    }

    // Rows of both years of this table are alike but for their number and their year.
    std::int64_t copy(const char* table, const char* id, const char* columns) {
        return run(fmt::format("INSERT INTO {0} (syear, school_id, {2}, rollover_id) SELECT syear "
                               "+ 1, school_id, {2}, {1} FROM {0} WHERE school_id = ? AND syear = "
                               "? ORDER BY {1}",
                               table, id, columns),
                   {school_, std::int64_t{year_}});
    }

    std::int64_t marking_period_number() {
        const std::int64_t number =
            connection_
                .one_integer(
                    "SELECT MAX(id) FROM (SELECT MAX(id) AS id FROM "
                    "marking_period_id_generator UNION ALL SELECT MAX(marking_period_id) "
                    "FROM school_years UNION ALL SELECT MAX(marking_period_id) FROM "
                    "school_semesters UNION ALL SELECT MAX(marking_period_id) FROM "
                    "school_quarters) numbers")
                .value_or(0) +
            1;
        run("INSERT INTO marking_period_id_generator (id) VALUES (?)", {number});
        return number;
    }

    void roll_marking_periods() {
        const std::map<std::int64_t, std::int64_t> years = roll_level("school_years", nullptr, {});
        const auto semesters = roll_level("school_semesters", "year_id", years);
        (void)roll_level("school_quarters", "semester_id", semesters);
        first_day_ = Date::parse(connection_
                                     .one_text("SELECT start_date FROM school_years WHERE "
                                               "school_id = ? AND syear = ?",
                                               {school_, std::int64_t{next_}})
                                     .value_or(""))
                         .value_or(options_.today);
    }

    // Old number -> new number, by level: years and semesters may share a number.
    std::map<std::int64_t, std::int64_t> roll_level(
        const char* table, const char* parent, const std::map<std::int64_t, std::int64_t>& above) {
        struct Old {
            std::int64_t id = 0;
            std::int64_t above = 0;
        };
        std::vector<Old> old;
        {
            const auto rows = connection_.query(
                fmt::format("SELECT marking_period_id, {} FROM {} WHERE school_id = ? AND syear = "
                            "? ORDER BY sort_order, marking_period_id",
                            parent == nullptr ? "0" : parent, table),
                {school_, std::int64_t{year_}});
            while (const auto* row = rows->next())
                old.push_back({row->integer(0), row->integer(1)});
        }
        std::map<std::int64_t, std::int64_t> out;
        for (const Old& one : old) {
            const std::int64_t id = marking_period_number();
            run(fmt::format(
                    "INSERT INTO {0} (marking_period_id, syear, school_id, title, short_name, "
                    "sort_order, start_date, end_date, post_start_date, post_end_date, "
                    "does_grades, does_exam, does_comments, rollover_id) SELECT ?, syear + 1, "
                    "school_id, title, short_name, sort_order, start_date + INTERVAL 1 YEAR, "
                    "end_date + INTERVAL 1 YEAR, post_start_date + INTERVAL 1 YEAR, post_end_date "
                    "+ INTERVAL 1 YEAR, does_grades, does_exam, does_comments, marking_period_id "
                    "FROM {0} WHERE marking_period_id = ? AND school_id = ? AND syear = ?",
                    table),
                {id, one.id, school_, std::int64_t{year_}});
            if (parent != nullptr)
                run(fmt::format("UPDATE {} SET {} = ? WHERE marking_period_id = ?", table, parent),
                    {above.contains(one.above) ? above.at(one.above) : one.above, id});
            out[one.id] = id;
            ++report_.marking_periods;
        }
        return out;
    }

    void roll_staff() {
        report_.staff = run(
            "INSERT INTO staff_school_relationship (staff_id, school_id, syear, start_date) SELECT "
            "staff_id, school_id, syear + 1, IF(start_date < '1000-01-01', NULL, start_date + "
            "INTERVAL 1 YEAR) FROM "
            "staff_school_relationship WHERE school_id = ? AND syear = ?",
            {school_, std::int64_t{year_}});
    }

    void roll_courses() {
        report_.courses = run(
            "INSERT INTO courses (syear, subject_id, school_id, grade_level, title, short_name, "
            "rollover_id) SELECT c.syear + 1, s.subject_id, c.school_id, c.grade_level, c.title, "
            "c.short_name, c.course_id FROM courses c JOIN course_subjects s ON s.rollover_id = "
            "c.subject_id AND s.syear = c.syear + 1 WHERE c.school_id = ? AND c.syear = ? ORDER BY "
            "c.course_id",
            {school_, std::int64_t{year_}});
    }

    void roll_sections() {
        report_.sections = run(
            "INSERT INTO course_periods (syear, school_id, course_id, course_weight, title, "
            "short_name, mp, marking_period_id, begin_date, end_date, teacher_id, "
            "secondary_teacher_id, total_seats, filled_seats, calendar_id, credits, schedule_type, "
            "modified_by, rollover_id) SELECT p.syear + 1, p.school_id, c.course_id, "
            "p.course_weight, p.title, p.short_name, p.mp, COALESCE(y.marking_period_id, "
            "m.marking_period_id, q.marking_period_id), p.begin_date + INTERVAL 1 YEAR, p.end_date "
            "+ INTERVAL 1 YEAR, p.teacher_id, p.secondary_teacher_id, p.total_seats, 0, "
            "k.calendar_id, p.credits, p.schedule_type, p.modified_by, p.course_period_id FROM "
            "course_periods p JOIN courses c ON c.rollover_id = p.course_id AND c.syear = p.syear "
            "+ 1 LEFT JOIN school_years y ON p.mp = 'FY' AND y.rollover_id = p.marking_period_id "
            "AND y.syear = p.syear + 1 AND y.school_id = p.school_id LEFT JOIN school_semesters m "
            "ON p.mp = 'SEM' AND m.rollover_id = p.marking_period_id AND m.syear = p.syear + 1 AND "
            "m.school_id = p.school_id LEFT JOIN school_quarters q ON p.mp = 'QTR' AND "
            "q.rollover_id = p.marking_period_id AND q.syear = p.syear + 1 AND q.school_id = "
            "p.school_id LEFT JOIN school_calendars k ON k.rollover_id = p.calendar_id AND k.syear "
            "= p.syear + 1 WHERE p.school_id = ? AND p.syear = ? ORDER BY p.course_period_id",
            {school_, std::int64_t{year_}});
        run("UPDATE course_periods SET parent_id = course_period_id WHERE school_id = ? AND syear "
            "= ?",
            {school_, std::int64_t{next_}});
        run("INSERT INTO course_period_var (course_period_id, days, course_period_date, period_id, "
            "start_time, end_time, room_id, does_attendance) SELECT n.course_period_id, v.days, "
            "v.course_period_date + INTERVAL 1 YEAR, COALESCE(s.period_id, v.period_id), "
            "v.start_time, v.end_time, v.room_id, v.does_attendance FROM course_periods n JOIN "
            "course_period_var v ON v.course_period_id = n.rollover_id LEFT JOIN school_periods s "
            "ON s.rollover_id = v.period_id AND s.syear = n.syear WHERE n.school_id = ? AND "
            "n.syear = ?",
            {school_, std::int64_t{next_}});
    }

    // Codes belong to a year, not to a school.
    std::int64_t roll_code(int year) {
        return connection_
            .one_integer(
                "SELECT MIN(id) FROM student_enrollment_codes WHERE syear = ? AND type = "
                "'Roll'",
                {std::int64_t{year}})
            .value_or(0);
    }

    void add_roll_code() {
        if (roll_code(next_) != 0) return;
        run("INSERT INTO student_enrollment_codes (syear, title, short_name, type) SELECT syear + "
            "1, title, short_name, type FROM student_enrollment_codes WHERE syear = ?",
            {std::int64_t{year_}});
        if (roll_code(next_) == 0)
            run("INSERT INTO student_enrollment_codes (syear, title, short_name, type) VALUES (?, "
                "'Rolled Over', 'ROLL', 'Roll')",
                {std::int64_t{next_}});
    }

    void graduate() {
        report_.finished = run(
            "UPDATE student_enrollment e JOIN school_gradelevels g ON g.id = e.grade_id AND "
            "g.next_grade_id IS NULL SET e.next_school = ? WHERE e.school_id = ? AND e.syear = ? "
            "AND e.end_date IS NULL",
            {kNotAgain, school_, std::int64_t{year_}});
    }

    std::vector<Stay> open_stays() {
        std::vector<Stay> out;
        const std::string today = options_.today.text();
        const auto rows = connection_.query(
            "SELECT student_id, grade_id, next_school FROM student_enrollment WHERE school_id = ? "
            "AND syear = ? AND start_date <= ? AND (end_date IS NULL OR end_date >= ?) ORDER BY id",
            {school_, std::int64_t{year_}, std::string_view(today), std::string_view(today)});
        while (const auto* row = rows->next())
            out.push_back({row->integer(0), row->integer(1), row->integer(2), !row->is_null(2)});
        return out;
    }

    std::map<std::int64_t, std::optional<std::int64_t>> next_grades() {
        std::map<std::int64_t, std::optional<std::int64_t>> out;
        const auto rows = connection_.query("SELECT id, next_grade_id FROM school_gradelevels");
        while (const auto* row = rows->next())
            out[row->integer(0)] = row->maybe_integer(1);
        return out;
    }

    void roll_students() {
        const std::int64_t roll = roll_code(next_);
        const auto grades = next_grades();
        BulkTable table(connection_, "student_enrollment",
                        {"syear", "school_id", "student_id", "grade_id", "start_date",
                         "enrollment_code", "next_school", "last_school"});
        for (const Stay& stay : open_stays()) {
            if (!stay.told || stay.next_school == kNotAgain) continue;
            const bool retained = stay.next_school == 0;
            const bool elsewhere = !retained && stay.next_school != school_;
            std::optional<std::int64_t> grade = stay.grade;
            if (!retained)
                grade = grades.contains(stay.grade) ? grades.at(stay.grade) : std::nullopt;
            const std::int64_t school = elsewhere ? stay.next_school : school_;
            if (elsewhere)
                grade = connection_.one_integer(
                    "SELECT MIN(id) FROM school_gradelevels WHERE school_id = ?", {school});
            table.add({next_, school, stay.student, grade, first_day_, roll, school,
                       elsewhere ? stay.next_school : school_});
            ++report_.students;
        }
        table.flush();
        run("UPDATE student_enrollment SET end_date = ?, drop_code = ? WHERE school_id = ? AND "
            "syear = ? AND end_date IS NULL AND drop_code IS NULL",
            {std::string_view(first_day_text()), roll_code(year_), school_, std::int64_t{year_}});
    }

    const std::string& first_day_text() { return first_day_text_ = first_day_.text(); }

    db::Connection& connection_;
    const std::int64_t school_;
    const int year_;
    const int next_;
    const RolloverOptions& options_;
    Date first_day_;
    std::string first_day_text_;
    RolloverReport::OfSchool report_;
};

// The year that holds the day, else the last one before it.
int year_of(db::Connection& connection, std::int64_t school, const std::string& today) {
    const auto year = connection.one_integer(
        "SELECT MAX(syear) FROM school_years WHERE school_id = ? AND start_date <= ?",
        {school, std::string_view(today)});
    if (year) return static_cast<int>(*year);
    throw base::Failure(base::ExitCode::usage,
                        {"The sample school cannot roll over", "school:" + std::to_string(school),
                         "it has no school year that has begun", "Make the sample school first.",
                         "school.no_year"});
}

}  // namespace

RolloverReport roll_over(db::Connection& connection, const RolloverOptions& options) {
    std::vector<std::int64_t> schools = options.schools;
    if (schools.empty()) {
        const auto rows = connection.query("SELECT id FROM schools ORDER BY id");
        while (const auto* row = rows->next())
            schools.push_back(row->integer(0));
    }
    const SessionMode mode(connection);
    db::Transaction transaction(connection);
    RolloverReport out;
    for (const std::int64_t school : schools)
        out.schools.push_back(
            Roller(connection, school, year_of(connection, school, options.today.text()), options)
                .roll());
    transaction.commit();
    return out;
}

std::string RolloverReport::text() const {
    std::string out;
    for (const OfSchool& s : schools)
        out += fmt::format(
            "school {} rolled over from {} to {}: {} marking periods, {} subjects, {} courses, {} "
            "sections, {} staff, {} students; {} finish\n",
            s.school, s.from, s.to, s.marking_periods, s.subjects, s.courses, s.sections, s.staff,
            s.students, s.finished);
    return out;
}

}  // namespace causeway::sandbox
