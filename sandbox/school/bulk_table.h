// SPDX-License-Identifier: GPL-3.0-or-later
// Rows for one table, gathered and written many at a time. Owns the texts until they are written.
// Used by the sample school; one thread; errors come as base::Failure from the connection.
#pragma once

#include <cstdint>
#include <deque>
#include <initializer_list>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "db/db.h"

namespace causeway::sandbox {

// One value of a row; nothing becomes NULL.
class Cell {
  public:
    Cell(std::nullopt_t) {}
    Cell(std::int64_t number) : held_(number) {}
    Cell(int number) : held_(std::int64_t{number}) {}
    Cell(std::string text) : held_(std::move(text)) {}
    Cell(std::string_view text) : held_(std::string(text)) {}
    Cell(const char* text) : held_(std::string(text)) {}
    Cell(base::Date day) : held_(day.text()) {}
    Cell(std::optional<base::Date> day) {
        if (day) held_ = day->text();
    }
    Cell(std::optional<std::int64_t> number) {
        if (number) held_ = *number;
    }

  private:
    friend class BulkTable;
    std::variant<db::Null, std::int64_t, std::string> held_;
};

class BulkTable {
  public:
    BulkTable(db::Connection& connection, std::string_view table,
              std::vector<std::string_view> columns)
        : connection_(connection), table_(table), columns_(std::move(columns)) {}

    void add(std::initializer_list<Cell> row);
    void flush();

  private:
    db::Connection& connection_;
    std::string_view table_;
    std::vector<std::string_view> columns_;
    std::vector<db::Value> values_;
    std::deque<std::string> texts_;  // a deque: the values point into it
};

// The number that the next row of this table may have.
std::int64_t next_id(db::Connection& connection, std::string_view table, std::string_view column);

}  // namespace causeway::sandbox
