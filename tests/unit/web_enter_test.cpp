// SPDX-License-Identifier: GPL-3.0-or-later
// Coming over from openSIS: what is believed, what is refused and how that looks, and what a
// session in openSIS's frame may and may not do.
#include <gtest/gtest.h>

#include "unit/enter_rig.h"

namespace causeway::web {
namespace {

using test::header_of;

TEST_F(WebEnter, OpensAPageInOpensisFrame) {
    const Frame frame = open(claims());
    ASSERT_EQ(frame.begun.status, 303) << frame.begun.body;
    EXPECT_EQ(header_of(frame.begun, "Location"), "../framed/default/#/default/settings");
    const std::string set = header_of(frame.begun, "Set-Cookie");
    EXPECT_NE(set.find("; Path=/framed/default/; HttpOnly; SameSite=Lax"), std::string::npos);
    const auto session = ask(frame, "/framed/default/api/session");
    ASSERT_EQ(session.status, 200) << session.body;
    const auto told = test::json_of(session);
    EXPECT_EQ(test::text_at(told.at("user").as_object(), "role"), "super_administrator");
    EXPECT_EQ(told.at("handed").at("page"), "settings");
    EXPECT_EQ(told.at("handed").at("person"), "staff:7");
    EXPECT_EQ(told.at("handed").at("zone"), "Etc/UTC");
    const auto lines = audit("handover.page");
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(lines[0].who, "Ada Quill (staff:7)");
    EXPECT_EQ(lines[0].record, "staff:7");
    EXPECT_EQ(lines[0].link, "default");
    EXPECT_EQ(lines[0].address, "192.0.2.30");
}

TEST_F(WebEnter, OverTlsTheCookieIsKeptInAFrameOfAnotherSite) {
    test::WebRig rig({"test", "https://causeway.example.org/cw/", {}, {}, {}, {}});
    rig.service_.find("default")->change(
        {{"opensis.handover_key", {{test::kHandoverKey}}}, {"opensis.web_origin", {{kOrigin}}}});
    auto asked = test::request("POST", "/enter/default");
    asked.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    asked.body = form_of(test::signed_claims(test::some_claims(rig.clock_.now())));
    const auto answer = rig.router_.answer(asked);
    ASSERT_EQ(answer.status, 303) << answer.body;
    EXPECT_NE(header_of(answer, "Set-Cookie")
                  .find("; Path=/cw/framed/default/; HttpOnly; Secure; SameSite=None; Partitioned"),
              std::string::npos)
        << header_of(answer, "Set-Cookie");
}

TEST_F(WebEnter, AStatementIsGoodForOneTime) {
    const std::string statement = test::signed_claims(claims());
    EXPECT_EQ(post(statement).status, 303);
    const auto again = post(statement);
    EXPECT_EQ(again.status, 403);
    EXPECT_NE(again.body.find("opened already"), std::string::npos);
    EXPECT_EQ(header_of(again, "Set-Cookie"), "");
    ASSERT_EQ(audit("handover.refused").size(), 1U);
    EXPECT_EQ(audit("handover.refused")[0].detail, "handover.replayed, settings");
    EXPECT_EQ(audit("handover.refused")[0].record, "staff:7");
}

TEST_F(WebEnter, WhatIsNotBelievedIsRefusedAndInTheAudit) {
    const auto refused = [&](const std::string& statement) {
        const auto answer = post(statement);
        EXPECT_EQ(answer.status, 403);
        EXPECT_EQ(header_of(answer, "Set-Cookie"), "");
        EXPECT_TRUE(answer.body.starts_with("<!DOCTYPE html>"));
        return audit("handover.refused").front().detail;
    };
    EXPECT_EQ(refused(""), "handover.form");
    EXPECT_EQ(refused("a.b.c"), "handover.form");
    EXPECT_EQ(refused(test::signed_claims(claims(), std::string(32, 'x'))), "handover.signature");
    auto other = claims();
    other["aud"] = "causeway:annex";
    EXPECT_EQ(refused(test::signed_claims(other)), "handover.audience");
    auto old = claims();
    old["iat"] = rig_.clock_.now() - 200;
    old["exp"] = rig_.clock_.now() - 140;
    EXPECT_EQ(refused(test::signed_claims(old)), "handover.time");
    // Another person's claims under this statement's signature.
    const std::string mine = test::signed_claims(claims());
    auto theirs = claims();
    theirs["sub"] = "staff:1";
    const std::string altered = test::signed_claims(theirs);
    EXPECT_EQ(refused(altered.substr(0, altered.rfind('.')) + mine.substr(mine.rfind('.'))),
              "handover.signature");
    EXPECT_EQ(audit("handover.refused").size(), 6U);
    EXPECT_EQ(audit("handover.page").size(), 0U);
}

TEST_F(WebEnter, LinksWithoutAKeyAndUnknownOnesHearNobody) {
    EXPECT_EQ(post(test::signed_claims(claims()), "/enter/annex").status, 403);
    EXPECT_EQ(post(test::signed_claims(claims()), "/enter/nowhere").status, 404);
    link_->change({{"opensis.handover_key", std::nullopt}});
    EXPECT_EQ(post(test::signed_claims(claims())).status, 403);
}

TEST_F(WebEnter, WrongStatementsAreLimitedGoodOnesAreNot) {
    for (int i = 0; i < 60; ++i)
        ASSERT_EQ(post(test::signed_claims(claims())).status, 303) << i;
    int limited = 0;
    for (int i = 0; i < 35; ++i)
        limited += post("x").status == 429 ? 1 : 0;
    EXPECT_EQ(limited, 5);
    peer_ = "192.0.2.31";
    EXPECT_EQ(post(test::signed_claims(claims())).status, 303);
}

TEST_F(WebEnter, PagesAreForTheirProfilesAlsoByHandMadeRequests) {
    for (const char* page : {"settings", "intake", "fields", "rollover"})
        for (const char* profile : {"administrator", "teacher", "student", "parent"}) {
            const auto answer = post(test::signed_claims(claims_as(profile, page)));
            EXPECT_EQ(answer.status, 403) << profile << " at " << page;
            EXPECT_EQ(header_of(answer, "Set-Cookie"), "");
        }
    EXPECT_EQ(audit("handover.refused").size(), 16U);
    EXPECT_EQ(audit("handover.refused").front().detail, "handover.not_yours, rollover");
}

TEST_F(WebEnter, IsFramedByOpensisAloneAndOtherPagesByNobody) {
    const auto policy = [&](const net::Response& response) {
        const std::string text = header_of(response, "Content-Security-Policy");
        return text.substr(text.find("frame-ancestors"));
    };
    const auto frame = open(claims());
    EXPECT_EQ(policy(frame.begun), std::string("frame-ancestors ") + kOrigin);
    EXPECT_EQ(header_of(frame.begun, "X-Frame-Options"), "");
    const auto refused = post("x");
    EXPECT_EQ(policy(refused), std::string("frame-ancestors ") + kOrigin) << "read in the frame";
    EXPECT_EQ(policy(rig_.router_.answer(test::request("GET", "/api/setup"))),
              "frame-ancestors 'none'");
    EXPECT_EQ(header_of(rig_.router_.answer(test::request("GET", "/api/setup")), "X-Frame-Options"),
              "DENY");
    auto elsewhere = claims();
    elsewhere["origin"] = "https://evil.example";
    EXPECT_EQ(post(test::signed_claims(elsewhere)).status, 403);
    EXPECT_EQ(audit("handover.refused").front().detail, "handover.origin, settings");
}

// What the browser keeps of a page takes its headers from the answer that says "not changed": one
// that forbade the frame would empty openSIS's page at the second look.
TEST_F(WebEnter, APageThatTheBrowserHasKeptMayBeFramedAsBefore) {
    rig_.router_.otherwise([](const Call& call) {
        net::Response response;
        if (call.request().path.ends_with(".js"))
            response.content_type = "text/javascript";
        else
            response.content_type = "text/html; charset=utf-8";
        if (!call.request().header("If-None-Match").empty()) {
            response.status = 304;
            response.content_type = "";
        }
        return response;
    });
    const auto look = [&](const std::string& path, net::Headers headers = {}) {
        return rig_.router_.answer(test::request("GET", path, "", std::move(headers)));
    };
    const auto policy = [](const net::Response& response) {
        const std::string text = header_of(response, "Content-Security-Policy");
        return text.substr(text.find("frame-ancestors"));
    };
    const std::string by_opensis = std::string("frame-ancestors ") + kOrigin;
    const auto first = look("/framed/default/");
    EXPECT_EQ(policy(first), by_opensis);
    const auto kept = look("/framed/default/", {{"If-None-Match", "\"aaa\""}});
    ASSERT_EQ(kept.status, 304);
    EXPECT_EQ(policy(kept), by_opensis);
    EXPECT_EQ(header_of(kept, "X-Frame-Options"), "");
    // The same page beside the frame, and a link that no openSIS may show.
    for (const char* path : {"/", "/framed/annex/"}) {
        const auto own = look(path, {{"If-None-Match", "\"aaa\""}});
        ASSERT_EQ(own.status, 304);
        EXPECT_EQ(policy(own), "frame-ancestors 'none'") << path;
        EXPECT_EQ(header_of(own, "X-Frame-Options"), "DENY") << path;
    }
    EXPECT_EQ(policy(look("/framed/default/assets/x.js")), "frame-ancestors 'none'");
}

TEST_F(WebEnter, AFramedSessionSeesItsOwnLinkAndNothingOfTheConsoleItself) {
    const Frame frame = open(claims());
    const std::string below = "/framed/default";
    EXPECT_EQ(ask(frame, below + "/api/links/default").status, 200);
    const auto links = test::json_of(ask(frame, below + "/api/links"));
    ASSERT_EQ(links.at("links").as_array().size(), 1U) << "the annex is another link";
    for (const char* path : {"/api/links/annex", "/api/users", "/api/audit"})
        EXPECT_EQ(ask(frame, below + path).status, 403) << path;
    EXPECT_EQ(ask(frame, below + "/healthz").status, 403);
    csrf_ = test::text_at(test::json_of(ask(frame, below + "/api/session")), "csrf");
    EXPECT_EQ(ask(frame, below + "/api/links/default", "PATCH", R"({"title":"Main"})").status, 200);
    EXPECT_EQ(ask(frame, below + "/api/links", "POST", R"({"name":"third"})").status, 403);
    EXPECT_EQ(ask(frame, below + "/api/session", "POST", R"({"name":"a","password":"b"})").status,
              403);
    EXPECT_EQ(ask(frame, below + "/api/session/password", "PUT", "{}").status, 403);
    csrf_ = "wrong";
    EXPECT_EQ(ask(frame, below + "/api/links/default", "PATCH", R"({"title":"M"})").status, 403);
    // The cookie counts in its own frame only, and the console's own cookie not in there.
    EXPECT_EQ(ask(frame, "/api/session").status, 401);
    EXPECT_EQ(ask(frame, "/framed/annex/api/session").status, 401);
    Frame as_console = frame;
    as_console.cookie = "causeway_session=" + frame.cookie.substr(frame.cookie.find('=') + 1);
    EXPECT_EQ(ask(as_console, "/api/session").status, 401);
    Frame console;
    console.cookie = rig_.super().cookie;
    EXPECT_EQ(ask(console, "/api/session").status, 200);
    EXPECT_EQ(ask(console, below + "/api/session").status, 401);
}

TEST_F(WebEnter, AnAdministratorReadsTheirOwnSchool) {
    auto said = claims_as("administrator", "people");
    said["school"] = 3;
    const Frame frame = open(said);
    ASSERT_EQ(frame.begun.status, 303) << frame.begun.body;
    csrf_ = test::text_at(test::json_of(ask(frame, "/framed/default/api/session")), "csrf");
    EXPECT_EQ(ask(frame, "/framed/default/api/links/default/people").status, 200);
    EXPECT_EQ(ask(frame, "/framed/default/api/links/default/people?school=3").status, 200);
    EXPECT_EQ(ask(frame, "/framed/default/api/links/default/people?school=4").status, 404);
    EXPECT_EQ(ask(frame, "/framed/default/api/links/default", "PATCH", "{}").status, 403);
}

TEST_F(WebEnter, AFramedSessionEndsByItself) {
    const Frame frame = open(claims());
    rig_.clock_.pass(std::chrono::hours(5));
    EXPECT_EQ(ask(frame, "/framed/default/api/session").status, 401);
}

TEST_F(WebEnter, AnOrdinaryFormOfAnotherSiteStaysRefused) {
    auto asked = test::request("POST", "/api/session", "{}");
    asked.headers.emplace_back("Sec-Fetch-Site", "cross-site");
    EXPECT_EQ(rig_.router_.answer(asked).status, 403);
}

TEST_F(WebEnter, GoingOnWithoutAConnectionSaysSo) {
    const auto answer = post(test::signed_claims(claims("go")));
    EXPECT_EQ(answer.status, 503) << answer.body;
    EXPECT_EQ(header_of(answer, "Set-Cookie"), "");
    ASSERT_EQ(audit("sso.refused").size(), 1U);
    EXPECT_EQ(post(test::signed_claims(claims_as("parent", "go"))).status, 403);
}

TEST_F(WebEnter, OnePersonIsLimited) {
    int limited = 0;
    for (int i = 0; i < 25; ++i)
        limited += post(test::signed_claims(claims("go"))).status == 429 ? 1 : 0;
    EXPECT_EQ(limited, 5);
}

TEST_F(WebEnter, OneLinkIsLimited) {
    link_->change({{"sso.per_second", {{"3"}}}});
    int person = 100;
    const auto go = [&] {
        auto said = claims("go");
        said["sub"] = "staff:" + std::to_string(++person);
        return post(test::signed_claims(said)).status;
    };
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(go(), 503) << "heard, and not connected";
    EXPECT_EQ(go(), 429);
    EXPECT_EQ(audit("sso.refused").front().detail, "sso.too_often");
    rig_.clock_.pass(std::chrono::seconds(1));
    EXPECT_EQ(go(), 503);
}

TEST_F(WebEnter, LooksAheadWithoutAKey) {
    const auto head = rig_.router_.answer(test::request("HEAD", "/sso"));
    EXPECT_EQ(head.status, 204);
    const auto ahead =
        rig_.router_.answer(test::request("GET", "/sso", "", {{"Sec-Purpose", "prefetch"}}));
    EXPECT_EQ(ahead.status, 503);
    const auto nobody = rig_.router_.answer(test::request("GET", "/sso"));
    EXPECT_EQ(nobody.status, 303);
    EXPECT_EQ(header_of(nobody, "Location"), "./");
    Frame console;
    console.cookie = rig_.super().cookie;
    EXPECT_EQ(ask(console, "/sso").status, 403) << "names no person of openSIS";
}

}  // namespace
}  // namespace causeway::web
