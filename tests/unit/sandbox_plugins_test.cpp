// SPDX-License-Identifier: GPL-3.0-or-later
// What the stand-in Moodle adds to our plugins: whether they are there, their switches, a gradebook
// that is filled from outside, and what outlives the program. What the plugins' functions answer is
// the contract suite's business.
#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <filesystem>

#include "sandbox/moodle/stand_in.h"
#include "unit/sandbox_client.h"

using namespace causeway;
namespace json = boost::json;
using sandbox::StandInMoodle;
using test::ask;
using test::call;
using test::Reply;

namespace {

sandbox::StandInOptions with_plugins() {
    sandbox::StandInOptions options;
    options.plugins = sandbox::Plugins::all;
    return options;
}

json::object answer(StandInMoodle& moodle, const std::string& function,
                    const std::string& arguments = "") {
    return json::parse(call(moodle, function, arguments).body).as_object();
}

json::array outcomes(StandInMoodle& moodle, const std::string& what, const std::string& rows) {
    return answer(moodle, "local_opensis_upsert_" + what, "rows=" + rows).at("outcomes").as_array();
}

std::string code(const json::object& of) {
    return of.contains("errorcode") ? std::string(of.at("errorcode").as_string()) : "";
}

constexpr const char* kPerson =
    R"({"idnumber":"k:1","username":"p1","firstname":"F","lastname":"L","email":"p1@example.org","auth":"userkey"})";
constexpr const char* kCourse =
    R"({"idnumber":"s:1","shortname":"C1","fullname":"Course 1","category":1})";

// A person, a course, the person in it as a student, and a group of that one.
void fill(StandInMoodle& moodle) {
    const auto rows = [](const std::string& row) { return "[" + row + "]"; };
    ASSERT_EQ(outcomes(moodle, "users", rows(kPerson))[0].at("outcome"), "created");
    ASSERT_EQ(outcomes(moodle, "courses", rows(kCourse))[0].at("outcome"), "created");
    ASSERT_EQ(outcomes(moodle, "enrolments",
                       R"([{"courseidnumber":"s:1","useridnumber":"k:1","role":"student"}])")[0]
                  .at("outcome"),
              "created");
    ASSERT_EQ(outcomes(moodle, "groups",
                       R"([{"courseidnumber":"s:1","idnumber":"g","name":"G","members":[4]}])")[0]
                  .at("outcome"),
              "created");
}

class Plugins : public testing::Test {
  protected:
    template <class Change>
    void with(Change change) {
        auto switches = moodle.switches();
        change(switches);
        moodle.set_switches(switches);
    }
    std::string address() {
        const auto given =
            answer(moodle, "auth_userkey_request_login_url", "user[email]=p1@example.org");
        return given.contains("loginurl") ? std::string(given.at("loginurl").as_string()) : "";
    }
    std::string enter(const std::string& url) {
        return ask(moodle, "GET", url.substr(moodle.url().size())).head;
    }
    StandInMoodle moodle{with_plugins()};
};

}  // namespace

TEST(PluginsOff, ThePluginsFunctionsAreNotThere) {
    StandInMoodle plain;
    EXPECT_EQ(code(answer(plain, "local_opensis_get_environment")), "invalidrecord");
    EXPECT_EQ(code(answer(plain, "auth_userkey_request_login_url")), "accessexception");
    EXPECT_EQ(call(plain, "core_webservice_get_site_info").body.find("opensis"), std::string::npos);
    EXPECT_NE(ask(plain, "GET", "/auth/userkey/login.php?key=x").head.find("404"),
              std::string::npos);
}

TEST_F(Plugins, TheSiteTellsThatTheyAreThere) {
    const std::string info = call(moodle, "core_webservice_get_site_info").body;
    for (const char* name :
         {"local_get_users_information", "local_get_course_information",
          "local_get_schedule_information", "local_get_assignment_information",
          "local_get_grade_category_information", "local_get_grade_category_by_module",
          "local_opensis_upsert_users", "local_opensis_upsert_courses",
          "local_opensis_upsert_enrolments", "local_opensis_upsert_groups",
          "local_opensis_upsert_grade_items", "local_opensis_get_changes",
          "local_opensis_get_environment", "auth_userkey_request_login_url"})
        EXPECT_NE(info.find("\"" + std::string(name) + "\""), std::string::npos) << name;
    with([](auto& s) { s.not_granted = {"local_opensis_upsert_users"}; });
    EXPECT_EQ(code(answer(moodle, "local_opensis_upsert_users", "rows=[]")), "accessexception");
    EXPECT_EQ(call(moodle, "core_webservice_get_site_info").body.find("upsert_users"),
              std::string::npos);
}

TEST_F(Plugins, RightsAreAskedForBeforeAnythingElse) {
    with([](auto& s) { s.plugin_read = s.plugin_sync = s.generate_keys = false; });
    EXPECT_EQ(code(answer(moodle, "local_get_users_information")), "nopermissions");
    EXPECT_EQ(code(answer(moodle, "local_opensis_get_changes", "kind=people")), "nopermissions");
    EXPECT_EQ(code(answer(moodle, "local_opensis_get_environment")), "nopermissions");
    EXPECT_EQ(code(answer(moodle, "local_opensis_upsert_users", "rows=x")), "nopermissions");
    EXPECT_EQ(code(answer(moodle, "auth_userkey_request_login_url", "user[email]=x")),
              "nopermissions");
}

TEST_F(Plugins, RowsOfABulkCallAreCounted) {
    fill(moodle);
    outcomes(moodle, "users", "[{},{},{}]");
    EXPECT_EQ(moodle.calls().at("local_opensis_upsert_users").rows, 4U);
}

TEST_F(Plugins, ABrowserThatCameInIsSignedInAsThatPersonAndSeesItsOwnCourses) {
    fill(moodle);
    ASSERT_EQ(
        outcomes(moodle, "courses",
                 R"([{"idnumber":"s:2","shortname":"C2","fullname":"Course 2","category":1}])")[0]
            .at("outcome"),
        "created");
    const std::string head = enter(address() + "&wantsurl=%2Fmy%2F");
    ASSERT_NE(head.find("Location: " + moodle.url() + "/my/\r\n"), std::string::npos) << head;
    const auto at = head.find("MoodleSession=");
    ASSERT_NE(at, std::string::npos) << head;
    const std::string cookie = head.substr(at, head.find(';', at) - at);
    const auto look = [&](const std::string& path, const std::string& with) {
        return ask(moodle, "GET", path, "", with.empty() ? "" : "Cookie: a=b; " + with + "\r\n");
    };
    EXPECT_NE(look("/my/", cookie).body.find("You are logged in as F L"), std::string::npos);
    EXPECT_NE(look("/course/view.php?id=2", cookie).body.find("Course 1"), std::string::npos);
    EXPECT_NE(look("/course/view.php?id=3", cookie).body.find("You are not in this course"),
              std::string::npos);
    EXPECT_NE(look("/course/view.php?id=99", cookie).head.find(" 404 "), std::string::npos);
    for (const std::string& other : {std::string(), cookie + "x"})
        EXPECT_NE(look("/my/", other).body.find("You are not logged in"), std::string::npos);
    answer(moodle, "core_user_update_users", "users[0][id]=4&users[0][suspended]=1");
    EXPECT_NE(look("/my/", cookie).body.find("You are not logged in"), std::string::npos);
}

TEST_F(Plugins, AKeyEndsWithItsTime) {
    fill(moodle);
    with([](auto& s) { s.userkey_lifetime = std::chrono::seconds(0); });
    EXPECT_NE(enter(address()).find(" 403 "), std::string::npos);
    with([](auto& s) { s.userkey_lifetime = std::chrono::seconds(60); });
    EXPECT_NE(enter(address()).find(" 303 "), std::string::npos);
}

TEST_F(Plugins, AKeyMayBeForOneNetworkAddressOnly) {
    fill(moodle);
    with([](auto& s) { s.userkey_restrict_ip = true; });
    EXPECT_EQ(address(), "");  // the address is missing
    const auto url_for = [&](const std::string& ip) {
        return std::string(answer(moodle, "auth_userkey_request_login_url",
                                  "user[email]=p1@example.org&user[ip]=" + ip)
                               .at("loginurl")
                               .as_string());
    };
    EXPECT_NE(enter(url_for("192.0.2.7")).find(" 403 "), std::string::npos);
    EXPECT_NE(enter(url_for("127.0.0.1")).find(" 303 "), std::string::npos);
}

TEST_F(Plugins, TheMappingFieldAndAdministratorsAreSettings) {
    fill(moodle);
    with([](auto& s) { s.userkey_mapping = "idnumber"; });
    EXPECT_EQ(code(answer(moodle, "auth_userkey_request_login_url", "user[email]=p1@example.org")),
              "invalidparameter");
    EXPECT_EQ(code(answer(moodle, "auth_userkey_request_login_url", "user[idnumber]=k:1")), "");
    with([](auto& s) { s.userkey_mapping = "username"; });
    EXPECT_EQ(code(answer(moodle, "auth_userkey_request_login_url", "user[username]=admin")),
              "refused_siteadmin");
    with([](auto& s) { s.userkey_allow_admins = true; });
    EXPECT_EQ(code(answer(moodle, "auth_userkey_request_login_url", "user[username]=admin")), "");
    with([](auto& s) { s.userkey_enabled = false; });
    EXPECT_EQ(code(answer(moodle, "auth_userkey_request_login_url", "user[username]=p1")),
              "accessexception");
}

TEST_F(Plugins, CustomFieldsAreThereWhenSwitchedOn) {
    with([](auto& s) { s.custom_fields = {"locker"}; });
    std::string person = kPerson;
    person.back() = ',';
    outcomes(moodle, "users", "[" + person + R"("customfields":{"locker":"17"}}])");
    const auto rows = answer(moodle, "local_get_users_information", "ids=4").at("rows").as_array();
    EXPECT_EQ(rows.at(0).at("customfields").at(0).at("value"), "17");
}

TEST_F(Plugins, ATrimmedLogSendsItsReadersBack) {
    const auto cursor = [&](const std::string& from) {
        return answer(moodle, "local_opensis_get_changes", "kind=people&cursor=" + from);
    };
    const std::string start(cursor("").at("nextcursor").as_string());
    fill(moodle);
    EXPECT_FALSE(cursor(start).at("reset").as_bool());
    EXPECT_EQ(cursor(start).at("rows").as_array().size(), 1U);
    ask(moodle, "POST", "/sandbox/switches", "forget=changes");
    const auto back = cursor(start);
    EXPECT_TRUE(back.at("reset").as_bool());
    EXPECT_TRUE(back.at("rows").as_array().empty());
    const std::string fresh(back.at("nextcursor").as_string());
    EXPECT_FALSE(cursor(fresh).at("reset").as_bool());
}

TEST_F(Plugins, AnotherSitesChangesSendTheReaderBack) {
    StandInMoodle other(with_plugins());  // the same token, another log
    const std::string start(
        answer(other, "local_opensis_get_changes", "kind=people").at("nextcursor").as_string());
    const auto told = answer(moodle, "local_opensis_get_changes", "kind=people&cursor=" + start);
    EXPECT_TRUE(told.at("reset").as_bool());
}

TEST_F(Plugins, GradesArePutInFromOutside) {
    fill(moodle);
    const Reply taken = ask(moodle, "POST", "/sandbox/gradebook", R"({
        "categories": [{"courseid": 2, "name": "Course 1", "aggregation": 10}],
        "items": [{"id": 7, "courseid": 2, "name": "Essay", "grademax": 20, "due": 1000}],
        "grades": [{"itemid": 7, "courseid": 2, "userid": 4, "finalgrade": 17.5,
                    "timemodified": 5000}]})");
    EXPECT_NE(taken.head.find(" 200 "), std::string::npos) << taken.body;
    const auto rows = [&](const std::string& of, const std::string& arguments = "") {
        return answer(moodle, "local_get_" + of, arguments).at("rows").as_array();
    };
    ASSERT_EQ(rows("assignment_information").size(), 1U);
    EXPECT_EQ(rows("assignment_information")[0].at("name"), "Essay");
    EXPECT_EQ(rows("assignment_information")[0].at("courseidnumber"), "s:1");
    EXPECT_EQ(rows("grade_category_information")[0].at("aggregation"), 10);
    EXPECT_EQ(rows("course_information")[0].at("gradeaggregation"), 10);
    const auto grade = rows("grade_category_by_module").at(0);
    EXPECT_EQ(grade.at("finalgrade"), 17.5);
    EXPECT_TRUE(grade.at("rawgrade").is_null());
    EXPECT_EQ(grade.at("useridnumber"), "k:1");
    EXPECT_TRUE(grade.at("activeenrolment").as_bool());
    EXPECT_EQ(rows("grade_category_by_module", "ids=2").size(), 1U);
    EXPECT_TRUE(rows("grade_category_by_module", "ids=3").empty());
    EXPECT_TRUE(rows("grade_category_by_module", "changedsince=5001").empty());
}

TEST_F(Plugins, GradesAreAskedForByTheirHistory) {
    fill(moodle);
    const auto put = [&](const std::string& grade) {
        return moodle.add_grades(R"({"grades":[{"id":)" + grade + R"(,"courseid":2,"userid":4}]})");
    };
    EXPECT_EQ(put("1"), "");
    const auto first = answer(moodle, "local_get_grade_category_by_module");
    const auto mark = std::to_string(first.at("historycursor").as_int64());
    const auto since = [&] {
        return answer(moodle, "local_get_grade_category_by_module", "historycursor=" + mark)
            .at("rows")
            .as_array();
    };
    EXPECT_TRUE(since().empty());
    EXPECT_EQ(put("2"), "");
    ASSERT_EQ(since().size(), 1U);
    EXPECT_EQ(since()[0].at("id"), 2);
    EXPECT_EQ(put("1"), "");  // graded again
    EXPECT_EQ(since().size(), 2U);
}

TEST_F(Plugins, AGradebookThatIsWrongIsRefusedWhole) {
    for (const char* bad :
         {"x", "[]", R"({"marks":[]})", R"({"items":[{"courseid":2,"nosuch":1}]})",
          R"({"items":[{"name":"no course"}]})", R"({"items":[{"courseid":2,"name":7}]})",
          R"({"items":[{"courseid":2},{"courseid":"x"}]})"})
        EXPECT_NE(ask(moodle, "POST", "/sandbox/gradebook", bad).head.find(" 400 "),
                  std::string::npos)
            << bad;
    EXPECT_TRUE(answer(moodle, "local_get_assignment_information").at("rows").as_array().empty());
}

TEST_F(Plugins, WhatIsInACourseGoesWithIt) {
    fill(moodle);
    ASSERT_EQ(moodle.add_grades(R"({"items":[{"courseid":2}]})"), "");
    call(moodle, "core_course_delete_courses", "courseids[0]=2");
    const auto state = json::parse(moodle.state_json());
    EXPECT_TRUE(state.at("groups").as_array().empty());
    EXPECT_TRUE(state.at("gradebook").at("items").as_array().empty());
    EXPECT_TRUE(answer(moodle, "local_get_schedule_information").at("rows").as_array().empty());
}

TEST_F(Plugins, AnUndoneUnenrolmentBringsIdAndGroupBack) {
    fill(moodle);
    // The second row is refused, so the first is taken back.
    EXPECT_EQ(code(answer(moodle, "enrol_manual_unenrol_users",
                          "enrolments[0][userid]=4&enrolments[0][courseid]=2&"
                          "enrolments[1][userid]=4&enrolments[1][courseid]=99")),
              "invalidrecord");
    const auto rows = answer(moodle, "local_get_schedule_information").at("rows").as_array();
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].at("id"), 1);
    EXPECT_EQ(
        outcomes(moodle, "groups", R"([{"courseidnumber":"s:1","idnumber":"g","members":[4]}])")[0]
            .at("outcome"),
        "unchanged");
}

TEST_F(Plugins, AllOfItOutlivesTheProgram) {
    const auto file = std::filesystem::temp_directory_path() /
                      ("causeway-plugins-" + std::to_string(::getpid()) + ".json");
    auto options = with_plugins();
    options.persist = file;
    std::string before;
    const auto seen = [](StandInMoodle& at) {
        std::string all;
        for (const char* name : {"users_information", "course_information", "schedule_information",
                                 "assignment_information", "grade_category_by_module"})
            all += json::serialize(answer(at, "local_get_" + std::string(name)).at("rows")) + "\n";
        return all;
    };
    {
        StandInMoodle first(options);
        fill(first);
        ASSERT_EQ(first.add_grades(R"({"items":[{"courseid":2}],
                                       "grades":[{"courseid":2,"userid":4}]})"),
                  "");
        before = seen(first);
    }
    StandInMoodle second(options);
    EXPECT_EQ(seen(second), before);
    EXPECT_EQ(
        outcomes(second, "groups", R"([{"courseidnumber":"s:1","idnumber":"g","members":[4]}])")[0]
            .at("outcome"),
        "unchanged");
    second.stop();
    std::filesystem::remove(file);
}

TEST_F(Plugins, TheSwitchesCanBeSetFromAShell) {
    const Reply set = ask(moodle, "POST", "/sandbox/switches",
                          "userkey_lifetime_s=7&userkey_mapping=idnumber&custom_fields=a,b&"
                          "plugin_sync=0&generate_keys=0");
    EXPECT_NE(set.head.find(" 200 "), std::string::npos) << set.body;
    const auto switches = moodle.switches();
    EXPECT_EQ(switches.userkey_lifetime, std::chrono::seconds(7));
    EXPECT_EQ(switches.userkey_mapping, "idnumber");
    EXPECT_EQ(switches.custom_fields, (std::set<std::string>{"a", "b"}));
    EXPECT_FALSE(switches.plugin_sync);
    EXPECT_FALSE(switches.generate_keys);
    EXPECT_NE(ask(moodle, "POST", "/sandbox/switches", "userkey_mapping=phone1").head.find(" 400 "),
              std::string::npos);
}
