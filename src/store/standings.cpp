// SPDX-License-Identifier: GPL-3.0-or-later
// LinkState: standings. Only refused and waiting records have a row; every other record of base
// is synced.
#include "store/statements.h"
#include "store/store.h"

namespace causeway::store {

namespace {

model::Key read_key(const db::Row& row, int first) {
    return {static_cast<model::Kind>(row.integer(first)), row.integer(first + 1),
            row.integer(first + 2)};
}

std::string title_of(const model::Key& key, std::string_view shape) {
    const model::Shape parsed = model::shape_from_json(key.kind, shape);
    if (const auto* category = std::get_if<model::CategoryShape>(&parsed)) return category->name;
    if (const auto* course = std::get_if<model::CourseShape>(&parsed)) return course->fullname;
    if (const auto* user = std::get_if<model::UserShape>(&parsed))
        return user->first_name + " " + user->last_name;
    if (const auto* group = std::get_if<model::GroupShape>(&parsed)) return group->name;
    return key.text();
}

// Records of base that no refusal and no waiting speaks of.
constexpr std::string_view kUntroubled =
    " FROM base b LEFT JOIN standing s ON s.link = b.link AND s.kind = b.kind AND s.key_id = b.id "
    "AND s.who = b.who WHERE b.link = ? AND s.link IS NULL";

}  // namespace

void LinkState::tell(std::int64_t run, std::span<const std::int64_t> schools,
                     std::span<const model::Standing> standings) {
    const std::scoped_lock lock(store_.mutex_);
    db::Transaction transaction(*store_.writer_, db::Writing{link_});
    if (schools.empty())
        store_.writer_->run("DELETE FROM standing WHERE link = ?", {number(link_)});
    for (const std::int64_t school : schools)
        store_.writer_->run("DELETE FROM standing WHERE link = ? AND school = ?",
                            {number(link_), number(school)});
    add_standings(run, standings);
    transaction.commit();
}

void LinkState::tell_of(std::int64_t run, std::span<const model::Key> keys,
                        std::span<const model::Standing> standings) {
    const std::scoped_lock lock(store_.mutex_);
    db::Transaction transaction(*store_.writer_, db::Writing{link_});
    {
        const auto drop = store_.writer_->prepare(
            "DELETE FROM standing WHERE link = ? AND kind = ? AND key_id = ? AND who = ?");
        for (const model::Key& key : keys) {
            const db::Value values[] = {number(link_), number_of(key.kind), number(key.id),
                                        number(key.who)};
            drop->run(values);
        }
    }
    add_standings(run, standings);
    transaction.commit();
}

void LinkState::add_standings(std::int64_t run, std::span<const model::Standing> standings) {
    for (const model::Standing& s : standings) {
        if (s.kind == model::StandingKind::synced) continue;  // what has no row is synced
        const std::string problem = problem_json(s.problem);
        const db::Value values[] = {number(link_),     number_of(s.key.kind), number(s.key.id),
                                    number(s.key.who), number(s.school),      number_of(s.kind),
                                    text(s.title),     text(problem),         number(run)};
        store_.statements_->add_standing->run(values);
    }
}

std::vector<ToldStanding> LinkState::standings(bool all) {
    const std::scoped_lock lock(store_.mutex_);
    std::vector<ToldStanding> out;
    {
        const auto rows = store_.writer_->query(
            "SELECT kind, key_id, who, school, what, title, problem, run FROM standing "
            "WHERE link = ? ORDER BY kind, key_id, who",
            {number(link_)});
        while (const db::Row* row = rows->next()) {
            ToldStanding& told = out.emplace_back();
            told.standing.key = read_key(*row, 0);
            told.standing.school = row->integer(3);
            told.standing.kind = static_cast<model::StandingKind>(row->integer(4));
            told.standing.title = row->text(5);
            told.standing.problem = problem_from_json(row->text(6));
            told.run = row->integer(7);
        }
    }
    if (!all) return out;
    const auto rows =
        store_.writer_->query("SELECT b.kind, b.id, b.who, b.school, b.shape" +
                                  std::string(kUntroubled) + " ORDER BY b.kind, b.id, b.who",
                              {number(link_)});
    while (const db::Row* row = rows->next()) {
        ToldStanding& told = out.emplace_back();
        told.standing.key = read_key(*row, 0);
        told.standing.school = row->integer(3);
        told.standing.title = title_of(told.standing.key, row->text(4));
    }
    return out;
}

std::vector<StandingCount> LinkState::standing_counts() {
    const std::scoped_lock lock(store_.mutex_);
    std::vector<StandingCount> out;
    for (const model::Kind kind : model::kAllKinds)
        out.push_back({kind, 0, 0, 0});
    {
        const auto rows = store_.writer_->query(
            "SELECT b.kind, COUNT(*)" + std::string(kUntroubled) + " GROUP BY b.kind",
            {number(link_)});
        while (const db::Row* row = rows->next())
            out.at(static_cast<std::size_t>(row->integer(0))).synced = row->integer(1);
    }
    const auto rows = store_.writer_->query(
        "SELECT kind, what, COUNT(*) FROM standing WHERE link = ? GROUP BY kind, what",
        {number(link_)});
    while (const db::Row* row = rows->next()) {
        StandingCount& count = out.at(static_cast<std::size_t>(row->integer(0)));
        const bool refused =
            static_cast<model::StandingKind>(row->integer(1)) == model::StandingKind::refused;
        (refused ? count.refused : count.waiting) += row->integer(2);
    }
    return out;
}

std::vector<BaseCount> LinkState::base_counts() {
    const std::scoped_lock lock(store_.mutex_);
    std::vector<BaseCount> out;
    const auto rows = store_.writer_->query(
        "SELECT kind, state, COUNT(*) FROM base WHERE link = ? GROUP BY kind, state "
        "ORDER BY kind, state",
        {number(link_)});
    while (const db::Row* row = rows->next())
        out.push_back({static_cast<model::Kind>(row->integer(0)),
                       static_cast<model::State>(row->integer(1)), row->integer(2)});
    return out;
}

}  // namespace causeway::store
