// SPDX-License-Identifier: GPL-3.0-or-later
// The query behind the lists of people and sections, where a test can look at how it is carried
// out.
#pragma once

#include <string>

#include "store/link_book.h"

namespace causeway::store {

// ?1 link, ?2 kind, ?3 after, ?4 limit, ?5 beginning of the problem's code, ?6... words. By key,
// and begun behind a key: a page costs the same wherever it begins.
std::string list_sql(const RecordQuery& query, model::Kind kind, std::size_t words);

}  // namespace causeway::store
