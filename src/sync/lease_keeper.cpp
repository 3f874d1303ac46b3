// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/lease_keeper.h"

#include "base/failure.h"
#include "base/log.h"

namespace causeway::sync {

namespace {
constexpr std::chrono::seconds kBeat{15};  // a lease runs out after 60
}

LeaseKeeper::LeaseKeeper(State& state, std::int64_t run)
    : thread_([this, &state, run, about = base::log::about()](const std::stop_token& stop) {
          const base::log::Scope scope(about);
          std::unique_lock lock(mutex_);
          while (!wake_.wait_for(lock, stop, kBeat, [&] { return stop.stop_requested(); })) {
              try {
                  state.beat(run);
              } catch (const base::Failure& failure) {
                  // The run itself meets the same trouble at its next write, and says so there.
                  base::log::warning("the lease could not be renewed: {}", failure.what());
              }
          }
      }) {}

LeaseKeeper::~LeaseKeeper() {
    stop();
}

void LeaseKeeper::stop() {
    if (!thread_.joinable()) return;
    thread_.request_stop();
    thread_.join();
}

}  // namespace causeway::sync
