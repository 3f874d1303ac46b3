// SPDX-License-Identifier: GPL-3.0-or-later
// The few things in which SQLite and PostgreSQL differ. Everything else in store/ is written once,
// in words that both understand:
//   - json_extract(text, '$.name'), instr(text, part) and unixepoch() are SQLite's; in PostgreSQL
//     they are functions of the store's own, made with its first table;
//   - a new row's number comes from INSERT ... RETURNING id;
//   - what reads and then writes is a db::Transaction with db::Writing of its link, which makes
//     it the only one in either;
//   - texts are compared by their bytes in both (PostgreSQL: COLLATE "C"), and lower() folds
//     ASCII only; a comparison without case is written lower(a) LIKE lower(b);
//   - `<>` and not `IS NOT`; inside ON CONFLICT DO UPDATE the old row's columns bear their table's
//     name.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "db/db.h"

namespace causeway::store {

// Where a store is. Throws Failure(usage) when the address is none.
class Place {
  public:
    explicit Place(const std::string& url);

    [[nodiscard]] std::unique_ptr<db::Connection> open() const;
    [[nodiscard]] bool in_memory() const;
    // Several nodes may work with it.
    [[nodiscard]] bool shared() const { return postgres_ != nullptr; }

  private:
    std::string path_;  // of SQLite's file
    std::shared_ptr<const db::PostgresAddress> postgres_;
};

// A step of the schema, which is kept in SQLite's words, as this database wants it.
std::string schema_sql(db::Product product, std::string_view sqlite);

// What has to be there before the first step.
void prepare_schema(db::Connection& connection);

// How nodes pick rows to work on: begin with the one, end the SELECT with the other, and no two of
// them have the same row in hand.
std::string_view begin_picking(db::Product product);
std::string_view skip_locked(db::Product product);

// The subject of db::Writing for what belongs to no link. Links have theirs by their number.
inline constexpr std::int64_t kAccounts = -1;
inline constexpr std::int64_t kSchema = -2;
inline constexpr std::int64_t kNodes = -3;

}  // namespace causeway::store
