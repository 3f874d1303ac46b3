// SPDX-License-Identifier: GPL-3.0-or-later
// Where in a logged row the columns stand that matter. The log counts columns and, unless the
// server is told to, does not name them: their places are asked of information_schema whenever a
// table is met under a new number, which it gets by every change of its shape. Used by BinlogFeed;
// one thread; throws base::Failure when the server cannot be asked.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "db/binlog_event.h"
#include "db/db.h"
#include "opensis/change_rows.h"

namespace causeway::opensis {

struct RowLayout {
    const WatchedTable* table = nullptr;
    std::vector<std::size_t> columns;   // places of what is read, the key columns first
    std::vector<db::ColumnType> types;  // of the key columns
    std::vector<bool> is_unsigned;
};

// Nothing when the two do not fit: the table has changed since this was logged.
std::optional<RowLayout> layout_of(const WatchedTable& table, const db::TableMap& logged,
                                   db::Connection& connection,
                                   std::span<const std::pair<std::string, std::string>> more = {});

// A logged row's key columns. Nothing when they cannot be told.
struct LoggedRow {
    std::vector<std::optional<std::int64_t>> before;
    std::vector<std::optional<std::int64_t>> after;
    bool changed = true;  // false: no column that is read has another value
};
std::optional<LoggedRow> read_row(const RowLayout& layout, std::span<const db::ColumnValue> before,
                                  std::span<const db::ColumnValue> after);

}  // namespace causeway::opensis
