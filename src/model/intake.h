// SPDX-License-Identifier: GPL-3.0-or-later
// The words of "Get LMS Data": what a Moodle that was there first holds, what openSIS has to take
// it up, what is written there, and what it takes to take that back. Plain values; texts are as
// the side they come from gives them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "model/fields.h"
#include "model/key.h"
#include "model/lms.h"

namespace causeway::model {

// ---- Moodle ----

// What a mapped field of somebody new begins with in openSIS.
struct TakenValue {
    std::string sis;         // SisField::id
    std::string lms;         // short name of the profile field that it comes from
    std::string field;       // the pair, as a person knows it
    std::string value;       // in openSIS's form
    bool to_moodle = false;  // from now on openSIS's own value counts
};
struct MoodlePerson {
    FoundUser user;
    std::string phone;                    // empty where only core's functions are there
    std::vector<TakenValue> fields = {};  // by the school's mapping; empty where nothing is mapped
    std::vector<UnfitValue> unfit = {};   // pairs whose value has no counterpart; no key yet
};
struct MoodleCourse {
    FoundCourse course;
    std::vector<std::pair<RemoteId, std::string>> categories;  // top first: id, name
};
struct MoodleMember {
    RemoteId id = 0;  // of the enrolment; 0: not known
    RemoteId user = 0;
    RemoteId course = 0;
    std::vector<std::string> roles;
    bool suspended = false;
    base::Instant start = 0;  // 0: at once, or not known
    base::Instant end = 0;    // 0: open
};
struct MoodleTotal {  // a student's course total
    RemoteId user = 0;
    RemoteId course = 0;
    double grade = 0;
    double max = 100;
};
// All that a run needs. Each list is complete, or the reading was an error.
struct MoodleSchool {
    std::vector<MoodlePerson> people;  // those who are in a course
    std::vector<MoodleCourse> courses;
    std::vector<MoodleMember> members;
    std::vector<MoodleTotal> totals;
};

// ---- openSIS ----

struct SisPerson {
    Kind kind = Kind::student;
    std::int64_t id = 0;
    std::string first_name;
    std::string middle_name;
    std::string last_name;
    std::string email;
    std::string phone;
    std::string number;      // alt_id of a student, alternate_id of staff
    std::string birth_date;  // "2010-05-01"
    std::string login;
    bool here = false;  // enrolled, or at work, in this school and year
    [[nodiscard]] Key key() const { return {kind, id, 0}; }
};
struct SisTerm {
    std::int64_t id = 0;
    std::string level;  // FY, SEM, QTR
    std::string title;
    std::string short_name;
    base::Date begin;
    base::Date end;
};
struct SisGradeLevel {
    std::int64_t id = 0;
    std::string title;
    std::string short_name;
};
struct SisPlace {  // a subject, or a course below one
    std::int64_t id = 0;
    std::int64_t parent = 0;
    std::string title;
};
struct SisSection {
    std::int64_t id = 0;
    std::int64_t course = 0;
    std::string short_name;
    std::string course_title;
    std::optional<base::Date> begin;
    std::optional<base::Date> end;
    std::string level;
    std::int64_t term = 0;  // 0: custom dates
    std::int64_t teacher = 0;
    std::int64_t second_teacher = 0;
    bool attendance = false;
};
struct SisHistory {
    std::int64_t id = 0;
    std::int64_t student = 0;
    int year = 0;
    std::string code;
    std::string title;
    std::string percent;  // "84.09"
};
struct SisSchool {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
    base::Date begin;
    base::Date end;
    bool calendar = false;  // it has one for this year
    std::vector<SisTerm> terms;
    std::vector<SisGradeLevel> grade_levels;  // in their order
    std::vector<SisPerson> people;            // of all schools
    std::vector<SisPlace> subjects;           // of this school and year, as all below
    std::vector<SisPlace> courses;
    std::vector<SisSection> sections;
    std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t>
        schedule;  // section, student -> row
    std::vector<SisHistory> history;
};

// ---- what is written ----

struct NewPerson {
    Kind kind = Kind::student;
    std::string first_name;
    std::string middle_name;
    std::string last_name;
    std::string email;
    std::string phone;
    std::string number;
    std::string login;          // empty: none
    std::string password_hash;  // empty: none, and nobody can sign in with it
    std::int64_t grade_level = 0;
    base::Date from;
    std::vector<TakenValue> fields = {};
};
// A person's fields that are to be otherwise, by the names of NewPerson's.
using PersonChange = std::map<std::string, std::string>;

struct NewSection {
    std::string subject;
    std::string course;
    std::string course_code;
    std::string short_name;
    std::string term_prefix;  // "S1", "Custom"; empty for a full year
    std::string level = "FY";
    std::int64_t term = 0;  // 0: custom dates
    base::Date begin;
    base::Date end;
    std::int64_t teacher = 0;
    double credits = 1;
};
struct NewSeat {
    std::int64_t section = 0;
    std::int64_t student = 0;
    base::Date from;
    base::Date to;
};
struct NewTeacher {
    std::int64_t section = 0;
    std::int64_t staff = 0;
    bool second = false;
};
struct NewHistory {
    std::int64_t student = 0;
    std::int64_t row = 0;  // of a grade that is there and differs; 0: a new one
    int year = 0;          // in which the course's school year began
    std::string period;    // "2025-2026"
    base::Date post;
    std::string code;
    std::string title;
    double percent = 0;
    double credits = 1;
    std::string grade_level;  // its title
};

// One row that was written. `before` empty: it was made; else what the columns held.
struct WrittenRow {
    std::string table;
    std::string id_column;
    std::int64_t id = 0;
    std::map<std::string, std::optional<std::string>> before;
};
struct Written {
    std::vector<Key> keys;  // of the record; of a section its course and subject too
    std::vector<WrittenRow> rows;
    std::vector<UnfitValue> unfit = {};  // fields of a new person that openSIS did not take
};

std::string to_json(const std::vector<WrittenRow>& rows);
std::vector<WrittenRow> written_from_json(std::string_view json);

}  // namespace causeway::model
