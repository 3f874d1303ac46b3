// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/school/calendar.h"

#include <string>

namespace causeway::sandbox {

using base::Date;

Calendar calendar_around(Date today) {
    const int civil = std::stoi(today.text().substr(0, 4));
    Calendar out;
    out.year = today >= Date::of(civil, 8, 1) ? civil : civil - 1;
    Date first = Date::of(out.year, 8, 20);
    if (today < first && out.year == civil) first = Date::of(out.year, 8, 1);
    const int next = out.year + 1;
    out.whole = {first, Date::of(next, 7, 31)};
    out.semesters = {Span{first, Date::of(next, 1, 31)},
                     Span{Date::of(next, 2, 1), Date::of(next, 7, 31)}};
    out.quarters = {Span{first, Date::of(out.year, 10, 31)},
                    Span{Date::of(out.year, 11, 1), Date::of(next, 1, 31)},
                    Span{Date::of(next, 2, 1), Date::of(next, 4, 15)},
                    Span{Date::of(next, 4, 16), Date::of(next, 7, 31)}};
    return out;
}

}  // namespace causeway::sandbox
