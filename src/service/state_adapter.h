// SPDX-License-Identifier: GPL-3.0-or-later
// The store's link behind the sync engine's State port: straight through, but for a wish to end
// the run, which is heeded before anything more is sent.
#pragma once

#include "store/field_desk.h"
#include "store/store.h"
#include "sync/ports.h"

namespace causeway::service {

// From any process: the run ends before its next call to Moodle.
void ask_to_abort(store::LinkState& link, std::int64_t run, const std::string& by);

// Throws Failure(interrupted) when somebody asked for that.
void heed_wish_to_end(store::LinkState& link, std::int64_t run);

class StateAdapter : public sync::State {
  public:
    explicit StateAdapter(store::LinkState link) : link_(link) {}

    [[nodiscard]] store::LinkState& link() { return link_; }

    std::unique_ptr<model::Stream<model::BaseRecord>> base(model::Kind first,
                                                           model::Kind last) override {
        return link_.base(first, last);
    }
    std::optional<model::BaseRecord> base_of(const model::Key& key) override {
        return link_.base_of(key);
    }
    std::vector<model::Key> hanging_on(std::span<const model::Key> keys) override {
        return link_.hanging_on(keys);
    }
    std::vector<model::Key> people_named(std::span<const std::string> names) override {
        return link_.people_named(names);
    }
    bool troubled(const model::Key& key) override { return link_.troubled(key); }
    std::int64_t held(std::int64_t school, model::Kind kind) override {
        return link_.held(school, kind);
    }
    std::int64_t base_revision() override { return link_.base_revision(); }
    std::optional<std::string> fact(const std::string& name) override { return link_.fact(name); }
    void set_fact(const std::string& name, const std::string& value) override {
        link_.set_fact(name, value);
    }
    model::TurnState turn() override { return link_.turn(); }
    void turns_begun(std::int64_t run, std::span<const model::SchoolTurn> turns) override {
        link_.turns_begun(run, turns);
    }
    void turns_finished(std::int64_t run, std::span<const model::SchoolTurn> turns) override {
        link_.turns_finished(run, turns);
    }
    std::int64_t begin_run(const model::RunHeader& header) override {
        return link_.begin_run(header);
    }
    void beat(std::int64_t run) override { link_.beat(run); }
    void end_run(std::int64_t run, base::ExitCode exit, const std::string& summary) override {
        link_.end_run(run, exit, summary);
    }
    std::vector<std::int64_t> intend(std::int64_t run,
                                     std::span<const model::Operation> steps) override {
        heed_wish_to_end(link_, run);  // throws Failure(interrupted)
        return link_.intend(run, steps);
    }
    void settle(std::int64_t run, std::span<const model::StepOutcome> outcomes) override {
        link_.settle(run, outcomes);
    }
    std::vector<model::JournalStep> unsettled() override { return link_.unsettled(); }
    std::vector<model::JournalStep> done_steps(std::int64_t run) override {
        return link_.done_steps(run);
    }
    void tell(std::int64_t run, std::span<const std::int64_t> schools,
              std::span<const model::Standing> standings) override {
        link_.tell(run, schools, standings);
    }
    void tell_of(std::int64_t run, std::span<const model::Key> keys,
                 std::span<const model::Standing> standings) override {
        link_.tell_of(run, keys, standings);
    }

    void tell_unfit(std::int64_t run, const std::vector<model::Key>* keys,
                    std::span<const model::UnfitValue> unfit) override {
        store::FieldDesk(link_).tell_unfit(run, true, keys, unfit);
    }

  private:
    store::LinkState link_;
};

}  // namespace causeway::service
