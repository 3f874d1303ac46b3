// SPDX-License-Identifier: GPL-3.0-or-later
// What the plugin's six local_get_* listings have in common: parameters, pages by key up to the
// highest id of the first page, signed cursors, and the counts that prove a listing whole.
#pragma once

#include <boost/json/fwd.hpp>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/moodle/calls.h"

namespace causeway::sandbox {

// What one call asks for.
struct ListingWish {
    Id changedsince = 0;
    Id historycursor = 0;
    mutable std::optional<std::set<Id>> few;    // looked up once a call: what may be in the listing
    std::set<std::string, std::less<>> fields;  // empty: all
    std::set<Id> ids;
    bool all_ids = true;

    [[nodiscard]] bool wants(std::string_view field) const {
        return fields.empty() || fields.contains(field);
    }
    [[nodiscard]] bool wants_id(Id id) const { return all_ids || ids.contains(id); }
};

struct Listing {
    std::vector<std::string_view> fields;  // all there are, the key first
    std::function<Id(const CallContext&)> highest;
    // The first row above `after`, up to `highest`, that is in the listing; 0: none.
    std::function<Id(const CallContext&, Id after, Id highest, const ListingWish&)> next;
    // Only the fields that are wanted.
    std::function<boost::json::object(CallContext&, Id, const ListingWish&)> row;
    bool has_history = false;  // takes and answers historycursor
};

[[nodiscard]] Function listing_function(const std::string& name, Listing listing);

}  // namespace causeway::sandbox
