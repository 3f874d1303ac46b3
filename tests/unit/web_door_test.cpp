// SPDX-License-Identifier: GPL-3.0-or-later
// Sessions, tries and the first set-up: what keeps strangers out.
#include <gtest/gtest.h>

#include "base/crypt.h"
#include "base/text.h"
#include "unit/web_rig.h"
#include "web/rate_limit.h"

namespace causeway::web {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using test::kPassword;
using test::TestClock;
using test::WebRig;

net::Request with_cookie(const std::string& cookie) {
    return test::request("GET", "/", "", {{"Cookie", "other=1; causeway_session=" + cookie}});
}

class WebSessions : public testing::Test {
  protected:
    WebSessions() {
        store::Account account;
        account.name = "Ada";
        account.role = "administrator";
        ada_ = *accounts_.add(account, "hash");
    }
    TestClock clock_;
    store::Store store_{"sqlite::memory:", base::SealingKey::random()};
    store::Accounts accounts_{store_};
    store::Entrances entrances_{store_};
    Sessions sessions_{accounts_, entrances_, clock_, {hours(4), hours(24)}};
    store::Account ada_;
};

TEST_F(WebSessions, ACookieStandsForItsSessionAndIsNowhereKept) {
    const auto opened = sessions_.open(ada_);
    EXPECT_EQ(opened.cookie.size(), 64U);
    const auto found = sessions_.session_of(with_cookie(opened.cookie));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->account.name, "Ada");
    EXPECT_EQ(found->csrf, opened.record.csrf);
    EXPECT_FALSE(accounts_.session(opened.cookie, clock_.now())) << "only its digest is kept";
    EXPECT_TRUE(accounts_.session(base::digest_hex(opened.cookie), clock_.now()));
    EXPECT_NE(sessions_.open(ada_).cookie, opened.cookie);
}

TEST_F(WebSessions, OtherCookiesStandForNothing) {
    const auto opened = sessions_.open(ada_);
    std::string wrong = opened.cookie;
    wrong.back() = wrong.back() == '0' ? '1' : '0';
    EXPECT_FALSE(sessions_.session_of(with_cookie(wrong)));
    EXPECT_FALSE(sessions_.session_of(with_cookie("")));
    EXPECT_FALSE(sessions_.session_of(with_cookie(base::digest_hex(opened.cookie))));
    EXPECT_FALSE(sessions_.session_of(with_cookie(opened.cookie + "00")));
    EXPECT_FALSE(sessions_.session_of(test::request("GET", "/")));
}

TEST_F(WebSessions, EndWhenIdleAndAtTheirAbsoluteEnd) {
    const auto idle = sessions_.open(ada_);
    clock_.pass(hours(4) + seconds(1));
    EXPECT_FALSE(sessions_.session_of(with_cookie(idle.cookie)));

    const auto used = sessions_.open(ada_);
    for (int hour = 0; hour < 23; ++hour) {
        clock_.pass(hours(1));
        ASSERT_TRUE(sessions_.session_of(with_cookie(used.cookie))) << hour;
    }
    clock_.pass(hours(1));
    EXPECT_FALSE(sessions_.session_of(with_cookie(used.cookie))) << "used or not";
}

TEST_F(WebSessions, EndWithTheirAccountAndWhenClosed) {
    const auto one = sessions_.open(ada_);
    const auto two = sessions_.open(ada_);
    sessions_.close(base::digest_hex(one.cookie));
    EXPECT_FALSE(sessions_.session_of(with_cookie(one.cookie)));
    EXPECT_TRUE(sessions_.session_of(with_cookie(two.cookie)));
    store::AccountChange off;
    off.enabled = false;
    store::Account other;
    other.name = "Other";
    other.role = "super_administrator";
    ASSERT_TRUE(accounts_.add(other, "hash"));
    ASSERT_TRUE(accounts_.change(ada_.id, off));
    EXPECT_FALSE(sessions_.session_of(with_cookie(two.cookie)));
}

TEST_F(WebSessions, TheCookieIsKeptFromScriptsAndPlainHttp) {
    const std::string secure = Sessions::cookie_header("abc", true);
    for (const char* part : {"HttpOnly", "SameSite=Lax", "Secure", "Path=/"})
        EXPECT_NE(secure.find(part), std::string::npos) << part;
    EXPECT_EQ(Sessions::cookie_header("abc", false).find("Secure"), std::string::npos);
}

TEST(WebRateLimit, FillsAgainOverTime) {
    TestClock clock;
    RateLimit limit(clock, 3, seconds(30));
    for (int i = 0; i < 3; ++i)
        EXPECT_FALSE(limit.take("a"));
    const auto wait = limit.take("a");
    ASSERT_TRUE(wait);
    EXPECT_EQ(*wait, seconds(10));
    EXPECT_FALSE(limit.take("b")) << "others are not held up";
    clock.pass(seconds(10));
    EXPECT_FALSE(limit.take("a"));
    EXPECT_TRUE(limit.take("a"));
    limit.give_back("a");
    EXPECT_FALSE(limit.take("a")) << "an honest try does not count";
}

TEST(WebRateLimit, RemembersNoMoreThanItMay) {
    TestClock clock;
    RateLimit limit(clock, 2, hours(1), 100);
    for (int i = 0; i < 3; ++i)
        (void)limit.take("the worst");
    for (int i = 0; i < 1000; ++i)
        (void)limit.take("caller " + std::to_string(i));
    EXPECT_LE(limit.size(), 100U);
    EXPECT_TRUE(limit.take("the worst")) << "who tried most is forgotten last";
}

TEST(WebRateLimit, TheAnswerTellsHowLongToWait) {
    TestClock clock;
    RateLimit limit(clock, 1, seconds(60));
    limit.require("a", "Signing in");
    try {
        limit.require("a", "Signing in");
        FAIL() << "not refused";
    } catch (const Refusal& refusal) {
        EXPECT_EQ(refusal.status(), 429);
        EXPECT_EQ(refusal.headers().front(),
                  (std::pair<std::string, std::string>{"Retry-After", "60"}));
    }
}

std::string set_up_body(const std::string& code, const std::string& password = kPassword) {
    return boost::json::serialize(
        boost::json::object{{"code", code}, {"name", "First"}, {"password", password}});
}

TEST(WebSetup, TheCodeMakesTheFirstAdministratorOnce) {
    WebRig rig;
    rig.door_.announce("http://causeway.example.org");
    auto browser = rig.browser();
    EXPECT_EQ(browser.get("/api/setup").body, R"({"needed":true,"version":""})");
    EXPECT_EQ(browser.send("POST", "/api/setup", set_up_body("WRONG-CODE-HERE")).status, 403);
    const std::string code = rig.door_.setup_code();
    EXPECT_EQ(browser.send("POST", "/api/setup", set_up_body(code, "short")).status, 422);
    EXPECT_EQ(browser.send("POST", "/api/setup", set_up_body(code, "aaaaaaaaaaaaaaa")).status, 422);
    const auto done = browser.send("POST", "/api/setup", set_up_body(base::lower_ascii(code)));
    ASSERT_EQ(done.status, 200) << done.body;
    EXPECT_EQ(done.body.find(kPassword), std::string::npos);
    EXPECT_EQ(browser.get("/api/session").status, 200);
    EXPECT_EQ(browser.get("/api/users").status, 200);
    EXPECT_EQ(rig.browser().get("/api/setup").body, R"({"needed":false,"version":""})");
    EXPECT_EQ(rig.browser().send("POST", "/api/setup", set_up_body(code)).status, 409);
    EXPECT_EQ(rig.door_.setup_code(), "");
}

TEST(WebSetup, AfterTenWrongCodesThereIsANewOne) {
    WebRig rig;
    rig.door_.announce("here");
    const std::string code = rig.door_.setup_code();
    auto browser = rig.browser();
    int wrong = 0;
    int too_often = 0;
    while (wrong < 10) {
        const int status = browser.send("POST", "/api/setup", set_up_body("AAAA-AAAA-AAAA")).status;
        if (status == 429) {
            ++too_often;
            rig.clock_.pass(seconds(60));
        } else {
            ASSERT_EQ(status, 403);
            ++wrong;
        }
    }
    EXPECT_GT(too_often, 0) << "codes cannot be tried as fast as one likes";
    EXPECT_NE(rig.door_.setup_code(), code);
    rig.clock_.pass(seconds(60));
    EXPECT_EQ(browser.send("POST", "/api/setup", set_up_body(code)).status, 403);
    EXPECT_EQ(browser.send("POST", "/api/setup", set_up_body(rig.door_.setup_code())).status, 200);
}

class WebSignIn : public testing::Test {
  protected:
    WebSignIn() {
        store::Account account;
        account.name = "Ada Quill";
        account.role = "super_administrator";
        rig_.accounts_.add(account, rig_.door_.passwords().hash(kPassword));
    }
    net::Response sign_in(test::Browser& browser, const std::string& name,
                          const std::string& password) {
        return browser.send(
            "POST", "/api/session",
            boost::json::serialize(boost::json::object{{"name", name}, {"password", password}}));
    }
    WebRig rig_;
};

TEST_F(WebSignIn, BeginsAndEndsASession) {
    auto browser = rig_.browser();
    EXPECT_EQ(browser.get("/api/session").status, 401);
    ASSERT_EQ(sign_in(browser, "ada quill", kPassword).status, 200);
    const std::string first = browser.cookie;
    EXPECT_EQ(browser.get("/api/session").status, 200);
    ASSERT_EQ(sign_in(browser, "Ada Quill", kPassword).status, 200);
    EXPECT_NE(browser.cookie, first) << "a new sign-in is a new session";
    auto old = rig_.browser();
    old.cookie = first;
    EXPECT_EQ(old.get("/api/session").status, 401) << "and ends the one before";
    const std::string second = browser.cookie;
    EXPECT_EQ(browser.send("DELETE", "/api/session").status, 204);
    browser.cookie = second;
    EXPECT_EQ(browser.get("/api/session").status, 401);
}

TEST_F(WebSignIn, TellsStrangersNothing) {
    auto browser = rig_.browser();
    const auto wrong = sign_in(browser, "Ada Quill", "not the password");
    const auto unknown = sign_in(browser, "Nobody", "not the password");
    EXPECT_EQ(wrong.status, 401);
    EXPECT_EQ(wrong.body, unknown.body);
    EXPECT_EQ(test::header_of(wrong, "Set-Cookie"), "");
    // The name that nobody has may be a password: it is not kept.
    store::AuditFilter refused;
    refused.action = "session.refused";
    const auto noted = rig_.accounts_.audit(refused);
    ASSERT_EQ(noted.size(), 2U);
    EXPECT_EQ(noted[0].who, "");
    EXPECT_EQ(noted[1].who, "Ada Quill");
}

TEST_F(WebSignIn, IsLimitedPerAddress) {
    auto browser = rig_.browser();
    int refused = 0;
    net::Response last;
    for (int i = 0; i < 12; ++i) {
        last = sign_in(browser, "name " + std::to_string(i), "wrong password");
        refused += last.status == 429 ? 1 : 0;
    }
    EXPECT_EQ(refused, 2);
    EXPECT_GT(std::stoi(test::header_of(last, "Retry-After")), 0);
    auto other = rig_.browser();
    other.peer = "192.0.2.99";
    EXPECT_EQ(sign_in(other, "Ada Quill", kPassword).status, 200);
    rig_.clock_.pass(minutes(5));
    EXPECT_EQ(sign_in(browser, "Ada Quill", kPassword).status, 200);
}

TEST_F(WebSignIn, IsLimitedPerNameFromManyAddresses) {
    int limited = 0;
    for (int i = 0; i < 22; ++i) {
        auto browser = rig_.browser();
        browser.peer = "198.51.100." + std::to_string(i);
        limited += sign_in(browser, "ADA  quill", "wrong password").status == 429 ? 1 : 0;
    }
    EXPECT_EQ(limited, 2);
}

TEST_F(WebSignIn, APasswordIsChangedByWhoKnowsTheOldOne) {
    auto browser = rig_.browser();
    auto elsewhere = rig_.browser();
    ASSERT_EQ(sign_in(browser, "Ada Quill", kPassword).status, 200);
    ASSERT_EQ(sign_in(elsewhere, "Ada Quill", kPassword).status, 200);
    const auto change = [&](const std::string& old, const std::string& now) {
        return browser
            .send("PUT", "/api/session/password",
                  boost::json::serialize(boost::json::object{{"old", old}, {"new", now}}))
            .status;
    };
    EXPECT_EQ(change("wrong password", "another good one"), 403);
    EXPECT_EQ(change(kPassword, "short"), 422);
    EXPECT_EQ(change(kPassword, "another good one"), 204);
    EXPECT_EQ(browser.get("/api/session").status, 200);
    EXPECT_EQ(elsewhere.get("/api/session").status, 401) << "all other sessions end";
    auto again = rig_.browser();
    EXPECT_EQ(sign_in(again, "Ada Quill", kPassword).status, 401);
    EXPECT_EQ(sign_in(again, "Ada Quill", "another good one").status, 200);
}

}  // namespace
}  // namespace causeway::web
