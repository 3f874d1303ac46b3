// SPDX-License-Identifier: GPL-3.0-or-later
// The reader's rules that need no database: texts, dates, the year that takes part, and the union
// of a student's schedule rows.
#include <gtest/gtest.h>

#include "opensis/entered_text.h"
#include "opensis/people_streams.h"
#include "opensis/school_year.h"

namespace causeway::opensis {
namespace {

using base::Date;

Date day(int year, unsigned month, unsigned d) {
    return Date::of(year, month, d);
}

TEST(EnteredText, DecodesEntitiesOnce) {
    EXPECT_EQ(entered_text("Arts &amp; Crafts"), "Arts & Crafts");
    EXPECT_EQ(entered_text("&lt;b&gt;&quot;Hi&quot;&#039;s &#39;n"), "<b>\"Hi\"'s 'n");
    EXPECT_EQ(entered_text("&amp;lt;"), "&lt;");
    EXPECT_EQ(entered_text("R&D &unknown; & so on&"), "R&D &unknown; & so on&");
}

TEST(EnteredText, TakesEscapesOffQuotesOnly) {
    EXPECT_EQ(entered_text("O\\'Brien"), "O'Brien");
    EXPECT_EQ(entered_text("a \\\"b\\\" C:\\dir\\"), "a \"b\" C:\\dir\\");
}

TEST(EnteredText, TidiesBlanksAndReplacesInvalidBytes) {
    EXPECT_EQ(entered_text("  Room   101 \t"), "Room 101");
    EXPECT_EQ(entered_text("caf\xE9"), "caf\xEF\xBF\xBD");
    EXPECT_EQ(entered_text("&amp; \xFF"), "& \xEF\xBF\xBD");
}

TEST(EnteredDate, KnowsThatZeroIsNoDate) {
    EXPECT_EQ(entered_date("2026-09-01"), day(2026, 9, 1));
    EXPECT_EQ(entered_date("0000-00-00"), std::nullopt);
    EXPECT_EQ(entered_date("2026-00-00"), std::nullopt);
    EXPECT_EQ(entered_date(""), std::nullopt);
}

const std::vector<YearRow> kYears = {
    {2024, day(2024, 8, 20), day(2025, 6, 10)},
    {2026, day(2026, 8, 20), day(2027, 6, 10)},
    {2025, day(2025, 8, 20), day(2026, 6, 10)},
};

TEST(CurrentYear, IsTheOneThatContainsToday) {
    EXPECT_EQ(current_year(kYears, day(2025, 8, 20))->year, 2025);
    EXPECT_EQ(current_year(kYears, day(2026, 6, 10))->year, 2025);
    EXPECT_EQ(current_year(kYears, day(2026, 12, 1))->year, 2026);
}

TEST(CurrentYear, IsTheLastFinishedOneInSummer) {
    EXPECT_EQ(current_year(kYears, day(2026, 7, 15))->year, 2025);
    EXPECT_EQ(current_year(kYears, day(2030, 1, 1))->year, 2026);
}

TEST(CurrentYear, IsTheEarliestBeforeAllOfThem) {
    EXPECT_EQ(current_year(kYears, day(2020, 1, 1))->year, 2024);
    EXPECT_FALSE(current_year({}, day(2020, 1, 1)).has_value());
}

TEST(CurrentYear, IsTheLaterOneWhereTwoOverlap) {
    const std::vector<YearRow> overlapping = {{2025, day(2025, 8, 20), day(2026, 8, 20)},
                                              {2026, day(2026, 8, 20), day(2027, 7, 31)}};
    EXPECT_EQ(current_year(overlapping, day(2026, 8, 20))->year, 2026);
    EXPECT_EQ(current_year(overlapping, day(2026, 8, 19))->year, 2025);
}

TEST(CurrentYear, IsNotLedAstrayByAYearWithoutDates) {
    const std::vector<YearRow> years = {{2025, day(2025, 8, 20), day(2026, 6, 10)},
                                        {2026, std::nullopt, std::nullopt}};
    EXPECT_EQ(current_year(years, day(2026, 9, 1))->year, 2025);
    EXPECT_EQ(current_year({{2026, std::nullopt, std::nullopt}}, day(2026, 9, 1))->year, 2026);
}

TEST(DecidingDay, IsTodayMovedIntoTheYear) {
    const YearRow year{2025, day(2025, 8, 20), day(2026, 6, 10)};
    EXPECT_EQ(deciding_day(year, day(2026, 1, 1)), day(2026, 1, 1));
    EXPECT_EQ(deciding_day(year, day(2026, 7, 1)), day(2026, 6, 10));
    EXPECT_EQ(deciding_day(year, day(2025, 7, 1)), day(2025, 8, 20));
    EXPECT_EQ(deciding_day({2025, std::nullopt, std::nullopt}, day(2025, 7, 1)), day(2025, 7, 1));
}

// A section from 1 September to 31 January, looked at on 1 December.
class AttendanceUnionTest : public ::testing::Test {
  protected:
    AttendanceUnion spans{day(2026, 9, 1), day(2027, 1, 31)};
    Date today = day(2026, 12, 1);
};

TEST_F(AttendanceUnionTest, OpenRowRunsAsLongAsTheSection) {
    spans.add(day(2026, 8, 20), std::nullopt);
    const auto a = spans.result(today);
    EXPECT_EQ(a.from, day(2026, 9, 1));
    EXPECT_EQ(a.to, day(2027, 1, 31));
    EXPECT_FALSE(a.dropped);
}

TEST_F(AttendanceUnionTest, RowThatEndedEarlyIsDropped) {
    spans.add(day(2026, 9, 10), day(2026, 11, 30));
    const auto a = spans.result(today);
    EXPECT_EQ(a.from, day(2026, 9, 10));
    EXPECT_EQ(a.to, day(2026, 11, 30));
    EXPECT_TRUE(a.dropped);
}

TEST_F(AttendanceUnionTest, LastDayIsInclusive) {
    spans.add(day(2026, 9, 10), today);
    EXPECT_FALSE(spans.result(today).dropped);
    EXPECT_TRUE(spans.result(today.plus(1)).dropped);
}

TEST_F(AttendanceUnionTest, RowThatOutlivesTheSectionEndsWithIt) {
    spans.add(day(2026, 9, 1), day(2027, 6, 30));
    const auto a = spans.result(day(2027, 3, 1));
    EXPECT_EQ(a.to, day(2027, 1, 31));
    EXPECT_FALSE(a.dropped);
}

TEST_F(AttendanceUnionTest, ReAddedStudentIsThereFromTheFirstToTheLast) {
    spans.add(day(2026, 11, 20), std::nullopt);
    spans.add(day(2026, 9, 1), day(2026, 10, 1));
    const auto a = spans.result(today);
    EXPECT_EQ(a.from, day(2026, 9, 1));
    EXPECT_EQ(a.to, day(2027, 1, 31));
    EXPECT_FALSE(a.dropped);
}

TEST_F(AttendanceUnionTest, RowThatNeverCameToADayAddsNothing) {
    spans.add(day(2026, 8, 20), day(2026, 8, 25));  // dropped before the section began
    spans.add(day(2026, 10, 1), day(2026, 11, 1));
    const auto a = spans.result(today);
    EXPECT_EQ(a.from, day(2026, 10, 1));
    EXPECT_EQ(a.to, day(2026, 11, 1));
}

TEST_F(AttendanceUnionTest, StudentWhoNeverCameIsDropped) {
    spans.add(day(2026, 8, 20), day(2026, 8, 25));
    EXPECT_TRUE(spans.result(today).dropped);
}

TEST_F(AttendanceUnionTest, SectionWithoutDatesLimitsNothing) {
    AttendanceUnion open{std::nullopt, std::nullopt};
    open.add(std::nullopt, std::nullopt);
    EXPECT_EQ(open.result(today).from, std::nullopt);
    EXPECT_EQ(open.result(today).to, std::nullopt);
    EXPECT_FALSE(open.result(today).dropped);
}

}  // namespace
}  // namespace causeway::opensis
