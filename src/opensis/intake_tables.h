// SPDX-License-Identifier: GPL-3.0-or-later
// Every table and column that an intake writes or reads beyond the roster, in one place: the
// grants that are printed follow it, and what is taken back is held against it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace causeway::opensis {

// Whether an intake writes this table, and finds its rows by this column ("" where it has none).
bool is_written_table(std::string_view table, std::string_view id_column);
bool is_written_column(std::string_view table, std::string_view column);

// One statement each, without the final semicolon, beside those of grants.h. Throws Failure(usage)
// for names that cannot be quoted with certainty.
std::vector<std::string> intake_grants(std::string_view user, std::string_view host,
                                       std::string_view database);

}  // namespace causeway::opensis
