// SPDX-License-Identifier: GPL-3.0-or-later
// Every statement of the roster reader, in one place. They are templates: `{scope}` stands for a
// derived table of the schools that take part, one row (school, year, day) each, and is replaced
// by expand() with as many bound parameters as there are schools; other {names} are the fragments
// below. `{in LIST COLUMN}` stands for nothing in a reading of the whole, and in a narrowed one for
// "AND COLUMN IN (...)" with the ids of that list (key_filter.h), `{or LIST COLUMN}` for "OR ...".
// Values are always bound. Used by the session and the streams; pure.
//
// What the statements lean on (facts of openSIS Classic 9.2):
//  - ids are int here and decimal there; the joins work, and results are read as integers;
//  - a section, a course and a subject are each of one school and one year, and none of them is
//    held by a foreign key: whoever takes part must have its whole line of parents;
//  - a marking period is found by level and number and school and year, never by number alone;
//  - "no date" is NULL or '0000-00-00', which is before '1000-01-01' in every sql_mode.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "db/db.h"
#include "opensis/key_filter.h"
#include "opensis/school_year.h"

namespace causeway::opensis {

// A statement with its values; the strings that the values point into live here too.
struct BoundSql {
    std::string text;
    std::vector<db::Value> values;
};

// The scope's values for one statement. `days` keeps the texts alive.
class ScopeValues {
  public:
    explicit ScopeValues(const std::vector<Place>& places);

    // Replaces every {fragment}, {scope} and {in ...} of `statement`; `others` are the values of
    // its own `?` in order; without a filter all keys are read. The result must not outlive this
    // object.
    [[nodiscard]] BoundSql expand(std::string_view statement,
                                  const std::vector<db::Value>& others = {},
                                  const KeyFilter* filter = nullptr) const;

  private:
    struct Row {
        std::int64_t school;
        std::int64_t year;
        std::string day;
    };
    void append_scope(BoundSql& out) const;

    std::vector<Row> rows_;
};

namespace sql {

extern const std::string_view kBegin;
extern const std::string_view kSchoolYears;
extern const std::string_view kSchools;
extern const std::string_view kCountSchools;
extern const std::string_view kAnyEnrolled;  // values: school, year

extern const std::string_view kSubjects, kCountSubjects;
extern const std::string_view kCourses, kCountCourses;
extern const std::string_view kSections, kCountSections, kCountOrphanSections;
// Value: the second type of staff that takes part ('teacher' again, or 'admin').
extern const std::string_view kStaff, kCountStaff;
extern const std::string_view kStudents, kCountStudents;
extern const std::string_view kManages, kCountManages;
extern const std::string_view kTeaches, kCountTeaches;
extern const std::string_view kSchedule, kCountSchedule;
// What a schedule row must stand in to count: a section that takes part, and a student who is
// enrolled in that section's school (the condition of kStudents).
extern const std::string_view kHeldSections;
extern const std::string_view kEnrolled;

// What hangs on the records of a filter: rows of (place, person), of (id) for places.
extern const std::string_view kLearnsOfStudents, kLearnsInSections, kTeachesInSections;
extern const std::string_view kSectionsOfStaff;  // rows of (section, teacher, second teacher)
extern const std::string_view kManagesOfStaff, kManagesInSchools;
extern const std::string_view kSectionsOfCourses, kSectionsOfSubjects, kSectionsOfSchools;
extern const std::string_view kCoursesOfSubjects, kCoursesOfSchools, kSubjectsOfSchools;

}  // namespace sql

}  // namespace causeway::opensis
