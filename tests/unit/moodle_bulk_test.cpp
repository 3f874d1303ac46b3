// SPDX-License-Identifier: GPL-3.0-or-later
// Site's fast path: taken when the token may call our plugin, with an outcome for each row, and
// listings that are whole or refused.
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "moodle/site.h"
#include "moodle_rows.h"
#include "moodle_script.h"

namespace causeway::moodle {
namespace {

using namespace testing;
using model::CallOutcome;
using model::Kind;

constexpr const char* kInfo =
    R"({"siteurl":"https://moodle.example.org/learn","sitename":"M","release":"4.5","version":"1",)"
    R"("userid":3,"username":"causeway","functions":[)"
    R"({"name":"local_opensis_upsert_users"},{"name":"local_opensis_upsert_courses"},)"
    R"({"name":"local_opensis_upsert_enrolments"},{"name":"local_get_users_information"},)"
    R"({"name":"local_get_course_information"},{"name":"local_get_schedule_information"}]})";

class Bulk : public ::testing::Test {
  protected:
    void SetUp() override {
        script.then(kInfo);
        ASSERT_TRUE(site.identify());
    }
    // The rows that the last call carried.
    boost::json::array rows_sent() {
        return boost::json::parse(script.value(script.sent.size() - 1, "rows")).as_array();
    }

    Script script;
    Site site{options(), script};
};

model::EnrolmentWrite dated(model::RemoteId user) {
    auto row = enrolment(Kind::learns, user, 50);
    row.shape.start = 100;
    row.shape.end = 200;
    return row;
}

TEST_F(Bulk, IsTakenOnlyWhereEveryFunctionIsGranted) {
    EXPECT_TRUE(site.writes_in_bulk());
    EXPECT_TRUE(site.lists_in_bulk());
    Script plain;
    Site other(options(), plain);
    plain.then(R"({"siteurl":"x","sitename":"M","release":"4.5","version":"1","userid":3,)"
               R"("username":"c","functions":[{"name":"local_opensis_upsert_users"}]})");
    ASSERT_TRUE(other.identify());
    EXPECT_FALSE(other.writes_in_bulk());
    EXPECT_FALSE(other.lists_in_bulk());
}

TEST_F(Bulk, EveryRowHasItsOwnOutcome) {
    script.then(
        R"({"outcomes":[{"row":0,"outcome":"created","id":11},)"
        R"({"row":1,"outcome":"refused","id":0,"errorcode":"emailexists","message":"taken"}]})");
    const std::vector rows{person(1), person(2)};
    const auto outcome = site.write_users(rows);
    ASSERT_EQ(outcome.fate, CallOutcome::Fate::done);
    ASSERT_EQ(outcome.rows.size(), 2U);
    EXPECT_EQ(outcome.rows[0].id, 11);
    ASSERT_TRUE(outcome.rows[1].refused);
    EXPECT_EQ(outcome.rows[1].refused->record, "student:2");
    EXPECT_EQ(outcome.rows[1].refused->code, "moodle.emailexists");
    EXPECT_FALSE(outcome.rows[1].refused->cure.empty());
    const auto sent = rows_sent();
    ASSERT_EQ(sent.size(), 2U);
    EXPECT_EQ(sent[0].at("idnumber").as_string(), "opensis:student:1");
    EXPECT_FALSE(sent[0].as_object().contains("id"));
}

TEST_F(Bulk, AnUpdateNamesTheRecordAndLeavesItsIdNumberAlone) {
    script.then(R"({"outcomes":[{"row":0,"outcome":"unchanged","id":11}]})");
    const std::vector rows{person(1, 11)};
    EXPECT_EQ(site.write_users(rows).rows.at(0).id, 11);
    const auto sent = rows_sent();
    EXPECT_EQ(sent[0].at("id").as_int64(), 11);
    EXPECT_FALSE(sent[0].as_object().contains("idnumber"));
    EXPECT_FALSE(sent[0].as_object().contains("password"));
}

TEST_F(Bulk, OutcomesThatDoNotMatchTheRowsLeaveTheCallInDoubt) {
    const std::vector rows{person(1), person(2)};
    script.then(R"({"outcomes":[{"row":0,"outcome":"created","id":11}]})");
    EXPECT_EQ(site.write_users(rows).fate, CallOutcome::Fate::unknown);
    script.then(R"({"outcomes":[{"row":1,"outcome":"created","id":11},)"
                R"({"row":0,"outcome":"created","id":12}]})");
    EXPECT_EQ(site.write_users(rows).fate, CallOutcome::Fate::unknown);
}

TEST_F(Bulk, EnrolmentsCarryRoleDatesAndState) {
    script.then(R"({"outcomes":[{"row":0,"outcome":"created","id":900}]})");
    const std::vector rows{dated(7)};
    EXPECT_EQ(site.write_enrolments(rows).rows.at(0).id, 0);
    auto sent = rows_sent();
    EXPECT_EQ(sent[0].at("roleid").as_int64(), 5);
    EXPECT_EQ(sent[0].at("course").as_int64(), 50);
    EXPECT_EQ(sent[0].at("timeend").as_int64(), 200);
    EXPECT_FALSE(sent[0].as_object().contains("remove"));
    script.then(R"({"outcomes":[{"row":0,"outcome":"removed","id":900}]})");
    EXPECT_EQ(site.remove_enrolments(rows).fate, CallOutcome::Fate::done);
    EXPECT_EQ(rows_sent()[0].at("remove").as_int64(), 1);
}

TEST_F(Bulk, ManagersStillTakeTheirRoleInTheCategory) {
    script.then("null");
    auto row = dated(7);
    row.key = {Kind::manages, 1, 7};
    row.shape.role = model::Role::manager;
    const std::vector rows{row};
    EXPECT_EQ(site.write_enrolments(rows).fate, CallOutcome::Fate::done);
    EXPECT_EQ(script.value(script.sent.size() - 1, "wsfunction"), "core_role_assign_roles");
}

TEST_F(Bulk, CallsCarryMoreRowsAsFarAsTheSettingGoes) {
    EXPECT_EQ(site.rows_per_call(Kind::student, 50), 200U);
    EXPECT_EQ(site.rows_per_call(Kind::learns, 50), 500U);
    EXPECT_EQ(site.rows_per_call(Kind::learns, 1), 10U);
    EXPECT_EQ(site.rows_per_call(Kind::learns, 5000), 2000U);
}

// A page as the plugin answers it: its rows are one JSON text.
std::string page(const std::string& rows, const std::string& next, bool complete, int sent,
                 int total) {
    return boost::json::serialize(boost::json::value{{"rows", boost::json::array()},
                                                     {"packed", rows},
                                                     {"nextcursor", next},
                                                     {"complete", complete},
                                                     {"sent", sent},
                                                     {"total", total}});
}

TEST_F(Bulk, AListingGoesOnToItsEnd) {
    script.then(page(R"([{"id":1,"idnumber":"opensis:student:1","username":"a","suspended":0}])",
                     "c1", false, 1, 2));
    script.then(page(R"([{"id":2,"idnumber":"","username":"b","suspended":1}])", "", true, 2, 2));
    const auto users = site.list_users();
    ASSERT_TRUE(users);
    ASSERT_TRUE(*users);
    ASSERT_EQ((*users)->size(), 2U);
    EXPECT_EQ((**users)[0].username, "a");
    EXPECT_TRUE((**users)[1].suspended);
    EXPECT_EQ(script.value(script.sent.size() - 1, "cursor"), "c1");
}

TEST_F(Bulk, AListingWithAGapIsRefused) {
    const std::string one = R"([{"id":1,"username":"a"}])";
    script.then(page(one, "", true, 1, 2));  // one is missing at the end
    EXPECT_FALSE(site.list_users());
    script.then(page(one, "", true, 2, 2));  // one was sent and did not arrive
    EXPECT_FALSE(site.list_users());
    script.then(page(one, "", false, 1, 1));  // it breaks off
    EXPECT_FALSE(site.list_users());
    script.then(page("[{", "", true, 0, 0));
    EXPECT_FALSE(site.list_users());
}

TEST_F(Bulk, WhoIsInByTwoMethodsCountsOnceAndAsActive) {
    script.then(page(R"([{"id":1,"courseid":50,"userid":7,"status":1,"roles":["student"]},)"
                     R"({"id":2,"courseid":50,"userid":7,"status":0,"roles":["student"]},)"
                     R"({"id":3,"courseid":51,"userid":7,"status":1,"roles":[]}])",
                     "", true, 3, 3));
    const std::vector<model::RemoteId> courses{50, 51};
    const auto found = site.list_enrolments(courses, true);
    ASSERT_TRUE(found);
    ASSERT_EQ(found->size(), 2U);
    EXPECT_EQ((*found)[0].suspended, false);
    EXPECT_EQ((*found)[1].suspended, true);
    EXPECT_EQ(script.value(script.sent.size() - 1, "ids"), "50,51");
}

}  // namespace
}  // namespace causeway::moodle
