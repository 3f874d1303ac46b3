// SPDX-License-Identifier: GPL-3.0-or-later
// The feed for databases whose log cannot be read: it looks at the watched tables again and again
// and compares digests (poll_table.h). Most looks are at those tables alone that were written to,
// as far as the server remembers; that is no proof, so at least every 45 seconds a look is at all
// of them. The pause between two looks grows with what a look costs the database, so that this
// stays a small part of its time. See change_feed.h for threads and errors.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
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
    [[nodiscard]] std::size_t tables_looked_at() const { return looked_at_; }

  private:
    using Time = std::chrono::steady_clock::time_point;

    // When each table was last written to, in seconds of the server's clock, as far as it knows.
    struct Writes {
        std::int64_t now = 0;
        std::map<std::string, std::int64_t, std::less<>> last;
    };

    // What is read of a table beyond the roster's columns.
    struct Choice {
        const WatchedTable* table = nullptr;
        std::vector<std::string> more;
        bool operator==(const Choice&) const = default;
    };

    [[nodiscard]] std::vector<Choice> choice() const;
    void read_all(std::vector<Choice> choice);
    bool reconnect();
    void look();
    void failed();
    Writes writes() const;
    [[nodiscard]] bool maybe_written(std::string_view table, const Writes& writes) const;
    [[nodiscard]] std::chrono::milliseconds pause() const;

    db::MariadbAddress address_;
    FeedOptions options_;
    std::unique_ptr<db::Connection> connection_;
    std::vector<Choice> choice_;
    std::vector<PollTable> tables_;  // one for each of them
    HintBuilder hint_;
    std::mutex mutex_;
    std::condition_variable_any wake_;
    Time next_look_{};
    Time next_whole_look_{};
    Writes seen_;  // before the last look
    std::size_t looked_at_ = 0;
    std::chrono::microseconds cost_{0};
};

}  // namespace causeway::opensis
