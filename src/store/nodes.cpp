// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/nodes.h"

#include <algorithm>

#include "store/dialect.h"
#include "store/holder.h"
#include "store/statements.h"

namespace causeway::store {

namespace {

constexpr std::int64_t kForgotten = 3600;  // seconds: a node's row is of no use any more

}  // namespace

Nodes::Nodes(Store& store) : store_(store), name_(holder_name()) {}

std::set<std::string> Nodes::tend() {
    const std::scoped_lock lock(store_.mutex_);
    show_life();
    forget_the_dead();
    const std::int64_t mine = tended();
    const std::int64_t due = share();
    if (mine < due) take_one();
    if (mine > due) let_one_go();
    std::set<std::string> out;
    const auto rows = store_.writer_->query(
        "SELECT link.name FROM tending JOIN link ON link.id = tending.link WHERE tending.node = ?",
        {text(name_)});
    while (const db::Row* row = rows->next())
        out.emplace(row->text(0));
    return out;
}

void Nodes::show_life() {
    auto& writer = *store_.writer_;
    db::Transaction transaction(writer, db::Writing{kNodes});
    writer.run(
        "INSERT INTO node (name, beat) VALUES (?, unixepoch()) ON CONFLICT (name) DO UPDATE SET "
        "beat = excluded.beat",
        {text(name_)});
    writer.run("DELETE FROM node WHERE beat < unixepoch() - ?", {number(kForgotten)});
    writer.run(
        "INSERT INTO tending (link, node) SELECT id, '' FROM link WHERE NOT EXISTS (SELECT 1 FROM "
        "tending WHERE tending.link = link.id) ON CONFLICT (link) DO NOTHING");
    transaction.commit();
}

// Those of this machine whose process is gone need not be waited for.
void Nodes::forget_the_dead() {
    auto& writer = *store_.writer_;
    std::vector<std::string> dead;
    {
        const auto rows = writer.query("SELECT name FROM node");
        while (const db::Row* row = rows->next())
            if (holder_died(std::string(row->text(0)))) dead.emplace_back(row->text(0));
    }
    for (const std::string& one : dead)
        writer.run("DELETE FROM node WHERE name = ?", {text(one)});
}

std::int64_t Nodes::tended() {
    return store_.writer_->one_integer("SELECT COUNT(*) FROM tending WHERE node = ?", {text(name_)})
        .value_or(0);
}

// Equal parts, rounded up.
std::int64_t Nodes::share() {
    const std::int64_t links = store_.writer_->one_integer("SELECT COUNT(*) FROM link").value_or(0);
    const std::int64_t alive =
        store_.writer_
            ->one_integer("SELECT COUNT(*) FROM node WHERE beat >= unixepoch() - ?",
                          {number(kNodeSeconds)})
            .value_or(1);
    return (links + alive - 1) / std::max<std::int64_t>(alive, 1);
}

// Nodes that pick at the same moment pick different links.
void Nodes::take_one() {
    auto& writer = *store_.writer_;
    db::Transaction transaction(writer, begin_picking(writer.product()));
    const auto free = writer.one_integer(
        "SELECT link FROM tending WHERE node NOT IN (SELECT name FROM node WHERE beat >= "
        "unixepoch() - ?) ORDER BY link LIMIT 1" +
            std::string(skip_locked(writer.product())),
        {number(kNodeSeconds)});
    if (free)
        writer.run("UPDATE tending SET node = ? WHERE link = ?", {text(name_), number(*free)});
    transaction.commit();
}

void Nodes::let_one_go() {
    store_.writer_->run(
        "UPDATE tending SET node = '' WHERE node = ? AND link = (SELECT MAX(link) FROM tending "
        "WHERE node = ?)",
        {text(name_), text(name_)});
}

void Nodes::leave() {
    const std::scoped_lock lock(store_.mutex_);
    auto& writer = *store_.writer_;
    db::Transaction transaction(writer, db::Writing{kNodes});
    writer.run("UPDATE tending SET node = '' WHERE node = ?", {text(name_)});
    writer.run("DELETE FROM node WHERE name = ?", {text(name_)});
    transaction.commit();
}

}  // namespace causeway::store
