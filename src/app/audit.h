// SPDX-License-Identifier: GPL-3.0-or-later
// What somebody did at the command line, for the audit that the console shows. One thread; throws
// as the store does.
#pragma once

#include <string>

#include "base/clock.h"
#include "store/accounts.h"

namespace causeway::app {

// `link`, `record` and `detail` may be empty; no secrets.
void note(store::Accounts& accounts, const base::Clock& clock, std::string action, std::string link,
          std::string record, std::string detail = "");

}  // namespace causeway::app
