// SPDX-License-Identifier: GPL-3.0-or-later
// The school year that contains a day, cut into the terms that sections run in. Pure; used by the
// sample school.
#pragma once

#include <array>
#include <string_view>

#include "base/clock.h"

namespace causeway::sandbox {

struct Span {
    base::Date begin;
    base::Date end;  // inclusive
};

struct Calendar {
    int year = 0;  // in which it begins
    Span whole;    // 20 August to 31 July
    std::array<Span, 2> semesters;
    std::array<Span, 4> quarters;
};

// Between two years (1 to 19 August) the new year has begun early, so that `today` is inside.
Calendar calendar_around(base::Date today);

}  // namespace causeway::sandbox
