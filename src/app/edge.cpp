// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/edge.h"

#include <boost/json.hpp>
#include <iostream>

#include "app/print.h"

namespace causeway::app {

int report(const base::Problem& problem, base::ExitCode exit, bool json) {
    if (json) {
        boost::json::object error = problem_json(problem);
        error["exit"] = static_cast<int>(exit);
        print_json(std::cout, boost::json::object{{"error", std::move(error)}});
    }
    std::cerr << "causeway: " << problem_text(problem) << std::endl;
    return static_cast<int>(exit);
}

base::Problem unexpected(const std::exception& bug) {
    return {"Causeway met a situation it was not made for", "", bug.what(),
            "This is a mistake in Causeway. Nothing is lost: the journal decides at the next run. "
            "Please report it with the output of the same command with --verbose.",
            "internal"};
}

}  // namespace causeway::app
