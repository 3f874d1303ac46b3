// SPDX-License-Identifier: GPL-3.0-or-later
// The students of the sample school: who they are, where they are enrolled, and what they are
// scheduled into, with everything that happens to real ones. Written by make_school() after the
// campus. One thread; errors come from the connection.
#pragma once

#include "base/clock.h"
#include "db/db.h"
#include "sandbox/school/campus.h"
#include "sandbox/school/dice.h"
#include "sandbox/school/generator.h"

namespace causeway::sandbox {

// pupils[i] of them in campus.schools[i]. Fills the report's students and learners.
void admit_pupils(db::Connection& connection, Dice& dice, const Calendar& calendar,
                  const Campus& campus, const std::vector<int>& pupils, base::Date today,
                  SchoolReport& report);

}  // namespace causeway::sandbox
