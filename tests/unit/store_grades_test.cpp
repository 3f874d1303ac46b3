// SPDX-License-Identifier: GPL-3.0-or-later
// What the store keeps of grades: who keeps which gradebook, and the differences.
#include <gtest/gtest.h>

#include "store/grade_desk.h"
#include "store_in_folder.h"

namespace causeway::store {
namespace {

using StoreGrades = test::StoreInFolder;

GradeDifference difference(const std::string& key, const std::string& there) {
    return {key, 331, "grade", 41, "Sheet", "15", there, "it was changed by hand in openSIS", 0};
}

TEST_F(StoreGrades, TheLastChoiceHoldsAlsoAfterARestart) {
    GradeDesk(*store_, "default").choose({model::Kind::section, 331, "moodle", "ada", 100});
    GradeDesk(*store_, "default").choose({model::Kind::school, 1, "moodle", "ada", 101});
    GradeDesk(*store_, "default").choose({model::Kind::section, 331, "opensis", "rob", 102});
    GradeDesk(*store_, "annex").choose({model::Kind::section, 331, "moodle", "eve", 103});
    reopen();
    const auto choices = GradeDesk(*store_, "default").choices();
    ASSERT_EQ(choices.size(), 2U);
    for (const GradeChoice& choice : choices)
        if (choice.kind == model::Kind::section) {
            EXPECT_EQ(choice.option, "opensis");
            EXPECT_EQ(choice.by, "rob");
            EXPECT_EQ(choice.at, 102);
        } else {
            EXPECT_EQ(choice.id, 1);
        }
}

TEST_F(StoreGrades, WhatARunChoseIsPutBackOnceAndForItsUndoAgain) {
    GradeDesk desk(*store_, "default");
    const GradeChoice first{model::Kind::section, 331, "opensis", "ada", 100};
    const GradeChoice second{model::Kind::section, 331, "moodle", "rob", 200};
    desk.choose(first, 7);
    desk.choose(second, 8);
    EXPECT_FALSE(desk.put_back(9, 10)) << "run 9 has chosen nothing";
    EXPECT_FALSE(GradeDesk(*store_, "annex").put_back(8, 10)) << "another link's run";
    const auto newer = desk.put_back(7, 10);
    ASSERT_TRUE(newer);
    EXPECT_TRUE(newer->newer);
    EXPECT_EQ(newer->now, second);
    ASSERT_EQ(desk.choices().size(), 1U);
    EXPECT_EQ(desk.choices()[0], second);
    reopen();
    GradeDesk again(*store_, "default");
    const auto back = again.put_back(8, 11);
    ASSERT_TRUE(back);
    EXPECT_FALSE(back->newer);
    EXPECT_EQ(back->now, first);
    EXPECT_EQ(again.choices()[0], first);
    // Before the first there was none; and an undo is undone like any run.
    ASSERT_TRUE(again.put_back(7, 12));
    EXPECT_TRUE(again.choices().empty());
    const auto redone = again.put_back(12, 13);
    ASSERT_TRUE(redone);
    EXPECT_EQ(redone->now, first);
    EXPECT_EQ(again.choices()[0], first);
}

// A choice shares the store with a run that is writing: neither is lost, neither fails.
TEST_F(StoreGrades, AChoiceWaitsForARunThatWrites) {
    auto state = link();
    GradeDesk desk(*store_, "default");
    const auto run = state.begin_run({"grades pull", "ada", "", "", 100});
    for (std::int64_t at = 0; at < 50; ++at) {
        desk.choose({model::Kind::section, at, "moodle", "ada", at});
        state.beat(run);
    }
    state.end_run(run, base::ExitCode::in_step, "{}");
    EXPECT_EQ(desk.choices().size(), 50U);
}

TEST_F(StoreGrades, ADifferenceKeepsItsMomentUntilItIsGone) {
    GradeDesk desk(*store_, "default");
    const GradeDifference first[] = {difference("grade:331/10/41", "12"),
                                     difference("grade:331/11/41", "3")};
    const auto tell = [&](std::optional<std::vector<std::string>> keys,
                          std::span<const GradeDifference> now, base::Instant at) {
        const ToldSection told{331, std::move(keys), {now.begin(), now.end()}};
        desk.tell({&told, 1}, at);
    };
    tell(std::nullopt, first, 100);
    const GradeDifference then[] = {difference("grade:331/10/41", "13")};
    tell(std::vector<std::string>{"grade:331/10/41"}, then,
         200);  // of the other one nothing was said
    auto all = desk.differences(331);
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].there, "13");
    EXPECT_EQ(all[0].since, 100);
    tell(std::nullopt, then, 300);  // all of the section
    all = desk.differences(std::nullopt);
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].key, "grade:331/10/41");
    EXPECT_TRUE(desk.differences(332).empty());
}

}  // namespace
}  // namespace causeway::store
