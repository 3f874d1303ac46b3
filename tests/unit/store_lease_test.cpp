// SPDX-License-Identifier: GPL-3.0-or-later
// Who may hold a link: one run at a time, and what becomes of the lease of one that died.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store_in_folder.h"

namespace causeway::store {
namespace {

using model::Kind;

class LeaseTest : public test::StoreInFolder {};

TEST_F(LeaseTest, OneRunHoldsALink) {
    auto state = link();
    const auto run = state.begin_run({"sync", "test", "", "", 1});
    try {
        link().begin_run({"sync", "somebody else", "", "", 1});
        FAIL() << "two runs hold one link";
    } catch (const base::Failure& failure) {
        EXPECT_EQ(failure.exit(), base::ExitCode::locked);
        EXPECT_EQ(failure.problem().record, "run:" + std::to_string(run));
    }
    EXPECT_NO_THROW(store_->link("another").begin_run({"sync", "test", "", "", 1}));
    state.end_run(run, base::ExitCode::in_step, "{}");
    EXPECT_NO_THROW(state.begin_run({"sync", "test", "", "", 1}));
}

TEST_F(LeaseTest, TheLeaseOfADeadProcessIsTakenOver) {
    store_.reset();  // a connection must not be carried into a child
    const pid_t child = ::fork();
    if (child == 0) {
        Store own(place_.url(), key_);
        own.link("default").begin_run({"sync", "the one that dies", "", "", 1});
        ::_exit(0);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    reopen();
    auto state = link();
    EXPECT_FALSE(state.runs(1).at(0).alive);
    EXPECT_FALSE(state.runs(1).at(0).ended);
    const auto run = state.begin_run({"sync", "test", "", "", 1});
    EXPECT_TRUE(state.run(run)->alive);
    ASSERT_EQ(state.runs(2).size(), 2U);
    EXPECT_TRUE(state.runs(2)[1].ended) << "a run that died ends when its lease is taken over";
    EXPECT_FALSE(state.runs(2)[1].exit);
}

TEST_F(LeaseTest, AProcessThatNobodyHasCollectedYetIsDeadAllTheSame) {
    store_.reset();
    const pid_t child = ::fork();
    if (child == 0) {
        Store own(place_.url(), key_);
        own.link("default").begin_run({"sync", "the one that dies", "", "", 1});
        ::_exit(0);
    }
    siginfo_t info{};
    ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT), 0);
    reopen();
    EXPECT_NO_THROW(link().begin_run({"sync", "test", "", "", 1}));
    ::waitpid(child, nullptr, 0);
}

TEST_F(LeaseTest, AHolderElsewhereIsBelievedForAMinute) {
    const auto run = link().begin_run({"sync", "test", "", "", 1});
    const auto other = place_.connection();
    other->run("UPDATE lease SET holder = 'another-host process 1 aabb', beat = beat - 50");
    EXPECT_THROW(link().begin_run({"sync", "test", "", "", 1}), base::Failure);
    EXPECT_TRUE(link().run(run)->alive);
    link().beat(run);
    EXPECT_THROW(link().begin_run({"sync", "test", "", "", 1}), base::Failure);
    other->run("UPDATE lease SET beat = beat - 61");
    EXPECT_FALSE(link().run(run)->alive);
    EXPECT_NO_THROW(link().begin_run({"sync", "test", "", "", 1}));
}

TEST_F(LeaseTest, ARunThatLostItsLinkBeginsNothingMore) {
    auto state = link();
    const auto op = creation({Kind::student, 7, 0});
    const auto old = state.begin_run({"sync", "slept", "", "", 1});
    const auto step = state.intend(old, std::span(&op, 1))[0];
    place_.connection()->run("UPDATE lease SET beat = beat - 61");
    const auto now = state.begin_run({"sync", "test", "", "", 1});
    EXPECT_THROW(state.beat(old), base::Failure);
    try {
        state.intend(old, std::span(&op, 1));
        FAIL() << "two runs write at once";
    } catch (const base::Failure& failure) {
        EXPECT_EQ(failure.exit(), base::ExitCode::locked);
        EXPECT_EQ(failure.problem().code, "run.lease_lost");
    }
    // What its last call did is still true and may be told.
    const auto outcome = done(step, op.key, 9);
    EXPECT_NO_THROW(state.settle(old, std::span(&outcome, 1)));
    state.end_run(old, base::ExitCode::incomplete, "{}");
    EXPECT_TRUE(state.run(now)->alive) << "the end of the old run freed the new one's link";
}

}  // namespace
}  // namespace causeway::store
