// SPDX-License-Identifier: GPL-3.0-or-later
// local_opensis_upsert_users: every outcome, every code, and that a bad row harms no good one.
// What all upsert functions have in common (the text of rows, limits) is tried here too.
#include "plugin_wire.h"

using namespace causeway::contract;
CAUSEWAY_PLUGIN_CONTRACT(LocalUsers);

namespace {

std::string letters(std::size_t count) {
    return std::string(count, 'x');
}

}  // namespace

TEST_P(LocalUsers, ANewRowIsCreatedAndTheSameAgainIsUnchanged) {
    const std::string name = unique("u");
    const Outcome made = upsert_one("users", user_row(name));
    EXPECT_EQ(made.outcome, "created");
    EXPECT_EQ(made.errorcode, "");
    EXPECT_EQ(made.field, "");
    EXPECT_GT(made.id, 0);
    const Outcome again = upsert_one("users", user_row(name));
    EXPECT_EQ(again.outcome, "unchanged");
    EXPECT_EQ(again.id, made.id);
    const auto shown = user_by_id(made.id);
    EXPECT_EQ(text(shown, "username"), name);
    EXPECT_EQ(text(shown, "idnumber"), "contract:" + name);
    EXPECT_EQ(text(shown, "fullname"), "Anna Beispiel");
    EXPECT_EQ(text(shown, "auth"), "oauth2");
    EXPECT_FALSE(shown.at("suspended").as_bool());
    EXPECT_TRUE(shown.at("confirmed").as_bool());
}

TEST_P(LocalUsers, EveryFieldArrives) {
    const std::string name = unique("u");
    const json::object full = user_row(name, {{"middlename", "Maria"},
                                              {"suspended", 1},
                                              {"phone1", "+43 1 234"},
                                              {"phone2", "0660 99"},
                                              {"department", "10A"},
                                              {"institution", "School & Co"},
                                              {"city", "Wien"},
                                              {"country", "AT"},
                                              {"lang", "en"},
                                              {"timezone", "Europe/Vienna"}});
    const Outcome made = upsert_one("users", full);
    ASSERT_EQ(made.outcome, "created") << made.message;
    const auto row = listed("users_information", made.id);
    for (const char* field :
         {"idnumber", "username", "firstname", "lastname", "middlename", "email", "auth", "phone1",
          "phone2", "department", "institution", "city", "country", "lang", "timezone"})
        EXPECT_EQ(text(row, field), std::string(full.at(field).as_string())) << field;
    EXPECT_TRUE(flag(row, "suspended"));
    EXPECT_EQ(upsert_one("users", full).outcome, "unchanged");
}

TEST_P(LocalUsers, AnUpdateByIdChangesOnlyWhatItNames) {
    const std::string name = unique("u");
    const Id id = upsert_one("users", user_row(name, {{"city", "Wien"}})).id;
    const Outcome changed = upsert_one("users", {{"id", id}, {"lastname", "Muster"}});
    EXPECT_EQ(changed.outcome, "updated");
    EXPECT_EQ(changed.id, id);
    const auto row = listed("users_information", id);
    EXPECT_EQ(text(row, "lastname"), "Muster");
    EXPECT_EQ(text(row, "firstname"), "Anna");
    EXPECT_EQ(text(row, "city"), "Wien");
    EXPECT_EQ(text(row, "idnumber"), "contract:" + name);
    EXPECT_EQ(upsert_one("users", {{"id", id}, {"lastname", "Muster"}}).outcome, "unchanged");
}

TEST_P(LocalUsers, WithoutAnIdTheIdNumberFindsTheUser) {
    const std::string name = unique("u"), other = unique("u");
    const Id id = make_user(user(name));  // core made it
    const Outcome changed = upsert_one("users", user_row(name, {{"username", other}}));
    EXPECT_EQ(changed.outcome, "updated") << changed.message;
    EXPECT_EQ(changed.id, id);
    EXPECT_EQ(text(user_by_id(id), "username"), other);
}

TEST_P(LocalUsers, AnAdoptedUserGetsItsIdNumberById) {
    const std::string name = unique("u");
    const Id id = make_user(user(name, {{"-idnumber", ""}}));
    EXPECT_EQ(upsert_one("users", {{"id", id}, {"idnumber", "contract:" + name}}).outcome,
              "updated");
    EXPECT_EQ(ids_by("idnumber", "contract:" + name), std::vector<Id>{id});
}

TEST_P(LocalUsers, SuspendedGoesBothWays) {
    const std::string name = unique("u");
    const Id id = upsert_one("users", user_row(name)).id;
    EXPECT_EQ(upsert_one("users", {{"id", id}, {"suspended", true}}).outcome, "updated");
    EXPECT_TRUE(user_by_id(id).at("suspended").as_bool());
    EXPECT_EQ(upsert_one("users", {{"id", id}, {"suspended", 1}}).outcome, "unchanged");
    EXPECT_EQ(upsert_one("users", {{"id", id}, {"suspended", 0}}).outcome, "updated");
    EXPECT_FALSE(user_by_id(id).at("suspended").as_bool());
}

TEST_P(LocalUsers, HostileTextsAreStoredAsTheyAre) {
    const std::string name = unique("u");
    const std::string odd = "O'Neil \"Zo\xC3\xAB\" \\ & \xF0\x9F\x98\x80 %s {x} $y";
    const Id id = upsert_one("users", user_row(name, {{"lastname", odd}, {"city", odd}})).id;
    const auto row = listed("users_information", id);
    EXPECT_EQ(text(row, "lastname"), odd);
    EXPECT_EQ(text(row, "city"), odd);
    EXPECT_EQ(upsert_one("users", user_row(name, {{"lastname", odd}, {"city", odd}})).outcome,
              "unchanged");
}

TEST_P(LocalUsers, BlanksAtTheEndsGoAndNullIsNotGiven) {
    const std::string name = unique("u");
    const Id id = upsert_one("users", user_row(name, {{"lastname", "  Muster "}})).id;
    EXPECT_EQ(text(user_by_id(id), "lastname"), "Muster");
    json::object row{{"id", id}, {"lastname", nullptr}, {"firstname", nullptr}};
    EXPECT_EQ(upsert_one("users", row).outcome, "unchanged");
}

TEST_P(LocalUsers, EveryFaultOfARowHasItsCodeAndField) {
    const std::string taken = unique("u"), twice = unique("u");
    upsert_one("users", user_row(taken));
    make_user(user(unique("u"), {{"idnumber", "contract:" + twice}}));
    make_user(user(unique("u"), {{"idnumber", "contract:" + twice}}));
    struct Case {
        const char *code, *field;
        json::object changes;
    };
    const std::vector<Case> cases = {
        {"missingfield", "idnumber", {{"idnumber", nullptr}}},
        {"missingfield", "idnumber", {{"idnumber", "  "}}},
        {"missingfield", "username", {{"username", nullptr}}},
        {"missingfield", "firstname", {{"firstname", nullptr}}},
        {"missingfield", "lastname", {{"lastname", ""}}},
        {"missingfield", "email", {{"email", nullptr}}},
        {"usernameexists", "username", {{"username", taken}}},
        {"usernameinvalid", "username", {{"username", "Upper-" + taken}}},
        {"usernameinvalid", "username", {{"username", "two words"}}},
        {"emailexists", "email", {{"email", taken + "@example.org"}}},
        {"emailexists", "email", {{"email", taken + "@EXAMPLE.org"}}},
        {"emailinvalid", "email", {{"email", "nobody"}}},
        {"idnumbernotunique", "idnumber", {{"idnumber", "contract:" + twice}}},
        {"fieldtoolong", "firstname", {{"firstname", letters(101)}}},
        {"fieldtoolong", "idnumber", {{"idnumber", letters(256)}}},
        {"fieldtoolong", "phone1", {{"phone1", letters(21)}}},
        {"fieldtoolong", "city", {{"city", letters(121)}}},
        {"unknownauth", "auth", {{"auth", "nosuchmethod"}}},
        {"unknowncustomfield", "customfields", {{"customfields", {{"nosuchfield", "x"}}}}},
        {"unknownfield", "surname", {{"surname", "x"}}},
        {"unknownfield", "Lastname", {{"Lastname", "x"}}},
        {"invalidparameter", "firstname", {{"firstname", "<b>Anna</b>"}}},
        {"invalidparameter", "firstname", {{"firstname", json::array{"Anna"}}}},
        {"invalidparameter", "suspended", {{"suspended", 2}}},
        {"invalidparameter", "suspended", {{"suspended", "yes"}}},
        {"invalidparameter", "id", {{"id", -1}}},
        {"invalidparameter", "id", {{"id", "7x"}}},
        {"invalidparameter", "customfields", {{"customfields", "x"}}},
        {"usernotfound", "id", {{"id", kNobody}}},
        {"passwordpolicy", "password", {{"auth", "manual"}, {"password", "short"}}},
        {"missingfield", "password", {{"auth", "manual"}}},
    };
    json::array rows;
    std::vector<std::string> names;
    for (const Case& one : cases) {
        names.push_back(unique("u"));
        rows.push_back(user_row(names.back(), one.changes));
    }
    const auto outcomes = upsert("users", rows);
    for (std::size_t i = 0; i < cases.size(); ++i) {
        SCOPED_TRACE(json::serialize(rows[i]));
        EXPECT_EQ(outcomes[i].outcome, "refused");
        EXPECT_EQ(outcomes[i].errorcode, cases[i].code) << outcomes[i].message;
        EXPECT_EQ(outcomes[i].field, cases[i].field) << outcomes[i].message;
        EXPECT_TRUE(ids_by("username", names[i]).empty());
    }
}

TEST_P(LocalUsers, AdministratorsAndTheGuestAreLeftAlone) {
    constexpr Id kGuest = 1, kAdmin = 2;
    const auto before = listed("users_information", kAdmin);
    EXPECT_EQ(upsert_one("users", {{"id", kAdmin}, {"lastname", "Changed"}}).errorcode,
              "usernotupdatedadmin");
    EXPECT_EQ(upsert_one("users", {{"id", kGuest}, {"lastname", "Changed"}}).errorcode,
              "usernotupdatedguest");
    EXPECT_EQ(text(listed("users_information", kAdmin), "lastname"), text(before, "lastname"));
}

TEST_P(LocalUsers, ADeletedUserIsNotFoundAndItsIdNumberIsFree) {
    const std::string name = unique("u");
    const Id id = upsert_one("users", user_row(name)).id;
    call("core_user_delete_users", {{"userids[0]", std::to_string(id)}});
    EXPECT_EQ(upsert_one("users", {{"id", id}, {"lastname", "X"}}).errorcode, "usernotfound");
    const Outcome again = upsert_one("users", user_row(name));
    EXPECT_EQ(again.outcome, "created") << again.message;
    EXPECT_NE(again.id, id);
}

TEST_P(LocalUsers, AnUpdateIsHeldToTheSameRules) {
    const std::string name = unique("u"), taken = unique("u");
    upsert_one("users", user_row(taken));
    const Id id = upsert_one("users", user_row(name)).id;
    const auto code = [&](const json::object& changes) {
        return upsert_one("users", with({{"id", id}}, changes)).errorcode;
    };
    EXPECT_EQ(code({{"username", taken}}), "usernameexists");
    EXPECT_EQ(code({{"email", taken + "@example.org"}}), "emailexists");
    EXPECT_EQ(code({{"email", "nobody"}}), "emailinvalid");
    EXPECT_EQ(code({{"username", ""}}), "missingfield");
    EXPECT_EQ(code({{"firstname", letters(101)}}), "fieldtoolong");
    const auto row = listed("users_information", id);
    EXPECT_EQ(text(row, "username"), name);
    EXPECT_EQ(text(row, "email"), name + "@example.org");
}

TEST_P(LocalUsers, APasswordIsSetOnceAndTheSameIsNoChange) {
    const std::string name = unique("u");
    const json::object row = user_row(name, {{"auth", "manual"}, {"password", "Gut-genug-1!"}});
    EXPECT_EQ(upsert_one("users", row).outcome, "created");
    EXPECT_EQ(upsert_one("users", row).outcome, "unchanged");
    EXPECT_EQ(upsert_one("users", with(row, {{"password", "Besser-noch-2!"}})).outcome, "updated");
}

TEST_P(LocalUsers, ABadRowNeverUndoesAGoodOne) {
    const std::string first = unique("u"), last = unique("u");
    const auto outcomes =
        upsert("users",
               {user_row(first), user_row(unique("u"), {{"email", "nobody"}}), 7, user_row(last)});
    EXPECT_EQ(outcomes[0].outcome, "created");
    EXPECT_EQ(outcomes[1].errorcode, "emailinvalid");
    EXPECT_EQ(outcomes[2].errorcode, "invalidparameter");
    EXPECT_EQ(outcomes[3].outcome, "created");
    EXPECT_EQ(ids_by("username", first), std::vector<Id>{outcomes[0].id});
    EXPECT_EQ(ids_by("username", last), std::vector<Id>{outcomes[3].id});
}

TEST_P(LocalUsers, RowsOfOneCallSeeOneAnother) {
    const std::string name = unique("u"), other = unique("u");
    const auto outcomes =
        upsert("users", {user_row(name), user_row(name), user_row(name, {{"lastname", "Muster"}}),
                         user_row(other, {{"username", name}}),
                         user_row(other, {{"email", name + "@example.org"}}), user_row(other)});
    EXPECT_EQ(outcomes[0].outcome, "created");
    EXPECT_EQ(outcomes[1].outcome, "unchanged");
    EXPECT_EQ(outcomes[1].id, outcomes[0].id);
    EXPECT_EQ(outcomes[2].outcome, "updated");
    EXPECT_EQ(outcomes[3].errorcode, "usernameexists");
    EXPECT_EQ(outcomes[4].errorcode, "emailexists");
    EXPECT_EQ(outcomes[5].outcome, "created");
}

// ---- the text of rows, alike for all four functions ----

TEST_P(LocalUsers, ATextThatIsNoListIsRefusedAsAWhole) {
    for (const char* what : {"users", "courses", "enrolments", "groups"}) {
        SCOPED_TRACE(what);
        for (const char* bad :
             {"", " ", "{}", "[", "null", "7", "\"x\"", "[{\"idnumber\":\"x\"}", "[] []"})
            EXPECT_EQ(upsert_text(what, bad).errorcode(), "badrows") << "'" << bad << "'";
        EXPECT_EQ(upsert_text(what, "[" + std::string(4 * 1024 * 1024, '1') + "]").errorcode(),
                  "badrows");
        EXPECT_EQ(call("local_opensis_upsert_" + std::string(what)).errorcode(),
                  "invalidparameter");
    }
}

TEST_P(LocalUsers, ACallTakesNoRowAndTwoThousandButNotOneMore) {
    for (const char* what : {"users", "courses", "enrolments", "groups"}) {
        SCOPED_TRACE(what);
        EXPECT_TRUE(upsert(what, json::array()).empty());
        json::array rows(2000, json::object());
        for (const Outcome& outcome : upsert(what, rows))
            ASSERT_EQ(outcome.errorcode, "missingfield");
        rows.push_back(json::object());
        EXPECT_EQ(upsert_text(what, json::serialize(rows)).errorcode(), "badrows");
    }
}
