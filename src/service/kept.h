// SPDX-License-Identifier: GPL-3.0-or-later
// What a link makes for people to look at and to approve (plans, previews of "Get LMS Data"): the
// newest few, in memory, each numbered, from its making to its end. Any thread.
#pragma once

#include <algorithm>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/problem.h"

namespace causeway::service {

enum class KeptState { making, ready, failed, applied, outdated };
std::string_view name(KeptState state);

struct Kept {
    using State = KeptState;
    std::int64_t number = 0;
    State state = State::making;
    std::string by;
    base::Instant begun = 0;
    std::optional<base::Instant> made;
    std::optional<base::Problem> problem;  // why it failed
};

// `One` is a Kept with what was made.
template <class One>
class Shelf {
  public:
    explicit Shelf(std::size_t most) : most_(most) {}

    // The number of one that is now being made; the oldest gives way.
    std::int64_t begin(const std::string& by, base::Instant now, One one) {
        const std::scoped_lock lock(mutex_);
        if (kept_.size() >= most_) kept_.erase(kept_.begin());
        one.number = ++last_;
        one.by = by;
        one.begun = now;
        kept_.push_back(std::move(one));
        return last_;
    }
    void failed(std::int64_t number, base::Instant now, const base::Problem& problem) {
        each([&](One& one) {
            if (one.number != number) return;
            one.state = KeptState::failed;
            one.made = now;
            one.problem = problem;
        });
    }
    template <class Change>
    void each(const Change& change) {
        const std::scoped_lock lock(mutex_);
        for (One& one : kept_)
            change(one);
    }

    [[nodiscard]] std::vector<One> all() const {  // newest first
        const std::scoped_lock lock(mutex_);
        return {kept_.rbegin(), kept_.rend()};
    }
    [[nodiscard]] std::optional<One> find(std::int64_t number) const {
        const std::scoped_lock lock(mutex_);
        const auto at = std::find_if(kept_.begin(), kept_.end(),
                                     [&](const One& one) { return one.number == number; });
        if (at == kept_.end()) return std::nullopt;
        return *at;
    }

  private:
    const std::size_t most_;
    mutable std::mutex mutex_;
    std::int64_t last_ = 0;
    std::vector<One> kept_;  // oldest first
};

}  // namespace causeway::service
