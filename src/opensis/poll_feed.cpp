// SPDX-License-Identifier: GPL-3.0-or-later
#include "opensis/poll_feed.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/failure.h"
#include "base/log.h"
#include "opensis/roster_sql.h"

namespace causeway::opensis {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// A look takes at most one part in so many of the database's time...
constexpr int kShare = 20;
// ...unless a change would then be told of after more than a minute.
constexpr milliseconds kLongestPause{45'000};

}  // namespace

PollFeed::PollFeed(db::MariadbAddress address, FeedOptions options,
                   std::optional<std::string> position)
    : address_(std::move(address)), options_(std::move(options)), hint_(kName, options_.most_keys) {
    for (const WatchedTable& table : watched_tables())
        tables_.emplace_back(table);
    connection_ = db::open_mariadb(address_, options_.timeout_seconds);
    const db::Transaction snapshot(*connection_, sql::kBegin);
    for (PollTable& table : tables_)
        table.load(*connection_);
    if (!position || *position == this->position()) return;
    hint_.everything();
    hint_.because("the tables are not as they were left");
}

std::string PollFeed::position() const {
    constexpr std::uint64_t kStep = 0x9E3779B97F4A7C15;
    std::uint64_t out = 0;
    for (const PollTable& table : tables_)
        out = (out ^ table.fingerprint()) * kStep;
    return fmt::format("{:016x}", out);
}

milliseconds PollFeed::pause() const {
    const auto by_cost = std::chrono::duration_cast<milliseconds>(cost_ * kShare);
    return std::max(options_.poll_pause, std::min(by_cost, kLongestPause));
}

ChangeHint PollFeed::next(milliseconds longest, std::stop_token stop) {
    const auto until = steady_clock::now() + longest;
    while (hint_.empty() && !stop.stop_requested()) {
        {
            std::unique_lock lock(mutex_);
            wake_.wait_until(lock, stop, std::min(next_look_, until), [] { return false; });
        }
        if (stop.stop_requested() || steady_clock::now() < next_look_) break;
        try {
            look();
        } catch (const base::Failure& failure) {
            base::log::debug("change feed: {}", failure.what());
            failed();
            if (next_look_ >= until)
                throw base::Failure(base::ExitCode::incomplete, failure.problem());
        }
        if (steady_clock::now() >= until) break;
    }
    return hint_.take();
}

// All tables of one moment, so that a change of several is one hint.
void PollFeed::look() {
    const auto begin = steady_clock::now();
    if (!connection_) connection_ = db::open_mariadb(address_, options_.timeout_seconds);
    const db::Transaction snapshot(*connection_, sql::kBegin);
    for (PollTable& table : tables_)
        table.look(*connection_, options_.schools, hint_);
    cost_ = std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now() - begin);
    next_look_ = steady_clock::now() + pause();
}

// What was told of a table before is remembered with it, and what was not is told by the next look.
void PollFeed::failed() {
    connection_.reset();
    next_look_ = steady_clock::now() + pause();
}

}  // namespace causeway::opensis
