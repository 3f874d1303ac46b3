// SPDX-License-Identifier: GPL-3.0-or-later
// Addresses of Moodle sites: what a person may type, brought to one form, and the rule for
// redirects. Pure functions, any thread; errors are Problems that name the cure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace causeway::net {

struct SiteAddress {
    bool https = true;
    std::string host;        // lower case; IPv6 in brackets
    std::uint16_t port = 0;  // 0: the scheme's own
    std::string path;        // "" or "/moodle", no slash at the end

    [[nodiscard]] std::string text() const;      // "https://moodle.example.org/moodle"
    [[nodiscard]] bool on_this_machine() const;  // localhost, 127.*, [::1]
    bool operator==(const SiteAddress&) const = default;
};

// Takes what is pasted from a browser: white space, a missing scheme (https is meant), slashes at
// the end, "/webservice/...", "/login/...", "/admin/...", "/my/", "/index.php" are tidied away.
// Refuses other schemes, user names and passwords in the address, queries and fragments.
base::Result<SiteAddress> parse_site_address(std::string_view typed);

// A redirect may be followed only to https on the very same host (and not to a user:password
// address). `location` may be relative.
[[nodiscard]] bool redirect_allowed(const SiteAddress& from, std::string_view location);

// Where a redirect from the address `asked` leads to; a `location` that cannot be read stays.
enum class LeadsTo {
    same_host,
    plain_http,  // from https to http, whichever the host
    other_host,
};
[[nodiscard]] LeadsTo leads_to(const std::string& asked, const std::string& location);

// application/x-www-form-urlencoded, appended to `out`.
void append_form_encoded(std::string& out, std::string_view text);

}  // namespace causeway::net
