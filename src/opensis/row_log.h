// SPDX-License-Identifier: GPL-3.0-or-later
// Writes rows into openSIS and remembers how to take them back. Column and table names come from
// this folder's own code only; every value is bound. Empty texts become NULL, as openSIS itself
// writes them. Used inside one transaction; throws what the connection throws.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "db/db.h"
#include "model/intake.h"

namespace causeway::opensis {

// Stands in updated_by of every row that Causeway writes: openSIS's triggers take it from here.
inline constexpr std::string_view kMark = "causeway";

class RowLog {
  public:
    using Field = std::pair<std::string_view, db::Value>;

    explicit RowLog(db::Connection& connection) : connection_(connection) {}

    // Returns the new row's id: its AUTO_INCREMENT, or `id` where the table has none. An id column
    // of "" is for tables without a key: such a row is taken back with the one it belongs to.
    std::int64_t insert(std::string_view table, std::string_view id_column,
                        const std::vector<Field>& fields, std::int64_t id = 0);
    void update(std::string_view table, std::string_view id_column, std::int64_t id,
                const std::vector<Field>& fields);

    [[nodiscard]] std::vector<model::WrittenRow> take() { return std::move(rows_); }

  private:
    db::Connection& connection_;
    std::vector<model::WrittenRow> rows_;
};

// NULL for "".
db::Value text_or_null(std::string_view text);
db::Value id_or_null(std::int64_t id);

}  // namespace causeway::opensis
