// SPDX-License-Identifier: GPL-3.0-or-later
// MariaDB and MySQL behind db.h. Answers stream: the server's rows are fetched one by one and
// never held whole. An answer ends only when the server says so; once broken off it stays broken.
// One thread at a time per connection; every error leaves as a base::Failure (db.mariadb.NUMBER).
#include <mysql.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <iterator>
#include <new>
#include <stdexcept>

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
constexpr unsigned kNoPassword = 1698;

struct Close {
    void operator()(MYSQL* handle) const { mysql_close(handle); }
    void operator()(MYSQL_STMT* handle) const { mysql_stmt_close(handle); }
    void operator()(MYSQL_RES* handle) const { mysql_free_result(handle); }
};
using Handle = std::unique_ptr<MYSQL, Close>;
using StatementHandle = std::unique_ptr<MYSQL_STMT, Close>;
using Metadata = std::unique_ptr<MYSQL_RES, Close>;

// "SELECT student_id FROM ..." -> enough of it to know which statement failed; never its values.
std::string purpose_of(std::string_view sql) {
    return base::cut_utf8(base::tidy(sql), 60);
}

// The client's own errors, and the server's words for "this session ends now".
bool went_away(unsigned code) {
    constexpr unsigned kEnding[] = {1053, 1077, 1078, 1079, 1317, 1927, 1969, 3024};
    const bool packets = code >= 1152 && code <= 1161;  // lost between server and client
    const bool client = code >= 2000 && code < 3000;    // the server's own go on above
    return code == 0 || packets || client || std::ranges::find(kEnding, code) != std::end(kEnding);
}

// Some of the server's sentences quote the value that it refused; that may be a child's name.
std::string without_values(unsigned code, std::string_view words) {
    constexpr unsigned kQuoting[] = {1062, 1292, 1366, 1367, 1411, 1525, 1586, 1690};
    std::string out(words);
    const auto first = out.find('\'');
    auto last = out.rfind("' for ");  // "... entry 'VALUE' for key 'NAME'"
    if (last == std::string::npos) last = out.rfind('\'');
    if (std::ranges::find(kQuoting, code) == std::end(kQuoting) || last <= first) return out;
    return out.replace(first + 1, last - first - 1, "...");
}

std::string cure_of(unsigned code, bool lost) {
    constexpr unsigned kRights[] = {1044, 1045, 1142, 1143, 1227, 1370, 1698};
    constexpr unsigned kInTheWay[] = {1205, 1213};
    if (lost) return "Check that the database server runs and can be reached, then run again.";
    if (std::ranges::find(kRights, code) != std::end(kRights))
        return "Check the account's rights: causeway opensis grants prints what it needs.";
    if (std::ranges::find(kInTheWay, code) != std::end(kInTheWay))
        return "Another program held the same rows; run again.";
    return "Check that opensis.url names openSIS's own database; if it does, report this text.";
}

[[noreturn]] void fail(unsigned code, std::string_view words, std::string what, bool lost) {
    throw base::Failure(lost ? base::ExitCode::incomplete : base::ExitCode::error,
                        {std::move(what), "",
                         words.empty() ? "the connection was cut" : without_values(code, words),
                         cure_of(code, lost), "db.mariadb." + std::to_string(code)});
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
        end_ = End::open;
    }
    ~MariadbRows() override { mysql_stmt_free_result(statement_); }
    MariadbRows(const MariadbRows&) = delete;
    MariadbRows& operator=(const MariadbRows&) = delete;

    const Row* next() override {
        if (end_ == End::proven) return nullptr;
        // Asked again after an error, the client would tell of a clean end.
        if (end_ == End::broken) break_off();
        const int code = mysql_stmt_fetch(statement_);
        if (code == MYSQL_NO_DATA) {
            end_ = End::proven;
            return nullptr;
        }
        if (code != 0 && code != MYSQL_DATA_TRUNCATED) break_off();
        if (code == MYSQL_DATA_TRUNCATED) fetch_long_columns();
        return &row_;
    }

  private:
    enum class End { open, proven, broken };

    // Whatever the reason (the client does not always give one), this is no end of the answer.
    [[noreturn]] void break_off() {
        end_ = End::broken;
        fail(mysql_stmt_errno(statement_), mysql_stmt_error(statement_),
             "openSIS's database broke off in the middle of an answer to \"" + purpose_ + "\"",
             true);
    }
    void bind() {
        std::vector<MYSQL_BIND> binds(columns_.size());
        for (std::size_t i = 0; i < columns_.size(); ++i)
            binds[i] = bind_of(columns_[i]);
        if (binds.empty() || mysql_stmt_bind_result(statement_, binds.data()) != 0) break_off();
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
                break_off();
        }
        bind();
    }

    MYSQL_STMT* statement_;
    const std::string& purpose_;
    std::vector<Column> columns_;
    MariadbRow row_;
    End end_ = End::broken;  // until everything is bound
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
             "openSIS's database refused \"" + purpose_ + "\"",
             went_away(mysql_stmt_errno(statement_.get())));
    }

    void execute(std::span<const Value> values) {
        if (values.size() != mysql_stmt_param_count(statement_.get()))  // the client would not look
            throw std::logic_error("wrong number of values for \"" + purpose_ + "\"");
        std::vector<MYSQL_BIND> binds(values.size());
        for (std::size_t i = 0; i < values.size(); ++i)
            binds[i] = bind_of(values[i]);
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
        // Zero dates must be readable, and nothing may depend on the server's defaults. The server
        // waits for a reader that is busy elsewhere.
        execute(
            "SET SESSION sql_mode='NO_ENGINE_SUBSTITUTION', time_zone='+00:00', "
            "net_write_timeout=600");
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
                 "openSIS's database refused \"" + purpose_of(sql) + "\"",
                 went_away(mysql_errno(handle_.get())));
        const Metadata answer(
            mysql_store_result(handle_.get()));  // none is expected; one is dropped
    }

  private:
    Handle handle_;
};

bool is_local(const MariadbAddress& address) {
    return address.host == "localhost" || address.host.starts_with("127.") || address.host == "::1";
}

Handle prepare_handle(const MariadbAddress& address, unsigned timeout, bool tls) {
    static const int kReady = mysql_library_init(0, nullptr, nullptr);  // once, whatever the thread
    Handle handle(kReady == 0 ? mysql_init(nullptr) : nullptr);
    if (!handle) throw std::bad_alloc();
    const unsigned no = 0;
    mysql_options(handle.get(), MYSQL_OPT_LOCAL_INFILE, &no);  // no server reads our files
    mysql_options(handle.get(), MYSQL_OPT_CONNECT_TIMEOUT, &timeout);
    mysql_options(handle.get(), MYSQL_OPT_READ_TIMEOUT, &timeout);
    mysql_options(handle.get(), MYSQL_OPT_WRITE_TIMEOUT, &timeout);
    mysql_options(handle.get(), MYSQL_SET_CHARSET_NAME, "utf8mb4");
    const my_bool yes = 1;
    const my_bool verify = tls && address.tls == "required" ? 1 : 0;  // newer clients begin with 1
    if (tls) mysql_options(handle.get(), MYSQL_OPT_SSL_ENFORCE, &yes);
    mysql_options(handle.get(), MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verify);
    return handle;
}

// 0, or the error number.
unsigned try_connect(const MariadbAddress& address, MYSQL* handle) {
    const bool socket = !address.socket.empty();
    const MYSQL* connected =
        mysql_real_connect(handle, socket ? "localhost" : address.host.c_str(),
                           address.user.c_str(), address.password.c_str(), address.database.c_str(),
                           socket ? 0 : address.port, socket ? address.socket.c_str() : nullptr, 0);
    return connected != nullptr ? 0 : mysql_errno(handle);
}

[[noreturn]] void cannot_connect(const MariadbAddress& address, MYSQL* handle, unsigned code) {
    const bool settings = code == kAccessDenied || code == kDatabaseDenied ||
                          code == kUnknownDatabase || code == kNoPassword;
    throw base::Failure(
        settings ? base::ExitCode::usage : base::ExitCode::incomplete,
        {"openSIS's database cannot be reached", address.shown(), mysql_error(handle),
         settings
             ? "Correct opensis.url; causeway opensis grants prints the rights the account needs."
             : "Check host, port and firewall, and that the database server runs.",
         "db.mariadb." + std::to_string(code)});
}

}  // namespace

std::unique_ptr<Connection> open_mariadb(const MariadbAddress& address, unsigned timeout_seconds) {
    const bool want_tls =
        address.socket.empty() &&  // a socket does not leave the machine
        (address.tls == "required" || (address.tls == "preferred" && !is_local(address)));
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
