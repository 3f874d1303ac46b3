// SPDX-License-Identifier: GPL-3.0-or-later
// Addresses as people type them, and the rule for redirects.
#include <gtest/gtest.h>

#include "net/url.h"

namespace causeway::net {
namespace {

std::string normal(std::string_view typed) {
    const auto address = parse_site_address(typed);
    return address ? address->text() : "refused: " + address.problem().why;
}

bool refused(std::string_view typed) {
    const auto address = parse_site_address(typed);
    return !address && address.problem().code == "config.moodle_url" &&
           !address.problem().why.empty() && !address.problem().cure.empty();
}

TEST(SiteAddress, IsBroughtToOneForm) {
    EXPECT_EQ(normal("https://moodle.example.org"), "https://moodle.example.org");
    EXPECT_EQ(normal("  https://Moodle.Example.ORG/// "), "https://moodle.example.org");
    EXPECT_EQ(normal("moodle.example.org/learn/"), "https://moodle.example.org/learn");
    EXPECT_EQ(normal("https://moodle.example.org:443/"), "https://moodle.example.org");
    EXPECT_EQ(normal("http://127.0.0.1:8390/"), "http://127.0.0.1:8390");
    EXPECT_EQ(normal("http://[::1]:8080"), "http://[::1]:8080");
}

TEST(SiteAddress, LosesThePagePeopleCopied) {
    const std::string site = "https://example.org/moodle";
    EXPECT_EQ(normal("https://example.org/moodle/webservice/rest/server.php"), site);
    EXPECT_EQ(normal("https://example.org/moodle/webservice"), site);
    EXPECT_EQ(normal("https://example.org/moodle/login/index.php"), site);
    EXPECT_EQ(normal("https://example.org/moodle/index.php"), site);
    EXPECT_EQ(normal("https://example.org/moodle/my/"), site);
    EXPECT_EQ(normal("https://example.org/moodle/admin/settings.php"), site);
}

TEST(SiteAddress, RefusesWhatIsNoSite) {
    EXPECT_TRUE(refused(""));
    EXPECT_TRUE(refused("   "));
    EXPECT_TRUE(refused("ftp://moodle.example.org"));
    EXPECT_TRUE(refused("file:///etc/passwd"));
    EXPECT_TRUE(refused("https://user:secret@moodle.example.org"));
    EXPECT_TRUE(refused("https://user@moodle.example.org"));
    EXPECT_TRUE(refused("https://moodle.example.org/?redirect=0"));
    EXPECT_TRUE(refused("https://moodle.example.org/#top"));
    EXPECT_TRUE(refused("https://"));
    EXPECT_TRUE(refused("https://moodle.example.org:0/"));
    EXPECT_TRUE(refused("https://moodle example.org/"));
}

TEST(SiteAddress, KnowsItsOwnMachine) {
    EXPECT_TRUE(parse_site_address("http://localhost:8000")->on_this_machine());
    EXPECT_TRUE(parse_site_address("http://127.0.0.1")->on_this_machine());
    EXPECT_FALSE(parse_site_address("http://localhost.example.org")->on_this_machine());
}

TEST(Redirect, OnlyToHttpsOnTheSameHost) {
    const auto site = *parse_site_address("http://moodle.example.org/learn");
    EXPECT_TRUE(redirect_allowed(site, "https://moodle.example.org/learn/webservice/x.php"));
    EXPECT_TRUE(redirect_allowed(site, "https://MOODLE.example.org:8443/"));
    EXPECT_FALSE(redirect_allowed(site, "http://moodle.example.org/elsewhere"));
    EXPECT_FALSE(redirect_allowed(site, "https://example.org/learn"));
    EXPECT_FALSE(redirect_allowed(site, "https://moodle.example.org.evil.example/"));
    EXPECT_FALSE(redirect_allowed(site, "https://moodle.example.org@evil.example/"));
    EXPECT_FALSE(redirect_allowed(site, "https://evil.example@moodle.example.org/"));
    EXPECT_FALSE(redirect_allowed(site, "//evil.example/"));
    EXPECT_FALSE(redirect_allowed(site, "/learn/elsewhere"));  // stays on http
    EXPECT_FALSE(redirect_allowed(site, ""));
    EXPECT_TRUE(redirect_allowed(*parse_site_address("https://moodle.example.org"), "/elsewhere"));
}

TEST(Redirect, SaysWhereItLeads) {
    const std::string asked = "https://moodle.example.org/learn/webservice/rest/server.php";
    EXPECT_EQ(leads_to(asked, "https://MOODLE.example.org/x"), LeadsTo::same_host);
    EXPECT_EQ(leads_to(asked, "/login/index.php"), LeadsTo::same_host);
    EXPECT_EQ(leads_to(asked, ""), LeadsTo::same_host);
    EXPECT_EQ(leads_to(asked, "http://moodle.example.org/learn"), LeadsTo::plain_http);
    EXPECT_EQ(leads_to(asked, "http://example.org/"), LeadsTo::plain_http);
    EXPECT_EQ(leads_to(asked, "https://moodle.example.org.evil.example/"), LeadsTo::other_host);
    EXPECT_EQ(leads_to(asked, "https://moodle.example.org@evil.example/"), LeadsTo::other_host);
    EXPECT_EQ(leads_to(asked, "//evil.example/"), LeadsTo::other_host);
    EXPECT_EQ(leads_to("http://moodle.example.org/x", "http://moodle.example.org/y"),
              LeadsTo::same_host);
    EXPECT_EQ(leads_to("http://moodle.example.org/x", "http://example.org/"), LeadsTo::other_host);
}

TEST(FormEncoding, LeavesNothingThatMeansSomething) {
    std::string out;
    append_form_encoded(out, "a b&c=d+e[0]%\n\xC3\xA9");
    EXPECT_EQ(out, "a+b%26c%3Dd%2Be%5B0%5D%25%0A%C3%A9");
}

}  // namespace
}  // namespace causeway::net
