// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/taken_back.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "app/print.h"
#include "base/failure.h"

namespace causeway::app {

namespace json = boost::json;

base::ExitCode tell_taken_back(Context& context, std::string_view kind, const TakenBack& done,
                               const std::string& sentence) {
    if (done.records == 0 && done.refused.empty())
        throw base::Failure(
            base::ExitCode::usage,
            {"There is nothing to take back", fmt::format("run {}", done.asked),
             fmt::format("no {} with this number wrote anything that still stands", kind),
             "See: causeway runs", "usage.run"});
    if (context.common.json) {
        json::array refused;
        for (const auto& problem : done.refused)
            refused.push_back(problem_json(problem));
        print_json(context.out, json::object{{"run", done.run},
                                             {"taken_back", done.records},
                                             {"refused", std::move(refused)}});
    } else {
        for (const auto& problem : done.refused)
            context.out << problem_text(problem) << "\n";
        context.out << sentence << "\n";
    }
    return done.refused.empty() ? base::ExitCode::in_step : base::ExitCode::some_refused;
}

}  // namespace causeway::app
