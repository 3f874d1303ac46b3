// SPDX-License-Identifier: GPL-3.0-or-later
// Signatures that were heard, for as long as their time would be believed again. Bounded: when too
// many come, those whose time is up first are forgotten first. Any thread.
#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <unordered_map>

#include "base/clock.h"

namespace causeway::web {

class Replays {
  public:
    explicit Replays(std::size_t most = 20'000) : most_(most) {}

    // Whether it is heard for the first time; from now on it is known until `until`.
    bool first_time(const std::string& signature, base::Instant until, base::Instant now);
    [[nodiscard]] std::size_t size() const;

  private:
    const std::size_t most_;
    mutable std::mutex mutex_;  // guards what follows
    std::unordered_map<std::string, base::Instant> heard_;
    std::multimap<base::Instant, std::string> by_end_;
};

}  // namespace causeway::web
