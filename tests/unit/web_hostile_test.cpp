// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever is sent to whatever address, by somebody who may do everything: the answer is a clear
// one. Never 500, always well-formed, its headers its own.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "base/log.h"
#include "base/text.h"
#include "unit/web_rig.h"

namespace causeway::web {
namespace {

// Bytes that mean something to somebody on the way.
rc::Gen<std::string> hostile_text() {
    return rc::gen::oneOf(
        rc::gen::container<std::string>(rc::gen::arbitrary<char>()),
        rc::gen::element<std::string>(
            "", ".", "..", "%", "%2", "%00", "%2e%2e", "%2f", "%5c", "%ff", "%c0%ae", "+", "0",
            "-1", "1", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "1e3",
            "null", "true", "[]", "{}", "\"", "'", "';DROP TABLE account;--", "<script>", "=1+1",
            "student:1", "student:", "student:-1", "student:0", "student:9223372036854775807",
            "learns:1/2", "section:5", "north", "NORTH", "default", "a\r\nX-Evil: 1", "a\nb",
            "\xF0\x9F\x90\x99", "\xED\xA0\x80", "%F0%9F%90%99", "synced", "no", "yes"));
}

rc::Gen<std::string> hostile_value() {
    return rc::gen::oneOf(
        rc::gen::map(hostile_text(),
                     [](const std::string& text) {
                         return boost::json::serialize(boost::json::value(base::clean_utf8(text)));
                     }),
        rc::gen::element<std::string>("null", "true", "0", "-1", "1.5", "1e400",
                                      "18446744073709551615", "9223372036854775807", "[]", "[null]",
                                      "[[]]", "{}", "{\"link\":\"north\",\"school\":1}",
                                      "[{\"link\":\"north\",\"school\":1}]", "[{\"link\":null}]",
                                      "\"\\u0000\"", "\"\\ud800\"", "\"yes\"", "\"student\"",
                                      "\"leave_out\"", "\"a long password\""));
}

const std::vector<std::string> kPaths = {"/api/setup",
                                         "/api/session",
                                         "/api/session/password",
                                         "/api/users",
                                         "/api/users/*",
                                         "/api/about",
                                         "/api/links",
                                         "/api/links/*",
                                         "/api/links/north",
                                         "/api/links/north/overview",
                                         "/api/links/north/plans",
                                         "/api/links/north/plans/*",
                                         "/api/links/north/plans/*/operations",
                                         "/api/links/north/plans/*/standings",
                                         "/api/links/north/runs/*",
                                         "/api/links/north/runs/*/steps",
                                         "/api/links/north/runs/*/abort",
                                         "/api/links/north/people",
                                         "/api/links/north/people/*",
                                         "/api/links/north/people/*/tick",
                                         "/api/links/north/sections",
                                         "/api/links/north/sections/*",
                                         "/api/links/north/sections/*/tick",
                                         "/api/links/north/standings.csv",
                                         "/api/links/north/matches",
                                         "/api/links/north/matches/*",
                                         "/api/audit",
                                         "/api/audit.csv",
                                         "/healthz",
                                         "/metrics",
                                         "/plugins/*",
                                         "/hints/opensis",
                                         "/hints/moodle",
                                         "/*",
                                         "/api/*"};
const std::vector<std::string> kQueries = {"q",    "limit",  "cursor", "school", "standing",
                                           "kind", "action", "who",    "from",   "to",
                                           "days", "verb",   "fate",   "link",   "moodle"};
const std::vector<std::string> kFields = {"name",     "password", "role",    "schools", "enabled",
                                          "code",     "old",      "new",     "tick",    "title",
                                          "settings", "decision", "remote",  "keys",    "tables",
                                          "moodle",   "policy",   "schedule"};

net::Request hostile_request() {
    std::string path = *rc::gen::elementOf(kPaths);
    for (auto at = path.find('*'); at != std::string::npos; at = path.find('*', at + 1)) {
        const std::string text = *hostile_text();
        path.replace(at, 1, text);
        at += text.size();
    }
    net::Headers headers{
        {*rc::gen::element<std::string>("X-Causeway-Signature", "X-Forwarded-For", "Origin",
                                        "If-None-Match", "Accept-Encoding", "X-Other"),
         *hostile_text()}};
    net::Request out = test::request(
        *rc::gen::element<std::string>("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "BREW"),
        path, "", headers);
    for (int i = *rc::gen::inRange(0, 3); i > 0; --i)
        out.query +=
            (out.query.empty() ? "" : "&") + *rc::gen::elementOf(kQueries) + "=" + *hostile_text();
    std::string body;
    for (int i = *rc::gen::inRange(0, 4); i > 0; --i)
        body +=
            (body.empty() ? "\"" : ",\"") + *rc::gen::elementOf(kFields) + "\":" + *hostile_value();
    out.body = *rc::gen::oneOf(rc::gen::just("{" + body + "}"), hostile_text());
    out.headers.emplace_back("Content-Type", "application/json");
    return out;
}

TEST(WebHostile, EveryAnswerIsAClearOne) {
    base::log::set_level(base::log::Level::error);
    test::WebRig rig;
    rig.service_.create("north", "North")
        ->book()
        .set_left_out({{{model::Kind::student, 1, 0}, 1, "Pupil", ""},
                       {{model::Kind::section, 5, 0}, 1, "Algebra", ""}},
                      {});
    test::Browser browser = rig.super();
    const auto one_is_clear = [&] {
        net::Request asked = hostile_request();
        if (asked.method == "DELETE" && asked.path == "/api/session") return;  // it would sign out
        asked.headers.emplace_back("Cookie", browser.cookie);
        asked.headers.emplace_back("X-CSRF-Token", browser.csrf);
        const net::Response answer = rig.router_.answer(asked);
        RC_LOG() << asked.method << " " << asked.path << "?" << asked.query << "\n"
                 << asked.body << "\n-> " << answer.status << " " << answer.body << "\n";
        rig.clock_.pass(std::chrono::seconds(1));
        RC_CLASSIFY(answer.status < 300);
        RC_ASSERT(answer.status >= 200);
        RC_ASSERT(answer.status != 500);
        RC_ASSERT(base::valid_utf8(answer.body));
        if (answer.content_type == "application/json")
            RC_ASSERT(boost::json::parse(answer.body).is_object());
        for (const auto& [name, value] : answer.headers)
            RC_ASSERT(name.find("Evil") == std::string::npos &&
                      value.find_first_of("\r\n") == std::string::npos);
        if (answer.status >= 400) RC_ASSERT(test::json_of(answer).contains("cure"));
    };
    rc::check("answers are clear", [&] {
        for (int i = 0; i < 20; ++i)
            one_is_clear();
    });
    base::log::set_level(base::log::Level::info);
}

}  // namespace
}  // namespace causeway::web
