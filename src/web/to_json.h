// SPDX-License-Identifier: GPL-3.0-or-later
// Records, runs, plans and links as the API tells them (docs/openapi.yaml, "schemas"). Pure, but
// for what they ask of the link. Any thread. Throws base::Failure as the store does.
#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/problem.h"
#include "service/link.h"
#include "store/accounts.h"
#include "store/link_book.h"

namespace causeway::web {

// null for nothing.
boost::json::value maybe_json(const std::optional<base::Problem>& problem);
boost::json::value maybe_json(const std::optional<std::int64_t>& number);

boost::json::object counts_object(const sync::CountsByKind& counts);  // CountsByKind
boost::json::object progress_json(const service::Progress& progress);
boost::json::object plan_json(service::Link& link, const service::KeptPlan& plan);
boost::json::object run_json(service::Link& link, const store::RunRecord& run);
boost::json::object run_step_json(const store::ToldStep& told);
boost::json::object operation_json(const model::Operation& operation);
boost::json::object standing_json(const model::Standing& standing);  // of a plan

// `schools`: what the caller may see (Call::schools_of); nothing: all.
boost::json::object link_summary(service::Link& link,
                                 const std::optional<std::vector<std::int64_t>>& schools);

boost::json::object record_json(service::Link& link, const store::ListedRecord& record);
boost::json::object membership_json(service::Link& link, const store::ListedEnrolment& one);
boost::json::object moodle_user_json(service::Link& link, const model::FoundUser& user);
boost::json::object past_step_json(const store::PastStep& past);
boost::json::object user_json(const store::Account& account);

}  // namespace causeway::web
