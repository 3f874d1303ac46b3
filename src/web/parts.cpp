// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/parts.h"

#include "base/text.h"

namespace causeway::web {

namespace {

constexpr std::size_t kLongestDetail = 500;

}  // namespace

void Parts::audit(const Call& call, std::string action, std::string link, std::string record,
                  std::string detail) const {
    store::AuditEntry entry;
    entry.at = clock.now();
    entry.who = call.signed_in() ? call.who().name : "";
    entry.address = call.client();
    entry.action = std::move(action);
    entry.link = std::move(link);
    entry.record = std::move(record);
    entry.detail = base::cut_utf8(detail, kLongestDetail);
    accounts.note(entry);
}

void Parts::audit_as(const std::string& who, const Call& call, std::string action,
                     std::string record, std::string detail) const {
    store::AuditEntry entry;
    entry.at = clock.now();
    entry.who = who;
    entry.address = call.client();
    entry.action = std::move(action);
    entry.record = std::move(record);
    entry.detail = base::cut_utf8(detail, kLongestDetail);
    accounts.note(entry);
}

}  // namespace causeway::web
