// SPDX-License-Identifier: GPL-3.0-or-later
// One small face over the native clients of MariaDB, PostgreSQL and SQLite: connection,
// statement, transaction, bulk rows, streams. SQL stays in the dialect of whoever writes it;
// placeholders are `?` everywhere. Every value is bound, never spliced.
//
// Errors: a lost connection, a full disk, a refused statement is a base::Failure whose Problem
// names the statement's purpose and the server's own words (never values, never passwords).
// A Connection and its Statements belong to one thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace causeway::db {

struct Null {};
using Value = std::variant<Null, std::int64_t, double, std::string_view>;

// A row while it is being read; views die with the next step.
class Row {
  public:
    virtual ~Row() = default;
    [[nodiscard]] virtual bool is_null(int column) const = 0;
    // Text as the server gives it (UTF-8); NULL is "".
    [[nodiscard]] virtual std::string_view text(int column) const = 0;
    // Numbers; NULL and non-numbers are 0. openSIS's DECIMAL ids come as text and are parsed.
    [[nodiscard]] virtual std::int64_t integer(int column) const = 0;
    [[nodiscard]] virtual int columns() const = 0;

    [[nodiscard]] std::optional<std::int64_t> maybe_integer(int column) const {
        if (is_null(column)) return std::nullopt;
        return integer(column);
    }
};

// An answer read row by row, never held whole (mysql_use_result, sqlite3_step, single-row mode).
// While one is open on a connection to MariaDB or PostgreSQL no other statement can run there.
class Rows {
  public:
    virtual ~Rows() = default;
    // The next row, or nullptr at the proven end of the answer (and ever after). Throws a Failure
    // when the answer breaks off before its end, however often it is asked again: incomplete from
    // a server, error from SQLite.
    virtual const Row* next() = 0;
};

// Prepared; may be run any number of times. PostgreSQL prepares at the second run (once needs no
// second way to the server), so that it refuses what it does not understand at the first one.
class Statement {
  public:
    virtual ~Statement() = default;
    virtual std::unique_ptr<Rows> query(std::span<const Value> values) = 0;
    // Returns the rows changed.
    virtual std::int64_t run(std::span<const Value> values) = 0;
    // Runs it once for each of `rows` rows of values, which stand one after the other, in their
    // order, and returns the rows changed by all. On MariaDB they go to the server together; a
    // column is then of one type but for NULL. At the first error what came before it stands:
    // inside a transaction alone.
    virtual std::int64_t run_rows(std::span<const Value> values, std::size_t rows);
};

enum class Product { mariadb, postgres, sqlite };

class Connection {
  public:
    virtual ~Connection() = default;
    [[nodiscard]] virtual Product product() const = 0;
    virtual std::unique_ptr<Statement> prepare(std::string_view sql) = 0;
    virtual std::int64_t last_insert_id() = 0;
    virtual void execute(std::string_view sql) = 0;  // no values, no answer; may hold several
                                                     // statements, but not on MariaDB
    // What Transaction begins with.
    virtual void begin_snapshot() { execute("BEGIN"); }
    virtual void begin_writing(std::int64_t /*subject*/) { execute("BEGIN"); }

    // Conveniences over prepare().
    std::unique_ptr<Rows> query(std::string_view sql, std::initializer_list<Value> values = {});
    std::int64_t run(std::string_view sql, std::initializer_list<Value> values = {});
    // The first column of the first row, or nothing.
    std::optional<std::int64_t> one_integer(std::string_view sql,
                                            std::initializer_list<Value> values = {});
    std::optional<std::string> one_text(std::string_view sql,
                                        std::initializer_list<Value> values = {});
    // INSERT INTO table (columns) VALUES (...),(...) in statements of up to `rows_per_statement`.
    // `values` holds whole rows one after the other.
    void insert_rows(std::string_view table, std::span<const std::string_view> columns,
                     std::span<const Value> values, std::size_t rows_per_statement = 500);
};

// A transaction that only reads: everything as it was at one moment.
struct Snapshot {};
// A transaction that writes, and is alone in it among all transactions of its subject (PostgreSQL,
// by an advisory lock) or of the whole file (SQLite): what it has read stays true until it ends.
struct Writing {
    std::int64_t subject = 0;
};

// Rolls back unless commit() was called.
class Transaction {
  public:
    explicit Transaction(Connection& connection, std::string_view begin = "BEGIN");
    Transaction(Connection& connection, Snapshot);
    Transaction(Connection& connection, Writing writing);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

  private:
    Connection& connection_;
    bool open_ = true;
};

// "mysql://user:password@host:port/database?socket=/path&tls=required|preferred|off", or
// "mariadb://...".
// Parts are percent-decoded. The password is handed to base::log::hide().
struct MariadbAddress {
    std::string host = "127.0.0.1";
    std::string socket;  // a path; wins over host and port
    unsigned port = 3306;
    std::string user;
    std::string password;
    std::string database;
    std::string tls = "preferred";

    static base::Result<MariadbAddress> parse(std::string_view url);
    [[nodiscard]] std::string shown() const;  // without the password
    // With it: what parse() makes this of.
    [[nodiscard]] std::string url() const;
};

// Session: utf8mb4, time_zone '+00:00', explicit sql_mode (no zero-date strictness for reading),
// connect/read/write time-outs in seconds. Throws Failure(incomplete) when it cannot connect.
std::unique_ptr<Connection> open_mariadb(const MariadbAddress& address,
                                         unsigned timeout_seconds = 30);

// "postgres://user:password@host:port/database?sslmode=verify-full&sslrootcert=FILE", or
// "postgresql://...". A unix socket: "postgres://user@/database?host=/run/postgresql". Parts are
// percent-decoded. The password is handed to base::log::hide().
struct PostgresAddress {
    std::string host = "127.0.0.1";  // or the folder of the socket: begins with /
    unsigned port = 5432;
    std::string user;  // empty: the account this program runs as
    std::string password;
    std::string database;
    std::string sslmode = "prefer";  // as libpq has it, from disable to verify-full
    std::string sslrootcert;         // files; empty: libpq's own places
    std::string sslcert;
    std::string sslkey;

    static base::Result<PostgresAddress> parse(std::string_view url);
    [[nodiscard]] std::string shown() const;  // without the password
};

// Text in UTF-8, times in UTC, read committed. Locks are waited for ten seconds. A connection that
// was lost is made anew by the next statement outside a transaction; what was lost with it is a
// Failure, and nothing is sent twice. Byte sequences that PostgreSQL cannot hold (NUL, bad UTF-8)
// are bound as U+FFFD. Throws Failure(incomplete) when it cannot connect, Failure(usage) for a
// database that is not in UTF-8.
std::unique_ptr<Connection> open_postgres(const PostgresAddress& address,
                                          unsigned timeout_seconds = 10);

// WAL, synchronous=FULL, foreign_keys=ON, busy_timeout; `path` may be ":memory:".
std::unique_ptr<Connection> open_sqlite(const std::string& path);

}  // namespace causeway::db
