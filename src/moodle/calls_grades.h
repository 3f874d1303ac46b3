// SPDX-License-Identifier: GPL-3.0-or-later
// Typed calls of Moodle's own functions about activities and grades: what each tells, and nothing
// more (moodle.md section 7: neither weights nor aggregation nor the excluded mark). All read.
// Any thread; errors are Faults. A course that Moodle leaves out with a warning is a Fault too:
// no list is ever shorter because of an error.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/lms.h"
#include "moodle/errors.h"
#include "moodle/wire.h"

namespace causeway::moodle {

// An assignment, quiz or lesson. Instants are unix seconds, 0: none.
struct FoundActivity {
    model::RemoteId id = 0;    // in its module's own table: the graded item's instance
    model::RemoteId cmid = 0;  // course module
    model::RemoteId course = 0;
    std::string name;
    std::string description;  // HTML
    base::Instant assigned = 0;
    base::Instant due = 0;
    base::Instant cut_off = 0;
    double max = 0;                // points; 0: not graded, or by a scale
    model::RemoteId scale_id = 0;  // 0: none, or not told (quizzes and lessons have none)
    base::Instant modified = 0;
};

// mod_assign_get_assignments, also where the account is not enrolled. No courses: none.
Called<std::vector<FoundActivity>> get_assignments(Channel& channel,
                                                   std::span<const model::RemoteId> courses);
// mod_quiz_get_quizzes_by_courses
Called<std::vector<FoundActivity>> get_quizzes(Channel& channel,
                                               std::span<const model::RemoteId> courses);
// mod_lesson_get_lessons_by_courses
Called<std::vector<FoundActivity>> get_lessons(Channel& channel,
                                               std::span<const model::RemoteId> courses);

// An activity as it stands on the course's page.
struct CourseModule {
    model::RemoteId cmid = 0;
    std::string module;  // "assign", "quiz", "page"
    model::RemoteId instance = 0;
    std::string name;
    std::string section;  // heading that it stands below
    bool visible = true;
    std::string url;  // empty: it has no page of its own
};
// core_course_get_contents, without the activities' files.
Called<std::vector<CourseModule>> get_contents(Channel& channel, model::RemoteId course);

// One line of a student's user report. `type`: mod, manual, category, course.
struct ReportedGrade {
    model::RemoteId item = 0;
    std::string type;
    std::string module;            // of mod
    model::RemoteId instance = 0;  // of mod: the activity; of totals: the grade category
    int number = 0;
    model::RemoteId category = 0;  // 0 for totals
    model::RemoteId cmid = 0;
    std::string name;  // empty for totals
    std::string idnumber;
    std::optional<double> weight;  // share of the total above that it had for this student
    std::string status;  // "", "used", "novalue", "dropped" (excluded is also "dropped"), "extra"
    std::optional<double> grade;  // final
    double min = 0;
    double max = 0;
    bool hidden = false;  // the grade or its item, now
    bool locked = false;  // likewise
    bool overridden = false;
    bool needs_update = false;
    std::string feedback;
    int feedback_format = 1;
    base::Instant submitted_at = 0;
    base::Instant graded_at = 0;
};
struct ReportedStudent {
    model::RemoteId user = 0;
    std::string idnumber;
    std::string name;
    std::string course_idnumber;
    std::vector<ReportedGrade> grades;  // in the gradebook's order, totals after their children
};
// gradereport_user_get_grade_items: of one student, or (0) of all whose enrolment is active.
Called<std::vector<ReportedStudent>> get_grade_items(Channel& channel, model::RemoteId course,
                                                     model::RemoteId user = 0);

// A line of the same report as Moodle shows it, its texts without mark-up. Empty: Moodle shows
// nothing in that column.
struct GradeTableRow {
    std::string item;
    int level = 0;  // depth in the gradebook, 1 is the course
    std::string weight;
    std::string grade;
    std::string range;
    std::string percentage;
    std::string feedback;
    std::string contribution;
};
// gradereport_user_get_grades_table of one student.
Called<std::vector<GradeTableRow>> get_grades_table(Channel& channel, model::RemoteId course,
                                                    model::RemoteId user);

// gradereport_overview_get_course_grades: course totals of one user, of all courses.
struct CourseTotal {
    model::RemoteId course = 0;
    std::string shown;          // as Moodle shows it: "84.09", "B+", "-"
    std::optional<double> raw;  // none: no grade, or the account may not see it
};
Called<std::vector<CourseTotal>> get_course_grades(Channel& channel, model::RemoteId user);

}  // namespace causeway::moodle
