// SPDX-License-Identifier: GPL-3.0-or-later
// A database in openSIS's shape, for the sample school: the tables and columns that Causeway
// reads and writes, with the types, indexes and the three-byte utf8 that openSIS has, and without
// its triggers. Written from the description of the schema, not from openSIS's scripts. Errors
// come as base::Failure from the connection.
#pragma once

#include <span>
#include <string_view>

#include "db/db.h"

namespace causeway::sandbox {

// Makes every table that is not there yet and the rows that each installation has (profiles,
// version). Existing tables and rows are left alone.
void prepare_schema(db::Connection& connection);

// The profiles that every installation has, when there are none: a database in openSIS's own
// schema, still empty, lacks them.
void add_profiles(db::Connection& connection);

// The names of the tables that prepare_schema() makes.
std::span<const std::string_view> schema_tables();

}  // namespace causeway::sandbox
