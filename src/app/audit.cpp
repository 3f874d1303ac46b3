// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/audit.h"

namespace causeway::app {

void note(store::Accounts& accounts, const base::Clock& clock, std::string action, std::string link,
          std::string record, std::string detail) {
    store::AuditEntry entry;
    entry.at = clock.now();
    entry.who = "command line";
    entry.action = std::move(action);
    entry.link = std::move(link);
    entry.record = std::move(record);
    entry.detail = std::move(detail);
    accounts.note(entry);
}

}  // namespace causeway::app
