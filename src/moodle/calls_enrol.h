// SPDX-License-Identifier: GPL-3.0-or-later
// Typed calls about enrolments and roles, one for each web-service function. Any thread; errors
// are Faults.
//
// The writing ones answer `null` for the rows that arrived, and PHP drops without a word what is
// beyond max_input_vars, from the end. So a field that Moodle requires of every row is sent last,
// for all rows: whatever is cut off, some row lacks it, and Moodle refuses the whole call
// (invalidparameter) before it does anything. `null` then proves that every row arrived whole,
// and one transaction that all of them were done.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "model/lms.h"
#include "moodle/errors.h"
#include "moodle/wire.h"

namespace causeway::moodle {

struct ManualEnrolment {
    model::RemoteId role = 0;
    model::RemoteId user = 0;
    model::RemoteId course = 0;
    base::Instant start = 0;  // 0: at once
    base::Instant end = 0;    // 0: open
    bool suspended = false;
};
inline constexpr std::size_t kEnrolmentLeaves = 6;

struct ManualUnenrolment {
    model::RemoteId user = 0;
    model::RemoteId course = 0;
};

struct CategoryRole {
    model::RemoteId role = 0;
    model::RemoteId user = 0;
    model::RemoteId category = 0;
};
inline constexpr std::size_t kRoleLeaves = 4;

// A role as it shows on a person who holds it.
struct SeenRole {
    model::RemoteId id = 0;
    std::string shortname;
};
struct EnrolledUser {
    model::RemoteId id = 0;
    std::string idnumber;
    std::vector<SeenRole> roles;
};

enum class EnrolmentFilter { all, active, suspended };

// enrol_manual_enrol_users: all or nothing; enrols, changes dates, suspends, restores.
Called<Done> enrol_users(Channel& channel, std::span<const ManualEnrolment> rows);
// enrol_manual_unenrol_users: all or nothing; whoever is not enrolled is no error.
Called<Done> unenrol_users(Channel& channel, std::span<const ManualUnenrolment> rows);
// core_enrol_get_enrolled_users with id, idnumber and roles only, sorted by id; `limit` 0: all.
Called<std::vector<EnrolledUser>> get_enrolled_users(Channel& channel, model::RemoteId course,
                                                     EnrolmentFilter filter, std::size_t from,
                                                     std::size_t limit);
// core_enrol_get_users_courses: active enrolments in courses the account may see.
Called<std::vector<model::FoundCourse>> get_users_courses(Channel& channel, model::RemoteId user);
// The same call's count of everybody who is enrolled, active or not: (course, people).
Called<std::vector<std::pair<model::RemoteId, std::int64_t>>> count_in_users_courses(
    Channel& channel, model::RemoteId user);
// core_role_assign_roles, core_role_unassign_roles in categories: all or nothing, idempotent.
Called<Done> assign_roles(Channel& channel, std::span<const CategoryRole> rows);
Called<Done> unassign_roles(Channel& channel, std::span<const CategoryRole> rows);

}  // namespace causeway::moodle
