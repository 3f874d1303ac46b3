// SPDX-License-Identifier: GPL-3.0-or-later
// local_opensis_upsert_groups: every outcome, every code, and who is in a group afterwards. Core
// has no listing that the service may call, so a group's members are told by what changes them.
#include "plugin_wire.h"

using namespace causeway::contract;

namespace {

class LocalGroups : public PluginContract {
  protected:
    json::object group(const json::object& changes = {}) {
        if (course_ == 0) course_ = make_course();
        return with({{"course", course_}, {"idnumber", "g:1"}, {"name", "Group 1"}}, changes);
    }
    Id course() {
        group();
        return course_;
    }
    Id member() {
        const Id id = make_user();
        enrol(id, course());
        return id;
    }

  private:
    Id course_ = 0;
};

json::array ids(const std::vector<Id>& list) {
    return json::array(list.begin(), list.end());
}

}  // namespace

INSTANTIATE_TEST_SUITE_P(Moodle, LocalGroups, testing::Values("stand_in_plugins", "real"),
                         [](const auto& tested) { return tested.param; });

TEST_P(LocalGroups, CreatedUnchangedUpdatedRemovedUnchanged) {
    const Outcome made = upsert_one("groups", group());
    EXPECT_EQ(made.outcome, "created") << made.message;
    EXPECT_GT(made.id, 0);
    EXPECT_EQ(upsert_one("groups", group()).outcome, "unchanged");
    const Outcome named = upsert_one("groups", group({{"name", "Renamed"}}));
    EXPECT_EQ(named.outcome, "updated");
    EXPECT_EQ(named.id, made.id);
    EXPECT_EQ(upsert_one("groups", {{"id", made.id}, {"description", "<p>D</p>"}}).outcome,
              "updated");
    EXPECT_EQ(upsert_one("groups", {{"id", made.id}, {"name", "Renamed"}}).outcome, "unchanged");
    EXPECT_EQ(upsert_one("groups", {{"id", made.id}, {"remove", 1}}).outcome, "removed");
    EXPECT_EQ(upsert_one("groups", {{"id", made.id}, {"remove", 1}}).outcome, "unchanged");
    EXPECT_EQ(upsert_one("groups", group({{"remove", 1}})).outcome, "unchanged");
}

TEST_P(LocalGroups, MembersAreExactlyThose) {
    const Id a = member(), b = member(), c = member();
    const auto put = [&](const std::vector<Id>& list) {
        return upsert_one("groups", group({{"members", ids(list)}})).outcome;
    };
    EXPECT_EQ(put({a, b}), "created");
    EXPECT_EQ(put({b, a, b}), "unchanged");
    EXPECT_EQ(put({b, c}), "updated");
    EXPECT_EQ(put({b, c}), "unchanged");
    EXPECT_EQ(upsert_one("groups", group()).outcome, "unchanged");  // not named: as they are
    EXPECT_EQ(put({b, c}), "unchanged");
    EXPECT_EQ(put({}), "updated");
    EXPECT_EQ(put({}), "unchanged");
}

TEST_P(LocalGroups, MembersAreAddedAndTakenOut) {
    const Id a = member(), b = member();
    upsert_one("groups", group({{"members", ids({a})}}));
    EXPECT_EQ(upsert_one("groups", group({{"addmembers", ids({a, b})}})).outcome, "updated");
    EXPECT_EQ(upsert_one("groups", group({{"members", ids({a, b})}})).outcome, "unchanged");
    EXPECT_EQ(upsert_one("groups", group({{"removemembers", ids({a})}})).outcome, "updated");
    EXPECT_EQ(upsert_one("groups", group({{"removemembers", ids({a})}})).outcome, "unchanged");
    EXPECT_EQ(upsert_one("groups", group({{"members", ids({b})}})).outcome, "unchanged");
}

TEST_P(LocalGroups, WhoLeavesTheCourseLeavesTheGroup) {
    const Id a = member(), b = member();
    upsert_one("groups", group({{"members", ids({a, b})}}));
    upsert_one("enrolments", {{"course", course()}, {"user", a}, {"remove", 1}});
    EXPECT_EQ(upsert_one("groups", group({{"members", ids({b})}})).outcome, "unchanged");
}

TEST_P(LocalGroups, WhoIsNotEnrolledIsNamedAndTheRestIsDone) {
    const Id in = member(), out = make_user();
    const Outcome made = upsert_one("groups", group({{"members", ids({in, out})}}));
    EXPECT_EQ(made.outcome, "created");
    EXPECT_GT(made.id, 0);
    EXPECT_EQ(made.errorcode, "membernotenrolled");
    EXPECT_EQ(made.field, "members");
    EXPECT_NE(made.message.find(std::to_string(out)), std::string::npos) << made.message;
    const Outcome again = upsert_one("groups", group({{"members", ids({in, kNobody})}}));
    EXPECT_EQ(again.outcome, "unchanged");
    EXPECT_EQ(again.errorcode, "membernotenrolled");
    const Outcome good = upsert_one("groups", group({{"members", ids({in})}}));
    EXPECT_EQ(good.outcome, "unchanged");
    EXPECT_EQ(good.errorcode, "");
}

TEST_P(LocalGroups, EveryFaultOfARowHasItsCodeAndField) {
    const Id other = make_course();
    const Id second = upsert_one("groups", group({{"idnumber", "g:2"}, {"name", "Group 2"}})).id;
    const Id first = upsert_one("groups", group()).id;
    struct Case {
        const char *code, *field;
        json::object row;
    };
    const std::vector<Case> cases = {
        {"missingfield", "course", group({{"course", nullptr}})},
        {"missingfield", "idnumber", group({{"idnumber", nullptr}})},
        {"missingfield", "name", group({{"idnumber", "g:3"}, {"name", nullptr}})},
        {"missingfield", "name", group({{"name", " "}})},
        {"coursenotfound", "course", group({{"course", kNobody}})},
        {"groupnotfound", "id", {{"id", kNobody}, {"name", "X"}}},
        {"groupnotfound", "id", {{"id", first}, {"course", other}, {"name", "X"}}},
        {"groupnameexists", "name", group({{"idnumber", "g:3"}, {"name", "Group 2"}})},
        {"groupnameexists", "name", {{"id", first}, {"name", "Group 2"}}},
        {"idnumbertaken", "idnumber", {{"id", first}, {"idnumber", "g:2"}}},
        {"fieldtoolong", "name", group({{"name", std::string(255, 'x')}})},
        {"fieldtoolong", "idnumber", group({{"idnumber", std::string(101, 'x')}})},
        {"unknownfield", "courseid", group({{"courseid", other}})},
        {"invalidparameter", "members", group({{"members", 7}})},
        {"invalidparameter", "members", group({{"members", {"x"}}})},
        {"invalidparameter", "name", group({{"name", "<b>x</b>"}})},
    };
    json::array rows;
    for (const Case& one : cases)
        rows.push_back(one.row);
    const auto outcomes = upsert("groups", rows);
    for (std::size_t i = 0; i < cases.size(); ++i) {
        SCOPED_TRACE(json::serialize(rows[i]));
        EXPECT_EQ(outcomes[i].outcome, "refused");
        EXPECT_EQ(outcomes[i].errorcode, cases[i].code) << outcomes[i].message;
        EXPECT_EQ(outcomes[i].field, cases[i].field) << outcomes[i].message;
    }
    EXPECT_EQ(upsert_one("groups", group()).outcome, "unchanged");
    EXPECT_EQ(upsert_one("groups", group({{"idnumber", "g:2"}, {"name", "Group 2"}})).id, second);
}

TEST_P(LocalGroups, TheSameNameInAnotherCourseIsAnotherGroup) {
    const Id first = upsert_one("groups", group()).id;
    const Outcome second = upsert_one("groups", group({{"course", make_course()}}));
    EXPECT_EQ(second.outcome, "created") << second.message;
    EXPECT_NE(second.id, first);
}
