// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/postgres_session.h"

#include <libpq-fe.h>
#include <poll.h>

#include <array>
#include <stdexcept>

#include "base/failure.h"
#include "base/log.h"
#include "base/text.h"

namespace causeway::db {

namespace {

using base::ExitCode;

struct Cure {
    std::string_view state;  // an SQLSTATE or the class it begins with
    ExitCode exit;
    const char* text;
};

// A refused connection has no SQLSTATE of the server's when it is about TLS: these stand in.
constexpr std::string_view kUntrusted = "tls.untrusted";
constexpr std::string_view kOtherName = "tls.name";
constexpr std::string_view kNoTls = "tls.off";
constexpr std::string_view kTlsOnly = "tls.demanded";

// The first that fits counts.
constexpr std::array kCures = {
    Cure{"53100", ExitCode::error, "Free some space on the disk of the PostgreSQL server."},
    Cure{"53300", ExitCode::incomplete,
         "Let PostgreSQL take more connections (max_connections), or end some that are idle."},
    Cure{"53", ExitCode::incomplete,
         "PostgreSQL is short of memory or disk; see its log. The next run goes on."},
    Cure{"55P03", ExitCode::incomplete,
         "Another node or program holds the record; let it finish. The next run goes on."},
    Cure{"40", ExitCode::incomplete,
         "Two writers met and this one stepped back. Nothing was written; the next run goes on."},
    Cure{"57014", ExitCode::incomplete,
         "Somebody or a time limit of the server ended the statement. The next run goes on."},
    Cure{"57", ExitCode::incomplete,
         "PostgreSQL is being stopped or started; the next run goes on once it is up."},
    Cure{"25P03", ExitCode::incomplete,
         "The server ended a transaction that had come to a stop. The next run goes on."},
    Cure{"08", ExitCode::incomplete,
         "Check that PostgreSQL runs and can be reached at store.url. The next run goes on."},
    Cure{"28", ExitCode::usage,
         "Check user and password in store.url, and the server's pg_hba.conf."},
    Cure{"3D000", ExitCode::usage,
         "Make the database: CREATE DATABASE ... OWNER ... ENCODING 'UTF8' TEMPLATE template0."},
    Cure{"42501", ExitCode::usage,
         "Make the account of store.url the owner of the database, or GRANT it what is missing."},
    Cure{"25006", ExitCode::usage,
         "This server only reads (a standby): set store.url to the one that may be written."},
    Cure{"XX00", ExitCode::error,
         "Look into PostgreSQL's log, and put back a backup of the store."},
    Cure{kUntrusted, ExitCode::usage,
         "Set sslrootcert in store.url to the file with the certificate of whoever signed the "
         "server's (its own, if it signed itself)."},
    Cure{kOtherName, ExitCode::usage,
         "Write the host in store.url as the server's certificate names it, or give the server a "
         "certificate for this name."},
    Cure{kNoTls, ExitCode::usage,
         "Switch TLS on in PostgreSQL (ssl = on, with certificate and key). Only where nobody can "
         "listen on the way, set sslmode=disable in store.url instead."},
    Cure{kTlsOnly, ExitCode::usage,
         "Set sslmode=verify-full and sslrootcert in store.url: this server's pg_hba.conf takes "
         "no connection like this one without TLS."},
};

constexpr std::string_view kLost = "08006";

const Cure* cure_of(std::string_view state) {
    for (const Cure& cure : kCures)
        if (state.starts_with(cure.state)) return &cure;
    return nullptr;
}

// libpq tells a refused connection by the server's words alone.
std::string_view state_of_refusal(std::string_view words) {
    const auto has = [&](std::string_view part) {
        return words.find(part) != std::string_view::npos;
    };
    if (has("does not match host name")) return kOtherName;
    if (has("certificate verify failed") || has("root certificate file")) return kUntrusted;
    if (has("does not support SSL")) return kNoTls;
    if (has("no pg_hba.conf entry") && has("no encryption") && !has("SSL encryption"))
        return kTlsOnly;
    if (has("password authentication failed") || has("no pg_hba.conf entry") ||
        has("authentication failed") || has("no password supplied") ||
        (has("role \"") && has("does not exist")))
        return "28000";
    if (has("database \"") && has("does not exist")) return "3D000";
    if (has("too many clients") || has("remaining connection slots")) return "53300";
    if (has("starting up") || has("shutting down")) return "57P03";
    return "08001";
}

// Of PostgreSQL's words about a value only those around it.
std::string without_values(std::string text, std::string_view state) {
    if (!state.starts_with("22")) return text;
    const auto first = text.find('"');
    const auto last = text.rfind('"');
    if (first == std::string::npos || last <= first) return text;
    return text.replace(first + 1, last - first - 1, "...");
}

[[noreturn]] void fail_with(std::string_view state, std::string why, std::string what) {
    const Cure* cure = cure_of(state);
    throw base::Failure(cure != nullptr ? cure->exit : ExitCode::error,
                        {std::move(what), "", without_values(base::tidy(why), state),
                         cure != nullptr ? cure->text : "Report this with the text above.",
                         "db.postgres." + std::string(state)});
}

void quiet(void*, const char* words) {
    base::log::debug("PostgreSQL: {}", base::tidy(words));
}

}  // namespace

void ClosePostgres::operator()(PGconn* handle) const {
    PQfinish(handle);
}
void ClosePostgres::operator()(PGresult* result) const {
    PQclear(result);
}

std::string quoted_sql(std::string_view sql) {
    return "\"" + base::cut_utf8(base::tidy(sql), 60) + "\"";
}

PostgresSession::PostgresSession(PostgresAddress address, unsigned timeout_seconds)
    : address_(std::move(address)), timeout_(timeout_seconds) {
    connect();
}

void PostgresSession::connect() {
    const std::string port = std::to_string(address_.port);
    const std::string timeout = std::to_string(timeout_);
    std::vector<const char*> names;
    std::vector<const char*> values;
    const auto give = [&](const char* name, const std::string& value) {
        if (value.empty()) return;
        names.push_back(name);
        values.push_back(value.c_str());
    };
    const std::string utf8 = "UTF8";
    const std::string program = "causeway";
    // A server that is gone without a word is noticed within a minute.
    const std::string silence = "30000";
    give("host", address_.host);
    give("port", port);
    give("user", address_.user);
    give("password", address_.password);
    give("dbname", address_.database);
    give("sslmode", address_.sslmode);
    give("sslrootcert", address_.sslrootcert);
    give("sslcert", address_.sslcert);
    give("sslkey", address_.sslkey);
    give("connect_timeout", timeout);
    give("client_encoding", utf8);
    give("application_name", program);
    give("tcp_user_timeout", silence);
    names.push_back(nullptr);
    values.push_back(nullptr);
    handle_.reset();
    handle_.reset(PQconnectdbParams(names.data(), values.data(), 0));
    if (!handle_) throw std::bad_alloc();
    if (PQstatus(handle_.get()) != CONNECTION_OK) {
        const std::string words = PQerrorMessage(handle_.get());
        fail_with(state_of_refusal(words), words,
                  "The store's database " + address_.shown() + " cannot be reached");
    }
    PQsetNoticeProcessor(handle_.get(), quiet, nullptr);
    generation_ += 1;
    forgotten_.clear();
    const char* encoding = PQparameterStatus(handle_.get(), "server_encoding");
    if (encoding == nullptr || std::string_view(encoding) != "UTF8")
        throw base::Failure(
            ExitCode::usage,
            {"The store cannot be kept in this database", address_.shown(),
             "its encoding is " + std::string(encoding == nullptr ? "unknown" : encoding) +
                 ", and names need UTF8",
             "Make another: CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0.",
             "db.postgres.encoding"});
    // Nothing may depend on the server's defaults. A node that vanished without a word lets go of
    // what its transaction held within a minute.
    execute(
        "SET lock_timeout = '10s'; SET TIME ZONE 'UTC'; SET standard_conforming_strings = on; "
        "SET default_transaction_isolation = 'read committed'; SET client_min_messages = warning; "
        "SET tcp_keepalives_idle = 20; SET tcp_keepalives_interval = 10; "
        "SET tcp_keepalives_count = 3");
}

bool PostgresSession::still_there() const {
    if (PQstatus(handle_.get()) != CONNECTION_OK) return false;
    pollfd socket{PQsocket(handle_.get()), POLLIN, 0};
    // Behind a server's last words stands the end, which is told by the reading after them.
    while (socket.fd >= 0 && ::poll(&socket, 1, 0) > 0)
        if (PQconsumeInput(handle_.get()) != 1 || PQstatus(handle_.get()) != CONNECTION_OK)
            return false;
    return socket.fd >= 0;
}

void PostgresSession::ready() {
    if (reading) throw std::logic_error("an answer of this connection is still being read");
    if (in_transaction) {
        if (PQstatus(handle_.get()) == CONNECTION_OK) return;
        fail_with(kLost, "the connection was lost in the middle of a transaction",
                  "The store's database " + address_.shown() + " went away");
    }
    if (still_there()) return;
    base::log::info("the connection to {} was lost; another one is made", address_.shown());
    connect();
}

PostgresResult PostgresSession::execute(std::string_view sql) {
    PostgresResult result(PQexec(handle_.get(), std::string(sql).c_str()));
    const auto status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        fail(result.get(), "The store's database refused " + quoted_sql(sql));
    return result;
}

void PostgresSession::fail(const PGresult* result, std::string what) const {
    const auto field = [&](int which) -> std::string {
        const char* text = result != nullptr ? PQresultErrorField(result, which) : nullptr;
        return text == nullptr ? "" : text;
    };
    // The primary words only: what PostgreSQL adds to them names values.
    std::string state = field(PG_DIAG_SQLSTATE);
    std::string why = field(PG_DIAG_MESSAGE_PRIMARY);
    if (state.empty()) {  // the client's own error: the connection
        state = kLost;
        why = result != nullptr ? PQresultErrorMessage(result) : "";
        if (why.empty()) why = PQerrorMessage(handle_.get());
    }
    if (why.empty()) why = "the connection was lost";
    fail_with(state, std::move(why), std::move(what));
}

void PostgresSession::forget(std::string name, unsigned generation) {
    if (generation == generation_) forgotten_.push_back(std::move(name));
}

void PostgresSession::drop_forgotten() {
    for (const std::string& name : std::exchange(forgotten_, {}))
        execute("DEALLOCATE " + name);
}

}  // namespace causeway::db
