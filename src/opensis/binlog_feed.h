// SPDX-License-Identifier: GPL-3.0-or-later
// The feed out of MariaDB's binary log: openSIS's changes as they are committed, read as a replica
// would, at no cost to the tables. Only the numbers that name records are taken out of a row. What
// cannot be told from the log (a statement instead of rows, a table of another shape, a log that
// was purged) is a hint to look at everything. See change_feed.h for threads and errors.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/failure.h"
#include "db/binlog_stream.h"
#include "opensis/binlog_layout.h"
#include "opensis/change_feed.h"
#include "opensis/change_rows.h"

namespace causeway::opensis {

using BinlogPlace = std::map<std::uint32_t, db::Gtid>;  // by domain: all up to here

class BinlogFeed final : public ChangeFeed {
  public:
    // Connects; `gtids` is a former place in the log, nothing for now.
    BinlogFeed(db::MariadbAddress address, FeedOptions options, std::optional<std::string> gtids);
    ~BinlogFeed() override;

    ChangeHint next(std::chrono::milliseconds longest, std::stop_token stop) override;
    [[nodiscard]] std::string position() const override;

    static constexpr std::string_view kName = "binlog";

  private:
    using Time = std::chrono::steady_clock::time_point;
    struct Table {  // as the log numbers it
        db::TableMap logged;
        std::optional<RowLayout> layout;  // nothing: ours, but not to be read
        bool ours = false;
    };

    db::Connection& questions();
    void connect();
    void connect_at(const std::string& gtids);
    void begin_now();
    bool go_on_from(std::string_view gtids);
    [[nodiscard]] std::uint32_t server_id() const;
    // False: not connected before `until`, or stop was asked for.
    bool connected(Time until, const std::stop_token& stop);
    void lost(const base::Failure& failure);

    void take(const db::BinlogEvent& event);
    void take_table(const db::BinlogEvent& event);
    void take_rows(const db::BinlogEvent& event);
    void take_statement(const db::BinlogEvent& event);
    void begin_group(const db::BinlogEvent& event);
    void end_group();
    void cannot_tell(std::string_view why);
    [[nodiscard]] bool is_ours(std::string_view database) const;
    [[nodiscard]] bool behind(const db::BinlogEvent& event) const;
    ChangeHint give();
    void wait_until_visible();
    void name_contacts();
    bool is_visible();
    bool held_long();

    db::MariadbAddress address_;
    FeedOptions options_;
    std::unique_ptr<db::Connection> questions_;
    std::mutex mutex_;  // around stream_, which a stop interrupts
    std::condition_variable_any wake_;
    std::unique_ptr<db::BinlogStream> stream_;
    bool place_lost_ = false;  // the log does not hold what comes after done_
    bool place_left_ = false;  // it was left for another, and nobody was told yet
    std::optional<Time> held_since_;
    Time next_try_{};
    std::chrono::milliseconds back_off_{0};
    std::int64_t server_ahead_ = 0;  // the server's clock less ours, in seconds

    std::map<std::uint64_t, Table> tables_;
    BinlogPlace done_;               // taken
    BinlogPlace told_;               // and given to the caller
    std::optional<db::Gtid> group_;  // the transaction in hand
    std::string file_;               // where the log is
    std::uint64_t offset_ = 0;
    HintBuilder hint_;
};

}  // namespace causeway::opensis
