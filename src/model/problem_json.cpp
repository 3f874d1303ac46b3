// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/problem_json.h"

namespace causeway::model {

boost::json::object problem_json(const base::Problem& problem) {
    return {{"what", problem.what},
            {"record", problem.record},
            {"why", problem.why},
            {"cure", problem.cure},
            {"code", problem.code}};
}

}  // namespace causeway::model
