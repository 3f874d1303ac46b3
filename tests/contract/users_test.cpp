// SPDX-License-Identifier: GPL-3.0-or-later
// core_user_create_users, and what an account then shows.
#include <algorithm>

#include "wire.h"

using namespace causeway::contract;
CAUSEWAY_CONTRACT(Users);

TEST_P(Users, CreateAnswersIdsAndUsernamesInOrder) {
    const std::string b = unique("b"), a = unique("a");
    const Answer answer = call("core_user_create_users", rows("users", {user(b), user(a)}));
    keep_users(answer);
    ASSERT_EQ(answer.list().size(), 2U) << answer.body;
    const auto& first = answer.list()[0].as_object();
    EXPECT_EQ(keys(first), (std::vector<std::string>{"id", "username"}));
    EXPECT_EQ(text(first, "username"), b);
    EXPECT_EQ(text(answer.list()[1].as_object(), "username"), a);
    EXPECT_LT(number(first, "id"), number(answer.list()[1].as_object(), "id"));
}

TEST_P(Users, ALeanAccountShowsTheseKeys) {
    const std::string name = unique("u");
    const auto shown = user_by_id(make_user(user(name, {{"-idnumber", ""}})));
    auto names = keys(shown);
    std::erase(names, "email");  // see TheEmailIsShownToWhoMaySeeIt
    EXPECT_EQ(names, (std::vector<std::string>{
                         "id", "username", "firstname", "lastname", "fullname", "department",
                         "firstaccess", "lastaccess", "auth", "suspended", "confirmed", "lang",
                         "theme", "timezone", "mailformat", "trackforums", "profileimageurlsmall",
                         "profileimageurl"}));
    EXPECT_EQ(text(shown, "username"), name);
    EXPECT_EQ(text(shown, "fullname"), "Anna Beispiel");
    EXPECT_EQ(text(shown, "auth"), "oauth2");
    EXPECT_EQ(text(shown, "timezone"), "99");
    EXPECT_EQ(text(shown, "lang"), "en");
    EXPECT_FALSE(shown.at("suspended").as_bool());
    EXPECT_TRUE(shown.at("confirmed").as_bool());
    EXPECT_EQ(number(shown, "lastaccess"), 0);
}

TEST_P(Users, AFullAccountComesBackAsGiven) {
    const std::string name = unique("u");
    const auto shown = user_by_id(make_user(user(name, {{"city", "Wien"},
                                                        {"country", "AT"},
                                                        {"institution", "School & Co"},
                                                        {"department", "10A"},
                                                        {"address", "Ring 1"},
                                                        {"timezone", "Europe/Vienna"},
                                                        {"lang", "en"}})));
    EXPECT_EQ(text(shown, "idnumber"), "contract:" + name);
    EXPECT_EQ(text(shown, "city"), "Wien");
    EXPECT_EQ(text(shown, "country"), "AT");
    EXPECT_EQ(text(shown, "institution"), "School & Co");
    EXPECT_EQ(text(shown, "department"), "10A");
    EXPECT_EQ(text(shown, "address"), "Ring 1");
    EXPECT_EQ(text(shown, "timezone"), "Europe/Vienna");
}

// Without moodle/site:viewuseridentity an e-mail address is shown, and found, only for accounts
// that show it to everybody.
TEST_P(Users, TheEmailIsShownToWhoMaySeeIt) {
    const std::string hidden = unique("u"), open = unique("u");
    const Id shy = make_user(user(hidden, {{"maildisplay", "2"}}));
    const Id known = make_user(user(open, {{"maildisplay", "1"}}));
    EXPECT_EQ(text(user_by_id(known), "email"), open + "@example.org");
    EXPECT_EQ(ids_by("email", open + "@example.org"), std::vector<Id>{known});
    const bool seen = has(user_by_id(shy), "email");
    EXPECT_EQ(ids_by("email", hidden + "@example.org"),
              seen ? std::vector<Id>{shy} : std::vector<Id>{});
    EXPECT_EQ(call("core_user_get_users",
                   rows("criteria", {{{"key", "email"}, {"value", hidden + "@example.org"}}}))
                  .list("users")
                  .size(),
              seen ? 1U : 0U);
}

TEST_P(Users, InACourseTheEmailIsShown) {
    const std::string name = unique("u");
    const Id id = make_user(user(name)), course_id = make_course();
    enrol(id, course_id);
    const Answer answer =
        call("core_enrol_get_enrolled_users", {{"courseid", std::to_string(course_id)}});
    ASSERT_EQ(answer.list().size(), 1U) << answer.body;
    EXPECT_EQ(text(answer.list()[0].as_object(), "email"), name + "@example.org");
}

TEST_P(Users, NamesAreKeptAsTheyAre) {
    for (const char* name : {"O'Brien & \"Sons\"", "a < b", "3 > 2",
                             "Ng\xE1\xBB\x8D"
                             "c",
                             "\xD0\x96"
                             "\xD0\xB0\xD0\xBD\xD0\xBD\xD0\xB0"}) {
        const auto shown = user_by_id(make_user(user(unique("u"), {{"lastname", name}})));
        EXPECT_EQ(text(shown, "lastname"), name);
    }
}

TEST_P(Users, TagsInNamesAreRefused) {
    for (const char* name : {"<b>Anna</b>", "Anna <3", "a<b"}) {
        const Answer answer = call("core_user_create_users",
                                   rows("users", {user(unique("u"), {{"firstname", name}})}));
        keep_users(answer);
        EXPECT_EQ(answer.errorcode(), "invalidparameter") << name;
    }
}

TEST_P(Users, ADuplicateUsernameUndoesTheWholeBatch) {
    const std::string taken = unique("u"), fresh = unique("u");
    make_user(user(taken));
    const Answer answer =
        call("core_user_create_users",
             rows("users", {user(fresh), user(taken, {{"email", unique("m") + "@example.org"}})}));
    keep_users(answer);
    EXPECT_EQ(answer.errorcode(), "invalidparameter");
    EXPECT_EQ(answer.message(), "Invalid parameter value detected");
    EXPECT_TRUE(ids_by("username", fresh).empty());
}

TEST_P(Users, DuplicatesInsideABatchAreRefused) {
    const std::string name = unique("u");
    Answer answer =
        call("core_user_create_users",
             rows("users", {user(name), user(name, {{"email", "x" + name + "@example.org"}})}));
    keep_users(answer);
    EXPECT_EQ(answer.errorcode(), "invalidparameter");
    answer =
        call("core_user_create_users",
             rows("users", {user(name), user(unique("u"), {{"email", name + "@example.org"}})}));
    keep_users(answer);
    EXPECT_EQ(answer.errorcode(), "invalidparameter");
    EXPECT_TRUE(ids_by("username", name).empty());
}

TEST_P(Users, AnEmailIsTakenInAnyCase) {
    const std::string name = unique("u");
    make_user(user(name));
    std::string loud = name + "@EXAMPLE.org";
    loud[0] = 'U';
    const Answer answer =
        call("core_user_create_users", rows("users", {user(unique("u"), {{"email", loud}})}));
    keep_users(answer);
    EXPECT_EQ(answer.errorcode(), "invalidparameter");
}

TEST_P(Users, AnIdnumberMayBeHeldTwice) {
    const std::string key = "contract:" + unique("k");
    const Id first = make_user(user(unique("u"), {{"idnumber", key}}));
    const Id second = make_user(user(unique("u"), {{"idnumber", key}}));
    EXPECT_EQ(ids_by("idnumber", key), (std::vector<Id>{first, second}));
}

TEST_P(Users, BadEmailsAreRefused) {
    for (const char* email : {"", "nobody", "a@b@example.org", "a b@example.org", "a@",
                              "@example.org", ".a@example.org", "a@localhost"}) {
        const Answer answer =
            call("core_user_create_users", rows("users", {user(unique("u"), {{"email", email}})}));
        keep_users(answer);
        EXPECT_EQ(answer.errorcode(), "invalidparameter") << "'" << email << "'";
    }
}

TEST_P(Users, UsernamesAreLowerCaseAndPlain) {
    for (const std::string tail : {"A", " a", "'a", "\xC3\xA9", "#", " "}) {
        const std::string name = unique("u");
        const Answer answer = call("core_user_create_users",
                                   rows("users", {user(name, {{"username", name + tail}})}));
        keep_users(answer);
        EXPECT_EQ(answer.errorcode(), "invalidparameter") << "'" << tail << "'";
    }
    EXPECT_GT(make_user(user(unique("u") + "_x.y@z-1", {{"email", unique("m") + "@example.org"}})),
              0);
}

TEST_P(Users, RequiredFieldsMayNotBeMissingOrBlank) {
    for (const Fields& change :
         {Fields{{"-firstname", ""}}, Fields{{"-lastname", ""}}, Fields{{"-email", ""}},
          Fields{{"-username", ""}}, Fields{{"firstname", ""}}, Fields{{"firstname", "  "}},
          Fields{{"lastname", ""}}, Fields{{"username", ""}}}) {
        const Answer answer =
            call("core_user_create_users", rows("users", {user(unique("u"), change)}));
        keep_users(answer);
        EXPECT_EQ(answer.errorcode(), "invalidparameter")
            << change[0].first << "='" << change[0].second << "'";
    }
}

TEST_P(Users, TooLongIsAWriteErrorAndUndoesTheBatch) {
    const std::string fresh = unique("u");
    for (const Fields& change :
         {Fields{{"firstname", repeated("x", 101)}}, Fields{{"lastname", repeated("x", 101)}},
          Fields{{"idnumber", repeated("x", 256)}}, Fields{{"username", repeated("x", 101)}},
          Fields{{"email", repeated("x", 60) + "@" + repeated("y", 30) + ".example.org"}}}) {
        const Answer answer =
            call("core_user_create_users", rows("users", {user(fresh), user(unique("u"), change)}));
        keep_users(answer);
        EXPECT_EQ(answer.errorcode(), "dmlwriteexception") << change[0].first;
        EXPECT_EQ(answer.message(), "Error writing to database");
        EXPECT_EQ(text(answer.value.as_object(), "exception"), "dml_write_exception");
    }
    EXPECT_TRUE(ids_by("username", fresh).empty());
}

TEST_P(Users, LimitsCountCharactersNotBytes) {
    const std::string hundred = repeated("\xC3\xA9", 100);
    const auto shown = user_by_id(make_user(user(unique("u"), {{"firstname", hundred}})));
    EXPECT_EQ(text(shown, "firstname"), hundred);
}

TEST_P(Users, ManualAccountsNeedAPassword) {
    const Answer answer =
        call("core_user_create_users", rows("users", {user(unique("u"), {{"auth", "manual"}})}));
    keep_users(answer);
    EXPECT_EQ(answer.errorcode(), "invalidparameter");
    EXPECT_GT(make_user(user(unique("u"), {{"auth", "manual"}, {"password", "Secret-123"}})), 0);
    EXPECT_GT(make_user(user(unique("u"), {{"-auth", ""}, {"password", "Secret-123"}})), 0);
}

TEST_P(Users, AWeakPasswordIsRefusedWithHtmlForACode) {
    const std::string name = unique("u");
    const Answer answer = call(
        "core_user_create_users",
        rows("users", {user(unique("u")), user(name, {{"auth", "manual"}, {"password", "abc"}})}));
    keep_users(answer);
    EXPECT_TRUE(answer.refused());
    EXPECT_TRUE(answer.errorcode().starts_with("<div>Passwords must be at least 8 characters"))
        << answer.body;
    EXPECT_TRUE(answer.message().starts_with("error/<div>")) << answer.body;
}

TEST_P(Users, UnknownAuthLangThemeAndZoneAreRefused) {
    for (const Fields& change : {Fields{{"auth", "nosuch"}}, Fields{{"lang", "xx_nosuch"}},
                                 Fields{{"theme", "nosuch"}}, Fields{{"timezone", "!"}}}) {
        const Answer answer =
            call("core_user_create_users", rows("users", {user(unique("u"), change)}));
        keep_users(answer);
        EXPECT_EQ(answer.errorcode(), "invalidparameter") << change[0].first;
    }
}

TEST_P(Users, AnUnknownCustomFieldIsIgnored) {
    EXPECT_GT(make_user(user(unique("u"), {{"customfields[0][type]", "nosuchfield"},
                                           {"customfields[0][value]", "x"}})),
              0);
}

TEST_P(Users, AnUnknownCountryIsAcceptedAndDropped) {
    const auto shown = user_by_id(make_user(user(unique("u"), {{"country", "ZZZ"}})));
    EXPECT_FALSE(has(shown, "country"));
}
