// SPDX-License-Identifier: GPL-3.0-or-later
// Which Moodle id a key has: from base, and from what this run has made so far. Safe to use from
// many threads.
#pragma once

#include <mutex>
#include <unordered_map>

#include "sync/ports.h"

namespace causeway::sync {

class RemoteBook {
  public:
    explicit RemoteBook(State& state) : state_(state) {}

    // 0 when the record is not in Moodle as far as Causeway knows.
    model::RemoteId of(const model::Key& key);
    void put(const model::Key& key, model::RemoteId id);
    // Reads all of base's places and people at once: cheaper than asking when there are thousands.
    void load_all();

  private:
    State& state_;
    std::mutex mutex_;  // guards what follows
    std::unordered_map<model::Key, model::RemoteId> ids_;
    bool loaded_ = false;
};

}  // namespace causeway::sync
