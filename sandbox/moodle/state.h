// SPDX-License-Identifier: GPL-3.0-or-later
// The whole site as JSON and back: GET /sandbox/state.json, and the file that outlives the
// program when asked to.
#pragma once

#include <boost/json/fwd.hpp>
#include <string>

#include "sandbox/moodle/site.h"
#include "sandbox/moodle/stand_in.h"

namespace causeway::sandbox {

[[nodiscard]] Holdings holdings_of(const Site& site);
[[nodiscard]] boost::json::object state_of(Site& site);
// Throws base::Failure when the file holds something else.
void load_site(Site& site, const std::string& file);
void save_site(Site& site, const std::string& file);

}  // namespace causeway::sandbox
