// SPDX-License-Identifier: GPL-3.0-or-later
// What a school chooses: how openSIS is to look in Moodle, what a departure does, when to stop and
// ask. Plain values, read from the configuration; the planner gets them and nothing else.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "model/fields.h"
#include "model/shape.h"

namespace causeway::sync {

enum class OnDrop : std::uint8_t { suspend, keep, unenrol };
enum class OnLeft : std::uint8_t { suspend, keep, remove };
// What the year's turn does with last year's courses, and with the enrolments in them (whose last
// day has passed anyway). Never more than this: grades stay.
enum class OnTurn : std::uint8_t { suspend, keep };

struct Policy {
    std::string prefix = "opensis:";
    base::Zone zone = base::Zone::utc();  // the school's; turns days into instants
    base::Date today;

    bool course_categories = true;  // a category for each openSIS course below its subject
    // One Moodle course for each openSIS course, and its sections are groups there.
    bool groups = false;
    int show_days_before_start = 7;  // -1: Moodle courses are visible from the beginning
    std::string placeholder_domain;  // e-mail for people without one; empty: refuse them

    OnDrop on_drop = OnDrop::suspend;
    OnLeft on_left = OnLeft::suspend;
    int delete_after_days = 365;  // only with OnLeft::remove, counted from the suspension

    bool adopt_by_email = true;
    bool adopt_by_username = false;
    std::vector<std::string> sticky;  // fields that a verifying run leaves as Moodle has them

    OnTurn turn_courses = OnTurn::suspend;  // suspend: hide
    OnTurn turn_enrolments = OnTurn::keep;
    std::vector<model::ProfileRule> profile;  // fields that openSIS keeps in Moodle

    double guard_percent = 10;
    std::int64_t guard_records = 5;
};

}  // namespace causeway::sync
