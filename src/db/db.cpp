// SPDX-License-Identifier: GPL-3.0-or-later
// What both databases share: the conveniences over prepare(), the transaction that rolls itself
// back, rows in bulk, and the address of openSIS's database. Threads and errors as in db.h.
#include "db/db.h"

#include <algorithm>
#include <stdexcept>

#include "base/failure.h"
#include "base/log.h"
#include "base/text.h"
#include "db/url_text.h"

namespace causeway::db {

namespace {

// In one statement: SQLite takes 32766 values, MariaDB 65535.
constexpr std::size_t kMostPlaceholders = 32766;

// Rows that keep the statement they come from alive.
class OwningRows final : public Rows {
  public:
    OwningRows(std::unique_ptr<Statement> statement, std::span<const Value> values)
        : statement_(std::move(statement)), rows_(statement_->query(values)) {}
    const Row* next() override { return rows_->next(); }

  private:
    std::unique_ptr<Statement> statement_;
    std::unique_ptr<Rows> rows_;
};

base::Problem bad_address(std::string why) {
    return {"The database address cannot be used", "opensis.url", std::move(why),
            "Write it as mysql://user:password@host:3306/database (special characters as %40 and "
            "so on).",
            "config.opensis_url"};
}

bool parse_parameters(std::string_view text, MariadbAddress& out) {
    for (const std::string& pair : base::split(text, '&')) {
        const auto equals = pair.find('=');
        if (equals == std::string::npos) return false;
        const auto value = percent_decoded(std::string_view(pair).substr(equals + 1));
        if (!value) return false;
        const std::string name = pair.substr(0, equals);
        if (name == "socket")
            out.socket = *value;
        else if (name == "tls" &&
                 (*value == "off" || *value == "preferred" || *value == "required"))
            out.tls = *value;
        else
            return false;
    }
    return true;
}

}  // namespace

std::int64_t Statement::run_rows(std::span<const Value> values, std::size_t rows) {
    if (rows == 0 ? !values.empty() : values.size() % rows != 0)
        throw std::logic_error("these are no whole rows of values");
    const std::size_t columns = rows == 0 ? 0 : values.size() / rows;
    std::int64_t changed = 0;
    for (std::size_t row = 0; row < rows; ++row)
        changed += run(values.subspan(row * columns, columns));
    return changed;
}

std::unique_ptr<Rows> Connection::query(std::string_view sql, std::initializer_list<Value> values) {
    return std::make_unique<OwningRows>(prepare(sql), std::span(values.begin(), values.size()));
}

std::int64_t Connection::run(std::string_view sql, std::initializer_list<Value> values) {
    return prepare(sql)->run(std::span(values.begin(), values.size()));
}

std::optional<std::int64_t> Connection::one_integer(std::string_view sql,
                                                    std::initializer_list<Value> values) {
    const auto rows = query(sql, values);
    const Row* row = rows->next();
    if (row == nullptr) return std::nullopt;
    const auto out = row->maybe_integer(0);
    while (rows->next() != nullptr) {
    }
    return out;
}

std::optional<std::string> Connection::one_text(std::string_view sql,
                                                std::initializer_list<Value> values) {
    const auto rows = query(sql, values);
    const Row* row = rows->next();
    if (row == nullptr || row->is_null(0)) return std::nullopt;
    std::string out(row->text(0));
    while (rows->next() != nullptr) {
    }
    return out;
}

void Connection::insert_rows(std::string_view table, std::span<const std::string_view> columns,
                             std::span<const Value> values, std::size_t rows_per_statement) {
    const std::size_t width = columns.size();
    if (width == 0 || values.size() % width != 0 || rows_per_statement == 0)
        throw std::logic_error("insert_rows: the values are not whole rows");
    rows_per_statement = std::clamp<std::size_t>(kMostPlaceholders / width, 1, rows_per_statement);
    std::string head = "INSERT INTO " + std::string(table) + " (";
    std::string marks = "(";
    for (std::size_t i = 0; i < width; ++i) {
        head += (i == 0 ? "" : ", ") + std::string(columns[i]);
        marks += i == 0 ? "?" : ",?";
    }
    head += ") VALUES ";
    marks += ")";
    std::unique_ptr<Statement> whole;
    for (std::size_t at = 0; at < values.size();) {
        const std::size_t rows = std::min(rows_per_statement, (values.size() - at) / width);
        std::unique_ptr<Statement> rest;
        if (rows < rows_per_statement || !whole) {
            std::string sql = head;
            for (std::size_t r = 0; r < rows; ++r)
                sql += (r == 0 ? "" : ",") + marks;
            (rows == rows_per_statement ? whole : rest) = prepare(sql);
        }
        (rest ? rest : whole)->run(values.subspan(at, rows * width));
        at += rows * width;
    }
}

Transaction::Transaction(Connection& connection, std::string_view begin) : connection_(connection) {
    connection_.execute(begin);
}

Transaction::Transaction(Connection& connection, Snapshot) : connection_(connection) {
    connection_.begin_snapshot();
}

Transaction::Transaction(Connection& connection, Writing writing) : connection_(connection) {
    connection_.begin_writing(writing.subject);
}

Transaction::~Transaction() {
    if (!open_) return;
    try {
        connection_.execute("ROLLBACK");
    } catch (const base::Failure& failure) {  // the connection is lost, and with it the transaction
        base::log::debug("rollback: {}", failure.what());
    }
}

void Transaction::commit() {
    connection_.execute("COMMIT");
    open_ = false;
}

base::Result<MariadbAddress> MariadbAddress::parse(std::string_view url) {
    MariadbAddress out;
    const auto scheme = url.find("://");
    const std::string_view name = scheme == std::string_view::npos ? "" : url.substr(0, scheme);
    if (name != "mysql" && name != "mariadb") return bad_address("it does not begin with mysql://");
    std::string_view rest = url.substr(scheme + 3);
    if (const auto question = rest.find('?'); question != std::string_view::npos) {
        if (!parse_parameters(rest.substr(question + 1), out))
            return bad_address(
                "a parameter after the ? is not socket=PATH or tls=off|preferred|required");
        rest = rest.substr(0, question);
    }
    const auto slash = rest.find('/');
    if (slash == std::string_view::npos || slash + 1 == rest.size())
        return bad_address("the name of the database is missing");
    const auto database = percent_decoded(rest.substr(slash + 1));
    std::string_view authority = rest.substr(0, slash);
    if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
        const std::string_view who = authority.substr(0, at);
        const auto colon = who.find(':');
        const auto user = percent_decoded(who.substr(0, colon));
        const auto password = percent_decoded(
            colon == std::string_view::npos ? std::string_view() : who.substr(colon + 1));
        if (!user || !password) return bad_address("a % is not followed by two hexadecimal digits");
        out.user = *user;
        out.password = *password;
        if (colon != std::string_view::npos) base::log::hide(who.substr(colon + 1));  // as written
        authority = authority.substr(at + 1);
    }
    if (out.user.empty()) return bad_address("the user name is missing");
    if (!database) return bad_address("a % is not followed by two hexadecimal digits");
    out.database = *database;
    if (!parse_host(authority, out.host, out.port))
        return bad_address("the port is not a number from 1 to 65535");
    base::log::hide(out.password);
    return out;
}

std::string MariadbAddress::url() const {
    std::string out = "mysql://" + percent_encoded(user);
    if (!password.empty()) out += ":" + percent_encoded(password);
    out += "@";
    out += host_text(host);
    out += ":" + std::to_string(port) + "/" + percent_encoded(database) + "?tls=" + tls;
    if (!socket.empty()) out += "&socket=" + percent_encoded(socket);
    return out;
}

std::string MariadbAddress::shown() const {
    const std::string where = socket.empty() ? host + ":" + std::to_string(port) : socket;
    return "mysql://" + user + "@" + where + "/" + database;
}

}  // namespace causeway::db
