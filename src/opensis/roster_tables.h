// SPDX-License-Identifier: GPL-3.0-or-later
// The tables and columns of openSIS that the roster reader touches: the one list from which the
// schema check asks and the GRANT statements are made. roster_sql.cpp uses nothing that is not
// here; a test reads a school through an account that has exactly these rights.
#pragma once

#include <span>
#include <string_view>

namespace causeway::opensis {

struct TableUse {
    std::string_view table;
    std::span<const std::string_view> columns;
    bool needed = true;  // false: read when it is there
};

std::span<const TableUse> roster_tables();

}  // namespace causeway::opensis
