// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/pace.h"

#include <algorithm>

namespace causeway::sync {

namespace {

constexpr std::size_t kFirstConnections = 2;  // two are enough on a small Moodle (facts, section 6)
constexpr std::size_t kRowStep = 5;
constexpr std::size_t kGoodBeforeConnection = 8;
constexpr std::chrono::milliseconds kDragging{15000};  // half of what common proxies allow
constexpr std::chrono::milliseconds kFirstWait{250};
constexpr std::chrono::milliseconds kLongestWait{30000};

}  // namespace

Pace::Pace(std::size_t most_rows, std::size_t most_connections)
    : most_rows_(std::max<std::size_t>(most_rows, 1)),
      most_connections_(std::max<std::size_t>(most_connections, 1)),
      rows_(most_rows_),
      connections_(std::min(most_connections_, kFirstConnections)) {}

std::size_t Pace::rows() const {
    const std::scoped_lock lock(mutex_);
    return rows_;
}

std::size_t Pace::connections() const {
    const std::scoped_lock lock(mutex_);
    return connections_;
}

void Pace::went_well(std::size_t rows, std::chrono::milliseconds took) {
    if (took > kDragging && rows > 1) {
        went_badly();
        return;
    }
    const std::scoped_lock lock(mutex_);
    rows_ = std::min(most_rows_, rows_ + kRowStep);
    if (++good_in_a_row_ >= kGoodBeforeConnection) {
        good_in_a_row_ = 0;
        connections_ = std::min(most_connections_, connections_ + 1);
    }
}

void Pace::went_badly() {
    const std::scoped_lock lock(mutex_);
    good_in_a_row_ = 0;
    rows_ = std::max<std::size_t>(1, rows_ / 2);
    connections_ = std::max<std::size_t>(1, connections_ / 2);
}

std::chrono::milliseconds backoff(int attempt) {
    auto wait = kFirstWait;
    for (int i = 1; i < attempt && wait < kLongestWait; ++i)
        wait *= 2;
    return std::min(wait, kLongestWait);
}

}  // namespace causeway::sync
