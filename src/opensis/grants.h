// SPDX-License-Identifier: GPL-3.0-or-later
// The least rights that the openSIS account needs, as statements for a database administrator:
// SELECT on the columns the reader touches and on nothing else (no password hash, no birth date).
// Printed by `causeway opensis grants`; nothing is executed here. Throws Failure(usage) for names
// that cannot be quoted with certainty.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace causeway::opensis {

// One statement each, without the final semicolon.
std::vector<std::string> grant_statements(std::string_view user, std::string_view host,
                                          std::string_view database);

// The same as a commented script, with the line that makes the account left for a person to fill.
// `feed`: with the right to follow the log of changes, and what the server needs for it.
std::string grant_script(std::string_view user, std::string_view host, std::string_view database,
                         bool feed = false, bool grades = false);

// For carrying grades: Causeway's own tables beside openSIS's, and the rights to write the
// gradebook. The second list needs the account, the first none.
std::vector<std::string> grade_table_statements(std::string_view database);
std::vector<std::string> grade_grant_statements(std::string_view user, std::string_view host,
                                                std::string_view database);

// The account and the database as they stand in a GRANT.
struct GrantTarget {
    std::string account;   // 'user'@'host'
    std::string database;  // quoted
};
GrantTarget grant_target(std::string_view user, std::string_view host, std::string_view database);

// The right to the log. It is of the whole server: there is no smaller one.
std::string feed_statement(std::string_view user, std::string_view host);

}  // namespace causeway::opensis
