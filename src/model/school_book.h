// SPDX-License-Identifier: GPL-3.0-or-later
// What openSIS says of a section's gradebook, and what Causeway writes there, as plain values.
// src/opensis reads and writes them, src/grades decides. No I/O.
//
// Units. Points, percentages: whole hundredths (openSIS keeps decimal(6,2)), so that two values are
// equal or not; an excused grade is kExcused, which is how openSIS itself keeps it. Grade points
// and credits: thousandths. A category's weight: hundred-thousandths of the whole (0.4 = 40000).
// "No value" is openSIS's NULL.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "model/gradebook.h"

namespace causeway::model {

using Hundredths = std::int64_t;
inline constexpr Hundredths kExcused = -100;  // points of -1: openSIS shows '*'

enum class PeriodLevel : std::uint8_t { progress, quarter, semester, year };

struct MarkingPeriod {
    std::int64_t id = 0;
    PeriodLevel level = PeriodLevel::year;
    std::int64_t parent = 0;
    std::string title;
    base::Date start, end;
    std::optional<base::Date> post_from, post_to;  // when final grades may be posted
    bool does_grades = false;
};

// A letter of the school's scale, as openSIS orders them: by lower bound, highest first.
struct ScaleLetter {
    std::int64_t id = 0;
    std::string title;
    std::optional<Hundredths> from;  // lower bound in per cent
    std::int64_t weighted_gp = 0;    // thousandths
    std::int64_t unweighted_gp = 0;
};

enum class Rounding : std::uint8_t { two_decimals, up, down, normal };

struct SchoolSection {
    std::int64_t id = 0;
    std::int64_t school = 0;
    int year = 0;
    std::int64_t course = 0;
    std::string course_title;
    std::string title;  // the section's short name
    std::int64_t teacher = 0;
    std::int64_t period = 0;  // of one of its meetings; 0: it has none
    PeriodLevel level = PeriodLevel::year;
    std::optional<std::int64_t> marking_period;  // none: dates of its own
    base::Date begin, end;
    std::optional<std::int64_t> scale;
    std::optional<std::int64_t> gp_scale;  // thousandths
    std::optional<std::int64_t> credits;   // thousandths
    bool weighted_course = false;
    bool own_break_offs = false;  // the teacher's, not the school's
    // The teacher's gradebook configuration.
    bool weights = false;
    Rounding rounding = Rounding::two_decimals;
    std::map<std::int64_t, Hundredths> break_offs;  // by letter
};

struct Pupil {
    std::int64_t student = 0;
    base::Date from, to;                      // in the section, the union of all spells
    std::optional<base::Date> enrolled_from;  // newest enrolment in the school: openSIS's own rule
    [[nodiscard]] bool there(base::Date day) const { return from <= day && day <= to; }
};

// One row of openSIS's gradebook, or what is to stand in it. Which fields count, the kind says.
enum class BookKind : std::uint8_t { category, item, grade, final, total };
std::string_view name(BookKind kind);  // "category"; total: a Moodle total, no row of its own

struct BookRow {
    std::string title;                        // category, item; of a final: the course's title
    std::optional<std::int64_t> weight;       // category
    std::int64_t type = 0;                    // item: assignment_type_id; 0: of `category`
    RemoteId category = 0;                    // item: the category it stands in
    std::int64_t whole_points = 0;            // item: maximum; 0: extra credit
    std::optional<base::Date> assigned, due;  // item
    std::int64_t marking_period = 0;          // item
    std::string description;                  // item: plain text, before openSIS's encoding
    std::optional<Hundredths> points;         // grade: points; final: per cent
    // Grade. Of a final's `agreed`: the posting, as to_json(), that a person let it replace.
    std::string comment;
    std::int64_t letter = 0;   // final: report_card_grade_id; 0: none
    std::string letter_title;  // final
    std::optional<std::int64_t> weighted_gp, unweighted_gp, gp_scale;  // final
    std::optional<std::int64_t> credit_attempted, credit_earned;       // final
    bool operator==(const BookRow&) const = default;
};
std::string to_json(const BookRow& row);
BookRow book_row_from_json(std::string_view json);

// How a Moodle item's grades become openSIS's points; kept with the link, so that a single changed
// grade can be carried without reading the item again.
struct Measure {
    double min = 0;
    double max = 0;
    std::int64_t points = 0;         // what openSIS has as maximum; 0: extra credit
    std::vector<std::string> scale;  // texts, lowest first; empty: points
    bool hidden = false;             // the item, from students
    bool sent = false;               // openSIS's own assignment, which Causeway sent to Moodle
    bool operator==(const Measure&) const = default;
};

std::string to_json(const Measure& measure);
Measure measure_from_json(std::string_view json);

// What was agreed last about a category, an item or a total.
struct ItemLink {
    BookKind kind = BookKind::item;
    RemoteId remote = 0;     // grade_categories.id or grade_items.id
    std::int64_t local = 0;  // assignment_type_id or assignment_id; 0 for a total
    BookRow agreed;
    Measure measure;
    std::string kept;  // what a person chose not to take; "" nothing
    std::int64_t run = 0;
};

// Where a grade comes from.
struct Provenance {
    std::optional<double> raw, final;
    double max = 0;
    std::optional<double> weight;
    std::string state;  // "graded, late, overridden"
    RemoteId grader = 0;
    base::Instant graded_at = 0;
    bool operator==(const Provenance&) const = default;
};

struct GradeLink {
    BookKind kind = BookKind::grade;
    std::int64_t part = 0;  // grade: the Moodle item; final: the marking period
    std::int64_t student = 0;
    std::int64_t local = 0;  // assignment_id or student_report_card_grades.id
    BookRow agreed;          // of a grade: points and comment
    Provenance from;
    std::string kept;
    std::int64_t run = 0;
};

// One grade of which there is news: what is to be read again.
struct GradePlace {
    std::int64_t section = 0;
    RemoteId item = 0;
    std::int64_t student = 0;
    auto operator<=>(const GradePlace&) const = default;
};

struct StoredRow {
    std::int64_t id = 0;       // assignment_type_id, assignment_id, student_report_card_grades.id
    std::int64_t student = 0;  // grade (id: the assignment), final
    std::int64_t part = 0;     // final: the marking period
    BookRow row;
};

// One section as openSIS holds it, with our links. Categories, items: those of this section alone
// (course-wide ones are the teacher's). Lists ascend by id, grades by id then student.
struct SchoolBook {
    SchoolSection section;
    std::vector<MarkingPeriod> periods;  // of the school's year
    std::vector<ScaleLetter> letters;    // of the section's scale, in openSIS's order
    std::vector<Pupil> pupils;
    std::vector<StoredRow> categories, items, grades, finals;
    std::vector<ItemLink> item_links;
    std::vector<GradeLink> grade_links;
    std::vector<std::int64_t> completed;  // marking periods the teacher declared finished
};

// ---- what is to be done ----

enum class BookVerb : std::uint8_t {
    create,
    update,
    remove,
    note,  // openSIS's row stays; what we know of it changes
};
std::string_view name(BookVerb verb);

// What was agreed before a step, as undo puts it back.
struct LinkBefore {
    BookRow agreed;
    std::string kept;
    std::string third;  // of a grade or section grade its state, of others the measure as JSON
    Provenance from;    // of a grade or section grade
};

struct BookStep {
    BookKind kind = BookKind::item;
    BookVerb verb = BookVerb::create;
    RemoteId remote = 0;       // category, item, total; grade: its item
    std::int64_t part = 0;     // grade: the item; final: the marking period
    std::int64_t student = 0;  // grade, final
    std::int64_t local = 0;    // openSIS's id; 0 where the row or its item is yet to be made
    BookRow before, after;     // what openSIS holds, and is to hold
    BookRow agreed;            // what both agree on afterwards
    Measure measure;           // item, total
    Provenance from;           // grade, final
    std::string kept;
    bool forget = false;                    // the link goes
    std::optional<LinkBefore> link_before;  // of update and remove; none: nothing was agreed
    std::string reason;
};

// Of one section, in their order. Refers to what the caller keeps.
struct SectionSteps {
    const SchoolSection& section;
    std::span<const BookStep> steps;
};

}  // namespace causeway::model
