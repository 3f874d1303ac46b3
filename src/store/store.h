// SPDX-License-Identifier: GPL-3.0-or-later
// The state store: one SQLite file, or one PostgreSQL database that several nodes share, with the
// links, what each of them agreed on last (base), its journal, standings, runs and sealed secrets.
// Every method is one transaction, on disk when it returns: a process killed at any moment leaves a
// consistent store. Safe to use from many threads: one mutex guards the one writing connection;
// base() and the lists read on connections of their own, but in memory. Throws Failure(error) when
// the file is full, locked by another program or damaged, Failure(incomplete) while PostgreSQL
// cannot be reached: the next call tries anew.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/failure.h"
#include "base/sealed.h"
#include "db/db.h"
#include "model/stream.h"
#include "model/turn.h"
#include "model/work.h"

namespace causeway::store {

struct RunRecord {
    std::int64_t id = 0;
    model::RunHeader header;
    std::optional<base::Instant> ended;
    std::optional<int> exit;
    std::string summary;  // JSON; empty while it runs or when it died
    bool alive = false;   // it holds the link, and its holder was heard of within the minute
};

// A step of the journal with what became of it.
struct ToldStep {
    model::JournalStep step;
    std::int64_t run = 0;
    model::StepFate fate = model::StepFate::intended;
    std::optional<base::Problem> problem;
    model::RemoteId remote_after = 0;  // Moodle's id of the record when it was done
};

struct BaseCount {
    model::Kind kind = model::Kind::school;
    model::State state = model::State::active;
    std::int64_t records = 0;
};

struct StandingCount {
    model::Kind kind = model::Kind::school;
    std::int64_t synced = 0;
    std::int64_t waiting = 0;
    std::int64_t refused = 0;
};

struct ToldStanding {
    model::Standing standing;
    std::int64_t run = 0;  // that said so; 0 for synced ones
};

// One record that an intake wrote into openSIS, or did not take.
struct IntakeNote {
    std::int64_t id = 0;
    std::string row;    // "user:12"
    std::string kind;   // "students"
    std::string title;  // how a person knows it
    std::string fate;   // "created", "updated", "linked"; "refused", "doubtful", "left_out"
    std::vector<model::Key> keys;
    std::string written;  // JSON, the writer's own; "" where nothing was
    std::string reason = {}, cure = {}, code = {};
    std::optional<base::Instant> taken_back = {};
};

// What a person decided about one row of an intake.
struct IntakeChoice {
    std::string row;
    std::string choice;  // "leave_out", "new", "student:7"; "": nothing any more
};

struct FirstPassword {
    std::string title;
    std::string login;
    std::string password;
};

class Readers;
class Store;

// One link's state: what the sync engine's State port asks for, with the same signatures, and what
// the command line and the console ask beside it.
class LinkState {
  public:
    std::unique_ptr<model::Stream<model::BaseRecord>> base(model::Kind first, model::Kind last);
    std::optional<model::BaseRecord> base_of(const model::Key& key);
    std::vector<model::Key> hanging_on(std::span<const model::Key> keys);
    std::vector<model::Key> people_named(std::span<const std::string> names);
    bool troubled(const model::Key& key);
    std::int64_t held(std::int64_t school, model::Kind kind);
    std::int64_t base_revision();

    std::optional<std::string> fact(const std::string& name);
    void set_fact(const std::string& name, const std::string& value);

    // The year's turn (turn_state.cpp). turns_begun() throws Failure(guarded) when one of them was
    // taken back meanwhile.
    model::TurnState turn();
    void turns_begun(std::int64_t run, std::span<const model::SchoolTurn> turns);
    void turns_finished(std::int64_t run, std::span<const model::SchoolTurn> turns);

    std::int64_t begin_run(const model::RunHeader& header);
    // Throws Failure(locked), as intend() does, when the link has gone over to another run: this
    // one was silent for more than a minute.
    void beat(std::int64_t run);
    void end_run(std::int64_t run, base::ExitCode exit, const std::string& summary_json);
    // Where a run stands, for other nodes: a text of the service's own; "" when it has ended.
    void show_progress(std::int64_t run, const std::string& json);
    std::string progress_of(std::int64_t run);
    // What a person must see to before the link goes on well, for other nodes.
    void set_trouble(const std::optional<base::Problem>& problem);
    std::optional<base::Problem> trouble();
    [[nodiscard]] bool shared() const;

    std::vector<std::int64_t> intend(std::int64_t run, std::span<const model::Operation> steps);
    void settle(std::int64_t run, std::span<const model::StepOutcome> outcomes);
    std::vector<model::JournalStep> unsettled();
    std::vector<model::JournalStep> done_steps(std::int64_t run);
    void tell(std::int64_t run, std::span<const std::int64_t> schools,
              std::span<const model::Standing> standings);
    void tell_of(std::int64_t run, std::span<const model::Key> keys,
                 std::span<const model::Standing> standings);

    std::vector<RunRecord> runs(std::int64_t limit);  // newest first
    std::optional<RunRecord> run(std::int64_t id);
    // Refused and waiting records by key; with `all`, the synced ones too.
    std::vector<ToldStanding> standings(bool all);
    std::vector<StandingCount> standing_counts();  // every kind, in order
    std::vector<BaseCount> base_counts();          // by kind and state; only what there is
    std::vector<ToldStep> steps_of(std::int64_t run);

    // What an intake wrote into openSIS (intake_rows.cpp). Each of these is one transaction, and
    // asks for the lease.
    void note_intake(std::int64_t run, const IntakeNote& note);
    void note_intake_left(std::int64_t run, std::span<const IntakeNote> notes);
    // Last first; of rows that were written or linked and not taken back.
    std::vector<IntakeNote> intake_notes(std::int64_t run);
    // The row was taken back by `run`, and these records leave base.
    void intake_taken_back(std::int64_t run, std::int64_t note, std::span<const model::Key> forget);
    // These records leave base. None of them: nothing happens.
    void let_go(std::int64_t run, std::span<const model::Key> keys);
    // Both sides agree on these records: base holds them from now on.
    void agree(std::int64_t run, std::span<const model::BaseRecord> records);

    // For the pages (intake_desk.cpp); none asks for the lease. All rows that a run noted, behind
    // `after`; `left`: only those that it did not take.
    std::vector<IntakeNote> intake_rows(std::int64_t run, bool left, std::int64_t after,
                                        std::int64_t limit);
    std::vector<IntakeChoice> intake_choices(const std::string& what);
    void choose_intake(const std::string& what, std::span<const IntakeChoice> choices,
                       const std::string& by, base::Instant at);
    void keep_first_password(std::int64_t run, const FirstPassword& one);
    std::int64_t first_passwords_left(std::int64_t run);
    // Hands them out and forgets them: a second call has none.
    std::vector<FirstPassword> take_first_passwords(std::int64_t run);

    // Sealed with the store's key; the secret itself is never in the file.
    void set_secret(const std::string& name, const std::string& secret);
    base::Result<std::optional<std::string>> secret(const std::string& name);

  private:
    friend class FieldDesk;
    friend class Store;
    LinkState(Store& store, std::int64_t link) : store_(store), link_(link) {}

    void take_lease(std::int64_t run);
    void require_lease(std::int64_t run);
    void drop_from_base(std::span<const model::Key> keys);
    void add_standings(std::int64_t run, std::span<const model::Standing> standings);
    std::vector<ToldStep> steps(std::string_view where, std::initializer_list<db::Value> values);

    Store& store_;
    const std::int64_t link_;
};

class Store {
  public:
    // "sqlite:/path/file.db", "sqlite::memory:" or "postgres://user@host/database" (db.h). Makes
    // and upgrades the tables as needed; several programs may do so at once.
    Store(const std::string& url, const base::SealingKey& key);
    ~Store();
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    // Finds or makes the link of this name.
    LinkState link(const std::string& name);
    std::vector<std::string> link_names();
    // Several nodes may work with it.
    [[nodiscard]] bool shared() const;

  private:
    friend class LinkState;
    friend class Accounts;
    friend class Entrances;
    friend class LinkBook;
    friend class Nodes;
    friend class FieldDesk;
    friend class GradeDesk;
    friend class TurnDesk;
    friend class Reading;
    struct Statements;

    std::shared_ptr<Readers> readers_;
    base::SealingKey key_;
    std::mutex mutex_;  // guards writer_ and statements_
    std::unique_ptr<db::Connection> writer_;
    std::unique_ptr<Statements> statements_;
};

}  // namespace causeway::store
