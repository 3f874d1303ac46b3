// SPDX-License-Identifier: GPL-3.0-or-later
// The sample school rolls over: the same rows change as when openSIS's own rollover page runs, so
// that the year's turn can be tried and tested. New marking periods, calendars, subjects, courses
// and sections with rollover_id; staff copied; students enrolled anew by what they were told to do
// next (next_school), their open old rows ended on the first day of the new year; schedules and
// grades are not rolled. Rolling over again throws the new year away and makes it anew, as openSIS
// does. Called by `causeway school --roll-over`, tests and the demo. One thread. Failure(usage)
// when a school has no year to roll over; database errors come as base::Failure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "db/db.h"

namespace causeway::sandbox {

struct RolloverOptions {
    std::vector<std::int64_t> schools;  // empty: all
    base::Date today;                   // the day on which somebody presses the button
    // First tell the students of each school's highest grade not to enrol again, as an office
    // would.
    bool graduate_the_highest_grade = true;
};

struct RolloverReport {
    struct OfSchool {
        std::int64_t school = 0;
        int from = 0;
        int to = 0;
        std::int64_t marking_periods = 0;
        std::int64_t subjects = 0;
        std::int64_t courses = 0;
        std::int64_t sections = 0;
        std::int64_t staff = 0;
        std::int64_t students = 0;  // enrolled in the new year, in whichever school
        std::int64_t finished = 0;  // told not to enrol again
    };
    std::vector<OfSchool> schools;
    [[nodiscard]] std::string text() const;
};

RolloverReport roll_over(db::Connection& connection, const RolloverOptions& options);

}  // namespace causeway::sandbox
