// SPDX-License-Identifier: GPL-3.0-or-later
// The change watcher of one link: follows openSIS's change feed on a thread of its own and hands
// every hint on. Whenever it had to begin anew, it hints at everything: nobody knows what it
// missed. Any thread may call.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "opensis/change_feed.h"

namespace causeway::service {

class Watcher {
  public:
    struct Followed {
        db::MariadbAddress address;
        opensis::FeedOptions options;
    };
    struct Told {
        std::string kind;                      // "binlog", "poll"; "" while nothing is followed
        std::optional<base::Problem> problem;  // why it is not the better one, or none at all
    };

    Watcher(std::string link, std::function<void(const opensis::ChangeHint&)> hint)
        : link_(std::move(link)), hint_(std::move(hint)) {}
    ~Watcher() { follow(std::nullopt); }
    Watcher(const Watcher&) = delete;
    Watcher& operator=(const Watcher&) = delete;

    // Ends what was followed before; nothing: only that.
    void follow(std::optional<Followed> what);
    [[nodiscard]] Told told();

  private:
    void run(const Followed& what, const std::stop_token& stop);
    void tell(std::string kind, std::optional<base::Problem> problem);

    const std::string link_;
    const std::function<void(const opensis::ChangeHint&)> hint_;
    std::mutex changing_;  // one follow() at a time
    std::mutex mutex_;     // guards what follows
    std::condition_variable_any wake_;
    Told told_;
    std::jthread thread_;  // guarded by changing_
};

}  // namespace causeway::service
