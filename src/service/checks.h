// SPDX-License-Identifier: GPL-3.0-or-later
// Connect and the openSIS check as the API tells them (docs/openapi.yaml: Connection,
// OpensisCheck). Both ask and write nothing; they block for some seconds and throw only for
// settings that are missing.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "moodle/connect.h"
#include "service/config.h"
#include "store/link_book.h"
#include "store/store.h"

namespace causeway::service {

std::string connection_json(const moodle::ConnectReport& report, base::Instant checked_at);

struct SchoolTitle {
    std::int64_t id = 0;
    std::string title;
};

struct OpensisFound {
    bool ok = false;
    std::string json;
    std::vector<SchoolTitle> schools;
};
OpensisFound look_at_opensis(const Config& config, base::Instant now);

// What passed is kept with the link, for the address that it passed with; a new address asks for a
// new check.
void keep_connection(store::LinkState& link, const Config& config,
                     const moodle::ConnectReport& report, base::Instant checked_at);
void keep_opensis(store::LinkState& link, const Config& config, const OpensisFound& found);
void forget_connection(store::LinkState& link);
void forget_opensis(store::LinkState& link);
[[nodiscard]] bool connected(store::LinkState& link, const Config& config);
[[nodiscard]] bool opensis_checked(store::LinkState& link, const Config& config);
// As they were kept; "" when none ever passed.
std::string kept_connection(store::LinkState& link);
std::string kept_opensis(store::LinkState& link);

// The synchronization switch. Throws Failure(locked) while Connect or the openSIS check has not
// passed.
void switch_link(store::LinkBook& book, store::LinkState& link, const Config& config, bool enabled);

// Titles of the schools that a check has told of, from its JSON; "" gives none.
std::vector<SchoolTitle> schools_in(const std::string& opensis_json);

}  // namespace causeway::service
