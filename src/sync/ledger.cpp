// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/ledger.h"

namespace causeway::sync {

std::string title_of(const Operation& operation) {
    if (const auto* category = std::get_if<model::CategoryShape>(&operation.shape))
        return category->name;
    if (const auto* course = std::get_if<model::CourseShape>(&operation.shape))
        return course->fullname;
    if (const auto* group = std::get_if<model::GroupShape>(&operation.shape)) return group->name;
    if (const auto* user = std::get_if<model::UserShape>(&operation.shape))
        return user->first_name + " " + user->last_name;
    return operation.key.text();
}

void Ledger::intend(std::span<Pending> batch) {
    std::vector<Operation> steps;
    steps.reserve(batch.size());
    for (const Pending& one : batch)
        steps.push_back(*one.operation);
    const auto ids = state_.intend(run_, steps);
    for (std::size_t i = 0; i < batch.size(); ++i)
        batch[i].step = ids[i];
}

void Ledger::done(std::span<const Pending> batch, std::span<const model::RemoteId> ids) {
    const base::Instant now = clock_.now();
    std::vector<StepOutcome> outcomes;
    outcomes.reserve(batch.size());
    for (std::size_t i = 0; i < batch.size(); ++i) {
        const Operation& op = *batch[i].operation;
        StepOutcome outcome;
        outcome.step = batch[i].step;
        outcome.fate = StepFate::done;
        if (op.verb == Verb::remove) {
            outcome.forget = true;
        } else {
            outcome.base = BaseRecord{op.key,
                                      op.school,
                                      ids[i] != 0 ? ids[i] : op.remote,
                                      batch[i].doubtful ? 0 : model::fingerprint(op.shape),
                                      op.state,
                                      now,
                                      model::to_json(op.shape)};
            if (op.remote == 0 || ids[i] != 0) book_.put(op.key, outcome.base->remote);
        }
        outcomes.push_back(std::move(outcome));
    }
    state_.settle(run_, outcomes);
    {
        const std::scoped_lock lock(mutex_);
        for (const Pending& one : batch)
            counts_of(*one.operation).of(one.operation->verb) += 1;
    }
    advance(static_cast<std::int64_t>(batch.size()), 0);
}

void Ledger::refused(const Pending& one, const base::Problem& problem) {
    StepOutcome outcome;
    outcome.step = one.step;
    outcome.fate = StepFate::refused;
    outcome.problem = problem;
    state_.settle(run_, std::span(&outcome, 1));
    {
        const std::scoped_lock lock(mutex_);
        const Operation& op = *one.operation;
        counts_of(op).refused += 1;
        standings_.push_back({op.key, op.school, StandingKind::refused, title_of(op), problem});
    }
    advance(1, 1);
}

void Ledger::given_up(std::span<const Pending> batch, const base::Problem& problem) {
    std::vector<StepOutcome> outcomes;
    outcomes.reserve(batch.size());
    for (const Pending& one : batch) {
        StepOutcome outcome;
        outcome.step = one.step;
        outcome.fate = StepFate::given_up;
        outcome.problem = problem;
        outcomes.push_back(std::move(outcome));
    }
    state_.settle(run_, outcomes);
    for (const Pending& one : batch)
        put_off(*one.operation, problem);
}

void Ledger::doubted(const Pending& one, const base::Problem& problem) {
    StepOutcome outcome;
    outcome.step = one.step;
    outcome.fate = StepFate::given_up;
    outcome.problem = problem;
    outcome.base = state_.base_of(one.operation->key);
    if (outcome.base) {
        outcome.base->fingerprint = 0;
        const Verb verb = one.operation->verb;
        if (verb == Verb::suspend || verb == Verb::restore)
            outcome.base->state = model::State::suspended;
    }
    state_.settle(run_, std::span(&outcome, 1));
    put_off(*one.operation, problem);
}

void Ledger::left_open(std::span<const Pending> batch, const base::Problem& problem) {
    for (const Pending& one : batch)
        put_off(*one.operation, problem);
}

void Ledger::put_off(const Operation& operation, const base::Problem& problem) {
    {
        const std::scoped_lock lock(mutex_);
        given_up_ += 1;
        base::Problem own = problem;
        own.record = operation.key.text();
        standings_.push_back({operation.key, operation.school, StandingKind::waiting,
                              title_of(operation), std::move(own)});
    }
    advance(1, 0);
}

void Ledger::stage(std::string name, std::int64_t total) {
    Progress shown;
    {
        const std::scoped_lock lock(mutex_);
        progress_ = Progress{std::move(name), 0, total, 0};
        shown = progress_;
    }
    if (watch_) watch_(shown);
}

void Ledger::advance(std::int64_t rows, std::int64_t refused) {
    Progress shown;
    {
        const std::scoped_lock lock(mutex_);
        progress_.done += rows;
        progress_.refused += refused;
        shown = progress_;
    }
    if (watch_) watch_(shown);
}

}  // namespace causeway::sync
