// SPDX-License-Identifier: GPL-3.0-or-later
// What planning asks of a record of base besides what it is in Moodle (model/sorts.h). Pure.
#pragma once

#include "model/sorts.h"
#include "sync/wanted.h"

namespace causeway::sync {

// What a section is in Moodle cannot be turned over while it is there: its course has its teacher's
// work in it. Throws Failure(guarded).
void require_same_sort(const Wanted& w, const model::BaseRecord& b);

inline constexpr const char* kSentOnceMore =
    "sent once more: an earlier run was cut off in the middle of it";
// A change of this record was under way when a run was cut off: Moodle may or may not have it,
// and whether it is suspended there is not known (Ledger::doubted).
[[nodiscard]] bool in_doubt(const model::BaseRecord& b);
// Why a record is to be updated, in words.
[[nodiscard]] std::string changed_in_opensis(const Wanted& w, const model::BaseRecord& b);
// How a person knows it; "" where the shape does not tell.
[[nodiscard]] std::string title_of(const model::Shape& shape);

}  // namespace causeway::sync
