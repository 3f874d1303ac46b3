// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/turn_office.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "opensis/rollover_reader.h"
#include "service/link_parts.h"
#include "service/state_adapter.h"
#include "sync/run.h"

namespace causeway::service {

namespace {

constexpr int kLongestHold = 366;  // days

base::Failure nothing_to_turn(std::string record, std::string why, std::string cure) {
    return {base::ExitCode::usage,
            {"There is no year to turn to", std::move(record), std::move(why), std::move(cure),
             "turn.nothing"}};
}

intake::TurnLimits limits_from(const Config& config) {
    return {config.number("guard.turn_leaving_percent"),
            config.number("guard.turn_missing_percent"), config.integer("guard.records")};
}

// Why a school cannot turn: openSIS has no later year of it, or one without students.
base::Failure cannot_turn(const model::RolloverBook& book, std::int64_t id) {
    const std::string record = model::Key{model::Kind::school, id, 0}.text();
    const auto* school = book.of(id);
    if (school == nullptr)
        return nothing_to_turn(record, "this link reads no school with that number",
                               "See which it reads: causeway rollover show.");
    if (!school->next)
        return nothing_to_turn(
            record, fmt::format("openSIS holds no year of it after {}", school->now.year),
            "Roll it over in openSIS first (Tools > Rollover), or leave it out.");
    std::string holds;
    for (const model::Rolled& one : school->rolled)
        if (one.new_year > 0)
            holds += fmt::format("{}{} {}", holds.empty() ? "" : ", ", one.new_year, one.what);
    return nothing_to_turn(
        record,
        fmt::format("openSIS holds {} for {}, and no students: its rollover stopped half-way, or "
                    "was run without them",
                    holds.empty() ? "nothing" : holds, school->next->year),
        "Enrol its students there, or roll over again with Students ticked (openSIS does so once "
        "the backup from before is back, or the new year's marking period is deleted); or leave "
        "the "
        "school out.");
}

std::set<std::int64_t> schools_to_turn(const model::RolloverBook& book, const TurnWish& wish) {
    const auto can = intake::schools_that_can_turn(book);
    if (wish.schools.empty()) {
        if (!can.empty()) return {can.begin(), can.end()};
        for (const auto& school : book.schools)
            if (school.next) throw cannot_turn(book, school.school);
        throw nothing_to_turn("", "openSIS has not rolled over any school of this link",
                              "Roll over in openSIS first (Tools > Rollover).");
    }
    for (const std::int64_t school : wish.schools)
        if (std::find(can.begin(), can.end(), school) == can.end()) throw cannot_turn(book, school);
    return {wish.schools.begin(), wish.schools.end()};
}

// The first sync of a year comes before the year has ended, and not in the past.
void check_begins(const model::RolloverBook& book, const std::set<std::int64_t>& schools,
                  base::Date begins, base::Date today) {
    const auto refuse = [&](std::string why, std::string cure) {
        throw base::Failure(base::ExitCode::usage,
                            {"The turn was not planned", begins.text(), std::move(why),
                             std::move(cure), "turn.begins"});
    };
    if (begins < today)
        refuse("that day has passed", fmt::format("Name {} or a later day.", today.text()));
    for (const std::int64_t id : schools) {
        const model::YearSpan& next = *book.of(id)->next;
        if (next.end && *next.end < begins)
            refuse(
                fmt::format("the year {} of school {} ends on {}", next.year, id, next.end->text()),
                "Name a day before its end.");
    }
}

}  // namespace

TurnOffice::TurnOffice(Config config, store::Store& store, std::string link, base::Clock& clock,
                       std::string user_agent)
    : config_(std::move(config)),
      link_(store.link(link)),
      desk_(store, link),
      clock_(clock),
      user_agent_(std::move(user_agent)),
      today_(base::Zone(config_.text("opensis.zone")).date_of(clock.now())) {}

model::RolloverBook TurnOffice::look() {
    const auto connection = db::open_mariadb(opensis_address(config_));
    return opensis::read_rollover(*connection, roster_from(config_, today_, link_.turn()));
}

void TurnOffice::hold(base::Date from, base::Date to, const std::string& by) {
    const auto refuse = [&](const char* why, const char* cure) {
        throw base::Failure(base::ExitCode::usage,
                            {"The hold was not set", from.text() + " to " + to.text(), why, cure,
                             "turn.hold_days"});
    };
    if (from <= to && to < today_)
        refuse("its last day has passed", "Give a day that is still to come.");
    if (from.plus(kLongestHold) < to)
        refuse("it would last longer than a year", "Give days that lie within a year.");
    desk_.hold({from, to, by, clock_.now()});
}

bool TurnOffice::release(const std::string& by) {
    return desk_.release(by, clock_.now());
}

intake::TurnPlan TurnOffice::foresee(const model::RolloverBook& book,
                                     const std::set<std::int64_t>& schools, base::Date begins) {
    std::vector<model::SchoolTurn> turns;
    for (const std::int64_t id : schools) {
        const auto* school = book.of(id);
        turns.push_back({0, id, school->now.year, school->next->year, begins, {}, 0, false});
    }
    StateAdapter state(link_);
    LinkParts parts(config_, clock_, {}, user_agent_);
    sync::Engine engine = parts.engine(state, {});
    engine.policy.today = std::max(today_, begins);
    const sync::Plan first = sync::foresee_turn(engine, turns);
    intake::TurnWeights weights;
    for (const auto& [where, tally] : first.tallies)
        weights[where] = {tally.held, tally.leaving};
    return intake::plan_turn(book, schools, first.operations, weights, limits_from(config_));
}

store::TurnRecord TurnOffice::keep(const intake::TurnPlan& plan, base::Date begins,
                                   const std::string& by) {
    store::TurnRecord record;
    record.made = clock_.now();
    record.made_by = by;
    record.fingerprint = plan.fingerprint;
    record.begins = begins;
    record.summary = boost::json::serialize(summary_of(plan));
    for (const auto& school : plan.schools)
        record.schools.push_back(
            {0, school.school, school.from.year, school.to.year, begins, school.leaving, 0, false});
    std::vector<store::TurnRowRecord> rows;
    rows.reserve(plan.rows.size());
    for (const auto& row : plan.rows)
        rows.push_back({0, std::string(intake::name(row.fate)), row.key, row.school, row.title,
                        row.reason, row.doubtful});
    return *desk_.turn(desk_.keep(record, rows));
}

store::TurnRecord TurnOffice::plan(const TurnWish& wish, const std::string& by) {
    const auto book = look();
    const auto schools = schools_to_turn(book, wish);
    const base::Date begins = wish.begins.value_or(today_);
    check_begins(book, schools, begins, today_);
    return keep(foresee(book, schools, begins), begins, by);
}

store::TurnRecord TurnOffice::confirm(std::int64_t id, const std::string& by,
                                      const std::string& because) {
    const auto shown = desk_.turn(id);
    if (!shown || shown->stage != store::TurnStage::planned) {
        desk_.confirm(id, today_, by, because, clock_.now());  // says why not
        return *desk_.turn(id);
    }
    const auto book = look();
    std::set<std::int64_t> schools;
    for (const auto& school : shown->schools)
        if (const auto* now = book.of(school.school); now != nullptr && now->next)
            schools.insert(school.school);
    const auto now = foresee(book, schools, shown->begins);
    if (now.fingerprint != shown->fingerprint) {
        const auto fresh = keep(now, shown->begins, by);
        throw base::Failure(
            base::ExitCode::guarded,
            {"The plan of the turn is out of date, so it was not confirmed",
             fmt::format("turn:{}", id), "openSIS or what Moodle holds has changed since",
             fmt::format("Look at the new plan ({}) and confirm that one.", fresh.id),
             "turn.moved"});
    }
    if (!now.objections.empty() && because.empty()) {
        const base::Problem& first = now.objections.front();
        std::string why = first.why;
        if (now.objections.size() > 1)
            why += fmt::format(" (and {} more)", now.objections.size() - 1);
        throw base::Failure(base::ExitCode::guarded, {"The turn of the year was not confirmed",
                                                      first.record, why, first.cure, first.code});
    }
    desk_.confirm(id, std::max(shown->begins, today_), by, because, clock_.now());
    return *desk_.turn(id);
}

store::TurnRecord TurnOffice::take_back(std::int64_t id, const std::string& by) {
    desk_.take_back(id, by, clock_.now());
    return *desk_.turn(id);
}

}  // namespace causeway::service
