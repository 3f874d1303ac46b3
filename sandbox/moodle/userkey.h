// SPDX-License-Identifier: GPL-3.0-or-later
// Our plugin auth/userkey: one-time keys of which only hashes are kept, and the page that takes
// them. The web-service function is in userkey.cpp too. Called with the site locked.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "net/server.h"
#include "sandbox/moodle/site.h"
#include "sandbox/moodle/switches.h"
#include "sandbox/moodle/visitors.h"

namespace causeway::sandbox {

class LoginKeys {
  public:
    struct Held {
        Id userid = 0, expires = 0;
        std::string ip;  // the only address that may use it; "": any
    };
    // 32 hexadecimal digits, kept nowhere else. A user's oldest keys go when there are many.
    std::string issue(Id userid, Id expires, const std::string& ip);
    // Takes the key out, whatever becomes of it; false when there is none.
    bool take(std::string_view key, Held& held);

  private:
    std::map<std::string, Held> by_hash_;
    std::map<Id, std::vector<std::string>> of_user_;  // oldest first
};

// Why that account may not enter: a word of the plugin's, or "" when it may.
[[nodiscard]] std::string reason_against(const User* user, const Switches& switches);

// The full address on this site that a wanted one means; "" when it leads elsewhere.
[[nodiscard]] std::string on_this_site(std::string_view wanted, const std::string& wwwroot);

struct Visit {
    const net::Request& request;
    Site& site;
    const Switches& switches;
    LoginKeys& keys;
    Visitors& visitors;
    Id now = 0;
    std::string wwwroot;
};
// GET /auth/userkey/login.php?key=...&wantsurl=...
[[nodiscard]] net::Response login_page(const Visit& visit);

}  // namespace causeway::sandbox
