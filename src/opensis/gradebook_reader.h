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

// Sections that openSIS does not have are left out. `some` empty: whole books; else what concerns
// these grades, which are of these sections, in order.
std::vector<model::SchoolBook> read_books(db::Connection& connection,
                                          std::span<const std::int64_t> sections,
                                          std::span<const model::GradePlace> some);

}  // namespace causeway::opensis
