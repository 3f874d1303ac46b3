// SPDX-License-Identifier: GPL-3.0-or-later
// LinkState: what an intake wrote into openSIS, and what both sides agree on because of it.
#include "base/text.h"
#include "store/statements.h"
#include "store/store.h"

namespace causeway::store {

namespace {

std::string joined(const std::vector<model::Key>& keys) {
    std::string out;
    for (const auto& key : keys)
        out += (out.empty() ? "" : " ") + key.text();
    return out;
}

std::vector<model::Key> keys_in(std::string_view text) {
    std::vector<model::Key> out;
    for (const auto& word : base::split(text, ' '))
        if (const auto key = model::Key::parse(word)) out.push_back(*key);
    return out;
}

}  // namespace

void LinkState::note_intake(std::int64_t run, const IntakeNote& note) {
    note_intake_left(run, {&note, 1});
}

void LinkState::note_intake_left(std::int64_t run, std::span<const IntakeNote> notes) {
    if (notes.empty()) return;
    const std::scoped_lock lock(store_.mutex_);
    db::Transaction transaction(*store_.writer_, db::Writing{link_});
    require_lease(run);
    const auto put = store_.writer_->prepare(
        "INSERT INTO intake_row (link, run, row, kind, title, fate, keys, written, reason, cure, "
        "code) VALUES (?,?,?,?,?,?,?,?,?,?,?)");
    for (const IntakeNote& note : notes) {
        const std::string keys = joined(note.keys);
        const db::Value values[] = {number(link_),   number(run),        text(note.row),
                                    text(note.kind), text(note.title),   text(note.fate),
                                    text(keys),      text(note.written), text(note.reason),
                                    text(note.cure), text(note.code)};
        put->run(values);
    }
    transaction.commit();
}

std::vector<IntakeNote> LinkState::intake_notes(std::int64_t run) {
    const std::scoped_lock lock(store_.mutex_);
    std::vector<IntakeNote> out;
    const auto rows = store_.writer_->query(
        "SELECT id, row, kind, title, fate, keys, written FROM intake_row WHERE link = ? AND run "
        "= ? AND taken_back IS NULL AND fate IN ('created', 'updated', 'linked') ORDER BY id DESC",
        {number(link_), number(run)});
    while (const db::Row* row = rows->next())
        out.push_back({row->integer(0), std::string(row->text(1)), std::string(row->text(2)),
                       std::string(row->text(3)), std::string(row->text(4)), keys_in(row->text(5)),
                       std::string(row->text(6))});
    return out;
}

void LinkState::intake_taken_back(std::int64_t run, std::int64_t note,
                                  std::span<const model::Key> forget) {
    const std::scoped_lock lock(store_.mutex_);
    db::Transaction transaction(*store_.writer_, db::Writing{link_});
    require_lease(run);
    store_.writer_->run("UPDATE intake_row SET taken_back = ? WHERE link = ? AND id = ?",
                        {number(base::SystemClock().now()), number(link_), number(note)});
    drop_from_base(forget);
    transaction.commit();
}

void LinkState::let_go(std::int64_t run, std::span<const model::Key> keys) {
    if (keys.empty()) return;
    const std::scoped_lock lock(store_.mutex_);
    db::Transaction transaction(*store_.writer_, db::Writing{link_});
    require_lease(run);
    drop_from_base(keys);
    transaction.commit();
}

void LinkState::drop_from_base(std::span<const model::Key> keys) {
    for (const auto& key : keys) {
        const db::Value values[] = {number(link_), number_of(key.kind), number(key.id),
                                    number(key.who)};
        store_.statements_->drop_base->run(values);
    }
    const db::Value link[] = {number(link_)};
    store_.statements_->bump->run(link);
}

void LinkState::agree(std::int64_t run, std::span<const model::BaseRecord> records) {
    if (records.empty()) return;
    const std::scoped_lock lock(store_.mutex_);
    db::Transaction transaction(*store_.writer_, db::Writing{link_});
    require_lease(run);
    for (const auto& record : records) {
        const db::Value values[] = {number(link_),
                                    number_of(record.key.kind),
                                    number(record.key.id),
                                    number(record.key.who),
                                    number(record.school),
                                    number(record.remote),
                                    number(static_cast<std::int64_t>(record.fingerprint)),
                                    number_of(record.state),
                                    number(record.since),
                                    text(record.shape)};
        store_.statements_->put_base->run(values);
    }
    const db::Value link[] = {number(link_)};
    store_.statements_->bump->run(link);
    transaction.commit();
}

}  // namespace causeway::store
