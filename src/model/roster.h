// SPDX-License-Identifier: GPL-3.0-or-later
// The school as openSIS has it, as plain values. Texts are clean UTF-8, tidied (one blank between
// words, none at the ends) but otherwise as entered; empty means "not given". Dates are civil
// days of the school; an end day is inclusive.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/fields.h"
#include "model/key.h"

namespace causeway::model {

struct School {
    std::int64_t id = 0;
    std::string title;
    int year = 0;  // the school year that takes part: the calendar year in which it begins
    std::optional<base::Date> year_start;
    std::optional<base::Date> year_end;
    int rolled_to = 0;  // a later year that openSIS has students in already; 0: none
    [[nodiscard]] Key key() const { return {Kind::school, id, 0}; }
};

struct Subject {
    std::int64_t id = 0;
    std::int64_t school = 0;
    std::string title;
    [[nodiscard]] Key key() const { return {Kind::subject, id, 0}; }
};

struct Course {
    std::int64_t id = 0;
    std::int64_t subject = 0;
    std::int64_t school = 0;
    std::string title;
    std::string short_name;
    [[nodiscard]] Key key() const { return {Kind::course, id, 0}; }
};

struct Section {  // openSIS: course period
    std::int64_t id = 0;
    std::int64_t course = 0;
    std::int64_t subject = 0;
    std::int64_t school = 0;
    int year = 0;
    std::string short_name;    // the section's own: "P1", "A"
    std::string course_title;  // "Algebra I"
    std::string course_short_name;
    std::string term;  // title of its marking period ("Semester 1"); empty for a custom date range
    std::optional<base::Date> begin;
    std::optional<base::Date> end;
    [[nodiscard]] Key key() const { return {Kind::section, id, 0}; }
};

struct Person {
    Kind kind = Kind::student;  // staff or student
    std::int64_t id = 0;
    std::int64_t school = 0;  // of several, the one with the lowest number
    std::string first_name;
    std::string middle_name;
    std::string last_name;
    std::string common_name;  // preferred first name; students only
    std::string email;
    std::string login;      // openSIS user name, as entered
    bool disabled = false;  // may not sign in there now (locked, switched off)
    // Mapped fields as Moodle is to hold them, and those that it cannot hold.
    Values profile = {};
    std::vector<UnfitValue> unfit = {};
    [[nodiscard]] Key key() const { return {kind, id, 0}; }
};

struct Enrolment {
    Kind kind = Kind::learns;  // learns, teaches or manages
    std::int64_t place = 0;    // section (learns, teaches) or school (manages)
    std::int64_t person = 0;
    std::int64_t school = 0;
    std::optional<base::Date> from;  // first day
    std::optional<base::Date> to;    // last day, inclusive
    bool dropped = false;            // ended before its section does, and that day is past
    [[nodiscard]] Key key() const { return {kind, place, person}; }
};

// What a reading of openSIS is about.
struct RosterScope {
    std::vector<std::int64_t> schools;       // empty: all
    std::optional<int> year;                 // nothing: each school's current year
    base::Date today;                        // decides what is current
    std::map<std::int64_t, int> years = {};  // of single schools; they count over `year`
};

}  // namespace causeway::model
