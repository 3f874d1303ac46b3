// SPDX-License-Identifier: GPL-3.0-or-later
// openSIS's own section grade, computed independently of it from the same rows: what the teacher's
// gradebook page shows as a student's total. For the page that says why totals differ, and for the
// tests. Pure, any thread.
#pragma once

#include <optional>
#include <span>

#include "model/school_book.h"

namespace causeway::grades {

struct SectionPart {
    std::int64_t category = 0;
    std::optional<std::int64_t> weight;       // of the category, hundred-thousandths
    std::int64_t max = 0;                     // whole points; 0: extra credit
    std::optional<model::Hundredths> points;  // kExcused; nothing: not graded
    std::optional<base::Date> due;
};

// Two pages of openSIS show this total: the teacher's gradebook, and the one that posts it as the
// section's grade. They divide and multiply in another order, and so can be a whole per cent apart
// where a configuration rounds UP or DOWN a total that is whole already; and where categories are
// weighed the posting page alone leaves out what was due before the student came.
enum class Page : std::uint8_t { gradebook, posting };

// Per cent as shown; nothing: "Not Graded". `enrolled_from`: what was due before does not count
// towards the maximum.
std::optional<double> section_percent(std::span<const SectionPart> parts, bool weights,
                                      model::Rounding rounding,
                                      std::optional<base::Date> enrolled_from,
                                      Page page = Page::gradebook);

// The parts of one student in one marking period, in the order of the assignments.
std::vector<SectionPart> parts_of(const model::SchoolBook& book, std::int64_t student,
                                  std::int64_t marking_period);

}  // namespace causeway::grades
