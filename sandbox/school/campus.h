// SPDX-License-Identifier: GPL-3.0-or-later
// The places and the staff of the sample school: schools with their years, marking periods,
// subjects, courses, teachers and sections. Written by make_school() before the pupils come; what
// they need to know of it is handed on in memory. One thread; errors come from the connection.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/db.h"
#include "sandbox/school/calendar.h"
#include "sandbox/school/dice.h"
#include "sandbox/school/generator.h"

namespace causeway::sandbox {

struct MadeSection {
    std::int64_t id = 0;
    std::int64_t course = 0;
    std::string mp;                              // FY, SEM, QTR
    std::optional<std::int64_t> marking_period;  // nothing: a date range of its own
    Span span;
};

struct MadeSchool {
    std::int64_t id = 0;
    std::int64_t full_year = 0;              // marking period
    std::vector<std::int64_t> grades;        // lowest first
    std::vector<MadeSection> sections;       // section i is held in period i % kPeriods
    std::vector<std::int64_t> old_sections;  // of the year before
    std::int64_t old_course = 0;
};

struct Codes {  // student_enrollment_codes
    std::int64_t added = 0;
    std::int64_t rolled = 0;  // into this year
    std::int64_t dropped = 0;
    std::int64_t went = 0;           // to another school
    std::int64_t came = 0;           // from another school
    std::int64_t rolled_before = 0;  // out of the year before
};

struct Campus {
    std::vector<MadeSchool> schools;
    Codes codes;
};

inline constexpr std::size_t kPeriods = 6;  // a student sits in one section of each

// `pupils` per school. Fills the report's places and staff.
Campus build_campus(db::Connection& connection, Dice& dice, const Calendar& calendar,
                    const std::vector<int>& pupils, SchoolReport& report);

// One school as its administrator sets it up on the first day: year, semesters and quarters, grade
// levels, a calendar and the enrolment codes.
void add_bare_campus(db::Connection& connection, const Calendar& calendar);

}  // namespace causeway::sandbox
