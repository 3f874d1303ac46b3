// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a database is an openSIS that Causeway can read: asked of information_schema before
// anything else, so that a wrong address, an unknown version or a missing right is one clear
// message and not a failed statement in mid-run. Called by OpenSis::open() and by `causeway
// connect`. One thread; throws Failure(incomplete) when the server cannot be asked.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/problem.h"
#include "db/db.h"
#include "opensis/roster_tables.h"

namespace causeway::opensis {

struct SchemaReport {
    std::string database;
    std::string version;                  // "9.2"; empty when the `app` table does not tell
    std::string build;                    // "20250827001"
    std::vector<base::Problem> missing;   // one for every table or column that cannot be read
    std::vector<base::Problem> warnings;  // e.g. the account may write

    [[nodiscard]] bool ok() const { return missing.empty(); }
    // Throws one Failure(usage) that names everything that is missing.
    void require() const;
};

SchemaReport check_schema(db::Connection& connection);
// Only whether these tables and columns can be read.
SchemaReport check_tables(db::Connection& connection, std::span<const TableUse> tables);

// Whether this account may do what carrying grades takes: read and write the gradebook, and our own
// tables beside it. Nothing is written.
SchemaReport check_grade_rights(db::Connection& connection);

}  // namespace causeway::opensis
