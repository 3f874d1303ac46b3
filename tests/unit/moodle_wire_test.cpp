// SPDX-License-Identifier: GPL-3.0-or-later
// Arguments as PHP reads them, and the many things that can come in place of an answer.
#include <gtest/gtest.h>

#include "moodle/wire.h"
#include "moodle_script.h"

namespace causeway::moodle {
namespace {

using namespace testing;
using net::HttpReply;

Channel::Options channel_options(const std::string& url = "https://moodle.example.org") {
    Channel::Options options;
    options.address = *net::parse_site_address(url);
    options.token = "secret token";
    return options;
}

TEST(Arguments, AreFlattenedAsPhpReadsThem) {
    Arguments arguments("core_user_create_users");
    arguments.text("field", "a b").number("n", -3).flag("yes", true).flag("no", false);
    arguments.item("values", 0, std::string_view("x")).item("values", 1, 7);
    arguments.row("users", 0).text("username", "ada").flag("suspended", true);
    arguments.row("users", 1).text("firstname", "Zoë & [Co]").number("id", 5);
    const Fields expected = {{"wstoken", "t"},
                             {"wsfunction", "core_user_create_users"},
                             {"moodlewsrestformat", "json"},
                             {"field", "a b"},
                             {"n", "-3"},
                             {"yes", "1"},
                             {"no", "0"},
                             {"values[0]", "x"},
                             {"values[1]", "7"},
                             {"users[0][username]", "ada"},
                             {"users[0][suspended]", "1"},
                             {"users[1][firstname]", "Zoë & [Co]"},
                             {"users[1][id]", "5"}};
    EXPECT_EQ(fields_of(arguments.form("t")), expected);
}

TEST(Arguments, CountEveryLeafAndTheControlFields) {
    Arguments arguments("f");
    EXPECT_EQ(arguments.leaves(), 3U);
    arguments.text("a", "").item("b", 0, 1);
    arguments.row("c", 0).number("d", 1).number("e", 2);
    EXPECT_EQ(arguments.leaves(), 7U);
    EXPECT_EQ(fields_of(arguments.form("t")).size(), 7U);
}

TEST(Arguments, LeaveOutWhatIsNotGiven) {
    Arguments arguments("f");
    arguments.row("rows", 0)
        .text("text", std::optional<std::string>())
        .number("number", std::optional<std::int64_t>())
        .flag("flag", std::optional<bool>())
        .text("empty", std::optional<std::string>(""));
    const Fields expected = {{"wstoken", "t"},
                             {"wsfunction", "f"},
                             {"moodlewsrestformat", "json"},
                             {"rows[0][empty]", ""}};
    EXPECT_EQ(fields_of(arguments.form("t")), expected);
}

// What a server cuts off for its limits is at the end.
TEST(Arguments, BeginWithTheToken) {
    Arguments arguments("f");
    arguments.text("wstoken2", "x");
    EXPECT_TRUE(arguments.form("a&b").starts_with("wstoken=a%26b&wsfunction=f&"));
}

struct Odd {
    HttpReply reply;
    ErrorClass kind;
    std::string code;
};

TEST(Decode, TellsApartWhatComesInPlaceOfAnAnswer) {
    using Delivery = HttpReply::Delivery;
    using Trouble = HttpReply::Trouble;
    const std::vector<Odd> cases = {
        // moodle.md 1.1
        {answered("", 403), ErrorClass::stop, "http.403"},
        {answered("<html>", 303), ErrorClass::stop, "http.redirect"},
        {answered("<html>Moodle under maintenance", 503), ErrorClass::retry, "http.503"},
        {exception("sitemaintenance"), ErrorClass::retry, "moodle.sitemaintenance"},
        {exception("dbconnectionfailed", "<b>Error</b>"), ErrorClass::retry,
         "moodle.dbconnectionfailed"},
        {answered("", 500), ErrorClass::unknown, "http.500"},
        {answered("<html>", 413), ErrorClass::refused, "http.413"},
        {answered("<?xml version=\"1.0\"?><EXCEPTION><ERRORCODE>invalidtoken</ERRORCODE>"),
         ErrorClass::refused, "moodle.post_too_large"},
        {answered("<?xml version=\"1.0\"?><RESPONSE>"), ErrorClass::unknown, "moodle.xml"},
        {answered("<html>", 502), ErrorClass::unknown, "http.502"},
        {answered("<html>", 504), ErrorClass::unknown, "http.504"},
        // other servers, other proxies
        {answered("", 401), ErrorClass::stop, "http.401"},
        {answered("<html>Not found", 404), ErrorClass::stop, "http.404"},
        {answered("slow down", 429), ErrorClass::retry, "http.429"},
        {answered("{\"error\":\"gateway\"}", 502), ErrorClass::unknown, "http.502"},
        {answered(""), ErrorClass::unknown, "moodle.empty"},
        {answered(" \n"), ErrorClass::unknown, "moodle.empty"},
        {answered("<!DOCTYPE html><p>Hello"), ErrorClass::unknown, "moodle.html"},
        {answered("[{\"id\":3,\"usern"), ErrorClass::unknown, "moodle.truncated"},
        {answered("[1] and more"), ErrorClass::unknown, "moodle.truncated"},
        // what never arrived
        {lost(Delivery::not_sent, Trouble::connect), ErrorClass::retry, "net.connect"},
        {lost(Delivery::not_sent, Trouble::resolve), ErrorClass::retry, "net.resolve"},
        {lost(Delivery::not_sent, Trouble::certificate), ErrorClass::stop, "net.certificate"},
        {lost(Delivery::not_sent, Trouble::certificate_expired), ErrorClass::stop,
         "net.certificate_expired"},
        {lost(Delivery::not_sent, Trouble::certificate_early), ErrorClass::stop,
         "net.certificate_early"},
        {lost(Delivery::not_sent, Trouble::certificate_host), ErrorClass::stop,
         "net.certificate_host"},
        {lost(Delivery::not_sent, Trouble::tls), ErrorClass::retry, "net.tls"},
        {lost(Delivery::not_sent, Trouble::time_out), ErrorClass::retry, "net.time_out"},
        {lost(Delivery::not_sent, Trouble::cancelled), ErrorClass::retry, "net.cancelled"},
        {lost(Delivery::unknown, Trouble::time_out), ErrorClass::unknown, "net.time_out"},
        {lost(Delivery::unknown, Trouble::cut), ErrorClass::unknown, "net.cut"},
        {lost(Delivery::unknown, Trouble::too_large), ErrorClass::unknown, "net.too_large"},
        {lost(Delivery::unknown, Trouble::cancelled), ErrorClass::unknown, "net.cancelled"},
    };
    for (const auto& odd : cases) {
        const auto value = decode(odd.reply);
        ASSERT_FALSE(value) << odd.code;
        EXPECT_EQ(value.fault().problem.code, odd.code);
        EXPECT_EQ(value.fault().kind, odd.kind) << odd.code;
        EXPECT_NE(value.fault().problem.why, "") << odd.code;
        EXPECT_NE(value.fault().problem.cure, "") << odd.code;
    }
}

TEST(Decode, NullIsAnAnswer) {
    const auto value = decode(answered("null"));
    ASSERT_TRUE(value);
    EXPECT_TRUE((*value)->is_null());
}

TEST(Decode, AnExceptionInsideARowIsNone) {
    EXPECT_TRUE(decode(answered(R"([{"exception":"x"}])")));
    EXPECT_FALSE(decode(answered(R"({"exception":"TypeError","message":"m"})")));
}

TEST(Decode, KeepsRetryAfter) {
    HttpReply reply = answered("", 503);
    reply.retry_after = std::chrono::seconds(300);
    EXPECT_EQ(decode(reply).fault().retry_after, std::chrono::seconds(300));
}

TEST(Decode, NeverShowsDebugInfo) {
    const auto value = decode(answered(
        R"({"exception":"dml_write_exception","errorcode":"newcode","message":"Error writing",)"
        R"("debuginfo":"INSERT INTO mdl_user SET email='ada@example.org'"})"));
    ASSERT_FALSE(value);
    EXPECT_EQ(value.fault().problem.text().find("INSERT"), std::string::npos);
    EXPECT_EQ(value.fault().problem.code, "moodle.newcode");
}

TEST(Channel, PostsToTheRestServerWithTheTokenInTheBody) {
    Script script;
    script.then("null");
    Channel channel(channel_options("https://moodle.example.org/learn"), script);
    EXPECT_TRUE(channel.call(Arguments("f")));
    EXPECT_EQ(script.urls.at(0), "https://moodle.example.org/learn/webservice/rest/server.php");
    EXPECT_EQ(script.value(0, "wstoken"), "secret token");
}

TEST(Channel, SaysWhatCouldNotBeDone) {
    Script script;
    script.then(exception("invalidparameter"));
    Channel channel(channel_options(), script);
    EXPECT_EQ(channel.call(Arguments("core_user_create_users")).fault().problem.what,
              "Could not create users in Moodle");
}

HttpReply redirect(const std::string& location) {
    HttpReply reply = answered("", 301);
    reply.location = location;
    return reply;
}

TEST(Channel, FollowsToHttpsOnTheSameHostAndStaysThere) {
    Script script;
    script.then(redirect("https://moodle.example.org/webservice/rest/server.php"));
    script.then("[1]");
    script.then("[2]");
    Channel channel(channel_options("http://moodle.example.org"), script);
    EXPECT_TRUE(channel.call(Arguments("f")));
    EXPECT_TRUE(channel.call(Arguments("f")));
    ASSERT_EQ(script.urls.size(), 3U);
    EXPECT_EQ(script.urls[0], "http://moodle.example.org/webservice/rest/server.php");
    EXPECT_EQ(script.urls[1], "https://moodle.example.org/webservice/rest/server.php");
    EXPECT_EQ(script.urls[2], script.urls[1]);
    EXPECT_EQ(script.forms[0], script.forms[1]);
}

TEST(Channel, SaysWhereItWasSentOnToWhenThatFails) {
    Script script;
    script.then(redirect("https://moodle.example.org/webservice/rest/server.php"));
    script.then(answered("<html>", 502));
    Channel channel(channel_options("http://moodle.example.org"), script);
    EXPECT_FALSE(channel.moved_to_https());
    const auto value = channel.call(Arguments("f"));
    ASSERT_FALSE(value);
    EXPECT_TRUE(channel.moved_to_https());
    EXPECT_EQ(value.fault().problem.code, "http.502");
    EXPECT_EQ(value.fault().problem.why,
              "the server sends callers on to https://moodle.example.org/webservice/rest/server.php"
              ", and there: the web server answers, but not the Moodle behind it (HTTP status "
              "502)");
}

TEST(Channel, TakesTheTokenNowhereElse) {
    const std::pair<std::string, std::string> places[] = {
        {"https://evil.example/webservice/rest/server.php", "http.redirect_host"},
        {"http://moodle.example.org/webservice/rest/server.php", "http.redirect_plain"},
        {"https://moodle.example.org/", "http.redirect"},
        {"https://moodle.example.org/x?y=/webservice/rest/server.php", "http.redirect"},
        {"", "http.redirect"}};
    for (const auto& [location, code] : places) {
        Script script;
        script.then(redirect(location));
        Channel channel(channel_options(), script);
        const auto value = channel.call(Arguments("f"));
        ASSERT_FALSE(value) << location;
        EXPECT_EQ(value.fault().problem.code, code);
        EXPECT_EQ(value.fault().kind, ErrorClass::stop);
        EXPECT_EQ(script.urls.size(), 1U) << location;
    }
}

TEST(Channel, DoesNotGoRoundInCircles) {
    Script script;
    script.then(redirect("https://moodle.example.org/webservice/rest/server.php"));
    Channel channel(channel_options("https://moodle.example.org"), script);
    EXPECT_FALSE(channel.call(Arguments("f")));
    EXPECT_EQ(script.urls.size(), 1U);
}

TEST(Channel, SendsNothingThatTheServerWouldCut) {
    Script script;
    script.then("null");
    Channel channel(channel_options(), script);
    channel.set_limit(5);
    Arguments arguments("f");
    arguments.text("a", "1").text("b", "2");
    EXPECT_TRUE(channel.call(arguments));
    arguments.text("c", "3");
    const auto value = channel.call(arguments);
    ASSERT_FALSE(value);
    EXPECT_EQ(value.fault().kind, ErrorClass::refused);
    EXPECT_EQ(value.fault().problem.code, "moodle.too_many_values");
    EXPECT_EQ(script.urls.size(), 1U);
}

}  // namespace
}  // namespace causeway::moodle
