// SPDX-License-Identifier: GPL-3.0-or-later
// How a thing of Moodle's gradebook is written in openSIS: text, points, dates, letters. Each rule
// stands in docs/grades.md in words. Pure functions, any thread, no errors.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/school_book.h"

namespace causeway::grades {

// openSIS prints titles and comments as they are, and its columns hold no character of four bytes:
// tags and their like go, entities become characters, what could end an attribute goes too.
std::string plain_text(std::string_view html, std::size_t limit);

// What openSIS has as maximum for an item of Moodle's, and how its grades get there. Nothing: its
// grades mean nothing in points (no range).
std::optional<model::Measure> measure_of(const model::GradedItem& item);
// A grade in openSIS's points: rounded to hundredths, half away from zero; never below 0.
model::Hundredths points_of(double grade, const model::Measure& measure);
// A total as a percentage of its own range; nothing when it has none.
std::optional<double> percent_of(double grade, double min, double max);

// The marking period that an item with this due date belongs to, as openSIS's own page would file
// it: the quarter (semester, year where there is none below) within the section's; the year for a
// section with dates of its own. 0: the school has no marking periods.
std::int64_t period_of(const model::SchoolBook& book, base::Date due);
// Which marking periods take the section's grade on this day.
std::vector<const model::MarkingPeriod*> final_periods(const model::SchoolBook& book,
                                                       base::Date today);

// PHP's round(): half away from zero, of the number as its 15 digits show it.
double php_round(double value, int places);
// A percentage as this teacher's configuration rounds it.
double rounded(double percent, model::Rounding rounding);
// The letter for a percentage that is rounded already; null: none.
const model::ScaleLetter* letter_for(const model::SchoolBook& book, double percent);
// What openSIS's posting page would write for this percentage.
model::BookRow final_row(const model::SchoolBook& book, const model::MarkingPeriod& period,
                         double percent);
// openSIS's CREDIT(): thousandths.
std::int64_t credit_of(const model::SchoolBook& book, const model::MarkingPeriod& period);

}  // namespace causeway::grades
