// SPDX-License-Identifier: GPL-3.0-or-later
// The connection check: one step after the other, from the address to the rights of the service
// account, each with its cause and cure when it fails. It writes nothing to Moodle.
// Called by the connect command and the console; blocks for a few seconds; does not throw.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/problem.h"
#include "model/lms.h"
#include "moodle/entrance.h"
#include "moodle/site.h"

namespace causeway::moodle {

enum class StepState { ok, warning, failed, skipped };
std::string_view name(StepState state);  // "ok", "warning", ...

struct ConnectStep {
    std::string name;   // stable: "address", "token", "functions", ...
    std::string title;  // for people: "Address answers"
    StepState state = StepState::ok;
    std::string detail;                    // what was found
    std::optional<base::Problem> problem;  // for warning and failed
};

struct FunctionGrant {
    std::string name;
    std::string needed_for;
    bool required = true;
    bool granted = false;
};

// Our plugins' versions ("2026112300"): those that this program carries; 0: it carries none.
struct PluginVersions {
    std::int64_t web_services = 0;
    std::int64_t authenticator = 0;
};
// What the site has of one of them.
struct PluginFound {
    bool installed = false;
    std::int64_t version = 0;  // 0: not told, or another plugin of the same name
    std::string release;
    bool newer_at_hand = false;
};

struct ConnectReport {
    bool usable = false;       // no step failed
    model::SiteIdentity site;  // url, name, release, version, functions, service account
    std::string release;       // "4.5.6"
    std::string build;         // "20250811"
    std::vector<FunctionGrant> functions;  // all that Causeway knows, granted or not
    std::size_t article_granted = 0;       // of the functions that the settings article lists
    PluginFound web_services;
    PluginFound authenticator;
    bool fast_path = false;                // our plugin writes and lists in bulk
    std::vector<ConnectStep> steps;        // in the order in which they were taken
    std::string new_user_auth = "manual";  // the best method for new users here
    UserkeySetUp userkey;                  // while single sign-on works
    RoleIds roles;
    bool roles_proven = false;  // seen on this site, not taken for granted
    std::size_t max_input_vars = 1000;
    std::optional<std::int64_t> clock_skew_seconds;  // Moodle's clock minus ours
};

// Runs every step that can still be run after a failure. Does not change `site`: hand the roles,
// the method and the limit over with its set_...() methods.
ConnectReport connect(Site& site, const base::Clock& clock, PluginVersions carried = {});

// {"usable", "release", "version", "build", "site", "url", "account", "functions": [names that the
// token may call], "grants": [{name, granted, required, needed_for}], "steps": [{name, title,
// state, detail, problem}], "new_user_auth", "roles", "max_input_vars",
// "article_functions": {granted, of}, "plugins": {web_services, authenticator: {installed, version,
// release, newer_at_hand}}, "fast_path"}; "release" is Moodle's
// whole text, "site" the site's name.
std::string to_json(const ConnectReport& report);

}  // namespace causeway::moodle
