// SPDX-License-Identifier: GPL-3.0-or-later
// What the stand-in Moodle has beyond a real one: switches, faults, counts, its page, its file.
// Its likeness to the real one is the contract suite's business.
#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include "base/failure.h"
#include "sandbox/moodle/stand_in.h"
#include "unit/raw_http.h"
#include "unit/sandbox_client.h"

using namespace causeway;
namespace json = boost::json;
using sandbox::Fault;
using sandbox::StandInMoodle;
using test::ask;
using test::call;
using test::Millis;
using test::Reply;
using Steady = std::chrono::steady_clock;

namespace {

constexpr const char* kInfo = "core_webservice_get_site_info";
constexpr const char* kCreateUsers = "core_user_create_users";

std::string user(const std::string& name, int row = 0) {
    const std::string at = "users[" + std::to_string(row) + "]";
    return at + "[username]=" + name + "&" + at + "[auth]=userkey&" + at + "[firstname]=F&" + at +
           "[lastname]=L&" + at + "[email]=" + name + "@example.org&" + at + "[idnumber]=k:" + name;
}

std::string course(const std::string& name) {
    return "courses[0][fullname]=" + name + "&courses[0][shortname]=" + name +
           "&courses[0][categoryid]=1";
}

}  // namespace

TEST(StandIn, StartsWithWhatAFreshMoodleHas) {
    StandInMoodle moodle;
    const auto held = moodle.holdings();
    EXPECT_EQ(held.categories, 1U);
    EXPECT_EQ(held.courses, 1U);
    EXPECT_EQ(held.users, 3U);
    EXPECT_EQ(held.enrolments, 0U);
    const auto info = json::parse(call(moodle, kInfo).body).as_object();
    EXPECT_EQ(info.at("release").as_string(), "4.5.6 (Build: 20250811)");
    EXPECT_NE(info.at("sitename").as_string().find("stand-in"), json::string::npos);
    EXPECT_EQ(info.at("siteurl").as_string(), moodle.url());
}

TEST(StandIn, FaultsThatDoNothing) {
    StandInMoodle moodle;
    struct Case {
        Fault fault;
        const char* head;
        const char* body;
    };
    for (const auto& [fault, head, body] :
         {Case{Fault::deadlock, "HTTP/1.1 200", "dmlwriteexception"},
          Case{Fault::cut_before, "", ""}, Case{Fault::unavailable, "HTTP/1.1 503", "<h1>503"},
          Case{Fault::html, "HTTP/1.1 200", "<!DOCTYPE html>"},
          Case{Fault::maintenance, "HTTP/1.1 503 Moodle under maintenance", "maintenance"},
          Case{Fault::server_error, "HTTP/1.1 500", ""}}) {
        moodle.fail_next(kCreateUsers, fault);
        const Reply reply = call(moodle, kCreateUsers, user("anna"));
        EXPECT_TRUE(reply.head.starts_with(head)) << name_of(fault) << ": " << reply.head;
        EXPECT_NE(reply.body.find(body), std::string::npos) << name_of(fault) << ": " << reply.body;
        EXPECT_EQ(moodle.holdings().users, 3U) << name_of(fault);
    }
    EXPECT_EQ(call(moodle, kCreateUsers, user("anna")).body, R"([{"id":4,"username":"anna"}])");
}

TEST(StandIn, FaultsThatComeAfterTheWork) {
    StandInMoodle moodle;
    sandbox::Switches switches = moodle.switches();
    switches.hang = Millis(50);
    moodle.set_switches(switches);
    std::size_t users = 3;
    for (const Fault fault :
         {Fault::lost_answer, Fault::hang, Fault::truncated, Fault::gateway_time_out}) {
        const std::string name = "u" + std::to_string(users);
        moodle.fail_next(kCreateUsers, fault);
        const Reply reply = call(moodle, kCreateUsers, user(name));
        boost::system::error_code error;
        json::parse(reply.body, error);
        EXPECT_TRUE(error) << name_of(fault) << " must not read like an answer: " << reply.body;
        EXPECT_EQ(moodle.holdings().users, ++users) << name_of(fault);
    }
}

TEST(StandIn, ScriptsSkipAndRunOut) {
    StandInMoodle moodle;
    moodle.fail_next(kInfo, Fault::deadlock, 2, 1);
    std::string seen;
    for (int i = 0; i < 5; ++i)
        seen += call(moodle, kInfo).refused("dmlwriteexception") ? 'x' : '.';
    EXPECT_EQ(seen, ".xx..");
    moodle.fail_next("*", Fault::deadlock);
    moodle.forget_faults();
    EXPECT_FALSE(call(moodle, kInfo).refused("dmlwriteexception"));
}

TEST(StandIn, ChancesRepeatFromTheSeed) {
    const auto drawn = [](std::uint64_t seed) {
        sandbox::StandInOptions options;
        options.switches.chances = {{Fault::deadlock, 0.5}};
        options.switches.seed = seed;
        StandInMoodle moodle(options);
        std::string seen;
        for (int i = 0; i < 40; ++i)
            seen +=
                call(moodle, "core_course_get_courses").refused("dmlwriteexception") ? 'x' : '.';
        EXPECT_FALSE(call(moodle, kInfo).refused("dmlwriteexception"))
            << "the health check is spared";
        return seen;
    };
    EXPECT_EQ(drawn(7), drawn(7));
    EXPECT_NE(drawn(7), drawn(8));
    EXPECT_NE(drawn(7).find('x'), std::string::npos);
    EXPECT_NE(drawn(7).find('.'), std::string::npos);
}

TEST(StandIn, SiteSwitches) {
    StandInMoodle moodle;
    const auto with = [&](auto change) {
        sandbox::Switches switches;
        change(switches);
        moodle.set_switches(switches);
    };
    with([](auto& s) { s.web_services = false; });
    Reply reply = call(moodle, kInfo);
    EXPECT_TRUE(reply.head.starts_with("HTTP/1.1 403"));
    EXPECT_EQ(reply.body, "");
    with([](auto& s) { s.maintenance_page = true; });
    EXPECT_NE(call(moodle, kInfo).head.find("Retry-After: 300"), std::string::npos);
    with([](auto& s) { s.site_maintenance = true; });
    EXPECT_TRUE(call(moodle, kInfo).refused("sitemaintenance"));
    with([](auto& s) { s.not_granted = {"core_course_get_courses"}; });
    EXPECT_TRUE(call(moodle, "core_course_get_courses").refused("accessexception"));
    EXPECT_EQ(call(moodle, kInfo).body.find("\"core_course_get_courses\""), std::string::npos);
    with([](auto& s) { s.userkey_enabled = false; });
    EXPECT_TRUE(call(moodle, kCreateUsers, user("a")).refused("invalidparameter"));
    with([](auto& s) { s.assignable_roles = {5}; });
    EXPECT_TRUE(call(moodle, "enrol_manual_enrol_users",
                     "enrolments[0][roleid]=3&enrolments[0][userid]=2&enrolments[0][courseid]=1")
                    .refused("wsusercannotassign"));
}

TEST(StandIn, WithoutViewAllDetailsOthersAreNotFound) {
    StandInMoodle moodle;
    call(moodle, kCreateUsers, user("anna"));
    const std::string by_key = "field=idnumber&values[0]=k:anna";
    EXPECT_NE(call(moodle, "core_user_get_users_by_field", by_key).body, "[]");
    sandbox::Switches switches;
    switches.view_all_details = false;
    moodle.set_switches(switches);
    EXPECT_EQ(call(moodle, "core_user_get_users_by_field", by_key).body, "[]");
    const Reply by_id = call(moodle, "core_user_get_users_by_field", "field=id&values[0]=4");
    EXPECT_NE(by_id.body.find("\"fullname\":\"F L\""), std::string::npos);
    EXPECT_EQ(by_id.body.find("idnumber"), std::string::npos);
}

TEST(StandIn, ABodyBeyondPostMaxSizeIsEmptied) {
    sandbox::StandInOptions options;
    options.switches.post_max_size = 200;
    StandInMoodle moodle(options);
    const Reply reply = call(moodle, kCreateUsers, user("anna"));
    EXPECT_TRUE(reply.head.starts_with("HTTP/1.1 200"));
    EXPECT_NE(reply.body.find("<ERRORCODE>invalidtoken</ERRORCODE>"), std::string::npos);
}

TEST(StandIn, ALowMaxInputVarsLosesTheLastRows) {
    sandbox::StandInOptions options;
    options.switches.max_input_vars = 3 + 2 * 6 - 1;  // PHP keeps one more
    StandInMoodle moodle(options);
    const Reply reply =
        call(moodle, kCreateUsers, user("a", 0) + "&" + user("b", 1) + "&" + user("c", 2));
    EXPECT_EQ(json::parse(reply.body).as_array().size(), 2U) << reply.body;
}

TEST(StandIn, LatencyDelaysWithoutQueueing) {
    sandbox::StandInOptions options;
    options.switches.latency = Millis(200);
    options.workers = 1;
    StandInMoodle moodle(options);
    const auto start = Steady::now();
    std::vector<std::thread> threads;
    for (int i = 0; i < 6; ++i)
        threads.emplace_back([&] { call(moodle, kInfo); });
    for (auto& thread : threads)
        thread.join();
    const auto took = Steady::now() - start;
    EXPECT_GE(took, Millis(200));
    EXPECT_LT(took, Millis(1'000));
}

TEST(StandIn, OverlappingCourseWritersCollide) {
    sandbox::StandInOptions options;
    options.switches.latency = Millis(300);
    StandInMoodle moodle(options);
    Reply first, second;
    std::thread one([&] { first = call(moodle, "core_course_create_courses", course("c1")); });
    std::thread two([&] { second = call(moodle, "core_course_create_courses", course("c2")); });
    one.join();
    two.join();
    EXPECT_NE(first.refused("dmlwriteexception"), second.refused("dmlwriteexception"))
        << first.body << second.body;
    EXPECT_EQ(moodle.holdings().courses, 2U);
    EXPECT_FALSE(
        call(moodle, "core_course_create_courses", course("c3")).refused("dmlwriteexception"))
        << "alone it goes through";
    sandbox::Switches switches = moodle.switches();
    switches.one_course_writer = false;
    moodle.set_switches(switches);
    std::thread three([&] { first = call(moodle, "core_course_create_courses", course("c4")); });
    std::thread four([&] { second = call(moodle, "core_course_create_courses", course("c5")); });
    three.join();
    four.join();
    EXPECT_EQ(moodle.holdings().courses, 5U);
}

TEST(StandIn, CountsCalls) {
    StandInMoodle moodle;
    call(moodle, kCreateUsers, user("a", 0) + "&" + user("b", 1));
    call(moodle, kCreateUsers, user("a"));
    moodle.fail_next(kCreateUsers, Fault::lost_answer);
    call(moodle, kCreateUsers, user("c"));
    const auto count = moodle.calls().at(kCreateUsers);
    EXPECT_EQ(count.calls, 3U);
    EXPECT_EQ(count.rows, 4U);
    EXPECT_EQ(count.errors, 1U);
    EXPECT_EQ(count.faults, 1U);
    EXPECT_EQ(moodle.call_count(kInfo), 0U);
    moodle.forget_calls();
    EXPECT_EQ(moodle.call_count(kCreateUsers), 0U);
}

TEST(StandIn, SwitchesCanBeSetFromAShell) {
    StandInMoodle moodle;
    Reply reply = ask(moodle, "POST", "/sandbox/switches",
                      "latency_ms=20&web_services=0&chance[deadlock]=0.25&not_granted=a,b");
    EXPECT_TRUE(reply.head.starts_with("HTTP/1.1 200")) << reply.body;
    EXPECT_EQ(moodle.switches().latency, Millis(20));
    EXPECT_FALSE(moodle.switches().web_services);
    EXPECT_EQ(moodle.switches().chances.at(Fault::deadlock), 0.25);
    EXPECT_EQ(moodle.switches().not_granted, (std::set<std::string>{"a", "b"}));
    EXPECT_EQ(json::parse(reply.body).at("latency_ms").as_int64(), 20);
    for (const char* bad : {"latency=20", "latency_ms=soon", "chance[nonsense]=1",
                            "chance[deadlock]=7", "fail=nonsense"})
        EXPECT_TRUE(ask(moodle, "POST", "/sandbox/switches", bad).head.starts_with("HTTP/1.1 400"))
            << bad;
    ask(moodle, "POST", "/sandbox/switches",
        "latency_ms=0&web_services=1&chance[deadlock]=0&fail=html&times=1");
    EXPECT_NE(call(moodle, kInfo).body.find("<!DOCTYPE"), std::string::npos);
}

TEST(StandIn, ThePageShowsWhatItHoldsEscaped) {
    StandInMoodle moodle;
    call(moodle, kCreateUsers, user("anna"));
    call(moodle, "core_user_update_users", "users[0][id]=4&users[0][lastname]=%26%22%20%3C%20x");
    call(moodle, "core_course_create_courses", course("Algebra"));
    call(moodle, "enrol_manual_enrol_users",
         "enrolments[0][roleid]=5&enrolments[0][userid]=4&enrolments[0][courseid]=2&"
         "enrolments[0][suspend]=1");
    const Reply front = ask(moodle, "GET", "/");
    EXPECT_NE(front.body.find("Algebra"), std::string::npos);
    EXPECT_NE(front.body.find("F &amp;&quot; &lt; x"), std::string::npos);
    EXPECT_EQ(front.body.find("<script"), std::string::npos);
    EXPECT_NE(front.head.find("Content-Security-Policy: default-src 'none'"), std::string::npos);
    const Reply one = ask(moodle, "GET", "/?course=2");
    EXPECT_NE(one.body.find("<td>student</td>"), std::string::npos);
    EXPECT_NE(one.body.find("<td>suspended</td>"), std::string::npos);
    EXPECT_TRUE(ask(moodle, "GET", "/elsewhere").head.starts_with("HTTP/1.1 404"));
}

TEST(StandIn, StateTellsEverything) {
    StandInMoodle moodle;
    call(moodle, kCreateUsers, user("anna"));
    call(moodle, "core_course_create_courses", course("c"));
    call(moodle, "enrol_manual_enrol_users",
         "enrolments[0][roleid]=5&enrolments[0][userid]=4&enrolments[0][courseid]=2&"
         "enrolments[0][timestart]=100");
    call(moodle, "core_role_assign_roles",
         "assignments[0][roleid]=1&assignments[0][userid]=4&assignments[0][contextlevel]="
         "coursecat&assignments[0][instanceid]=1");
    const Reply reply = ask(moodle, "GET", "/sandbox/state.json");
    const auto state = json::parse(reply.body);
    EXPECT_EQ(state.at("counts").at("enrolments").as_int64(), 1);
    const auto& row = state.at("enrolments").as_array().at(0);
    EXPECT_EQ(row.at("timestart").as_int64(), 100);
    EXPECT_EQ(row.at("roles").as_array().at(0).as_int64(), 5);
    EXPECT_EQ(state.at("roles").as_array().at(0).at("contextlevel").as_string(), "coursecat");
    EXPECT_EQ(state.at("users").as_array().at(3).at("idnumber").as_string(), "k:anna");
    EXPECT_EQ(state.at("calls").at(kCreateUsers).at("calls").as_int64(), 1);
}

TEST(StandIn, ItsFileOutlivesIt) {
    const auto file = std::filesystem::temp_directory_path() /
                      ("causeway-stand-in-" + std::to_string(::getpid()) + ".json");
    sandbox::StandInOptions options;
    options.persist = file.string();
    std::string before;
    {
        StandInMoodle moodle(options);
        call(moodle, kCreateUsers, user("anna", 0) + "&" + user("bert", 1));
        call(moodle, "core_user_delete_users", "userids[0]=5");
        call(moodle, "core_course_create_categories",
             "categories[0][name]=Top&categories[0][idnumber]=t&categories[1][name]=Sub");
        call(moodle, "core_course_update_categories",
             "categories[0][id]=2&categories[0][parent]=3");
        call(moodle, "core_course_create_courses", course("c"));
        call(moodle, "enrol_manual_enrol_users",
             "enrolments[0][roleid]=5&enrolments[0][userid]=4&enrolments[0][courseid]=2");
        moodle.forget_calls();
        before = moodle.state_json();
    }
    {
        StandInMoodle again(options);
        EXPECT_EQ(again.state_json(), before);
        EXPECT_TRUE(call(again, kCreateUsers, user("anna")).refused("invalidparameter"));
        EXPECT_EQ(json::parse(call(again, "core_course_create_courses", course("d")).body)
                      .as_array()
                      .at(0)
                      .at("id")
                      .as_int64(),
                  3);
    }
    std::ofstream(file) << "{\"something\":\"else\"}";
    EXPECT_THROW(StandInMoodle{options}, base::Failure);
    std::filesystem::remove(file);
}

TEST(StandIn, StopCutsAHangingCall) {
    StandInMoodle moodle;
    moodle.fail_next(kInfo, Fault::hang);
    std::thread caller([&] { EXPECT_EQ(call(moodle, kInfo).head, ""); });
    const auto start = Steady::now();
    while (moodle.call_count(kInfo) == 0 && Steady::now() - start < Millis(5'000))
        std::this_thread::yield();
    moodle.stop();
    caller.join();
    EXPECT_LT(Steady::now() - start, Millis(10'000));
}
