// SPDX-License-Identifier: GPL-3.0-or-later
// What reading the year's turn touches beyond the roster: the columns in which openSIS's rollover
// leaves its traces. The printed rights and the check before a reading follow this list.
#pragma once

#include <span>

#include "opensis/roster_tables.h"

namespace causeway::opensis {

std::span<const TableUse> rollover_tables();

}  // namespace causeway::opensis
