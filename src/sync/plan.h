// SPDX-License-Identifier: GPL-3.0-or-later
// The plan: what the three trees call for, as an ordered list of operations, each with its reason.
// merge() is a pure function of its inputs: no I/O of its own, no clock, no randomness; one pass
// over streams that are sorted by key, with memory for the operations only.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/stream.h"
#include "sync/policy.h"
#include "sync/ports.h"
#include "sync/wanted.h"

namespace causeway::sync {

// The lms tree: one record of ours as Moodle has it now.
struct Seen {
    model::Key key;
    model::RemoteId remote = 0;
    model::State state = model::State::active;
    model::Shape shape;       // of an enrolment only the role counts: core tells no dates
    bool stamped = true;      // it carries our id number; false: it did, and somebody took it off
    bool state_known = true;  // false: the account may not see whether it is suspended
    bool profile_whole = false;  // a profile field that is not there is empty
};

struct Counts {
    std::int64_t create = 0;
    std::int64_t adopt = 0;
    std::int64_t update = 0;
    std::int64_t suspend = 0;
    std::int64_t restore = 0;
    std::int64_t remove = 0;
    std::int64_t refused = 0;
    std::int64_t unchanged = 0;
    std::int64_t held = 0;  // would leave, but for a hold; not among `unchanged`

    bool operator==(const Counts&) const = default;
    std::int64_t& of(Verb verb);
    [[nodiscard]] std::int64_t changes() const {
        return create + adopt + update + suspend + restore + remove;
    }
};
using CountsByKind = std::array<Counts, model::kAllKinds.size()>;

// What the guard weighs, per school and kind.
struct Tally {
    std::int64_t held = 0;     // active in base before
    std::int64_t wanted = 0;   // called for by openSIS now
    std::int64_t leaving = 0;  // would be suspended, hidden, unenrolled or deleted
    std::int64_t earlier = 0;  // did so in keyed runs since the last whole run; not in `held`
    std::int64_t agreed = 0;   // so many may, by the turn of the year that a person confirmed
    bool operator==(const Tally&) const = default;
};
using Tallies = std::map<std::pair<std::int64_t, model::Kind>, Tally>;

struct Plan {
    std::vector<Operation> operations;     // by key; apply orders them into stages
    std::vector<Standing> standings;       // refused and waiting records
    std::vector<model::UnfitValue> unfit;  // values that Moodle cannot hold
    CountsByKind counts{};
    Tallies tallies;
    std::int64_t base_revision = 0;     // the base it was made from
    std::vector<std::int64_t> schools;  // the scope it was made for; empty: the whole link
    std::vector<model::Key> keys;       // of a keyed run: every record it looked at, in order
    std::map<std::int64_t, int> years;  // of the schools it read
    // A year of these schools' own that openSIS has rolled over to, and that does not count yet.
    std::map<std::int64_t, int> rolled_to;
    std::map<std::int64_t, std::string> titles;  // of the schools that something leaves

    [[nodiscard]] Counts& counts_of(model::Kind kind) {
        return counts[static_cast<std::size_t>(kind)];
    }
    [[nodiscard]] const Counts& counts_of(model::Kind kind) const {
        return counts[static_cast<std::size_t>(kind)];
    }
    [[nodiscard]] std::int64_t changes() const;
    [[nodiscard]] std::int64_t refused() const;
};

// What part of the link a plan may speak about.
struct PlanScope {
    std::vector<std::int64_t> schools;  // empty: all
    std::optional<model::Kind> only;    // nothing: all kinds
    // Turns whose new year counts: what belongs to the old year there is over, not lost.
    std::map<std::int64_t, model::SchoolTurn> turns;
    std::optional<base::Date> hold_until;  // nothing is taken away until this day has passed
    [[nodiscard]] bool whole() const { return schools.empty(); }
    [[nodiscard]] bool has_school(std::int64_t school) const;
    [[nodiscard]] bool has_kind(model::Kind kind) const { return !only || *only == kind; }
};

struct MergeInput {
    model::Stream<Wanted>& wanted;       // sis
    model::Stream<BaseRecord>& base;     // base, the same kinds
    model::Stream<Seen>* lms = nullptr;  // the same kinds, or not read
    const RosterFacts& facts;
    base::Instant now = 0;  // decides only what is due for deletion
};

// The code of the standings that tell of what is held.
inline constexpr const char* kHeldCode = "hold.until";

// Adds to `plan` what these streams call for. Throws Failure(incomplete) when a stream ends
// without proof of completeness: then there is no plan, and nothing is removed. Throws
// Failure(error) when a stream is not sorted.
void merge(const MergeInput& input, const PlanScope& scope, const Policy& policy, Plan& plan);

}  // namespace causeway::sync
