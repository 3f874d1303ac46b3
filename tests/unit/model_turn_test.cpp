// SPDX-License-Identifier: GPL-3.0-or-later
// Which year of a school counts, and on which days a hold does.
#include "model/turn.h"

#include <gtest/gtest.h>

namespace causeway::model {
namespace {

const base::Date kToday = base::Date::of(2027, 7, 1);

SchoolTurn turn(std::int64_t school, base::Date begins, std::int64_t run = 0) {
    SchoolTurn out;
    out.turn = 1;
    out.school = school;
    out.from = 2026;
    out.to = 2027;
    out.begins = begins;
    out.run = run;
    return out;
}

using Years = std::map<std::int64_t, int>;

TEST(YearsThatCount, StayAsTheyWereSeenWhateverTheDateSays) {
    TurnState state;
    EXPECT_EQ(years_that_count(state, std::nullopt, kToday), Years{});
    state.seen = {{1, 2026}, {2, 2025}};
    EXPECT_EQ(years_that_count(state, std::nullopt, base::Date::of(2031, 1, 1)), state.seen);
}

TEST(YearsThatCount, MoveWithTheTurnFromItsDayOn) {
    TurnState state;
    state.seen = {{1, 2026}, {2, 2026}};
    state.turns[1] = turn(1, kToday.plus(1));
    EXPECT_EQ(years_that_count(state, std::nullopt, kToday), state.seen);
    EXPECT_EQ(turn_that_counts(state, 1, kToday), nullptr);
    EXPECT_EQ(years_that_count(state, std::nullopt, kToday.plus(1)), (Years{{1, 2027}, {2, 2026}}));
    // What has begun has begun, though somebody set the clock back.
    state.turns[1] = turn(1, kToday.plus(1), 7);
    EXPECT_EQ(years_that_count(state, std::nullopt, kToday), (Years{{1, 2027}, {2, 2026}}));
    EXPECT_EQ(turn_that_counts(state, 2, kToday), nullptr);
}

TEST(YearsThatCount, FollowASettingThatNamesOneButNeverBackOverATurn) {
    TurnState state;
    state.seen = {{1, 2026}, {2, 2026}};
    EXPECT_EQ(years_that_count(state, 2026, kToday), Years{}) << "the setting says it all";
    state.turns[1] = turn(1, kToday);
    EXPECT_EQ(years_that_count(state, 2026, kToday), (Years{{1, 2027}}));
    EXPECT_EQ(years_that_count(state, 2028, kToday), (Years{{1, 2028}}));
}

TEST(Hold, CoversBothOfItsDays) {
    TurnState state;
    EXPECT_EQ(held_until(state, kToday), std::nullopt);
    state.hold = Hold{kToday, kToday.plus(10), "Office", 0};
    EXPECT_EQ(held_until(state, kToday.plus(-1)), std::nullopt);
    EXPECT_EQ(held_until(state, kToday), kToday.plus(10));
    EXPECT_EQ(held_until(state, kToday.plus(10)), kToday.plus(10));
    EXPECT_EQ(held_until(state, kToday.plus(11)), std::nullopt);
}

}  // namespace
}  // namespace causeway::model
