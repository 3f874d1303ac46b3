// SPDX-License-Identifier: GPL-3.0-or-later
// From a request to its handler: hostile addresses and bodies, methods, rights, tokens, other
// sites' pages, proxies, headers of every answer, and what becomes of what a handler throws.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/web_rig.h"

namespace causeway::web {
namespace {

using test::header_of;
using test::json_of;
using test::request;
using test::text_at;
using testing::HasSubstr;
using testing::Not;

// Whoever sends the cookie "who=ROLE" is signed in with that role.
class FakeGate final : public Gate {
  public:
    std::optional<store::SessionRecord> session_of(const net::Request& asked) override {
        const std::string_view cookie = asked.header("Cookie");
        if (!cookie.starts_with("who=")) return std::nullopt;
        store::SessionRecord out;
        out.account.role = cookie.substr(4);
        out.account.schools = {{"main", 7}};
        out.csrf = "the-token";
        return out;
    }
};

class WebRouter : public testing::Test {
  protected:
    explicit WebRouter(RouterOptions options = {}) : router_(gate_, std::move(options)) {
        const auto answer = [](const Call& call) {
            net::Response response;
            response.body = call.client() + " " + (call.secure() ? "secure" : "plain");
            return response;
        };
        router_.add({"GET", "/api/open", Access::anyone, answer});
        router_.add({"GET", "/api/links/{link}", Access::signed_in, [](const Call& call) {
                         net::Response response;
                         response.body = call.path("link");
                         return response;
                     }});
        router_.add({"POST", "/api/links/{link}", Access::signed_in, answer});
        router_.add({"PATCH", "/api/links/{link}", Access::super_administrator, answer});
        router_.add({"PUT", "/api/own", Access::any_role, answer});
        router_.add({"POST", "/api/body", Access::anyone, [](const Call& call) {
                         (void)call.body();
                         return no_content();
                     }});
        router_.add({"GET", "/api/bug", Access::anyone, [](const Call&) -> net::Response {
                         throw std::runtime_error("the secret path is /var/lib");
                     }});
        router_.add({"GET", "/api/fail", Access::anyone, [](const Call&) -> net::Response {
                         throw base::Failure(base::ExitCode::locked,
                                             {"It is busy", "x", "a run goes on", "Wait.", "busy"});
                     }});
        router_.otherwise([](const Call&) {
            net::Response response;
            response.body = "the console";
            return response;
        });
    }

    net::Response ask(const std::string& method, const std::string& target,
                      net::Headers headers = {}, std::string body = "") {
        return router_.answer(request(method, target, std::move(body), std::move(headers)));
    }
    int status(const std::string& method, const std::string& target, net::Headers headers = {}) {
        return ask(method, target, std::move(headers)).status;
    }
    static net::Headers super(net::Headers more = {}) {
        more.emplace_back("Cookie", "who=super_administrator");
        return more;
    }

    FakeGate gate_;
    Router router_;
};

TEST_F(WebRouter, AddressesThatClimbOrBreakAreNotUnderstood) {
    for (const char* path :
         {"/api/../api/open", "/api/%2e%2e/open", "/api/.%2E/open", "/api/./open",
          "/api/links/a%2fb", "/api/links/a%5Cb", "/api/links/%00", "/api/links/%ff",
          "/api/links/%zz", "/api/links/%4", "/api/links/a%0d%0aSet-Cookie:x=1",
          "http://evil.example/api/open", "*", "", "/api/links/%c0%ae%c0%ae",
          "/assets/..%2f..%2fetc%2fpasswd"}) {
        const auto response = ask("GET", path, super());
        EXPECT_EQ(response.status, 400) << path;
        EXPECT_EQ(text_at(json_of(response), "code"), "web.bad_path") << path;
    }
}

TEST_F(WebRouter, DecodesWhatAPatternNames) {
    EXPECT_EQ(ask("GET", "/api/links/student%3A1042", super()).body, "student:1042");
    EXPECT_EQ(ask("GET", "/api/links/Zo%C3%AB", super()).body, "Zo\xC3\xAB");
    EXPECT_EQ(status("GET", "/api/links/", super()), 404);
}

TEST_F(WebRouter, UnknownAddressesAndMethods) {
    const auto missing = ask("GET", "/api/nothing");
    EXPECT_EQ(missing.status, 404);
    EXPECT_EQ(missing.content_type, "application/json");
    EXPECT_EQ(status("GET", "/hints/nothing"), 404);
    EXPECT_EQ(ask("GET", "/people").body, "the console");
    EXPECT_EQ(status("POST", "/people"), 405);
    const auto wrong = ask("DELETE", "/api/links/main", super());
    EXPECT_EQ(wrong.status, 405);
    EXPECT_EQ(header_of(wrong, "Allow"), "GET, HEAD, POST, PATCH");
    EXPECT_EQ(status("HEAD", "/api/open"), 200);
    EXPECT_EQ(status("TRACE", "/api/open"), 405);
}

TEST_F(WebRouter, HostileBodies) {
    const auto body = [&](std::string text, const char* type = "application/json") {
        auto asked = request("POST", "/api/body");
        asked.headers.emplace_back("Content-Type", type);
        asked.body = std::move(text);
        return router_.answer(asked).status;
    };
    EXPECT_EQ(body("{}"), 204);
    EXPECT_EQ(body(""), 204);
    EXPECT_EQ(body("{}", "application/json; charset=utf-8"), 204);
    EXPECT_EQ(body("{}", "text/plain"), 415);
    EXPECT_EQ(body("a=b", "application/x-www-form-urlencoded"), 415);
    EXPECT_EQ(body("{"), 400);
    EXPECT_EQ(body("[]"), 400);
    EXPECT_EQ(body("null"), 400);
    EXPECT_EQ(body("{\"a\":\"\xff\"}"), 400);
    EXPECT_EQ(body("{} {}"), 400);
    EXPECT_EQ(body("{\"a\":" + std::string(5000, '[') + std::string(5000, ']') + "}"), 400);
    EXPECT_EQ(body("{\"a\":\"" + std::string(1024 * 1024, 'x') + "\"}"), 413);
}

TEST_F(WebRouter, RightsByRole) {
    const auto as = [](const char* role) {
        return net::Headers{{"Cookie", std::string("who=") + role}, {"X-CSRF-Token", "the-token"}};
    };
    EXPECT_EQ(status("GET", "/api/links/main"), 401);
    EXPECT_EQ(status("GET", "/api/links/main", as("administrator")), 200);
    EXPECT_EQ(status("GET", "/api/links/main", as("teacher")), 403);
    EXPECT_EQ(status("POST", "/api/links/main", as("administrator")), 403)
        << "what changes something needs a super administrator, whatever its route says";
    EXPECT_EQ(status("PATCH", "/api/links/main", as("administrator")), 403);
    EXPECT_EQ(status("PATCH", "/api/links/main", as("super_administrator")), 200);
    EXPECT_EQ(status("PUT", "/api/own", as("student")), 200);
    EXPECT_EQ(status("PUT", "/api/own"), 401);
}

TEST_F(WebRouter, UnsafeMethodsNeedTheToken) {
    EXPECT_EQ(status("PATCH", "/api/links/main", super()), 403);
    EXPECT_EQ(text_at(json_of(ask("PATCH", "/api/links/main", super())), "code"), "web.csrf");
    EXPECT_EQ(status("PATCH", "/api/links/main", super({{"X-CSRF-Token", "other"}})), 403);
    EXPECT_EQ(status("PATCH", "/api/links/main", super({{"X-CSRF-Token", "the-token"}})), 200);
    EXPECT_EQ(status("GET", "/api/links/main", super()), 200);
}

TEST_F(WebRouter, OtherSitesPagesAreRefused) {
    const auto post = [&](net::Headers headers) {
        headers.emplace_back("X-CSRF-Token", "the-token");
        return status("PATCH", "/api/links/main", super(std::move(headers)));
    };
    EXPECT_EQ(post({{"Origin", "http://causeway.example.org"}}), 200);
    EXPECT_EQ(post({{"Origin", "https://evil.example"}}), 403);
    EXPECT_EQ(post({{"Origin", "null"}}), 403);
    EXPECT_EQ(post({{"Origin", "https://causeway.example.org.evil.example"}}), 403);
    EXPECT_EQ(post({{"Sec-Fetch-Site", "cross-site"}}), 403);
    EXPECT_EQ(post({{"Sec-Fetch-Site", "same-site"}}), 403);
    EXPECT_EQ(post({{"Sec-Fetch-Site", "same-origin"}, {"Origin", "https://behind.a.proxy"}}), 200);
    // Signing in, too: nobody is signed in by another site's page.
    EXPECT_EQ(status("POST", "/api/body", {{"Origin", "https://evil.example"}}), 403);
}

TEST_F(WebRouter, EveryAnswerCarriesTheSecurityHeaders) {
    for (const char* path : {"/api/open", "/api/nothing", "/api/bug", "/people", "/api/%ff"}) {
        const auto response = ask("GET", path);
        const std::string policy = header_of(response, "Content-Security-Policy");
        EXPECT_THAT(policy, HasSubstr("default-src 'none'")) << path;
        EXPECT_THAT(policy, HasSubstr("script-src 'self';")) << path;
        EXPECT_THAT(policy, HasSubstr("frame-ancestors 'none'")) << path;
        EXPECT_EQ(header_of(response, "X-Content-Type-Options"), "nosniff") << path;
        EXPECT_EQ(header_of(response, "Referrer-Policy"), "no-referrer") << path;
        EXPECT_EQ(header_of(response, "Cross-Origin-Opener-Policy"), "same-origin") << path;
        EXPECT_EQ(header_of(response, "Cross-Origin-Resource-Policy"), "same-origin") << path;
        EXPECT_EQ(header_of(response, "Cache-Control"), "no-store") << path;
        EXPECT_EQ(header_of(response, "Strict-Transport-Security"), "") << path;
    }
}

TEST_F(WebRouter, WhatAHandlerThrowsBecomesAProblem) {
    const auto bug = ask("GET", "/api/bug");
    EXPECT_EQ(bug.status, 500);
    EXPECT_THAT(bug.body, Not(HasSubstr("/var/lib"))) << "bugs do not talk to strangers";
    EXPECT_EQ(text_at(json_of(bug), "code"), "web.internal");
    const auto failure = ask("GET", "/api/fail");
    EXPECT_EQ(failure.status, 409);
    EXPECT_EQ(text_at(json_of(failure), "why"), "a run goes on");
    EXPECT_EQ(status_of(base::ExitCode::usage), 422);
    EXPECT_EQ(status_of(base::ExitCode::incomplete), 502);
    EXPECT_EQ(status_of(base::ExitCode::error), 500);
}

TEST_F(WebRouter, TellsHowItWent) {
    std::vector<std::string> told;
    router_.watch([&](const Answered& answered) {
        told.push_back(std::string(answered.method) + " " + std::string(answered.pattern) + " " +
                       std::to_string(answered.status));
    });
    ask("GET", "/api/links/main", super());
    ask("GET", "/api/nothing/student:1042");
    EXPECT_THAT(told, testing::ElementsAre("GET /api/links/{link} 200", "GET  404"));
}

class WebRouterBehindProxy : public WebRouter {
  protected:
    WebRouterBehindProxy() : WebRouter({{"192.0.2.10", "10.9.0.0/16"}, "", false}) {}
};

TEST_F(WebRouterBehindProxy, BelievesNamedProxiesAndNobodyElse) {
    EXPECT_EQ(ask("GET", "/api/open", {{"X-Forwarded-For", "203.0.113.5"}}).body,
              "203.0.113.5 plain");
    const auto secure = ask("GET", "/api/open",
                            {{"X-Forwarded-For", "203.0.113.5"}, {"X-Forwarded-Proto", "https"}});
    EXPECT_EQ(secure.body, "203.0.113.5 secure");
    EXPECT_NE(header_of(secure, "Strict-Transport-Security"), "");
    // The client itself wrote the first entry: only what named proxies added counts.
    EXPECT_EQ(
        ask("GET", "/api/open", {{"X-Forwarded-For", "127.0.0.1, 203.0.113.5, 10.9.3.3"}}).body,
        "203.0.113.5 plain");
    EXPECT_EQ(ask("GET", "/api/open", {{"X-Forwarded-For", "127.0.0.1, nonsense"}}).body,
              "192.0.2.10 plain");
    auto stranger = request("GET", "/api/open", "",
                            {{"X-Forwarded-For", "127.0.0.1"}, {"X-Forwarded-Proto", "https"}});
    stranger.peer = "198.51.100.1";
    EXPECT_EQ(router_.answer(stranger).body, "198.51.100.1 plain");
}

class WebRouterUnderTls : public WebRouter {
  protected:
    WebRouterUnderTls() : WebRouter({{}, "", true}) {}
};

TEST_F(WebRouterUnderTls, BrowsersAreToldToStayWithHttps) {
    const auto response = ask("GET", "/api/open", {{"X-Forwarded-Proto", "http"}});
    EXPECT_EQ(response.body, "192.0.2.10 secure") << "a stranger's word about TLS does not count";
    EXPECT_THAT(header_of(response, "Strict-Transport-Security"), HasSubstr("max-age="));
}

class WebRouterWithAddress : public WebRouter {
  protected:
    WebRouterWithAddress() : WebRouter({{}, "https://sis.example.org/", false}) {}
};

TEST_F(WebRouterWithAddress, ThePublicAddressIsTheSite) {
    const auto post = [&](const char* origin) {
        return status("PATCH", "/api/links/main",
                      super({{"X-CSRF-Token", "the-token"}, {"Origin", origin}}));
    };
    EXPECT_EQ(post("https://sis.example.org"), 200) << "whatever Host the proxy sends on";
    EXPECT_EQ(post("https://other.example.org"), 403);
    EXPECT_EQ(ask("GET", "/api/open").body, "192.0.2.10 secure");
}

TEST(WebAddresses, ListsHoldAddressesAndNets) {
    const AddressList list({"10.1.2.3", "10.2.0.0/15", "2001:db8::/32"});
    EXPECT_TRUE(list.holds("10.1.2.3"));
    EXPECT_TRUE(list.holds("::ffff:10.1.2.3"));
    EXPECT_FALSE(list.holds("10.1.2.4"));
    EXPECT_TRUE(list.holds("10.3.255.255"));
    EXPECT_FALSE(list.holds("10.4.0.0"));
    EXPECT_TRUE(list.holds("2001:db8:1::7"));
    EXPECT_FALSE(list.holds("2001:db9::7"));
    EXPECT_FALSE(list.holds("proxy.example.org"));
    for (const char* bad : {"proxy.example.org", "10.0.0.0/33", "10.0.0.0/", "::/129", "10.0.0/8"})
        EXPECT_THROW(AddressList({bad}), base::Failure) << bad;
    EXPECT_EQ(caller_of("2001:db8::1:2:3:4"), caller_of("2001:db8::5:6:7:8"));
    EXPECT_NE(caller_of("192.0.2.1"), caller_of("192.0.2.2"));
}

}  // namespace
}  // namespace causeway::web
