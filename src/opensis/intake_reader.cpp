// SPDX-License-Identifier: GPL-3.0-or-later
#include "opensis/intake_reader.h"

#include <fmt/format.h>

#include "base/failure.h"
#include "opensis/entered_text.h"
#include "opensis/school_year.h"
#include "opensis/session.h"

namespace causeway::opensis {

namespace {

using model::Kind;
using model::SisSchool;

[[noreturn]] void no_place(std::string record, std::string why, std::string cure) {
    throw base::Failure(base::ExitCode::usage,
                        {"Nothing can be brought into openSIS", std::move(record), std::move(why),
                         std::move(cure), "intake.no_place"});
}

template <class Take>
void each(db::Connection& connection, std::string_view sql, std::initializer_list<db::Value> values,
          const Take& take) {
    const auto rows = connection.query(sql, values);
    while (const db::Row* row = rows->next())
        take(*row);
}

void read_terms(db::Connection& connection, SisSchool& out) {
    const std::pair<const char*, const char*> tables[] = {
        {"FY", "school_years"}, {"SEM", "school_semesters"}, {"QTR", "school_quarters"}};
    for (const auto& [level, table] : tables)
        each(connection,
             fmt::format("SELECT marking_period_id, title, short_name, start_date, end_date FROM "
                         "{} WHERE school_id = ? AND syear = ? ORDER BY marking_period_id",
                         table),
             {out.id, std::int64_t{out.year}}, [&](const db::Row& row) {
                 const auto begin = entered_date(row.text(3));
                 const auto end = entered_date(row.text(4));
                 if (begin && end)
                     out.terms.push_back({row.integer(0), level, entered_text(row.text(1)),
                                          entered_text(row.text(2)), *begin, *end});
             });
}

model::SisPerson person_of(const db::Row& row, Kind kind) {
    model::SisPerson out;
    out.kind = kind;
    out.id = row.integer(0);
    out.first_name = entered_text(row.text(1));
    out.middle_name = entered_text(row.text(2));
    out.last_name = entered_text(row.text(3));
    out.email = entered_text(row.text(4));
    out.phone = entered_text(row.text(5));
    out.number = entered_text(row.text(6));
    out.birth_date = entered_text(row.text(7));
    out.login = entered_text(row.text(8));
    out.here = row.integer(9) != 0;
    return out;
}

// A person once, whatever number of logins they have.
void read_people(db::Connection& connection, SisSchool& out) {
    const auto take = [&](Kind kind) {
        return [&out, kind](const db::Row& row) {
            if (out.people.empty() || out.people.back().kind != kind ||
                out.people.back().id != row.integer(0))
                out.people.push_back(person_of(row, kind));
        };
    };
    each(connection,
         "SELECT st.staff_id, st.first_name, st.middle_name, st.last_name, st.email, st.phone, "
         "st.alternate_id, st.birthdate, la.username, EXISTS (SELECT 1 FROM "
         "staff_school_relationship r WHERE r.staff_id = st.staff_id AND r.school_id = ? AND "
         "r.syear = ?) FROM staff st LEFT JOIN login_authentication la ON la.user_id = "
         "st.staff_id AND la.profile_id NOT IN (3, 4) ORDER BY st.staff_id, la.id",
         {out.id, std::int64_t{out.year}}, take(Kind::staff));
    each(connection,
         "SELECT s.student_id, s.first_name, s.middle_name, s.last_name, s.email, s.phone, "
         "s.alt_id, s.birthdate, la.username, EXISTS (SELECT 1 FROM student_enrollment e WHERE "
         "e.student_id = s.student_id AND e.school_id = ? AND e.syear = ?) FROM students s LEFT "
         "JOIN login_authentication la ON la.user_id = s.student_id AND la.profile_id = 3 ORDER "
         "BY s.student_id, la.id",
         {out.id, std::int64_t{out.year}}, take(Kind::student));
}

void read_courses(db::Connection& connection, SisSchool& out) {
    const std::int64_t year = out.year;
    each(connection,
         "SELECT subject_id, title FROM course_subjects WHERE school_id = ? AND syear = ? ORDER BY "
         "subject_id",
         {out.id, year}, [&](const db::Row& row) {
             out.subjects.push_back({row.integer(0), 0, entered_text(row.text(1))});
         });
    each(connection,
         "SELECT course_id, subject_id, title FROM courses WHERE school_id = ? AND syear = ? ORDER "
         "BY course_id",
         {out.id, year}, [&](const db::Row& row) {
             out.courses.push_back({row.integer(0), row.integer(1), entered_text(row.text(2))});
         });
    each(connection,
         "SELECT cp.course_period_id, cp.course_id, cp.short_name, c.title, cp.begin_date, "
         "cp.end_date, cp.mp, cp.marking_period_id, cp.teacher_id, cp.secondary_teacher_id, "
         "EXISTS (SELECT 1 FROM course_period_var v WHERE v.course_period_id = "
         "cp.course_period_id AND v.does_attendance = 'Y') FROM course_periods cp JOIN courses c "
         "ON c.course_id = cp.course_id WHERE cp.school_id = ? AND cp.syear = ? ORDER BY "
         "cp.course_period_id",
         {out.id, year}, [&](const db::Row& row) {
             model::SisSection& section = out.sections.emplace_back();
             section.id = row.integer(0);
             section.course = row.integer(1);
             section.short_name = entered_text(row.text(2));
             section.course_title = entered_text(row.text(3));
             section.begin = entered_date(row.text(4));
             section.end = entered_date(row.text(5));
             section.level = entered_text(row.text(6));
             section.term = row.integer(7);
             section.teacher = row.integer(8);
             section.second_teacher = row.integer(9);
             section.attendance = row.integer(10) != 0;
         });
    each(connection,
         "SELECT course_period_id, student_id, id FROM schedule WHERE school_id = ? AND syear = ? "
         "ORDER BY id",
         {out.id, year}, [&](const db::Row& row) {
             out.schedule[{row.integer(0), row.integer(1)}] = row.integer(2);
         });
    each(connection,
         "SELECT g.id, g.student_id, h.syear, g.course_code, g.course_title, g.grade_percent FROM "
         "student_report_card_grades g JOIN history_marking_periods h ON h.marking_period_id = "
         "g.marking_period_id WHERE h.school_id = ? AND g.course_period_id IS NULL ORDER BY g.id",
         {out.id}, [&](const db::Row& row) {
             out.history.push_back({row.integer(0), row.integer(1),
                                    static_cast<int>(row.integer(2)), entered_text(row.text(3)),
                                    entered_text(row.text(4)), std::string(row.text(5))});
         });
}

}  // namespace

model::SisSchool read_for_intake(db::Connection& connection, const model::RosterScope& scope) {
    return reading([&] {
        db::Transaction snapshot(connection,
                                 "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
        const auto places = load_places(connection, scope);
        if (places.size() != 1)
            no_place("",
                     places.empty() ? "openSIS has no school"
                                    : fmt::format("there are {} schools", places.size()),
                     "Name the one that is to take it up: --school NUMBER.");
        const Place& place = places.front();
        const std::string record = place.school.key().text();
        if (!place.has_year || !place.school.year_start || !place.school.year_end)
            no_place(record, "the school has no school year with a first and a last day",
                     "Set the school year up in openSIS (School Setup > Marking Periods).");
        SisSchool out;
        out.id = place.school.id;
        out.title = place.school.title;
        out.year = place.school.year;
        out.begin = *place.school.year_start;
        out.end = *place.school.year_end;
        out.calendar = connection
                           .one_integer(
                               "SELECT COUNT(*) FROM school_calendars WHERE school_id = ? "
                               "AND syear = ?",
                               {out.id, std::int64_t{out.year}})
                           .value_or(0) > 0;
        read_terms(connection, out);
        each(connection,
             "SELECT id, title, short_name FROM school_gradelevels WHERE school_id = ? ORDER BY "
             "sort_order IS NULL, sort_order, id",
             {out.id}, [&](const db::Row& row) {
                 out.grade_levels.push_back(
                     {row.integer(0), entered_text(row.text(1)), entered_text(row.text(2))});
             });
        read_people(connection, out);
        read_courses(connection, out);
        return out;
    });
}

}  // namespace causeway::opensis
