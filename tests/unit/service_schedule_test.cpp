// SPDX-License-Identifier: GPL-3.0-or-later
// When a link runs by itself: nights over midnight, days of rest one after the other, pauses.
#include <gtest/gtest.h>

#include "service/schedule.h"

namespace causeway::service {
namespace {

base::Instant at(const base::Zone& zone, int day, int hour, int minute) {
    return zone.start_of(base::Date::of(2026, 11, static_cast<unsigned>(day))) + hour * 3600 +
           minute * 60;
}

TEST(TimesOfDay, AreReadAndNothingElseIs) {
    EXPECT_EQ(seconds_of_day("00:00"), 0);
    EXPECT_EQ(seconds_of_day("22:30"), 81'000);
    for (const char* wrong : {"", "24:00", "12:60", "7:30", "07:3", "07-30", "ab:cd", "07:30:00"})
        EXPECT_FALSE(seconds_of_day(wrong)) << wrong;
}

TEST(Blackouts, AreReadAndWritten) {
    const auto one = Blackout::parse("2026-12-24..2027-01-06 winter holidays");
    ASSERT_TRUE(one);
    EXPECT_EQ(one->from.text(), "2026-12-24");
    EXPECT_EQ(one->note, "winter holidays");
    EXPECT_EQ(one->text(), "2026-12-24..2027-01-06 winter holidays");
    EXPECT_EQ(Blackout::parse("2026-12-24..2026-12-24")->text(), "2026-12-24..2026-12-24");
    for (const char* wrong : {"", "2026-12-24", "2026-12-24..2026-12-23", "2026-13-01..2026-13-02",
                              "2026-12-24-2027-01-06", "2026-12-24..2027-01-06x"})
        EXPECT_FALSE(Blackout::parse(wrong)) << wrong;
}

TEST(Blackouts, AreTheSchoolsDaysAndFollowOneAnother) {
    Schedule schedule;
    schedule.zone = base::Zone("Europe/Vienna");
    schedule.blackouts = {*Blackout::parse("2026-11-20..2026-11-21"),
                          *Blackout::parse("2026-11-22..2026-11-22 sunday")};
    const auto first = at(schedule.zone, 20, 0, 0);
    EXPECT_EQ(schedule.blackout_at(first - 1), nullptr);
    ASSERT_NE(schedule.blackout_at(first), nullptr);
    EXPECT_EQ(schedule.after_blackouts(first + 5), at(schedule.zone, 23, 0, 0));
    EXPECT_EQ(schedule.after_blackouts(first - 1), first - 1);
}

TEST(Nights, MayGoOverMidnight) {
    Schedule schedule;
    schedule.zone = base::Zone("America/New_York");
    schedule.night_from = *seconds_of_day("22:30");
    schedule.night_to = *seconds_of_day("04:00");
    const auto begin = at(schedule.zone, 10, 22, 30);
    EXPECT_FALSE(schedule.night_at(begin - 1));
    EXPECT_EQ(schedule.night_at(begin), begin);
    EXPECT_EQ(schedule.night_at(at(schedule.zone, 11, 3, 59)), begin);
    EXPECT_FALSE(schedule.night_at(at(schedule.zone, 11, 4, 0)));

    EXPECT_TRUE(schedule.verify_due(begin + 60, std::nullopt));
    EXPECT_TRUE(schedule.verify_due(begin + 60, begin - 1));
    EXPECT_FALSE(schedule.verify_due(begin + 7200, begin + 30)) << "once a night";
    EXPECT_FALSE(schedule.verify_due(begin - 60, std::nullopt)) << "only at night";
    schedule.nightly = false;
    EXPECT_FALSE(schedule.verify_due(begin + 60, std::nullopt));
}

TEST(Pauses, GrowWhileThingsGoWrongAndNeedAPersonLonger) {
    using base::ExitCode;
    EXPECT_EQ(pause_after(ExitCode::in_step, 0, 600), 600);
    EXPECT_EQ(pause_after(ExitCode::some_refused, 0, 600), 600);
    EXPECT_EQ(pause_after(ExitCode::incomplete, 1, 600), 15);
    EXPECT_EQ(pause_after(ExitCode::incomplete, 2, 600), 30);
    EXPECT_EQ(pause_after(ExitCode::incomplete, 50, 600), 900);
    EXPECT_EQ(pause_after(ExitCode::guarded, 1, 60), 900);
    EXPECT_EQ(pause_after(ExitCode::guarded, 1, 7200), 7200);
}

}  // namespace
}  // namespace causeway::service
