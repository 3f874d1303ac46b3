// SPDX-License-Identifier: GPL-3.0-or-later
// What the service and the console keep and ask of one link beside its state: its switch and own
// settings, the ticks of single records, who was left out, and the lists that pages show: searched,
// filtered and paged over hundreds of thousands of rows. Any thread. Throws Failure(error) as the
// store does.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/store.h"

namespace causeway::store {

struct LinkRow {
    std::string name;
    std::string title;
    bool enabled = false;
};

enum class Shown : std::uint8_t { synced, waiting, refused, left_out };
std::string_view name(Shown shown);
std::optional<Shown> shown_named(std::string_view name);

struct LeftOut {
    model::Key key;
    std::int64_t school = 0;
    std::string title;
    std::string subtitle;
};

// A person, section, ... as a list shows it.
struct ListedRecord {
    model::Key key;
    std::int64_t school = 0;
    std::string title;
    std::string subtitle;  // e-mail, short name
    Shown shown = Shown::synced;
    std::optional<base::Problem> problem;
    std::optional<model::State> state;  // nothing: not in Moodle
    model::RemoteId remote = 0;
    std::optional<bool> tick;  // nothing: as the school's default has it
    std::optional<base::Instant> since;
    std::int64_t run = 0;  // that said so; 0: not known
};

struct RecordQuery {
    std::vector<model::Kind> kinds;     // in order
    std::string words;                  // each must be in title, subtitle or key
    std::vector<std::int64_t> schools;  // empty: all
    std::optional<Shown> shown;
    std::string code;                 // of the problem, or its beginning; empty: any
    std::optional<model::Key> after;  // begin behind this one
    std::int64_t limit = 50;
};

// How many records of a kind a list would show of each sort.
struct ShownCount {
    model::Kind kind = model::Kind::school;
    std::int64_t synced = 0;
    std::int64_t waiting = 0;
    std::int64_t refused = 0;
    std::int64_t left_out = 0;
};

// One enrolment as the page of a person or a section shows it.
struct ListedEnrolment {
    model::Key key;
    std::string title;  // of the section or school, or of the person
    model::Key other;
    Shown shown = Shown::synced;
    std::optional<base::Problem> problem;
    std::optional<model::State> state;
    model::RemoteId place_remote = 0;  // Moodle's id of the course or category
};

struct PastStep {
    std::int64_t run = 0;
    base::Instant at = 0;  // when that run began
    model::Verb verb = model::Verb::create;
    std::string reason;
    model::StepFate fate = model::StepFate::intended;
    std::optional<base::Problem> problem;
};

struct StepQuery {
    std::int64_t run = 0;
    std::optional<model::Kind> kind;
    std::optional<model::Verb> verb;
    std::optional<model::StepFate> fate;
    std::vector<std::int64_t> schools;
    std::int64_t after = 0;
    std::int64_t limit = 50;
};

// How many steps of a run were done, of one kind and verb.
struct DoneSteps {
    model::Kind kind = model::Kind::school;
    model::Verb verb = model::Verb::create;
    std::int64_t steps = 0;
};

// A problem that several records share.
struct SharedProblem {
    base::Problem problem;  // one of them
    model::Kind kind = model::Kind::school;
    std::int64_t records = 0;
};

class LinkBook {
  public:
    // Finds or makes the link of this name.
    LinkBook(Store& store, std::string name);

    [[nodiscard]] const std::string& name() const { return name_; }
    LinkRow row();
    void set_title(const std::string& title);
    void set_enabled(bool enabled);

    // A link's own settings by the configuration's names; each a list of texts. Secrets come and
    // go by LinkState::secret().
    std::vector<std::pair<std::string, std::vector<std::string>>> settings();
    struct SettingChange {
        std::string name;
        std::optional<std::vector<std::string>> parts;  // nothing: back to the file's value
        bool secret = false;                            // parts: one text, which is sealed
    };
    // All of them or none.
    void change(const std::vector<SettingChange>& changes);

    std::optional<bool> tick(const model::Key& key);
    void set_tick(const model::Key& key, std::optional<bool> value);
    std::vector<std::pair<model::Key, bool>> ticks();
    // Replaces who was left out; `schools` empty: of the whole link.
    void set_left_out(const std::vector<LeftOut>& records,
                      const std::vector<std::int64_t>& schools);
    std::vector<std::int64_t> left_out_counts();  // by kind, in order

    std::vector<ListedRecord> records(const RecordQuery& query);
    std::optional<ListedRecord> record(const model::Key& key);
    std::vector<ListedEnrolment> enrolments_of(const model::Key& person);
    std::vector<ListedEnrolment> members_of(const model::Key& section, std::int64_t limit);
    std::int64_t count_members(const model::Key& section);
    std::vector<PastStep> history_of(const model::Key& key, std::int64_t limit);
    std::vector<ToldStep> steps(const StepQuery& query);
    // What a run did, from its journal: for a run that had no time left to sum itself up.
    std::vector<DoneSteps> done_steps(std::int64_t run);
    std::vector<RunRecord> runs(std::int64_t limit, std::int64_t before);  // newest first
    std::vector<RunRecord> runs_since(base::Instant since);
    // `schools` empty: of the whole link. counts(): every kind, in order; reads all of base.
    std::vector<SharedProblem> shared_problems(const std::vector<std::int64_t>& schools);
    std::vector<ShownCount> counts(const std::vector<std::int64_t>& schools);
    std::int64_t count_refused(const std::vector<std::int64_t>& schools);

  private:
    Store& store_;
    const std::string name_;
    std::int64_t link_ = 0;
};

std::vector<LinkRow> link_rows(Store& store);

}  // namespace causeway::store
