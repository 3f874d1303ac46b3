// SPDX-License-Identifier: GPL-3.0-or-later
// What the gradebook touches in openSIS's database: the tables it reads and writes, for the printed
// rights, and Causeway's own tables beside openSIS's, which hold what was agreed last, where every
// grade comes from and what each run changed. They are made by hand or by `causeway opensis
// grades-tables`, and dropped by the same; openSIS knows nothing of them.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "db/db.h"
#include "opensis/roster_tables.h"

namespace causeway::opensis {

std::span<const TableUse> gradebook_tables();

struct WriteUse {
    std::string_view table;
    std::string_view rights;  // "INSERT, UPDATE, DELETE"
};
std::span<const WriteUse> gradebook_writes();

// CREATE TABLE IF NOT EXISTS statements, one a table.
std::span<const std::string_view> own_tables();
std::vector<std::string> drop_own_tables();

// Whether our tables are there; throws Failure(usage) with the cure when they are not.
void require_own_tables(db::Connection& connection);

}  // namespace causeway::opensis
