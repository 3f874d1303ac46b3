// SPDX-License-Identifier: GPL-3.0-or-later
// What a real Moodle 4.5.6 answered (tests/data/moodle), read back; and the shapes that it must
// not be mistaken for.
#include <gtest/gtest.h>

#include "moodle/calls_courses.h"
#include "moodle/calls_enrol.h"
#include "moodle/calls_site.h"
#include "moodle/calls_users.h"
#include "moodle_script.h"

namespace causeway::moodle {
namespace {

using namespace testing;

class Calls : public ::testing::Test {
  protected:
    Calls() : channel(channel_options(), script) {}

    static Channel::Options channel_options() {
        Channel::Options options;
        options.address = *net::parse_site_address("https://moodle.example.org");
        options.token = "t";
        return options;
    }

    Script script;
    Channel channel;
};

TEST_F(Calls, SiteInfo) {
    script.then(recorded("core_webservice_get_site_info"));
    const auto site = get_site_info(channel);
    ASSERT_TRUE(site);
    EXPECT_EQ(site->name, "openSIS bench Moodle");
    EXPECT_EQ(site->url, "http://moodle.example.org");
    EXPECT_EQ(site->release, "4.5.6 (Build: 20250811)");
    EXPECT_EQ(site->version, "2024100706");
    EXPECT_EQ(site->service_user, 2);
    EXPECT_EQ(site->service_username, "admin");
    EXPECT_TRUE(std::binary_search(site->functions.begin(), site->functions.end(),
                                   "core_user_create_users"));
}

TEST_F(Calls, Categories) {
    script.then(recorded("core_course_get_categories"));
    const auto categories = get_categories(channel);
    ASSERT_TRUE(categories);
    ASSERT_EQ(categories->size(), 51U);
    EXPECT_EQ(categories->at(0).id, 1);
    EXPECT_EQ(categories->at(0).idnumber, "");  // null
    EXPECT_EQ(categories->at(0).name, "Category 1");
    EXPECT_EQ(categories->at(0).courses, 2);
    EXPECT_TRUE(categories->at(0).visible);
    EXPECT_EQ(categories->at(1).idnumber, "N33532379-2");
}

TEST_F(Calls, Courses) {
    script.then(recorded("core_course_get_courses"));
    const std::vector<model::RemoteId> ids{4805};
    const auto courses = get_courses(channel, ids);
    ASSERT_TRUE(courses);
    ASSERT_EQ(courses->size(), 1U);
    EXPECT_EQ(script.value(0, "options[ids][0]"), "4805");
    const auto& course = courses->front();
    EXPECT_EQ(course.id, 4805);
    EXPECT_EQ(course.idnumber, "CP-1001");
    EXPECT_EQ(course.shortname, "ALG1-P3");
    EXPECT_EQ(course.fullname, "Algebra I (period 3)");
    EXPECT_EQ(course.category, 1);
    EXPECT_EQ(course.start, 1790000000);
    EXPECT_EQ(course.end, 1800000000);
    EXPECT_TRUE(course.visible);
}

TEST_F(Calls, TheFrontPageIsNoCourse) {
    script.then(R"([{"id":1,"shortname":"s","fullname":"f","categoryid":0},)"
                R"({"id":2,"shortname":"s2","fullname":"f2","categoryid":1,"idnumber":""}])");
    const auto courses = get_courses(channel);
    ASSERT_TRUE(courses);
    ASSERT_EQ(courses->size(), 1U);
    EXPECT_EQ(courses->front().id, 2);
}

TEST_F(Calls, CoursesWithoutIdNumbersAreNoListing) {
    script.then(R"([{"id":2,"shortname":"s2","fullname":"f2","categoryid":1}])");
    const auto courses = get_courses(channel);
    ASSERT_FALSE(courses);
    EXPECT_EQ(courses.fault().kind, ErrorClass::stop);
    EXPECT_EQ(courses.fault().problem.code, "moodle.blind_to_idnumbers");
}

TEST_F(Calls, CoursesByField) {
    script.then(recorded("core_course_get_courses_by_field"));
    const auto courses = get_courses_by_field(channel, "idnumber", "CP-1001");
    ASSERT_TRUE(courses);
    ASSERT_EQ(courses->size(), 1U);
    EXPECT_EQ(courses->front().idnumber, "CP-1001");
    EXPECT_EQ(courses->front().category, 1);
    EXPECT_EQ(script.value(0, "field"), "idnumber");
    EXPECT_EQ(script.value(0, "value"), "CP-1001");
}

TEST_F(Calls, UsersByField) {
    script.then(recorded("core_user_get_users_by_field"));
    const std::vector<std::string> values{"2718"};
    const auto users = get_users_by_field(channel, model::UserField::id, values);
    ASSERT_TRUE(users);
    ASSERT_EQ(users->size(), 1U);
    EXPECT_EQ(users->front().id, 2718);
    EXPECT_EQ(users->front().username, "s000200");
    EXPECT_EQ(users->front().idnumber, "s-000200");
    EXPECT_EQ(users->front().auth, "userkey");
    EXPECT_FALSE(users->front().suspended);
}

TEST_F(Calls, Users) {
    script.then(recorded("core_user_get_users"));
    const std::vector<UserCriterion> criteria{{"username", "teach1"}};
    const auto users = get_users(channel, criteria);
    ASSERT_TRUE(users);
    ASSERT_EQ(users->size(), 1U);
    EXPECT_EQ(users->front().last_name, "Teacher");
    EXPECT_EQ(script.value(0, "criteria[0][key]"), "username");
}

// Moodle ignores a criterion it does not know, and may then answer with everybody.
TEST_F(Calls, AnIgnoredCriterionIsNoAnswer) {
    script.then(R"({"users":[{"id":1},{"id":2}],"warnings":[{"item":"nosuch","warningcode":"x",)"
                R"("message":"m"}]})");
    const std::vector<UserCriterion> criteria{{"nosuch", "x"}};
    EXPECT_FALSE(get_users(channel, criteria));
}

TEST_F(Calls, EnrolledUsers) {
    script.then(recorded("core_enrol_get_enrolled_users_userfields"));
    const auto users = get_enrolled_users(channel, 4805, EnrolmentFilter::active, 0, 0);
    ASSERT_TRUE(users);
    ASSERT_EQ(users->size(), 31U);
    EXPECT_EQ(users->front().id, 2718);
    EXPECT_EQ(users->front().idnumber, "s-000200");
    ASSERT_EQ(users->front().roles.size(), 1U);
    EXPECT_EQ(users->front().roles[0].id, 5);
    EXPECT_EQ(users->front().roles[0].shortname, "student");
    EXPECT_EQ(script.value(0, "options[0][name]"), "userfields");
    EXPECT_EQ(script.value(0, "options[0][value]"), "id,idnumber,roles");
    EXPECT_EQ(script.value(0, "options[1][name]"), "onlyactive");
}

TEST_F(Calls, UsersCourses) {
    script.then(recorded("core_enrol_get_users_courses"));
    const auto courses = get_users_courses(channel, 2718);
    ASSERT_TRUE(courses);
    ASSERT_EQ(courses->size(), 2U);
    EXPECT_EQ(courses->front().shortname, "BIO-P1");
    EXPECT_EQ(courses->front().category, 1);
    EXPECT_EQ(script.value(0, "returnusercount"), "0");
}

// Moodle dresses names for a page.
TEST_F(Calls, NamesComeAsTheyWereEntered) {
    script.then(R"([{"id":3,"name":"Arts &amp; Crafts &amp; more","parent":0}])");
    EXPECT_EQ(get_categories(channel)->at(0).name, "Arts & Crafts & more");
    script.then(R"([{"id":9,"fullname":"R&amp;D","shortname":"R&amp;D-1","idnumber":"a&amp;b"}])");
    const auto courses = get_courses(channel);
    EXPECT_EQ(courses->at(0).fullname, "R&D");
    EXPECT_EQ(courses->at(0).shortname, "R&D-1");
    EXPECT_EQ(courses->at(0).idnumber, "a&amp;b");  // not a name: as it is
    script.then(R"([{"id":9,"fullname":"R&amp;D","shortname":"R&amp;D-1"}])");
    EXPECT_EQ(get_users_courses(channel, 7)->at(0).fullname, "R&D");
}

TEST_F(Calls, AListWhereAnObjectBelongsIsNoAnswer) {
    script.then("[]");
    const auto site = get_site_info(channel);
    ASSERT_FALSE(site);
    EXPECT_EQ(site.fault().kind, ErrorClass::unknown);
    EXPECT_EQ(site.fault().problem.code, "moodle.misshapen");
    script.then("null");
    EXPECT_FALSE(get_categories(channel));
    script.then(R"([{"name":"no id"}])");
    EXPECT_FALSE(get_categories(channel));
    script.then("[1]");
    const std::vector<CategoryChange> change(1);
    EXPECT_FALSE(update_categories(channel, change));
}

// A server that cuts long calls answers as if all were well: only the count tells.
TEST_F(Calls, FewerIdsThanRowsIsUnknown) {
    script.then(R"([{"id":11,"username":"a"}])");
    const std::vector<NewUser> rows(2);
    const auto ids = create_users(channel, rows);
    ASSERT_FALSE(ids);
    EXPECT_EQ(ids.fault().kind, ErrorClass::unknown);
}

TEST_F(Calls, ProbeHasExactlyAsManyValuesAndTheOwnIdLast) {
    script.then(R"([{"id":42,"username":"ws"}])");
    const auto whole = values_arrive(channel, 1000, 42);
    ASSERT_TRUE(whole);
    EXPECT_TRUE(*whole);
    ASSERT_EQ(script.sent[0].size(), 1000U);
    EXPECT_EQ(script.sent[0].back().second, "42");
    script.then("[]");
    EXPECT_FALSE(*values_arrive(channel, 5000, 42));
}

TEST_F(Calls, RowsNeverExceedTheirLeaves) {
    script.then("null");
    script.then(R"({"warnings":[]})");
    const std::string text = "x";
    NewUser user;
    user.password = user.middle_name = text;
    script.on("core_user_create_users", "[{\"id\":1}]");
    ASSERT_TRUE(create_users(channel, std::vector{user}));
    EXPECT_EQ(script.sent.back().size() - kControlFields, kNewUserLeaves);

    UserChange change{1, text, text, text, text, text, text, true};
    script.on("core_user_update_users", "{\"warnings\":[]}");
    ASSERT_TRUE(update_users(channel, std::vector{change}));
    EXPECT_EQ(script.sent.back().size() - kControlFields, kUserChangeLeaves);

    NewCourse course;
    course.start = course.end = 5;
    course.visible = true;
    course.announcements = 0;
    script.on("core_course_create_courses", "[{\"id\":1}]");
    ASSERT_TRUE(create_courses(channel, std::vector{course}));
    EXPECT_EQ(script.sent.back().size() - kControlFields, kCourseLeaves);

    CourseChange moved{1, text, text, 2, text, 3, 4, true};
    script.on("core_course_update_courses", "{}");
    ASSERT_TRUE(update_courses(channel, std::vector{moved}));
    EXPECT_LE(script.sent.back().size() - kControlFields, kCourseLeaves);

    CategoryChange category{1, text, 2, text};
    script.on("core_course_update_categories", "null");
    ASSERT_TRUE(update_categories(channel, std::vector{category}));
    EXPECT_EQ(script.sent.back().size() - kControlFields, kCategoryLeaves);

    script.on("enrol_manual_enrol_users", "null");
    ASSERT_TRUE(enrol_users(channel, std::vector{ManualEnrolment{5, 1, 2, 3, 4, true}}));
    EXPECT_EQ(script.sent.back().size() - kControlFields, kEnrolmentLeaves);

    script.on("core_role_assign_roles", "null");
    ASSERT_TRUE(assign_roles(channel, std::vector{CategoryRole{1, 2, 3}}));
    EXPECT_EQ(script.sent.back().size() - kControlFields, kRoleLeaves);
}

TEST_F(Calls, LoginProbeNeverNamesAUser) {
    script.then(exception("invalidparameter"));
    EXPECT_TRUE(may_request_login(channel));
    for (const auto& [name, value] : script.sent[0]) {
        EXPECT_NE(name, "user[email]");
        EXPECT_NE(name, "user[username]");
        EXPECT_NE(name, "user[idnumber]");
    }
    script.then(exception("accessexception"));
    EXPECT_FALSE(may_request_login(channel));
}

}  // namespace
}  // namespace causeway::moodle
