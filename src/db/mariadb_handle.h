// SPDX-License-Identifier: GPL-3.0-or-later
// A connected handle of the MariaDB client, and how its errors become a base::Failure. Shared by
// the two users of the native client, mariadb.cpp (statements) and binlog_stream.cpp (the server's
// log of changes); nobody else includes this, so that the client stays inside db/. A handle belongs
// to one thread at a time.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "db/db.h"

// The client's MYSQL, MYSQL_STMT and MYSQL_RES, without its header.
struct st_mysql;
struct st_mysql_stmt;
struct st_mysql_res;

namespace causeway::db {

struct CloseMariadb {
    void operator()(st_mysql* handle) const;
    void operator()(st_mysql_stmt* handle) const;
    void operator()(st_mysql_res* handle) const;
};
using MariadbHandle = std::unique_ptr<st_mysql, CloseMariadb>;

// Throws Failure(usage) when the server refuses the account, Failure(incomplete) when it cannot be
// reached.
MariadbHandle connect_mariadb(const MariadbAddress& address, unsigned timeout_seconds);

// Whether this error means that the session ended, and not that one statement was refused.
bool went_away(unsigned code);

// Failure(incomplete) when the connection was lost, else Failure(error).
[[noreturn]] void fail_mariadb(unsigned code, std::string_view words, std::string what, bool lost);

}  // namespace causeway::db
