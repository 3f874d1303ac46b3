// SPDX-License-Identifier: GPL-3.0-or-later
// Which year of a school takes part in a reading, and which day decides there what is current.
// schools.syear is the year a school was created, so the year is found from school_years. Called
// once for each snapshot. The choice itself is pure; load_places() throws Failure(usage) when the
// scope names a school that openSIS has not, or a year that none of its schools has, and
// Failure(incomplete) when the year that counts for a school is not there any more.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "db/db.h"
#include "model/roster.h"

namespace causeway::opensis {

struct YearRow {  // one of a school's years
    int year = 0;
    std::optional<base::Date> start;
    std::optional<base::Date> end;
};

// A school with the year that takes part.
struct Place {
    model::School school;
    // Today, or the nearest day of the year when today lies outside it: in summer, or in a school
    // whose year is long over, whoever was there on its last day still counts.
    base::Date day;
    bool has_year = false;  // false: the school has no year at all; it holds nothing to read
};

// The year that contains today, else the one that finished last, else the earliest.
std::optional<YearRow> current_year(const std::vector<YearRow>& years, base::Date today);

// The year that a school in `year` turns to next: the one that today calls for when it is a later
// one, else the earliest of the later ones.
std::optional<YearRow> following_year(const std::vector<YearRow>& years, int year,
                                      base::Date today);

// Today, moved into the year.
base::Date deciding_day(const YearRow& year, base::Date today);

// The schools of the scope, by number.
std::vector<Place> load_places(db::Connection& connection, const model::RosterScope& scope);

}  // namespace causeway::opensis
