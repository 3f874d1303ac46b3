// SPDX-License-Identifier: GPL-3.0-or-later
// What the handlers of the API work with, and the lists of their routes: one add_..._routes() per
// group of the API (docs/openapi.yaml), each in its own routes_*.cpp.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "service/sign_on_desk.h"
#include "store/accounts.h"
#include "store/entrances.h"
#include "web/console_files.h"
#include "web/doorkeeper.h"
#include "web/router.h"
#include "web/sessions.h"

namespace causeway::web {

// A Moodle plugin that this program carries.
struct PluginFile {
    std::string_view file;
    std::string_view component;
    std::int64_t version = 0;
    std::string_view release;
    std::string_view sha256;
    std::span<const unsigned char> zip;
};

struct WebOptions {
    std::string version;
    std::string public_url;  // as people reach it; "" = as each request has it
    std::vector<std::string> trusted_proxies;
    std::vector<std::string> metrics_readers;  // addresses or nets besides loopback
    std::span<const PluginFile> plugins;
    std::span<const ConsoleFile> console;
};

class EventHub;
class Metrics;

struct Parts {
    service::Service& service;
    store::Accounts& accounts;
    Sessions& sessions;
    Doorkeeper& door;
    EventHub& events;
    Metrics& metrics;
    base::Clock& clock;
    const WebOptions& options;
    store::Entrances& entrances;
    service::SignOnDesk& desk;

    // How requests to Moodle name us.
    [[nodiscard]] std::string user_agent() const { return "causeway/" + options.version; }

    // A line of the audit; `link`, `record` and `detail` may be empty. No secrets, no child's data
    // beyond the record's key.
    void audit(const Call& call, std::string action, std::string link = "", std::string record = "",
               std::string detail = "") const;
    // The same where nobody is signed in yet.
    void audit_as(const std::string& who, const Call& call, std::string action,
                  std::string record = "", std::string detail = "") const;
};

void add_session_routes(Router& router, const Parts& parts);  // set-up, session, own password
void add_user_routes(Router& router, const Parts& parts);
void add_audit_routes(Router& router, const Parts& parts);
void add_service_routes(Router& router, const Parts& parts);  // about, health, metrics, plugins
void add_event_routes(Router& router, const Parts& parts);
void add_hint_routes(Router& router, const Parts& parts);
void add_enter_routes(Router& router, const Parts& parts);     // from openSIS, and on into Moodle
void add_link_routes(Router& router, const Parts& parts);      // settings, connect, openSIS check
void add_run_routes(Router& router, const Parts& parts);       // plans, runs
void add_intake_routes(Router& router, const Parts& parts);    // "Get LMS Data"
void add_record_routes(Router& router, const Parts& parts);    // people, sections
void add_standing_routes(Router& router, const Parts& parts);  // the file for spreadsheets
void add_grade_routes(Router& router, const Parts& parts);     // from Moodle into openSIS
void add_field_routes(Router& router, const Parts& parts);     // Custom Field Mapping
void add_match_routes(Router& router, const Parts& parts);
void add_rollover_routes(Router& router, const Parts& parts);  // the year's turn
void add_overview_routes(Router& router, const Parts& parts);

}  // namespace causeway::web
