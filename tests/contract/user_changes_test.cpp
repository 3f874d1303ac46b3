// SPDX-License-Identifier: GPL-3.0-or-later
// core_user_{update,delete}_users, core_user_get_users, core_user_get_users_by_field.
#include <algorithm>

#include "wire.h"

using namespace causeway::contract;
CAUSEWAY_CONTRACT(UserChanges);

TEST_P(UserChanges, UpdateChangesWhatItNamesAndNothingElse) {
    const std::string name = unique("u");
    const Id id = make_user(user(name, {{"city", "Wien"}}));
    const Answer answer =
        call("core_user_update_users", rows("users", {{{"id", std::to_string(id)},
                                                       {"lastname", "Neu"},
                                                       {"idnumber", "contract:new" + name},
                                                       {"suspended", "1"}}}));
    EXPECT_EQ(answer.body, R"({"warnings":[]})");
    const auto shown = user_by_id(id);
    EXPECT_EQ(text(shown, "lastname"), "Neu");
    EXPECT_EQ(text(shown, "firstname"), "Anna");
    EXPECT_EQ(text(shown, "city"), "Wien");
    EXPECT_TRUE(shown.at("suspended").as_bool());
    EXPECT_EQ(ids_by("idnumber", "contract:new" + name), std::vector<Id>{id});
    EXPECT_TRUE(ids_by("idnumber", "contract:" + name).empty());
}

TEST_P(UserChanges, UpdateEmptiesATextWhenAskedTo) {
    const Id id = make_user(user(unique("u"), {{"city", "Wien"}}));
    call("core_user_update_users",
         rows("users", {{{"id", std::to_string(id)}, {"city", ""}, {"idnumber", ""}}}));
    const auto shown = user_by_id(id);
    EXPECT_FALSE(has(shown, "city"));
    EXPECT_FALSE(has(shown, "idnumber"));
}

TEST_P(UserChanges, UpdateWarnsOfABadRecordAndDoesTheOthers) {
    const std::string taken = unique("u");
    make_user(user(taken));
    const Id id = make_user(), good = make_user();
    const std::string other = std::to_string(id);
    const std::vector<std::pair<Fields, std::string>> bad = {
        {{{"id", std::to_string(kNobody)}, {"lastname", "X"}}, "invaliduserid"},
        {{{"id", other}, {"email", taken + "@Example.org"}}, "useremailduplicate"},
        {{{"id", other}, {"email", "nobody"}}, "useremailinvalid"},
        {{{"id", other}, {"username", taken}}, "dmlwriteexception"},
        {{{"id", other}, {"firstname", repeated("x", 101)}}, "dmlwriteexception"},
        {{{"id", "1"}, {"lastname", "X"}}, "usernotupdatedguest"},
    };
    int round = 0;
    for (const auto& [fields, code] : bad) {
        const std::string name = "Round" + std::to_string(++round);
        const Answer answer =
            call("core_user_update_users",
                 rows("users", {fields, {{"id", std::to_string(good)}, {"lastname", name}}}));
        ASSERT_EQ(answer.warnings(), std::vector<std::string>{code}) << answer.body;
        const auto& warning = answer.list("warnings")[0].as_object();
        EXPECT_EQ(keys(warning),
                  (std::vector<std::string>{"item", "itemid", "warningcode", "message"}));
        EXPECT_EQ(text(warning, "item"), "user");
        EXPECT_EQ(std::to_string(number(warning, "itemid")), fields[0].second);
        EXPECT_EQ(text(user_by_id(good), "lastname"), name);
    }
}

TEST_P(UserChanges, UpdateRefusesTheWholeCallForAnUncleanValue) {
    const Id id = make_user();
    const Answer answer =
        call("core_user_update_users",
             rows("users", {{{"id", std::to_string(id)}, {"lastname", "Neu"}},
                            {{"id", std::to_string(id)}, {"username", "Upper"}}}));
    EXPECT_EQ(answer.errorcode(), "invalidparameter");
    EXPECT_EQ(text(user_by_id(id), "lastname"), "Beispiel");
}

TEST_P(UserChanges, UpdateAcceptsABlankFirstName) {
    const Id id = make_user();
    EXPECT_EQ(call("core_user_update_users",
                   rows("users", {{{"id", std::to_string(id)}, {"firstname", ""}}}))
                  .body,
              R"({"warnings":[]})");
    EXPECT_EQ(text(user_by_id(id), "firstname"), "");
}

TEST_P(UserChanges, UpdateWithAWeakPasswordLosesTheAnswerButNotTheOthers) {
    const Id weak = make_user(user(unique("u"), {{"auth", "manual"}, {"password", "Secret-123"}}));
    const Id good = make_user();
    const Answer answer =
        call("core_user_update_users",
             rows("users", {{{"id", std::to_string(weak)}, {"password", "abc"}},
                            {{"id", std::to_string(good)}, {"lastname", "Neu"}}}));
    EXPECT_EQ(answer.errorcode(), "invalidresponse") << answer.body;
    EXPECT_EQ(text(user_by_id(good), "lastname"), "Neu");
}

TEST_P(UserChanges, UpdateRejectsADeletedAccount) {
    const Id id = make_user();
    call("core_user_delete_users", {{"userids[0]", std::to_string(id)}});
    EXPECT_EQ(call("core_user_update_users",
                   rows("users", {{{"id", std::to_string(id)}, {"lastname", "X"}}}))
                  .warnings(),
              std::vector<std::string>{"usernotupdateddeleted"});
}

TEST_P(UserChanges, DeletingAnonymisesAndFreesTheNames) {
    const std::string name = unique("u");
    const Id id = make_user(user(name));
    EXPECT_EQ(call("core_user_delete_users", {{"userids[0]", std::to_string(id)}}).body, "null");
    EXPECT_TRUE(ids_by("username", name).empty());
    EXPECT_TRUE(ids_by("idnumber", "contract:" + name).empty());
    EXPECT_TRUE(ids_by("email", name + "@example.org").empty());
    const auto shown = user_by_id(id);
    ASSERT_FALSE(shown.empty()) << "found by id even so";
    EXPECT_FALSE(has(shown, "idnumber"));
    EXPECT_FALSE(has(shown, "deleted"));
    EXPECT_TRUE(text(shown, "username").starts_with(name + "@example.org."));
    if (has(shown, "email")) {
        EXPECT_EQ(text(shown, "email").size(), 32U);
    }
    EXPECT_NE(make_user(user(name)), id);
}

TEST_P(UserChanges, DeletingIsAllOrNothing) {
    const Id gone = make_user(), kept = make_user();
    call("core_user_delete_users", {{"userids[0]", std::to_string(gone)}});
    for (const Id bad : {kNobody, gone}) {
        const Answer answer = call("core_user_delete_users", {{"userids[0]", std::to_string(kept)},
                                                              {"userids[1]", std::to_string(bad)}});
        EXPECT_EQ(answer.errorcode(), "invaliduser") << answer.body;
        EXPECT_TRUE(has(user_by_id(kept), "idnumber"));
    }
}

TEST_P(UserChanges, LookUpIgnoresCaseAndTrailingBlanks) {
    const std::string name = unique("u");
    const Id id = make_user(user(name, {{"idnumber", "Contract:" + name}, {"maildisplay", "1"}}));
    const std::vector<Id> found = folds_text() ? std::vector<Id>{id} : std::vector<Id>{};
    EXPECT_EQ(ids_by("idnumber", "Contract:" + name), std::vector<Id>{id});
    EXPECT_EQ(ids_by("idnumber", "cONTRACT:" + name), found);
    EXPECT_EQ(ids_by("idnumber", "contract:" + name + "  "), found);
    EXPECT_EQ(ids_by("email", name + "@EXAMPLE.ORG"), found);
}

TEST_P(UserChanges, LookUpAnswersInOrderOfIdAndLeavesMissesOut) {
    const Id first = make_user(), second = make_user();
    const Answer answer =
        call("core_user_get_users_by_field", {{"field", "id"},
                                              {"values[0]", std::to_string(second)},
                                              {"values[1]", std::to_string(kNobody)},
                                              {"values[2]", std::to_string(first)},
                                              {"values[3]", std::to_string(second)}});
    ASSERT_EQ(answer.list().size(), 2U) << answer.body;
    EXPECT_EQ(number(answer.list()[0].as_object(), "id"), first);
    EXPECT_EQ(number(answer.list()[1].as_object(), "id"), second);
}

TEST_P(UserChanges, LookUpRefusesOtherFieldsAndUncleanValues) {
    for (const char* field : {"lastname", "shoesize", ""})
        EXPECT_EQ(call("core_user_get_users_by_field", {{"field", field}, {"values[0]", "x"}})
                      .errorcode(),
                  "codingerror")
            << field;
    EXPECT_TRUE(ids_by("email", "not an address").empty());
    for (const auto& [field, value] : Fields{{"username", "Upper"}, {"id", "1x"}})
        EXPECT_EQ(call("core_user_get_users_by_field", {{"field", field}, {"values[0]", value}})
                      .errorcode(),
                  "invalidparameter")
            << field;
}

TEST_P(UserChanges, SearchJoinsItsCriteria) {
    const std::string last = unique("Last");
    const Id anna = make_user(user(unique("u"), {{"lastname", last}}));
    const Id bert = make_user(user(unique("u"), {{"lastname", last + "x"}, {"firstname", "Bert"}}));
    const auto search = [&](const Fields& criteria) {
        Fields fields;
        int at = 0;
        for (const auto& [key, value] : criteria)
            add(fields, "criteria", at++, {{"key", key}, {"value", value}});
        std::vector<Id> ids;
        for (const auto& row : call("core_user_get_users", fields).list("users"))
            ids.push_back(number(row.as_object(), "id"));
        std::sort(ids.begin(), ids.end());
        return ids;
    };
    EXPECT_EQ(search({{"lastname", last}}), std::vector<Id>{anna});
    EXPECT_EQ(search({{"lastname", last + "%"}}), (std::vector<Id>{anna, bert}));
    EXPECT_EQ(search({{"lastname", last + "%"}, {"firstname", "bert"}}), std::vector<Id>{bert});
    call("core_user_delete_users", {{"userids[0]", std::to_string(bert)}});
    EXPECT_EQ(search({{"lastname", last + "%"}}), std::vector<Id>{anna});
}

TEST_P(UserChanges, SearchIsStrictAboutItsCriteria) {
    EXPECT_EQ(call("core_user_get_users").errorcode(), "invalidparameter");
    EXPECT_EQ(call("core_user_get_users", rows("criteria", {{{"key", "id"}, {"value", "2"}},
                                                            {{"key", "id"}, {"value", "2"}}}))
                  .errorcode(),
              "keyalreadyset");
    const Answer answer =
        call("core_user_get_users", rows("criteria", {{{"key", "id"}, {"value", "2"}},
                                                      {{"key", "shoesize"}, {"value", "42"}}}));
    EXPECT_EQ(answer.list("users").size(), 1U) << answer.body;
    EXPECT_EQ(answer.warnings().size(), 1U) << answer.body;
}
