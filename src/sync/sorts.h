// SPDX-License-Identifier: GPL-3.0-or-later
// What a record of base is in Moodle. An openSIS course is a category, or a Moodle course whose
// groups are its sections; a section is a Moodle course or a group. Which of them, the policy of
// its school year said (Policy::groups), and the record's shape tells. Pure.
#pragma once

#include "model/work.h"
#include "sync/wanted.h"

namespace causeway::sync {

[[nodiscard]] bool is_category(const model::BaseRecord& b);
[[nodiscard]] bool is_course(const model::BaseRecord& b);
[[nodiscard]] bool is_group(const model::BaseRecord& b);
[[nodiscard]] bool is_membership(const model::BaseRecord& b);  // in a group, not in a course
// openSIS's number of a group's or membership's course.
[[nodiscard]] std::int64_t course_of(const model::BaseRecord& b);

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
