// SPDX-License-Identifier: GPL-3.0-or-later
// LinkState: what pages show of an intake and what people say about it: the rows of its runs,
// choices about single rows, first passwords until somebody takes them.
#include "base/text.h"
#include "store/statements.h"
#include "store/store.h"

namespace causeway::store {

namespace {

constexpr const char* kSealedFor = "intake.first_password";

}  // namespace

std::vector<IntakeNote> LinkState::intake_rows(std::int64_t run, bool left, std::int64_t after,
                                               std::int64_t limit) {
    const std::scoped_lock lock(store_.mutex_);
    std::vector<IntakeNote> out;
    const auto rows = store_.writer_->query(
        "SELECT id, row, kind, title, fate, keys, reason, cure, code, taken_back FROM intake_row "
        "WHERE link = ?1 AND run = ?2 AND id > ?3 AND (?4 = 0 OR fate IN ('refused', 'doubtful', "
        "'left_out')) ORDER BY id LIMIT ?5",
        {number(link_), number(run), number(after), number(left ? 1 : 0), number(limit)});
    while (const db::Row* row = rows->next()) {
        IntakeNote note;
        note.id = row->integer(0);
        note.row = row->text(1);
        note.kind = row->text(2);
        note.title = row->text(3);
        note.fate = row->text(4);
        for (const auto& word : base::split(row->text(5), ' '))
            if (const auto key = model::Key::parse(word)) note.keys.push_back(*key);
        note.reason = row->text(6);
        note.cure = row->text(7);
        note.code = row->text(8);
        if (!row->is_null(9)) note.taken_back = row->integer(9);
        out.push_back(std::move(note));
    }
    return out;
}

std::vector<IntakeChoice> LinkState::intake_choices(const std::string& what) {
    const std::scoped_lock lock(store_.mutex_);
    std::vector<IntakeChoice> out;
    const auto rows = store_.writer_->query(
        "SELECT row, choice FROM intake_choice WHERE link = ? AND what = ? ORDER BY row",
        {number(link_), text(what)});
    while (const db::Row* row = rows->next())
        out.push_back({std::string(row->text(0)), std::string(row->text(1))});
    return out;
}

void LinkState::choose_intake(const std::string& what, std::span<const IntakeChoice> choices,
                              const std::string& by, base::Instant at) {
    const std::scoped_lock lock(store_.mutex_);
    db::Transaction transaction(*store_.writer_, db::Writing{link_});
    for (const IntakeChoice& one : choices)
        if (one.choice.empty())
            store_.writer_->run("DELETE FROM intake_choice WHERE link = ? AND what = ? AND row = ?",
                                {number(link_), text(what), text(one.row)});
        else
            store_.writer_->run(
                "INSERT INTO intake_choice (link, what, row, choice, by, at) VALUES (?,?,?,?,?,?) "
                "ON CONFLICT (link, what, row) DO UPDATE SET choice = excluded.choice, by = "
                "excluded.by, at = excluded.at",
                {number(link_), text(what), text(one.row), text(one.choice), text(by), number(at)});
    transaction.commit();
}

void LinkState::keep_first_password(std::int64_t run, const FirstPassword& one) {
    const std::string sealed = store_.key_.seal(one.password, kSealedFor);
    const std::scoped_lock lock(store_.mutex_);
    store_.writer_->run(
        "INSERT INTO intake_password (link, run, title, login, sealed) VALUES (?,?,?,?,?)",
        {number(link_), number(run), text(one.title), text(one.login), text(sealed)});
}

std::int64_t LinkState::first_passwords_left(std::int64_t run) {
    const std::scoped_lock lock(store_.mutex_);
    return store_.writer_
        ->one_integer("SELECT COUNT(*) FROM intake_password WHERE link = ? AND run = ?",
                      {number(link_), number(run)})
        .value_or(0);
}

std::vector<FirstPassword> LinkState::take_first_passwords(std::int64_t run) {
    const std::scoped_lock lock(store_.mutex_);
    db::Transaction transaction(*store_.writer_, db::Writing{link_});
    std::vector<FirstPassword> out;
    {
        const auto rows = store_.writer_->query(
            "SELECT title, login, sealed FROM intake_password WHERE link = ? AND run = ? ORDER BY "
            "id",
            {number(link_), number(run)});
        while (const db::Row* row = rows->next()) {
            auto opened = store_.key_.open(row->text(2), kSealedFor);
            // Sealed with a key that is gone: nobody will ever know it.
            out.push_back({std::string(row->text(0)), std::string(row->text(1)),
                           opened ? *std::move(opened) : std::string()});
        }
    }
    store_.writer_->run("DELETE FROM intake_password WHERE link = ? AND run = ?",
                        {number(link_), number(run)});
    transaction.commit();
    return out;
}

}  // namespace causeway::store
