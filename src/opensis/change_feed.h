// SPDX-License-Identifier: GPL-3.0-or-later
// What changed in openSIS's database, told as hints of where to look: the compare by key stays the
// truth. Two feeds behind one face: the server's log of row changes (within moments, and nothing is
// read for it), and, where the account may not read that, digests of the tables by polling. Made
// and used by the change watcher of service/; a feed belongs to one thread. Errors: next() and
// open_feed() throw Failure(incomplete) when the database cannot be asked; call next() again, it
// reconnects by itself and misses nothing.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "base/problem.h"
#include "db/db.h"
#include "model/key.h"

namespace causeway::opensis {

// A key stands for its record and for all that hangs on it: student:5 may have another name, or
// another school and with it other sections; section:7 may have other dates, which are those of
// its learners; course:4 may have another title, which its sections carry.
struct ChangeHint {
    std::vector<model::Key> keys;  // records that may have changed, come or gone; in order
    bool everything = false;       // cannot tell which: look at the whole
    std::string why;               // for the log: "binlog: schedule, students"; no child's data

    [[nodiscard]] bool empty() const { return keys.empty() && !everything; }
};

class ChangeFeed {
  public:
    virtual ~ChangeFeed() = default;
    // Waits until something changed, `longest` has passed or stop is asked for; the hint is empty
    // in the last two cases.
    virtual ChangeHint next(std::chrono::milliseconds longest, std::stop_token stop) = 0;
    // To go on from after a restart: covers every hint that next() has given. Opaque; may be "".
    [[nodiscard]] virtual std::string position() const = 0;
};

enum class FeedKind { best, binlog, poll };

struct FeedOptions {
    std::vector<std::int64_t> schools;  // those that take part; empty: all
    // Columns read beyond the roster (mapped fields): table, column. Those that are not there any
    // more, or that the account may not see, are passed over.
    std::vector<std::pair<std::string, std::string>> columns;
    FeedKind kind = FeedKind::best;
    std::size_t most_keys = 2000;  // a hint of more says `everything` instead
    // A poll waits this long after the last, and longer where looking costs the database more: of
    // its time a poll takes one part in `poll_share` at most.
    std::chrono::milliseconds poll_pause{2'000};
    unsigned poll_share = 20;
    // Look at tables too of which the server says that nobody has written to them.
    bool poll_every_table = false;
    std::uint32_t server_id = 0;  // of the log's reader, among the replicas; 0: one by chance
    unsigned timeout_seconds = 30;
};

struct OpenedFeed {
    std::unique_ptr<ChangeFeed> feed;
    std::string kind;  // "binlog" or "poll"
    // Why the log cannot be read, and what would make it so.
    std::optional<base::Problem> why_not_better;
};

// The best feed that this database gives this account; with FeedKind::binlog, Failure(usage) when
// it does not give that one. With no position the feed begins now: open it before the first whole
// reading. With one, what happened since is told first (as `everything` where it cannot be known).
OpenedFeed open_feed(const db::MariadbAddress& address, const FeedOptions& options,
                     const std::string& position);

}  // namespace causeway::opensis
