// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/clock.h"

#include <gtest/gtest.h>

#include "base/failure.h"

namespace causeway::base {
namespace {

TEST(Date, ParsesIsoAndNothingElse) {
    EXPECT_EQ(Date::parse("2026-09-01"), Date::of(2026, 9, 1));
    EXPECT_EQ(Date::parse("2026-09-01 10:00:00"), Date::of(2026, 9, 1));
    EXPECT_EQ(Date::of(2026, 9, 1).text(), "2026-09-01");
    for (const char* wrong :
         {"", "0000-00-00", "2026-02-30", "2026-13-01", "01-SEP-2026", "2026-9-1"})
        EXPECT_FALSE(Date::parse(wrong)) << wrong;
}

TEST(Zone, ADayHasItsOwnLengthWhereClocksChange) {
    const Zone vienna("Europe/Vienna");
    const Date spring = Date::of(2026, 3, 29);  // 23 hours long
    EXPECT_EQ(vienna.end_of(spring) - vienna.start_of(spring) + 1, 23 * 3600);
    EXPECT_EQ(utc_text(vienna.start_of(Date::of(2026, 9, 1))), "2026-08-31T22:00:00Z");
    EXPECT_EQ(vienna.date_of(vienna.end_of(spring)), spring);
}

TEST(Zone, MidnightThatDoesNotExistIsTheMomentOfTheJump) {
    const Zone zone("America/Santiago");  // jumps from 24:00 to 01:00 on 2026-09-06
    const Date day = Date::of(2026, 9, 6);
    EXPECT_EQ(zone.date_of(zone.start_of(day)), day);
    EXPECT_EQ(zone.end_of(day.plus(-1)) + 1, zone.start_of(day));
}

TEST(Zone, AnUnknownNameIsAUsageError) {
    try {
        static_cast<void>(Zone("Europe/Nowhere"));
        FAIL();
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.exit(), ExitCode::usage);
        EXPECT_EQ(failure.problem().record, "Europe/Nowhere");
    }
}

}  // namespace
}  // namespace causeway::base
