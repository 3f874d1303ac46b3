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

// Titles of the schools that a check has told of, from its JSON; "" gives none.
std::vector<SchoolTitle> schools_in(const std::string& opensis_json);

}  // namespace causeway::service
