// SPDX-License-Identifier: GPL-3.0-or-later
// The feed for databases whose log cannot be read: it looks at the watched tables again and again
// and compares digests (poll_table.h). The pause between two looks grows with what a look costs the
// database, so that this stays a small part of its time. See change_feed.h for threads and errors.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "opensis/change_feed.h"
#include "opensis/change_rows.h"
#include "opensis/poll_table.h"

namespace causeway::opensis {

class PollFeed final : public ChangeFeed {
  public:
    // Reads the tables once. `position`: what a former feed remembered, nothing for now.
    PollFeed(db::MariadbAddress address, FeedOptions options, std::optional<std::string> position);

    ChangeHint next(std::chrono::milliseconds longest, std::stop_token stop) override;
    [[nodiscard]] std::string position() const override;

    static constexpr std::string_view kName = "poll";

    // What the last look took.
    [[nodiscard]] std::chrono::microseconds cost() const { return cost_; }

  private:
    using Time = std::chrono::steady_clock::time_point;

    void look();
    void failed();
    [[nodiscard]] std::chrono::milliseconds pause() const;

    db::MariadbAddress address_;
    FeedOptions options_;
    std::unique_ptr<db::Connection> connection_;
    std::vector<PollTable> tables_;
    HintBuilder hint_;
    std::mutex mutex_;
    std::condition_variable_any wake_;
    Time next_look_{};
    std::chrono::microseconds cost_{0};
};

}  // namespace causeway::opensis
