// SPDX-License-Identifier: GPL-3.0-or-later
// How a line of the log is worded, for people and for programs, and what it is about.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <thread>

#include "base/log.h"

namespace causeway::base::log {
namespace {

TEST(Log, SaysWhatALineIsAboutOnce) {
    EXPECT_EQ(worded(Format::text, {}, "stopping"), "stopping");
    EXPECT_EQ(worded(Format::text, {"default", 0}, "stopping"), "link default: stopping");
    EXPECT_EQ(worded(Format::text, {"default", 7}, "a new year"),
              "link default: run 7: a new year");
    EXPECT_EQ(worded(Format::text, {"default", 7}, "link default: run 7 begins"),
              "link default: run 7 begins");
}

TEST(Log, IsOneObjectALineForPrograms) {
    const std::string hostile = "a \"quoted\" \\ line\nof \xFF text";
    const auto parsed =
        boost::json::parse("{" + worded(Format::json, {"a\"b", 7}, hostile) + "}").as_object();
    EXPECT_EQ(parsed.at("link").as_string(), "a\"b");
    EXPECT_EQ(parsed.at("run").as_int64(), 7);
    EXPECT_EQ(parsed.at("text").as_string(), "a \"quoted\" \\ line of \xEF\xBF\xBD text");
    const auto plain = boost::json::parse("{" + worded(Format::json, {}, "x") + "}").as_object();
    EXPECT_EQ(plain.size(), 1U) << "nothing is said of a link where there is none";
}

TEST(Log, AScopeIsOfItsThreadAndEnds) {
    EXPECT_EQ(about().link, "");
    {
        const Scope outer({"north"});
        now_about(7);
        {
            const Scope inner({"south", 9});
            EXPECT_EQ(about().link, "south");
        }
        EXPECT_EQ(about().link, "north");
        EXPECT_EQ(about().run, 7);
        std::thread([] { EXPECT_EQ(about().link, ""); }).join();
    }
    EXPECT_EQ(about().link, "");
    EXPECT_EQ(about().run, 0);
}

}  // namespace
}  // namespace causeway::base::log
