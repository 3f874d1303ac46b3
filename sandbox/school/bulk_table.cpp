// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/school/bulk_table.h"

#include <cassert>

namespace causeway::sandbox {

namespace {
constexpr std::size_t kRowsHeld = 4000;
}

void BulkTable::add(std::initializer_list<Cell> row) {
    assert(row.size() == columns_.size());
    for (const Cell& cell : row) {
        if (const auto* text = std::get_if<std::string>(&cell.held_))
            values_.emplace_back(std::string_view(texts_.emplace_back(*text)));
        else if (const auto* number = std::get_if<std::int64_t>(&cell.held_))
            values_.emplace_back(*number);
        else
            values_.emplace_back(db::Null{});
    }
    if (values_.size() >= kRowsHeld * columns_.size()) flush();
}

void BulkTable::flush() {
    if (!values_.empty()) connection_.insert_rows(table_, columns_, values_);
    values_.clear();
    texts_.clear();
}

std::int64_t next_id(db::Connection& connection, std::string_view table, std::string_view column) {
    const std::string sql =
        "SELECT COALESCE(MAX(" + std::string(column) + "), 0) + 1 FROM " + std::string(table);
    return connection.one_integer(sql).value_or(1);
}

}  // namespace causeway::sandbox
