// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/accounts.h"

#include <boost/json.hpp>

#include "base/text.h"
#include "store/dialect.h"
#include "store/reading.h"
#include "store/statements.h"

namespace causeway::store {

namespace {

namespace json = boost::json;

constexpr std::string_view kColumns =
    "id, name, role, schools, enabled, created, last_sign_in, person_link, person FROM account ";

std::string schools_json(const std::vector<SchoolRight>& schools) {
    json::array out;
    for (const SchoolRight& one : schools)
        out.push_back(json::object{{"link", one.link}, {"school", one.school}});
    return json::serialize(out);
}

std::vector<SchoolRight> schools_from(std::string_view text) {
    std::vector<SchoolRight> out;
    const json::value parsed = json::parse(json::string_view(text.data(), text.size()));
    for (const json::value& one : parsed.as_array())
        out.push_back({std::string(one.at("link").as_string()), one.at("school").as_int64()});
    return out;
}

Account read_account(const db::Row& row, int first = 0) {
    Account out;
    out.id = row.integer(first);
    out.name = row.text(first + 1);
    out.role = row.text(first + 2);
    out.schools = schools_from(row.text(first + 3));
    out.enabled = row.integer(first + 4) != 0;
    out.created = row.integer(first + 5);
    out.last_sign_in = row.maybe_integer(first + 6);
    out.person_link = row.text(first + 7);
    out.person = row.text(first + 8);
    return out;
}

std::string folded(std::string_view name) {
    return base::lower_ascii(base::tidy(name));
}

std::optional<Account> first_of(db::Connection& connection, std::string_view where,
                                std::initializer_list<db::Value> values) {
    const auto rows =
        connection.query("SELECT " + std::string(kColumns) + "WHERE " + std::string(where), values);
    const db::Row* row = rows->next();
    if (row == nullptr) return std::nullopt;
    return read_account(*row);
}

// As LIKE wants it, so that what a person types stands for itself.
std::string like_beginning(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '\\') out += '\\';
        out += c;
    }
    return out + "%";
}

}  // namespace

std::int64_t Accounts::count() {
    const std::scoped_lock lock(store_.mutex_);
    return store_.writer_->one_integer("SELECT COUNT(*) FROM account").value_or(0);
}

std::optional<Account> Accounts::add(const Account& account, const std::string& password_hash,
                                     bool only_first) {
    const std::scoped_lock lock(store_.mutex_);
    auto& writer = *store_.writer_;
    const std::string schools = schools_json(account.schools);
    const std::string key = folded(account.name);
    db::Transaction transaction(writer, db::Writing{kAccounts});
    if (only_first && writer.one_integer("SELECT COUNT(*) FROM account").value_or(0) > 0)
        return std::nullopt;
    if (writer.run(
            "INSERT INTO account (name, folded, role, schools, password, enabled, created, "
            "person_link, person) VALUES (?,?,?,?,?,?,?,?,?) ON CONFLICT (folded) DO NOTHING",
            {text(account.name), text(key), text(account.role), text(schools), text(password_hash),
             number(account.enabled ? 1 : 0), number(account.created), text(account.person_link),
             text(account.person)}) == 0)
        return std::nullopt;
    auto made = first_of(writer, "folded = ?", {text(key)});
    transaction.commit();
    return made;
}

std::vector<Account> Accounts::all() {
    const std::scoped_lock lock(store_.mutex_);
    std::vector<Account> out;
    const auto rows = store_.writer_->query("SELECT " + std::string(kColumns) + "ORDER BY folded");
    while (const db::Row* row = rows->next())
        out.push_back(read_account(*row));
    return out;
}

std::optional<Account> Accounts::by_id(std::int64_t id) {
    const std::scoped_lock lock(store_.mutex_);
    return first_of(*store_.writer_, "id = ?", {number(id)});
}

std::optional<Account> Accounts::by_name(std::string_view name) {
    const std::string key = folded(name);
    const std::scoped_lock lock(store_.mutex_);
    return first_of(*store_.writer_, "folded = ?", {text(key)});
}

std::string Accounts::password_hash(std::int64_t id) {
    const std::scoped_lock lock(store_.mutex_);
    return store_.writer_->one_text("SELECT password FROM account WHERE id = ?", {number(id)})
        .value_or("");
}

bool Accounts::last_super_administrator_gone() {
    return store_.writer_
               ->one_integer(
                   "SELECT COUNT(*) FROM account WHERE enabled = 1 AND role = "
                   "'super_administrator'")
               .value_or(0) == 0;
}

bool Accounts::change(std::int64_t id, const AccountChange& change) {
    const std::scoped_lock lock(store_.mutex_);
    auto& writer = *store_.writer_;
    db::Transaction transaction(writer, db::Writing{kAccounts});
    if (change.password_hash)
        writer.run("UPDATE account SET password = ? WHERE id = ?",
                   {text(*change.password_hash), number(id)});
    if (change.role)
        writer.run("UPDATE account SET role = ? WHERE id = ?", {text(*change.role), number(id)});
    if (change.schools) {
        const std::string schools = schools_json(*change.schools);
        writer.run("UPDATE account SET schools = ? WHERE id = ?", {text(schools), number(id)});
    }
    if (change.enabled)
        writer.run("UPDATE account SET enabled = ? WHERE id = ?",
                   {number(*change.enabled ? 1 : 0), number(id)});
    if (change.person)
        writer.run("UPDATE account SET person_link = ?, person = ? WHERE id = ?",
                   {text(change.person->first), text(change.person->second), number(id)});
    if (last_super_administrator_gone()) return false;
    transaction.commit();
    return true;
}

bool Accounts::remove(std::int64_t id) {
    const std::scoped_lock lock(store_.mutex_);
    db::Transaction transaction(*store_.writer_, db::Writing{kAccounts});
    store_.writer_->run("DELETE FROM account WHERE id = ?", {number(id)});
    if (last_super_administrator_gone()) return false;
    transaction.commit();
    return true;
}

void Accounts::note_sign_in(std::int64_t id, base::Instant at) {
    const std::scoped_lock lock(store_.mutex_);
    store_.writer_->run("UPDATE account SET last_sign_in = ? WHERE id = ?",
                        {number(at), number(id)});
}

void Accounts::open_session(const std::string& digest, std::int64_t account,
                            const std::string& csrf, base::Instant now, base::Instant expires) {
    const std::scoped_lock lock(store_.mutex_);
    store_.writer_->run(
        "INSERT INTO session (digest, account, csrf, created, expires) VALUES (?,?,?,?,?)",
        {text(digest), number(account), text(csrf), number(now), number(expires)});
}

std::optional<SessionRecord> Accounts::session(const std::string& digest, base::Instant now) {
    const std::scoped_lock lock(store_.mutex_);
    const auto rows = store_.writer_->query(
        "SELECT a.id, a.name, a.role, a.schools, a.enabled, a.created, a.last_sign_in, "
        "a.person_link, a.person, s.csrf, s.created, s.expires FROM session s JOIN account a ON "
        "a.id = s.account "
        "WHERE s.digest = ? AND s.expires > ? AND a.enabled = 1",
        {text(digest), number(now)});
    const db::Row* row = rows->next();
    if (row == nullptr) return std::nullopt;
    return SessionRecord{
        read_account(*row), std::string(row->text(9)), row->integer(10), row->integer(11), "", 0};
}

void Accounts::prolong_session(const std::string& digest, base::Instant expires) {
    const std::scoped_lock lock(store_.mutex_);
    store_.writer_->run("UPDATE session SET expires = ? WHERE digest = ?",
                        {number(expires), text(digest)});
}

void Accounts::close_session(const std::string& digest) {
    const std::scoped_lock lock(store_.mutex_);
    store_.writer_->run("DELETE FROM session WHERE digest = ?", {text(digest)});
}

void Accounts::close_sessions(std::int64_t account, const std::string& except_digest) {
    const std::scoped_lock lock(store_.mutex_);
    store_.writer_->run("DELETE FROM session WHERE account = ? AND digest <> ?",
                        {number(account), text(except_digest)});
}

void Accounts::drop_expired(base::Instant now) {
    const std::scoped_lock lock(store_.mutex_);
    store_.writer_->run("DELETE FROM session WHERE expires <= ?", {number(now)});
}

void Accounts::note(const AuditEntry& entry) {
    const std::scoped_lock lock(store_.mutex_);
    store_.writer_->run(
        "INSERT INTO audit (at, who, address, action, link, record, detail) VALUES (?,?,?,?,?,?,?)",
        {number(entry.at), text(entry.who), text(entry.address), text(entry.action),
         text(entry.link), text(entry.record), text(entry.detail)});
}

std::vector<AuditEntry> Accounts::audit(const AuditFilter& filter) {
    const std::string action = like_beginning(base::lower_ascii(filter.action));
    Reading reading(store_);
    std::vector<AuditEntry> out;
    const auto rows = reading->query(
        "SELECT id, at, who, address, action, link, record, detail FROM audit "
        "WHERE (?1 = '' OR who = ?1) AND lower(action) LIKE ?2 ESCAPE '\\' AND (?3 = '' OR link = "
        "?3) "
        "AND at >= ?4 AND at <= ?5 AND (?6 = 0 OR id < ?6) ORDER BY id DESC LIMIT ?7",
        {text(filter.who), text(action), text(filter.link), number(filter.from.value_or(0)),
         number(filter.to.value_or(INT64_MAX)), number(filter.before), number(filter.limit)});
    while (const db::Row* row = rows->next())
        out.push_back({row->integer(0), row->integer(1), std::string(row->text(2)),
                       std::string(row->text(3)), std::string(row->text(4)),
                       std::string(row->text(5)), std::string(row->text(6)),
                       std::string(row->text(7))});
    return out;
}

}  // namespace causeway::store
