// SPDX-License-Identifier: GPL-3.0-or-later
// openSIS's own section grade, against plain whole-number arithmetic. That openSIS itself shows
// these was seen on a real one, see docs/grades.md.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cmath>
#include <map>
#include <span>
#include <vector>

#include "grades/section_grade.h"

namespace causeway::grades {
namespace {

TEST(SectionGrade, CountsAsOpensisDoes) {
    const std::vector<SectionPart> parts = {{1, 40000, 100, 8550, {}},
                                            {1, 40000, 50, model::kExcused, {}},
                                            {2, 60000, 30, 2000, {}},
                                            {2, 60000, 10, std::nullopt, {}}};
    // 85.5 of 100 and 20 of 30
    EXPECT_DOUBLE_EQ(*section_percent(parts, false, model::Rounding::two_decimals, {}), 81.15);
    EXPECT_DOUBLE_EQ(*section_percent(parts, true, model::Rounding::two_decimals, {}), 74.2);
    EXPECT_DOUBLE_EQ(*section_percent(parts, false, model::Rounding::up, {}), 82);
    EXPECT_DOUBLE_EQ(*section_percent(parts, false, model::Rounding::down, {}), 81);
    EXPECT_FALSE(section_percent({}, false, model::Rounding::up, {}));
    // Seen in openSIS: nothing but excused work shows as 0 %, not as "Not Graded".
    EXPECT_DOUBLE_EQ(
        *section_percent(std::span(parts).subspan(1, 1), false, model::Rounding::up, {}), 0);
}

// Unweighted totals by plain whole-number arithmetic, 1,000 random gradebooks.
TEST(SectionGrade, EqualsAnIndependentSumForAThousandGradebooks) {
    rc::check("unweighted", [] {
        for (int book = 0; book < 10; ++book) {
            std::vector<SectionPart> parts;
            std::int64_t points = 0, of = 0;
            bool any = false;
            for (int i = *rc::gen::inRange(1, 12); i > 0; --i) {
                SectionPart part;
                part.category = *rc::gen::inRange(1, 4);
                part.max = *rc::gen::inRange(0, 200);
                const int sort = *rc::gen::inRange(0, 5);
                if (sort == 0) part.points = model::kExcused, any = true;
                if (sort > 1) part.points = *rc::gen::inRange(0, 25000);
                if (sort > 1) points += *part.points, of += part.max, any = true;
                parts.push_back(part);
            }
            const auto percent = section_percent(parts, false, model::Rounding::two_decimals, {});
            RC_ASSERT(percent.has_value() == any);
            if (!any) continue;
            // hundredths of a per cent, half up: points (hundredths) * 100 / of
            const std::int64_t expected = of == 0 ? 0 : (points * 100 * 2 + of) / (2 * of);
            RC_ASSERT(std::llround(*percent * 100) == expected);
        }
    });
}

// Weighted totals in whole numbers and by the steps that openSIS rounds at; each place that it
// rounds to hundredths does so half up.
TEST(SectionGrade, EqualsAnIndependentWeighingForAThousandGradebooks) {
    rc::check("weighted", [] {
        for (int book = 0; book < 10; ++book) {
            std::vector<SectionPart> parts;
            std::map<std::int64_t, std::int64_t> weight, sum, count;
            for (std::int64_t category = 1; category < 4; ++category)
                weight[category] = *rc::gen::inRange(1, 50) * 1000;
            for (int i = *rc::gen::inRange(1, 12); i > 0; --i) {
                SectionPart part;
                part.category = *rc::gen::inRange(1, 4);
                part.weight = weight[part.category];
                part.max = *rc::gen::inRange(0, 200);
                const int sort = *rc::gen::inRange(0, 5);
                if (sort == 0) part.points = model::kExcused;
                if (sort > 1) part.points = *rc::gen::inRange(0, 25000);
                parts.push_back(part);
                if (sort < 2 || part.max == 0) continue;  // extra credit has no per cent
                // hundredths of a per cent
                sum[part.category] += (*part.points * 200 + part.max) / (2 * part.max);
                ++count[part.category];
            }
            std::int64_t total = 0, of = 0;  // hundredths of a per cent; whole per cents
            for (const auto& [category, n] : count) {
                const std::int64_t mean = (2 * sum[category] + n) / (2 * n);
                const std::int64_t share = weight[category] / 1000;
                total += (2 * mean * share + 100) / 200;
                of += share;
            }
            const auto percent = section_percent(parts, true, model::Rounding::two_decimals, {});
            RC_ASSERT(percent.has_value() == (total != 0));
            if (!percent) continue;
            RC_ASSERT(std::llround(*percent * 100) == (total * 200 + of) / (2 * of));
        }
    });
}

// Seen on openSIS's posting page, where the gradebook's own shows 57 and 14.
TEST(SectionGrade, PostingRoundsTwice) {
    const std::vector<SectionPart> whole = {{1, 40000, 100, 5750, {}}};
    EXPECT_EQ(section_percent(whole, true, model::Rounding::down, {}), 57);
    EXPECT_EQ(section_percent(whole, true, model::Rounding::down, {}, Page::posting), 56);
    const std::vector<SectionPart> up = {{1, {}, 100, 1400, {}}};
    EXPECT_EQ(section_percent(up, false, model::Rounding::up, {}, Page::posting), 15);
}

// Work that was due before the student came: weighed by the gradebook's page, not when posted.
TEST(SectionGrade, LeavesOutWhatWasDueBefore) {
    const base::Date came = base::Date::of(2026, 10, 30);
    const std::vector<SectionPart> parts = {{1, 50000, 100, 10000, base::Date::of(2026, 10, 1)},
                                            {1, 50000, 100, 5000, base::Date::of(2026, 11, 1)}};
    const auto two = model::Rounding::two_decimals;
    EXPECT_EQ(section_percent(parts, true, two, came), 75);
    EXPECT_EQ(section_percent(parts, true, two, came, Page::posting), 50);
    EXPECT_EQ(section_percent(parts, false, two, came),
              150);  // the points count, their maximum not
}

}  // namespace
}  // namespace causeway::grades
