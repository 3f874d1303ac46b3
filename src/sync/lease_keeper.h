// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps the lease of a run alive from a thread of its own until it is stopped.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "sync/ports.h"

namespace causeway::sync {

class LeaseKeeper {
  public:
    LeaseKeeper(State& state, std::int64_t run);
    ~LeaseKeeper();
    LeaseKeeper(const LeaseKeeper&) = delete;
    LeaseKeeper& operator=(const LeaseKeeper&) = delete;
    void stop();

  private:
    std::mutex mutex_;
    std::condition_variable_any wake_;
    std::jthread thread_;
};

}  // namespace causeway::sync
