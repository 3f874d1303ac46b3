// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/grade_desk.h"

#include <algorithm>
#include <map>
#include <set>

#include "store/statements.h"

namespace causeway::store {

GradeDesk::GradeDesk(Store& store, const std::string& link) : store_(store) {
    (void)store.link(link);
    const std::scoped_lock lock(store_.mutex_);
    link_ = *store_.writer_->one_integer("SELECT id FROM link WHERE name = ?", {text(link)});
}

std::vector<GradeChoice> GradeDesk::choices() {
    const std::scoped_lock lock(store_.mutex_);
    std::vector<GradeChoice> out;
    const auto rows = store_.writer_->query(
        "SELECT kind, key_id, option, by, at FROM grade_choice WHERE link = ? ORDER BY kind, "
        "key_id",
        {number(link_)});
    while (const db::Row* row = rows->next())
        out.push_back({static_cast<model::Kind>(row->integer(0)), row->integer(1),
                       std::string(row->text(2)), std::string(row->text(3)), row->integer(4)});
    return out;
}

GradeChoice GradeDesk::held(model::Kind kind, std::int64_t id) {
    const auto rows = store_.writer_->query(
        "SELECT option, by, at FROM grade_choice WHERE link = ? AND kind = ? AND key_id = ?",
        {number(link_), number_of(kind), number(id)});
    const db::Row* row = rows->next();
    if (row == nullptr) return {kind, id, "", "", 0};
    return {kind, id, std::string(row->text(0)), std::string(row->text(1)), row->integer(2)};
}

void GradeDesk::set(const GradeChoice& choice) {
    if (choice.option.empty()) {
        store_.writer_->run("DELETE FROM grade_choice WHERE link = ? AND kind = ? AND key_id = ?",
                            {number(link_), number_of(choice.kind), number(choice.id)});
        return;
    }
    store_.writer_->run(
        "INSERT INTO grade_choice (link, kind, key_id, option, by, at) VALUES (?,?,?,?,?,?) ON "
        "CONFLICT (link, kind, key_id) DO UPDATE SET option = excluded.option, by = excluded.by, "
        "at = excluded.at",
        {number(link_), number_of(choice.kind), number(choice.id), text(choice.option),
         text(choice.by), number(choice.at)});
}

void GradeDesk::note_switch(std::int64_t run, const GradeChoice& before, const GradeChoice& after) {
    store_.writer_->run(
        "INSERT INTO grade_switch (link, run, kind, key_id, option, by, at, option_before, "
        "by_before, at_before) VALUES (?,?,?,?,?,?,?,?,?,?)",
        {number(link_), number(run), number_of(after.kind), number(after.id), text(after.option),
         text(after.by), number(after.at), text(before.option), text(before.by),
         number(before.at)});
}

void GradeDesk::choose(const GradeChoice& choice, std::int64_t run) {
    const std::scoped_lock lock(store_.mutex_);
    db::Transaction transaction(*store_.writer_, db::Writing{link_});
    if (run != 0) note_switch(run, held(choice.kind, choice.id), choice);
    set(choice);
    transaction.commit();
}

std::optional<GradeDesk::PutBack> GradeDesk::put_back(std::int64_t run, std::int64_t undo_run) {
    const std::scoped_lock lock(store_.mutex_);
    db::Transaction transaction(*store_.writer_, db::Writing{link_});
    GradeChoice chosen, before;
    {
        const auto rows = store_.writer_->query(
            "SELECT kind, key_id, option, by, at, option_before, by_before, at_before FROM "
            "grade_switch WHERE link = ? AND run = ?",
            {number(link_), number(run)});
        const db::Row* row = rows->next();
        if (row == nullptr) return std::nullopt;
        chosen = {static_cast<model::Kind>(row->integer(0)), row->integer(1),
                  std::string(row->text(2)), std::string(row->text(3)), row->integer(4)};
        before = {chosen.kind, chosen.id, std::string(row->text(5)), std::string(row->text(6)),
                  row->integer(7)};
    }
    if (GradeChoice now = held(chosen.kind, chosen.id); now != chosen)
        return PutBack{std::move(now), true};
    note_switch(undo_run, chosen, before);
    set(before);
    transaction.commit();
    return PutBack{std::move(before), false};
}

void GradeDesk::tell(std::span<const ToldSection> sections, base::Instant at) {
    std::map<std::string, GradeDifference> held;
    std::map<std::int64_t, std::set<std::string>> keys;
    for (GradeDifference& one : differences(std::nullopt)) {
        keys[one.section].insert(one.key);
        held.emplace(one.key, std::move(one));
    }
    std::vector<std::string> gone;
    std::vector<const GradeDifference*> fresh;
    for (const ToldSection& told : sections) {
        std::set<std::string> still;
        for (const GradeDifference& d : told.now) {
            still.insert(d.key);
            const auto before = held.find(d.key);
            if (before == held.end() || !before->second.says(d)) fresh.push_back(&d);
        }
        const auto& of_section = keys[told.section];
        const auto drop = [&](const std::string& key) {
            if (of_section.contains(key) && !still.contains(key)) gone.push_back(key);
        };
        if (told.keys)
            std::ranges::for_each(*told.keys, drop);
        else
            std::ranges::for_each(of_section, drop);
    }
    if (gone.empty() && fresh.empty()) return;
    const std::scoped_lock lock(store_.mutex_);
    auto& writer = *store_.writer_;
    db::Transaction transaction(writer, db::Writing{link_});
    for (const std::string& key : gone)
        writer.run("DELETE FROM grade_difference WHERE link = ? AND key = ?",
                   {number(link_), text(key)});
    // One that is still there keeps the moment from which it was.
    for (const GradeDifference* d : fresh)
        writer.run(
            "INSERT INTO grade_difference (link, key, section, kind, student, title, here, there, "
            "why, since, stale) VALUES (?,?,?,?,?,?,?,?,?,?,0) ON CONFLICT (link, key) DO UPDATE "
            "SET title = excluded.title, here = excluded.here, there = excluded.there, why = "
            "excluded.why",
            {number(link_), text(d->key), number(d->section), text(d->kind), number(d->student),
             text(d->title), text(d->here), text(d->there), text(d->why), number(at)});
    transaction.commit();
}

std::vector<GradeDifference> GradeDesk::differences(std::optional<std::int64_t> section) {
    const std::scoped_lock lock(store_.mutex_);
    std::vector<GradeDifference> out;
    const auto rows = store_.writer_->query(
        "SELECT key, section, kind, student, title, here, there, why, since FROM grade_difference "
        "WHERE link = ?1 AND (?2 = 0 OR section = ?2) ORDER BY section, key",
        {number(link_), number(section.value_or(0))});
    while (const db::Row* row = rows->next())
        out.push_back({std::string(row->text(0)), row->integer(1), std::string(row->text(2)),
                       row->integer(3), std::string(row->text(4)), std::string(row->text(5)),
                       std::string(row->text(6)), std::string(row->text(7)), row->integer(8)});
    return out;
}

}  // namespace causeway::store
