// SPDX-License-Identifier: GPL-3.0-or-later
// One run: lease, check, read, prove complete, plan, guard, journal, apply, settle, tell. This is
// the engine's front: the command line and the service call it, one run of a link at a time.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "base/failure.h"
#include "sync/apply.h"
#include "sync/plan.h"
#include "sync/policy.h"
#include "sync/ports.h"

namespace causeway::sync {

struct Engine {
    Sis& sis;
    Lms& lms;
    State& state;
    base::Clock& clock;
    Policy policy;
    ApplyOptions apply;
    model::RosterScope roster;  // which schools and year the link is about
    Watch watch;                // may be empty
    std::stop_token stop;
};

struct RunRequest {
    std::string by = "command line";
    bool verify = false;                // read Moodle too and repair what was changed there
    std::vector<std::int64_t> schools;  // only these; empty: all of the link
    std::optional<model::Kind> only;    // only this kind
    // Only these records and what hangs on them, read by key (keyed.h); empty: all. Not together
    // with verify, schools or only. Should too much hang on them, the run becomes a whole one.
    std::vector<model::Key> keys;
    std::string override_name;  // who lifts the guard for this run, and why
    std::string override_reason;
    std::optional<Plan> plan;  // apply exactly this one, if base has not moved since
};

struct RunReport {
    std::int64_t run = 0;  // 0: nothing was begun (plan only)
    base::ExitCode exit = base::ExitCode::in_step;
    CountsByKind counts{};                  // what was done (or, for plan only, would be)
    std::int64_t put_off = 0;               // not done this time: the next run goes on
    std::vector<Standing> standings;        // refused and waiting records
    std::vector<model::UnfitValue> unfit;   // values that could not be taken over
    std::map<std::int64_t, int> rolled_to;  // as in Plan
    std::optional<base::Date> held_until;   // a hold stood, and kept what is counted as held
    std::optional<base::Problem> problem;   // what ended the run before its end
    base::Instant started = 0;
    base::Instant ended = 0;
};

// What a run would do now; writes nothing anywhere.
// Throws Failure like run_sync.
Plan make_plan(const Engine& engine, const RunRequest& request);

// What the first run in the new year of these turns would do, without asking Moodle: adoption is
// not looked for, and a hold not heeded. Reads openSIS and base; writes nothing.
Plan foresee_turn(const Engine& engine, const std::vector<model::SchoolTurn>& turns);

// Throws Failure: locked (another run holds the link), guarded (a person must decide; nothing was
// written), incomplete (a side could not be read whole; nothing was planned), usage. Everything
// else, refused records among it, is in the report.
RunReport run_sync(const Engine& engine, const RunRequest& request);

// Puts back what `run` did.
RunReport run_undo(const Engine& engine, std::int64_t run, const RunRequest& request);

}  // namespace causeway::sync
