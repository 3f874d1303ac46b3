// SPDX-License-Identifier: GPL-3.0-or-later
// causeway status, causeway runs: what the store remembers. Neither openSIS nor Moodle is asked.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "app/commands.h"
#include "app/print.h"
#include "app/run_words.h"
#include "app/wiring.h"
#include "base/log.h"

namespace causeway::app {

namespace {

namespace json = boost::json;

std::string exit_word(const store::RunRecord& run) {
    if (!run.exit) return run.ended ? "died" : "running or died";
    switch (static_cast<base::ExitCode>(*run.exit)) {
        case base::ExitCode::in_step:
            return "all in step";
        case base::ExitCode::some_refused:
            return "some refused";
        case base::ExitCode::guarded:
            return "stopped by the guard";
        case base::ExitCode::incomplete:
            return "incomplete";
        case base::ExitCode::interrupted:
            return "interrupted";
        default:
            return fmt::format("error ({})", *run.exit);
    }
}

json::object run_json(const store::RunRecord& run) {
    json::object out{
        {"run", run.id},
        {"what", run.header.what},
        {"by", run.header.by},
        {"started", base::utc_text(run.header.started)},
        {"ended", run.ended ? json::value(base::utc_text(*run.ended)) : json::value(nullptr)},
        {"exit", run.exit ? json::value(*run.exit) : json::value(nullptr)},
        {"summary", summary_of(run)}};
    if (!run.header.override_name.empty())
        out["override"] = json::object{{"name", run.header.override_name},
                                       {"because", run.header.override_reason}};
    return out;
}

std::string run_line(const store::RunRecord& run) {
    std::string out = fmt::format("Last run: {} ({}), {}, {}", run.id, run.header.what,
                                  base::utc_text(run.header.started), exit_word(run));
    if (run.ended)
        out += fmt::format(", {}; {}", lasted(*run.ended - run.header.started), did(run));
    return out + "\n";
}

}  // namespace

base::ExitCode run(const StatusOptions&, Context& context) {
    Wiring wiring(context);
    const Config& config = wiring.config();
    const auto site = wiring.link().fact("site.url");
    const auto runs = wiring.link().runs(1);
    const auto counts = wiring.link().standing_counts();
    const std::size_t unsettled = wiring.link().unsettled().size();
    if (context.common.json) {
        json::object kinds;
        for (const store::StandingCount& count : counts)
            kinds[model::name(count.kind)] = json::object{
                {"synced", count.synced}, {"waiting", count.waiting}, {"refused", count.refused}};
        print_json(context.out,
                   json::object{{"moodle", config.shown("moodle.url")},
                                {"site", site.value_or("")},
                                {"opensis", config.shown("opensis.url")},
                                {"store", config.shown("store.url")},
                                {"last_run", runs.empty() ? json::value(nullptr)
                                                          : json::value(run_json(runs.front()))},
                                {"unsettled_steps", unsettled},
                                {"records", std::move(kinds)}});
        return base::ExitCode::in_step;
    }
    const auto or_unset = [](const std::string& text) {
        return text.empty() ? std::string("(not set)") : text;
    };
    std::string out = fmt::format(
        "openSIS  {}\nMoodle   {}\nState    {}\n", or_unset(config.shown("opensis.url")),
        site.value_or(or_unset(config.shown("moodle.url"))), config.shown("store.url"));
    out += "\n" + (runs.empty() ? std::string("No run yet. Next: causeway plan\n")
                                : run_line(runs.front()));
    if (unsettled > 0)
        out += fmt::format(
            "{} steps were begun and not ended: the next run asks Moodle what became of them.\n",
            unsettled);
    Table table({"", "synced", "waiting", "refused"});
    for (const store::StandingCount& count : counts)
        table.add({std::string(model::name(count.kind)), grouped(count.synced),
                   grouped(count.waiting), grouped(count.refused)});
    if (!table.empty()) out += "\n" + table.text();
    context.out << base::log::redacted(out);
    return base::ExitCode::in_step;
}

base::ExitCode run(const RunsOptions& options, Context& context) {
    Wiring wiring(context);
    const auto runs = wiring.link().runs(options.last);
    if (context.common.json) {
        json::array all;
        for (const store::RunRecord& run : runs)
            all.push_back(run_json(run));
        print_json(context.out, json::object{{"runs", std::move(all)}});
        return base::ExitCode::in_step;
    }
    Table table({"run", "what", "started", "took", "how it ended", "what it did"});
    for (const store::RunRecord& run : runs)
        table.add({std::to_string(run.id), run.header.what, base::utc_text(run.header.started),
                   run.ended ? lasted(*run.ended - run.header.started) : "", exit_word(run),
                   run.summary.empty() ? "" : did(run)});
    context.out << (table.empty() ? std::string("No run yet.\n") : table.text());
    return base::ExitCode::in_step;
}

}  // namespace causeway::app
