// SPDX-License-Identifier: GPL-3.0-or-later
// From some records to the keys of others, for a keyed reading. Used by Snapshot, whose rules hold;
// each key comes once, in order. Candidates only: a narrowed stream decides who takes part.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "model/key.h"
#include "opensis/session.h"

namespace causeway::opensis {

std::vector<model::Key> keys_hanging_on(Session& session, std::span<const model::Key> keys);
std::vector<model::Key> keys_of_people_named(Session& session, std::span<const std::string> names);

}  // namespace causeway::opensis
