// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/run.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.h"
#include "sync/adopt.h"
#include "sync/departures.h"
#include "sync/guard.h"
#include "sync/keyed.h"
#include "sync/lease_keeper.h"
#include "sync/profiles.h"
#include "sync/resolve.h"
#include "sync/school_titles.h"
#include "sync/site_check.h"
#include "sync/summary.h"
#include "sync/turn_years.h"
#include "sync/undo.h"
#include "sync/verify.h"
#include "sync/wanted.h"

namespace causeway::sync {

namespace {

using model::Kind;

void tell(const Engine& engine, const char* stage) {
    if (engine.watch) engine.watch({stage, 0, 0, 0});
}

// Reads both or all three trees and merges them; pure reading.
class Planner {
  public:
    Planner(const Engine& engine, const RunRequest& request, model::RemoteId service_user)
        : engine_(engine),
          request_(request),
          service_user_(service_user),
          turn_(engine.state.turn()),
          projector_(engine.policy),
          keys_(request.keys) {
        scope_.schools = request.schools;
        scope_.only = request.only;
        scope_.hold_until = model::held_until(turn_, engine.policy.today);
        years_ = model::years_that_count(turn_, engine.roster.year, engine.policy.today);
        for (const auto& [school, turn] : turn_.turns)
            if (model::turn_that_counts(turn_, school, engine.policy.today) != nullptr)
                scope_.turns[school] = turn;
    }

    // As if these turns counted already, and nothing was held.
    void look_ahead(const std::vector<model::SchoolTurn>& turns) {
        scope_.hold_until.reset();
        for (const model::SchoolTurn& turn : turns) {
            scope_.turns[turn.school] = turn;
            years_[turn.school] = turn.to;
        }
    }

    // What an earlier run died in the middle of is looked at with the keys of this one.
    void look_at(const model::Key& key) {
        if (!keys_.empty()) keys_.push_back(key);
    }

    Plan make() {
        Plan plan;
        plan.schools = request_.schools;
        plan.base_revision = engine_.state.base_revision();
        tell(engine_, "reading openSIS");
        const auto snapshot = open(plan.keys);
        merge_places_and_people(*snapshot, plan);
        note_years(plan);
        // Who is kept from having an account keeps their enrolments waiting.
        for (const Standing& standing : plan.standings)
            if (standing.problem.code != kHeldCode) projector_.refuse(standing.key);
        tell(engine_, "looking for what Moodle has already");
        const auto existing =
            look_for_existing(plan, engine_.lms, engine_.policy, engine_.apply.connections);
        adopt_existing(plan, existing, projector_, engine_.policy, service_user_);
        tell(engine_, "reading schedules");
        merge_enrolments(*snapshot, plan);
        if (!engine_.policy.profile.empty()) {
            keep_unique(plan, engine_.lms, engine_.policy.profile);
            remember_profiles(plan, engine_.lms);
        }
        if (!plan.keys.empty()) weigh_against_all(plan);
        count_in_what_was_agreed(plan);
        note_titles(plan, projector_.facts(), engine_.state);
        if (plan.base_revision != engine_.state.base_revision()) moved();
        return plan;
    }

    // The same, from openSIS and base alone.
    Plan foresee() {
        Plan plan;
        const auto snapshot = engine_.sis.open(roster());
        merge_places_and_people(*snapshot, plan);
        note_years(plan);
        merge_enrolments(*snapshot, plan);
        return plan;
    }

    [[noreturn]] static void moved() {
        throw base::Failure(base::ExitCode::guarded,
                            {"The plan is out of date, so it was not applied", "",
                             "what Moodle holds has changed since the plan was made",
                             "Make a new plan and look at it again.", "plan.moved"});
    }

  private:
    [[nodiscard]] model::RosterScope roster() const {
        model::RosterScope scope = engine_.roster;
        if (!request_.schools.empty()) scope.schools = request_.schools;
        scope.today = engine_.policy.today;
        scope.years = years_;
        return scope;
    }

    void note_years(Plan& plan) const {
        for (const auto& [id, school] : projector_.facts().schools) {
            plan.years[id] = school.year;
            if (school.rolled_to != 0) plan.rolled_to[id] = school.rolled_to;
        }
    }

    // The new year's first run is a whole one, whatever it was asked for.
    [[nodiscard]] bool new_year_begins() const {
        return std::any_of(scope_.turns.begin(), scope_.turns.end(),
                           [](const auto& turn) { return turn.second.run == 0; });
    }

    void count_in_what_was_agreed(Plan& plan) const {
        for (auto& [where, tally] : plan.tallies) {
            const auto turn = scope_.turns.find(where.first);
            if (turn == scope_.turns.end() || turn->second.finished) continue;
            const auto agreed = turn->second.agreed.find(where.second);
            if (agreed != turn->second.agreed.end()) tally.agreed = agreed->second;
        }
    }

    // A keyed run's snapshot, with the keys that it came to, or the whole of openSIS.
    std::unique_ptr<SisSnapshot> open(std::vector<model::Key>& keys) {
        if (!keys_.empty() && new_year_begins()) {
            base::log::info("a new school year begins: reading all of openSIS");
        } else if (!keys_.empty()) {
            const auto lookup = engine_.sis.look_up(roster());
            auto reading = read_keyed(*lookup, engine_.state, engine_.policy, keys_);
            if (reading) {
                keys = std::move(reading->keys);
                return std::move(reading->snapshot);
            }
            base::log::info("more than {} records hang together: reading all of openSIS",
                            kMostKeyed);
        }
        return engine_.sis.open(roster());
    }

    [[nodiscard]] std::unique_ptr<model::Stream<BaseRecord>> base(const Plan& plan, Kind first,
                                                                  Kind last) {
        if (plan.keys.empty()) return engine_.state.base(first, last);
        std::vector<model::Key> keys;
        std::copy_if(plan.keys.begin(), plan.keys.end(), std::back_inserter(keys),
                     [&](const model::Key& key) { return key.kind >= first && key.kind <= last; });
        return base_of_keys(engine_.state, std::move(keys));
    }

    // Of a school a keyed run sees a few records. Where any of them leaves, it counts against all
    // that base holds there; what was not looked at stays.
    void weigh_against_all(Plan& plan) {
        const Departures before = departures_so_far(engine_.state);
        for (auto& [where, tally] : plan.tallies) {
            if (tally.leaving == 0) continue;
            if (const auto left = before.find(where); left != before.end())
                tally.earlier = left->second;
            const std::int64_t held = engine_.state.held(where.first, where.second);
            tally.wanted += held - tally.held;
            tally.held = held;
        }
    }

    void merge_places_and_people(SisSnapshot& snapshot, Plan& plan) {
        const auto wanted = places_and_people(snapshot, projector_);
        const auto base = this->base(plan, Kind::school, Kind::student);
        std::unique_ptr<model::Stream<Seen>> seen;
        if (request_.verify)
            seen = seen_places_and_people(engine_.state, engine_.lms, engine_.policy,
                                          engine_.apply.connections);
        merge({*wanted, *base, seen.get(), projector_.facts(), engine_.clock.now()}, scope_,
              engine_.policy, plan);
    }

    void merge_enrolments(SisSnapshot& snapshot, Plan& plan) {
        const auto wanted = enrolments(snapshot, projector_);
        const auto base = this->base(plan, Kind::manages, model::kLastKind);
        std::unique_ptr<model::Stream<Seen>> seen;
        if (request_.verify)
            seen = seen_enrolments(engine_.state, engine_.lms, engine_.apply.connections);
        merge({*wanted, *base, seen.get(), projector_.facts(), engine_.clock.now()}, scope_,
              engine_.policy, plan);
    }

    const Engine& engine_;
    const RunRequest& request_;
    const model::RemoteId service_user_;
    const model::TurnState turn_;
    PlanScope scope_;
    std::map<std::int64_t, int> years_;
    Projector projector_;
    std::vector<model::Key> keys_;  // empty: the whole link
};

// A keyed run looks at nothing but its keys, and at openSIS and base only.
void require_sense(const RunRequest& request) {
    if (request.keys.empty()) return;
    if (!request.verify && request.schools.empty() && !request.only) return;
    throw base::Failure(base::ExitCode::usage,
                        {"A run of single records cannot be narrowed further", "",
                         "it was asked to verify, or for certain schools or one kind as well",
                         "Name the records alone, or leave them out.", "usage.keys"});
}

// Whether a person lifted it.
bool keep_guard(const Engine& engine, const RunRequest& request, const Plan& plan) {
    const auto problem = guard(plan, engine.policy);
    if (!problem) return false;
    if (request.override_name.empty() || request.override_reason.empty())
        throw base::Failure(base::ExitCode::guarded, *problem);
    base::log::warning("the guard was lifted by {} ({}): {}", request.override_name,
                       request.override_reason, problem->why);
    return true;
}

// Applies the plan inside a begun run and fills in what came of it.
void carry_out(const Engine& engine, const Plan& plan, RemoteBook& book, RunReport& report) {
    Ledger ledger(engine.state, engine.clock, report.run, book, engine.watch);
    const ApplyTools tools{engine.state,  engine.lms,   engine.clock,
                           engine.policy, engine.apply, engine.stop};
    report.problem = apply(plan.operations, book, ledger, tools);
    for (const Kind kind : model::kAllKinds) {
        const auto i = static_cast<std::size_t>(kind);
        report.counts[i] = ledger.counts()[i];
        report.counts[i].refused += plan.counts[i].refused;
        report.counts[i].unchanged = plan.counts[i].unchanged;
        report.counts[i].held = plan.counts[i].held;
    }
    report.put_off = ledger.given_up_count();
    report.standings = plan.standings;
    report.unfit = plan.unfit;
    for (Standing& standing : ledger.take_standings())
        report.standings.push_back(std::move(standing));
}

base::ExitCode exit_of(const Engine& engine, const RunReport& report) {
    if (engine.stop.stop_requested()) return base::ExitCode::interrupted;
    const bool waits =
        !report.unfit.empty() ||
        std::any_of(report.standings.begin(), report.standings.end(),
                    [](const Standing& s) { return s.kind == StandingKind::refused; });
    // What waits only for a refused record is no reason to run again.
    const bool incomplete = report.problem || report.put_off > needing_others(report.standings);
    if (incomplete) return base::ExitCode::incomplete;
    return waits ? base::ExitCode::some_refused : base::ExitCode::in_step;
}

// A call that broke off because the run is to end is no trouble of Moodle's.
base::Failure ended_by_wish() {
    return {base::ExitCode::interrupted,
            {"The run was ended before anything was sent", "", "somebody asked for it",
             "Run again; it goes on where it stopped.", "run.interrupted"}};
}

// A begun run: ends itself in the store however it is left.
class BegunRun {
  public:
    BegunRun(const Engine& engine, const RunRequest& request, std::string what)
        : engine_(engine),
          id_(engine.state.begin_run({std::move(what), request.by, request.override_name,
                                      request.override_reason, engine.clock.now()})),
          keeper_(engine.state, id_) {
        report.run = id_;
        report.started = engine.clock.now();
    }

    template <class Body>
    RunReport carry(const Body& body) {
        try {
            body(report);
        } catch (const base::Failure& failure) {
            const base::Failure told = as_ended(failure);
            report.problem = told.problem();
            report.exit = told.exit();
            end();
            throw told;
        }
        report.exit = exit_of(engine_, report);
        end();
        return report;
    }

    RunReport report;

  private:
    [[nodiscard]] base::Failure as_ended(const base::Failure& failure) const {
        const bool by_wish = engine_.stop.stop_requested();
        return by_wish && failure.exit() == base::ExitCode::incomplete ? ended_by_wish() : failure;
    }

    void end() {
        keeper_.stop();
        report.ended = engine_.clock.now();
        engine_.state.end_run(id_, report.exit, summary_json(report));
    }

    const Engine& engine_;
    const std::int64_t id_;
    LeaseKeeper keeper_;
};

}  // namespace

Plan make_plan(const Engine& engine, const RunRequest& request) {
    require_sense(request);
    tell(engine, "checking Moodle");
    const auto site = check_site(engine.lms, engine.state, engine.policy);
    return Planner(engine, request, site.service_user).make();
}

Plan foresee_turn(const Engine& engine, const std::vector<model::SchoolTurn>& turns) {
    const RunRequest request;
    Planner planner(engine, request, 0);
    planner.look_ahead(turns);
    return planner.foresee();
}

RunReport run_sync(const Engine& engine, const RunRequest& request) {
    require_sense(request);
    return BegunRun(engine, request, request.verify ? "verify" : "sync")
        .carry([&](RunReport& report) {
            tell(engine, "checking Moodle");
            const auto site = check_site(engine.lms, engine.state, engine.policy);
            RemoteBook book(engine.state);
            const ApplyTools tools{engine.state,  engine.lms,   engine.clock,
                                   engine.policy, engine.apply, engine.stop};
            Planner planner(engine, request, site.service_user);
            for (const JournalStep& step : engine.state.unsettled())
                planner.look_at(step.operation.key);
            if (resolve_unsettled(report.run, book, tools) > 0 && request.plan) Planner::moved();
            const Plan plan = request.plan ? *request.plan : planner.make();
            if (plan.base_revision != engine.state.base_revision()) Planner::moved();
            const auto turn = engine.state.turn();
            if (!same_years(turn, engine, plan)) Planner::moved();
            report.rolled_to = plan.rolled_to;
            report.held_until = model::held_until(turn, engine.policy.today);
            const bool lifted = keep_guard(engine, request, plan);
            if (plan.changes() > 0) check_canary(engine.lms, engine.state, engine.policy);

            remember_site(site, engine.state, engine.policy);
            begin_years(turn, engine, plan, report.run);
            carry_out(engine, plan, book, report);
            const bool whole = plan.keys.empty() && request.schools.empty() && !request.only;
            if (whole || lifted)
                forget_departures(engine.state);
            else if (!plan.keys.empty())
                add_departures(engine.state, plan);
            // A run over some records has not looked at the others' standings.
            if (!plan.keys.empty())
                engine.state.tell_of(report.run, plan.keys, report.standings);
            else if (!request.only)
                engine.state.tell(report.run, plan.schools, report.standings);
            if (!plan.keys.empty())
                engine.state.tell_unfit(report.run, &plan.keys, report.unfit);
            else if (whole)
                engine.state.tell_unfit(report.run, nullptr, report.unfit);
            if (whole) settle_years(engine, plan, report);
        });
}

RunReport run_undo(const Engine& engine, std::int64_t run, const RunRequest& request) {
    return BegunRun(engine, request, fmt::format("undo {}", run)).carry([&](RunReport& report) {
        check_site(engine.lms, engine.state, engine.policy);
        RemoteBook book(engine.state);
        const ApplyTools tools{engine.state,  engine.lms,   engine.clock,
                               engine.policy, engine.apply, engine.stop};
        resolve_unsettled(report.run, book, tools);
        const Plan plan = plan_undo(engine.state.done_steps(run), engine.state);
        if (plan.changes() > 0) check_canary(engine.lms, engine.state, engine.policy);
        carry_out(engine, plan, book, report);
    });
}

}  // namespace causeway::sync
