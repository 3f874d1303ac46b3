// SPDX-License-Identifier: GPL-3.0-or-later
// The year's turn as plain values: which year of a school counts, which removals are held, what
// openSIS's rollover left behind, and what a turn would do. The rules in turn.cpp are pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/key.h"

namespace causeway::model {

// ---- what the link knows ----

// Between these days, both included, nothing is taken away in Moodle.
struct Hold {
    base::Date from;
    base::Date to;
    std::string by;
    base::Instant at = 0;
};

// One school's way from one year into a later one, confirmed by a person.
struct SchoolTurn {
    std::int64_t turn = 0;  // of all schools that were confirmed together
    std::int64_t school = 0;
    int from = 0;
    int to = 0;
    base::Date begins;                    // from this day on the new year counts
    std::map<Kind, std::int64_t> agreed;  // so many records of a kind may leave with it
    std::int64_t run = 0;                 // the first run in the new year; 0: none yet
    bool finished = false;                // all that the turn calls for has been done
};

struct TurnState {
    std::optional<Hold> hold;                  // the one that was set last and not released
    std::map<std::int64_t, int> seen;          // each school's year at its last whole run
    std::map<std::int64_t, SchoolTurn> turns;  // each school's last one, unless taken back
};

// The turn whose new year counts by this day, or nothing.
const SchoolTurn* turn_that_counts(const TurnState& state, std::int64_t school, base::Date today);
// Which year is read of each school; a school that is not in it is read in the year that is named
// in the settings, else in the one that its dates call for. The year of a school moves by its turn
// alone, whatever openSIS has rolled over to meanwhile; a later year that is named in the settings
// moves it too, and then the guard asks.
std::map<std::int64_t, int> years_that_count(const TurnState& state, std::optional<int> named,
                                             base::Date today);
// The last day of a hold that covers this day.
std::optional<base::Date> held_until(const TurnState& state, base::Date today);

// ---- what openSIS's rollover left ----

// How many records of one kind a school has in both years, and how many of the new ones openSIS
// made out of old ones (`rollover_id`; of people: who is there in both).
struct Rolled {
    std::string what;  // "marking periods", "subjects", "courses", "sections", "staff", "students"
    std::int64_t old_year = 0;
    std::int64_t new_year = 0;
    std::int64_t linked = 0;
    bool operator==(const Rolled&) const = default;
};

struct YearSpan {
    int year = 0;
    std::optional<base::Date> start;
    std::optional<base::Date> end;
};

struct SchoolRollover {
    std::int64_t school = 0;
    std::string title;
    YearSpan now;                  // the year that counts
    std::optional<YearSpan> next;  // the one to turn to; nothing: openSIS has no later one
    std::vector<Rolled> rolled;    // in the order above; empty without `next`
};

// One enrolment of a student in a school, in the old or in the new year.
struct Stay {
    std::int64_t school = 0;
    bool in_new_year = false;
    std::string grade;  // title of the grade level; may be empty
    // In the old year, what openSIS's rollover was told to do with the student: the number of the
    // next school, 0 to retain, -1 not to enrol again; nothing: it was not told.
    std::optional<std::int64_t> next_school;
    std::optional<base::Date> start;
    std::optional<base::Date> end;
    std::string drop;  // type of the drop code: "Roll", "Drop", "TrnD"
};

struct RolloverBook {
    std::vector<SchoolRollover> schools;                 // by number
    std::map<std::int64_t, std::int64_t> sections;       // new section -> the one it was made of
    std::map<std::int64_t, std::vector<Stay>> students;  // in order of their start
    std::map<std::int64_t, std::string> names;           // of these students
    // Schools of the staff: (staff, in the new year) -> schools
    std::map<std::pair<std::int64_t, bool>, std::vector<std::int64_t>> staff;

    [[nodiscard]] const SchoolRollover* of(std::int64_t school) const;
};

}  // namespace causeway::model
