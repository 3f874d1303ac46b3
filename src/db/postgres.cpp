// SPDX-License-Identifier: GPL-3.0-or-later
// PostgreSQL behind db.h, for the state store of several nodes. Values travel apart from the
// statement; answers come row by row. The type of a placeholder is that of the value bound to it.
// One thread at a time per connection; every error leaves as a base::Failure
// (db.postgres.SQLSTATE).
#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <stdexcept>

#include "base/failure.h"
#include "base/log.h"
#include "base/text.h"
#include "db/db.h"
#include "db/postgres_session.h"

namespace causeway::db {

namespace {

// Of pg_type: what the values of db.h are called there.
constexpr Oid kUnknown = 0;
constexpr Oid kBigint = 20;
constexpr Oid kText = 25;
constexpr Oid kDouble = 701;
// How many rows nobody wants are read before the server is asked to stop.
constexpr int kUnwanted = 100;

// `?` and `?3` become $1 and $3. No statement of ours has a question mark in a literal, but one in
// quotes stays what it is.
struct Numbered {
    std::string sql;
    std::size_t places = 0;
};
Numbered numbered(std::string_view sql) {
    Numbered out;
    std::size_t next = 0;
    char quote = 0;
    for (std::size_t i = 0; i < sql.size(); ++i) {
        const char c = sql[i];
        if (quote != 0 || c != '?') {
            if (quote == 0 && (c == '\'' || c == '"'))
                quote = c;
            else if (c == quote)
                quote = 0;
            out.sql += c;
            continue;
        }
        std::size_t number = 0;
        const char* begin = sql.data() + i + 1;
        const auto [end, error] = std::from_chars(begin, sql.data() + sql.size(), number);
        if (error == std::errc{}) i += static_cast<std::size_t>(end - begin);
        next = error == std::errc{} ? number : next + 1;
        out.places = std::max(out.places, next);
        out.sql += "$" + std::to_string(next);
    }
    return out;
}

// The values of one run as libpq wants them.
class Bound {
  public:
    explicit Bound(std::span<const Value> values) {
        texts_.reserve(values.size());
        for (const Value& value : values)
            add(value);
    }
    [[nodiscard]] int size() const { return static_cast<int>(types.size()); }

    std::vector<Oid> types;
    std::vector<const char*> pointers;
    std::vector<int> lengths;
    std::vector<int> formats;  // 1: as it is, which for text needs no end mark

  private:
    void add(const Value& value) {
        if (const auto* integer = std::get_if<std::int64_t>(&value))
            put(kBigint, std::to_string(*integer), 0);
        else if (const auto* real = std::get_if<double>(&value))
            put(kDouble, shortest(*real), 0);
        else if (const auto* text = std::get_if<std::string_view>(&value))
            put_text(*text);
        else {
            types.push_back(kUnknown);
            pointers.push_back(nullptr);
            lengths.push_back(0);
            formats.push_back(0);
        }
    }
    static std::string shortest(double real) {
        std::array<char, 32> digits{};
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), real).ptr;
        return {digits.data(), end};
    }
    void put(Oid type, std::string text, int format) {
        const std::string& kept = texts_.emplace_back(std::move(text));
        types.push_back(type);
        pointers.push_back(kept.c_str());
        lengths.push_back(static_cast<int>(kept.size()));
        formats.push_back(format);
    }
    void put_text(std::string_view text) {
        if (text.find('\0') == std::string_view::npos && base::valid_utf8(text)) {
            types.push_back(kText);
            pointers.push_back(text.data() == nullptr ? "" : text.data());
            lengths.push_back(static_cast<int>(text.size()));
            formats.push_back(1);
            return;
        }
        std::string out;  // what PostgreSQL cannot hold
        for (std::size_t i = 0; i < text.size(); ++i) {
            std::size_t length = 1;
            while (length < 4 && i + length <= text.size() &&
                   !base::valid_utf8(text.substr(i, length)))
                ++length;
            const std::string_view one = text.substr(i, length);
            const bool good = length <= 4 && one.size() == length && base::valid_utf8(one);
            if (good && one != std::string_view("\0", 1)) {
                out += one;
                i += length - 1;
            } else {
                out += "\xEF\xBF\xBD";
            }
        }
        put(kText, std::move(out), 1);
    }

    std::vector<std::string> texts_;  // reserved: their bytes stay where they are
};

class PostgresRow final : public Row {
  public:
    void hold(PostgresResult result) { result_ = std::move(result); }
    [[nodiscard]] bool is_null(int column) const override {
        return PQgetisnull(result_.get(), 0, column) == 1;
    }
    [[nodiscard]] std::string_view text(int column) const override {
        return {PQgetvalue(result_.get(), 0, column),
                static_cast<std::size_t>(PQgetlength(result_.get(), 0, column))};
    }
    [[nodiscard]] std::int64_t integer(int column) const override {
        const std::string_view digits = text(column);
        std::int64_t out = 0;
        std::from_chars(digits.data(), digits.data() + digits.size(), out);
        return out;
    }
    [[nodiscard]] int columns() const override { return PQnfields(result_.get()); }

  private:
    PostgresResult result_;
};

class PostgresRows final : public Rows {
  public:
    PostgresRows(std::shared_ptr<PostgresSession> session, std::string purpose)
        : session_(std::move(session)), purpose_(std::move(purpose)) {
        session_->reading = true;
    }
    ~PostgresRows() override {
        if (!session_->reading || over_) return;
        int unwanted = 0;
        while (const PostgresResult one{PQgetResult(session_->handle())})
            if (++unwanted == kUnwanted) cancel();
        session_->reading = false;
    }
    PostgresRows(const PostgresRows&) = delete;
    PostgresRows& operator=(const PostgresRows&) = delete;

    const Row* next() override {
        if (failure_) throw base::Failure(*failure_);
        if (over_) return nullptr;
        PostgresResult result(PQgetResult(session_->handle()));
        if (PQresultStatus(result.get()) == PGRES_SINGLE_TUPLE) {
            row_.hold(std::move(result));
            return &row_;
        }
        const auto status = PQresultStatus(result.get());
        const bool proven = status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
        try {
            if (!proven)
                session_->fail(result.get(),
                               "The store's database broke off its answer to " + purpose_);
        } catch (const base::Failure& failure) {
            failure_.emplace(failure);
        }
        while (const PostgresResult rest{PQgetResult(session_->handle())}) {
        }
        over_ = true;
        session_->reading = false;
        if (failure_) throw base::Failure(*failure_);
        return nullptr;
    }

  private:
    // Only so that the rest of the answer need not be carried here.
    void cancel() {
        PGcancel* request = PQgetCancel(session_->handle());
        std::array<char, 256> words{};
        if (request != nullptr) PQcancel(request, words.data(), static_cast<int>(words.size()));
        PQfreeCancel(request);
    }

    std::shared_ptr<PostgresSession> session_;
    std::string purpose_;
    PostgresRow row_;
    bool over_ = false;
    std::optional<base::Failure> failure_;
};

class PostgresStatement final : public Statement {
  public:
    PostgresStatement(std::shared_ptr<PostgresSession> session, std::string_view sql)
        : session_(std::move(session)), text_(numbered(sql)) {}
    ~PostgresStatement() override {
        if (!name_.empty()) session_->forget(std::move(name_), generation_);
    }
    PostgresStatement(const PostgresStatement&) = delete;
    PostgresStatement& operator=(const PostgresStatement&) = delete;

    std::unique_ptr<Rows> query(std::span<const Value> values) override {
        const Bound bound(values);
        const bool named = begin(bound);
        PGconn* c = session_->handle();
        const int sent =
            named ? PQsendQueryPrepared(c, name_.c_str(), bound.size(), bound.pointers.data(),
                                        bound.lengths.data(), bound.formats.data(), 0)
                  : PQsendQueryParams(c, text_.sql.c_str(), bound.size(), bound.types.data(),
                                      bound.pointers.data(), bound.lengths.data(),
                                      bound.formats.data(), 0);
        if (sent != 1) refuse(nullptr);
        PQsetSingleRowMode(c);
        return std::make_unique<PostgresRows>(session_, quoted_sql(text_.sql));
    }

    std::int64_t run(std::span<const Value> values) override {
        const Bound bound(values);
        const bool named = begin(bound);
        PGconn* c = session_->handle();
        const PostgresResult result(
            named ? PQexecPrepared(c, name_.c_str(), bound.size(), bound.pointers.data(),
                                   bound.lengths.data(), bound.formats.data(), 0)
                  : PQexecParams(c, text_.sql.c_str(), bound.size(), bound.types.data(),
                                 bound.pointers.data(), bound.lengths.data(), bound.formats.data(),
                                 0));
        const auto status = PQresultStatus(result.get());
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) refuse(result.get());
        return std::strtoll(PQcmdTuples(result.get()), nullptr, 10);
    }

  private:
    [[noreturn]] void refuse(const PGresult* result) {
        session_->fail(result, "The store's database refused " + quoted_sql(text_.sql));
    }

    // A NULL has any type; a statement that was prepared with one does not know its place's.
    [[nodiscard]] bool fits(const Bound& bound) const {
        for (std::size_t i = 0; i < types_.size(); ++i)
            if (bound.types[i] != kUnknown && bound.types[i] != types_[i]) return false;
        return true;
    }

    // True: by its name. The first run goes without one.
    bool begin(const Bound& bound) {
        if (bound.types.size() != text_.places)
            throw std::logic_error("wrong number of values for " + quoted_sql(text_.sql));
        session_->ready();
        if (!name_.empty() && generation_ == session_->generation() && fits(bound)) return true;
        if (runs_++ == 0) return false;
        if (!name_.empty()) session_->forget(std::move(name_), generation_);
        std::string name = session_->fresh_name();
        const PostgresResult result(PQprepare(session_->handle(), name.c_str(), text_.sql.c_str(),
                                              bound.size(), bound.types.data()));
        name_.clear();
        if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) refuse(result.get());
        name_ = std::move(name);
        generation_ = session_->generation();
        types_ = bound.types;
        return true;
    }

    std::shared_ptr<PostgresSession> session_;
    Numbered text_;
    std::string name_;
    unsigned generation_ = 0;
    unsigned long runs_ = 0;
    std::vector<Oid> types_;
};

class PostgresConnection final : public Connection {
  public:
    PostgresConnection(const PostgresAddress& address, unsigned timeout_seconds)
        : session_(std::make_shared<PostgresSession>(address, timeout_seconds)) {}

    [[nodiscard]] Product product() const override { return Product::postgres; }
    std::unique_ptr<Statement> prepare(std::string_view sql) override {
        return std::make_unique<PostgresStatement>(session_, sql);
    }
    std::int64_t last_insert_id() override { return one_integer("SELECT lastval()").value_or(0); }
    void execute(std::string_view sql) override {
        if (sql == "COMMIT") return commit();
        if (sql == "ROLLBACK") return roll_back();
        session_->ready();
        session_->execute(sql);
        session_->in_transaction = PQtransactionStatus(session_->handle()) != PQTRANS_IDLE;
    }
    void begin_snapshot() override { begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"); }
    // The lock's class is "CWAY" in letters; it goes with the transaction.
    void begin_writing(std::int64_t subject) override {
        begin(
            "BEGIN; SET LOCAL idle_in_transaction_session_timeout = '60s'; "
            "SELECT pg_advisory_xact_lock(1129799001, " +
            std::to_string(static_cast<std::int32_t>(subject)) + ")");
    }

  private:
    void begin(const std::string& sql) {
        session_->ready();
        session_->drop_forgotten();
        try {
            session_->execute(sql);
        } catch (const base::Failure&) {
            roll_back();  // BEGIN itself may have gone through
            throw;
        }
        session_->in_transaction = true;
    }
    void commit() {
        session_->ready();
        session_->in_transaction = false;
        const PostgresResult result = session_->execute("COMMIT");
        // One that had failed is rolled back without an error.
        if (std::string_view(PQcmdStatus(result.get())) != "COMMIT")
            throw std::logic_error("a transaction that had failed was to be committed");
    }
    void roll_back() {
        session_->in_transaction = false;
        if (PQstatus(session_->handle()) != CONNECTION_OK) return;  // it is gone with everything
        const PostgresResult result(PQexec(session_->handle(), "ROLLBACK"));
    }

    std::shared_ptr<PostgresSession> session_;
};

}  // namespace

std::unique_ptr<Connection> open_postgres(const PostgresAddress& address,
                                          unsigned timeout_seconds) {
    return std::make_unique<PostgresConnection>(address, timeout_seconds);
}

}  // namespace causeway::db
