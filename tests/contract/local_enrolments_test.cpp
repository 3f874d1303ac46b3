// SPDX-License-Identifier: GPL-3.0-or-later
// local_opensis_upsert_enrolments: every outcome, every code, and what is left of roles.
#include "plugin_wire.h"

using namespace causeway::contract;
CAUSEWAY_PLUGIN_CONTRACT(LocalEnrolments);

namespace {

using Names = std::vector<std::string>;
constexpr Id kStart = 1'788'220'800, kEnd = kStart + 300 * 86'400;

json::object row(Id course, Id user, const json::object& changes = {}) {
    return with({{"course", course}, {"user", user}, {"role", "student"}}, changes);
}

}  // namespace

TEST_P(LocalEnrolments, CreatedUnchangedUpdatedRemovedUnchanged) {
    const Id course = make_course(), user = make_user();
    const Outcome made = upsert_one("enrolments", row(course, user));
    EXPECT_EQ(made.outcome, "created") << made.message;
    EXPECT_GT(made.id, 0);
    EXPECT_EQ(enrolled(course), std::vector<Id>{user});
    const Outcome again = upsert_one("enrolments", row(course, user));
    EXPECT_EQ(again.outcome, "unchanged");
    EXPECT_EQ(again.id, made.id);
    const Outcome moved = upsert_one("enrolments", row(course, user, {{"timeend", kEnd}}));
    EXPECT_EQ(moved.outcome, "updated");
    EXPECT_EQ(moved.id, made.id);
    const json::object leave{{"course", course}, {"user", user}, {"remove", 1}};
    const Outcome gone = upsert_one("enrolments", leave);
    EXPECT_EQ(gone.outcome, "removed") << gone.message;
    EXPECT_EQ(gone.id, made.id);
    EXPECT_TRUE(enrolled(course).empty());
    EXPECT_EQ(upsert_one("enrolments", leave).outcome, "unchanged");
}

TEST_P(LocalEnrolments, TheIdIsThatOfTheListing) {
    const Id course = make_course(), user = make_user();
    const Outcome made =
        upsert_one("enrolments",
                   row(course, user, {{"timestart", kStart}, {"timeend", kEnd}, {"suspended", 1}}));
    const auto rows = listing("schedule_information", {{"ids", std::to_string(course)}});
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(number(rows[0], "id"), made.id);
    EXPECT_EQ(number(rows[0], "userid"), user);
    EXPECT_EQ(number(rows[0], "courseid"), course);
    EXPECT_EQ(number(rows[0], "status"), 1);
    EXPECT_EQ(number(rows[0], "timestart"), kStart);
    EXPECT_EQ(number(rows[0], "timeend"), kEnd);
    EXPECT_EQ(text(rows[0], "method"), "manual");
    EXPECT_EQ(texts(rows[0], "roles"), Names{"student"});
}

TEST_P(LocalEnrolments, CoursesAndUsersCanBeNamedByIdNumber) {
    const std::string course = unique("c"), user_name = unique("u");
    const Id courseid = make_course(this->course(course)), userid = make_user(user(user_name));
    const json::object named{{"courseidnumber", "contract:" + course},
                             {"useridnumber", "contract:" + user_name},
                             {"roleid", 5}};
    EXPECT_EQ(upsert_one("enrolments", named).outcome, "created");
    EXPECT_EQ(upsert_one("enrolments", row(courseid, userid)).outcome, "unchanged");
    EXPECT_EQ(enrolled(courseid), std::vector<Id>{userid});
}

TEST_P(LocalEnrolments, ARoleIsAddedAndOthersAreLeftAlone) {
    const Id course = make_course(), user = make_user();
    enrol(user, course);  // core made it
    EXPECT_EQ(upsert_one("enrolments", row(course, user)).outcome, "unchanged");
    const json::object teach = row(course, user, {{"role", "editingteacher"}});
    EXPECT_EQ(upsert_one("enrolments", teach).outcome, "updated");
    EXPECT_EQ(upsert_one("enrolments", teach).outcome, "unchanged");
    const auto rows = listing("schedule_information", {{"ids", std::to_string(course)}});
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(texts(rows[0], "roles"), (Names{"editingteacher", "student"}));
}

TEST_P(LocalEnrolments, SuspendedGoesBothWays) {
    const Id course = make_course(), user = make_user();
    upsert_one("enrolments", row(course, user));
    const auto status = [&] {
        return number(listing("schedule_information", {{"ids", std::to_string(course)}}).at(0),
                      "status");
    };
    EXPECT_EQ(upsert_one("enrolments", row(course, user, {{"suspended", true}})).outcome,
              "updated");
    EXPECT_EQ(status(), 1);
    EXPECT_EQ(upsert_one("enrolments", row(course, user, {{"suspended", 0}})).outcome, "updated");
    EXPECT_EQ(status(), 0);
}

TEST_P(LocalEnrolments, EveryFaultOfARowHasItsCodeAndField) {
    const Id course = make_course(), user = make_user();
    const std::string twice = unique("u");
    make_user(this->user(unique("u"), {{"idnumber", "contract:" + twice}}));
    make_user(this->user(unique("u"), {{"idnumber", "contract:" + twice}}));
    const Id deleted = make_user();
    call("core_user_delete_users", {{"userids[0]", std::to_string(deleted)}});
    struct Case {
        const char *code, *field;
        json::object changes;
    };
    const std::vector<Case> cases = {
        {"missingfield", "course", {{"course", nullptr}}},
        {"missingfield", "user", {{"user", nullptr}}},
        {"coursenotfound", "course", {{"course", kNobody}}},
        {"coursenotfound", "courseidnumber", {{"course", nullptr}, {"courseidnumber", "nosuch"}}},
        {"usernotfound", "user", {{"user", kNobody}}},
        {"usernotfound", "user", {{"user", deleted}}},
        {"usernotfound", "user", {{"user", 1}}},  // the guest
        {"usernotfound", "useridnumber", {{"user", nullptr}, {"useridnumber", "nosuch"}}},
        {"idnumbernotunique",
         "useridnumber",
         {{"user", nullptr}, {"useridnumber", "contract:" + twice}}},
        {"norolegiven", "role", {{"role", nullptr}}},
        {"rolenotassignable", "role", {{"role", "nosuchrole"}}},
        {"rolenotassignable", "role", {{"role", "coursecreator"}}},
        {"rolenotassignable", "roleid", {{"role", nullptr}, {"roleid", kNobody}}},
        {"unknownfield", "courseid", {{"courseid", course}}},
        {"invalidparameter", "timestart", {{"timestart", -1}}},
        {"invalidparameter", "remove", {{"remove", "yes"}}},
        {"invalidparameter", "course", {{"course", json::object()}}},
    };
    json::array rows;
    for (const Case& one : cases)
        rows.push_back(row(course, user, one.changes));
    rows.push_back(row(course, user));  // among all the bad ones
    const auto outcomes = upsert("enrolments", rows);
    for (std::size_t i = 0; i < cases.size(); ++i) {
        SCOPED_TRACE(json::serialize(rows[i]));
        EXPECT_EQ(outcomes[i].outcome, "refused");
        EXPECT_EQ(outcomes[i].errorcode, cases[i].code) << outcomes[i].message;
        EXPECT_EQ(outcomes[i].field, cases[i].field) << outcomes[i].message;
    }
    EXPECT_EQ(outcomes.back().outcome, "created");
    EXPECT_EQ(enrolled(course), std::vector<Id>{user});
}

TEST_P(LocalEnrolments, TheSiteCourseTakesNobody) {
    const Outcome outcome = upsert_one("enrolments", row(1, make_user()));
    EXPECT_EQ(outcome.outcome, "refused");
    EXPECT_EQ(outcome.errorcode, "wsnoinstance") << outcome.message;
}

TEST_P(LocalEnrolments, RowsOfOnePersonSeeOneAnother) {
    const Id course = make_course(), other = make_course(), user = make_user();
    const auto outcomes =
        upsert("enrolments",
               {row(course, user), row(other, user), row(course, user),
                row(course, user, {{"role", "teacher"}}), row(course, user, {{"remove", 1}}),
                row(course, user, {{"remove", 1}}), row(course, user, {{"role", "teacher"}})});
    std::vector<std::string> came_to;
    for (const Outcome& outcome : outcomes)
        came_to.push_back(outcome.outcome);
    EXPECT_EQ(came_to, (Names{"created", "created", "unchanged", "updated", "removed", "unchanged",
                              "created"}));
    const auto rows = listing("schedule_information", {{"ids", std::to_string(course)}});
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(number(rows[0], "id"), outcomes[6].id);
    EXPECT_NE(outcomes[6].id, outcomes[0].id);
    EXPECT_EQ(texts(rows[0], "roles"), Names{"teacher"});
    EXPECT_EQ(enrolled(other), std::vector<Id>{user});
}

TEST_P(LocalEnrolments, ManyRowsInOneCall) {
    std::vector<Id> courses;
    for (int i = 0; i < 10; ++i)
        courses.push_back(make_course());
    json::array people, rows;
    for (int i = 0; i < 30; ++i)
        people.push_back(user_row(unique("u")));
    for (const Outcome& made : upsert("users", people))
        for (const Id course : courses)
            rows.push_back(row(course, made.id));
    for (const Outcome& outcome : upsert("enrolments", rows))
        ASSERT_EQ(outcome.outcome, "created") << outcome.message;
    for (const Id course : courses)
        EXPECT_EQ(enrolled(course).size(), 30U);
    for (const Outcome& outcome : upsert("enrolments", rows))
        ASSERT_EQ(outcome.outcome, "unchanged") << outcome.message;
}
