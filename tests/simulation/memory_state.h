// SPDX-License-Identifier: GPL-3.0-or-later
// The State port in memory: what survives a crash of the process is exactly what a method that
// returned had written, as with the real store (whose own tests hold it to the same contract).
#pragma once

#include <map>

#include "dice.h"
#include "sync/ports.h"

namespace causeway::simulation {

class MemoryState final : public sync::State {
  public:
    explicit MemoryState(Doom& doom) : doom_(doom) {}

    std::map<model::Key, model::BaseRecord> records;
    std::vector<model::Standing> standings;
    // What a person set and confirmed; `seen` is filled from the facts.
    model::TurnState turns;

    std::unique_ptr<model::Stream<model::BaseRecord>> base(model::Kind first,
                                                           model::Kind last) override;
    std::optional<model::BaseRecord> base_of(const model::Key& key) override;
    std::vector<model::Key> hanging_on(std::span<const model::Key> keys) override;
    std::vector<model::Key> people_named(std::span<const std::string> names) override;
    bool troubled(const model::Key& key) override;
    std::int64_t held(std::int64_t school, model::Kind kind) override;
    std::int64_t base_revision() override { return revision_; }
    std::optional<std::string> fact(const std::string& name) override;
    void set_fact(const std::string& name, const std::string& value) override {
        facts_[name] = value;
    }
    model::TurnState turn() override;
    void turns_begun(std::int64_t run, std::span<const model::SchoolTurn> turns) override;
    void turns_finished(std::int64_t run, std::span<const model::SchoolTurn> turns) override;
    std::int64_t begin_run(const model::RunHeader& header) override;
    void beat(std::int64_t) override {}
    void end_run(std::int64_t run, base::ExitCode exit, const std::string& summary) override;
    std::vector<std::int64_t> intend(std::int64_t run,
                                     std::span<const model::Operation> steps) override;
    void settle(std::int64_t run, std::span<const model::StepOutcome> outcomes) override;
    std::vector<model::JournalStep> unsettled() override;
    std::vector<model::JournalStep> done_steps(std::int64_t run) override;
    void tell(std::int64_t run, std::span<const std::int64_t> schools,
              std::span<const model::Standing> told) override;
    void tell_of(std::int64_t run, std::span<const model::Key> keys,
                 std::span<const model::Standing> told) override;

  private:
    struct Step {
        std::int64_t run = 0;
        model::Operation operation;
        model::StepFate fate = model::StepFate::intended;
    };

    Doom& doom_;
    std::map<std::string, std::string> facts_;
    std::map<std::int64_t, Step> steps_;
    std::int64_t revision_ = 0;
    std::int64_t runs_ = 0;
};

}  // namespace causeway::simulation
