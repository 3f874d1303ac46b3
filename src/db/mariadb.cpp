// SPDX-License-Identifier: GPL-3.0-or-later
// MariaDB and MySQL behind db.h. Answers stream: the server's rows are fetched one by one and
// never held whole. An answer ends only when the server says so; once broken off it stays broken.
// One thread at a time per connection; every error leaves as a base::Failure (db.mariadb.NUMBER).
#include <mysql.h>

#include <charconv>
#include <cstring>
#include <stdexcept>

#include "base/text.h"
#include "db/db.h"
#include "db/mariadb_handle.h"

namespace causeway::db {

namespace {

constexpr unsigned long kFirstBuffer = 256;

using Handle = MariadbHandle;
using StatementHandle = std::unique_ptr<MYSQL_STMT, CloseMariadb>;
using Metadata = std::unique_ptr<MYSQL_RES, CloseMariadb>;
// "SELECT student_id FROM ..." -> enough of it to know which statement failed; never its values.
std::string purpose_of(std::string_view sql) {
    return base::cut_utf8(base::tidy(sql), 60);
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
        fail_mariadb(
            mysql_stmt_errno(statement_), mysql_stmt_error(statement_),
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
        : purpose_(purpose_of(sql)),
          connection_(connection),
          statement_(mysql_stmt_init(connection)) {
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
    // One message to the server, which runs the statement row by row. MySQL knows no such message.
    std::int64_t run_rows(std::span<const Value> values, std::size_t rows) override {
        if (rows < 2 || !server_takes_rows()) return Statement::run_rows(values, rows);
        const std::size_t columns = mysql_stmt_param_count(statement_.get());
        if (columns == 0 || values.size() != columns * rows)
            throw std::logic_error("wrong number of values for \"" + purpose_ + "\"");
        std::vector<ManyValues> held;
        held.reserve(columns);
        std::vector<MYSQL_BIND> binds;
        for (std::size_t i = 0; i < columns; ++i)
            binds.push_back(held.emplace_back(values, i, columns, rows).bind());
        take_rows(static_cast<unsigned>(rows));
        const bool good = mysql_stmt_bind_param(statement_.get(), binds.data()) == 0 &&
                          mysql_stmt_execute(statement_.get()) == 0;
        take_rows(0);
        if (!good) refuse();
        const auto changed = mysql_stmt_affected_rows(statement_.get());
        mysql_stmt_free_result(statement_.get());
        return static_cast<std::int64_t>(changed);
    }

  private:
    // What a placeholder holds in each of many rows, as the client wants it: by columns.
    class ManyValues {
      public:
        ManyValues(std::span<const Value> values, std::size_t first, std::size_t step,
                   std::size_t rows)
            : indicators_(rows, STMT_INDICATOR_NONE) {
            for (std::size_t row = 0; row < rows; ++row) {
                const Value& value = values[first + row * step];
                if (std::holds_alternative<Null>(value)) {
                    indicators_[row] = STMT_INDICATOR_NULL;
                    continue;
                }
                if (kind_ != 0 && kind_ != value.index())
                    throw std::logic_error("a column of many rows is of two types");
                kind_ = value.index();
            }
            for (std::size_t row = 0; row < rows; ++row)
                add(values[first + row * step]);
        }
        MYSQL_BIND bind() {
            MYSQL_BIND bind;
            std::memset(&bind, 0, sizeof bind);
            bind.u.indicator = indicators_.data();
            if (kind_ == kNumber) {
                bind.buffer_type = MYSQL_TYPE_LONGLONG;
                bind.buffer = numbers_.data();
            } else if (kind_ == kReal) {
                bind.buffer_type = MYSQL_TYPE_DOUBLE;
                bind.buffer = reals_.data();
            } else {
                bind.buffer_type = MYSQL_TYPE_STRING;
                bind.buffer = static_cast<void*>(texts_.data());
                bind.length = lengths_.data();
            }
            return bind;
        }

      private:
        static constexpr std::size_t kNumber = 1, kReal = 2;  // the places in Value

        void add(const Value& value) {
            if (kind_ == kNumber) {
                const auto* number = std::get_if<std::int64_t>(&value);
                numbers_.push_back(number == nullptr ? 0 : *number);
            } else if (kind_ == kReal) {
                const auto* real = std::get_if<double>(&value);
                reals_.push_back(real == nullptr ? 0 : *real);
            } else {
                const auto* text = std::get_if<std::string_view>(&value);
                const bool none = text == nullptr || text->data() == nullptr;
                texts_.push_back(none ? "" : text->data());
                lengths_.push_back(none ? 0 : text->size());
            }
        }

        std::size_t kind_ = 0;  // 0: nothing but NULL
        std::vector<char> indicators_;
        std::vector<std::int64_t> numbers_;
        std::vector<double> reals_;
        std::vector<const char*> texts_;
        std::vector<unsigned long> lengths_;
    };

    void take_rows(unsigned rows) {
        mysql_stmt_attr_set(statement_.get(), STMT_ATTR_ARRAY_SIZE, &rows);
    }
    [[nodiscard]] bool server_takes_rows() const {
        unsigned long more = 0;  // the upper half of what the server can do
        mariadb_get_infov(connection_, MARIADB_CONNECTION_EXTENDED_SERVER_CAPABILITIES, &more);
        return (more & (MARIADB_CLIENT_STMT_BULK_OPERATIONS >> 32)) != 0;
    }

    [[noreturn]] void refuse() {
        fail_mariadb(mysql_stmt_errno(statement_.get()), mysql_stmt_error(statement_.get()),
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
    MYSQL* connection_;
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

    [[nodiscard]] Product product() const override { return Product::mariadb; }
    std::unique_ptr<Statement> prepare(std::string_view sql) override {
        return std::make_unique<MariadbStatement>(handle_.get(), sql);
    }
    std::int64_t last_insert_id() override {
        return static_cast<std::int64_t>(mysql_insert_id(handle_.get()));
    }
    void execute(std::string_view sql) override {
        if (mysql_real_query(handle_.get(), sql.data(), sql.size()) != 0)
            fail_mariadb(mysql_errno(handle_.get()), mysql_error(handle_.get()),
                         "openSIS's database refused \"" + purpose_of(sql) + "\"",
                         went_away(mysql_errno(handle_.get())));
        const Metadata answer(
            mysql_store_result(handle_.get()));  // none is expected; one is dropped
    }

  private:
    Handle handle_;
};

}  // namespace

std::unique_ptr<Connection> open_mariadb(const MariadbAddress& address, unsigned timeout_seconds) {
    return std::make_unique<MariadbConnection>(connect_mariadb(address, timeout_seconds));
}

}  // namespace causeway::db
