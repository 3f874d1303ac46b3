// SPDX-License-Identifier: GPL-3.0-or-later
// The files of the web console that this program carries, as scripts/console packed them when the
// program was built. Constant bytes: any thread, no errors.
#pragma once

#include <span>

#include "web/console_files.h"

namespace causeway::app {

std::span<const web::ConsoleFile> carried_console();

}  // namespace causeway::app
