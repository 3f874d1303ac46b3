// SPDX-License-Identifier: GPL-3.0-or-later
#include "moodle/functions.h"

#include <algorithm>
#include <array>

namespace causeway::moodle {

namespace {

constexpr auto kFunctions = std::to_array<FunctionInfo>({
    {"core_webservice_get_site_info", "ask who answers", "the connection check before every run",
     true},
    {"core_course_get_categories", "list categories", "finding categories that exist already",
     true},
    {"core_course_create_categories", "create categories", "schools, subjects and courses", true},
    {"core_course_update_categories", "update categories", "renamed schools, subjects and courses",
     true},
    {"core_course_delete_categories", "delete categories", "undoing a run that made categories",
     false},
    {"core_course_get_courses", "list courses", "finding courses that exist already", true},
    {"core_course_get_courses_by_field", "look up courses", "finding single courses by ID number",
     true},
    {"core_course_create_courses", "create courses", "sections", true},
    {"core_course_update_courses", "update courses", "renamed, moved and ended sections", true},
    {"core_course_delete_courses", "delete courses", "undoing a run that made courses", false},
    {"core_user_get_users_by_field", "look up users", "finding people that exist already", true},
    {"core_user_get_users", "search users", "searching people by hand", false},
    {"core_user_create_users", "create users", "students and staff", true},
    {"core_user_update_users", "update users", "renamed, suspended and returned people", true},
    {"core_user_delete_users", "delete users", "undoing a run, and the delete policy", false},
    {"enrol_manual_enrol_users", "enrol users", "schedules and teachers", true},
    {"enrol_manual_unenrol_users", "unenrol users", "the unenrol policy, undoing a run", false},
    {"core_enrol_get_enrolled_users", "list enrolments", "proving what enrolling has done", true},
    {"core_enrol_get_users_courses", "list a user's courses", "a person's page", false},
    {"core_role_assign_roles", "assign roles", "school administrators as category managers", false},
    {"core_role_unassign_roles", "unassign roles", "school administrators who leave their school",
     false},
    {"auth_userkey_request_login_url", "ask for a login address",
     "signing in from openSIS without a password", false},
});

}  // namespace

std::span<const FunctionInfo> known_functions() {
    return kFunctions;
}

const FunctionInfo* find_function(std::string_view name) {
    const auto at = std::find_if(kFunctions.begin(), kFunctions.end(),
                                 [name](const FunctionInfo& f) { return f.name == name; });
    return at == kFunctions.end() ? nullptr : &*at;
}

}  // namespace causeway::moodle
