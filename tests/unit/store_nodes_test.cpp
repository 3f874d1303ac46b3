// SPDX-License-Identifier: GPL-3.0-or-later
// Several nodes share the links of a store: equal parts, what a silent node loses, what one that
// leaves gives up, and what one node tells the others of a run.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "store/nodes.h"
#include "support/store_place.h"

namespace causeway::store {
namespace {

using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

// A node: a store of its own, as each process has one.
struct Node {
    explicit Node(const support::StorePlace& place, const base::SealingKey& key)
        : store(place.url(), key), nodes(store) {}
    // As often as it takes to come to rest.
    std::set<std::string> tend() {
        for (int i = 0; i < 8; ++i)
            nodes.tend();
        return nodes.tend();
    }
    Store store;
    Nodes nodes;
};

class StoreNodes : public testing::Test {
  protected:
    void make_links(int count) {
        Store store(place.url(), key);
        for (int i = 1; i <= count; ++i)
            (void)store.link("link" + std::to_string(i));
    }
    // `seconds` pass in which only those who tend show life.
    void pass(std::int64_t seconds) {
        place.connection()->run("UPDATE node SET beat = beat - ?", {db::Value{seconds}});
        place.connection()->run("UPDATE lease SET beat = beat - ?", {db::Value{seconds}});
    }
    // Of a machine whose processes nobody here can look at.
    void move_elsewhere(const Node& node) {
        const auto c = place.connection();
        const std::string away = "another-host process 1 aabb";
        c->run("UPDATE node SET name = ? WHERE name = ?",
               {db::Value{std::string_view(away)}, db::Value{std::string_view(node.nodes.name())}});
        c->run("UPDATE tending SET node = ? WHERE node = ?",
               {db::Value{std::string_view(away)}, db::Value{std::string_view(node.nodes.name())}});
    }

    support::StorePlace place;
    base::SealingKey key = base::SealingKey::random();
};

TEST_F(StoreNodes, OneNodeTendsEverything) {
    make_links(3);
    Node node(place, key);
    EXPECT_THAT(node.nodes.tend(), SizeIs(1)) << "one at a time, for others may come";
    EXPECT_THAT(node.tend(), UnorderedElementsAre("link1", "link2", "link3"));
}

TEST_F(StoreNodes, ANewcomerGetsItsShareAndEachLinkIsTendedOnce) {
    make_links(5);
    Node one(place, key);
    EXPECT_THAT(one.tend(), SizeIs(5));
    Node two(place, key);
    for (int i = 0; i < 10; ++i) {
        two.nodes.tend();
        one.nodes.tend();
    }
    const auto first = one.nodes.tend();
    const auto second = two.nodes.tend();
    EXPECT_THAT(first, SizeIs(3));
    EXPECT_THAT(second, SizeIs(2));
    for (const std::string& name : first)
        EXPECT_FALSE(second.contains(name)) << name;
}

TEST_F(StoreNodes, ThatPickAtTheSameMomentPickDifferentLinks) {
    make_links(6);
    std::vector<std::unique_ptr<Node>> nodes;
    for (int i = 0; i < 3; ++i)
        nodes.push_back(std::make_unique<Node>(place, key));
    for (auto& node : nodes)
        node->nodes.tend();
    std::vector<std::set<std::string>> got(nodes.size());
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < nodes.size(); ++i)
            threads.emplace_back([&, i] { got[i] = nodes[i]->tend(); });
    }
    std::set<std::string> all;
    std::size_t sum = 0;
    for (const auto& some : got) {
        all.insert(some.begin(), some.end());
        sum += some.size();
    }
    EXPECT_EQ(sum, all.size()) << "a link is tended twice";
    for (auto& node : nodes)
        EXPECT_THAT(node->tend(), SizeIs(2));
}

TEST_F(StoreNodes, ASilentNodeLosesItsLinksAfterItsTimeAndNotBefore) {
    make_links(2);
    Node silent(place, key);
    EXPECT_THAT(silent.tend(), SizeIs(2));
    move_elsewhere(silent);
    Node other(place, key);
    EXPECT_THAT(other.tend(), IsEmpty());
    pass(kNodeSeconds - 5);
    EXPECT_THAT(other.tend(), IsEmpty());
    pass(10);
    EXPECT_THAT(other.tend(), UnorderedElementsAre("link1", "link2"));
}

TEST_F(StoreNodes, AKilledNodeOfThisMachineIsNotWaitedFor) {
    make_links(2);
    const pid_t child = ::fork();
    if (child == 0) {
        Node own(place, key);
        ::_exit(own.tend().size() == 2 ? 0 : 1);
    }
    siginfo_t info{};
    ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT), 0);
    EXPECT_EQ(info.si_status, 0);
    Node other(place, key);
    EXPECT_THAT(other.tend(), SizeIs(2));
    ::waitpid(child, nullptr, 0);
}

TEST_F(StoreNodes, ANodeThatLeavesGivesUpItsLinksAtOnce) {
    make_links(2);
    Node one(place, key);
    EXPECT_THAT(one.tend(), SizeIs(2));
    one.nodes.leave();
    Node two(place, key);
    EXPECT_THAT(two.tend(), SizeIs(2));
}

TEST_F(StoreNodes, ARunIsShownToTheOthersWhileItsLeaseLasts) {
    Node one(place, key);
    Node two(place, key);
    auto here = one.store.link("default");
    auto there = two.store.link("default");
    const auto run = here.begin_run({"sync", "ada", "", "", 1});
    EXPECT_EQ(there.progress_of(run), "");
    here.show_progress(run, R"({"done":7})");
    EXPECT_EQ(there.progress_of(run), R"({"done":7})");
    EXPECT_TRUE(there.run(run)->alive);
    EXPECT_THROW(there.begin_run({"sync", "grace", "", "", 1}), base::Failure);
    here.end_run(run, base::ExitCode::in_step, "{}");
    EXPECT_EQ(there.progress_of(run), "");
    EXPECT_FALSE(there.trouble());
    const base::Problem trouble{"what", "school:1", "why", "cure", "code"};
    here.set_trouble(trouble);
    EXPECT_EQ(there.trouble(), trouble);
    here.set_trouble(std::nullopt);
    EXPECT_FALSE(there.trouble());
}

TEST_F(StoreNodes, OfTwoThatBeginARunAtOnceOneIsTurnedAway) {
    for (int round = 0; round < 10; ++round) {
        Node one(place, key);
        Node two(place, key);
        std::atomic<int> begun = 0;
        std::atomic<int> turned_away = 0;
        const auto begin = [&](Node& node) {
            auto link = node.store.link("default");
            try {
                link.begin_run({"sync", "test", "", "", 1});
                ++begun;
            } catch (const base::Failure& failure) {
                EXPECT_EQ(failure.problem().code, "run.locked");
                ++turned_away;
            }
        };
        {
            const std::jthread other([&] { begin(two); });
            begin(one);
        }
        EXPECT_EQ(begun, 1);
        EXPECT_EQ(turned_away, 1);
        place.connection()->execute("DELETE FROM lease");
    }
}

}  // namespace
}  // namespace causeway::store
