// SPDX-License-Identifier: GPL-3.0-or-later
// LinkState: the journal. An intent is on disk before the call it speaks of; an outcome and the
// base it leads to are on disk together.
#include "store/statements.h"
#include "store/store.h"

namespace causeway::store {

ToldStep read_step(const db::Row& row) {
    ToldStep told;
    told.step.id = row.integer(0);
    model::Operation& op = told.step.operation;
    op.verb = static_cast<model::Verb>(row.integer(1));
    op.key = {static_cast<model::Kind>(row.integer(2)), row.integer(3), row.integer(4)};
    op.school = row.integer(5);
    op.remote = row.integer(6);
    op.state = static_cast<model::State>(row.integer(7));
    op.shape = model::shape_from_json(op.key.kind, row.text(8));
    op.before = row.text(9);
    op.before_state = static_cast<model::State>(row.integer(10));
    op.reason = row.text(11);
    told.run = row.integer(12);
    told.fate = static_cast<model::StepFate>(row.integer(13));
    if (!row.is_null(14)) told.problem = problem_from_json(row.text(14));
    told.remote_after = row.integer(15);
    return told;
}

namespace {

std::vector<model::JournalStep> plain(std::vector<ToldStep> told) {
    std::vector<model::JournalStep> out;
    out.reserve(told.size());
    for (ToldStep& one : told)
        out.push_back(std::move(one.step));
    return out;
}

[[noreturn]] void unknown_step(std::int64_t step) {
    throw base::Failure(
        base::ExitCode::error,
        {"An outcome could not be kept", "step:" + std::to_string(step),
         "the journal holds no such step of this link",
         "Check that the store was not replaced while a run was going on.", "store.step"});
}

}  // namespace

std::vector<std::int64_t> LinkState::intend(std::int64_t run,
                                            std::span<const model::Operation> steps) {
    const std::scoped_lock lock(store_.mutex_);
    std::vector<std::int64_t> ids;
    ids.reserve(steps.size());
    db::Transaction transaction(*store_.writer_, db::Writing{link_});
    require_lease(run);
    for (const model::Operation& op : steps) {
        const std::string shape = model::to_json(op.shape);
        const db::Value values[] = {
            number(link_),       number(run),        number_of(op.verb), number_of(op.key.kind),
            number(op.key.id),   number(op.key.who), number(op.school),  number(op.remote),
            number_of(op.state), text(shape),        text(op.before),    number_of(op.before_state),
            text(op.reason)};
        ids.push_back(number_told(*store_.statements_->add_step->query(values)));
    }
    transaction.commit();
    return ids;
}

void LinkState::settle(std::int64_t, std::span<const model::StepOutcome> outcomes) {
    const std::scoped_lock lock(store_.mutex_);
    auto& prepared = *store_.statements_;
    bool base_moved = false;
    db::Transaction transaction(*store_.writer_, db::Writing{link_});
    for (const model::StepOutcome& outcome : outcomes) {
        const std::string problem = outcome.problem ? problem_json(*outcome.problem) : "";
        const db::Value fate[] = {
            number_of(outcome.fate), outcome.problem ? text(problem) : db::Value{db::Null{}},
            number(outcome.base ? outcome.base->remote : 0), number(outcome.step), number(link_)};
        if (prepared.settle_step->run(fate) == 0) unknown_step(outcome.step);
        if (outcome.base) {
            const model::BaseRecord& b = *outcome.base;
            const db::Value values[] = {number(link_),
                                        number_of(b.key.kind),
                                        number(b.key.id),
                                        number(b.key.who),
                                        number(b.school),
                                        number(b.remote),
                                        number(static_cast<std::int64_t>(b.fingerprint)),
                                        number_of(b.state),
                                        number(b.since),
                                        text(b.shape)};
            base_moved = prepared.put_base->run(values) > 0 || base_moved;
        }
        if (outcome.forget) {
            const db::Value step[] = {number(outcome.step), number(link_)};
            std::optional<model::Key> key;
            {
                const auto rows = prepared.key_of_step->query(step);
                if (const db::Row* row = rows->next())
                    key = model::Key{static_cast<model::Kind>(row->integer(0)), row->integer(1),
                                     row->integer(2)};
            }
            if (!key) continue;
            const db::Value values[] = {number(link_), number_of(key->kind), number(key->id),
                                        number(key->who)};
            base_moved = prepared.drop_base->run(values) > 0 || base_moved;
        }
    }
    if (base_moved) {
        const db::Value link[] = {number(link_)};
        prepared.bump->run(link);
    }
    transaction.commit();
}

std::vector<ToldStep> LinkState::steps(std::string_view where,
                                       std::initializer_list<db::Value> values) {
    const std::scoped_lock lock(store_.mutex_);
    std::vector<ToldStep> out;
    const auto rows =
        store_.writer_->query("SELECT " + std::string(kStepColumns) + " FROM step WHERE " +
                                  std::string(where) + " ORDER BY id",
                              values);
    while (const db::Row* row = rows->next())
        out.push_back(read_step(*row));
    return out;
}

std::vector<model::JournalStep> LinkState::unsettled() {
    return plain(steps("link = ? AND fate = 0", {number(link_)}));
}

std::vector<model::JournalStep> LinkState::done_steps(std::int64_t run) {
    return plain(steps("link = ? AND run = ? AND fate = 1", {number(link_), number(run)}));
}

std::vector<ToldStep> LinkState::steps_of(std::int64_t run) {
    return steps("link = ? AND run = ?", {number(link_), number(run)});
}

}  // namespace causeway::store
