// SPDX-License-Identifier: GPL-3.0-or-later
// Site: what is sent for each write, and what every kind of answer makes of a call.
#include <gtest/gtest.h>

#include "base/failure.h"
#include "moodle/site.h"
#include "moodle_rows.h"
#include "moodle_script.h"

namespace causeway::moodle {
namespace {

using namespace testing;
using model::Kind;
using Fate = model::CallOutcome::Fate;
using Delivery = net::HttpReply::Delivery;
using Trouble = net::HttpReply::Trouble;

class SiteTest : public ::testing::Test {
  protected:
    Script script;
    Site site{options(), script};
};

TEST(SiteSetup, WantsAnAddressAndAToken) {
    Script script;
    SiteOptions no_token = options();
    no_token.token.clear();
    EXPECT_THROW(Site(no_token, script), base::Failure);
    SiteOptions bad = options();
    bad.url = "ftp://moodle.example.org";
    EXPECT_THROW(Site(bad, script), base::Failure);
    EXPECT_EQ(Site(options(), script).url(), "https://moodle.example.org/learn");
}

// ---- users ----

TEST_F(SiteTest, CreatesUsersWithAPasswordThatNobodyKnows) {
    script.then(R"([{"id":11,"username":"ada1"},{"id":12,"username":"ada2"}])");
    const std::vector rows{person(1), person(2)};
    const auto outcome = site.write_users(rows);
    ASSERT_EQ(outcome.fate, Fate::done);
    ASSERT_EQ(outcome.rows.size(), 2U);
    EXPECT_EQ(outcome.rows[0].id, 11);
    EXPECT_EQ(outcome.rows[1].id, 12);
    EXPECT_EQ(script.function(0), "core_user_create_users");
    EXPECT_EQ(script.value(0, "users[0][idnumber]"), "opensis:student:1");
    EXPECT_EQ(script.value(0, "users[0][auth]"), "manual");
    EXPECT_EQ(script.value(0, "users[0][middlename]"), "(not sent)");
    const std::string first = script.value(0, "users[0][password]");
    EXPECT_EQ(first.size(), 24U);
    EXPECT_NE(first, script.value(0, "users[1][password]"));
}

TEST_F(SiteTest, CreatesUserkeyUsersWithoutAPassword) {
    site.set_new_user_auth("userkey");
    script.then(R"([{"id":11}])");
    const std::vector rows{person(1)};
    EXPECT_EQ(site.write_users(rows).fate, Fate::done);
    EXPECT_EQ(script.value(0, "users[0][auth]"), "userkey");
    EXPECT_EQ(script.value(0, "users[0][password]"), "(not sent)");
}

TEST_F(SiteTest, UpdatesUsersAndNamesWhoWasRefused) {
    script.then(R"({"warnings":[{"item":"user","itemid":22,"warningcode":"useremailduplicate",)"
                R"("message":"Duplicate"}]})");
    auto first = person(1, 21);
    first.suspended = true;
    auto second = person(2, 22);
    second.stamp = true;
    const std::vector rows{first, second};
    const auto outcome = site.write_users(rows);
    ASSERT_EQ(outcome.fate, Fate::done);
    ASSERT_EQ(outcome.rows.size(), 2U);
    EXPECT_FALSE(outcome.rows[0].refused);
    EXPECT_EQ(outcome.rows[0].id, 21);
    ASSERT_TRUE(outcome.rows[1].refused);
    EXPECT_EQ(outcome.rows[1].refused->code, "moodle.useremailduplicate");
    EXPECT_EQ(outcome.rows[1].refused->record, "student:2");
    EXPECT_NE(outcome.rows[1].refused->what, "");
    EXPECT_NE(outcome.rows[1].refused->cure, "");
    EXPECT_EQ(script.function(0), "core_user_update_users");
    EXPECT_EQ(script.value(0, "users[0][id]"), "21");
    EXPECT_EQ(script.value(0, "users[0][suspended]"), "1");
    EXPECT_EQ(script.value(0, "users[0][idnumber]"), "(not sent)");
    EXPECT_EQ(script.value(0, "users[0][middlename]"), "");
    EXPECT_EQ(script.value(0, "users[1][suspended]"), "(not sent)");
    EXPECT_EQ(script.value(0, "users[1][idnumber]"), "opensis:student:2");
    EXPECT_EQ(script.value(0, "users[1][auth]"), "(not sent)");
    EXPECT_EQ(script.value(0, "users[1][password]"), "(not sent)");
}

TEST_F(SiteTest, AWarningAboutNobodyLeavesAllInDoubt) {
    script.then(R"({"warnings":[{"warningcode":"odd","message":"m"}]})");
    const std::vector rows{person(1, 21), person(2, 22)};
    EXPECT_EQ(site.write_users(rows).fate, Fate::unknown);
}

TEST_F(SiteTest, DeletingWhoIsGoneIsDone) {
    script.then(exception("invaliduser"));
    const std::vector one{person(1, 21)};
    EXPECT_EQ(site.delete_users(one).fate, Fate::done);
    script.then(exception("invaliduser"));
    const std::vector two{person(1, 21), person(2, 22)};
    EXPECT_EQ(site.delete_users(two).fate, Fate::refused);  // halve: the other one is still there
    script.then(exception("useradminodelete"));
    EXPECT_EQ(site.delete_users(one).fate, Fate::refused);
}

TEST_F(SiteTest, NoRowsNoCall) {
    EXPECT_EQ(site.write_users({}).fate, Fate::done);
    EXPECT_EQ(site.write_courses({}).fate, Fate::done);
    EXPECT_EQ(site.write_categories({}).fate, Fate::done);
    EXPECT_EQ(site.write_enrolments({}).fate, Fate::done);
    EXPECT_EQ(site.remove_enrolments({}).fate, Fate::done);
    EXPECT_TRUE(site.find_users(model::UserField::email, {})->empty());
    EXPECT_TRUE(script.sent.empty());
}

TEST_F(SiteTest, MixedCallsAreAFaultOfTheCaller) {
    const std::vector rows{person(1), person(2, 22)};
    EXPECT_THROW(site.write_users(rows), base::Failure);
}

// ---- fates ----

struct Answer {
    net::HttpReply reply;
    Fate fate;
};

TEST_F(SiteTest, EveryAnswerHasItsFate) {
    auto maintenance = answered("<html>", 503);
    maintenance.retry_after = std::chrono::seconds(300);
    const std::vector<Answer> answers = {
        {exception("invalidparameter"), Fate::refused},
        {exception("dmlwriteexception"), Fate::retry},
        {exception("accessexception"), Fate::stop},
        {exception("invalidtoken"), Fate::stop},
        {exception("nopermissions"), Fate::stop},
        {exception("<div>Passwords must have a digit.</div>"), Fate::refused},
        {exception("neverheardof"), Fate::refused},
        {exception("sitemaintenance"), Fate::retry},
        {maintenance, Fate::retry},
        {answered("", 403), Fate::stop},
        {answered("", 502), Fate::unknown},
        {answered("", 504), Fate::unknown},
        {answered("", 429), Fate::retry},
        {answered("<html>"), Fate::unknown},
        {answered(""), Fate::unknown},
        {answered("[{\"id\":1"), Fate::unknown},
        {answered("null"), Fate::unknown},
        {answered("[]"), Fate::unknown},
        {answered(R"([{"id":1},{"id":2}])"), Fate::unknown},
        {lost(Delivery::unknown, Trouble::time_out), Fate::unknown},
        {lost(Delivery::unknown, Trouble::cut), Fate::unknown},
        {lost(Delivery::not_sent, Trouble::connect), Fate::retry},
        {lost(Delivery::not_sent, Trouble::certificate), Fate::stop},
    };
    for (const auto& answer : answers) {
        script.then(answer.reply);
        const std::vector rows{person(1)};
        const auto outcome = site.write_users(rows);
        EXPECT_EQ(outcome.fate, answer.fate) << outcome.problem.text();
        EXPECT_TRUE(outcome.rows.empty());
        EXPECT_EQ(outcome.problem.record, "student:1");
        EXPECT_NE(outcome.problem.what, "");
        EXPECT_NE(outcome.problem.why, "");
        EXPECT_NE(outcome.problem.cure, "");
        EXPECT_NE(outcome.problem.code, "");
        EXPECT_EQ(outcome.retry_after, answer.reply.retry_after);
    }
}

TEST_F(SiteTest, ARefusedBatchNamesNoRecord) {
    script.then(exception("invalidparameter"));
    const std::vector rows{person(1), person(2)};
    const auto outcome = site.write_users(rows);
    EXPECT_EQ(outcome.fate, Fate::refused);
    EXPECT_EQ(outcome.problem.record, "");
}

// ---- categories and courses ----

TEST_F(SiteTest, WritesCategories) {
    script.then(R"([{"id":5,"name":"A"}])");
    model::CategoryWrite row;
    row.key = {Kind::school, 1, 0};
    row.shape.name = "Hill School";
    const std::vector made{row};
    EXPECT_EQ(site.write_categories(made).rows.at(0).id, 5);
    EXPECT_EQ(script.value(0, "categories[0][idnumber]"), "opensis:school:1");
    EXPECT_EQ(script.value(0, "categories[0][parent]"), "0");
    script.then("null");
    row.id = 5;
    row.shape.name = "Hill High School";
    const std::vector changed{row};
    const auto outcome = site.write_categories(changed);
    EXPECT_EQ(outcome.fate, Fate::done);
    EXPECT_EQ(outcome.rows.at(0).id, 5);
    EXPECT_EQ(script.value(1, "categories[0][name]"), "Hill High School");
    EXPECT_EQ(script.value(1, "categories[0][idnumber]"), "(not sent)");
}

model::CategoryWrite category(Kind kind, model::RemoteId id) {
    model::CategoryWrite row;
    row.key = {kind, id, 0};
    row.id = id;
    return row;
}

// 1 "Miscellaneous"; 5 a school with the subjects 6 (empty) and 7 (one course); 8 an empty school.
constexpr const char* kTree = R"([{"id":1,"name":"Miscellaneous","parent":0,"coursecount":0},)"
                              R"({"id":5,"name":"Hill","parent":0,"coursecount":0},)"
                              R"({"id":6,"name":"Art","parent":5,"coursecount":0},)"
                              R"({"id":7,"name":"Maths","parent":5,"coursecount":1},)"
                              R"({"id":8,"name":"Dale","parent":0,"coursecount":0}])";

TEST_F(SiteTest, DeletesEmptyCategoriesOnly) {
    script.on("core_course_get_categories", kTree);
    script.on("core_course_delete_categories", "null");
    const std::vector rows{category(Kind::subject, 6), category(Kind::subject, 7),
                           category(Kind::school, 5), category(Kind::school, 8),
                           category(Kind::subject, 99)};
    const auto outcome = site.delete_categories(rows);
    ASSERT_EQ(outcome.fate, Fate::done);
    ASSERT_EQ(outcome.rows.size(), 5U);
    EXPECT_FALSE(outcome.rows[0].refused);
    ASSERT_TRUE(outcome.rows[1].refused);
    EXPECT_EQ(outcome.rows[1].refused->record, "subject:7");
    EXPECT_TRUE(outcome.rows[2].refused);  // still holds 7
    EXPECT_FALSE(outcome.rows[3].refused);
    EXPECT_FALSE(outcome.rows[4].refused);  // gone already
    EXPECT_EQ(script.value(1, "categories[0][id]"), "6");
    EXPECT_EQ(script.value(1, "categories[0][newparent]"), "(not sent)");
    EXPECT_EQ(script.value(1, "categories[0][recursive]"), "0");
    // A top category is deleted only when it is said where its contents go, empty or not.
    EXPECT_EQ(script.value(1, "categories[1][id]"), "8");
    EXPECT_EQ(script.value(1, "categories[1][newparent]"), "1");
    EXPECT_EQ(script.value(1, "categories[2][id]"), "(not sent)");
}

TEST_F(SiteTest, DeletesASchoolAfterItsSubjectsInOneCall) {
    script.on("core_course_get_categories",
              R"([{"id":1,"name":"M","parent":0},{"id":5,"name":"Hill","parent":0},)"
              R"({"id":6,"name":"Art","parent":5}])");
    script.on("core_course_delete_categories", "null");
    const std::vector rows{category(Kind::subject, 6), category(Kind::school, 5)};
    const auto outcome = site.delete_categories(rows);
    EXPECT_FALSE(outcome.rows.at(0).refused);
    EXPECT_FALSE(outcome.rows.at(1).refused);
    EXPECT_EQ(script.value(1, "categories[1][id]"), "5");
}

TEST_F(SiteTest, AFailedListingDeletesNothing) {
    script.then(answered("<html>"));
    const std::vector rows{category(Kind::school, 8)};
    EXPECT_EQ(site.delete_categories(rows).fate, Fate::retry);
    EXPECT_EQ(script.sent.size(), 1U);
}

TEST_F(SiteTest, CreatesCourses) {
    script.then(R"([{"id":50,"shortname":"ALG-P1"}])");
    auto row = course();
    row.visible = false;
    const std::vector rows{row};
    EXPECT_EQ(site.write_courses(rows).rows.at(0).id, 50);
    EXPECT_EQ(script.value(0, "courses[0][idnumber]"), "opensis:section:331");
    EXPECT_EQ(script.value(0, "courses[0][categoryid]"), "7");
    EXPECT_EQ(script.value(0, "courses[0][format]"), "topics");
    EXPECT_EQ(script.value(0, "courses[0][startdate]"), "1000");
    EXPECT_EQ(script.value(0, "courses[0][enddate]"), "2000");
    EXPECT_EQ(script.value(0, "courses[0][visible]"), "0");
    EXPECT_EQ(script.value(0, "courses[0][newsitems]"), "(not sent)");
}

TEST_F(SiteTest, NeverSendsAnEndBeforeTheStart) {
    script.then(R"([{"id":50}])");
    auto row = course();
    row.shape.end = 999;
    const std::vector rows{row};
    EXPECT_EQ(site.write_courses(rows).fate, Fate::done);
    EXPECT_EQ(script.value(0, "courses[0][enddate]"), "0");
}

TEST_F(SiteTest, UpdatesCoursesOnlyWhereAsked) {
    script.then(R"({"warnings":[]})");
    auto row = course(50);
    row.category = 0;
    const std::vector rows{row};
    EXPECT_EQ(site.write_courses(rows).fate, Fate::done);
    EXPECT_EQ(script.function(0), "core_course_update_courses");
    EXPECT_EQ(script.value(0, "courses[0][categoryid]"), "(not sent)");
    EXPECT_EQ(script.value(0, "courses[0][visible]"), "(not sent)");
    EXPECT_EQ(script.value(0, "courses[0][idnumber]"), "(not sent)");
    EXPECT_EQ(script.value(0, "courses[0][format]"), "(not sent)");
}

TEST_F(SiteTest, ACourseTheAccountMayNotEnterIsRefusedThoughTheCallSucceeds) {
    script.then(R"({"warnings":[{"item":"course","itemid":51,"warningcode":"requireloginerror",)"
                R"("message":"m"}]})");
    auto other = course(51);
    other.key.id = 332;
    const std::vector rows{course(50), other};
    const auto outcome = site.write_courses(rows);
    ASSERT_EQ(outcome.fate, Fate::done);
    EXPECT_FALSE(outcome.rows[0].refused);
    ASSERT_TRUE(outcome.rows[1].refused);
    EXPECT_EQ(outcome.rows[1].refused->record, "section:332");
}

TEST_F(SiteTest, ACourseGoneAlreadyIsDeleted) {
    script.then(R"({"warnings":[{"item":"course","itemid":50,)"
                R"("warningcode":"unknowncourseidnumber","message":"m"}]})");
    const std::vector rows{course(50)};
    const auto outcome = site.delete_courses(rows);
    ASSERT_EQ(outcome.fate, Fate::done);
    EXPECT_FALSE(outcome.rows.at(0).refused);
}

}  // namespace
}  // namespace causeway::moodle
