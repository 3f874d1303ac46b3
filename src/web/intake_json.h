// SPDX-License-Identifier: GPL-3.0-or-later
// "Get LMS Data" as the API tells it (docs/openapi.yaml, the Intake schemas), and what it asks for.
// Any thread. Errors: Refusal for a request that will not do.
#pragma once

#include <boost/json/fwd.hpp>
#include <map>
#include <string>

#include "service/link.h"
#include "web/fields.h"

namespace causeway::web {

service::IntakeOrder intake_order(Fields& body);  // IntakeRequest

boost::json::object intake_counts(const intake::Counts& counts);
boost::json::object intake_preview_json(service::Link& link, const service::KeptIntake& kept);
// What it was planned for; null before that is known.
boost::json::value intake_school_json(const service::KeptIntake& kept);

using Choices = std::map<std::string, std::string>;  // by row
boost::json::object intake_row_json(service::Link& link, const intake::Sides& sides,
                                    const intake::Row& row, const Choices& choices);
boost::json::object intake_note_json(const store::IntakeNote& note);

}  // namespace causeway::web
