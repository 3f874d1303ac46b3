// SPDX-License-Identifier: GPL-3.0-or-later
// MariaDB and MySQL behind db.h. Answers stream: the server's rows are fetched one by one and
// never held whole.
#include <mysql.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "base/failure.h"
#include "base/text.h"
#include "db/db.h"

namespace causeway::db {

namespace {

constexpr unsigned long kFirstBuffer = 256;
// Error numbers of the client (CR_) and the server (ER_).
constexpr unsigned kTlsFailed = 2026;
constexpr unsigned kAccessDenied = 1045;
constexpr unsigned kDatabaseDenied = 1044;
constexpr unsigned kUnknownDatabase = 1049;

struct Close {
    void operator()(MYSQL* handle) const { mysql_close(handle); }
    void operator()(MYSQL_STMT* handle) const { mysql_stmt_close(handle); }
    void operator()(MYSQL_RES* handle) const { mysql_free_result(handle); }
};
using Handle = std::unique_ptr<MYSQL, Close>;
using StatementHandle = std::unique_ptr<MYSQL_STMT, Close>;
using Metadata = std::unique_ptr<MYSQL_RES, Close>;

// "SELECT student_id FROM ..." -> enough of it to know which statement failed; never its values.
std::string purpose_of(std::string_view sql) { return base::cut_utf8(base::tidy(sql), 60); }

[[noreturn]] void fail(unsigned code, const char* words, std::string what) {
    const bool lost = code >= 2000 || code == 1053 || code == 1317 || code == 1927 || code == 3024;
    throw base::Failure(
        lost ? base::ExitCode::incomplete : base::ExitCode::error,
        {std::move(what), "", words,
         lost ? "Check that the database server runs and can be reached, then run again."
              : "Check the account's rights: causeway opensis grants prints what it needs.",
         "db.mariadb." + std::to_string(code)});
}

// One column of the row in hand, as text; grows to the longest value seen.
struct Column {
    std::vector<char> buffer = std::vector<char>(kFirstBuffer);
    unsigned long length = 0;
    my_bool null = 0;
    my_bool cut = 0;
};

class MariadbRow final : public Row {
  public:
    explicit MariadbRow(const std::vector<Column>& columns) : columns_(columns) {}
    [[nodiscard]] bool is_null(int column) const override { return at(column).null != 0; }
    [[nodiscard]] std::string_view text(int column) const override {
        const Column& c = at(column);
        return c.null != 0 ? std::string_view() : std::string_view(c.buffer.data(), c.length);
    }
    [[nodiscard]] std::int64_t integer(int column) const override {
        const std::string_view digits = text(column);
        std::int64_t out = 0;
        std::from_chars(digits.data(), digits.data() + digits.size(), out);  // "12.000" gives 12
        return out;
    }
    [[nodiscard]] int columns() const override { return static_cast<int>(columns_.size()); }

  private:
    [[nodiscard]] const Column& at(int column) const {
        return columns_[static_cast<std::size_t>(column)];
    }
    const std::vector<Column>& columns_;
};

class MariadbRows final : public Rows {
  public:
    MariadbRows(MYSQL_STMT* statement, const std::string& purpose)
        : statement_(statement), purpose_(purpose), row_(columns_) {
        columns_.resize(mysql_stmt_field_count(statement_));
        bind();
    }
    ~MariadbRows() override { mysql_stmt_free_result(statement_); }
    MariadbRows(const MariadbRows&) = delete;
    MariadbRows& operator=(const MariadbRows&) = delete;

    const Row* next() override {
        if (ended_) return nullptr;
        const int code = mysql_stmt_fetch(statement_);
        if (code == MYSQL_NO_DATA) {
            ended_ = true;
            return nullptr;
        }
        if (code == 1)
            fail(mysql_stmt_errno(statement_), mysql_stmt_error(statement_),
                 "openSIS's database broke off in the middle of an answer to \"" + purpose_ + "\"");
        if (code == MYSQL_DATA_TRUNCATED) fetch_long_columns();
        return &row_;
    }

  private:
    void bind() {
        std::vector<MYSQL_BIND> binds(columns_.size());
        for (std::size_t i = 0; i < columns_.size(); ++i) binds[i] = bind_of(columns_[i]);
        if (!binds.empty()) mysql_stmt_bind_result(statement_, binds.data());
    }
    static MYSQL_BIND bind_of(Column& column) {
        MYSQL_BIND bind;
        std::memset(&bind, 0, sizeof bind);
        bind.buffer_type = MYSQL_TYPE_STRING;
        bind.buffer = column.buffer.data();
        bind.buffer_length = column.buffer.size();
        bind.length = &column.length;
        bind.is_null = &column.null;
        bind.error = &column.cut;
        return bind;
    }
    // Values longer than their buffer are fetched again into a larger one, which stays.
    void fetch_long_columns() {
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            Column& column = columns_[i];
            if (column.null != 0 || column.length <= column.buffer.size()) continue;
            column.buffer.resize(column.length + column.length / 2);
            MYSQL_BIND bind = bind_of(column);
            if (mysql_stmt_fetch_column(statement_, &bind, static_cast<unsigned>(i), 0) != 0)
                fail(mysql_stmt_errno(statement_), mysql_stmt_error(statement_),
                     "A long value could not be read by \"" + purpose_ + "\"");
        }
        bind();
    }

    MYSQL_STMT* statement_;
    const std::string& purpose_;
    std::vector<Column> columns_;
    MariadbRow row_;
    bool ended_ = false;
};

class MariadbStatement final : public Statement {
  public:
    MariadbStatement(MYSQL* connection, std::string_view sql)
        : purpose_(purpose_of(sql)), statement_(mysql_stmt_init(connection)) {
        if (mysql_stmt_prepare(statement_.get(), sql.data(), sql.size()) != 0) refuse();
    }

    std::unique_ptr<Rows> query(std::span<const Value> values) override {
        execute(values);
        return std::make_unique<MariadbRows>(statement_.get(), purpose_);
    }
    std::int64_t run(std::span<const Value> values) override {
        execute(values);
        const auto changed = mysql_stmt_affected_rows(statement_.get());
        mysql_stmt_free_result(statement_.get());
        return static_cast<std::int64_t>(changed);
    }

  private:
    [[noreturn]] void refuse() {
        fail(mysql_stmt_errno(statement_.get()), mysql_stmt_error(statement_.get()),
             "openSIS's database refused \"" + purpose_ + "\"");
    }

    void execute(std::span<const Value> values) {
        std::vector<MYSQL_BIND> binds(values.size());
        for (std::size_t i = 0; i < values.size(); ++i) binds[i] = bind_of(values[i]);
        if (!binds.empty() && mysql_stmt_bind_param(statement_.get(), binds.data()) != 0) refuse();
        if (mysql_stmt_execute(statement_.get()) != 0) refuse();
    }

    // The client only reads these buffers, although its interface does not say const.
    static MYSQL_BIND bind_of(const Value& value) {
        MYSQL_BIND bind;
        std::memset(&bind, 0, sizeof bind);
        bind.buffer_type = MYSQL_TYPE_NULL;
        if (const auto* number = std::get_if<std::int64_t>(&value)) {
            bind.buffer_type = MYSQL_TYPE_LONGLONG;
            bind.buffer = const_cast<std::int64_t*>(number);
        } else if (const auto* real = std::get_if<double>(&value)) {
            bind.buffer_type = MYSQL_TYPE_DOUBLE;
            bind.buffer = const_cast<double*>(real);
        } else if (const auto* text = std::get_if<std::string_view>(&value)) {
            bind.buffer_type = MYSQL_TYPE_STRING;
            bind.buffer = const_cast<char*>(text->data() == nullptr ? "" : text->data());
            bind.buffer_length = text->size();
        }
        return bind;
    }

    std::string purpose_;
    StatementHandle statement_;
};

class MariadbConnection final : public Connection {
  public:
    explicit MariadbConnection(Handle handle) : handle_(std::move(handle)) {
        // Zero dates must be readable, and nothing may depend on the server's defaults.
        execute("SET SESSION sql_mode='NO_ENGINE_SUBSTITUTION', time_zone='+00:00'");
    }

    std::unique_ptr<Statement> prepare(std::string_view sql) override {
        return std::make_unique<MariadbStatement>(handle_.get(), sql);
    }
    std::int64_t last_insert_id() override {
        return static_cast<std::int64_t>(mysql_insert_id(handle_.get()));
    }
    void execute(std::string_view sql) override {
        if (mysql_real_query(handle_.get(), sql.data(), sql.size()) != 0)
            fail(mysql_errno(handle_.get()), mysql_error(handle_.get()),
                 "openSIS's database refused \"" + purpose_of(sql) + "\"");
        const Metadata answer(mysql_store_result(handle_.get()));  // none is expected; one is dropped
    }

  private:
    Handle handle_;
};

bool is_local(const MariadbAddress& address) {
    return !address.socket.empty() || address.host == "localhost" || address.host.starts_with("127.") ||
           address.host == "::1";
}

Handle prepare_handle(const MariadbAddress& address, unsigned timeout, bool tls) {
    Handle handle(mysql_init(nullptr));
    mysql_options(handle.get(), MYSQL_OPT_CONNECT_TIMEOUT, &timeout);
    mysql_options(handle.get(), MYSQL_OPT_READ_TIMEOUT, &timeout);
    mysql_options(handle.get(), MYSQL_OPT_WRITE_TIMEOUT, &timeout);
    mysql_options(handle.get(), MYSQL_SET_CHARSET_NAME, "utf8mb4");
    const my_bool yes = 1;
    if (tls) mysql_options(handle.get(), MYSQL_OPT_SSL_ENFORCE, &yes);
    if (address.tls == "required") mysql_options(handle.get(), MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &yes);
    return handle;
}

// 0, or the error number.
unsigned try_connect(const MariadbAddress& address, MYSQL* handle) {
    const bool socket = !address.socket.empty();
    const MYSQL* connected = mysql_real_connect(
        handle, socket ? "localhost" : address.host.c_str(), address.user.c_str(),
        address.password.c_str(), address.database.c_str(), socket ? 0 : address.port,
        socket ? address.socket.c_str() : nullptr, 0);
    return connected != nullptr ? 0 : mysql_errno(handle);
}

[[noreturn]] void cannot_connect(const MariadbAddress& address, MYSQL* handle, unsigned code) {
    const bool settings = code == kAccessDenied || code == kDatabaseDenied || code == kUnknownDatabase;
    throw base::Failure(
        settings ? base::ExitCode::usage : base::ExitCode::incomplete,
        {"openSIS's database cannot be reached", address.shown(), mysql_error(handle),
         settings ? "Correct opensis.url; causeway opensis grants prints the rights the account needs."
                  : "Check host, port and firewall, and that the database server runs.",
         "db.mariadb." + std::to_string(code)});
}

}  // namespace

std::unique_ptr<Connection> open_mariadb(const MariadbAddress& address, unsigned timeout_seconds) {
    const bool want_tls = address.tls == "required" || (address.tls == "preferred" && !is_local(address));
    Handle handle = prepare_handle(address, timeout_seconds, want_tls);
    unsigned code = try_connect(address, handle.get());
    if (code == kTlsFailed && address.tls == "preferred") {
        handle = prepare_handle(address, timeout_seconds, false);
        code = try_connect(address, handle.get());
    }
    if (code != 0) cannot_connect(address, handle.get(), code);
    return std::make_unique<MariadbConnection>(std::move(handle));
}

}  // namespace causeway::db
