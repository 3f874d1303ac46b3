// SPDX-License-Identifier: GPL-3.0-or-later
// What became of the operations of a run: writes each outcome to the journal together with the
// base it leads to, and keeps the counts and standings that the run will tell. Safe to use from
// many threads.
#pragma once

#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "sync/plan.h"
#include "sync/ports.h"
#include "sync/remote_book.h"

namespace causeway::sync {

// An operation on its way: with its journal step and the Moodle ids it needs.
struct Pending {
    const Operation* operation = nullptr;
    std::int64_t step = 0;
    model::RemoteId place = 0;  // parent category, course's category, enrolment's course
    model::RemoteId user = 0;   // enrolments
    // It is there, but maybe not with these values: base is to hold it as out of date.
    bool doubtful = false;
};

// The name a person knows the record by, taken from its shape; a key where the shape has none.
std::string title_of(const Operation& operation);

class Ledger {
  public:
    Ledger(State& state, base::Clock& clock, std::int64_t run, RemoteBook& book, Watch watch)
        : state_(state), clock_(clock), run_(run), book_(book), watch_(std::move(watch)) {}

    // Writes the intents of these operations; their steps get their numbers.
    void intend(std::span<Pending> batch);
    // `ids` holds Moodle's id of each record, 0 where it is known already or has none.
    void done(std::span<const Pending> batch, std::span<const model::RemoteId> ids);
    void refused(const Pending& one, const base::Problem& problem);
    void given_up(std::span<const Pending> batch, const base::Problem& problem);
    // A change that Moodle may or may not have: base keeps what it held, marked as in doubt
    // (fingerprint 0, and suspended where that was to change), so that it is sent once more even
    // if openSIS wants the old values again.
    void doubted(const Pending& one, const base::Problem& problem);
    // Sent, but nobody knows what became of it: the step keeps its intent and no outcome, and the
    // next run asks Moodle about it first.
    void left_open(std::span<const Pending> batch, const base::Problem& problem);
    // Not even tried: what it needs is not there. Leaves no step in the journal.
    void put_off(const Operation& operation, const base::Problem& problem);

    void stage(std::string name, std::int64_t total);

    [[nodiscard]] const CountsByKind& counts() const { return counts_; }
    [[nodiscard]] std::vector<Standing> take_standings() { return std::move(standings_); }
    [[nodiscard]] std::int64_t given_up_count() const { return given_up_; }

  private:
    void advance(std::int64_t rows, std::int64_t refused);
    [[nodiscard]] Counts& counts_of(const Operation& op) {
        return counts_[static_cast<std::size_t>(op.key.kind)];
    }

    State& state_;
    base::Clock& clock_;
    const std::int64_t run_;
    RemoteBook& book_;
    Watch watch_;
    std::mutex mutex_;  // guards what follows
    CountsByKind counts_{};
    std::vector<Standing> standings_;
    std::int64_t given_up_ = 0;
    Progress progress_;
};

}  // namespace causeway::sync
