// SPDX-License-Identifier: GPL-3.0-or-later
// What is the store's only where it is in PostgreSQL. (What it is anywhere: store_*_test.cpp.)
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/store_in_folder.h"

namespace causeway::store {
namespace {

class PostgresStore : public test::StoreInFolder {};

// Its planner likes whole tables while they are small: it is asked what it could do instead.
TEST_F(PostgresStore, CanFindNamesAndEnrolmentsByTheirIndexes) {
    const auto connection = place_.connection();
    connection->execute("SET enable_seqscan = off");
    connection->execute("SET enable_bitmapscan = off");
    const std::string names = "kind IN (4, 5) AND lower(json_extract(shape, ";
    for (const auto& [where, index] :
         {std::pair{names + "'$.email')) = 'x'", "using base_by_email"},
          std::pair{names + "'$.username')) = 'x'", "using base_by_username"},
          std::pair{std::string("who = 1 AND kind >= 6 AND kind = 8"), "using base_of_person"}}) {
        std::string plan;
        const auto rows =
            connection->query("EXPLAIN SELECT kind, id, who FROM base WHERE link = 1 AND " + where);
        while (const db::Row* row = rows->next())
            plan += std::string(row->text(0)) + "\n";
        EXPECT_THAT(plan, testing::HasSubstr(index));
    }
}

}  // namespace
}  // namespace causeway::store
