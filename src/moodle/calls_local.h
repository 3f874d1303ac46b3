// SPDX-License-Identifier: GPL-3.0-or-later
// Typed calls of Causeway's own Moodle plugin local/opensis: bulk writing with an outcome per row,
// and whole listings page by page with a proof that they are whole. Only for sites that grant
// them. The wire contract is docs/plugin-functions.md. Any thread; errors are Faults.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/intake.h"
#include "model/lms.h"
#include "moodle/errors.h"
#include "moodle/wire.h"

namespace causeway::moodle {

// What the plugin answers of one row.
struct UpsertOutcome {
    std::string outcome;  // created, updated, unchanged, removed, refused
    model::RemoteId id = 0;
    std::string code;  // Moodle's error code, of refused rows
    std::string message;

    [[nodiscard]] bool refused() const { return outcome == "refused"; }
};
using UpsertOutcomes = std::vector<UpsertOutcome>;

// A row names its record by `id`, or by `idnumber` when the id is 0. What is not given stays.
struct UserRow {
    model::RemoteId id = 0;
    std::optional<std::string> idnumber;
    std::optional<std::string> username;
    std::optional<std::string> first_name;
    std::optional<std::string> last_name;
    std::optional<std::string> middle_name;
    std::optional<std::string> email;
    std::optional<std::string> auth;
    std::optional<std::string> password;
    std::optional<bool> suspended;
    model::Values profile = {};
};

struct CourseRow {
    model::RemoteId id = 0;
    std::optional<std::string> idnumber;
    std::optional<std::string> shortname;
    std::optional<std::string> fullname;
    model::RemoteId category = 0;  // 0: as it is
    std::optional<base::Instant> start;
    std::optional<base::Instant> end;  // 0: none
    std::optional<bool> visible;
    std::optional<int> announcements;
};

struct EnrolmentRow {
    model::RemoteId course = 0;
    model::RemoteId user = 0;
    model::RemoteId role = 0;
    base::Instant start = 0;
    base::Instant end = 0;
    bool suspended = false;
    bool remove = false;
};

// Rows that one call carries at most.
inline constexpr std::size_t kUpsertRows = 2000;

Called<UpsertOutcomes> upsert_users(Channel& channel, std::span<const UserRow> rows);
Called<UpsertOutcomes> upsert_courses(Channel& channel, std::span<const CourseRow> rows);
Called<UpsertOutcomes> upsert_enrolments(Channel& channel, std::span<const EnrolmentRow> rows);

// Listings, whole or a Fault. `courses` empty: of the whole site.
Called<std::vector<model::FoundUser>> list_local_users(Channel& channel);
Called<std::vector<model::FoundCourse>> list_local_courses(Channel& channel);
Called<std::vector<model::FoundEnrolment>> list_local_schedule(
    Channel& channel, std::span<const model::RemoteId> courses);

// Custom profile fields of these people; none named: of the whole site's.
Called<std::vector<model::FoundProfile>> list_local_profiles(
    Channel& channel, std::span<const model::RemoteId> users = {});

// The same, with all that an intake takes up.
Called<std::vector<model::MoodlePerson>> list_local_people(Channel& channel);
Called<std::vector<model::MoodleCourse>> list_local_course_places(Channel& channel);
Called<std::vector<model::MoodleMember>> list_local_members(Channel& channel);
// Course totals; those without a grade are left out.
Called<std::vector<model::MoodleTotal>> list_local_totals(Channel& channel,
                                                          std::span<const model::RemoteId> courses);

// What the plugin tells of the site beyond core_webservice_get_site_info.
struct Environment {
    std::string plugin_release;         // "1.0.0"
    std::int64_t plugin_version = 0;    // 2026112300
    std::string authenticator_release;  // empty: not installed
    std::int64_t authenticator_version = 0;
    bool authenticator_enabled = false;
    std::string mapping_field;  // username, email or idnumber; "": not told
    bool restricts_ip = false;  // keys are bound to the browser's address
    std::string site_id;
    std::size_t max_input_vars = 0;
    std::int64_t post_max_bytes = 0;
    // PHP's cache of compiled code there: on, full, off, unknown; empty from an older plugin.
    std::string code_cache;
    std::int64_t server_time = 0;
    bool welcome_message = false;
    std::string zone;  // in which the service account's days begin
    bool tells_fields = false;
    std::vector<model::LmsField> fields;  // every custom profile field of the site
    struct Role {
        model::RemoteId id = 0;
        std::string shortname;
    };
    std::vector<Role> roles;
};
Called<Environment> get_environment(Channel& channel);

}  // namespace causeway::moodle
