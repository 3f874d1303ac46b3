// SPDX-License-Identifier: GPL-3.0-or-later
// The API's users, audit, lists and service answers: who sees what, hostile names stay data, pages
// go on where they ended.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/web_rig.h"

namespace causeway::web {
namespace {

using test::Browser;
using test::header_of;
using test::json_of;
using test::text_at;
using test::WebRig;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kHostile = "<script>alert(1)</script>\"'";

// A link with people of two schools, who are all left out.
class WebApi : public testing::Test {
  protected:
    WebApi() {
        std::vector<store::LeftOut> people;
        for (std::int64_t id = 1; id <= 6; ++id)
            people.push_back({{model::Kind::student, id, 0},
                              id <= 4 ? 1 : 2,
                              id == 3 ? kHostile : "Pupil " + std::to_string(id),
                              "p" + std::to_string(id) + "@example.org"});
        people.push_back({{model::Kind::staff, 9, 0}, 2, "=cmd|' /C calc'!A0", ""});
        people.push_back({{model::Kind::section, 5, 0}, 1, "Algebra - P1", "ALG"});
        rig_.service_.create("north", "North")->book().set_left_out(people, {});
        rig_.service_.create("south", "South");
    }
    static std::vector<std::string> keys(const net::Response& response) {
        std::vector<std::string> out;
        const auto object = json_of(response);
        for (const auto& one : object.at("records").as_array())
            out.push_back(text_at(one.as_object(), "key"));
        return out;
    }
    WebRig rig_{WebOptions{"1.2.3", "", {}, {}, {}, {}}};
};

TEST_F(WebApi, AnAdministratorSeesTheirOwnSchoolsOnly) {
    Browser own = rig_.as("administrator", "Two", {{"north", 2}});
    const auto people = own.get("/api/links/north/people");
    ASSERT_EQ(people.status, 200) << people.body;
    EXPECT_THAT(keys(people), ElementsAre("staff:9", "student:5", "student:6"));
    EXPECT_EQ(own.get("/api/links/north/people/student:5?moodle=no").status, 200);
    EXPECT_EQ(own.get("/api/links/north/people/student:1?moodle=no").status, 404);
    EXPECT_EQ(own.get("/api/links/north/people?school=1").status, 404);
    EXPECT_EQ(own.get("/api/links/south/people").status, 404) << "it does not exist for them";
    EXPECT_EQ(own.get("/api/links/south").status, 404);
    EXPECT_EQ(json_of(own.get("/api/links")).at("links").as_array().size(), 1U);
    EXPECT_THAT(own.get("/api/links/north/standings.csv").body, Not(HasSubstr("Pupil 1")));
    const auto overview = json_of(own.get("/api/links/north/overview"));
    EXPECT_EQ(overview.at("counts").as_array().at(5).at("left_out").as_int64(), 2);
    for (const char* path : {"/api/users", "/api/audit", "/api/audit.csv"})
        EXPECT_EQ(own.get(path).status, 403) << path;
    EXPECT_EQ(own.send("PUT", "/api/links/north/people/student:5/tick", R"({"tick":"no"})").status,
              403);
    EXPECT_EQ(own.send("POST", "/api/links/north/runs", R"({"kind":"sync"})").status, 403);
    EXPECT_EQ(own.send("PATCH", "/api/links/north", R"({"title":"Mine"})").status, 403);
    EXPECT_EQ(own.send("POST", "/api/links", R"({"name":"mine"})").status, 403);
}

TEST_F(WebApi, TeachersAndStudentsHaveNothingHereYet) {
    for (const char* role : {"teacher", "student"}) {
        Browser browser = rig_.as(role, role, {{"north", 2}});
        EXPECT_EQ(browser.get("/api/session").status, 200);
        for (const char* path : {"/api/links", "/api/links/north", "/api/links/north/people",
                                 "/api/about", "/api/events", "/api/users"})
            EXPECT_EQ(browser.get(path).status, 403) << role << " " << path;
    }
}

TEST_F(WebApi, StrangersSeeNothing) {
    Browser stranger = rig_.browser();
    for (const char* path :
         {"/api/links", "/api/links/north/people", "/api/about", "/api/audit.csv",
          "/api/links/north/standings.csv", "/api/users", "/api/session"})
        EXPECT_EQ(stranger.get(path).status, 401) << path;
}

TEST_F(WebApi, ListsGoOnWhereTheyEnded) {
    Browser browser = rig_.super();
    std::vector<std::string> all;
    std::string cursor;
    for (int page = 0; page < 10; ++page) {
        const auto response = browser.get("/api/links/north/people?limit=3" + cursor);
        ASSERT_EQ(response.status, 200);
        const auto some = keys(response);
        all.insert(all.end(), some.begin(), some.end());
        const auto next = json_of(response).at("next_cursor");
        if (next.is_null()) break;
        cursor = "&cursor=" + std::string(next.as_string());
    }
    EXPECT_THAT(all, ElementsAre("staff:9", "student:1", "student:2", "student:3", "student:4",
                                 "student:5", "student:6"));
    EXPECT_EQ(keys(browser.get("/api/links/north/people?kind=staff")).size(), 1U);
    EXPECT_THAT(keys(browser.get("/api/links/north/people?q=pupil+5")), ElementsAre("student:5"));
    EXPECT_THAT(keys(browser.get("/api/links/north/people?q=p6%40example")),
                ElementsAre("student:6"));
    EXPECT_TRUE(keys(browser.get("/api/links/north/people?standing=refused")).empty());
    EXPECT_THAT(keys(browser.get("/api/links/north/sections")), ElementsAre("section:5"));
}

TEST_F(WebApi, WrongQuestionsAreNotUnderstood) {
    Browser browser = rig_.super();
    for (const char* query :
         {"limit=0", "limit=501", "limit=x", "limit=1e9", "limit=99999999999999999999", "school=x",
          "cursor=%27;DROP", "cursor=-1", "standing=green", "kind=section", "kind=%00", "q=%ff",
          "q=%"})
        EXPECT_EQ(browser.get(std::string("/api/links/north/people?") + query).status, 400)
            << query;
    EXPECT_EQ(browser.get("/api/links/north/people?q=" + std::string(101, 'x')).status, 400);
    EXPECT_EQ(browser.get("/api/links/north/people?q='%20OR%201=1--").status, 200);
    for (const char* path : {"/api/links/none/people", "/api/links/north/people/student:99",
                             "/api/links/north/people/x", "/api/links/north/people/section:5",
                             "/api/links/north/sections/student:1", "/api/links/north/runs/99",
                             "/api/links/north/runs/x", "/api/links/NORTH"})
        EXPECT_EQ(browser.get(path).status, 404) << path;
}

TEST_F(WebApi, HostileNamesStayData) {
    Browser browser = rig_.super();
    const auto person = browser.get("/api/links/north/people/student:3?moodle=no");
    EXPECT_EQ(text_at(json_of(person).at("record").as_object(), "title"), kHostile);
    EXPECT_EQ(person.content_type, "application/json");
    EXPECT_EQ(header_of(person, "X-Content-Type-Options"), "nosniff");
    const auto csv = browser.get("/api/links/north/standings.csv");
    EXPECT_THAT(csv.body, HasSubstr(",'=cmd|' /C calc'!A0,")) << "no formula for a spreadsheet";
    EXPECT_THAT(csv.body, HasSubstr("\"<script>alert(1)</script>\"\"'\""));
    EXPECT_THAT(header_of(csv, "Content-Disposition"), HasSubstr("attachment"));
    const auto echoed = browser.get("/api/links/%3Cscript%3E");
    EXPECT_EQ(echoed.status, 404);
    EXPECT_EQ(echoed.content_type, "application/json");
}

TEST_F(WebApi, ATickIsKeptShownAndAudited) {
    Browser browser = rig_.super();
    const std::string path = "/api/links/north/people/student:5/tick";
    const auto set = browser.send("PUT", path, R"({"tick":"yes"})");
    ASSERT_EQ(set.status, 200) << set.body;
    EXPECT_EQ(text_at(json_of(set), "tick"), "yes");
    EXPECT_EQ(rig_.service_.find("north")->book().tick({model::Kind::student, 5, 0}), true);
    EXPECT_EQ(text_at(json_of(browser.send("PUT", path, R"({"tick":"default"})")), "tick"),
              "default");
    EXPECT_EQ(browser.send("PUT", path, R"({"tick":"maybe"})").status, 422);
    EXPECT_EQ(browser.send("PUT", path, R"({"tick":"no","x":1})").status, 422);
    const auto audit = json_of(browser.get("/api/audit?action=person"));
    ASSERT_EQ(audit.at("entries").as_array().size(), 2U);
    const auto& entry = audit.at("entries").as_array().at(1).as_object();
    EXPECT_EQ(text_at(entry, "who"), "Super");
    EXPECT_EQ(text_at(entry, "record"), "student:5");
    EXPECT_EQ(text_at(entry, "detail"), "yes");
    EXPECT_EQ(text_at(entry, "address"), "192.0.2.10");
}

TEST_F(WebApi, UsersAreMadeChangedAndTakenAway) {
    Browser browser = rig_.super();
    const auto make = [&](const std::string& body) {
        return browser.send("POST", "/api/users", body);
    };
    const auto made = make(R"({"name":"  Bea   Low ","password":"a long password","role":)"
                           R"("administrator","schools":[{"link":"north","school":2}]})");
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(text_at(json_of(made), "name"), "Bea Low");
    EXPECT_THAT(made.body, Not(HasSubstr("argon2")));
    const std::string path = "/api/users/" + std::to_string(json_of(made).at("id").as_int64());
    const auto refused = [&](const std::string& body) { return make(body).status; };
    EXPECT_EQ(refused(R"({"name":"BEA LOW","password":"a long password","role":"student"})"), 409);
    EXPECT_EQ(refused(R"({"name":"Cy","password":"short","role":"student"})"), 422);
    EXPECT_EQ(refused(R"({"name":"Cy","password":"a long password","role":"root"})"), 422);
    EXPECT_EQ(refused(R"({"name":" ","password":"a long password","role":"student"})"), 422);
    EXPECT_EQ(refused(R"({"name":"Cy","password":"a long password"})"), 422);
    EXPECT_EQ(refused(R"({"name":"Cy","password":"a long password","role":"administrator",)"
                      R"("schools":[{"link":"nowhere","school":1}]})"),
              422);
    const auto changed = browser.send("PATCH", path, R"({"enabled":false,"role":"teacher"})");
    EXPECT_EQ(changed.status, 200);
    EXPECT_EQ(text_at(json_of(changed), "role"), "teacher");
    EXPECT_EQ(json_of(browser.get("/api/users")).at("users").as_array().size(), 2U);
    EXPECT_EQ(browser.send("DELETE", path).status, 204);
    EXPECT_EQ(browser.send("DELETE", path).status, 404);
    EXPECT_EQ(browser.send("PATCH", path, "{}").status, 404);
}

TEST_F(WebApi, ALockedUserIsOutAtOnce) {
    Browser browser = rig_.super();
    Browser other = rig_.as("administrator", "Two", {{"north", 2}});
    const std::string path = "/api/users/" + std::to_string(rig_.accounts_.by_name("Two")->id);
    EXPECT_EQ(other.get("/api/links").status, 200);
    EXPECT_EQ(browser.send("PATCH", path, R"({"enabled":false})").status, 200);
    EXPECT_EQ(other.get("/api/links").status, 401);
}

TEST_F(WebApi, TheLastSuperAdministratorStays) {
    Browser browser = rig_.super();
    const std::string path = "/api/users/" + std::to_string(rig_.accounts_.by_name("Super")->id);
    EXPECT_EQ(browser.send("DELETE", path).status, 409);
    EXPECT_EQ(browser.send("PATCH", path, R"({"role":"teacher"})").status, 409);
    EXPECT_EQ(browser.send("PATCH", path, R"({"enabled":false})").status, 409);
    EXPECT_EQ(browser.get("/api/users").status, 200);
}

TEST_F(WebApi, TheAuditIsPagedAndExported) {
    Browser browser = rig_.super();
    for (int i = 0; i < 7; ++i)
        browser.send("PUT", "/api/links/north/people/student:5/tick", R"({"tick":"yes"})");
    const auto first = json_of(browser.get("/api/audit?limit=5"));
    EXPECT_EQ(first.at("entries").as_array().size(), 5U);
    const auto second = json_of(browser.get("/api/audit?limit=5&cursor=" +
                                            std::string(first.at("next_cursor").as_string())));
    EXPECT_EQ(second.at("entries").as_array().size(), 2U);
    EXPECT_TRUE(second.at("next_cursor").is_null());
    EXPECT_TRUE(json_of(browser.get("/api/audit?who=nobody")).at("entries").as_array().empty());
    const auto csv = browser.get("/api/audit.csv?link=north");
    EXPECT_EQ(std::count(csv.body.begin(), csv.body.end(), '\n'), 8);
}

TEST_F(WebApi, TheServiceTellsOfItself) {
    Browser browser = rig_.super();
    const auto about = json_of(browser.get("/api/about"));
    EXPECT_EQ(text_at(about.at("addresses").as_object(), "hints_opensis"),
              "http://causeway.example.org/hints/opensis");
    EXPECT_EQ(rig_.browser().get("/healthz").body, R"({"status":"ok"})");
    EXPECT_EQ(rig_.browser().get("/readyz").status, 200);
    EXPECT_EQ(rig_.browser().get("/plugins/none.zip").status, 404);
    Browser local = rig_.browser();
    local.peer = "127.0.0.1";
    EXPECT_EQ(rig_.browser().get("/metrics").status, 403);
    rig_.metrics_.note({"GET", "/api/links", 200, std::chrono::milliseconds(3)});
    rig_.metrics_.run_ended("north", 3);
    const auto metrics = local.get("/metrics");
    ASSERT_EQ(metrics.status, 200);
    for (const char* line :
         {"causeway_records{link=\"north\",kind=\"student\",standing=\"left_out\"} 6\n",
          "causeway_http_requests_total{method=\"GET\",route=\"/api/links\",status=\"200\"} 1\n",
          "causeway_http_request_seconds_bucket{route=\"/api/links\",le=\"0.005\"} 1\n",
          "causeway_http_request_seconds_bucket{route=\"/api/links\",le=\"+Inf\"} 1\n",
          "causeway_runs_total{link=\"north\",exit=\"3\"} 1\n",
          "causeway_link_state{link=\"south\",state=\"new\"} 1\n"})
        EXPECT_THAT(metrics.body, HasSubstr(line));
    // A proxy on this machine that nobody named does not open them to the world.
    auto handed_on = test::request("GET", "/metrics", "", {{"X-Forwarded-For", "203.0.113.5"}});
    handed_on.peer = "127.0.0.1";
    EXPECT_EQ(rig_.router_.answer(handed_on).status, 403);
}

TEST_F(WebApi, TheOverviewHasEveryDayOnce) {
    Browser browser = rig_.super();
    const auto overview = json_of(browser.get("/api/links/north/overview?days=3"));
    std::vector<std::string> days;
    for (const auto& day : overview.at("days").as_array())
        days.push_back(text_at(day.as_object(), "day"));
    const base::Date today = base::Zone::utc().date_of(rig_.clock_.now());
    EXPECT_THAT(days, ElementsAre(today.plus(-2).text(), today.plus(-1).text(), today.text()));
    EXPECT_FALSE(overview.at("attention").as_array().empty()) << "it is not connected";
    EXPECT_EQ(browser.get("/api/links/north/overview?days=0").status, 400);
}

}  // namespace
}  // namespace causeway::web
