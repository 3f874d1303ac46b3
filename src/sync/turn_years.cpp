// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/turn_years.h"

#include <fmt/format.h>

#include <algorithm>

#include "sync/summary.h"

namespace causeway::sync {

namespace {

std::string year_fact(std::int64_t school) {
    return "year." + std::to_string(school);
}

// Turns that this plan works in the new year of.
std::vector<model::SchoolTurn> turns_of(const model::TurnState& state, const Plan& plan,
                                        base::Date today) {
    std::vector<model::SchoolTurn> out;
    for (const auto& [school, turn] : state.turns) {
        const auto year = plan.years.find(school);
        if (!turn.finished && year != plan.years.end() && year->second == turn.to &&
            model::turn_that_counts(state, school, today) != nullptr)
            out.push_back(turn);
    }
    return out;
}

}  // namespace

bool same_years(const model::TurnState& state, const Engine& engine, const Plan& plan) {
    const auto years = model::years_that_count(state, engine.roster.year, engine.policy.today);
    for (const auto& [school, year] : plan.years)
        if (const auto now = years.find(school); now != years.end() && now->second != year)
            return false;
    return true;
}

void begin_years(const model::TurnState& state, const Engine& engine, const Plan& plan,
                 std::int64_t run) {
    auto begun = turns_of(state, plan, engine.policy.today);
    std::erase_if(begun, [](const model::SchoolTurn& one) { return one.run != 0; });
    if (!begun.empty()) engine.state.turns_begun(run, begun);
}

void settle_years(const Engine& engine, const Plan& plan, const RunReport& report) {
    for (const auto& [school, year] : plan.years)
        if (year != 0)  // a school that openSIS has just begun to set up has none
            engine.state.set_fact(year_fact(school), std::to_string(year));
    std::string ahead;
    for (const auto& [school, year] : plan.rolled_to)
        ahead += fmt::format("{}{} {}", ahead.empty() ? "" : ";", school, year);
    if (engine.state.fact(kRolledFact).value_or("") != ahead)
        engine.state.set_fact(kRolledFact, ahead);
    if (report.problem || report.put_off > needing_others(report.standings)) return;
    std::vector<model::SchoolTurn> done;
    for (const auto& turn : turns_of(engine.state.turn(), plan, engine.policy.today))
        if (std::none_of(report.standings.begin(), report.standings.end(), [&](const Standing& s) {
                return s.school == turn.school && s.problem.code == kHeldCode;
            }))
            done.push_back(turn);
    if (!done.empty()) engine.state.turns_finished(report.run, done);
}

}  // namespace causeway::sync
