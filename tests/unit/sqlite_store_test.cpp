// SPDX-License-Identifier: GPL-3.0-or-later
// What is the store's only where it is a file of SQLite's. (What it is anywhere: store_*_test.cpp.)
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/failure.h"
#include "unit/store_in_folder.h"

namespace causeway::store {
namespace {

class SqliteStore : public test::StoreInFolder {};

TEST_F(SqliteStore, AFileThatIsNoStoreIsLeftAlone) {
    store_.reset();
    for (const char* beside : {"-wal", "-shm"})
        std::filesystem::remove(place_.file() + beside);
    const std::string text(4096, 'x');
    std::ofstream(place_.file(), std::ios::binary) << text;
    try {
        reopen();
        FAIL() << "a text file was taken for a store";
    } catch (const base::Failure& failure) {
        EXPECT_EQ(failure.exit(), base::ExitCode::error);
        EXPECT_NE(failure.problem().cure.find("backup"), std::string::npos);
    }
    std::ifstream in(place_.file(), std::ios::binary);
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), text);
}

TEST_F(SqliteStore, TheFileIsForItsOwnerOnly) {
    link().set_fact("a", "b");
    for (const auto& entry : std::filesystem::directory_iterator(place_.folder())) {
        const auto mode = entry.status().permissions();
        EXPECT_EQ(mode & (std::filesystem::perms::group_all | std::filesystem::perms::others_all),
                  std::filesystem::perms::none)
            << entry.path();
    }
}

TEST_F(SqliteStore, NamesAndEnrolmentsAreFoundByTheirIndexes) {
    const auto connection = place_.connection();
    const std::string names = "kind IN (4, 5) AND lower(json_extract(shape, ";
    for (const auto& [where, index] :
         {std::pair{names + "'$.email')) = 'x'", "base_by_email (link=? AND <expr>=?"},
          std::pair{names + "'$.username')) = 'x'", "base_by_username (link=? AND <expr>=?"},
          std::pair{std::string("who = 1 AND kind >= 6 AND kind = 8"),
                    "base_of_person (link=? AND who=?"}}) {
        const auto rows = connection->query(
            "EXPLAIN QUERY PLAN SELECT kind, id, who FROM base WHERE link = 1 AND " + where);
        const db::Row* row = rows->next();
        ASSERT_NE(row, nullptr);
        EXPECT_THAT(std::string(row->text(3)), testing::HasSubstr(index));
    }
}

}  // namespace
}  // namespace causeway::store
