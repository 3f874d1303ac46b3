// SPDX-License-Identifier: GPL-3.0-or-later
// The fields of a user that several routes take: the name, the role, the schools. One thread each;
// every objection is a Refusal (422).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "service/service.h"
#include "store/accounts.h"
#include "web/fields.h"

namespace causeway::web {

std::string user_name(Fields& fields);
std::string user_role(Fields& fields);
// Links that do not exist are refused.
std::vector<store::SchoolRight> user_schools(Fields& fields, service::Service& service);

}  // namespace causeway::web
