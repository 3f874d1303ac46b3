// SPDX-License-Identifier: GPL-3.0-or-later
// causeway sync, causeway undo
#include <fmt/format.h>

#include <boost/json.hpp>
#include <fstream>
#include <iostream>
#include <iterator>

#include "app/commands.h"
#include "app/print.h"
#include "app/progress.h"
#include "app/wiring.h"
#include "base/log.h"
#include "sync/summary.h"

namespace causeway::app {

namespace {

namespace json = boost::json;

constexpr std::size_t kRefusedShown = 50;

sync::Plan read_plan(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    return sync::plan_from_json(text);
}

json::object answer_json(const sync::RunReport& report) {
    json::object out = json::parse(sync::summary_json(report)).as_object();
    json::array refused;
    json::array waiting;
    for (const sync::Standing& standing : report.standings) {
        json::object one = problem_json(standing.problem);
        one["key"] = standing.key.text();
        one["title"] = standing.title;
        (standing.kind == sync::StandingKind::refused ? refused : waiting)
            .push_back(std::move(one));
    }
    out["refused"] = std::move(refused);
    out["waiting"] = std::move(waiting);
    return out;
}

std::string refused_text(const sync::RunReport& report) {
    std::string out;
    std::size_t count = 0;
    std::size_t waiting = 0;
    std::size_t held = 0;
    for (const sync::Standing& standing : report.standings) {
        if (standing.kind == sync::StandingKind::waiting)
            (standing.problem.code == sync::kHeldCode ? held : waiting) += 1;
        if (standing.kind != sync::StandingKind::refused) continue;
        if (++count > kRefusedShown) continue;
        out +=
            fmt::format("  {}{}: {}. {}\n", standing.key.text(),
                        standing.title.empty() ? "" : " (" + standing.title + ")",
                        standing.problem.why.empty() ? standing.problem.what : standing.problem.why,
                        standing.problem.cure);
    }
    if (count > kRefusedShown)
        out +=
            fmt::format("  ... and {} more: causeway standings --refused\n", count - kRefusedShown);
    if (count > 0)
        out = fmt::format("\nRefused ({}); everything else went through:\n", count) + out;
    if (waiting > 0)
        out += fmt::format("{} records wait, most of them for a refused one: causeway standings\n",
                           waiting);
    if (held > 0)
        out += fmt::format("{} records stay as they are until the hold ends: causeway standings\n",
                           held);
    return out;
}

std::string ending(const sync::RunReport& report) {
    switch (report.exit) {
        case base::ExitCode::in_step:
            return "all in step";
        case base::ExitCode::some_refused:
            return "in step, but for the refused records";
        case base::ExitCode::incomplete:
            return fmt::format("incomplete ({} put off): the next sync goes on",
                               grouped(report.put_off));
        case base::ExitCode::interrupted:
            return "interrupted: the next sync goes on";
        default:
            return "ended with an error";
    }
}

// What a person should know of the school year.
std::string year_text(const sync::RunReport& report) {
    std::string out;
    for (const auto& [school, year] : report.rolled_to)
        out += fmt::format(
            "openSIS has rolled over to {} in school {}; this run stayed in the old "
            "year. Look at: causeway rollover show\n",
            year, school);
    if (report.held_until)
        out += fmt::format("A hold stands until {}: nothing is taken away before.\n",
                           report.held_until->text());
    return out.empty() ? out : "\n" + out;
}

base::ExitCode tell(const sync::RunReport& report, Context& context) {
    if (context.common.json) {
        print_json(context.out, answer_json(report));
        if (report.problem) std::cerr << "causeway: " << problem_text(*report.problem) << std::endl;
        return report.exit;
    }
    std::string out = counts_table(report.counts) + refused_text(report);
    out += year_text(report);
    if (report.problem) out += "\n" + problem_text(*report.problem) + "\n";
    out += fmt::format("\nRun {}: {} in {}; {}.\n", report.run, in_words(report.counts),
                       lasted(report.ended - report.started), ending(report));
    context.out << base::log::redacted(out);
    return report.exit;
}

ProgressShow::Style style(const Context& context) {
    return context.common.quiet ? ProgressShow::Style::none : ProgressShow::usual_style();
}

}  // namespace

base::ExitCode run(const SyncOptions& options, Context& context) {
    Wiring wiring(context);
    sync::RunRequest request = request_from(options.scope, wiring.config());
    request.override_name = options.override_name;
    request.override_reason = options.because;
    if (!options.plan.empty()) {
        request.plan = read_plan(options.plan);
        request.schools = request.plan->schools;
    }
    ProgressShow show(style(context), context.clock);
    const sync::RunReport report = sync::run_sync(wiring.engine(show.watch()), request);
    show.finish();
    return tell(report, context);
}

base::ExitCode run(const UndoOptions& options, Context& context) {
    Wiring wiring(context);
    const auto record = wiring.link().run(options.run);
    if (record && record->header.what.starts_with("grades"))
        return run(GradesUndoOptions{options.run}, context);
    if (!record)
        throw base::Failure(base::ExitCode::usage,
                            {"There is nothing to undo", "run " + std::to_string(options.run),
                             "no run has this number", "See: causeway runs", "usage.run"});
    ProgressShow show(style(context), context.clock);
    const sync::RunReport report =
        sync::run_undo(wiring.engine(show.watch()), options.run, request_from({}, wiring.config()));
    show.finish();
    return tell(report, context);
}

}  // namespace causeway::app
