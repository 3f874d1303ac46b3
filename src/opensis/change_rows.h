// SPDX-License-Identifier: GPL-3.0-or-later
// Which records a changed row of openSIS may change: the one table that both feeds go by. A row is
// told as the values of a few whole-number columns before and after the change. Columns that the
// roster reader does not read (roster_tables.h) change nothing, so a login, a chosen school or a
// seat count is no hint; nor does what hangs on people (their address, their contacts), unless
// a field of it is mapped. One thread for each HintBuilder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "db/db.h"
#include "model/key.h"
#include "opensis/change_feed.h"

namespace causeway::opensis {

// Gathers keys until somebody asks for the hint.
class HintBuilder {
  public:
    HintBuilder(std::string_view feed, std::size_t most_keys) : feed_(feed), most_(most_keys) {}

    // Numbers that are NULL or not above zero name no record and are passed over.
    void add(model::Kind kind, std::optional<std::int64_t> id);
    void add(model::Kind kind, std::optional<std::int64_t> id, std::optional<std::int64_t> who);
    // Of whose students only the database can tell: see name_contacts().
    void add_contact(std::optional<std::int64_t> person);
    void everything() { everything_ = true; }
    // For the log: the table, or "statement", "too many rows".
    void because(std::string_view reason) { reasons_.emplace(reason); }

    [[nodiscard]] bool empty() const { return keys_.empty() && contacts_.empty() && !everything_; }
    // Puts the students of the contacts that were added in the place of these. Throws as the
    // connection does, and then they are still there.
    void name_contacts(db::Connection& connection);
    // Leaves the builder empty. A contact that was not named stands for everything.
    ChangeHint take();

  private:
    std::string feed_;
    std::size_t most_;
    std::set<model::Key> keys_;
    std::set<std::int64_t> contacts_;
    std::set<std::string, std::less<>> reasons_;
    bool everything_ = false;
};

// The values of a table's key columns, in their order.
using RowKeys = std::span<const std::optional<std::int64_t>>;

struct RowPair {
    RowKeys before;  // empty: the row was inserted
    RowKeys after;   // empty: the row was deleted
};

struct WatchedTable {
    std::string_view name;
    // Columns of whole numbers. The first is that by which the poll cuts the table into ranges: the
    // primary key, or the leading part of it.
    std::vector<std::string_view> keys;
    std::optional<std::size_t> school;  // which of them is the school that the row is of
    void (*collect)(const RowPair& row, HintBuilder& out);
    // Of a table beyond the roster: columns that decide whose row it is, the key columns among
    // them.
    std::vector<std::string_view> decisive = {};
};

// Columns read beyond the roster: table, column (FeedOptions::columns).
using MoreColumns = std::vector<std::pair<std::string, std::string>>;

// Every table of which a change can matter: those of the roster and, where such columns are read,
// those that they stand in.
std::vector<const WatchedTable*> watched_tables(const MoreColumns& more);
const WatchedTable* watched_table(std::string_view name, const MoreColumns& more);
// Whether it is one of these for some choice of columns.
bool may_be_watched(std::string_view name);
// The columns of it that are always read; among them the key columns.
std::vector<std::string_view> read_columns(const WatchedTable& table);

// The most key columns that a table has.
inline constexpr std::size_t kMostKeyColumns = 4;

// Tells the row's records, if it is of a school that takes part (none named: all do).
void collect(const WatchedTable& table, RowPair row, std::span<const std::int64_t> schools,
             HintBuilder& out);

}  // namespace causeway::opensis
