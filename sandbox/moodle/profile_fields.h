// SPDX-License-Identifier: GPL-3.0-or-later
// The site's custom profile fields, as the switch custom_fields names them: "bus" (a line of text),
// "born:datetime", "house:menu:Red|Blue", "altid:text:unique". Types: text, textarea, menu,
// checkbox, datetime, social. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "sandbox/moodle/switches.h"

namespace causeway::sandbox {

struct ProfileField {
    std::string shortname;
    std::string datatype = "text";
    std::vector<std::string> options;  // of a menu
    bool unique = false;
};

std::vector<ProfileField> profile_fields(const Switches& switches);
std::optional<ProfileField> profile_field(const Switches& switches, std::string_view shortname);
// What a value becomes that a form or a service gives: a day the seconds of its beginning, an
// option that the menu lacks nothing at all.
std::string kept_value(const ProfileField& field, const base::Zone& zone, std::string_view value);

}  // namespace causeway::sandbox
