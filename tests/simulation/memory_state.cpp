// SPDX-License-Identifier: GPL-3.0-or-later
#include "memory_state.h"

#include <algorithm>
#include <set>

namespace causeway::simulation {

namespace {

class RecordStream final : public model::Stream<model::BaseRecord> {
  public:
    explicit RecordStream(std::vector<model::BaseRecord> list) : list_(std::move(list)) {}
    bool next(model::BaseRecord& out) override {
        if (at_ == list_.size()) return false;
        out = list_[at_++];
        return true;
    }
    [[nodiscard]] model::Proof proof() const override {
        const auto rows = static_cast<std::int64_t>(list_.size());
        return {at_ == list_.size(), static_cast<std::int64_t>(at_), rows, ""};
    }

  private:
    std::vector<model::BaseRecord> list_;
    std::size_t at_ = 0;
};

model::Key above(const model::Shape& section) {
    const auto* group = std::get_if<model::GroupShape>(&section);
    return group != nullptr ? group->course : std::get<model::CourseShape>(section).category;
}

}  // namespace

std::unique_ptr<model::Stream<model::BaseRecord>> MemoryState::base(model::Kind first,
                                                                    model::Kind last) {
    std::vector<model::BaseRecord> list;
    for (const auto& [key, record] : records)
        if (key.kind >= first && key.kind <= last) list.push_back(record);
    return std::make_unique<RecordStream>(std::move(list));
}

std::optional<model::BaseRecord> MemoryState::base_of(const model::Key& key) {
    const auto found = records.find(key);
    if (found == records.end()) return std::nullopt;
    return found->second;
}

std::optional<std::string> MemoryState::fact(const std::string& name) {
    const auto found = facts_.find(name);
    if (found == facts_.end()) return std::nullopt;
    return found->second;
}

model::TurnState MemoryState::turn() {
    model::TurnState out = turns;
    for (const auto& [name, value] : facts_)
        if (name.starts_with("year.")) out.seen[std::stoll(name.substr(5))] = std::stoi(value);
    return out;
}

void MemoryState::turns_begun(std::int64_t run, std::span<const model::SchoolTurn> begun) {
    doom_.moment();
    for (const auto& turn : begun)
        turns.turns.at(turn.school).run = run;
    doom_.moment();
}

void MemoryState::turns_finished(std::int64_t, std::span<const model::SchoolTurn> finished) {
    doom_.moment();
    for (const auto& turn : finished)
        turns.turns.at(turn.school).finished = true;
}

std::int64_t MemoryState::begin_run(const model::RunHeader&) {
    return ++runs_;
}

void MemoryState::end_run(std::int64_t, base::ExitCode, const std::string&) {
    doom_.moment();
}

std::vector<std::int64_t> MemoryState::intend(std::int64_t run,
                                              std::span<const model::Operation> steps) {
    doom_.moment();
    std::vector<std::int64_t> ids;
    for (const model::Operation& operation : steps) {
        const auto id = static_cast<std::int64_t>(steps_.size()) + 1;
        steps_[id] = {run, operation, model::StepFate::intended};
        ids.push_back(id);
    }
    doom_.moment();
    return ids;
}

void MemoryState::settle(std::int64_t, std::span<const model::StepOutcome> outcomes) {
    doom_.moment();
    for (const model::StepOutcome& outcome : outcomes) {
        Step& step = steps_.at(outcome.step);
        step.fate = outcome.fate;
        if (outcome.forget)
            revision_ += static_cast<std::int64_t>(records.erase(step.operation.key));
        if (outcome.base) {
            records[outcome.base->key] = *outcome.base;
            ++revision_;
        }
    }
    doom_.moment();
}

std::vector<model::JournalStep> MemoryState::unsettled() {
    std::vector<model::JournalStep> out;
    for (const auto& [id, step] : steps_)
        if (step.fate == model::StepFate::intended) out.push_back({id, step.operation});
    return out;
}

std::vector<model::JournalStep> MemoryState::done_steps(std::int64_t run) {
    std::vector<model::JournalStep> out;
    for (const auto& [id, step] : steps_)
        if (step.run == run && step.fate == model::StepFate::done)
            out.push_back({id, step.operation});
    return out;
}

void MemoryState::tell(std::int64_t, std::span<const std::int64_t>,
                       std::span<const model::Standing> told) {
    doom_.moment();
    standings.assign(told.begin(), told.end());
}

void MemoryState::tell_of(std::int64_t, std::span<const model::Key> keys,
                          std::span<const model::Standing> told) {
    doom_.moment();
    std::erase_if(standings, [&](const model::Standing& standing) {
        return std::find(keys.begin(), keys.end(), standing.key) != keys.end();
    });
    standings.insert(standings.end(), told.begin(), told.end());
}

std::vector<model::Key> MemoryState::hanging_on(std::span<const model::Key> keys) {
    std::set<model::Key> known;
    for (const auto& [key, record] : records)
        known.insert(key);
    for (const model::Standing& standing : standings)
        known.insert(standing.key);
    std::set<model::Key> out;
    for (const model::Key& on : keys) {
        for (const model::Key& key : known)
            if (model::is_enrolment(key.kind) &&
                (model::person_of(key) == on || model::place_of(key) == on))
                out.insert(key);
        for (const model::Standing& standing : standings)
            if (model::is_person(on.kind) && standing.problem.code == "person.shared_email" &&
                standing.problem.why.find(" " + on.text() + " ") != std::string::npos)
                out.insert(standing.key);
        for (const auto& [key, record] : records)
            if (key.kind == model::Kind::section &&
                above(model::shape_from_json(key.kind, record.shape)) == on)
                out.insert(key);
    }
    return {out.begin(), out.end()};
}

std::vector<model::Key> MemoryState::people_named(std::span<const std::string> names) {
    std::vector<model::Key> out;
    for (const auto& [key, record] : records) {
        if (!model::is_person(key.kind)) continue;
        const auto shape = model::shape_from_json(key.kind, record.shape);
        const auto& user = std::get<model::UserShape>(shape);
        for (const std::string& name : names)
            if (user.username == name || user.email == name) {
                out.push_back(key);
                break;
            }
    }
    return out;
}

bool MemoryState::troubled(const model::Key& key) {
    return std::any_of(standings.begin(), standings.end(),
                       [&](const model::Standing& standing) { return standing.key == key; });
}

std::int64_t MemoryState::held(std::int64_t school, model::Kind kind) {
    return std::count_if(records.begin(), records.end(), [&](const auto& entry) {
        return entry.first.kind == kind && entry.second.school == school &&
               entry.second.state != model::State::suspended;
    });
}

}  // namespace causeway::simulation
