// SPDX-License-Identifier: GPL-3.0-or-later
// What a person who comes from Moodle into openSIS brings of their mapped fields. Pure.
#pragma once

#include <span>
#include <vector>

#include "fields/judge.h"
#include "model/intake.h"

namespace causeway::fields {

struct Arrival {
    std::vector<model::TakenValue> taken;  // an openSIS field once
    std::vector<model::UnfitValue> unfit;  // without a key: the person has none yet
};

// Rows of both directions count: whoever was in Moodle first has the only value there, and
// openSIS's own begins with it. Where two rows lead to one openSIS field, the one that comes from
// Moodle counts. A profile field without a value brings nothing.
Arrival arrive(std::span<const Judged> rows, model::Kind whose, const model::Values& profile,
               const std::string& title);

}  // namespace causeway::fields
