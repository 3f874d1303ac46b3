// SPDX-License-Identifier: GPL-3.0-or-later
// Typed calls of Causeway's own Moodle plugin about grades: whole listings of graded items, grade
// categories and grades of many courses at once, what was changed or deleted since a cursor, and
// graded items written. The wire contract is docs/plugin-functions.md. Any thread; errors are
// Faults; a listing is whole or a Fault.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "model/gradebook.h"
#include "moodle/calls_local.h"
#include "moodle/errors.h"
#include "moodle/wire.h"

namespace causeway::moodle {

// Rows with the course that each is of.
template <class T>
struct OfCourse {
    model::RemoteId course = 0;
    std::string idnumber;  // of the course
    T value;
};
template <class T>
struct Listed {
    std::vector<OfCourse<T>> rows;  // by id
    base::Instant server_time = 0;  // Moodle's clock when the first page was read
    std::int64_t history = 0;       // of grades: the history cursor to ask with next
};

// A category with what the plugin tells of its total and, of a top one, of the course.
struct ListedCategory {
    model::GradeCategory category;
    std::vector<model::GradeLetter> letters;  // of a top category: the course's
};

// What to list. No courses: the whole site. At most kListedCourses courses.
inline constexpr std::size_t kListedCourses = 5000;
struct GradeWish {
    std::span<const model::RemoteId> courses = {};
    base::Instant changed_since = 0;  // of items and categories; 0: all
    std::int64_t history = 0;         // of grades: only those written since; 0: all
};
// local_get_assignment_information
Called<Listed<model::GradedItem>> list_local_items(Channel& channel, const GradeWish& wish);
// local_get_grade_category_information
Called<Listed<ListedCategory>> list_local_categories(Channel& channel, const GradeWish& wish);
// local_get_grade_category_by_module: of totals too.
Called<Listed<model::Grade>> list_local_grades(Channel& channel, const GradeWish& wish);

// local_opensis_get_changes of kind grades: what was deleted since the cursor. An empty cursor
// tells nothing but the cursor of now.
struct GradeDeletion {
    model::RemoteId object = 0;  // the grade; with no user the item; 0: any item of the course
    model::RemoteId user = 0;
    model::RemoteId course = 0;
};
struct GradeNews {
    std::vector<GradeDeletion> deletions;
    std::string cursor;
    bool reset = false;
};
Called<GradeNews> get_grade_deletions(Channel& channel, const std::string& cursor);

// local_opensis_upsert_grade_items: one outcome per row.
Called<UpsertOutcomes> upsert_grade_items(Channel& channel,
                                          std::span<const model::GradedItemWrite> rows);

}  // namespace causeway::moodle
