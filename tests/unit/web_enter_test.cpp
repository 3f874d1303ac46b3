// SPDX-License-Identifier: GPL-3.0-or-later
// Coming over from openSIS: what is believed, what is refused and how that looks, and what a
// session in openSIS's frame may and may not do.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>

#include "base/text.h"
#include "support/sso_signer.h"
#include "unit/web_rig.h"
#include "web/enter_pages.h"

namespace causeway::web {
namespace {

using test::header_of;

constexpr const char* kOrigin = "http://127.0.0.1:8081";

std::string form_of(const std::string& statement) {
    std::string out = "statement=";
    for (const char c : statement)
        out += c == '+' ? std::string("%2B") : std::string(1, c);
    return out;
}

class WebEnter : public testing::Test {
  protected:
    WebEnter() {
        link_ = rig_.service_.find("default");
        link_->change({{"opensis.handover_key", {{test::kHandoverKey}}},
                       {"opensis.web_origin", {{kOrigin}}}});
        rig_.service_.create("annex", "Annex");
    }
    net::Response post(const std::string& statement, const std::string& path = "/enter/default",
                       net::Headers headers = {}) {
        net::Request asked = test::request("POST", path, "", std::move(headers));
        asked.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
        asked.headers.emplace_back("Origin", kOrigin);
        asked.headers.emplace_back("Sec-Fetch-Site", "cross-site");
        asked.body = form_of(statement);
        asked.peer = peer_;
        return rig_.router_.answer(asked);
    }
    boost::json::object claims(const std::string& page = "settings") {
        return test::some_claims(rig_.clock_.now(), page);
    }
    boost::json::object claims_as(const std::string& profile, const std::string& page) {
        auto out = claims(page);
        out["profile"] = profile;
        out["sub"] = profile == "student"  ? "student:16"
                     : profile == "parent" ? "parent:1"
                                           : "staff:7";
        return out;
    }
    // A browser in the frame that this statement opened.
    struct Frame {
        net::Response begun;
        std::string cookie;
    };
    Frame open(const boost::json::object& said) {
        Frame out;
        out.begun = post(test::signed_claims(said));
        const std::string set = header_of(out.begun, "Set-Cookie");
        out.cookie = set.substr(0, set.find(';'));
        return out;
    }
    net::Response ask(const Frame& frame, const std::string& path,
                      const std::string& method = "GET", const std::string& body = "") {
        net::Headers headers = {{"Cookie", frame.cookie}};
        if (method != "GET") headers.emplace_back("X-CSRF-Token", csrf_);
        return rig_.router_.answer(test::request(method, path, body, headers));
    }
    std::vector<store::AuditEntry> audit(const std::string& action) {
        store::AuditFilter filter;
        filter.action = action;
        return rig_.accounts_.audit(filter);
    }

    test::WebRig rig_;
    service::Link* link_ = nullptr;
    std::string peer_ = "192.0.2.30";
    std::string csrf_;
};

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

// The sentences of a page as a person reads them, in small letters.
std::vector<std::string> sentences(const std::string& html) {
    std::string text;
    bool tag = false;
    for (const char c : html.substr(html.find("<main>"))) {
        if (c == '<') tag = true;
        if (!tag) text += c;
        if (c == '>') {
            tag = false;
            text += '.';
        }
    }
    std::vector<std::string> out;
    for (const std::string& one : base::split(base::lower_ascii(text), '.'))
        if (std::string tidy(base::trimmed(one)); tidy.find(' ') != std::string::npos)
            out.push_back(std::move(tidy));
    return out;
}

TEST_F(WebEnter, NoPageSaysTheSameThingTwice) {
    auto old = claims();
    old["iat"] = rig_.clock_.now() - 1000;
    old["exp"] = rig_.clock_.now() - 950;
    auto elsewhere = claims();
    elsewhere["origin"] = "http://127.0.0.1:9";
    const std::string once = test::signed_claims(claims());
    EXPECT_EQ(post(once).status, 303);
    std::set<std::string> seen;
    for (const auto& answer :
         {post(test::signed_claims(claims_as("parent", "go"))), post(once),
          post(test::signed_claims(old)), post(test::signed_claims(elsewhere)),
          post(test::signed_claims(claims_as("teacher", "settings"))), post(once + "x"),
          post(once, "/enter/annex"), post(once, "/enter/nowhere"),
          post(test::signed_claims(claims("go")))}) {
        EXPECT_GE(answer.status, 400);
        const auto all = sentences(answer.body);
        ASSERT_GE(all.size(), 4U) << answer.body;  // title, what it means, why, what to do
        EXPECT_EQ(std::set(all.begin(), all.end()).size(), all.size()) << answer.body;
        seen.insert(all.front() + all.at(1));
    }
    EXPECT_EQ(seen.size(), 9U) << "each trouble has its own page";
}

TEST_F(WebEnter, TextsBeginLikeSentencesAndNamesStayAsTheyAre) {
    const auto of = [](const std::string& why, const std::string& cure) {
        return enter_page(text_for(sso::Entry::refused_record), {"", "student:3", why, cure, "x"},
                          "")
            .body;
    };
    EXPECT_NE(of("openSIS holds no address", "enter one").find("<dd>openSIS holds no address.<"),
              std::string::npos);
    EXPECT_NE(of("openSIS holds no address", "enter one").find("<dd>Enter one.<"),
              std::string::npos);
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

TEST_F(WebEnter, TextsOfOthersAreNoMarkup) {
    auto said = claims();
    said["page"] = "<script>alert(1)</script>";
    const auto answer = post(test::signed_claims(said));
    EXPECT_EQ(answer.status, 403);
    EXPECT_EQ(answer.body.find("<script"), std::string::npos);
}

// docs/go-to-lms.md tells of each page what to do about it.
TEST(WebEnterTexts, EachPageStandsInTheHandbook) {
    std::ifstream in(CAUSEWAY_SOURCE "/docs/go-to-lms.md");
    const std::string handbook{std::istreambuf_iterator<char>(in),
                               std::istreambuf_iterator<char>()};
    ASSERT_FALSE(handbook.empty());
    const auto told = [&](const EnterText& text) {
        return handbook.find("| **" + std::string(text.title) + "** |") != std::string::npos;
    };
    int pages = 0;
    for (auto entry = static_cast<int>(sso::Entry::follow);
         entry <= static_cast<int>(sso::Entry::busy); ++entry, ++pages)
        EXPECT_TRUE(told(text_for(static_cast<sso::Entry>(entry)))) << entry;
    EXPECT_EQ(pages, 16);
    for (const char* code :
         {"handover.time", "handover.replayed", "handover.not_yours", "handover.origin",
          "sso.parents", "handover.unknown", "handover.off", "handover.person", "handover.form",
          "handover.algorithm", "handover.signature", "handover.audience", "handover.claim"}) {
        EXPECT_TRUE(told(text_for(code))) << code;
        const std::string name{std::string_view(code).substr(std::string_view(code).find('.'))};
        EXPECT_NE(handbook.find(name + '`'), std::string::npos) << code;
    }
}

}  // namespace
}  // namespace causeway::web
