// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/school/edits.h"

#include <algorithm>

#include "base/failure.h"

namespace causeway::sandbox {

namespace {

[[noreturn]] void not_there(std::string record) {
    throw base::Failure(base::ExitCode::usage,
                        {"The sample school was not changed", std::move(record),
                         "there is no such record", "Name one that is there.", "school.no_record"});
}

std::string key(std::string_view kind, std::int64_t id) {
    return std::string(kind) + ":" + std::to_string(id);
}

std::string one_text(db::Connection& connection, std::string_view sql, std::int64_t id) {
    return connection.one_text(sql, {id}).value_or("");
}

// openSIS makes a section's title from its short name and its teacher's name.
void retitle(db::Connection& connection, std::int64_t section) {
    connection.run(
        "UPDATE course_periods cp JOIN staff st ON st.staff_id = cp.teacher_id "
        "SET cp.title = LEFT(CONCAT(cp.short_name, ' - ', st.first_name, '  ', st.last_name), 100) "
        "WHERE cp.course_period_id = ?",
        {section});
}

}  // namespace

void rename_student(db::Connection& connection, std::int64_t student, std::string_view first_name,
                    std::string_view last_name) {
    if (one_text(connection, "SELECT student_id FROM students WHERE student_id = ?", student)
            .empty())
        not_there(key("student", student));
    connection.run("UPDATE students SET first_name = ?, last_name = ? WHERE student_id = ?",
                   {first_name, last_name, student});
}

std::int64_t drop_schedule(db::Connection& connection, std::int64_t section, std::int64_t student,
                           base::Date last_day) {
    const std::string day = last_day.text();
    const std::int64_t ended = connection.run(
        "UPDATE schedule SET end_date = ?, modified_date = ?, modified_by = '1', dropped = 'Y' "
        "WHERE course_period_id = ? AND student_id = ? "
        "AND (end_date IS NULL OR end_date < '1000-01-01' OR end_date > ?)",
        {std::string_view(day), std::string_view(day), section, student, std::string_view(day)});
    if (ended == 0) not_there("learns:" + std::to_string(section) + "/" + std::to_string(student));
    return ended;
}

// openSIS's trigger on `schedule` writes to course_periods, so that an INSERT ... SELECT from there
// would be refused: read first, write then.
void add_schedule(db::Connection& connection, std::int64_t section, std::int64_t student,
                  base::Date first_day) {
    std::int64_t year = 0;
    std::int64_t school = 0;
    std::int64_t course = 0;
    std::int64_t marking_period = 0;
    std::string mp;
    std::string begin;
    {
        // The full year's number stands for a section with dates of its own.
        const auto rows = connection.query(
            "SELECT cp.syear, cp.school_id, cp.course_id, COALESCE(cp.marking_period_id, "
            "(SELECT MIN(y.marking_period_id) FROM school_years y "
            " WHERE y.school_id = cp.school_id AND y.syear = cp.syear)), cp.mp, cp.begin_date "
            "FROM course_periods cp WHERE cp.course_period_id = ?",
            {section});
        const auto* row = rows->next();
        if (row == nullptr) not_there(key("section", section));
        year = row->integer(0);
        school = row->integer(1);
        course = row->integer(2);
        marking_period = row->integer(3);
        mp = row->text(4);
        begin = row->text(5);
    }
    const std::string day = first_day.text();
    connection.run(
        "INSERT INTO schedule (syear, school_id, student_id, start_date, end_date, modified_date, "
        "modified_by, course_id, course_period_id, mp, marking_period_id, dropped) "
        "VALUES (?, ?, ?, ?, NULL, ?, '1', ?, ?, ?, ?, 'N')",
        {year, school, student, std::string_view(std::max(day, begin)), std::string_view(day),
         course, section, std::string_view(mp), marking_period});
}

std::int64_t add_student(db::Connection& connection, const NewStudent& student) {
    const std::string start = student.start.text();
    connection.run(
        "INSERT INTO students (last_name, first_name, email) "
        "VALUES (?, ?, NULLIF(?, ''))",
        {std::string_view(student.last_name), std::string_view(student.first_name),
         std::string_view(student.email)});
    const std::int64_t id = connection.last_insert_id();
    connection.run(
        "INSERT INTO login_authentication (user_id, profile_id, username, failed_login) "
        "VALUES (?, 3, NULLIF(?, ''), 0)",
        {id, std::string_view(student.login)});
    connection.run(
        "INSERT INTO student_enrollment (syear, school_id, student_id, grade_id, start_date, "
        "enrollment_code, next_school) "
        "SELECT ?, ?, ?, (SELECT MIN(g.id) FROM school_gradelevels g WHERE g.school_id = ?), ?, "
        "(SELECT MIN(c.id) FROM student_enrollment_codes c WHERE c.syear = ? AND c.type = 'Add'), "
        "?",
        {std::int64_t{student.year}, student.school, id, student.school, std::string_view(start),
         std::int64_t{student.year}, student.school});
    return id;
}

void drop_student(db::Connection& connection, std::int64_t student, std::int64_t school, int year,
                  base::Date last_day) {
    const std::string day = last_day.text();
    const auto ended = connection.run(
        "UPDATE student_enrollment SET end_date = ?, drop_code = (SELECT MIN(c.id) "
        "FROM student_enrollment_codes c WHERE c.syear = ? AND c.type = 'Drop') "
        "WHERE student_id = ? AND school_id = ? AND syear = ? "
        "AND (end_date IS NULL OR end_date < '1000-01-01' OR end_date > ?)",
        {std::string_view(day), std::int64_t{year}, student, school, std::int64_t{year},
         std::string_view(day)});
    if (ended == 0) not_there(key("student", student));
    connection.run(
        "UPDATE schedule SET end_date = ?, dropped = 'Y' "
        "WHERE student_id = ? AND school_id = ? AND syear = ? "
        "AND (end_date IS NULL OR end_date < '1000-01-01' OR end_date > ?)",
        {std::string_view(day), student, school, std::int64_t{year}, std::string_view(day)});
}

std::int64_t add_section(db::Connection& connection, std::int64_t like,
                         std::string_view short_name) {
    const auto added = connection.run(
        "INSERT INTO course_periods (syear, school_id, course_id, title, short_name, mp, "
        "marking_period_id, begin_date, end_date, teacher_id, total_seats, filled_seats, credits, "
        "schedule_type, modified_by) "
        "SELECT syear, school_id, course_id, title, ?, mp, marking_period_id, begin_date, "
        "end_date, teacher_id, total_seats, 0, credits, schedule_type, 1 "
        "FROM course_periods WHERE course_period_id = ?",
        {short_name, like});
    if (added == 0) not_there(key("section", like));
    const std::int64_t id = connection.last_insert_id();
    connection.run(
        "UPDATE course_periods SET parent_id = course_period_id "
        "WHERE course_period_id = ?",
        {id});
    connection.run(
        "INSERT INTO course_period_var (course_period_id, days, period_id, start_time, end_time, "
        "room_id) SELECT ?, days, period_id, start_time, end_time, room_id "
        "FROM course_period_var WHERE course_period_id = ?",
        {id, like});
    retitle(connection, id);
    return id;
}

void change_teacher(db::Connection& connection, std::int64_t section, std::int64_t teacher) {
    if (one_text(connection, "SELECT staff_id FROM staff WHERE staff_id = ?", teacher).empty())
        not_there(key("staff", teacher));
    if (one_text(connection,
                 "SELECT course_period_id FROM course_periods WHERE course_period_id = ?", section)
            .empty())
        not_there(key("section", section));
    connection.run("UPDATE course_periods SET teacher_id = ? WHERE course_period_id = ?",
                   {teacher, section});
    retitle(connection, section);
}

}  // namespace causeway::sandbox
