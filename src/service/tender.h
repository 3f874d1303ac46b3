// SPDX-License-Identifier: GPL-3.0-or-later
// Where several nodes share a store: the thread that shows this node's life, takes its share of the
// links and looks at what the others do. A store that cannot be reached for as long as a node may
// be silent means that this node tends nothing any more.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "store/nodes.h"

namespace causeway::service {

class Tender {
  public:
    using Look = std::function<void(const std::set<std::string>& tended)>;

    // Calls `look` about once a second, with the names of the links that are tended here.
    Tender(store::Store& store, Look look);
    // Gives the links up.
    ~Tender();
    Tender(const Tender&) = delete;
    Tender& operator=(const Tender&) = delete;
    // No look any more; the links are still this node's.
    void stop();

  private:
    void work(const std::stop_token& stop);

    store::Nodes nodes_;
    const Look look_;
    std::mutex mutex_;
    std::condition_variable_any wake_;
    std::jthread thread_;
};

}  // namespace causeway::service
