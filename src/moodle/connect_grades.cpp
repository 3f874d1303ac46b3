// SPDX-License-Identifier: GPL-3.0-or-later
// The connection check's look at gradebooks: that a function is granted does not say that it
// answers. Each is asked about one course, and one of its students where it has any. What writes
// (local_opensis_upsert_grade_items) is not tried.
#include <algorithm>
#include <utility>

#include "moodle/calls_grades.h"
#include "moodle/calls_local_grades.h"
#include "moodle/connect_check.h"

namespace causeway::moodle {

namespace {

constexpr std::size_t kPeople = 50;

}  // namespace

void Check::check_grades() {
    const std::string title = "Gradebooks can be read";
    const std::string step = "grades";
    if (!course_) {
        add(StepState::skipped, step, title, "there is no course yet to try it with");
        return;
    }
    Channel& channel = site_.channel();
    const model::RemoteId course = course_->id;
    const std::vector<model::RemoteId> courses{course};
    // Moodle reports of nobody whose enrolment is suspended.
    if (student_ && granted("core_enrol_get_enrolled_users"))
        if (const auto active =
                get_enrolled_users(channel, course, EnrolmentFilter::active, 0, kPeople)) {
            const auto at = std::ranges::find_if(*active, [](const EnrolledUser& person) {
                return std::ranges::find(person.roles, "student", &SeenRole::shortname) !=
                       person.roles.end();
            });
            student_ = at == active->end() ? std::nullopt : std::optional(at->id);
        }
    std::size_t answered = 0;
    std::string silent;
    std::optional<base::Problem> why;
    const auto attempt = [&](std::string_view function, const auto& ask) {
        if (!granted(function)) return;  // told by the step about functions
        const auto answer = ask();
        if (answer) {
            ++answered;
            return;
        }
        silent += (silent.empty() ? "" : ", ") + std::string(function);
        if (!why) why = answer.fault().problem;
    };
    attempt("core_course_get_contents", [&] { return get_contents(channel, course); });
    attempt("mod_assign_get_assignments", [&] { return get_assignments(channel, courses); });
    attempt("mod_quiz_get_quizzes_by_courses", [&] { return get_quizzes(channel, courses); });
    attempt("mod_lesson_get_lessons_by_courses", [&] { return get_lessons(channel, courses); });
    attempt("gradereport_user_get_grade_items",
            [&] { return get_grade_items(channel, course, student_.value_or(0)); });
    if (student_) {
        attempt("gradereport_user_get_grades_table",
                [&] { return get_grades_table(channel, course, *student_); });
        attempt("gradereport_overview_get_course_grades",
                [&] { return get_course_grades(channel, *student_); });
    }
    const GradeWish wish{.courses = courses};
    attempt("local_get_assignment_information", [&] { return list_local_items(channel, wish); });
    attempt("local_get_grade_category_information",
            [&] { return list_local_categories(channel, wish); });
    attempt("local_get_grade_category_by_module", [&] { return list_local_grades(channel, wish); });
    attempt("local_opensis_get_changes", [&] { return get_grade_deletions(channel, ""); });
    if (why) {
        why->what = "Gradebooks cannot be read whole: " + silent;
        why->record = "course:" + course_->shortname;
        if (why->cure.empty() || why->code == "moodle.nopermissions")
            why->cure =
                "Allow moodle/course:view, moodle/grade:viewall, moodle/grade:viewhidden, "
                "gradereport/user:view, gradereport/overview:view and mod/assign:view, "
                "mod/quiz:view, mod/lesson:view in the role of the service account, at system "
                "level. The roster does not need them.";
        add(StepState::warning, step, title, "no answer from " + silent, why);
    } else if (answered == 0) {
        add(StepState::skipped, step, title, "no function that reads them is granted");
    } else {
        add(StepState::ok, step, title,
            numbered(answered, "function", "functions") + " tried with the course " +
                course_->shortname +
                (student_ ? " and a student of it" : "; it has no student yet"));
    }
}

}  // namespace causeway::moodle
