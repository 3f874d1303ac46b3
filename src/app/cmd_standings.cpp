// SPDX-License-Identifier: GPL-3.0-or-later
// causeway standings: refused and waiting records, with cause and cure; as a CSV file on request.
#include <fmt/format.h>

#include <boost/json.hpp>
#include <fstream>

#include "app/commands.h"
#include "app/print.h"
#include "app/wiring.h"
#include "base/csv.h"
#include "base/log.h"
#include "base/text.h"

namespace causeway::app {

namespace {

namespace json = boost::json;

std::vector<store::ToldStanding> asked_for(store::LinkState& link, bool refused_only) {
    auto out = link.standings(false);
    if (refused_only)
        std::erase_if(out, [](const store::ToldStanding& told) {
            return told.standing.kind != model::StandingKind::refused;
        });
    return out;
}

void write_csv(const std::string& file, const std::vector<store::ToldStanding>& all) {
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out << base::kCsvMark;
    out << "record,name,standing,what,why,what to do,code,school,run\r\n";
    for (const auto& [standing, run] : all) {
        const base::Problem& problem = standing.problem;
        for (const std::string& text :
             {standing.key.text(), standing.title, std::string(model::name(standing.kind)),
              problem.what, problem.why, problem.cure, problem.code})
            out << base::csv_field(base::log::redacted(text)) << ',';
        out << standing.school << ',' << run << "\r\n";
    }
    out.close();
    if (out) return;
    throw base::Failure(base::ExitCode::error,
                        {"The file could not be written", file, "the file cannot be written",
                         "Check the folder, its rights and the space left.", "csv.file"});
}

json::object answer_json(const std::vector<store::ToldStanding>& all) {
    json::array standings;
    for (const auto& [standing, run] : all)
        standings.push_back(json::object{{"key", standing.key.text()},
                                         {"title", standing.title},
                                         {"school", standing.school},
                                         {"standing", model::name(standing.kind)},
                                         {"problem", problem_json(standing.problem)},
                                         {"run", run}});
    return {{"standings", std::move(standings)}};
}

}  // namespace

base::ExitCode run(const StandingsOptions& options, Context& context) {
    Wiring wiring(context);
    const auto all = asked_for(wiring.link(), options.refused);
    if (!options.csv.empty()) write_csv(options.csv, all);
    if (context.common.json) {
        print_json(context.out, answer_json(all));
        return base::ExitCode::in_step;
    }
    if (!options.csv.empty()) {
        context.out << fmt::format("{} records written to {}\n", all.size(), options.csv);
        return base::ExitCode::in_step;
    }
    Table table({"record", "name", "", "because", "what to do"});
    for (const auto& [standing, run] : all)
        table.add({standing.key.text(), base::cut_utf8(standing.title, 32),
                   std::string(model::name(standing.kind)),
                   standing.problem.why.empty() ? standing.problem.what : standing.problem.why,
                   standing.problem.cure});
    context.out << (table.empty() ? std::string("Nothing is refused, nothing waits.\n")
                                  : table.text());
    return base::ExitCode::in_step;
}

}  // namespace causeway::app
