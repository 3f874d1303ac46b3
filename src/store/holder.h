// SPDX-License-Identifier: GPL-3.0-or-later
// Who holds a lease: a process of a machine. For store/ alone.
#pragma once

#include <cstdint>
#include <string>

namespace causeway::store {

// Of a run: how long a holder may be silent before another takes over.
inline constexpr std::int64_t kLeaseSeconds = 60;

// "HOST process NUMBER RANDOM" of this process; another one each time.
std::string holder_name();
// The holder's process is known to be dead: it ran on this machine and is no more.
bool holder_died(const std::string& holder);

}  // namespace causeway::store
