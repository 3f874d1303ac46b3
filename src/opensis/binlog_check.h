// SPDX-License-Identifier: GPL-3.0-or-later
// Whether the server's log of changes can serve as a feed, and if not, everything that stands in
// the way, with the lines for the database administrator. Asked once when a feed is opened. One
// thread; throws base::Failure when the server cannot be asked.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/problem.h"
#include "db/db.h"

namespace causeway::opensis {

// Settings and, as far as the server tells them, rights. Nothing: try it.
std::optional<base::Problem> why_no_binlog(db::Connection& connection);

// The server refused the log to this account.
base::Problem binlog_refused(db::Connection& connection);

}  // namespace causeway::opensis
