// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/run_words.h"

#include <gtest/gtest.h>

namespace causeway::app {
namespace {

std::string words(const std::string& what, const std::string& summary) {
    store::RunRecord run;
    run.header.what = what;
    run.summary = summary;
    return did(run);
}

TEST(AppRunWords, an_intake_counts_records_of_every_fate) {
    EXPECT_EQ(words("intake students",
                    R"({"intake":{"students":{"created":1188,"doubtful":2,"left_out":1}}})"),
              "1,188 created, 2 doubtful, 1 left out");
    EXPECT_EQ(words("intake students", R"({"intake":{}})"), "no changes");
    EXPECT_EQ(words("intake undo 3", R"({"intake":{"records":{"taken_back":7,"refused":1}}})"),
              "1 refused, 7 taken back");
    EXPECT_EQ(words("intake staff", R"({"problem":{"what":"Moodle could not be read whole"}})"),
              "");
}

TEST(AppRunWords, a_run_of_fields_counts_values) {
    EXPECT_EQ(
        words("fields pull", R"({"people":9,"written":4,"conflicts":1,"refused":2,"equal":0})"),
        "4 values written, 1 changed on both sides, 2 refused");
    EXPECT_EQ(words("fields undo 4", R"({"taken_back":4,"refused":0})"), "4 taken back");
    EXPECT_EQ(words("fields pull", R"({"people":9,"written":0})"), "no changes");
}

TEST(AppRunWords, a_sync_and_a_run_of_grades_keep_their_words) {
    EXPECT_EQ(words("sync", R"({"counts":{"student":{"create":3,"unchanged":2}}})"),
              "3 created, 2 unchanged");
    EXPECT_EQ(words("grades pull", R"({"grades":{"grades":{"created":2,"kept":1}}})"),
              "2 created, 1 kept");
    EXPECT_EQ(words("sync", "not json"), "no changes");
}

}  // namespace
}  // namespace causeway::app
