// SPDX-License-Identifier: GPL-3.0-or-later
// SQLite behind db.h: the state store's file, or a database in memory. Rows are read in place,
// without copies. Waits up to five seconds for another writer. One thread at a time per
// connection; every error leaves as a base::Failure (db.sqlite.NUMBER).
#include <sqlite3.h>

#include <stdexcept>

#include "base/failure.h"
#include "base/text.h"
#include "db/db.h"

namespace causeway::db {

namespace {

struct Close {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
    void operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }
};
using Handle = std::unique_ptr<sqlite3, Close>;
using StatementHandle = std::unique_ptr<sqlite3_stmt, Close>;

// Milliseconds: how long another writer is waited for, and how often it is looked whether it is
// gone.
constexpr int kPatience = 5000;
constexpr int kPause = 20;

std::string cure_of(int code) {
    switch (code & 0xff) {
        case SQLITE_FULL:
            return "Free some space on the disk of the store.";
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return "Another program holds the store; let it finish, then run again.";
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return "Put back a backup of the store.";
        case SQLITE_CANTOPEN:
        case SQLITE_READONLY:
        case SQLITE_PERM:
            return "Check that the folder exists and that this account may write there.";
        default:
            return "Report this with the text above.";
    }
}

[[noreturn]] void fail(sqlite3* handle, int code, std::string what) {
    const std::string why = handle != nullptr ? sqlite3_errmsg(handle) : sqlite3_errstr(code);
    throw base::Failure(base::ExitCode::error, {std::move(what), "", why, cure_of(code),
                                                "db.sqlite." + std::to_string(code)});
}

// The statement's first words: its values are bound and never in its text.
std::string quoted(std::string_view sql) {
    return "\"" + base::cut_utf8(base::tidy(sql), 60) + "\"";
}

std::string purpose_of(sqlite3_stmt* statement) {
    const char* sql = sqlite3_sql(statement);
    return quoted(sql == nullptr ? "" : sql);
}

class SqliteRow final : public Row {
  public:
    explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}
    [[nodiscard]] bool is_null(int column) const override {
        return sqlite3_column_type(statement_, column) == SQLITE_NULL;
    }
    [[nodiscard]] std::string_view text(int column) const override {
        const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
        if (bytes == nullptr) return {};
        return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
    }
    [[nodiscard]] std::int64_t integer(int column) const override {
        return sqlite3_column_int64(statement_, column);
    }
    [[nodiscard]] int columns() const override { return sqlite3_column_count(statement_); }

  private:
    sqlite3_stmt* statement_;
};

// Steps a statement and leaves it reset, ready for its next run.
class SqliteRows final : public Rows {
  public:
    SqliteRows(sqlite3* handle, sqlite3_stmt* statement)
        : handle_(handle), statement_(statement), row_(statement) {}
    ~SqliteRows() override { sqlite3_reset(statement_); }
    SqliteRows(const SqliteRows&) = delete;
    SqliteRows& operator=(const SqliteRows&) = delete;

    const Row* next() override {
        if (ended_) return nullptr;  // one more step would start the answer again
        const int code = broken_ == SQLITE_OK ? sqlite3_step(statement_) : broken_;
        if (code == SQLITE_ROW) return &row_;
        ended_ = code == SQLITE_DONE;
        if (ended_) return nullptr;
        broken_ = code;
        fail(handle_, code, "The store could not be read by " + purpose_of(statement_));
    }

  private:
    sqlite3* handle_;
    sqlite3_stmt* statement_;
    SqliteRow row_;
    bool ended_ = false;
    int broken_ = SQLITE_OK;
};

class SqliteStatement final : public Statement {
  public:
    SqliteStatement(sqlite3* handle, std::string_view sql) : handle_(handle) {
        sqlite3_stmt* made = nullptr;
        const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                                            SQLITE_PREPARE_PERSISTENT, &made, nullptr);
        statement_.reset(made);
        if (code != SQLITE_OK) fail(handle_, code, "The store refused " + quoted(sql));
    }

    std::unique_ptr<Rows> query(std::span<const Value> values) override {
        bind(values);
        return std::make_unique<SqliteRows>(handle_, statement_.get());
    }

    std::int64_t run(std::span<const Value> values) override {
        bind(values);
        int code = SQLITE_ROW;
        while (code == SQLITE_ROW)
            code = sqlite3_step(statement_.get());
        sqlite3_reset(
            statement_.get());  // tells the same error once more and leaves no lock behind
        if (code != SQLITE_DONE)
            fail(handle_, code,
                 "The store could not be written by " + purpose_of(statement_.get()));
        return sqlite3_changes64(handle_);
    }

  private:
    void bind(std::span<const Value> values) {
        sqlite3_reset(statement_.get());
        const int places = sqlite3_bind_parameter_count(statement_.get());
        if (values.size() != static_cast<std::size_t>(places))  // else the last run's values stay
            throw std::logic_error("wrong number of values for " + purpose_of(statement_.get()));
        for (std::size_t i = 0; i < values.size(); ++i) {
            const int code = bind_one(static_cast<int>(i) + 1, values[i]);
            if (code != SQLITE_OK)
                fail(handle_, code,
                     "A value could not be bound to " + purpose_of(statement_.get()));
        }
    }
    int bind_one(int index, const Value& value) {
        if (const auto* number = std::get_if<std::int64_t>(&value))
            return sqlite3_bind_int64(statement_.get(), index, *number);
        if (const auto* real = std::get_if<double>(&value))
            return sqlite3_bind_double(statement_.get(), index, *real);
        if (const auto* text = std::get_if<std::string_view>(&value))
            return sqlite3_bind_text64(statement_.get(), index,
                                       text->data() == nullptr ? "" : text->data(), text->size(),
                                       SQLITE_TRANSIENT, SQLITE_UTF8);
        return sqlite3_bind_null(statement_.get(), index);
    }

    sqlite3* handle_;
    StatementHandle statement_;
};

class SqliteConnection final : public Connection {
  public:
    explicit SqliteConnection(const std::string& path) {
        sqlite3* made = nullptr;
        const int code =
            sqlite3_open_v2(path.c_str(), &made,
                            SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI |
                                SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                            nullptr);
        handle_.reset(made);
        if (code != SQLITE_OK) fail(made, code, "The store \"" + path + "\" could not be opened");
        sqlite3_busy_timeout(made, kPatience);
        enter_wal();
        execute("PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;");
    }

    [[nodiscard]] Product product() const override { return Product::sqlite; }
    std::unique_ptr<Statement> prepare(std::string_view sql) override {
        return std::make_unique<SqliteStatement>(handle_.get(), sql);
    }
    std::int64_t last_insert_id() override { return sqlite3_last_insert_rowid(handle_.get()); }
    void execute(std::string_view sql) override {
        const int code =
            sqlite3_exec(handle_.get(), std::string(sql).c_str(), nullptr, nullptr, nullptr);
        if (code != SQLITE_OK) fail(handle_.get(), code, "The store refused " + quoted(sql));
    }

    void begin_writing(std::int64_t /*subject*/) override { execute("BEGIN IMMEDIATE"); }

  private:
    // While a new file changes to WAL, SQLite does not wait for others that do the same.
    void enter_wal() {
        constexpr std::string_view kEnter = "PRAGMA journal_mode=WAL";
        int code = SQLITE_BUSY;
        for (int waited = 0; (code & 0xff) == SQLITE_BUSY && waited < kPatience; waited += kPause) {
            if (waited > 0) sqlite3_sleep(kPause);
            code = sqlite3_exec(handle_.get(), kEnter.data(), nullptr, nullptr, nullptr);
        }
        if (code != SQLITE_OK) fail(handle_.get(), code, "The store refused " + quoted(kEnter));
    }

    Handle handle_;
};

}  // namespace

std::unique_ptr<Connection> open_sqlite(const std::string& path) {
    return std::make_unique<SqliteConnection>(path);
}

}  // namespace causeway::db
