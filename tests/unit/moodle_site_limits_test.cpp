// SPDX-License-Identifier: GPL-3.0-or-later
// Site: how many rows a call may carry below the server's max_input_vars.
#include <gtest/gtest.h>

#include "moodle/site.h"
#include "moodle_rows.h"
#include "moodle_script.h"

namespace causeway::moodle {
namespace {

using namespace testing;
using model::Kind;
using Fate = model::CallOutcome::Fate;
using Delivery = net::HttpReply::Delivery;
using Trouble = net::HttpReply::Trouble;

// A Moodle whose PHP takes in `limit` values; the service account is number 42.
void limited_to(Script& script, std::size_t limit) {
    script.on("core_webservice_get_site_info",
              R"({"siteurl":"https://moodle.example.org","sitename":"M","username":"ws",)"
              R"("userid":42,"release":"4.5","version":"2024100700","functions":[]})");
    script.on("core_user_get_users_by_field", [limit](const Fields& fields) {
        return answered(fields.size() <= limit + 1 ? R"([{"id":42}])" : "[]");
    });
}

TEST(SiteLimits, AreFoundOutOnce) {
    Script script;
    limited_to(script, 5000);
    SiteOptions no_limit = options();
    no_limit.max_input_vars.reset();
    Site site(no_limit, script);
    EXPECT_EQ(site.input_limit(), 5000U);
    const auto calls = script.sent.size();
    EXPECT_GT(site.rows_per_call(Kind::student, 100000), 600U);
    EXPECT_EQ(script.sent.size(), calls);
}

TEST(SiteLimits, FallBackToPhpsOwn) {
    Script script;
    limited_to(script, 1000);
    SiteOptions no_limit = options();
    no_limit.max_input_vars.reset();
    EXPECT_EQ(Site(no_limit, script).input_limit(), 1000U);
    limited_to(script, 300);
    EXPECT_EQ(Site(no_limit, script).input_limit(), 250U);
}

TEST(SiteLimits, AreTheDefaultWhileMoodleDoesNotAnswer) {
    Script script;
    SiteOptions no_limit = options();
    no_limit.max_input_vars.reset();
    Site site(no_limit, script);
    script.on("core_webservice_get_site_info",
              [](const Fields&) { return lost(Delivery::not_sent, Trouble::connect); });
    EXPECT_EQ(site.input_limit(), 1000U);
    limited_to(script, 5000);
    EXPECT_EQ(site.input_limit(), 5000U);  // it was not taken for an answer
}

TEST(SiteLimits, NoFullCallIsTooLong) {
    Script script;
    Site site(options(), script);
    script.on("core_user_create_users", [](const Fields& fields) {
        std::string body = "[";
        for (const auto& [name, value] : fields)
            if (name.ends_with("[username]"))
                body += body.size() > 1 ? ",{\"id\":1}" : "{\"id\":1}";
        return answered(body + "]");
    });
    std::vector<model::UserWrite> rows;
    const std::size_t limit = site.rows_per_call(Kind::student, 100000);
    for (std::size_t i = 0; i < limit; ++i) {
        rows.push_back(person(static_cast<std::int64_t>(i + 1)));
        rows.back().shape.middle_name = "M";
    }
    EXPECT_EQ(site.write_users(rows).fate, Fate::done);
    EXPECT_LE(script.sent.back().size(), 1000U);
    EXPECT_GT(script.sent.back().size(), 950U);  // and none is needlessly short
    for (std::size_t i = 0; i < 10; ++i)
        rows.push_back(person(static_cast<std::int64_t>(5000 + i)));
    const auto calls = script.sent.size();
    EXPECT_EQ(site.write_users(rows).fate, Fate::refused);
    EXPECT_EQ(script.sent.size(), calls);
}

TEST(SiteLimits, EveryKindHasOne) {
    Script script;
    const auto opts = options();
    Site site(opts, script);
    for (const auto kind : model::kAllKinds) {
        EXPECT_GE(site.rows_per_call(kind, 100000), 100U);
        EXPECT_LE(site.rows_per_call(kind, 100000), 330U);
    }
    SiteOptions tiny = options();
    tiny.max_input_vars = 12;
    EXPECT_EQ(Site(tiny, script).rows_per_call(Kind::student, 100000), 1U);
}

}  // namespace
}  // namespace causeway::moodle
