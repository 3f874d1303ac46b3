// SPDX-License-Identifier: GPL-3.0-or-later
// The year's turn as JSON: what `causeway rollover --json` prints and the API answers.
#include <algorithm>
#include <boost/json.hpp>

#include "model/problem_json.h"
#include "service/turn_office.h"

namespace causeway::service {

namespace {

namespace json = boost::json;

json::value day(const std::optional<base::Date>& date) {
    if (!date) return nullptr;
    return json::string(date->text());
}

json::value instant(base::Instant at) {
    if (at == 0) return nullptr;
    return at;
}

json::object span_json(const model::YearSpan& span) {
    return {{"year", span.year}, {"start", day(span.start)}, {"end", day(span.end)}};
}

json::array rolled_json(const std::vector<model::Rolled>& rolled) {
    json::array out;
    for (const auto& one : rolled)
        out.push_back(json::object{{"what", one.what},
                                   {"old_year", one.old_year},
                                   {"new_year", one.new_year},
                                   {"linked", one.linked}});
    return out;
}

const char* stage_name(store::TurnStage stage) {
    return stage == store::TurnStage::planned     ? "planned"
           : stage == store::TurnStage::confirmed ? "confirmed"
                                                  : "taken_back";
}

// The newest of this stage.
json::value newest(TurnOffice& office, const std::vector<store::TurnRecord>& turns,
                   store::TurnStage stage) {
    const auto found = std::find_if(turns.begin(), turns.end(),
                                    [&](const store::TurnRecord& t) { return t.stage == stage; });
    if (found == turns.end()) return nullptr;
    return turn_json(*office.turn(found->id), true);
}

}  // namespace

json::object summary_of(const intake::TurnPlan& plan) {
    json::array schools;
    for (const auto& school : plan.schools) {
        json::object counts;
        for (const auto& [fate, count] : school.counts)
            counts[intake::name(fate)] = count;
        json::object leaving;
        for (const auto& [kind, count] : school.leaving)
            leaving[model::name(kind)] = count;
        schools.push_back(json::object{{"school", school.school},
                                       {"title", school.title},
                                       {"from", span_json(school.from)},
                                       {"to", span_json(school.to)},
                                       {"rolled", rolled_json(school.rolled)},
                                       {"counts", std::move(counts)},
                                       {"made_from_old", school.made_from_old},
                                       {"going_on", school.going_on},
                                       {"retained", school.retained},
                                       {"doubtful", school.doubtful},
                                       {"leaving", std::move(leaving)}});
    }
    json::array objections;
    for (const auto& one : plan.objections)
        objections.push_back(model::problem_json(one));
    return {{"schools", std::move(schools)}, {"objections", std::move(objections)}};
}

json::object turn_json(const store::TurnRecord& turn, bool with_summary) {
    json::array schools;
    for (const auto& school : turn.schools)
        schools.push_back(json::object{{"school", school.school},
                                       {"from", school.from},
                                       {"to", school.to},
                                       {"run", school.run},
                                       {"finished", school.finished}});
    json::object out{{"id", turn.id},
                     {"stage", stage_name(turn.stage)},
                     {"made", turn.made},
                     {"made_by", turn.made_by},
                     {"begins", turn.begins.text()},
                     {"confirmed", instant(turn.confirmed)},
                     {"confirmed_by", turn.confirmed_by},
                     {"because", turn.because},
                     {"taken_back", instant(turn.taken_back)},
                     {"taken_back_by", turn.taken_back_by},
                     {"schools", std::move(schools)},
                     {"plan", nullptr}};
    if (with_summary && !turn.summary.empty()) out["plan"] = json::parse(turn.summary);
    return out;
}

std::string word_for(const store::TurnRecord& turn) {
    return turn.confirmed_by + (turn.because.empty() ? "" : ": " + turn.because) + ", from " +
           turn.begins.text();
}

json::object rollover_json(TurnOffice& office) {
    const auto book = office.look();
    const auto can = intake::schools_that_can_turn(book);
    json::array schools;
    for (const auto& school : book.schools)
        schools.push_back(json::object{
            {"school", school.school},
            {"title", school.title},
            {"now", span_json(school.now)},
            {"next", school.next ? json::value(span_json(*school.next)) : json::value(nullptr)},
            {"rolled", rolled_json(school.rolled)},
            {"can_turn", std::find(can.begin(), can.end(), school.school) != can.end()}});
    const auto state = office.state();
    json::value hold = nullptr;
    if (state.hold && state.hold->to >= office.today())
        hold = json::object{{"from", state.hold->from.text()},
                            {"to", state.hold->to.text()},
                            {"by", state.hold->by},
                            {"at", state.hold->at},
                            {"now", model::held_until(state, office.today()).has_value()}};
    const auto turns = office.turns();
    json::array history;
    for (const auto& turn : turns)
        if (turn.stage != store::TurnStage::planned) history.push_back(turn_json(turn, false));
    return {{"today", office.today().text()},
            {"hold", std::move(hold)},
            {"schools", std::move(schools)},
            {"plan", newest(office, turns, store::TurnStage::planned)},
            {"turn", newest(office, turns, store::TurnStage::confirmed)},
            {"history", std::move(history)}};
}

}  // namespace causeway::service
