// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/resolve.h"

#include <algorithm>

#include "base/failure.h"
#include "base/log.h"
#include "sync/channels.h"
#include "sync/confirm.h"

namespace causeway::sync {

namespace {

using model::Kind;

base::Problem cut_off(const Operation& op) {
    return {"An earlier run was cut off in the middle of this", op.key.text(),
            "Moodle does not show that it was done", "It is planned anew.", "run.cut_off"};
}

class Resolver {
  public:
    Resolver(std::vector<JournalStep> steps, RemoteBook& book, Ledger& ledger,
             const ApplyTools& tools)
        : steps_(std::move(steps)), book_(book), ledger_(ledger), tools_(tools) {}

    void run() {
        created<model::CategoryShape>(find_categories);
        created<model::CourseShape>(find_courses);
        created<model::UserShape>(find_users);
        groups();
        enrolments(false);
        enrolments(true);
        memberships(false);
        memberships(true);
        deleted();
        rest();
    }

  private:
    template <class Choice>
    std::vector<Pending> take(const Choice& choice) {
        std::vector<Pending> out;
        for (const JournalStep& step : steps_)
            if (choice(step.operation)) out.push_back({&step.operation, step.id, 0, 0, false});
        return out;
    }

    static bool creates(const Operation& op) {
        return op.remote == 0 && !model::is_enrolment(op.key.kind);
    }
    static bool deletes(const Operation& op) {
        return op.verb == Verb::remove && model::is_person(op.key.kind);
    }

    template <class Shape, class Find>
    void created(const Find& find) {
        const auto pending =
            take([&](const Operation& op) { return creates(op) && model::holds<Shape>(op.shape); });
        if (pending.empty()) return;
        std::vector<model::Key> keys;
        for (const Pending& one : pending)
            keys.push_back(one.operation->key);
        file(pending, find(tools_.lms, keys, tools_.policy.prefix));
    }

    void groups() {
        auto pending = take([](const Operation& op) {
            return creates(op) && model::holds<model::GroupShape>(op.shape);
        });
        for (Pending& one : pending)
            one.place = book_.of(std::get<model::GroupShape>(one.operation->shape).course);
        if (!pending.empty()) file(pending, find_groups(tools_.lms, pending, tools_.policy.prefix));
    }

    void memberships(bool left) {
        std::vector<Pending> sent;
        for (Pending one : take([&](const Operation& op) {
                 const bool leaves = op.verb == Verb::remove || op.verb == Verb::suspend;
                 return model::holds<model::MembershipShape>(op.shape) && leaves == left;
             })) {
            one.place = book_.of(model::place_of(one.operation->key));
            one.user = book_.of(model::person_of(one.operation->key));
            if (one.place == 0 || one.user == 0)
                ledger_.given_up(std::span(&one, 1), cut_off(*one.operation));
            else
                sent.push_back(one);
        }
        confirm_memberships(std::move(sent), left, ledger_, tools_);
    }

    void deleted() {
        const auto pending = take(deletes);
        if (!pending.empty()) file(pending, user_deletion_channel(tools_.lms).look_up(pending));
    }

    void file(const std::vector<Pending>& pending,
              const base::Result<std::vector<model::RemoteId>>& found) {
        if (!found) throw base::Failure(base::ExitCode::incomplete, found.problem());
        std::vector<Pending> there;
        std::vector<model::RemoteId> ids;
        for (std::size_t i = 0; i < pending.size(); ++i) {
            if ((*found)[i] == 0) {
                ledger_.given_up(std::span(&pending[i], 1), cut_off(*pending[i].operation));
                continue;
            }
            there.push_back(pending[i]);
            ids.push_back((*found)[i]);
        }
        if (!there.empty()) ledger_.done(there, ids);
    }

    // An enrolment that got through unnoticed would outlive its drop: base has to know it. Its
    // dates cannot be read back, so they are sent once more.
    void enrolments(bool removed) {
        std::vector<Pending> sent;
        for (Pending one : take([&](const Operation& op) {
                 return model::holds<model::EnrolmentShape>(op.shape) &&
                        (op.verb == Verb::remove) == removed;
             })) {
            one.place = book_.of(model::place_of(one.operation->key));
            one.user = book_.of(model::person_of(one.operation->key));
            if (one.operation->key.kind == Kind::manages || one.place == 0 || one.user == 0)
                ledger_.given_up(std::span(&one, 1), cut_off(*one.operation));
            else
                sent.push_back({one.operation, one.step, one.place, one.user, true});
        }
        confirm_enrolments(std::move(sent), removed, ledger_, tools_);
    }

    // Updates name their record and all of its values: doing them again is doing them once. But
    // by now openSIS may want again what base holds, so base has to know of the doubt.
    void rest() {
        const auto pending = take([](const Operation& op) {
            return op.remote != 0 && !model::is_enrolment(op.key.kind) && !deletes(op);
        });
        for (const Pending& one : pending)
            ledger_.doubted(one, cut_off(*one.operation));
    }

    const std::vector<JournalStep> steps_;
    RemoteBook& book_;
    Ledger& ledger_;
    const ApplyTools& tools_;
};

}  // namespace

std::size_t resolve_unsettled(std::int64_t run, RemoteBook& book, const ApplyTools& tools) {
    auto steps = tools.state.unsettled();
    if (steps.empty()) return 0;
    base::log::info("an earlier run was cut off: asking Moodle about {} steps", steps.size());
    const std::size_t count = steps.size();
    Ledger ledger(tools.state, tools.clock, run, book, nullptr);
    Resolver(std::move(steps), book, ledger, tools).run();
    return count;
}

}  // namespace causeway::sync
