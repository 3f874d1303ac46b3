// SPDX-License-Identifier: GPL-3.0-or-later
// Reads the gradebooks of some sections from openSIS inside the caller's snapshot; see gradebook.h
// for what they hold. Errors: base::Failure of the database. One thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "db/db.h"
#include "opensis/gradebook.h"

namespace causeway::opensis {

// Sections that openSIS does not have are left out. `narrow` may be null: whole books.
std::vector<model::SchoolBook> read_books(db::Connection& connection,
                                          std::span<const std::int64_t> sections,
                                          const BookNarrow* narrow);

}  // namespace causeway::opensis
