// SPDX-License-Identifier: GPL-3.0-or-later
// Site: enrolments as they are written and listed, and the look-ups before anything is written.
#include <gtest/gtest.h>

#include <algorithm>

#include "moodle/site.h"
#include "moodle_rows.h"
#include "moodle_script.h"

namespace causeway::moodle {
namespace {

using namespace testing;
using model::Kind;
using Fate = model::CallOutcome::Fate;

constexpr model::RemoteId kCourse[] = {50};

class SiteListsTest : public ::testing::Test {
  protected:
    Script script;
    Site site{options(), script};
};

// ---- enrolments ----

TEST_F(SiteListsTest, EnrolsWithRoleAndDates) {
    script.then("null");
    auto learns = enrolment(Kind::learns, 21, 50);
    learns.shape.start = 1000;
    learns.shape.end = 2000;
    learns.suspended = true;
    const std::vector rows{learns, enrolment(Kind::teaches, 22, 50)};
    const auto outcome = site.write_enrolments(rows);
    ASSERT_EQ(outcome.fate, Fate::done);
    ASSERT_EQ(outcome.rows.size(), 2U);
    EXPECT_EQ(outcome.rows[0].id, 0);
    EXPECT_EQ(script.function(0), "enrol_manual_enrol_users");
    EXPECT_EQ(script.value(0, "enrolments[0][roleid]"), "5");
    EXPECT_EQ(script.value(0, "enrolments[0][userid]"), "21");
    EXPECT_EQ(script.value(0, "enrolments[0][courseid]"), "50");
    EXPECT_EQ(script.value(0, "enrolments[0][timestart]"), "1000");
    EXPECT_EQ(script.value(0, "enrolments[0][timeend]"), "2000");
    EXPECT_EQ(script.value(0, "enrolments[0][suspend]"), "1");
    EXPECT_EQ(script.value(0, "enrolments[1][roleid]"), "3");
    EXPECT_EQ(script.value(0, "enrolments[1][timeend]"), "0");
    EXPECT_EQ(script.value(0, "enrolments[1][suspend]"), "0");
}

TEST_F(SiteListsTest, ManagersHoldARoleInTheirCategory) {
    site.set_roles({15, 13, 11});
    script.then("null");
    const std::vector rows{enrolment(Kind::manages, 21, 7)};
    EXPECT_EQ(site.write_enrolments(rows).fate, Fate::done);
    EXPECT_EQ(script.function(0), "core_role_assign_roles");
    EXPECT_EQ(script.value(0, "assignments[0][roleid]"), "11");
    EXPECT_EQ(script.value(0, "assignments[0][contextlevel]"), "coursecat");
    EXPECT_EQ(script.value(0, "assignments[0][instanceid]"), "7");
    script.then("null");
    EXPECT_EQ(site.remove_enrolments(rows).fate, Fate::done);
    EXPECT_EQ(script.function(1), "core_role_unassign_roles");
    EXPECT_EQ(script.value(1, "unassignments[0][userid]"), "21");
}

TEST_F(SiteListsTest, ASuspendedManagerLosesTheRole) {
    script.then("null");
    auto row = enrolment(Kind::manages, 21, 7);
    row.suspended = true;
    const std::vector rows{row};
    EXPECT_EQ(site.write_enrolments(rows).fate, Fate::done);
    EXPECT_EQ(script.function(0), "core_role_unassign_roles");
}

TEST_F(SiteListsTest, Unenrols) {
    script.then("null");
    const std::vector rows{enrolment(Kind::learns, 21, 50)};
    EXPECT_EQ(site.remove_enrolments(rows).fate, Fate::done);
    EXPECT_EQ(script.function(0), "enrol_manual_unenrol_users");
    EXPECT_EQ(script.value(0, "enrolments[0][courseid]"), "50");
}

TEST_F(SiteListsTest, AnEnrolmentAnswerThatIsNotNullIsUnknown) {
    script.then("[]");
    const std::vector rows{enrolment(Kind::learns, 21, 50)};
    EXPECT_EQ(site.write_enrolments(rows).fate, Fate::unknown);
}

TEST_F(SiteListsTest, ListsActiveAndSuspendedEnrolments) {
    script.on("core_enrol_get_enrolled_users", [](const Fields& fields) {
        const bool active = value_of(fields, "options[1][name]") == "onlyactive";
        return answered(active ? R"([{"id":21,"roles":[{"roleid":5,"shortname":"student"}]}])"
                               : R"([{"id":21,"roles":[]},{"id":22,"roles":)"
                                 R"([{"roleid":5,"shortname":"student"},)"
                                 R"({"roleid":3,"shortname":"editingteacher"}]}])");
    });
    const auto found = site.list_enrolments(kCourse, true);
    ASSERT_TRUE(found);
    ASSERT_EQ(found->size(), 2U);
    EXPECT_EQ(found->at(0).user, 21);
    EXPECT_FALSE(found->at(0).suspended.value());
    EXPECT_EQ(found->at(1).user, 22);
    EXPECT_TRUE(found->at(1).suspended.value());
    EXPECT_EQ(found->at(1).course, 50);
    EXPECT_EQ(found->at(1).roles, (std::vector<std::string>{"student", "editingteacher"}));
}

// Moodle with `count` active enrolments, users 1, 2, 3, ...; answers pages as it does.
net::HttpReply enrolment_page(const Fields& fields, std::size_t count, std::size_t shifted = 0) {
    std::size_t from = 0;
    std::size_t limit = 0;
    bool suspended = false;
    for (const auto& [name, value] : fields) {
        if (value == "onlysuspended") suspended = true;
        const std::string at = name.substr(0, name.rfind('['));
        if (value == "limitfrom") from = std::stoul(value_of(fields, at + "[value]"));
        if (value == "limitnumber") limit = std::stoul(value_of(fields, at + "[value]"));
    }
    std::string body = "[";
    if (!suspended)
        for (std::size_t i = from + (from == 0 ? 0 : shifted); i < std::min(count, from + limit);
             ++i)
            body += (body.size() > 1 ? "," : "") + ("{\"id\":" + std::to_string(i + 1) + "}");
    return answered(body + "]");
}

TEST_F(SiteListsTest, ReadsLongListsPageByPage) {
    for (const std::size_t count : {4999UL, 5000UL, 5001UL, 12'345UL}) {
        script.on("core_enrol_get_enrolled_users",
                  [count](const Fields& fields) { return enrolment_page(fields, count); });
        const auto found = site.list_enrolments(kCourse, true);
        ASSERT_TRUE(found);
        EXPECT_EQ(found->size(), count);
        EXPECT_EQ(found->back().user, static_cast<model::RemoteId>(count));
    }
}

TEST_F(SiteListsTest, AListThatShiftsBetweenPagesIsAnError) {
    script.on("core_enrol_get_enrolled_users",
              [](const Fields& fields) { return enrolment_page(fields, 6000, 1); });
    EXPECT_FALSE(site.list_enrolments(kCourse, true));
}

// ---- look-ups ----

TEST_F(SiteListsTest, LooksUsersUpByTheHundred) {
    script.on("core_user_get_users_by_field", [](const Fields& fields) {
        std::string body = "[";
        for (const auto& [name, value] : fields)
            if (name.starts_with("values["))
                body += (body.size() > 1 ? "," : "") + ("{\"id\":" + value.substr(1) + "}");
        return answered(body + "]");
    });
    std::vector<std::string> values;
    for (int i = 1; i <= 250; ++i)
        values.push_back("s" + std::to_string(i));
    const auto found = site.find_users(model::UserField::idnumber, values);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->size(), 250U);
    EXPECT_EQ(script.sent.size(), 3U);
}

TEST_F(SiteListsTest, AsksOnlyForWhatCanExist) {
    script.then("[]");
    const std::vector<std::string> values{"  Ada.Quill ", "o'neil", "two words", "", "b@c"};
    EXPECT_TRUE(site.find_users(model::UserField::username, values));
    EXPECT_EQ(script.value(0, "values[0]"), "ada.quill");
    EXPECT_EQ(script.value(0, "values[1]"), "b@c");
    EXPECT_EQ(script.value(0, "values[2]"), "(not sent)");
    const std::vector<std::string> none{"not an address", "@", "x@y@z"};
    EXPECT_TRUE(site.find_users(model::UserField::email, none)->empty());
    EXPECT_EQ(script.sent.size(), 1U);
}

TEST_F(SiteListsTest, OneOddValueDoesNotHideTheOthers) {
    script.on("core_user_get_users_by_field", [](const Fields& fields) {
        std::string body = "[";
        for (const auto& [name, value] : fields) {
            if (value == "odd@example.org") return exception("invalidparameter");
            if (name.starts_with("values["))
                body += (body.size() > 1 ? "," : "") +
                        ("{\"id\":" + value.substr(1, value.find('@') - 1) + "}");
        }
        return answered(body + "]");
    });
    std::vector<std::string> values{"odd@example.org"};
    for (int i = 1; i <= 9; ++i)
        values.push_back("u" + std::to_string(i) + "@example.org");
    const auto found = site.find_users(model::UserField::email, values);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->size(), 9U);
}

TEST_F(SiteListsTest, AFailedLookUpIsNoEmptyOne) {
    script.then(exception("accessexception"));
    const std::vector<std::string> values{"a"};
    const auto found = site.find_users(model::UserField::idnumber, values);
    ASSERT_FALSE(found);
    EXPECT_EQ(found.problem().code, "moodle.accessexception");
    EXPECT_NE(found.problem().what, "");
}

TEST_F(SiteListsTest, FindsFewCoursesOneByOneAndManyByListing) {
    script.on("core_course_get_courses_by_field", [](const Fields& fields) {
        return answered(
            value_of(fields, "value") == "opensis:section:1"
                ? R"({"courses":[{"id":50,"shortname":"a","fullname":"A"}],"warnings":[]})"
                : R"({"courses":[],"warnings":[]})");
    });
    script.on("core_course_get_courses",
              R"([{"id":1,"shortname":"x","fullname":"X"},)"
              R"({"id":50,"shortname":"a","fullname":"A","idnumber":"opensis:section:1"},)"
              R"({"id":51,"shortname":"b","fullname":"B","idnumber":"someone else's"}])");
    std::vector<std::string> idnumbers{"opensis:section:1", "opensis:section:2"};
    auto found = site.find_courses(idnumbers);
    ASSERT_TRUE(found);
    ASSERT_EQ(found->size(), 1U);
    EXPECT_EQ(found->front().id, 50);
    EXPECT_EQ(found->front().idnumber, "opensis:section:1");
    EXPECT_EQ(script.sent.size(), 2U);
    for (int i = 3; i < 60; ++i)
        idnumbers.push_back("opensis:section:" + std::to_string(i));
    found = site.find_courses(idnumbers);
    ASSERT_TRUE(found);
    ASSERT_EQ(found->size(), 1U);
    EXPECT_EQ(found->front().id, 50);
    EXPECT_EQ(script.sent.size(), 3U);
}

TEST_F(SiteListsTest, AListOfCategoriesWithAHoleIsNone) {
    script.then(R"([{"id":1,"name":"A","parent":0},{"id":3,"name":"C","parent":2}])");
    const auto found = site.list_categories();
    ASSERT_FALSE(found);
    EXPECT_EQ(found.problem().code, "moodle.incomplete_listing");
}

}  // namespace
}  // namespace causeway::moodle
