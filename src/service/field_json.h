// SPDX-License-Identifier: GPL-3.0-or-later
// Custom Field Mapping as JSON: the same words on the command line and in the API.
#pragma once

#include <boost/json.hpp>

#include "service/field_parts.h"

namespace causeway::service {

// {opensis: [...], moodle: [...], whole, zone}
boost::json::object fields_json(const model::FieldCatalogue& catalogue);
boost::json::array mappings_json(const std::vector<fields::Judged>& rows);
boost::json::array examples_json(const std::vector<FieldExample>& examples);
boost::json::object pull_json(const fields::PullReport& report);
// What a run wrote into openSIS.
boost::json::array notes_json(const std::vector<store::FieldNote>& notes);
boost::json::array unfit_json(const std::vector<model::UnfitValue>& unfit);
boost::json::object rules_json(const model::FieldRules& rules);
// The options of a pair and what each becomes when nothing is said of it.
boost::json::array choices_json(const model::FieldCatalogue& catalogue, const FieldWish& wish);

// "students", "staff"
std::string_view whose_name(model::Kind whose);
std::optional<model::Kind> whose_named(std::string_view name);
inline constexpr std::string_view kToMoodle = "opensis-to-moodle";
inline constexpr std::string_view kToOpensis = "moodle-to-opensis";

}  // namespace causeway::service
