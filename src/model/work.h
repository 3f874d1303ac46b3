// SPDX-License-Identifier: GPL-3.0-or-later
// The work between the two sides, as plain values: what base remembers, what a plan does, what the
// journal and the standings hold. The sync engine makes them, the state store keeps them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/fingerprint.h"
#include "base/problem.h"
#include "model/lms.h"
#include "model/shape.h"

namespace causeway::model {

// What both sides agreed on last.
struct BaseRecord {
    Key key;
    std::int64_t school = 0;  // openSIS school id, for thresholds
    RemoteId remote = 0;
    base::Fingerprint fingerprint = 0;
    State state = State::active;
    base::Instant since = 0;  // when it came into this state
    std::string shape;        // to_json of the agreed shape
};

enum class Verb : std::uint8_t { create, adopt, update, suspend, restore, remove };
std::string_view name(Verb verb);
std::optional<Verb> verb_named(std::string_view name);

// One planned step. The same value is shown, journalled and applied.
struct Operation {
    Verb verb = Verb::create;
    Key key;
    std::int64_t school = 0;
    RemoteId remote = 0;          // known id; 0 for a creation
    State state = State::active;  // what it is to be afterwards
    Shape shape;                  // what it is to be afterwards
    std::string before;           // to_json of what base held; "" when nothing
    State before_state = State::active;
    std::string reason;  // "first name changed in openSIS"
};

enum class StandingKind : std::uint8_t { synced, waiting, refused };
std::string_view name(StandingKind kind);

struct Standing {
    Key key;
    std::int64_t school = 0;
    StandingKind kind = StandingKind::synced;
    std::string title;      // how a person knows the record: "Ada Quill", "Algebra I - P1"
    base::Problem problem;  // for waiting and refused
};

struct RunHeader {
    std::string what;           // "sync", "verify", "undo 17"
    std::string by;             // who or what started it
    std::string override_name;  // who lifted the guard, and why; empty: nobody did
    std::string override_reason;
    base::Instant started = 0;
};

struct JournalStep {
    std::int64_t id = 0;  // given by intend()
    Operation operation;
};

enum class StepFate : std::uint8_t { intended, done, refused, given_up };
std::string_view name(StepFate fate);

struct StepOutcome {
    std::int64_t step = 0;
    StepFate fate = StepFate::done;
    // What base holds from now on; nothing leaves base as it was.
    std::optional<BaseRecord> base;
    bool forget = false;  // base drops the record
    std::optional<base::Problem> problem;
};

}  // namespace causeway::model
