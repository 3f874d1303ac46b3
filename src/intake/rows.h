// SPDX-License-Identifier: GPL-3.0-or-later
// The plan of an intake: every row that Moodle holds of a kind, with its fate and the reason. The
// same value is shown, picked from and applied. Plain values; made by the plan_* functions, which
// are pure: no I/O, no clock, no randomness.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/problem.h"
#include "model/intake.h"

namespace causeway::intake {

enum class What { staff, students, courses, staff_schedule, student_schedule, history };
std::string_view name(What what);  // "staff-schedule"
std::optional<What> what_named(std::string_view name);

enum class Fate {
    create,     // new in openSIS
    update,     // linked, and some fields are to change there
    link,       // in openSIS already: from now on the two are one record
    doubtful,   // may be one that openSIS has: a person decides
    refused,    // cannot be taken, with cause and cure
    unchanged,  // linked, and the same on both sides
    left_out,   // by the wish of whoever started the run
};
inline constexpr std::array kFates = {Fate::create,  Fate::update,    Fate::link,    Fate::doubtful,
                                      Fate::refused, Fate::unchanged, Fate::left_out};
std::string_view name(Fate fate);  // as counts say it: "created", "updated", "linked", ...

struct ChangedPerson {
    model::Key key;
    model::PersonChange fields;
};
using Payload = std::variant<std::monostate, model::NewPerson, ChangedPerson, model::NewSection,
                             model::NewTeacher, model::NewSeat, model::NewHistory>;

struct Row {
    std::string id;    // "user:12", "course:7", "member:7/12": how a person picks it
    std::string kind;  // staff, students, sections, teaches, learns, history
    std::string title;
    model::RemoteId remote = 0;  // Moodle's id of the user or course
    Fate fate = Fate::create;
    model::Key key;  // of the record in openSIS; id 0 while there is none
    std::string reason;
    std::optional<base::Problem> problem;  // doubtful and refused ones
    Payload payload;
    std::vector<model::RemoteId> categories;  // of a course, top first
    // What Moodle says of it, for a person to look at: "email" and the like with their texts.
    std::vector<std::pair<std::string, std::string>> there;
    std::vector<model::Key> candidates;    // of a doubtful person: who it may be in openSIS
    bool slow = false;                     // openSIS recalculates attendance for this row
    std::vector<model::UnfitValue> unfit;  // mapped fields that a new person comes without
};
// All that a row is about to do, as one text: two rows with the same do the same.
std::string print_of(const Row& row);

// What is said of fields that somebody new comes without: a row each, refused.
std::vector<Row> rows_of_unfit(const Row& person);

// How many rows of a kind have which fate.
using Counts = std::map<std::string, std::map<Fate, std::int64_t>>;
Counts counts_of(const std::vector<Row>& rows);

// Which Moodle record is which openSIS record, as base has it. Users and courses apart.
struct Links {
    std::unordered_map<model::RemoteId, model::Key> people;
    std::unordered_map<model::RemoteId, model::Key> sections;
    std::set<model::Key> enrolments;
};

// What one of Moodle's categories becomes; an empty one: what its name says.
struct Place {
    std::string subject;
    std::string course;
};

struct Wishes {
    std::set<std::string> leave_out;  // row ids
    std::set<std::string> only;       // row ids; empty: all
    // What a person was shown: print_of() by row. Rows that would do something else wait.
    std::optional<std::map<std::string, std::string>> shown;
    std::map<model::RemoteId, Place> places;        // by the category of a course
    std::map<model::RemoteId, std::string> levels;  // grade level of who learns below a category
    std::set<std::string> same;         // "user:12=student:7": a person decided a doubtful one
    std::vector<std::string> teachers;  // role short names
    std::vector<std::string> students;
    bool course_each = false;   // an openSIS course for each Moodle course, not for each category
    bool custom_dates = false;  // the course's own dates instead of a marking period
    double credits = 1;
    std::string grade_level;  // title or short name; empty: the school's first
    std::string prefix = "opensis:";
    base::Zone zone = base::Zone::utc();
    base::Date today;
};

std::vector<Row> plan_people(What what, const model::MoodleSchool& moodle,
                             const model::SisSchool& sis, const Links& links, const Wishes& wishes);
std::vector<Row> plan_courses(const model::MoodleSchool& moodle, const model::SisSchool& sis,
                              const Links& links, const Wishes& wishes);
std::vector<Row> plan_schedule(What what, const model::MoodleSchool& moodle,
                               const model::SisSchool& sis, const Links& links,
                               const Wishes& wishes);
std::vector<Row> plan_history(const model::MoodleSchool& moodle, const model::SisSchool& sis,
                              const Links& links, const Wishes& wishes);
std::vector<Row> plan(What what, const model::MoodleSchool& moodle, const model::SisSchool& sis,
                      const Links& links, const Wishes& wishes);

// ---- shared by the plan_*.cpp ----

// Why openSIS cannot hold this text in a column of `limit` characters, or nothing. Its tables take
// no characters beyond the basic plane (utf8mb3), and its pages print names as they are.
std::optional<std::string> objection(std::string_view text, std::size_t limit);
bool has_role(const model::MoodleMember& member, const std::vector<std::string>& roles);
// The grade level that new students get and that history is told of; nothing: the school has none
// of that name, or none at all.
const model::SisGradeLevel* grade_level(const model::SisSchool& sis, const std::string& wished);
void refuse(Row& row, std::string why, std::string cure, std::string code);
// A row that a person left out or did not pick: it stands in nobody's way.
bool is_out(const std::string& row, const Wishes& wishes);
// Marks rows that were left out or not picked, and those that are otherwise than they were shown.
void heed(std::vector<Row>& rows, const Wishes& wishes);

}  // namespace causeway::intake
