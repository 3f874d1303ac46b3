// SPDX-License-Identifier: GPL-3.0-or-later
// What openSIS's rollover has changed: for each school the year that counts and the one to turn
// to, what of the new year was made out of the old one (rollover_id), and every student's stays in
// both. One consistent snapshot; complete, or an error. One thread. Errors: Failure(usage) when the
// account may not read these columns or a school is named that openSIS has not; Failure(incomplete)
// when openSIS cannot be reached or the reading breaks off.
#pragma once

#include "db/db.h"
#include "model/roster.h"
#include "model/turn.h"

namespace causeway::opensis {

// `scope` as a sync reads now: its years are the old ones.
model::RolloverBook read_rollover(db::Connection& connection, const model::RosterScope& scope);

}  // namespace causeway::opensis
