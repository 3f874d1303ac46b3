// SPDX-License-Identifier: GPL-3.0-or-later
// Taking a pull back, section by section, as a run of its own.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "grades/run.h"
#include "model/problem_json.h"

namespace causeway::grades {

namespace json = boost::json;

UndoReport undo(const Engine& engine, std::int64_t run, const std::string& by) {
    UndoReport out;
    out.run =
        engine.desk.begin_run({fmt::format("grades undo {}", run), by, "", "", engine.clock.now()});
    try {
        // First: a pull after an undo that died half-way then goes the same way.
        out.keeper = engine.desk.put_choice_back(run, out.run);
        for (const std::int64_t section : engine.school.sections_of(run)) {
            const auto undone = engine.school.undo(section, run, out.run);
            if (!undone) {
                out.problems.push_back(undone.problem());
                continue;
            }
            out.restored += undone->first;
            out.kept += undone->second;
            engine.desk.beat(out.run);
        }
    } catch (const base::Failure& failure) {
        engine.desk.end_run(
            out.run, failure.exit(),
            json::serialize(json::object{{"problem", model::problem_json(failure.problem())}}));
        throw;
    }
    out.exit = out.problems.empty() ? base::ExitCode::in_step : base::ExitCode::incomplete;
    json::object summary{{"restored", out.restored}, {"kept", out.kept}};
    if (out.keeper) summary["keeper"] = json::parse(keeper_json(*out.keeper));
    if (!out.problems.empty()) summary["problem"] = model::problem_json(out.problems.front());
    engine.desk.end_run(out.run, out.exit, json::serialize(summary));
    return out;
}

}  // namespace causeway::grades
