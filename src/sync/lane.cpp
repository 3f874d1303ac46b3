// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/lane.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

#include "base/log.h"

namespace causeway::sync {

namespace {

using model::CallOutcome;

constexpr int kTries = 5;

base::Problem interrupted() {
    return {"The run was stopped before this was sent", "", "somebody asked for it",
            "Run again; it goes on where it stopped.", "run.interrupted"};
}

class Lane {
  public:
    Lane(std::vector<Pending> pending, const Channel& channel, const LaneLimits& limits,
         LaneTools tools)
        : pending_(std::move(pending)), channel_(channel), limits_(limits), tools_(tools) {}

    std::optional<base::Problem> run() {
        const std::size_t workers = std::min(limits_.connections, pending_.size());
        if (workers <= 1)
            work();
        else
            work_together(workers);
        if (thrown_) std::rethrow_exception(thrown_);
        return stopped_;
    }

  private:
    void work_together(std::size_t workers) {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < workers; ++i)
            threads.emplace_back([this] {
                try {
                    work();
                } catch (...) {
                    const std::scoped_lock lock(mutex_);
                    if (!thrown_) thrown_ = std::current_exception();
                    next_ = pending_.size();
                    wake_.notify_all();
                }
            });
    }

    void work() {
        while (true) {
            std::span<Pending> batch = take();
            if (batch.empty()) return;
            tools_.ledger.intend(batch);
            deliver(batch);
            const std::scoped_lock lock(mutex_);
            at_work_ -= 1;
            wake_.notify_all();
        }
    }

    // The next batch, once the pace allows one more connection; empty at the end.
    std::span<Pending> take() {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, [&] { return next_ >= pending_.size() || at_work_ < allowed(); });
        if (next_ >= pending_.size()) return {};
        if (stopped_ || tools_.stop.stop_requested()) {
            const base::Problem why = stopped_ ? *stopped_ : interrupted();
            for (; next_ < pending_.size(); ++next_)
                tools_.ledger.put_off(*pending_[next_].operation, why);
            wake_.notify_all();
            return {};
        }
        const std::size_t first = next_;
        const std::size_t most =
            std::max<std::size_t>(1, std::min(limits_.rows, tools_.pace.rows()));
        std::size_t last = std::min(pending_.size(), first + most);
        if (limits_.whole_users) last = user_boundary(first, last);
        next_ = last;
        at_work_ += 1;
        return std::span(pending_).subspan(first, last - first);
    }

    [[nodiscard]] std::size_t allowed() const {
        return limits_.connections <= 1 ? 1
                                        : std::min(limits_.connections, tools_.pace.connections());
    }

    // Two batches that hold the same user lock each other out in Moodle (facts, section 5).
    [[nodiscard]] std::size_t user_boundary(std::size_t first, std::size_t last) const {
        if (last == pending_.size()) return last;
        std::size_t cut = last;
        while (cut > first && pending_[cut - 1].user == pending_[cut].user)
            --cut;
        if (cut > first) return cut;
        while (last < pending_.size() && pending_[last].user == pending_[first].user)
            ++last;
        return last;
    }

    void deliver(std::span<Pending> batch) {
        std::vector<Pending> rest(batch.begin(), batch.end());
        CallOutcome outcome;
        bool uncertain = false;  // an earlier call of this batch may still be at work in Moodle
        bool in_doubt = false;   // one has been, and what it changed cannot be seen from here
        for (int attempt = 1; attempt <= kTries && !rest.empty(); ++attempt) {
            if (attempt > 1) {
                wait(attempt - 1, outcome);
                if (tools_.stop.stop_requested()) break;
            }
            const auto started = tools_.clock.monotonic();
            outcome = channel_.send(rest);
            const auto took = tools_.clock.monotonic() - started;
            switch (outcome.fate) {
                case CallOutcome::Fate::done:
                    tools_.pace.went_well(rest.size(), took);
                    settle(rest, outcome);
                    return;
                case CallOutcome::Fate::refused:
                    if (!uncertain) {
                        bisect(rest, outcome.problem);
                        return;
                    }
                    uncertain = false;  // refused, maybe, because the earlier call got through
                    rest = without_those_found(rest);
                    break;
                case CallOutcome::Fate::stop:
                    stop(rest, outcome.problem);
                    return;
                case CallOutcome::Fate::retry:
                    tools_.pace.went_badly();
                    break;
                case CallOutcome::Fate::unknown:
                    tools_.pace.went_badly();
                    uncertain = true;
                    in_doubt = true;
                    wait(attempt, outcome);  // let it finish before asking what it did
                    rest = without_those_found(rest);
                    break;
            }
        }
        if (rest.empty()) return;
        // A fault that looks passing may be one bad row (a value too long is told like a deadlock).
        const bool refused = outcome.fate == CallOutcome::Fate::refused;
        const bool passing = outcome.fate == CallOutcome::Fate::retry && !outcome.retry_after;
        if (!tools_.stop.stop_requested() && (refused || (passing && rest.size() > 1))) {
            bisect(rest, outcome.problem);
            return;
        }
        if (in_doubt)
            tools_.ledger.left_open(rest, outcome.problem);
        else
            tools_.ledger.given_up(rest,
                                   tools_.stop.stop_requested() ? interrupted() : outcome.problem);
    }

    void settle(std::span<const Pending> batch, const CallOutcome& outcome) {
        std::vector<Pending> good;
        std::vector<model::RemoteId> ids;
        for (std::size_t i = 0; i < batch.size(); ++i) {
            if (outcome.rows[i].refused) {
                tools_.ledger.refused(batch[i], *outcome.rows[i].refused);
                continue;
            }
            good.push_back(batch[i]);
            ids.push_back(outcome.rows[i].id);
        }
        if (!good.empty()) tools_.ledger.done(good, ids);
    }

    void bisect(std::span<Pending> batch, const base::Problem& problem) {
        if (batch.size() == 1) {
            base::Problem own = problem;
            if (own.record.empty()) own.record = batch[0].operation->key.text();
            tools_.ledger.refused(batch[0], own);
            return;
        }
        const std::size_t half = batch.size() / 2;
        deliver(batch.first(half));
        deliver(batch.subspan(half));
    }

    void stop(std::span<const Pending> batch, const base::Problem& problem) {
        tools_.ledger.given_up(batch, problem);
        const std::scoped_lock lock(mutex_);
        if (!stopped_) stopped_ = problem;
    }

    // After an unknown outcome: settles what is in Moodle by now, returns what is not.
    std::vector<Pending> without_those_found(std::vector<Pending>& batch) {
        if (!channel_.look_up) return batch;
        const auto found = channel_.look_up(batch);
        // Without an answer nothing may be sent again: the next run asks once more.
        if (!found) {
            tools_.ledger.left_open(batch, found.problem());
            return {};
        }
        std::vector<Pending> there;
        std::vector<model::RemoteId> ids;
        std::vector<Pending> missing;
        for (std::size_t i = 0; i < batch.size(); ++i) {
            if ((*found)[i] == 0) {
                missing.push_back(batch[i]);
            } else {
                there.push_back(batch[i]);
                ids.push_back((*found)[i]);
            }
        }
        if (!there.empty()) tools_.ledger.done(there, ids);
        return missing;
    }

    void wait(int attempt, const CallOutcome& outcome) {
        const std::chrono::milliseconds longest{60000};
        auto pause = outcome.retry_after
                         ? std::min<std::chrono::milliseconds>(*outcome.retry_after, longest)
                         : backoff(attempt);
        // Jitter without randomness: workers of one lane differ in the row they stand at.
        pause += std::chrono::milliseconds(at_jitter_++ % 7 * 20);
        base::log::debug("waiting {} ms: {}", pause.count(), outcome.problem.text());
        const std::chrono::milliseconds slice{200};
        for (auto left = pause; left.count() > 0 && !tools_.stop.stop_requested(); left -= slice)
            tools_.clock.sleep(std::min(left, slice));
    }

    std::vector<Pending> pending_;
    const Channel& channel_;
    const LaneLimits limits_;
    LaneTools tools_;
    std::mutex mutex_;  // guards what follows
    std::condition_variable wake_;
    std::size_t next_ = 0;
    std::size_t at_work_ = 0;
    std::optional<base::Problem> stopped_;
    std::exception_ptr thrown_;
    std::atomic<unsigned> at_jitter_ = 0;
};

}  // namespace

std::optional<base::Problem> run_lane(std::vector<Pending> pending, const Channel& channel,
                                      const LaneLimits& limits, LaneTools tools) {
    if (pending.empty()) return std::nullopt;
    return Lane(std::move(pending), channel, limits, tools).run();
}

}  // namespace causeway::sync
