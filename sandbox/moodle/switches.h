// SPDX-License-Identifier: GPL-3.0-or-later
// What can be switched on the stand-in Moodle while it runs: how slow it is, which settings and
// rights its site has, and which faults it commits, by script or by a seeded chance.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace causeway::sandbox {

enum class Fault {
    none,
    deadlock,          // dmlwriteexception, nothing done (Moodle's answer to a database deadlock)
    lost_answer,       // the work is done, then the connection is cut
    hang,              // the work is done, then nothing is said for Switches::hang, then cut
    cut_before,        // the connection is cut, nothing done
    unavailable,       // 503 without Retry-After, nothing done
    html,              // 200 with a page of HTML, nothing done
    truncated,         // the work is done, the JSON ends half-way
    maintenance,       // 503 "Moodle under maintenance" with Retry-After: 300, nothing done
    server_error,      // 500 with an empty body, nothing done
    gateway_time_out,  // the work is done, the proxy answers 504 with HTML
    half,              // the work is done, a listing's page holds half of its rows
};

// "lost_answer" and so on; unknown words give Fault::none.
[[nodiscard]] Fault fault_named(std::string_view name);
[[nodiscard]] std::string_view name_of(Fault fault);

struct Switches {
    // How slow it is. The waiting costs no thread, so any number of calls can wait at once.
    std::chrono::milliseconds latency{0};      // every call
    std::chrono::microseconds row_latency{0};  // and this much more for each row of the call
    std::chrono::milliseconds hang{60'000};    // how long Fault::hang stays silent

    // Chance of each fault on each call, drawn from `seed`; the first in the map's order wins.
    std::map<Fault, double> chances;
    std::uint64_t seed = 1;
    // Functions the chances apply to; empty: every one but core_webservice_get_site_info.
    std::set<std::string> chance_functions;

    // The site.
    bool web_services = true;       // off: 403 with an empty body
    bool maintenance_page = false;  // CLI maintenance: 503, HTML, Retry-After
    bool site_maintenance = false;  // GUI maintenance: errorcode sitemaintenance
    bool one_course_writer = true;  // overlapping create_courses calls: one gets dmlwriteexception
    bool same_email_allowed = false;  // allowaccountssameemail
    bool userkey_enabled = true;      // auth=userkey is an enabled plugin
    // The settings of our plugin auth/userkey.
    std::string userkey_mapping = "email";  // or username, idnumber
    std::chrono::seconds userkey_lifetime{60};
    bool userkey_restrict_ip = false;
    bool userkey_allow_admins = false;
    std::set<std::string> custom_fields;  // profile fields, as profile_fields.h reads them
    std::uint32_t max_input_vars = 5000;
    std::string code_cache = "on";  // or full, off, unknown
    std::uint32_t post_max_size = 8 * 1024 * 1024;

    // The service account's rights.
    bool generate_keys = true;     // auth/userkey:generatekey
    bool view_all_details = true;  // moodle/user:viewalldetails; off: look-ups find nobody
    // moodle/site:viewuseridentity; off: e-mail addresses are shown (and found) only for accounts
    // that show theirs to everybody (maildisplay=1)
    bool view_identity = false;
    // moodle/course:enrolreview; off: onlyactive and onlysuspended are refused
    bool review_enrolments = false;
    bool view_grades = true;  // gradereport/user:view, gradereport/overview:view and what they need
    // local/opensis:read and :sync
    bool plugin_read = true;
    bool plugin_sync = true;
    std::set<std::string> not_granted;  // functions missing in the service
    std::set<std::int64_t> assignable_roles{1, 3, 4, 5};
};

}  // namespace causeway::sandbox
