// SPDX-License-Identifier: GPL-3.0-or-later
// What single sign-on asks of Moodle: with our plugins (the stand-in has them) and with the known
// userkey plugin, whose answers are played here.
#include "moodle/entrance.h"

#include <gtest/gtest.h>

#include "moodle/calls_users.h"
#include "moodle_script.h"
#include "sandbox/moodle/stand_in.h"

namespace causeway::moodle {
namespace {

using namespace testing;
using model::UserField;

constexpr const char* kSite =
    R"({"siteurl":"https://moodle.example.org","sitename":"M","username":"ws","userid":42,)"
    R"("release":"4.5","version":"2024100700","userissiteadmin":false,)"
    R"("functions":[{"name":"core_user_get_users_by_field"},{"name":"core_user_update_users"}]})";
constexpr const char* kService =
    R"([{"id":42,"username":"ws","email":"ws@example.org","auth":"webservice"}])";

class MoodleEntrance : public ::testing::Test {
  protected:
    MoodleEntrance() {
        script_.on("core_webservice_get_site_info", kSite);
        script_.on("core_user_get_users_by_field", kService);
    }
    // The known plugin, set to this field.
    void known_plugin(const std::string& field) {
        script_.on("auth_userkey_request_login_url", [field](const Fields& fields) {
            if (value_of(fields, "user[" + field + "]") == "(not sent)")
                return exception("invalidparameter");
            return answered(
                R"({"loginurl":"https://moodle.example.org/auth/userkey/login.php?key=abc"})");
        });
    }
    Script script_;
    Site site_{options(), script_};
    Entrance entrance_{site_};
};

TEST_F(MoodleEntrance, FindsTheKnownPluginsFieldByAskingForTheServiceAccount) {
    for (const auto field : {UserField::username, UserField::email}) {
        known_plugin(std::string(name(field)));
        const auto found = entrance_.set_up();
        ASSERT_TRUE(found);
        EXPECT_EQ(found->field, field);
        EXPECT_FALSE(found->guarded);
    }
    known_plugin("idnumber");  // which the service account has none of
    const auto found = entrance_.set_up();
    ASSERT_TRUE(found);
    EXPECT_FALSE(found->field) << "the first sign-on finds it";
}

TEST_F(MoodleEntrance, KnowsOursByItsRefusals) {
    script_.on("auth_userkey_request_login_url", [](const Fields& fields) {
        return exception(value_of(fields, "user[email]") == "(not sent)" ? "invalidparameter"
                                                                         : "refused_nologin");
    });
    const auto found = entrance_.set_up();
    ASSERT_TRUE(found);
    EXPECT_EQ(found->field, UserField::email);
    EXPECT_TRUE(found->guarded);
}

TEST_F(MoodleEntrance, AsksForAnAddressBoundToTheBrowserOnlyWhenItIsTold) {
    known_plugin("username");
    ASSERT_TRUE(entrance_.login_address(UserField::username, "zoe", ""));
    EXPECT_EQ(value_of(script_.sent.back(), "user[ip]"), "(not sent)");
    ASSERT_TRUE(entrance_.login_address(UserField::username, "zoe", "192.0.2.7"));
    EXPECT_EQ(value_of(script_.sent.back(), "user[ip]"), "192.0.2.7");
    script_.on("auth_userkey_request_login_url", R"({"login":"x"})");
    EXPECT_FALSE(entrance_.login_address(UserField::username, "zoe", ""));
}

TEST_F(MoodleEntrance, TellsSiteAdministratorsByAnUpdateThatChangesNothing) {
    script_.on("core_user_update_users", [](const Fields& fields) {
        EXPECT_EQ(fields.size(), 4U) << "token, function, format and the id alone";
        return answered(value_of(fields, "users[0][id]") == "2"
                            ? R"({"warnings":[{"item":"user","itemid":2,)"
                              R"("warningcode":"usernotupdatedadmin","message":"No."}]})"
                            : R"({"warnings":[]})");
    });
    EXPECT_EQ(*entrance_.rules_the_site(2), std::optional<bool>(true));
    EXPECT_EQ(*entrance_.rules_the_site(7), std::optional<bool>(false));
    std::string boss = kSite;
    boss.replace(boss.find("\"userissiteadmin\":false"), 23, "\"userissiteadmin\":true");
    script_.on("core_webservice_get_site_info", boss);
    EXPECT_EQ(*entrance_.rules_the_site(7), std::optional<bool>());
}

TEST_F(MoodleEntrance, ListsTheActivitiesOfACourse) {
    script_.on("core_course_get_contents",
               R"([{"id":1,"name":"General","modules":[{"id":12,"modname":"quiz","name":"Q",)"
               R"("visible":1}]},{"id":2,"name":"Topic 1","modules":[{"id":13,"modname":)"
               R"("assign","name":"A","visible":0}]},{"id":3,"name":"Topic 2","modules":[]}])");
    const auto found = entrance_.modules_of(50);
    ASSERT_TRUE(found);
    ASSERT_EQ(found->size(), 2U);
    EXPECT_EQ((*found)[0].module, "quiz");
    EXPECT_TRUE((*found)[0].visible);
    EXPECT_FALSE((*found)[1].visible);
}

TEST(MoodleEntranceOfOurs, IsToldByThePlugin) {
    sandbox::StandInOptions with;
    with.plugins = sandbox::Plugins::all;
    with.switches.userkey_mapping = "idnumber";
    with.switches.userkey_restrict_ip = true;
    sandbox::StandInMoodle moodle(with);
    net::HttpClient client;
    SiteOptions options;
    options.url = moodle.url();
    options.token = moodle.token();
    Site site(options, client);
    const auto found = Entrance(site).set_up();
    ASSERT_TRUE(found);
    EXPECT_EQ(found->field, UserField::idnumber);
    EXPECT_TRUE(found->bound);
    EXPECT_TRUE(found->guarded);
    EXPECT_EQ(moodle.call_count("auth_userkey_request_login_url"), 0U) << "no key was made";
}

}  // namespace
}  // namespace causeway::moodle
