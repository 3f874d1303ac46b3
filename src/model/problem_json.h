// SPDX-License-Identifier: GPL-3.0-or-later
// A problem as JSON, the same everywhere: in the API, on the command line, in a run's summary and
// in the store.
#pragma once

#include <boost/json/object.hpp>

#include "base/problem.h"

namespace causeway::model {

// {what, record, why, cure, code}, all texts
boost::json::object problem_json(const base::Problem& problem);

}  // namespace causeway::model
