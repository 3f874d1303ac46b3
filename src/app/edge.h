// SPDX-License-Identifier: GPL-3.0-or-later
// The program's edge: how a problem leaves it. Called by main() only.
#pragma once

#include <exception>

#include "base/failure.h"

namespace causeway::app {

// The sentence on standard error and, with --json, {"error": {...}} on standard output.
// Returns the exit code as main() wants it.
int report(const base::Problem& problem, base::ExitCode exit, bool json);

// An exception that is no Failure is a mistake of ours; its words are kept for whoever mends it.
base::Problem unexpected(const std::exception& bug);

}  // namespace causeway::app
