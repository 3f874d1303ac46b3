// SPDX-License-Identifier: GPL-3.0-or-later
// The REST protocol itself: who may ask, how a question must look, how an answer looks.
#include "wire.h"

using namespace causeway::contract;
CAUSEWAY_CONTRACT(Protocol);

TEST_P(Protocol, SiteInfoNamesReleaseAccountAndFunctions) {
    const Answer answer = call("core_webservice_get_site_info");
    ASSERT_FALSE(answer.refused()) << answer.body;
    const auto& info = answer.value.as_object();
    EXPECT_NE(text(info, "release").find("Build: "), std::string::npos);
    EXPECT_FALSE(text(info, "version").empty());
    EXPECT_FALSE(text(info, "username").empty());
    EXPECT_FALSE(text(info, "sitename").empty());
    EXPECT_TRUE(text(info, "siteurl").starts_with("http"));
    EXPECT_GT(number(info, "userid"), 0);
    EXPECT_TRUE(info.at("userissiteadmin").is_bool());
    bool itself = false;
    for (const auto& function : answer.list("functions"))
        itself = itself || text(function.as_object(), "name") == "core_webservice_get_site_info";
    EXPECT_TRUE(itself);
    EXPECT_EQ(number(user_by_id(number(info, "userid")), "id"), number(info, "userid"));
}

TEST_P(Protocol, AnswersAreChunkedJson) {
    const Answer answer = call("core_webservice_get_site_info");
    EXPECT_EQ(answer.status, 200);
    EXPECT_TRUE(answer.content_type.starts_with("application/json")) << answer.content_type;
    EXPECT_EQ(answer.headers.count("content-length"), 0U);
    EXPECT_EQ(answer.headers.at("transfer-encoding"), "chunked");
}

TEST_P(Protocol, ConnectionsAreKeptAlive) {
    EXPECT_EQ(call("core_webservice_get_site_info").new_connections, 1);
    EXPECT_EQ(call("core_webservice_get_site_info").new_connections, 0);
}

TEST_P(Protocol, WrongTokenIsInvalidToken) {
    const Answer answer = wire().post({{"wstoken", "0123456789abcdef0123456789abcdef"},
                                       {"wsfunction", "core_webservice_get_site_info"},
                                       {"moodlewsrestformat", "json"}});
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.errorcode(), "invalidtoken");
    EXPECT_EQ(answer.message(), "Invalid token - token not found");
    EXPECT_EQ(text(answer.value.as_object(), "exception"), "core\\exception\\moodle_exception");
    EXPECT_FALSE(answer.value.as_object().contains("debuginfo"));
}

TEST_P(Protocol, NoTokenIsInvalidTokenEvenBesideAnAuthorizationHeader) {
    const Fields fields = {{"wsfunction", "core_webservice_get_site_info"},
                           {"moodlewsrestformat", "json"}};
    EXPECT_EQ(wire().post(fields).errorcode(), "invalidtoken");
    EXPECT_EQ(
        wire().send(Wire::encoded(fields), {"Authorization: Bearer " + wire().token()}).errorcode(),
        "invalidtoken");
}

TEST_P(Protocol, UnknownFunctionIsInvalidRecord) {
    const Answer answer = call("core_user_no_such_function");
    EXPECT_EQ(answer.errorcode(), "invalidrecord");
    EXPECT_EQ(text(answer.value.as_object(), "exception"), "dml_missing_record_exception");
    EXPECT_EQ(answer.message(), "Can't find data record in database table external_functions.");
}

TEST_P(Protocol, NoFunctionIsInvalidParameter) {
    EXPECT_EQ(
        wire().post({{"wstoken", wire().token()}, {"moodlewsrestformat", "json"}}).errorcode(),
        "invalidparameter");
}

TEST_P(Protocol, WithoutAFormatTheAnswerIsXml) {
    const Answer answer = wire().post({{"wstoken", wire().token()},
                                       {"wsfunction", "core_user_get_users_by_field"},
                                       {"field", "id"},
                                       {"values[0]", "2"}});
    EXPECT_FALSE(answer.is_json);
    EXPECT_TRUE(answer.body.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\" ?>"));
    EXPECT_NE(
        answer.body.find("<RESPONSE>\n<MULTIPLE>\n<SINGLE>\n<KEY name=\"id\"><VALUE>2</VALUE>"),
        std::string::npos)
        << answer.body;
}

TEST_P(Protocol, WithoutAFormatARefusalIsXmlToo) {
    const Answer answer =
        wire().post({{"wstoken", "wrong"}, {"wsfunction", "core_webservice_get_site_info"}});
    EXPECT_EQ(answer.status, 200);
    EXPECT_NE(answer.body.find("<EXCEPTION class="), std::string::npos) << answer.body;
    EXPECT_NE(answer.body.find("<ERRORCODE>invalidtoken</ERRORCODE>"), std::string::npos);
}

TEST_P(Protocol, AJsonBodyIsNotRead) {
    const Answer answer = wire().send(
        R"({"wstoken":")" + wire().token() +
            R"(","wsfunction":"core_webservice_get_site_info","moodlewsrestformat":"json"})",
        {"Content-Type: application/json"});
    EXPECT_NE(answer.body.find("<ERRORCODE>invalidtoken</ERRORCODE>"), std::string::npos)
        << answer.body;
}

TEST_P(Protocol, GetWorksToo) {
    const Answer answer = wire().get({{"wstoken", wire().token()},
                                      {"wsfunction", "core_webservice_get_site_info"},
                                      {"moodlewsrestformat", "json"}});
    EXPECT_FALSE(text(answer.value.as_object(), "release").empty()) << answer.body;
}

TEST_P(Protocol, AnUnknownKeyIsRefusedInFewWords) {
    const Answer answer = call("core_user_get_users_by_field",
                               {{"field", "id"}, {"values[0]", "2"}, {"surprise", "1"}});
    EXPECT_EQ(answer.errorcode(), "invalidparameter");
    EXPECT_EQ(answer.message(), "Invalid parameter value detected");
    EXPECT_EQ(text(answer.value.as_object(), "exception"),
              "core\\exception\\invalid_parameter_exception");
    EXPECT_EQ(answer.value.as_object().size(), 3U) << "debug is off: no debuginfo";
}

TEST_P(Protocol, AnUnknownKeyInARowIsRefused) {
    const Answer answer =
        call("core_user_create_users", rows("users", {user(unique("u"), {{"suspended", "1"}})}));
    keep_users(answer);
    EXPECT_EQ(answer.errorcode(), "invalidparameter") << "suspended exists in update only";
}

TEST_P(Protocol, AMissingListIsRefused) {
    EXPECT_EQ(call("core_user_get_users_by_field", {{"field", "id"}}).errorcode(),
              "invalidparameter");
    EXPECT_EQ(call("core_user_create_users").errorcode(), "invalidparameter");
}

TEST_P(Protocol, ATextInPlaceOfAListIsRefused) {
    EXPECT_EQ(call("core_user_get_users_by_field", {{"field", "id"}, {"values", "2"}}).errorcode(),
              "invalidparameter");
    EXPECT_EQ(
        call("core_user_get_users_by_field", {{"field[0]", "id"}, {"values[0]", "2"}}).errorcode(),
        "invalidparameter");
}

TEST_P(Protocol, ListsMayBeGivenWithoutNumbers) {
    const Answer answer =
        call("core_user_get_users_by_field", {{"field", "id"}, {"values[]", "2"}});
    EXPECT_EQ(answer.list().size(), 1U) << answer.body;
}

TEST_P(Protocol, WholeNumbersAreDigitsAlone) {
    for (const char* bad : {"", " 1", "1 ", "1.0", "01", "+1", "one", "0x1"})
        EXPECT_EQ(call("core_enrol_get_users_courses", {{"userid", bad}}).errorcode(),
                  "invalidparameter")
            << "'" << bad << "'";
}

TEST_P(Protocol, BooleansAreOneOrZero) {
    for (const char* bad : {"true", "false", "yes", "", "2"})
        EXPECT_EQ(call("core_course_get_categories", {{"addsubcategories", bad}}).errorcode(),
                  "invalidparameter")
            << "'" << bad << "'";
    for (const char* good : {"1", "0"})
        EXPECT_FALSE(call("core_course_get_categories", {{"addsubcategories", good},
                                                         {"criteria[0][key]", "id"},
                                                         {"criteria[0][value]", "1"}})
                         .refused())
            << good;
}

TEST_P(Protocol, BytesThatAreNotUtf8AreRefused) {
    EXPECT_EQ(call("core_user_get_users_by_field", {{"field", "idnumber"}, {"values[0]", "\xC3("}})
                  .errorcode(),
              "invalidparameter");
}

TEST_P(Protocol, JsonIsPureAsciiWithEscapedSlashes) {
    const std::string name = unique("u");
    const Id id = make_user(user(name, {{"firstname", "Zo\xC3\xAB \xF0\x9F\x98\x80 a/b"}}));
    const Answer answer =
        call("core_user_get_users_by_field", {{"field", "id"}, {"values[0]", std::to_string(id)}});
    EXPECT_NE(answer.body.find("Zo\\u00eb \\ud83d\\ude00 a\\/b"), std::string::npos) << answer.body;
    EXPECT_EQ(text(answer.list()[0].as_object(), "firstname"), "Zo\xC3\xAB \xF0\x9F\x98\x80 a/b");
}

// PHP keeps max_input_vars + 1 variables and drops the rest without a word.
TEST_P(Protocol, TooManyVariablesAreCutSilently) {
    constexpr int kLimit = 5000;
    const auto found = [&](int variables) {
        Fields fields = {{"field", "id"}};
        for (int i = 0; i < variables - 5; ++i)
            fields.emplace_back("values[" + std::to_string(i) + "]", std::to_string(kNobody + i));
        fields.emplace_back("values[" + std::to_string(variables - 5) + "]", "2");
        const Answer answer = call("core_user_get_users_by_field", fields);
        EXPECT_EQ(answer.status, 200);
        EXPECT_FALSE(answer.refused()) << answer.body.substr(0, 300);
        return answer.list().size();
    };
    EXPECT_EQ(found(kLimit + 1), 1U);
    EXPECT_EQ(found(kLimit + 2), 0U);
}
