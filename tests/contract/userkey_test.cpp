// SPDX-License-Identifier: GPL-3.0-or-later
// Our plugin auth/userkey: auth_userkey_request_login_url and the page that its address leads to.
#include "plugin_wire.h"

using namespace causeway::contract;

namespace {

class Userkey : public PluginContract {
  protected:
    void SetUp() override {
        PluginContract::SetUp();
        if (IsSkipped()) return;
        const auto all = environment();
        site_ = text(all, "wwwroot");
        mapping_ = text(all.at("authenticator").as_object(), "mappingfield");
    }

    // A user who may enter.
    json::object person() {
        const std::string name = unique("k");
        const Id id = make_user(user(name, {{"auth", "userkey"}}));
        return listed("users_information", id);
    }
    Answer request(const json::object& of) { return request(text(of, mapping_.c_str())); }
    Answer request(const std::string& value) {
        return call("auth_userkey_request_login_url", {{"user[" + mapping_ + "]", value}});
    }
    std::string address(const json::object& of) {
        const Answer answer = request(of);
        EXPECT_FALSE(answer.refused()) << answer.body;
        return answer.value.is_object() ? text(answer.value.get_object(), "loginurl") : "";
    }
    // What a visit comes to: where it leads, or "refused".
    std::string led_to(const std::string& url) {
        const Answer answer = wire().visit(url);
        if (answer.status == 303) {
            EXPECT_TRUE(answer.headers.contains("set-cookie"));
            return answer.headers.at("location");
        }
        EXPECT_EQ(answer.status, 403) << answer.body.substr(0, 300);
        return "refused";
    }

    std::string site_, mapping_;
};

}  // namespace

INSTANTIATE_TEST_SUITE_P(Moodle, Userkey, testing::Values("stand_in_plugins", "real"),
                         [](const auto& tested) { return tested.param; });

TEST_P(Userkey, AnAddressHasAKeyOf32Digits) {
    const std::string url = address(person());
    const std::string head = site_ + "/auth/userkey/login.php?key=";
    ASSERT_EQ(url.substr(0, head.size()), head);
    EXPECT_EQ(url.size(), head.size() + 32);
    EXPECT_EQ(url.find_first_not_of("0123456789abcdef", head.size()), std::string::npos);
}

TEST_P(Userkey, AnAddressWorksOnceAndNotTwice) {
    const std::string url = address(person());
    EXPECT_EQ(led_to(url), site_ + "/");
    EXPECT_EQ(led_to(url), "refused");
}

TEST_P(Userkey, AKeyThatWasNeverGivenIsRefused) {
    const std::string url = address(person());
    std::string other = url;
    other.back() = other.back() == '0' ? '1' : '0';
    EXPECT_EQ(led_to(other), "refused");
    EXPECT_EQ(led_to(url), site_ + "/");
}

TEST_P(Userkey, TheAnswerIsKeptNowhere) {
    const Answer answer = wire().visit(address(person()));
    EXPECT_NE(answer.headers.at("cache-control").find("no-store"), std::string::npos);
    EXPECT_EQ(answer.headers.at("referrer-policy"), "no-referrer");
}

TEST_P(Userkey, ABrowserThatLoadsAheadDoesNotUseTheKeyUp) {
    const std::string url = address(person());
    EXPECT_EQ(wire().visit(url, {"Sec-Purpose: prefetch"}).status, 503);
    EXPECT_EQ(wire().visit(url, {"Purpose: preview"}).status, 503);
    EXPECT_EQ(led_to(url), site_ + "/");
}

TEST_P(Userkey, TheWantedPageIsKeptOnThisSite) {
    const auto who = person();
    const auto leads = [&](const std::string& wanted) {
        return led_to(address(who) + "&" + Wire::encoded({{"wantsurl", wanted}}));
    };
    EXPECT_EQ(leads("/course/view.php?id=2"), site_ + "/course/view.php?id=2");
    EXPECT_EQ(leads("course/view.php?id=2&x=a#b"), site_ + "/course/view.php?id=2&x=a#b");
    EXPECT_EQ(leads(site_ + "/my/"), site_ + "/my/");
    for (const char* away :
         {"https://evil.example/", "//evil.example/", "/\\evil.example/", "\\\\evil.example",
          "http:evil.example", "javascript:alert(1)", "/%2F/evil.example", "/x/../..//evil.example",
          "http://127.0.0.1:1/", " /my/", "/my/\r\nX: y", "/login/logout.php",
          "/auth/userkey/logout.php"})
        EXPECT_EQ(leads(away), site_ + "/") << away;
    // A longer host name, and a user name that looks like this site.
    EXPECT_EQ(leads(site_ + ".evil.example/"), site_ + "/");
    EXPECT_EQ(leads(site_ + "@evil.example/"), site_ + "/");
}

TEST_P(Userkey, ADoubleClickKeepsTheFirstAddressButNotAnEndlessRow) {
    const auto who = person();
    std::vector<std::string> addresses;
    for (int i = 0; i < 6; ++i)
        addresses.push_back(address(who));
    EXPECT_EQ(led_to(addresses[0]), "refused");  // five are kept
    EXPECT_EQ(led_to(addresses[1]), site_ + "/");
    EXPECT_EQ(led_to(addresses[5]), site_ + "/");
}

TEST_P(Userkey, ASuspendedUserGetsNoAddressAndEntersByNone) {
    const auto who = person();
    const std::string before = address(who);
    upsert_one("users", {{"id", number(who, "id")}, {"suspended", 1}});
    EXPECT_EQ(request(who).errorcode(), "refused_suspended");
    EXPECT_EQ(led_to(before), "refused");
    upsert_one("users", {{"id", number(who, "id")}, {"suspended", 0}});
    EXPECT_EQ(led_to(before), "refused");  // used up by the refusal
    EXPECT_EQ(led_to(address(who)), site_ + "/");
}

TEST_P(Userkey, ADeletedUserEntersByNone) {
    const auto who = person();
    const std::string before = address(who);
    call("core_user_delete_users", {{"userids[0]", std::to_string(number(who, "id"))}});
    EXPECT_EQ(request(who).errorcode(), "invalidparameter");
    EXPECT_EQ(led_to(before), "refused");
}

TEST_P(Userkey, AdministratorsAndClosedAccountsGetNoAddress) {
    // An administrator without the field that names people cannot even be asked for.
    const auto administrator = listed("users_information", 2);
    EXPECT_EQ(request(administrator).errorcode(), text(administrator, mapping_.c_str()).empty()
                                                      ? "invalidparameter"
                                                      : "refused_siteadmin");
    const Id closed =
        make_user(user(unique("k"), {{"auth", "nologin"}, {"password", "Gut-genug-1!"}}));
    EXPECT_EQ(request(listed("users_information", closed)).errorcode(), "refused_nologin");
}

TEST_P(Userkey, TheUserIsNamedByTheMappingFieldAlone) {
    EXPECT_EQ(request("nobody-has-this@example.org").errorcode(), "invalidparameter");
    EXPECT_EQ(request("").errorcode(), "invalidparameter");
    EXPECT_EQ(request(" ").errorcode(), "invalidparameter");
    const char* function = "auth_userkey_request_login_url";
    EXPECT_EQ(call(function).errorcode(), "invalidparameter");
    const auto who = person();
    const std::string key = "user[" + mapping_ + "]", value = text(who, mapping_.c_str());
    EXPECT_EQ(call(function, {{key, value}, {"user[nosuchfield]", "x"}}).errorcode(),
              "invalidparameter");
    const std::string other = mapping_ == "username" ? "email" : "username";
    EXPECT_EQ(call(function, {{"user[" + other + "]", text(who, other.c_str())}}).errorcode(),
              "invalidparameter");
}
