// SPDX-License-Identifier: GPL-3.0-or-later
#include "opensis/poll_feed.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/failure.h"
#include "base/log.h"
#include "base/text.h"
#include "opensis/roster_sql.h"

namespace causeway::opensis {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// A change that the server has forgotten is told of within a minute all the same.
constexpr milliseconds kWholeLookAfter{30'000};
constexpr milliseconds kLongestPause{45'000};

// The column as the database spells it; nothing when it is not there, or not for this account.
std::optional<std::string> seen_column(db::Connection& connection, std::string_view table,
                                       std::string_view column) {
    return connection.one_text(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE() AND "
        "table_name = ? AND column_name = ?",
        {table, column});
}

}  // namespace

PollFeed::PollFeed(db::MariadbAddress address, FeedOptions options,
                   std::optional<std::string> position)
    : address_(std::move(address)), options_(std::move(options)), hint_(kName, options_.most_keys) {
    connection_ = db::open_mariadb(address_, options_.timeout_seconds);
    read_all(choice());
    next_whole_look_ = steady_clock::now() + kWholeLookAfter;
    if (!position || *position == this->position()) return;
    hint_.everything();
    hint_.because("the tables are not as they were left");
}

// Tables beyond the roster are looked at as far as the account may see them: a mapping that it may
// not read is named where it is judged.
std::vector<PollFeed::Choice> PollFeed::choice() const {
    std::vector<Choice> out;
    for (const WatchedTable* table : watched_tables(options_.columns)) {
        Choice one{table, {}};
        for (const auto& [name, column] : options_.columns)
            if (name == table->name)
                if (auto found = seen_column(*connection_, name, column))
                    one.more.push_back(*std::move(found));
        if (std::ranges::all_of(table->decisive, [&](std::string_view column) {
                return seen_column(*connection_, table->name, column).has_value();
            }))
            out.push_back(std::move(one));
    }
    return out;
}

void PollFeed::read_all(std::vector<Choice> choice) {
    std::vector<PollTable> tables;
    for (const Choice& one : choice)
        tables.emplace_back(*one.table, one.more);
    seen_ = writes();
    const db::Transaction snapshot(*connection_, sql::kBegin);
    for (PollTable& table : tables)
        table.load(*connection_);
    tables_ = std::move(tables);
    choice_ = std::move(choice);
}

// True when other columns are there now than before: a mapped one was deleted, or has come. Then
// all is read anew.
bool PollFeed::reconnect() {
    connection_ = db::open_mariadb(address_, options_.timeout_seconds);
    auto now = choice();
    if (now == choice_) return false;
    read_all(std::move(now));
    hint_.everything();
    hint_.because("a table's shape");
    return true;
}

std::string PollFeed::position() const {
    constexpr std::uint64_t kStep = 0x9E3779B97F4A7C15;
    std::uint64_t out = 0;
    for (const PollTable& table : tables_)
        out = (out ^ table.fingerprint()) * kStep;
    return fmt::format("{:016x}", out);
}

milliseconds PollFeed::pause() const {
    const auto by_cost = std::chrono::duration_cast<milliseconds>(cost_ * options_.poll_share);
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

PollFeed::Writes PollFeed::writes() const {
    Writes out;
    const auto rows = connection_->query(
        "SELECT table_name, UNIX_TIMESTAMP(update_time), UNIX_TIMESTAMP() "
        "FROM information_schema.tables WHERE table_schema = DATABASE()");
    while (const auto* row = rows->next()) {
        out.last[base::lower_ascii(row->text(0))] = row->integer(1);
        out.now = row->integer(2);
    }
    return out;
}

// The server remembers whole seconds: what was written within the second of the last look may have
// come after it.
bool PollFeed::maybe_written(std::string_view table, const Writes& writes) const {
    const auto was = seen_.last.find(table);
    const auto is = writes.last.find(table);
    if (was == seen_.last.end() || is == writes.last.end()) return true;
    return is->second != was->second || is->second + 1 >= seen_.now;
}

// All tables of one moment, so that a change of several is one hint.
void PollFeed::look() {
    const auto begin = steady_clock::now();
    const bool whole = options_.poll_every_table || begin >= next_whole_look_;
    if (!connection_ && reconnect()) {
        next_look_ = steady_clock::now() + options_.poll_pause;
        return;
    }
    Writes before = writes();
    looked_at_ = 0;
    {
        const db::Transaction snapshot(*connection_, sql::kBegin);
        for (PollTable& table : tables_) {
            if (!whole && !maybe_written(table.name(), before)) continue;
            ++looked_at_;
            table.look(*connection_, options_.schools, hint_);
        }
    }
    hint_.name_contacts(*connection_);
    seen_ = std::move(before);
    cost_ = std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now() - begin);
    next_look_ = steady_clock::now() + pause();
    if (!whole || options_.poll_every_table) return;
    next_whole_look_ = std::max(next_look_, steady_clock::now() + kWholeLookAfter);
    next_look_ = steady_clock::now() + options_.poll_pause;  // the others cost less
}

// What was told of a table before is remembered with it, and what was not is told by the next look.
void PollFeed::failed() {
    connection_.reset();
    seen_ = {};
    next_look_ = steady_clock::now() + pause();
}

}  // namespace causeway::opensis
