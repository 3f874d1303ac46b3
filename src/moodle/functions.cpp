// SPDX-License-Identifier: GPL-3.0-or-later
#include "moodle/functions.h"

#include <algorithm>
#include <array>

namespace causeway::moodle {

namespace {

constexpr auto kFunctions = std::to_array<FunctionInfo>({
    {"core_webservice_get_site_info", "ask who answers", "the connection check before every run",
     true, 31},
    {"core_course_get_categories", "list categories", "finding categories that exist already",
     true},
    {"core_course_create_categories", "create categories", "schools, subjects and courses", true,
     2},
    {"core_course_update_categories", "update categories", "renamed schools, subjects and courses",
     true, 5},
    {"core_course_delete_categories", "delete categories", "undoing a run that made categories",
     false, 23},
    {"core_course_get_courses", "list courses", "finding courses that exist already", true},
    {"core_course_get_courses_by_field", "look up courses", "finding single courses by ID number",
     true},
    {"core_course_create_courses", "create courses", "sections", true, 3},
    {"core_course_update_courses", "update courses", "renamed, moved and ended sections", true, 6},
    {"core_course_delete_courses", "delete courses", "undoing a run that made courses", false, 22},
    {"core_user_get_users_by_field", "look up users", "finding people that exist already", true,
     11},
    {"core_user_get_users", "search users", "searching people by hand", false, 10},
    {"core_user_create_users", "create users", "students and staff", true, 8},
    {"core_user_update_users", "update users", "renamed, suspended and returned people", true, 12},
    {"core_user_delete_users", "delete users", "undoing a run, and the delete policy", false, 9},
    {"enrol_manual_enrol_users", "enrol users", "schedules and teachers", true, 13},
    {"enrol_manual_unenrol_users", "unenrol users", "the unenrol policy, undoing a run", false, 14},
    {"core_enrol_get_enrolled_users", "list enrolments", "proving what enrolling has done", true,
     27},
    {"core_enrol_get_users_courses", "list a user's courses", "a person's page", false, 24},
    {"core_role_assign_roles", "assign roles", "school administrators as category managers", false,
     7},
    {"core_role_unassign_roles", "unassign roles", "school administrators who leave their school",
     false},
    {"core_group_get_course_groups", "list groups", "sections as groups of one course", false},
    {"core_group_get_group_members", "list group members", "sections as groups of one course",
     false},
    {"core_group_create_groups", "create groups", "sections as groups of one course", false},
    {"core_group_update_groups", "update groups", "sections as groups of one course", false},
    {"core_group_delete_groups", "delete groups", "sections as groups of one course", false},
    {"core_group_add_group_members", "put people into groups", "sections as groups of one course",
     false},
    {"core_group_delete_group_members", "take people out of groups",
     "sections as groups of one course", false},
    {"auth_userkey_request_login_url", "ask for a login address",
     "signing in from openSIS without a password", false, 1},
    {"core_course_get_contents", "read a course's contents", "where a graded item stands", false,
     4},
    {"gradereport_user_get_grade_items", "read grades", "grades and totals of a section", false,
     15},
    {"gradereport_user_get_grades_table", "read a grade table", "explaining totals that differ",
     false, 30},
    {"gradereport_overview_get_course_grades", "read course totals", "a student's course totals",
     false, 26},
    {"mod_lesson_get_lessons_by_courses", "list lessons", "graded lessons", false, 20},
    {"mod_quiz_get_quizzes_by_courses", "list quizzes", "graded quizzes", false, 21},
    {"mod_assign_get_assignments", "list assignments", "graded assignments", false, 25},
    {"local_get_assignment_information", "list graded items", "graded items of many courses", false,
     16},
    {"local_get_course_information", "list courses", "whole listings of courses", false, 17},
    {"local_get_schedule_information", "list enrolments", "whole listings of enrolments", false,
     18},
    {"local_get_users_information", "list users", "whole listings of people", false, 19},
    {"local_get_grade_category_information", "list grade categories", "weights and drop rules",
     false, 28},
    {"local_get_grade_category_by_module", "list grades", "grades with their state", false, 29},
    {"local_opensis_upsert_users", "write users", "writing people in bulk", false},
    {"local_opensis_upsert_courses", "write courses", "writing sections in bulk", false},
    {"local_opensis_upsert_enrolments", "write enrolments", "writing schedules in bulk", false},
    {"local_opensis_upsert_groups", "write groups", "sections as groups of one course", false},
    {"local_opensis_upsert_grade_items", "write graded items",
     "sending openSIS's assignments to Moodle", false},
    {"local_opensis_get_changes", "ask what changed", "changes since a moment", false},
    {"local_opensis_get_environment", "ask what surrounds it", "versions, limits and roles", false},
});

}  // namespace

std::span<const FunctionInfo> known_functions() {
    return kFunctions;
}

std::size_t article_functions() {
    return static_cast<std::size_t>(
        std::count_if(kFunctions.begin(), kFunctions.end(),
                      [](const FunctionInfo& function) { return function.article != 0; }));
}

const FunctionInfo* find_function(std::string_view name) {
    const auto at = std::find_if(kFunctions.begin(), kFunctions.end(),
                                 [name](const FunctionInfo& f) { return f.name == name; });
    return at == kFunctions.end() ? nullptr : &*at;
}

}  // namespace causeway::moodle
