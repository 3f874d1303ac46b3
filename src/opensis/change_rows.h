// SPDX-License-Identifier: GPL-3.0-or-later
// Which records a changed row of openSIS may change: the one table that both feeds go by. A row is
// told as the values of a few whole-number columns before and after the change. Columns that the
// roster reader does not read (roster_tables.h) change nothing, so a login, a chosen school or a
// seat count is no hint. Pure; one thread for each HintBuilder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

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
    void everything() { everything_ = true; }
    // For the log: the table, or "statement", "too many rows".
    void because(std::string_view reason) { reasons_.emplace(reason); }

    [[nodiscard]] bool empty() const { return keys_.empty() && !everything_; }
    // Leaves the builder empty.
    ChangeHint take();

  private:
    std::string feed_;
    std::size_t most_;
    std::set<model::Key> keys_;
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
};

// Every table of which a change can matter.
std::span<const WatchedTable> watched_tables();
const WatchedTable* watched_table(std::string_view name);
// The columns of it that the reader reads; among them the key columns.
std::vector<std::string_view> read_columns(const WatchedTable& table);

// The most key columns that a table has.
inline constexpr std::size_t kMostKeyColumns = 4;

// Tells the row's records, if it is of a school that takes part (none named: all do).
void collect(const WatchedTable& table, RowPair row, std::span<const std::int64_t> schools,
             HintBuilder& out);

}  // namespace causeway::opensis
