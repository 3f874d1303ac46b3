// SPDX-License-Identifier: GPL-3.0-or-later
// Single changes to an openSIS-shaped database, each written as openSIS's own pages write it.
// Used by a lived day, by the demo and by tests. One thread; Failure(usage) names a record that
// is not there; other errors come from the connection.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "db/db.h"

namespace causeway::sandbox {

void rename_student(db::Connection& connection, std::int64_t student, std::string_view first_name,
                    std::string_view last_name);

// Ends every open row of this student in this section on `last_day`; returns the rows ended.
std::int64_t drop_schedule(db::Connection& connection, std::int64_t section, std::int64_t student,
                           base::Date last_day);

// From `first_day` until the section ends.
void add_schedule(db::Connection& connection, std::int64_t section, std::int64_t student,
                  base::Date first_day);

struct NewStudent {
    std::string first_name;
    std::string last_name;
    std::string email;  // empty: none
    std::string login;
    std::int64_t school = 0;
    int year = 0;
    base::Date start;
};
std::int64_t add_student(db::Connection& connection, const NewStudent& student);

// Ends the enrolment in this school and year, and the schedule there with it.
void drop_student(db::Connection& connection, std::int64_t student, std::int64_t school, int year,
                  base::Date last_day);

// A section like another one: same course, term, dates and teacher, no students.
std::int64_t add_section(db::Connection& connection, std::int64_t like,
                         std::string_view short_name);

void change_teacher(db::Connection& connection, std::int64_t section, std::int64_t teacher);

}  // namespace causeway::sandbox
