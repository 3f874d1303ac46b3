// SPDX-License-Identifier: GPL-3.0-or-later
// Gradebooks in the API's words (schemas Grade... of docs/openapi.yaml). Pure, any thread.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "grades/run.h"
#include "moodle/calls_grades.h"
#include "opensis/gradebook_lists.h"
#include "store/grade_desk.h"

namespace causeway::web {

using Names = std::map<std::int64_t, std::string>;  // of students

boost::json::object difference_json(const store::GradeDifference& difference, const Names& names);
// The parts of a section's gradebook: periods, categories, items, students with their total in
// openSIS, grades, finals.
void put_gradebook(boost::json::object& out, const model::SchoolBook& book, const Names& names,
                   base::Date today);
// What a change of the option would do. `most`: steps that are told.
boost::json::object grade_plan_json(const grades::PullReport& report, std::size_t most);
// What was planned, in a few letters: another plan has others.
std::string mark_of(const grades::PullReport& report);
boost::json::array table_json(const std::vector<moodle::GradeTableRow>& rows);
boost::json::object grade_step_json(const opensis::PastBookStep& step, const std::string& section,
                                    const std::string& student);

}  // namespace causeway::web
