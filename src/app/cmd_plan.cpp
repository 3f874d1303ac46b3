// SPDX-License-Identifier: GPL-3.0-or-later
// causeway plan: what a sync would do, and why. Writes nothing but the plan file it is asked for.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>

#include "app/commands.h"
#include "app/print.h"
#include "app/progress.h"
#include "app/wiring.h"
#include "base/log.h"
#include "base/text.h"
#include "sync/guard.h"
#include "sync/summary.h"

namespace causeway::app {

namespace {

namespace json = boost::json;

std::string title_of(const sync::Operation& operation) {
    if (const auto* category = std::get_if<model::CategoryShape>(&operation.shape))
        return category->name;
    if (const auto* course = std::get_if<model::CourseShape>(&operation.shape))
        return course->fullname;
    if (const auto* user = std::get_if<model::UserShape>(&operation.shape))
        return user->first_name + " " + user->last_name;
    return {};
}

std::size_t shown_of(const sync::Plan& plan, std::int64_t limit) {
    const std::size_t all = plan.operations.size();
    return limit == 0 ? all : std::min(all, static_cast<std::size_t>(limit));
}

json::object answer_json(const sync::Plan& plan, const std::optional<base::Problem>& guard,
                         std::size_t shown) {
    json::array operations;
    for (std::size_t i = 0; i < shown; ++i) {
        const sync::Operation& op = plan.operations[i];
        operations.push_back(json::object{{"verb", model::name(op.verb)},
                                          {"key", op.key.text()},
                                          {"title", title_of(op)},
                                          {"reason", op.reason}});
    }
    json::array refused;
    json::array waiting;
    for (const sync::Standing& standing : plan.standings) {
        json::object one = problem_json(standing.problem);
        one["key"] = standing.key.text();
        one["title"] = standing.title;
        (standing.kind == sync::StandingKind::refused ? refused : waiting)
            .push_back(std::move(one));
    }
    return {{"counts", json::parse(sync::counts_json(plan.counts))},
            {"changes", plan.changes()},
            {"refused", std::move(refused)},
            {"waiting", std::move(waiting)},
            {"guard", guard ? json::value(problem_json(*guard)) : json::value(nullptr)},
            {"operations_total", plan.operations.size()},
            {"operations", std::move(operations)}};
}

std::string answer_text(const sync::Plan& plan, const std::optional<base::Problem>& guard,
                        std::size_t shown) {
    std::string out = counts_table(plan.counts);
    Table table({"", "record", "", "because"});
    for (std::size_t i = 0; i < shown; ++i) {
        const sync::Operation& op = plan.operations[i];
        table.add({std::string(model::name(op.verb)), op.key.text(),
                   base::cut_utf8(title_of(op), 40), op.reason});
    }
    if (!table.empty()) out += "\n" + table.text();
    if (shown < plan.operations.size())
        out += fmt::format("... and {} more: --show 0 lists all\n",
                           grouped(static_cast<std::int64_t>(plan.operations.size() - shown)));
    if (plan.refused() > 0)
        out += fmt::format(
            "\n{} records are refused; after a sync, `causeway standings` names each.\n",
            grouped(plan.refused()));
    if (guard) out += "\nThe guard would stop this:\n" + problem_text(*guard) + "\n";
    out += fmt::format("\nPlan: {}.\n", in_words(plan.counts));
    return out;
}

void write_plan(const std::string& file, const sync::Plan& plan) {
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out << sync::plan_to_json(plan) << "\n";
    out.close();
    if (out) return;
    throw base::Failure(base::ExitCode::error,
                        {"The plan could not be written", file, "the file cannot be written",
                         "Check the folder, its rights and the space left.", "plan.file"});
}

}  // namespace

base::ExitCode run(const PlanOptions& options, Context& context) {
    Wiring wiring(context);
    ProgressShow show(
        context.common.quiet ? ProgressShow::Style::none : ProgressShow::usual_style(),
        context.clock);
    const sync::Engine engine = wiring.engine(show.watch());
    const sync::Plan plan = sync::make_plan(engine, request_from(options.scope, wiring.config()));
    show.finish();
    if (!options.out.empty()) write_plan(options.out, plan);
    const auto guard = sync::guard(plan, engine.policy);
    const std::size_t shown = shown_of(plan, options.show);
    if (context.common.json)
        print_json(context.out, answer_json(plan, guard, shown));
    else
        context.out << base::log::redacted(answer_text(plan, guard, shown));
    return base::ExitCode::in_step;
}

}  // namespace causeway::app
