// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/undo.h"

#include <algorithm>
#include <unordered_set>

namespace causeway::sync {

namespace {

// What a record of this run's making becomes: as if it had left.
Operation departure(const JournalStep& step, const BaseRecord& now) {
    Operation op = step.operation;
    op.remote = now.remote;
    op.shape = model::shape_from_json(op.key.kind, now.shape);
    // A group cannot be hidden.
    const bool gone = model::is_enrolment(op.key.kind) || model::holds<model::GroupShape>(op.shape);
    op.verb = gone ? Verb::remove : Verb::suspend;
    op.before = now.shape;
    op.before_state = now.state;
    op.state = model::State::suspended;
    op.reason = "created by the run that is undone";
    return op;
}

// Back to the before-image.
Operation return_to_before(const JournalStep& step, const std::optional<BaseRecord>& now) {
    const Operation& done = step.operation;
    Operation op = done;
    op.shape = model::shape_from_json(done.key.kind, done.before);
    op.state = done.before_state;
    op.before = now ? now->shape : "";
    op.before_state = now ? now->state : model::State::suspended;
    op.remote = now ? now->remote : 0;
    op.reason = "put back as it was before the run";
    if (!now)
        op.verb = Verb::create;
    else if (op.state == model::State::suspended)
        op.verb = Verb::suspend;
    else
        op.verb = now->state == model::State::suspended ? Verb::restore : Verb::update;
    return op;
}

}  // namespace

Plan plan_undo(const std::vector<JournalStep>& steps, sync::State& state) {
    Plan plan;
    plan.base_revision = state.base_revision();
    std::unordered_set<model::Key> seen;
    for (const JournalStep& step : steps) {  // the first step of a record holds its oldest image
        const Operation& done = step.operation;
        if (!seen.insert(done.key).second) continue;
        const auto now = state.base_of(done.key);
        const bool created = done.before.empty();
        if (created && (!now || now->state == model::State::suspended)) continue;  // gone already
        if (created && model::holds<model::CategoryShape>(done.shape))
            continue;  // an empty category does no harm
        Operation op = created ? departure(step, *now) : return_to_before(step, now);
        plan.counts_of(op.key.kind).of(op.verb) += 1;
        plan.operations.push_back(std::move(op));
    }
    std::stable_sort(plan.operations.begin(), plan.operations.end(),
                     [](const Operation& a, const Operation& b) { return a.key < b.key; });
    return plan;
}

}  // namespace causeway::sync
