// SPDX-License-Identifier: GPL-3.0-or-later
// What Moodle says of a section's gradebook, as plain values: categories, graded items, grades,
// letters; and how a reader proves that this is all of it. src/moodle makes them, src/grades
// decides what becomes of them in openSIS. No I/O.
//
// Units. Points are Moodle's own numbers (five decimals); they may be negative, above the maximum
// (extra credit, or a site that allows it) and out of nothing (max 0). Instants are unix seconds;
// 0 means "none". A moment becomes a day of the school only in the school's own zone.
//
// What a value says it does not know, nobody may conclude from. Core's functions (the plain path)
// tell neither weights, nor aggregation, nor drop rules, nor whether a grade is excluded, and
// leave out students whose enrolment is suspended; the plugin's listings (the fast path) tell it
// all. std::optional without a value means "not told", except where a comment says "none".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "model/lms.h"
#include "model/stream.h"

namespace causeway::model {

// How a category makes its total of what stands in it (grade_categories.aggregation).
enum class Aggregation : std::uint8_t {
    mean = 0,
    median = 2,
    lowest = 4,
    highest = 6,
    mode = 8,
    weighted_mean = 10,         // `weight` is each child's weight; 0 leaves it out
    simple_weighted_mean = 11,  // by each child's range (max - min)
    mean_with_extra_credit = 12,
    natural = 13,  // a sum of points; `weight_natural` is the share of the total, 0..1
};
std::string_view name(Aggregation aggregation);  // "weighted mean": the words of a page

// The weight of an item or of a category's total within the category that it stands in.
struct GradeWeight {
    double weight = 0;  // aggregationcoef: a weighted mean's weight (40 means 40 of the sum)
    double weight_natural = 0;  // aggregationcoef2: natural aggregation's share, 0..1
    bool set_by_hand = false;   // the natural share was typed in by a teacher
    bool extra_credit = false;  // adds points without adding to the maximum
    bool operator==(const GradeWeight&) const = default;
};

struct GradeCategory {
    RemoteId id = 0;  // grade_categories.id
    // 0: the course's top category, which every course has exactly one of. On the plain path 0 of
    // every category: the top one is then the one that the course total names.
    RemoteId parent = 0;
    RemoteId total = 0;  // its total's graded item (grade_items.id); 0: not told
    std::string name;    // of the top category: the course's full name
    // The rest only the fast path tells (nothing on the plain path).
    std::optional<Aggregation> aggregation;
    std::optional<int> keep_high;       // how many of the highest count; 0: all
    std::optional<int> drop_low;        // how many of the lowest do not count; 0: none
    std::optional<bool> only_graded;    // empty grades are left out (true) or count as the minimum
    std::optional<GradeWeight> weight;  // of its total in the category above
    std::optional<bool> hidden;         // now
    std::optional<double> min, max;     // of its total
    base::Instant modified = 0;
    bool operator==(const GradeCategory&) const = default;
};

enum class ItemKind : std::uint8_t {
    assignment,
    quiz,
    lesson,
    other,           // an activity of another module (`module` names it)
    manual,          // a column that a teacher made in the gradebook
    category_total,  // `category` is the category that it is the total of
    course_total,    // as above, of the top category
};
std::string_view name(ItemKind kind);  // "assignment", "category total"
[[nodiscard]] constexpr bool is_total(ItemKind kind) {
    return kind >= ItemKind::category_total;
}

struct GradedItem {
    RemoteId id = 0;  // grade_items.id: the stable key
    ItemKind kind = ItemKind::assignment;
    std::string module;     // "assign", "quiz", "lesson", "forum"; empty for manual and totals
    RemoteId instance = 0;  // of the activity in its module's table; 0 for manual and totals
    RemoteId cmid = 0;      // course module: what its address is made of; 0 for manual and totals
    int number = 0;         // of several items that one activity has (a workshop has two)
    RemoteId category = 0;  // the category it stands in; of totals: the category it is the total of
    std::string idnumber;   // what openSIS's own assignments carry when they were sent to Moodle
    std::string name;       // empty for totals
    std::string description;  // HTML as Moodle keeps it; never to be shown without cleaning
    double min = 0;
    double max = 0;
    double pass = 0;        // 0: none
    RemoteId scale_id = 0;  // 0: graded in points
    // The scale's texts, lowest first: grade 1 is scale[0]. Empty although scale_id is set: not
    // told.
    std::vector<std::string> scale;
    std::optional<GradeWeight> weight;
    std::optional<bool> hidden;  // now, from students
    base::Instant hidden_until = 0;
    std::optional<bool> locked;  // no grade of it can change in Moodle
    base::Instant locks_at = 0;
    std::optional<bool> shown;   // students see the activity itself
    base::Instant assigned = 0;  // open from
    base::Instant due = 0;
    base::Instant cut_off = 0;         // not accepted after
    std::optional<int> decimals;       // none: the course's own setting
    std::optional<bool> needs_update;  // Moodle has not yet computed what hangs on it
    std::int64_t order = 0;            // in the gradebook
    std::string url;                   // where it is seen in Moodle, whole
    base::Instant modified = 0;        // it or its activity; 0: not told
    bool operator==(const GradedItem&) const = default;
};

// Part in the total above that Moodle gave a grade (grade_grades.aggregationstatus).
enum class GradeUse : std::uint8_t {
    unknown,  // not told, or not computed yet
    used,
    dropped,   // by the category's drop rule
    no_value,  // no grade, and empty ones are left out
    extra,     // extra credit
    excluded,  // exempt
};
std::string_view name(GradeUse use);

// One person's grade in one item or total. `graded()` and the marks are independent of each other:
// a grade can be late, overridden and hidden at once.
struct Grade {
    RemoteId id = 0;    // grade_grades.id; 0 on the plain path
    RemoteId item = 0;  // grade_items.id
    RemoteId user = 0;
    std::string
        idnumber;  // the user's, with the link's prefix: "opensis:student:1042"; may be empty
    std::optional<double> raw;  // as the activity gave it; none: none, or not told (plain path)
    std::optional<double>
        final;  // what counts, after overriding and the item's factors; none: none
    double min = 0;
    double max = 0;  // of totals this is the person's own maximum (drops, extra credit)
    std::optional<double> weight;  // the share of the total above that it had, 0..1; none: none
    GradeUse use = GradeUse::unknown;
    std::optional<bool> exempt;      // excluded from all totals, whatever its value
    std::optional<bool> overridden;  // typed into the gradebook over what the activity says
    std::optional<bool> hidden;      // from the student, now (of the grade; an item has its own)
    std::optional<bool> locked;
    std::optional<bool> late;     // handed in after it was due to this person; assignments only
    std::optional<bool> missing;  // due is past, nothing was handed in, no grade
    std::string feedback;         // as Moodle keeps it, see feedback_format
    int feedback_format = 1;      // 0 Moodle's own, 1 HTML, 2 plain, 4 Markdown
    RemoteId grader = 0;          // who changed it last; 0: nobody or not told
    base::Instant graded_at = 0;
    base::Instant submitted_at = 0;
    std::optional<bool> enrolled;  // the enrolment is active now; not active: left, or suspended

    [[nodiscard]] bool graded() const { return final.has_value(); }
    bool operator==(const Grade&) const = default;
};

// The course's letters, highest first: a percentage at or above `from` is this letter.
struct GradeLetter {
    double from = 0;  // per cent, 0..100
    std::string letter;
    bool operator==(const GradeLetter&) const = default;
};

// Everything of one Moodle course, or (in GradebookChanges) what is new of it.
// Lists ascend by id; grades by item, then user.
struct Gradebook {
    RemoteId course = 0;
    std::string idnumber;  // of the course: "opensis:section:331"; empty when not told
    std::vector<GradeCategory> categories;
    std::vector<GradedItem> items;     // totals among them
    std::vector<Grade> grades;         // of totals among them
    std::vector<GradeLetter> letters;  // empty: not told (plain path)
    // Grades of people whose enrolment is suspended are among them. False on the plain path:
    // a grade that is not here says nothing about a person who is not active there.
    bool has_inactive = false;
    // False: the plain path learns of items from the students' rows, and there is no student.
    bool items_told = true;
    // Weights, aggregation, drop rules and marks are told.
    bool has_rules = false;
    bool operator==(const Gradebook&) const = default;
};

// Where a pull stood: what comes after it is what changed. Opaque to all but the Moodle adapter;
// text() is kept in the store, "" stands for "never read".
struct GradeCursor {
    std::int64_t history = 0;  // grade_grades_history.id up to which grades were told
    base::Instant since = 0;   // Moodle's clock: items and categories changed from here on are new
    std::string changes;       // of local_opensis_get_changes
    [[nodiscard]] bool empty() const { return since == 0; }
    [[nodiscard]] std::string text() const;
    static std::optional<GradeCursor> parse(std::string_view text);
    bool operator==(const GradeCursor&) const = default;
};

// What the reading of whole gradebooks has come to. Only with `proof.complete` may the absence of
// an item or a grade be taken for its removal, and only in the courses that were read.
struct GradebookListing {
    std::vector<Gradebook> books;       // ascending by course; one for each course that was asked
    std::vector<RemoteId> gone;         // asked, and not there any more
    Proof proof;                        // counted over items, categories and grades
    std::optional<GradeCursor> cursor;  // to ask for changes with; none: this site cannot tell any
};

// What changed since a cursor. An item, category or grade is told whole, as it is now; a change
// may be told twice, never lost. A due date that has passed or an extension that was granted
// changes `late` and `missing` without a word here: the full reading finds those.
struct GradebookChanges {
    // The cursor is of no use any more (history trimmed or switched off, another site): read all.
    bool reset = false;
    std::vector<Gradebook> books;         // courses with news alone
    std::vector<RemoteId> removed_items;  // grade_items.id
    // Courses in which something else went, a grade or what was not named: read these whole.
    std::vector<RemoteId> read_again;
    GradeCursor cursor;  // to ask with next; to be kept once all is in openSIS
    Proof proof;
};

// ---- the other way: an openSIS assignment sent to Moodle ----

enum class SentAs : std::uint8_t { manual_item, assignment };

struct GradedItemWrite {
    RemoteId id = 0;  // grade_items.id; 0: the one with this idnumber, or a new one
    RemoteId course = 0;
    std::string idnumber;             // the stable key: "opensis:assignment:77"
    SentAs as = SentAs::manual_item;  // of a new one; one that is there stays what it is
    std::string name;                 // 1..255 characters
    std::string description;          // plain text
    double max = 0;                   // above 0
    base::Instant assigned = 0;       // assignments only; 0: none
    base::Instant due = 0;            // assignments only; 0: none
    RemoteId category = 0;            // 0: the top one
    bool remove = false;  // a manual item without grades is deleted; anything else is hidden
};

}  // namespace causeway::model
