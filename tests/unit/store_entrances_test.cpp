// SPDX-License-Identifier: GPL-3.0-or-later
// Statements are used once, whoever asks and after whatever restart; sessions from openSIS's frame.
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "store/entrances.h"

namespace causeway::store {
namespace {

const base::SealingKey kKey = base::SealingKey::random();

class StoreEntrances : public testing::Test {
  protected:
    StoreEntrances() {
        std::string pattern =
            (std::filesystem::temp_directory_path() / "causeway-entrances-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
        url_ = "sqlite:" + (folder_ / "state.db").string();
    }
    ~StoreEntrances() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path folder_;
    std::string url_;
};

TEST_F(StoreEntrances, AStatementIsUsedOnceAlsoAfterARestartAndByAnotherNode) {
    {
        Store store(url_, kKey);
        Entrances one(store);
        EXPECT_TRUE(one.first_use("default", "n1", 200, 100));
        EXPECT_FALSE(one.first_use("default", "n1", 200, 101));
        EXPECT_TRUE(one.first_use("annex", "n1", 200, 101)) << "another link's";
        Store beside(url_, kKey);
        Entrances other(beside);
        EXPECT_FALSE(other.first_use("default", "n1", 200, 102));
        EXPECT_TRUE(other.first_use("default", "n2", 200, 102));
        EXPECT_FALSE(one.first_use("default", "n2", 200, 103));
    }
    Store store(url_, kKey);
    Entrances again(store);
    EXPECT_FALSE(again.first_use("default", "n1", 200, 150));
    EXPECT_FALSE(again.first_use("default", "n1", 200, 200));
}

TEST_F(StoreEntrances, WhatItsTimeRefusesIsForgotten) {
    Store store(url_, kKey);
    Entrances entrances(store);
    for (int i = 0; i < 50; ++i)
        ASSERT_TRUE(entrances.first_use("default", "n" + std::to_string(i), 200, 100));
    EXPECT_TRUE(entrances.first_use("default", "late", 400, 300));
    const auto connection = db::open_sqlite(folder_ / "state.db");
    EXPECT_EQ(connection->one_integer("SELECT COUNT(*) FROM statement_used"), 1);
}

TEST_F(StoreEntrances, OneOfManyAtOnceIsTheFirst) {
    Store store(url_, kKey);
    Entrances entrances(store);
    std::atomic<int> first = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < 40; ++i) {
                if (entrances.first_use("default", "n" + std::to_string(i), 200, 100)) ++first;
                AuditEntry entry;
                entry.at = 100;
                entry.who = "thread " + std::to_string(t);
                entry.action = "test";
                entrances.note(entry);
            }
        });
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(first, 40);
    Accounts accounts(store);
    AuditFilter filter;
    filter.limit = 1000;
    EXPECT_EQ(accounts.audit(filter).size(), 320U);
}

TEST_F(StoreEntrances, AHandedSessionIsOfOneLinkOnePersonAndNoAccount) {
    Store store(url_, kKey);
    Entrances entrances(store);
    entrances.open({"digest", "default", "staff:7", "Ada (staff:7)", "administrator", 3, "people",
                    "csrf", 100, 200});
    EXPECT_FALSE(entrances.session("other", 150));
    EXPECT_FALSE(entrances.session("digest", 200)) << "its time is over";
    entrances.prolong("digest", 300);
    const auto found = entrances.session("digest", 250);
    ASSERT_TRUE(found);
    EXPECT_TRUE(found->account.handed);
    EXPECT_EQ(found->account.id, 0);
    EXPECT_EQ(found->account.person, "staff:7");
    EXPECT_EQ(found->account.person_link, "default");
    EXPECT_EQ(found->account.schools, (std::vector<SchoolRight>{{"default", 3}}));
    EXPECT_EQ(found->page, "people");
    EXPECT_EQ(found->school, 3);
    EXPECT_EQ(found->csrf, "csrf");
}

}  // namespace
}  // namespace causeway::store
