// SPDX-License-Identifier: GPL-3.0-or-later
// How fast Moodle bears to be written to: batch size and number of connections, raised little by
// little while calls succeed, halved when one fails or drags (additive increase, multiplicative
// decrease). The ceilings come from the configuration. Safe to use from many threads.
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>

namespace causeway::sync {

class Pace {
  public:
    Pace(std::size_t most_rows, std::size_t most_connections);

    [[nodiscard]] std::size_t rows() const;
    [[nodiscard]] std::size_t connections() const;

    void went_well(std::size_t rows, std::chrono::milliseconds took);
    void went_badly();

  private:
    const std::size_t most_rows_;
    const std::size_t most_connections_;
    mutable std::mutex mutex_;  // guards what follows
    std::size_t rows_;
    std::size_t connections_;
    std::size_t good_in_a_row_ = 0;
};

// How long to wait before try number `attempt` (1, 2, ...), without the jitter.
std::chrono::milliseconds backoff(int attempt);

}  // namespace causeway::sync
