// SPDX-License-Identifier: GPL-3.0-or-later
// The store's schema, version by version. A new version is a new entry at the end of the list and
// nothing else; entries that have shipped are never edited.
#pragma once

#include <span>
#include <string_view>

#include "db/db.h"

namespace causeway::store {

struct Migration {
    int version;
    std::string_view sql;
};

std::span<const Migration> migrations();

// Takes every step that the store has not taken yet, in their order, each in a transaction of its
// own: also one below the newest it has, for steps may come together out of their order. Throws
// Failure(usage) when the store was written by a newer program.
void migrate(db::Connection& connection);

}  // namespace causeway::store
