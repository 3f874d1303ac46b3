// SPDX-License-Identifier: GPL-3.0-or-later
// One web-service call on its way through the stand-in: what web server and PHP make of the
// request, and the form of the answer. No state of the site.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "net/server.h"
#include "sandbox/moodle/php_form.h"
#include "sandbox/moodle/switches.h"
#include "sandbox/moodle/ws_error.h"

namespace causeway::sandbox {

using Steady = std::chrono::steady_clock;

struct Call {
    Php form;
    std::string function;
    bool as_json = false;
    std::size_t rows = 0;
    std::string outcome = "ok";
    bool refused = false;
    Steady::time_point arrived = Steady::now();
};

// What the web server and PHP do before Moodle sees anything.
Php form_of(const net::Request& request, const Switches& switches);
// How long this call is to take.
std::chrono::milliseconds waiting(const Call& call, const Switches& switches);
// An answer's body under the headers that Moodle sends.
net::Response spoken(const Call& call, std::string body);
// The answer that Moodle gives for an exception; the call is marked as refused.
net::Response refusal(Call& call, const WsError& error);

}  // namespace causeway::sandbox
