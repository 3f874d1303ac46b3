// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/grade_desk.h"

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

void GradeDesk::choose(const GradeChoice& choice) {
    const std::scoped_lock lock(store_.mutex_);
    db::Transaction transaction(*store_.writer_, db::Writing{link_});
    store_.writer_->run(
        "INSERT INTO grade_choice (link, kind, key_id, option, by, at) VALUES (?,?,?,?,?,?) ON "
        "CONFLICT (link, kind, key_id) DO UPDATE SET option = excluded.option, by = excluded.by, "
        "at = excluded.at",
        {number(link_), number_of(choice.kind), number(choice.id), text(choice.option),
         text(choice.by), number(choice.at)});
    transaction.commit();
}

void GradeDesk::tell(std::int64_t section, const std::vector<std::string>* keys,
                     std::span<const GradeDifference> now, base::Instant at) {
    const std::scoped_lock lock(store_.mutex_);
    auto& writer = *store_.writer_;
    db::Transaction transaction(writer, db::Writing{link_});
    // One that is still there keeps the moment from which it was.
    writer.run("UPDATE grade_difference SET stale = 1 WHERE link = ? AND section = ?",
               {number(link_), number(section)});
    if (keys != nullptr) {
        writer.run("UPDATE grade_difference SET stale = 0 WHERE link = ? AND section = ?",
                   {number(link_), number(section)});
        const auto mark =
            writer.prepare("UPDATE grade_difference SET stale = 1 WHERE link = ? AND key = ?");
        for (const std::string& key : *keys) {
            const db::Value values[] = {number(link_), text(key)};
            mark->run(values);
        }
    }
    for (const GradeDifference& d : now)
        writer.run(
            "INSERT INTO grade_difference (link, key, section, kind, student, title, here, there, "
            "why, since, stale) VALUES (?,?,?,?,?,?,?,?,?,?,0) ON CONFLICT (link, key) DO UPDATE "
            "SET title = excluded.title, here = excluded.here, there = excluded.there, why = "
            "excluded.why, stale = 0",
            {number(link_), text(d.key), number(section), text(d.kind), number(d.student),
             text(d.title), text(d.here), text(d.there), text(d.why), number(at)});
    writer.run("DELETE FROM grade_difference WHERE link = ? AND section = ? AND stale = 1",
               {number(link_), number(section)});
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
