// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/moodle/profile_fields.h"

#include <algorithm>

#include "base/text.h"

namespace causeway::sandbox {

std::vector<ProfileField> profile_fields(const Switches& switches) {
    std::vector<ProfileField> out;
    for (const std::string& spec : switches.custom_fields) {
        const auto parts = base::split(spec, ':');
        ProfileField& field = out.emplace_back();
        field.shortname = parts[0];
        if (parts.size() > 1) field.datatype = parts[1];
        if (parts.size() < 3) continue;
        if (field.datatype == "menu")
            field.options = base::split(parts[2], '|');
        else
            field.unique = parts[2] == "unique";
    }
    return out;
}

std::optional<ProfileField> profile_field(const Switches& switches, std::string_view shortname) {
    for (ProfileField& field : profile_fields(switches))
        if (field.shortname == shortname) return std::move(field);
    return std::nullopt;
}

std::string kept_value(const ProfileField& field, const base::Zone& zone, std::string_view value) {
    if (field.datatype == "datetime") {
        const auto day = base::Date::parse(base::trimmed(value));
        return day ? std::to_string(zone.start_of(*day)) : std::string(value);
    }
    if (field.datatype == "menu" &&
        std::find(field.options.begin(), field.options.end(), value) == field.options.end())
        return {};
    return std::string(value);
}

}  // namespace causeway::sandbox
