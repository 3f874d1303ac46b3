// SPDX-License-Identifier: GPL-3.0-or-later
// What a record of base is in Moodle. An openSIS course is a category, or a Moodle course whose
// groups are its sections; a section is a Moodle course or a group. Which of them, the policy of
// its school year said, and the record's shape tells. Pure; throws Failure(error) on a shape that
// this program did not write.
#pragma once

#include "model/work.h"

namespace causeway::model {

[[nodiscard]] bool is_category(const BaseRecord& b);
[[nodiscard]] bool is_course(const BaseRecord& b);
[[nodiscard]] bool is_group(const BaseRecord& b);
[[nodiscard]] bool is_membership(const BaseRecord& b);  // in a group, not in a course
// The openSIS course in whose Moodle course a group, or a membership's group, stands.
[[nodiscard]] Key course_of(const BaseRecord& b);

}  // namespace causeway::model
