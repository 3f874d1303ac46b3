// SPDX-License-Identifier: GPL-3.0-or-later
// libpq's connection with what its statements share: errors with cause and cure, the second
// connection after a lost one. For postgres.cpp alone; one thread at a time.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "db/db.h"

// libpq's own, as its header has them.
struct pg_conn;
struct pg_result;
using PGconn = pg_conn;
using PGresult = pg_result;

namespace causeway::db {

struct ClosePostgres {
    void operator()(PGconn* handle) const;
    void operator()(PGresult* result) const;
};
using PostgresResult = std::unique_ptr<PGresult, ClosePostgres>;

class PostgresSession {
  public:
    PostgresSession(PostgresAddress address, unsigned timeout_seconds);

    // Before every statement: a connection that works. One that was lost is made anew, but never in
    // the middle of a transaction.
    void ready();
    [[nodiscard]] PGconn* handle() const { return handle_.get(); }
    // Which connection it is: statements that were prepared on another are none.
    [[nodiscard]] unsigned generation() const { return generation_; }

    // Statements without values, several of them if need be.
    PostgresResult execute(std::string_view sql);
    [[noreturn]] void fail(const PGresult* result, std::string what) const;

    std::string fresh_name() { return "s" + std::to_string(++names_); }
    // A prepared statement nobody needs any more; the server hears of it with the next transaction.
    void forget(std::string name, unsigned generation);
    void drop_forgotten();

    bool in_transaction = false;
    bool reading = false;  // an answer is not read to its end

  private:
    void connect();
    [[nodiscard]] bool still_there() const;

    const PostgresAddress address_;
    const unsigned timeout_;
    std::unique_ptr<PGconn, ClosePostgres> handle_;
    unsigned generation_ = 0;
    unsigned long names_ = 0;
    std::vector<std::string> forgotten_;
};

// The statement's first words: its values are bound and never in its text.
std::string quoted_sql(std::string_view sql);

}  // namespace causeway::db
