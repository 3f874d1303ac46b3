// SPDX-License-Identifier: GPL-3.0-or-later
// The API's audit: who did what when, as a list and as a file for spreadsheets. Super
// administrators only.
#include <boost/json.hpp>
#include <charconv>

#include "base/csv.h"
#include "base/log.h"
#include "web/asked.h"
#include "web/parts.h"

namespace causeway::web {

namespace {

namespace json = boost::json;

constexpr std::int64_t kPage = 500;
constexpr std::int64_t kMostInFile = 200'000;

store::AuditFilter filter_of(const Call& call) {
    store::AuditFilter filter;
    filter.who = call.query_text("who", 100);
    filter.action = call.query_text("action", 60);
    filter.link = call.query_text("link", 40);
    filter.from = call.query_integer("from");
    filter.to = call.query_integer("to");
    return filter;
}

net::Response list(const Call& call, const Parts& parts) {
    store::AuditFilter filter = filter_of(call);
    filter.before = number_cursor(call);
    const std::int64_t limit = call.query_integer("limit", 50, 1, kPage);
    filter.limit = limit + 1;
    auto found = parts.accounts.audit(filter);
    json::value next = nullptr;
    if (static_cast<std::int64_t>(found.size()) > limit) {
        found.pop_back();
        next = json::string(std::to_string(found.back().id));
    }
    json::array entries;
    for (const store::AuditEntry& entry : found)
        entries.push_back(json::object{{"id", entry.id},
                                       {"at", entry.at},
                                       {"who", entry.who},
                                       {"address", entry.address},
                                       {"action", entry.action},
                                       {"link", entry.link},
                                       {"record", entry.record},
                                       {"detail", entry.detail}});
    return json_answer(json::object{{"entries", std::move(entries)}, {"next_cursor", next}});
}

net::Response file(const Call& call, const Parts& parts) {
    store::AuditFilter filter = filter_of(call);
    filter.limit = kPage;
    std::string out(base::kCsvMark);
    out += "time,who,address,action,link,record,detail\r\n";
    for (std::int64_t rows = 0; rows < kMostInFile;) {
        const auto found = parts.accounts.audit(filter);
        for (const store::AuditEntry& entry : found)
            out += base::csv_line({base::utc_text(entry.at), entry.who, entry.address, entry.action,
                                   entry.link, entry.record, base::log::redacted(entry.detail)});
        if (static_cast<std::int64_t>(found.size()) < kPage) break;
        rows += kPage;
        filter.before = found.back().id;
    }
    parts.audit(call, "audit.export");
    return csv_answer(std::move(out), "causeway-audit.csv");
}

}  // namespace

void add_audit_routes(Router& router, const Parts& parts) {
    router.add({"GET", "/api/audit", Access::super_administrator,
                [parts](const Call& call) { return list(call, parts); }});
    router.add({"GET", "/api/audit.csv", Access::super_administrator,
                [parts](const Call& call) { return file(call, parts); }});
}

}  // namespace causeway::web
