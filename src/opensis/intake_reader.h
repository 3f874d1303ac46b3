// SPDX-License-Identifier: GPL-3.0-or-later
// What an intake has to know of openSIS before it plans: one school's year with its terms, grade
// levels, courses, schedule and history, and the people of all schools, read in one snapshot.
// Throws Failure(usage) when the school cannot take anything up (no such school, no year),
// Failure(incomplete) when the reading breaks off.
#pragma once

#include "db/db.h"
#include "model/intake.h"
#include "model/roster.h"

namespace causeway::opensis {

// The scope must leave one school: named, or the only one there is.
model::SisSchool read_for_intake(db::Connection& connection, const model::RosterScope& scope);

}  // namespace causeway::opensis
