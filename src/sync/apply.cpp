// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/apply.h"

#include <algorithm>
#include <functional>
#include <mutex>
#include <thread>

#include "sync/channels.h"
#include "sync/fan_out.h"
#include "sync/lane.h"

namespace causeway::sync {

namespace {

using model::Key;
using model::Kind;

constexpr std::size_t kCourseRows = 10;  // creating courses: more in a call gains nothing
// Creating groups: Moodle's listing goes on showing those of a call that it rolled back, and a run
// that was cut off there would take them for real (tests/contract/groups_test.cpp).
constexpr std::size_t kGroupRows = 1;
constexpr std::size_t kWindow = 200000;        // enrolments sorted by user at once
constexpr std::size_t kManyOperations = 2000;  // from here on base is read at once

bool departs(const Operation& op) {
    return op.verb == Verb::suspend || op.verb == Verb::remove;
}

base::Problem nowhere(const Operation& op, const Key& needed) {
    return {"This has to wait", op.key.text(), needed.text() + " is not in Moodle yet",
            "Cure what stands in the way of that record; this one then follows by itself.",
            "sync.needs_other"};
}

class Stages {
  public:
    Stages(const std::vector<Operation>& operations, RemoteBook& book, Ledger& ledger,
           const ApplyTools& tools)
        : operations_(operations),
          book_(book),
          ledger_(ledger),
          tools_(tools),
          pace_(most_rows(tools), tools.options.connections) {}

    std::optional<base::Problem> run() {
        if (operations_.size() > kManyOperations) book_.load_all();
        for (const Kind kind : {Kind::school, Kind::subject, Kind::course})
            categories(kind);
        courses_and_people();
        groups();
        enrolments(false);
        enrolments(true);
        departures();
        return stopped_;
    }

  private:
    // The pace is one for all lanes; each lane keeps to its own limit below it.
    static std::size_t most_rows(const ApplyTools& tools) {
        std::size_t most = 1;
        for (const Kind kind : model::kAllKinds)
            most = std::max(most, tools.lms.rows_per_call(kind, tools.options.rows));
        return most;
    }

    using Choice = std::function<bool(const Operation&)>;

    std::vector<const Operation*> chosen(const Choice& choice) const {
        std::vector<const Operation*> out;
        for (const Operation& op : operations_)
            if (choice(op)) out.push_back(&op);
        return out;
    }

    // Fills in the Moodle id of the place an operation needs; puts off those that have none.
    std::vector<Pending> placed(const std::vector<const Operation*>& operations) {
        std::vector<Pending> out;
        for (const Operation* op : operations) {
            Pending one{op, 0, 0, 0, false};
            if (const auto needed = place_needed(*op)) {
                one.place = book_.of(*needed);
                if (one.place == 0) {
                    ledger_.put_off(*op, nowhere(*op, *needed));
                    continue;
                }
            }
            if (model::is_enrolment(op->key.kind)) {
                one.user = book_.of(model::person_of(op->key));
                if (one.user == 0) {
                    ledger_.put_off(*op, nowhere(*op, model::person_of(op->key)));
                    continue;
                }
            }
            out.push_back(one);
        }
        return out;
    }

    static std::optional<Key> place_needed(const Operation& op) {
        if (model::is_enrolment(op.key.kind)) return model::place_of(op.key);
        if (departs(op)) return std::nullopt;
        if (const auto* category = std::get_if<model::CategoryShape>(&op.shape))
            return category->parent == op.key ? std::nullopt : std::optional(category->parent);
        if (const auto* course = std::get_if<model::CourseShape>(&op.shape))
            return course->category;
        if (const auto* group = std::get_if<model::GroupShape>(&op.shape)) return group->course;
        return std::nullopt;
    }

    void lane(const char* stage, const Choice& choice, const Channel& channel, LaneLimits limits) {
        auto pending = placed(chosen(choice));
        if (pending.empty() || put_off_after_stop(pending)) return;
        if (stage != nullptr) ledger_.stage(stage, static_cast<std::int64_t>(pending.size()));
        limits.rows = rows_of_call(*pending[0].operation, limits.rows);
        if (const auto stop = run_lane(std::move(pending), channel, limits, lane_tools()))
            note(*stop);
    }

    // Groups and who is in them are core's alone, and small as a category's row.
    std::size_t rows_of_call(const Operation& op, std::size_t rows) {
        const bool small = model::holds<model::GroupShape>(op.shape) ||
                           model::holds<model::MembershipShape>(op.shape);
        return tools_.lms.rows_per_call(small ? Kind::school : op.key.kind, rows);
    }

    // Once Moodle has refused us as such, what follows is not even tried.
    bool put_off_after_stop(const std::vector<Pending>& pending) {
        std::optional<base::Problem> why;
        {
            const std::scoped_lock lock(mutex_);
            why = stopped_;
        }
        if (!why) return false;
        for (const Pending& one : pending)
            ledger_.put_off(*one.operation, *why);
        return true;
    }

    LaneTools lane_tools() { return {ledger_, pace_, tools_.clock, tools_.stop}; }

    void note(const base::Problem& problem) {
        const std::scoped_lock lock(mutex_);
        if (!stopped_) stopped_ = problem;
    }

    // Moodle keeps one tree of categories and locks all of it: one writer, parents first.
    void categories(Kind kind) {
        const Channel channel = category_channel(tools_.lms, tools_.policy);
        const LaneLimits one_writer{tools_.options.rows, 1, false};
        for (const bool create : {true, false})
            lane(
                "categories",
                [=](const Operation& op) {
                    return op.key.kind == kind && model::holds<model::CategoryShape>(op.shape) &&
                           (op.remote == 0) == create && !departs(op);
                },
                channel, one_writer);
    }

    void courses_and_people() {
        const auto count = [&](const Choice& choice) {
            return static_cast<std::int64_t>(chosen(choice).size());
        };
        const std::int64_t total = count([](const Operation& op) {
            return (model::holds<model::CourseShape>(op.shape) || model::is_person(op.key.kind)) &&
                   !departs(op);
        });
        if (total == 0) return;
        ledger_.stage("courses and people", total);
        // With one connection in all, courses wait for people.
        const std::size_t sides = tools_.options.connections > 1 ? 2 : 1;
        fan_out(2, sides, [&](std::size_t side) { side == 0 ? courses() : people(); });
    }

    void courses() {
        const Channel channel = course_channel(tools_.lms, tools_.policy);
        for (const bool create : {true, false})
            lane(nullptr,
                 [=](const Operation& op) {
                     return model::holds<model::CourseShape>(op.shape) &&
                            (op.remote == 0) == create && !departs(op);
                 },
                 channel, {create ? kCourseRows : tools_.options.rows, 1, false});
    }

    void groups() {
        const Channel channel = group_channel(tools_.lms, tools_.policy);
        for (const bool create : {true, false})
            lane("groups",
                 [=](const Operation& op) {
                     return model::holds<model::GroupShape>(op.shape) &&
                            (op.remote == 0) == create && !departs(op);
                 },
                 channel, {create ? kGroupRows : tools_.options.rows, 1, false});
    }

    // Updates first: one of them may free the e-mail address that a new account needs.
    void people() {
        const Channel channel = user_channel(tools_.lms, tools_.policy);
        for (const bool create : {false, true})
            lane(
                nullptr,
                [=](const Operation& op) {
                    return model::is_person(op.key.kind) && (op.remote == 0) == create &&
                           !departs(op);
                },
                channel, parallel());
    }

    [[nodiscard]] LaneLimits parallel() const {
        return {tools_.options.rows, tools_.options.connections, false};
    }

    // Students before teachers: on a Moodle that greets everybody, a course with a teacher costs
    // a message per student. Departing enrolments come after all the others.
    // Into a course first, then into its groups; out of them the other way round.
    void enrolments(bool departing) {
        if (departing) memberships(true);
        for (const Kind kind :
             {Kind::learns, Kind::attends, Kind::teaches, Kind::leads, Kind::manages})
            for (const bool removed : {false, true})
                enrolments(kind, chosen([=](const Operation& op) {
                               return op.key.kind == kind && departs(op) == departing &&
                                      (op.verb == Verb::remove) == removed &&
                                      !model::holds<model::MembershipShape>(op.shape);
                           }),
                           removed);
        if (!departing) memberships(false);
    }

    void memberships(bool departing) {
        const Channel channel = membership_channel(tools_.lms, departing);
        lane(
            departing ? "out of groups" : "into groups",
            [=](const Operation& op) {
                return model::holds<model::MembershipShape>(op.shape) && departs(op) == departing;
            },
            channel, parallel());
    }

    void enrolments(Kind kind, const std::vector<const Operation*>& operations, bool removed) {
        if (operations.empty()) return;
        ledger_.stage(removed ? "leaving courses" : "enrolments",
                      static_cast<std::int64_t>(operations.size()));
        // Windows keep the memory that sorting needs within bounds.
        for (std::size_t first = 0; first < operations.size(); first += kWindow) {
            const auto last = std::min(operations.size(), first + kWindow);
            window(kind,
                   placed({operations.begin() + static_cast<std::ptrdiff_t>(first),
                           operations.begin() + static_cast<std::ptrdiff_t>(last)}),
                   removed);
        }
    }

    void window(Kind kind, std::vector<Pending> pending, bool removed) {
        if (pending.empty() || put_off_after_stop(pending)) return;
        std::stable_sort(pending.begin(), pending.end(),
                         [](const Pending& a, const Pending& b) { return a.user < b.user; });
        const Channel channel =
            removed ? unenrolment_channel(tools_.lms) : enrolment_channel(tools_.lms);
        LaneLimits limits = parallel();
        limits.whole_users = limits.connections > 1;
        limits.rows = tools_.lms.rows_per_call(kind, limits.rows);
        if (const auto stop = run_lane(std::move(pending), channel, limits, lane_tools()))
            note(*stop);
    }

    void departures() {
        const auto person_leaves = [](const Operation& op) {
            return model::is_person(op.key.kind) && op.verb == Verb::suspend;
        };
        lane("people who left", person_leaves, user_channel(tools_.lms, tools_.policy), parallel());
        lane("sections that ended",
             [](const Operation& op) {
                 return model::holds<model::CourseShape>(op.shape) && op.verb == Verb::suspend;
             },
             course_channel(tools_.lms, tools_.policy), {tools_.options.rows, 1, false});
        for (const bool removed : {false, true})
            lane("groups that ended",
                 [=](const Operation& op) {
                     return model::holds<model::GroupShape>(op.shape) && departs(op) &&
                            (op.verb == Verb::remove) == removed;
                 },
                 removed ? group_deletion_channel(tools_.lms)
                         : group_channel(tools_.lms, tools_.policy),
                 {tools_.options.rows, 1, false});
        lane("accounts to delete",
             [](const Operation& op) {
                 return model::is_person(op.key.kind) && op.verb == Verb::remove;
             },
             user_deletion_channel(tools_.lms), {tools_.options.rows, 1, false});
    }

    const std::vector<Operation>& operations_;
    RemoteBook& book_;
    Ledger& ledger_;
    const ApplyTools& tools_;
    Pace pace_;
    std::mutex mutex_;  // guards stopped_
    std::optional<base::Problem> stopped_;
};

}  // namespace

std::optional<base::Problem> apply(const std::vector<Operation>& operations, RemoteBook& book,
                                   Ledger& ledger, const ApplyTools& tools) {
    if (operations.empty()) return std::nullopt;
    return Stages(operations, book, ledger, tools).run();
}

}  // namespace causeway::sync
