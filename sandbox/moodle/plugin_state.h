// SPDX-License-Identifier: GPL-3.0-or-later
// What our plugins keep beside Moodle's own tables, and whether they are installed at all.
#pragma once

#include <string>

#include "sandbox/moodle/userkey.h"

namespace causeway::sandbox {

struct PluginState {
    bool installed = false;
    std::string secret;  // seals cursors
    LoginKeys keys;
    Visitors visitors;
};

}  // namespace causeway::sandbox
