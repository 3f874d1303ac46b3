// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/entrances.h"

#include "store/dialect.h"
#include "store/statements.h"

namespace causeway::store {

namespace {

constexpr base::Instant kSweepEvery = 30;

}  // namespace

bool Entrances::first_use(const std::string& link, const std::string& nonce, base::Instant until,
                          base::Instant now) {
    Wish wish;
    wish.link = &link;
    wish.nonce = &nonce;
    wish.until = until;
    wish.now = now;
    fulfil(wish);
    return wish.first;
}

void Entrances::note(const AuditEntry& entry) {
    Wish wish;
    wish.entry = &entry;
    fulfil(wish);
}

// Whoever comes while nobody writes, writes for all who wait.
void Entrances::fulfil(Wish& wish) {
    std::unique_lock lock(mutex_);
    waiting_.push_back(&wish);
    while (!wish.done) {
        if (writing_) {
            done_.wait(lock);
            continue;
        }
        writing_ = true;
        const std::vector<Wish*> batch = std::move(waiting_);
        waiting_.clear();
        lock.unlock();
        std::exception_ptr error;
        try {
            write(batch);
        } catch (...) {
            error = std::current_exception();
        }
        lock.lock();
        for (Wish* one : batch) {
            one->error = error;
            one->done = true;
        }
        writing_ = false;
        done_.notify_all();
    }
    if (wish.error) std::rethrow_exception(wish.error);
}

void Entrances::write(const std::vector<Wish*>& wishes) {
    const std::scoped_lock lock(store_.mutex_);
    auto& writer = *store_.writer_;
    db::Transaction transaction(writer, db::Writing{kAccounts});
    for (Wish* wish : wishes) {
        if (wish->nonce != nullptr) {
            // Only what its time refuses by now is forgotten.
            if (wish->now >= swept_ + kSweepEvery) {
                writer.run("DELETE FROM statement_used WHERE until < ?", {number(wish->now)});
                writer.run("DELETE FROM handed_session WHERE expires <= ?", {number(wish->now)});
                swept_ = wish->now;
            }
            wish->first = writer.run(
                              "INSERT INTO statement_used (link, nonce, until) VALUES (?,?,?) "
                              "ON CONFLICT (link, nonce) DO NOTHING",
                              {text(*wish->link), text(*wish->nonce), number(wish->until)}) > 0;
        }
        if (const AuditEntry* entry = wish->entry)
            writer.run(
                "INSERT INTO audit (at, who, address, action, link, record, detail) "
                "VALUES (?,?,?,?,?,?,?)",
                {number(entry->at), text(entry->who), text(entry->address), text(entry->action),
                 text(entry->link), text(entry->record), text(entry->detail)});
    }
    transaction.commit();
}

void Entrances::open(const HandedSession& session) {
    const std::scoped_lock lock(store_.mutex_);
    store_.writer_->run(
        "INSERT INTO handed_session (digest, link, person, name, role, school, page, csrf, "
        "created, expires) VALUES (?,?,?,?,?,?,?,?,?,?)",
        {text(session.digest), text(session.link), text(session.person), text(session.name),
         text(session.role), number(session.school), text(session.page), text(session.csrf),
         number(session.created), number(session.expires)});
}

std::optional<SessionRecord> Entrances::session(const std::string& digest, base::Instant now) {
    const std::scoped_lock lock(store_.mutex_);
    const auto rows = store_.writer_->query(
        "SELECT link, person, name, role, school, page, csrf, created, expires "
        "FROM handed_session WHERE digest = ? AND expires > ?",
        {text(digest), number(now)});
    const db::Row* row = rows->next();
    if (row == nullptr) return std::nullopt;
    SessionRecord out;
    out.account.handed = true;
    out.account.person_link = row->text(0);
    out.account.person = row->text(1);
    out.account.name = row->text(2);
    out.account.role = row->text(3);
    out.school = row->integer(4);
    if (out.account.role == "administrator")
        out.account.schools = {{out.account.person_link, out.school}};
    out.page = row->text(5);
    out.csrf = row->text(6);
    out.created = row->integer(7);
    out.expires = row->integer(8);
    out.account.created = out.created;
    return out;
}

void Entrances::prolong(const std::string& digest, base::Instant expires) {
    const std::scoped_lock lock(store_.mutex_);
    store_.writer_->run("UPDATE handed_session SET expires = ? WHERE digest = ?",
                        {number(expires), text(digest)});
}

}  // namespace causeway::store
