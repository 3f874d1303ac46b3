// SPDX-License-Identifier: GPL-3.0-or-later
#include "opensis/roster_tables.h"

#include <array>

namespace causeway::opensis {

namespace {

using Name = std::string_view;

constexpr std::array kSchools = {Name("id"), Name("title")};
constexpr std::array kMarkingPeriod = {Name("marking_period_id"), Name("syear"),
                                       Name("school_id"),         Name("title"),
                                       Name("start_date"),        Name("end_date")};
constexpr std::array kStudents = {Name("student_id"), Name("first_name"),  Name("middle_name"),
                                  Name("last_name"),  Name("common_name"), Name("email"),
                                  Name("is_disable")};
constexpr std::array kEnrollment = {Name("syear"), Name("school_id"), Name("student_id"),
                                    Name("start_date"), Name("end_date")};
constexpr std::array kStaff = {Name("staff_id"),   Name("first_name"), Name("middle_name"),
                               Name("last_name"),  Name("email"),      Name("profile"),
                               Name("profile_id"), Name("is_disable")};
constexpr std::array kRelationship = {Name("staff_id"), Name("school_id"), Name("syear"),
                                      Name("start_date"), Name("end_date")};
constexpr std::array kContact = {Name("staff_phone_id"), Name("staff_id"),
                                 Name("staff_work_email")};
constexpr std::array kProfiles = {Name("id"), Name("profile")};
// Never the password column.
constexpr std::array kLogins = {Name("id"), Name("user_id"), Name("profile_id"), Name("username")};
constexpr std::array kSubjects = {Name("subject_id"), Name("syear"), Name("school_id"),
                                  Name("title")};
constexpr std::array kCourses = {Name("course_id"), Name("subject_id"), Name("syear"),
                                 Name("school_id"), Name("title"),      Name("short_name")};
constexpr std::array kSections = {
    Name("course_period_id"),  Name("course_id"),           Name("syear"),
    Name("school_id"),         Name("short_name"),          Name("mp"),
    Name("marking_period_id"), Name("begin_date"),          Name("end_date"),
    Name("teacher_id"),        Name("secondary_teacher_id")};
constexpr std::array kSchedule = {Name("id"),      Name("course_period_id"), Name("student_id"),
                                  Name("syear"),   Name("school_id"),        Name("start_date"),
                                  Name("end_date")};
constexpr std::array kApp = {Name("name"), Name("value")};

constexpr std::array kTables = {
    TableUse{"schools", kSchools},
    TableUse{"school_years", kMarkingPeriod},
    TableUse{"school_semesters", kMarkingPeriod},
    TableUse{"school_quarters", kMarkingPeriod},
    TableUse{"school_progress_periods", kMarkingPeriod},
    TableUse{"course_subjects", kSubjects},
    TableUse{"courses", kCourses},
    TableUse{"course_periods", kSections},
    TableUse{"students", kStudents},
    TableUse{"student_enrollment", kEnrollment},
    TableUse{"schedule", kSchedule},
    TableUse{"staff", kStaff},
    TableUse{"staff_school_relationship", kRelationship},
    TableUse{"staff_contact", kContact},
    TableUse{"user_profiles", kProfiles},
    TableUse{"login_authentication", kLogins},
    TableUse{"app", kApp, false},
};

}  // namespace

std::span<const TableUse> roster_tables() {
    return kTables;
}

}  // namespace causeway::opensis
