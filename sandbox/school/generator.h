// SPDX-License-Identifier: GPL-3.0-or-later
// The sample school: two schools with everything a real roster has, the awkward things included,
// written into an empty database of openSIS's shape (ours, or a real one). The same options give
// the same school on every machine. Called by `causeway school`, the demo, tests and benchmarks.
// One thread. Throws Failure(usage) when the database already holds a school, so that nobody
// fills a real one by a slip; database errors come as base::Failure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "db/db.h"

namespace causeway::sandbox {

struct SchoolOptions {
    int students = 500;  // at least 40
    std::uint64_t seed = 7;
    base::Date today;            // the school year is the one that contains it
    bool prepare_schema = true;  // false: the tables are there, as in a real openSIS
};

// What a reader that follows the rules must find there on that day.
struct SchoolReport {
    int year = 0;
    base::Date year_start;
    base::Date year_end;
    std::int64_t schools = 0;
    std::int64_t subjects = 0;
    std::int64_t courses = 0;
    std::int64_t sections = 0;
    std::int64_t staff = 0;           // that take part without the administrators
    std::int64_t administrators = 0;  // with a current relationship
    std::int64_t students = 0;        // that take part
    std::int64_t disabled = 0;        // of these
    std::int64_t gone = 0;            // left, and do not take part
    std::int64_t teaches = 0;
    std::int64_t learns = 0;   // student in section, counted once
    std::int64_t dropped = 0;  // of these

    struct Broken {
        std::string key;   // "student:17"
        std::string what;  // "no e-mail address"
    };
    std::vector<Broken> broken;  // people that Moodle cannot have as they are

    [[nodiscard]] std::string text() const;
};

SchoolReport make_school(db::Connection& connection, const SchoolOptions& options);

// One school with its year, semesters, grade levels and a calendar, and nobody in it: what a school
// has that used Moodle first. Of the options, the day and prepare_schema count.
SchoolReport make_empty_school(db::Connection& connection, const SchoolOptions& options);

}  // namespace causeway::sandbox
