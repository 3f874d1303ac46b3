// SPDX-License-Identifier: GPL-3.0-or-later
// How often somebody may try something: each key (an address, a name) has a bucket of tries that
// fills again over time. Memory is bounded: when too many keys come, those that tried least of late
// are forgotten first. Any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace causeway::web {

class RateLimit {
  public:
    // `tries` at once, and as many again within `refill`.
    RateLimit(const base::Clock& clock, double tries, std::chrono::seconds refill,
              std::size_t most_keys = 10'000);

    // Nothing: go ahead. Else how long to wait; that try is not counted.
    std::optional<std::chrono::seconds> take(const std::string& key);
    // The try was an honest one.
    void give_back(const std::string& key);

    // Takes one, or throws Refusal 429 with Retry-After. `what` is refused: "Signing in".
    void require(const std::string& key, std::string_view what);

    [[nodiscard]] std::size_t size() const;

  private:
    struct Bucket {
        double left = 0;
        std::chrono::milliseconds at{0};
    };
    void refill(Bucket& bucket, std::chrono::milliseconds now) const;
    void make_room(std::chrono::milliseconds now);

    const base::Clock& clock_;
    const double tries_;
    const double per_millisecond_;
    const std::size_t most_keys_;
    mutable std::mutex mutex_;  // guards buckets_
    std::map<std::string, Bucket> buckets_;
};

}  // namespace causeway::web
