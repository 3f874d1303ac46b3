// SPDX-License-Identifier: GPL-3.0-or-later
// Switches as form fields and as JSON: POST and GET /sandbox/switches.
//   latency_ms, row_latency_us, hang_ms, seed, max_input_vars, post_max_size,
//   userkey_lifetime_s                                                         numbers
//   web_services, maintenance_page, site_maintenance, one_course_writer,
//   same_email_allowed, userkey_enabled, view_all_details, view_identity,
//   review_enrolments, userkey_restrict_ip, userkey_allow_admins, generate_keys,
//   plugin_read, plugin_sync                                                   0 or 1
//   userkey_mapping=email|username|idnumber; custom_fields=a,b:datetime,c:menu:x|y
//   chance[FAULT]=0.05, chance_functions=a,b; not_granted=a,b; assignable_roles=3,5
//   fail=FAULT with function, times, skip: a script;   forget=faults, calls or changes
#pragma once

#include <boost/json/fwd.hpp>
#include <string>

#include "sandbox/moodle/php_form.h"
#include "sandbox/moodle/switches.h"

namespace causeway::sandbox {

// The first field that is not understood, or "" when all were taken over into `switches`.
// The fields of scripts (fail, function, times, skip, forget) are left to the caller.
[[nodiscard]] std::string take_switches(const Php& form, Switches& switches);
[[nodiscard]] boost::json::object switches_json(const Switches& switches);

}  // namespace causeway::sandbox
