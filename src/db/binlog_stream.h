// SPDX-License-Identifier: GPL-3.0-or-later
// MariaDB's binary log as it is written: a connection that the server takes for a replica's. Only
// bytes leave here (binlog_event.h reads them). Needs the right REPLICATION SLAVE and nothing else,
// because the place to begin is told by GTIDs. One thread; interrupt() may come from any other.
// Errors: Failure(incomplete) when the connection is lost or the server ends the log,
// Failure(usage) when it refuses the account; the Problem's code is db.mariadb.NUMBER
// (kLogPurged: what was asked for is no longer in the log).
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "db/binlog_event.h"
#include "db/db.h"

namespace causeway::db {

inline constexpr const char* kLogPurged = "db.mariadb.1236";

struct BinlogStart {
    std::string gtids;            // "0-1-42,1-7-9": go on after these; "": from the first
    std::uint32_t server_id = 0;  // no other replica of this server may have the same
    std::chrono::milliseconds heartbeat{200};  // how often the server says that nothing happened
};

class BinlogStream {
  public:
    BinlogStream(const MariadbAddress& address, const BinlogStart& start);
    ~BinlogStream();
    BinlogStream(const BinlogStream&) = delete;
    BinlogStream& operator=(const BinlogStream&) = delete;

    // The next event; its bytes live until the next call. Comes at least with every heartbeat.
    BinlogEvent next();

    // A next() that waits, and every one after it, ends with a Failure at once.
    void interrupt() noexcept;

  private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

}  // namespace causeway::db
