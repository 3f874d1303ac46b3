// SPDX-License-Identifier: GPL-3.0-or-later
// What each fault makes of an answer.
#pragma once

#include "net/server.h"
#include "sandbox/moodle/switches.h"

namespace causeway::sandbox {

// Whether the work of the call is done in spite of the fault.
[[nodiscard]] bool done_anyway(Fault fault);
// What is answered in place of doing the work; for the other faults an empty answer.
[[nodiscard]] net::Response spoiled_before(Fault fault);
// Spoils the answer to work that was done.
void spoil(net::Response& response, Fault fault, const Switches& switches);

}  // namespace causeway::sandbox
