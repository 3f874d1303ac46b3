// SPDX-License-Identifier: GPL-3.0-or-later
// The zips of the two Moodle plugins that this program carries, as scripts/plugins packed them when
// the program was built. Constant bytes: any thread, no errors. `causeway plugins` hands them out,
// `causeway connect` compares their versions with those that Moodle has.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "moodle/connect.h"

namespace causeway::app {

struct CarriedPlugin {
    std::string_view file;       // name of the zip
    std::string_view component;  // what Moodle calls it: auth_userkey, local_opensis
    std::int64_t version;        // 2026112300
    std::string_view release;    // 1.0.0
    std::string_view sha256;
    std::span<const unsigned char> zip;
};

std::span<const CarriedPlugin> carried_plugins();

// The same as the connection check wants to know it.
moodle::PluginVersions carried_versions();

}  // namespace causeway::app
