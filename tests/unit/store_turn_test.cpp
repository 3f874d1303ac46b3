// SPDX-License-Identifier: GPL-3.0-or-later
// What the store keeps of the year's turn, on SQLite and on PostgreSQL.
#include <gtest/gtest.h>

#include <functional>

#include "store/turn_desk.h"
#include "support/store_place.h"

namespace causeway::store {
namespace {

using model::Kind;
const base::Date kDay = base::Date::of(2027, 7, 1);

class Turns : public testing::Test {
  protected:
    std::int64_t plan(int to = 2027, std::vector<TurnRowRecord> rows = {}) {
        TurnRecord record;
        record.made = 5;
        record.made_by = "Office";
        record.fingerprint = "f";
        record.begins = kDay;
        record.summary = "{}";
        record.schools.push_back({0, 1, to - 1, to, kDay, {{Kind::student, 12}}, 0, false});
        return desk.keep(record, rows);
    }
    std::string refused(const std::function<void()>& work) {
        try {
            work();
        } catch (const base::Failure& failure) {
            return failure.problem().code;
        }
        return "";
    }
    support::StorePlace place;
    Store store{place.url(), base::SealingKey::random()};
    TurnDesk desk{store, "main"};
    LinkState state = store.link("main");
};

TEST_F(Turns, APlanCountsForNothingUntilItIsConfirmed) {
    const auto id = plan();
    EXPECT_TRUE(state.turn().turns.empty());
    desk.confirm(id, kDay, "R. Head", "because", 7);
    const auto turn = state.turn().turns.at(1);
    EXPECT_EQ(turn.turn, id);
    EXPECT_EQ(turn.from, 2026);
    EXPECT_EQ(turn.to, 2027);
    EXPECT_EQ(turn.begins, kDay);
    EXPECT_EQ(turn.agreed, (std::map<Kind, std::int64_t>{{Kind::student, 12}}));
    EXPECT_EQ(turn.run, 0);
    EXPECT_EQ(desk.turn(id)->confirmed_by, "R. Head");
    EXPECT_EQ(desk.turn(id)->because, "because");
    EXPECT_EQ(refused([&] { desk.confirm(id, kDay, "R. Head", "", 8); }), "turn.not_planned");
    EXPECT_TRUE(store.link("other").turn().turns.empty());
}

TEST_F(Turns, AreTakenBackUntilTheirFirstRun) {
    const auto id = plan();
    EXPECT_EQ(refused([&] { desk.take_back(id, "R. Head", 8); }), "turn.not_confirmed");
    desk.confirm(id, kDay, "R. Head", "", 7);
    desk.take_back(id, "R. Head", 8);
    EXPECT_TRUE(state.turn().turns.empty());
    EXPECT_EQ(refused([&] { desk.take_back(id, "R. Head", 9); }), "turn.not_confirmed");

    const auto again = plan();
    desk.confirm(again, kDay, "R. Head", "", 10);
    const auto run = state.begin_run({"sync", "test", "", "", 11});
    const std::vector<model::SchoolTurn> turns = {state.turn().turns.at(1)};
    state.turns_begun(run, turns);
    EXPECT_EQ(state.turn().turns.at(1).run, run);
    EXPECT_EQ(refused([&] { desk.take_back(again, "R. Head", 12); }), "turn.begun");
    EXPECT_FALSE(state.turn().turns.at(1).finished);
    EXPECT_EQ(refused([&] { desk.confirm(plan(2028), kDay, "R. Head", "", 13); }), "turn.other");
    state.turns_finished(run, turns);
    EXPECT_TRUE(state.turn().turns.at(1).finished);
    EXPECT_EQ(refused([&] { desk.confirm(plan(2027), kDay, "R. Head", "", 14); }), "turn.other");
    EXPECT_EQ(refused([&] { desk.confirm(plan(2028), kDay, "R. Head", "", 15); }), "");
    EXPECT_EQ(state.turn().turns.at(1).to, 2028);
}

TEST_F(Turns, ARunDoesNotBeginWhatWasTakenBackMeanwhile) {
    const auto id = plan();
    desk.confirm(id, kDay, "R. Head", "", 7);
    const auto run = state.begin_run({"sync", "test", "", "", 11});
    const std::vector<model::SchoolTurn> turns = {state.turn().turns.at(1)};
    desk.take_back(id, "R. Head", 8);
    EXPECT_EQ(refused([&] { state.turns_begun(run, turns); }), "plan.moved");
}

TEST_F(Turns, KeepTheirRowsAndDropThoseOfPlansThatNobodyConfirmed) {
    const std::vector<TurnRowRecord> rows = {
        {0, "hidden", {Kind::section, 5, 0}, 1, "Algebra 50%", "its year is over", false},
        {0, "leaves", {Kind::student, 7, 0}, 1, "Ada Quill", "is not enrolled again", true},
        {0, "leaves", {Kind::student, 8, 0}, 1, "Bo Reed", "left on 2027-03-01", false}};
    const auto first = plan(2027, rows);
    EXPECT_EQ(desk.rows(first, "", "", 0, 10).size(), 3U);
    EXPECT_EQ(desk.rows(first, "leaves", "", 0, 10).size(), 2U);
    EXPECT_EQ(desk.rows(first, "leaves", "", 2, 10).size(), 1U);
    EXPECT_EQ(desk.rows(first, "", "QUILL", 0, 10).at(0).key, (model::Key{Kind::student, 7, 0}));
    EXPECT_TRUE(desk.rows(first, "", "", 0, 10).at(1).doubtful);
    EXPECT_EQ(desk.rows(first, "", "50%", 0, 10).size(), 1U);
    EXPECT_TRUE(desk.rows(first, "", "_", 0, 10).empty());
    const auto second = plan(2027, rows);
    EXPECT_FALSE(desk.turn(first));
    EXPECT_TRUE(desk.rows(first, "", "", 0, 10).empty());
    desk.confirm(second, kDay, "R. Head", "", 7);
    plan(2028);
    EXPECT_EQ(desk.rows(second, "", "", 0, 10).size(), 3U) << "what was confirmed stays to be seen";
    EXPECT_EQ(desk.turns().size(), 2U);
}

TEST_F(Turns, OneHoldStandsAtATime) {
    EXPECT_FALSE(desk.release("R. Head", 1));
    desk.hold({kDay, kDay.plus(9), "Office", 1});
    desk.hold({kDay, kDay.plus(30), "R. Head", 2});
    ASSERT_TRUE(state.turn().hold);
    EXPECT_EQ(state.turn().hold->to, kDay.plus(30));
    EXPECT_EQ(state.turn().hold->by, "R. Head");
    EXPECT_TRUE(desk.release("R. Head", 3));
    EXPECT_FALSE(state.turn().hold);
    EXPECT_EQ(refused([&] { desk.hold({kDay, kDay.plus(-1), "Office", 4}); }), "turn.hold_days");
}

TEST_F(Turns, TheYearsThatWereSeenComeFromTheFacts) {
    state.set_fact("year.3", "2026");
    state.set_fact("yearly", "9");
    state.set_fact("year.4", "0");  // an earlier version put it down for a school without a year
    EXPECT_EQ(state.turn().seen, (std::map<std::int64_t, int>{{3, 2026}}));
}

}  // namespace
}  // namespace causeway::store
