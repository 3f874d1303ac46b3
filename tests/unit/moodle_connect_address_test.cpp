// SPDX-License-Identifier: GPL-3.0-or-later
// The connection check and Moodle's address: its own one, redirects, clocks, plain http.
#include <gtest/gtest.h>

#include <utility>

#include "connect_script.h"

namespace causeway::moodle {
namespace {

using namespace testing;

TEST(ConnectSurroundings, AnotherWwwrootIsShown) {
    Script script;
    answer_site_info(script, "4.5", "2024100700", "https://learn.example.org/moodle");
    const auto report = scripted(script);
    EXPECT_EQ(step(report, "wwwroot").state, StepState::warning);
    EXPECT_NE(step(report, "wwwroot").problem->why.find("https://learn.example.org/moodle"),
              std::string::npos);
}

TEST(ConnectSurroundings, PlainHttpThatLeadsToHttpsNamesTheAddressToEnter) {
    Script script;
    script.on("core_webservice_get_site_info", [first = true](const Fields&) mutable {
        if (!std::exchange(first, false))
            return answered(R"({"siteurl":"https://moodle.example.org","sitename":"M",)"
                            R"("username":"ws","userid":42,"release":"4.5","version":"2024100700",)"
                            R"("functions":[]})");
        auto reply = answered("", 301);
        reply.location = "https://moodle.example.org/webservice/rest/server.php";
        return reply;
    });
    const auto report = scripted(script, 1'000'000, "http://moodle.example.org");
    EXPECT_EQ(step(report, "wwwroot").state, StepState::ok);
    const ConnectStep& found = step(report, "encryption");
    EXPECT_EQ(found.state, StepState::warning);
    ASSERT_TRUE(found.problem);
    EXPECT_EQ(found.problem->code, "moodle.http_first");
    EXPECT_EQ(found.problem->cure, "Enter https://moodle.example.org as Moodle's address.");
}

TEST(ConnectSurroundings, ARedirectNamesTheRightAddress) {
    Script script;
    auto reply = answered("", 303);
    reply.location = "https://learn.example.org/moodle";
    script.then(reply);
    const auto report = scripted(script);
    EXPECT_FALSE(report.usable);
    EXPECT_EQ(step(report, "address").state, StepState::failed);
    EXPECT_NE(step(report, "address").problem->why.find("https://learn.example.org/moodle"),
              std::string::npos);
}

TEST(ConnectSurroundings, ClocksAreCompared) {
    Script script;
    answer_site_info(script, "4.5", "2024100700", "https://moodle.example.org");
    EXPECT_EQ(step(scripted(script, 1'000'100), "clock").state, StepState::ok);
    EXPECT_EQ(step(scripted(script, 1'000'500), "clock").state, StepState::warning);
    EXPECT_EQ(step(scripted(script, 999'500), "clock").state, StepState::warning);
}

TEST(ConnectSurroundings, PlainHttpIsWarnedOf) {
    Script script;
    answer_site_info(script, "4.5", "2024100700", "http://moodle.example.org");
    EXPECT_EQ(step(scripted(script, 1'000'000, "http://moodle.example.org"), "encryption").state,
              StepState::warning);
}

}  // namespace
}  // namespace causeway::moodle
