// SPDX-License-Identifier: GPL-3.0-or-later
// The connection check against the stand-in Moodle in good and bad health: each fault shows at
// its own step, and nothing is written.
#include "moodle/connect.h"

#include <gtest/gtest.h>

#include "connect_script.h"
#include "sandbox/moodle/stand_in.h"

namespace causeway::moodle {
namespace {

using namespace testing;

class ConnectTest : public ::testing::Test {
  protected:
    ConnectReport run(const std::string& token = "", const std::string& sso_token = "") {
        SiteOptions options;
        options.url = moodle.url();
        options.token = token.empty() ? moodle.token() : token;
        options.sso_token = sso_token;
        Site site(options, client);
        return connect(site, base::SystemClock());
    }

    void switched(const std::function<void(sandbox::Switches&)>& change) {
        auto switches = moodle.switches();
        change(switches);
        moodle.set_switches(switches);
    }

    sandbox::StandInMoodle moodle;
    net::HttpClient client;
};

TEST_F(ConnectTest, AHealthySiteIsUsable) {
    const auto before = moodle.holdings();
    const auto report = run();
    for (const auto& s : report.steps)
        EXPECT_NE(s.state, StepState::failed) << s.name << ": " << s.detail;
    EXPECT_TRUE(report.usable);
    EXPECT_EQ(report.release, "4.5.6");
    EXPECT_EQ(report.build, "20250811");
    EXPECT_EQ(report.site.version, "2024100706");
    EXPECT_EQ(report.max_input_vars, 5000U);
    // All of Moodle's own functions are granted, those of the gradebook among them.
    EXPECT_EQ(step(report, "functions").state, StepState::ok);
    EXPECT_EQ(step(report, "plugin").state, StepState::warning);
    EXPECT_FALSE(report.fast_path);
    EXPECT_EQ(step(report, "sight_of_users").state, StepState::ok);
    EXPECT_EQ(step(report, "categories").state, StepState::ok);
    EXPECT_EQ(step(report, "encryption").state, StepState::ok);  // loopback
    // Nothing was written.
    const auto after = moodle.holdings();
    EXPECT_EQ(after.users, before.users);
    EXPECT_EQ(after.categories, before.categories);
    EXPECT_EQ(after.courses, before.courses);
    EXPECT_EQ(after.enrolments, before.enrolments);
    for (const auto& [function, count] : moodle.calls()) {
        EXPECT_EQ(function.find("_create_"), std::string::npos) << function;
        EXPECT_EQ(function.find("_update_"), std::string::npos) << function;
        EXPECT_EQ(function.find("_delete_"), std::string::npos) << function;
        EXPECT_EQ(function.find("assign_roles"), std::string::npos) << function;
        EXPECT_EQ(function.find("enrol_manual"), std::string::npos) << function;
    }
}

TEST_F(ConnectTest, EveryProblemIsWhole) {
    switched([](auto& s) {
        s.view_all_details = false;
        s.not_granted = {"core_course_create_courses"};
        s.max_input_vars = 1000;
    });
    const auto report = run();
    EXPECT_FALSE(report.usable);
    for (const auto& s : report.steps) {
        EXPECT_FALSE(s.title.empty());
        EXPECT_EQ(s.problem.has_value(),
                  s.state == StepState::warning || s.state == StepState::failed)
            << s.name;
        if (!s.problem) continue;
        EXPECT_FALSE(s.problem->what.empty()) << s.name;
        EXPECT_FALSE(s.problem->why.empty()) << s.name;
        EXPECT_FALSE(s.problem->cure.empty()) << s.name;
        EXPECT_FALSE(s.problem->code.empty()) << s.name;
    }
}

TEST_F(ConnectTest, NamesTheMissingFunctionAndItsUse) {
    switched([](auto& s) { s.not_granted = {"core_course_create_courses"}; });
    const auto report = run();
    EXPECT_FALSE(report.usable);
    const auto& functions = step(report, "functions");
    EXPECT_EQ(functions.state, StepState::failed);
    EXPECT_NE(functions.problem->why.find("core_course_create_courses (sections)"),
              std::string::npos);
}

TEST_F(ConnectTest, MissesAnOptionalFunctionWithAWarning) {
    switched([](auto& s) { s.not_granted = {"core_user_delete_users"}; });
    const auto report = run();
    EXPECT_TRUE(report.usable);
    EXPECT_EQ(step(report, "functions").state, StepState::warning);
    EXPECT_NE(step(report, "functions").detail.find("core_user_delete_users"), std::string::npos);
}

// Fast path, versions, and what PHP does there, are told by the plugin alone.
TEST(ConnectWithThePlugin, TellsWhetherMoodlesCodeIsKeptCompiled) {
    sandbox::StandInOptions with;
    with.plugins = sandbox::Plugins::all;
    sandbox::StandInMoodle moodle(with);
    net::HttpClient client;
    const auto state = [&](const std::string& cache) {
        auto switches = moodle.switches();
        switches.code_cache = cache;
        moodle.set_switches(switches);
        SiteOptions options;
        options.url = moodle.url();
        options.token = moodle.token();
        Site site(options, client);
        return connect(site, base::SystemClock());
    };
    const auto on = state("on");
    EXPECT_TRUE(on.fast_path);
    EXPECT_EQ(step(on, "code_cache").state, StepState::ok);
    for (const char* cache : {"off", "full"}) {
        const auto report = state(cache);
        EXPECT_TRUE(report.usable) << cache;
        EXPECT_EQ(step(report, "code_cache").state, StepState::warning) << cache;
        EXPECT_EQ(step(report, "code_cache").detail, cache);
    }
    EXPECT_NE(step(state("full"), "code_cache").problem->cure.find("opcache.memory_consumption"),
              std::string::npos);
    // A server that hides it is no reason to worry anybody.
    EXPECT_THROW(static_cast<void>(step(state("unknown"), "code_cache")), std::logic_error);
}

// The trap: without the right every look-up answers "nobody".
TEST_F(ConnectTest, ProvesThatOthersCanBeSeen) {
    switched([](auto& s) { s.view_all_details = false; });
    const auto report = run();
    EXPECT_FALSE(report.usable);
    EXPECT_EQ(step(report, "sight_of_users").state, StepState::failed);
    EXPECT_NE(step(report, "sight_of_users").problem->cure.find("moodle/user:viewalldetails"),
              std::string::npos);
}

TEST_F(ConnectTest, WrongTokenFailsAtTheToken) {
    const auto report = run("ffffffffffffffffffffffffffffffff");
    EXPECT_FALSE(report.usable);
    EXPECT_EQ(step(report, "address").state, StepState::ok);
    EXPECT_EQ(step(report, "web_services").state, StepState::ok);
    EXPECT_EQ(step(report, "token").state, StepState::failed);
    EXPECT_EQ(step(report, "token").problem->code, "moodle.invalidtoken");
}

TEST_F(ConnectTest, WebServicesSwitchedOffFailThere) {
    switched([](auto& s) { s.web_services = false; });
    const auto report = run();
    EXPECT_FALSE(report.usable);
    EXPECT_EQ(step(report, "address").state, StepState::ok);
    EXPECT_EQ(step(report, "web_services").state, StepState::failed);
    EXPECT_EQ(step(report, "token").state, StepState::skipped);
}

TEST_F(ConnectTest, MaintenanceFailsAtTheAddress) {
    switched([](auto& s) { s.maintenance_page = true; });
    const auto report = run();
    EXPECT_FALSE(report.usable);
    EXPECT_EQ(step(report, "address").state, StepState::failed);
    EXPECT_EQ(step(report, "address").problem->code, "http.503");
}

TEST_F(ConnectTest, NobodyThereFailsAtTheAddress) {
    moodle.stop();
    const auto report = run();
    EXPECT_FALSE(report.usable);
    EXPECT_EQ(step(report, "address").state, StepState::failed);
    EXPECT_EQ(step(report, "address").problem->code, "net.connect");
}

TEST_F(ConnectTest, WarnsOfALowLimit) {
    switched([](auto& s) { s.max_input_vars = 1000; });
    const auto report = run();
    EXPECT_EQ(report.max_input_vars, 1000U);
    EXPECT_EQ(step(report, "max_input_vars").state, StepState::warning);
}

// ---- what the stand-in cannot play ----

TEST(ConnectSurroundings, OldReleaseFails) {
    Script script;
    answer_site_info(script, "3.11.2 (Build: 20210729)", "2021051702",
                     "https://moodle.example.org");
    const auto report = scripted(script);
    EXPECT_EQ(step(report, "release").state, StepState::failed);
    EXPECT_EQ(report.release, "3.11.2");
    EXPECT_EQ(report.build, "20210729");
}

TEST(ConnectSurroundings, FourOneIsNewEnough) {
    Script script;
    answer_site_info(script, "4.1 (Build: 20221128)", "2022112800", "https://moodle.example.org");
    const auto report = scripted(script);
    EXPECT_EQ(step(report, "release").state, StepState::ok);
    EXPECT_EQ(step(report, "welcome_messages").state, StepState::ok);
}

TEST(ConnectSurroundings, FourFiveMayGreetByMail) {
    Script script;
    answer_site_info(script, "4.5 (Build: 20241007)", "2024100700", "https://moodle.example.org");
    EXPECT_EQ(step(scripted(script), "welcome_messages").state, StepState::warning);
}

TEST(ConnectSurroundings, UserkeyIsFoundThroughTheSsoToken) {
    Script script;
    answer_site_info(script, "4.5", "2024100700", "https://moodle.example.org");
    script.on("auth_userkey_request_login_url", [](const Fields& fields) {
        return exception(value_of(fields, "wstoken") == "sso-token" ? "invalidparameter"
                                                                    : "accessexception");
    });
    EXPECT_EQ(scripted(script).new_user_auth, "manual");
    SiteOptions with = options();
    with.sso_token = "sso-token";
    Site site(with, script);
    const auto report = connect(site, base::SystemClock());
    EXPECT_EQ(report.new_user_auth, "userkey");
    EXPECT_EQ(step(report, "sso").state, StepState::ok);
    with.sso_token = "another-token";
    Site other(with, script);
    EXPECT_EQ(step(connect(other, base::SystemClock()), "sso").state, StepState::warning);
}

TEST(ConnectSurroundings, RolesAreLearnedFromWhoHoldsThem) {
    Script script;
    script.on("core_webservice_get_site_info",
              R"({"siteurl":"https://moodle.example.org","sitename":"M","username":"ws",)"
              R"("userid":42,"release":"4.5","version":"2024100700","functions":[)"
              R"({"name":"core_course_get_categories"},{"name":"core_course_get_courses"},)"
              R"({"name":"core_course_get_courses_by_field"},)"
              R"({"name":"core_enrol_get_enrolled_users"}]})");
    script.on("core_course_get_categories", R"([{"id":1,"name":"A","parent":0,"coursecount":1}])");
    script.on("core_course_get_courses_by_field",
              R"({"courses":[{"id":9,"shortname":"A","fullname":"A"}]})");
    script.on("core_course_get_courses",
              R"([{"id":9,"shortname":"A","fullname":"A","idnumber":""}])");
    script.on("core_enrol_get_enrolled_users",
              R"([{"id":1,"roles":[{"roleid":25,"shortname":"student"}]},)"
              R"({"id":2,"roles":[{"roleid":23,"shortname":"editingteacher"}]}])");
    auto report = scripted(script);
    EXPECT_TRUE(report.roles_proven);
    EXPECT_EQ(report.roles, (RoleIds{25, 23, 1}));
    EXPECT_EQ(step(report, "roles").state, StepState::ok);
    EXPECT_EQ(step(report, "sight_of_suspensions").state, StepState::ok);

    script.on("core_enrol_get_enrolled_users", [](const Fields& fields) {
        return value_of(fields, "options[1][name]") == "onlysuspended"
                   ? exception("nopermissions", "Review course enrolments")
                   : answered("[]");
    });
    report = scripted(script);
    EXPECT_EQ(step(report, "sight_of_suspensions").state, StepState::warning);
    EXPECT_NE(step(report, "sight_of_suspensions").problem->cure.find("moodle/course:enrolreview"),
              std::string::npos);
}

// Users of whom the first `showing` show their e-mail address to the service account; of the others
// `rest` is shown.
ConnectReport with_people(Script& script, std::size_t people, std::size_t showing,
                          const std::string& rest = "") {
    script.on("core_webservice_get_site_info",
              R"({"siteurl":"https://moodle.example.org","sitename":"M","username":"ws",)"
              R"("userid":42,"release":"4.5","version":"2024100700","functions":[)"
              R"({"name":"core_user_get_users_by_field"}]})");
    script.on("core_user_get_users_by_field", [=](const Fields& fields) {
        const std::string field = value_of(fields, "field");
        std::string body = "[";
        for (std::size_t i = 1; i <= people; ++i) {
            const std::string name = "u" + std::to_string(i);
            const std::string email = i <= showing ? name + "@example.org" : rest;
            const std::string asked = value_of(fields, "values[0]");
            if (field == "username" && asked != name) continue;
            if (field == "email" && asked != email) continue;
            body += (body.size() > 1 ? "," : "") + ("{\"id\":" + std::to_string(i)) +
                    ",\"username\":\"" + name + "\"" +
                    (email.empty() ? "" : ",\"email\":\"" + email + "\"") + "}";
        }
        return answered(body + "]");
    });
    return scripted(script);
}

TEST(ConnectPeople, EmailsThatManyShowAreProven) {
    Script script;
    EXPECT_EQ(step(with_people(script, 10, 9), "sight_of_emails").state, StepState::ok);
}

// Deleted users keep a digest in place of the address: they prove neither the one nor the other.
TEST(ConnectPeople, DeletedUsersAreNotCounted) {
    Script script;
    const std::string digest = "d41d8cd98f00b204e9800998ecf8427e";
    EXPECT_EQ(step(with_people(script, 14, 5, digest), "sight_of_emails").state, StepState::ok);
}

// An administrator shows the address to everybody; that proves nothing about the others.
TEST(ConnectPeople, EmailsThatOneShowsAreNot) {
    Script script;
    const auto report = with_people(script, 10, 1);
    EXPECT_EQ(step(report, "sight_of_users").state, StepState::ok);
    EXPECT_EQ(step(report, "sight_of_emails").state, StepState::warning);
    EXPECT_EQ(step(report, "sight_of_emails").problem->code, "moodle.blind_to_emails");
    EXPECT_EQ(step(with_people(script, 1, 1), "sight_of_emails").problem->code,
              "moodle.emails_unproven");
}

TEST(ConnectJson, HasWhatScriptsRelyOn) {
    Script script;
    answer_site_info(script, "4.5.6 (Build: 20250811)", "2024100706", "https://moodle.example.org");
    const auto json = boost::json::parse(to_json(scripted(script)));
    EXPECT_EQ(json.at("release"), "4.5.6 (Build: 20250811)");
    EXPECT_EQ(json.at("version"), "2024100706");
    EXPECT_EQ(json.at("build"), "20250811");
    EXPECT_EQ(json.at("site"), "M");
    EXPECT_EQ(json.at("url"), "https://moodle.example.org");
    EXPECT_TRUE(json.at("functions").is_array());
    EXPECT_FALSE(json.at("grants").as_array().empty());
    EXPECT_FALSE(json.at("steps").as_array().empty());
    EXPECT_EQ(json.at("usable"), false);  // no function is granted
}

}  // namespace
}  // namespace causeway::moodle
