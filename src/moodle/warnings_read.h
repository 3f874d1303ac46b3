// SPDX-License-Identifier: GPL-3.0-or-later
// The per-record warnings that core_user_update_users, core_course_update_courses and
// core_course_delete_courses wrap into their answer. Only for calls_*.cpp.
#pragma once

#include <vector>

#include "moodle/calls_users.h"
#include "moodle/json_read.h"

namespace causeway::moodle::json {

inline std::vector<RowWarning> warnings(const boost::json::value& value) {
    std::vector<RowWarning> found;
    if (value.is_null()) return found;
    for (const auto& item : optional_array(object(value), "warnings")) {
        const auto& warning = object(item);
        found.push_back(
            {number(warning, "itemid", 0), text(warning, "warningcode"), text(warning, "message")});
    }
    return found;
}

// Ids of created records, one for each row in order; anything else cannot be trusted.
inline std::vector<model::RemoteId> created_ids(const boost::json::value& value,
                                                std::size_t expected) {
    std::vector<model::RemoteId> ids;
    for (const auto& item : array(value))
        ids.push_back(number(object(item), "id"));
    if (ids.size() != expected)
        throw Misshapen{std::to_string(ids.size()) + " of " + std::to_string(expected) +
                        " records were made: the server may cut long calls (max_input_vars)"};
    return ids;
}

}  // namespace causeway::moodle::json
