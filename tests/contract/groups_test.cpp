// SPDX-License-Identifier: GPL-3.0-or-later
// core_group_{create,update,delete}_groups, core_group_{add,delete}_group_members and their two
// listings: what a link whose sections are groups builds on.
#include <algorithm>

#include "wire.h"

using namespace causeway::contract;

namespace {

class Groups : public Contract {
  protected:
    Fields group(const std::string& name, const Fields& more = {}) {
        if (course_ == 0) course_ = make_course();
        Fields fields = {
            {"courseid", std::to_string(course_)}, {"name", name}, {"description", ""}};
        fields.insert(fields.end(), more.begin(), more.end());
        return fields;
    }
    Id made(const std::string& name, const Fields& more = {}) {
        const Answer answer = call("core_group_create_groups", rows("groups", {group(name, more)}));
        EXPECT_EQ(answer.list().size(), 1U) << answer.body;
        return answer.list().empty() ? 0 : number(answer.list()[0].as_object(), "id");
    }
    Id course() {
        if (course_ == 0) course_ = make_course();
        return course_;
    }
    Id member() {
        const Id id = make_user();
        enrol(id, course());
        return id;
    }
    Answer seat(const std::string& what, const std::vector<std::pair<Id, Id>>& seats) {
        std::vector<Fields> all;
        for (const auto& [group, user] : seats)
            all.push_back({{"groupid", std::to_string(group)}, {"userid", std::to_string(user)}});
        return call("core_group_" + what + "_group_members", rows("members", all));
    }
    std::vector<Id> members(Id group) {
        const Answer answer =
            call("core_group_get_group_members", {{"groupids[0]", std::to_string(group)}});
        EXPECT_EQ(answer.list().size(), 1U) << answer.body;
        std::vector<Id> ids;
        if (answer.list().empty()) return ids;
        const auto& told = answer.list()[0].as_object();
        EXPECT_EQ(number(told, "groupid"), group);
        for (const auto& id : told.at("userids").as_array())
            ids.push_back(id.to_number<Id>());
        std::sort(ids.begin(), ids.end());
        return ids;
    }
    json::array listed() {
        return call("core_group_get_course_groups", {{"courseid", std::to_string(course())}})
            .list();
    }

  private:
    Id course_ = 0;
};

using Ids = std::vector<Id>;

}  // namespace

INSTANTIATE_TEST_SUITE_P(Moodle, Groups, testing::Values("stand_in", "stand_in_trusted", "real"),
                         [](const auto& tested) { return tested.param; });

TEST_P(Groups, CreateAnswersIdsInOrderAndTheListingShowsThem) {
    const Answer answer = call(
        "core_group_create_groups",
        rows("groups", {group("B & C", {{"idnumber", "k:b"}}), group("A", {{"idnumber", "k:a"}})}));
    ASSERT_EQ(answer.list().size(), 2U) << answer.body;
    EXPECT_EQ(text(answer.list()[0].as_object(), "idnumber"), "k:b");
    EXPECT_EQ(text(answer.list()[0].as_object(), "name"), "B & C");
    EXPECT_EQ(text(answer.list()[1].as_object(), "idnumber"), "k:a");
    const auto groups = listed();
    ASSERT_EQ(groups.size(), 2U);
    EXPECT_EQ(text(groups[0].as_object(), "name"), "A");  // by name
    EXPECT_EQ(text(groups[1].as_object(), "name"), "B &amp; C");
    EXPECT_EQ(text(groups[1].as_object(), "idnumber"), "k:b");
    EXPECT_EQ(number(groups[1].as_object(), "courseid"), course());
    EXPECT_EQ(number(groups[1].as_object(), "id"), number(answer.list()[0].as_object(), "id"));
}

TEST_P(Groups, ATakenNameOrNumberUndoesTheBatch) {
    made("One", {{"idnumber", "k:1"}});
    Answer answer = call("core_group_create_groups",
                         rows("groups", {group("Two", {{"idnumber", "k:2"}}), group("One")}));
    EXPECT_EQ(answer.errorcode(), "invalidparameter") << answer.body;
    EXPECT_EQ(listed().size(), 1U);
    answer = call("core_group_create_groups",
                  rows("groups", {group("Two"), group("Three", {{"idnumber", "k:1"}})}));
    EXPECT_EQ(answer.errorcode(), "idnumbertaken") << answer.body;
    // Moodle's listing comes from a cache that still shows what was rolled back, until the next
    // group is made there (seen on 4.5.6): so Causeway makes one a call. It is not there, though.
    EXPECT_NE(made("Two"), 0);
    EXPECT_EQ(listed().size(), 2U);
}

TEST_P(Groups, ANameIsNeededAndTagsAreNotTaken) {
    EXPECT_EQ(call("core_group_create_groups", rows("groups", {group(" ")})).errorcode(),
              "invalidparameter");
    EXPECT_EQ(call("core_group_create_groups", rows("groups", {group("<b>x</b>")})).errorcode(),
              "invalidparameter");
    EXPECT_TRUE(listed().empty());
}

TEST_P(Groups, AnUnknownCourseHasItsOwnCode) {
    const Answer answer =
        call("core_group_create_groups",
             rows("groups",
                  {{{"courseid", std::to_string(kNobody)}, {"name", "X"}, {"description", ""}}}));
    EXPECT_EQ(answer.errorcode(), "errorcoursecontextnotvalid") << answer.body;
    EXPECT_EQ(
        call("core_group_get_course_groups", {{"courseid", std::to_string(kNobody)}}).errorcode(),
        "errorcoursecontextnotvalid");
}

TEST_P(Groups, UpdateRenamesAndStampsAllOrNothing) {
    const Id id = made("Before"), other = made("Other");
    const auto row = [](Id group, const char* name, const Fields& more = {}) {
        Fields fields = {{"id", std::to_string(group)}, {"name", name}};
        fields.insert(fields.end(), more.begin(), more.end());
        return fields;
    };
    const Answer done = call("core_group_update_groups",
                             rows("groups", {row(id, "After", {{"idnumber", "k:after"}})}));
    EXPECT_EQ(done.body, "null");
    EXPECT_EQ(text(listed()[0].as_object(), "idnumber"), "k:after");
    EXPECT_EQ(call("core_group_update_groups", rows("groups", {row(id, "After")})).body, "null");
    EXPECT_EQ(text(listed()[0].as_object(), "idnumber"), "k:after");  // not named: as it is
    EXPECT_EQ(call("core_group_update_groups",
                   rows("groups", {row(other, "Renamed"), row(id, "Renamed")}))
                  .errorcode(),
              "invalidparameter");
    EXPECT_EQ(call("core_group_update_groups", rows("groups", {row(kNobody, "X")})).errorcode(),
              "invalidparameter");
    EXPECT_EQ(text(listed()[0].as_object(), "name"), "After");
    EXPECT_EQ(text(listed()[1].as_object(), "name"), "Other");
}

TEST_P(Groups, DeletingWhatIsGoneIsNoError) {
    const Id id = made("Gone");
    const Fields both = {{"groupids[0]", std::to_string(id)},
                         {"groupids[1]", std::to_string(kNobody)}};
    EXPECT_EQ(call("core_group_delete_groups", both).body, "null");
    EXPECT_TRUE(listed().empty());
    EXPECT_EQ(call("core_group_delete_groups", both).body, "null");
}

TEST_P(Groups, MembersComeAndGoAndTwiceIsOnce) {
    const Id id = made("G"), a = member(), b = member();
    EXPECT_EQ(members(id), Ids{});
    EXPECT_EQ(seat("add", {{id, a}, {id, b}, {id, a}}).body, "null");
    EXPECT_EQ(members(id), (Ids{std::min(a, b), std::max(a, b)}));
    EXPECT_EQ(seat("add", {{id, a}}).body, "null");
    EXPECT_EQ(seat("delete", {{id, a}}).body, "null");
    EXPECT_EQ(members(id), Ids{b});
    EXPECT_EQ(seat("delete", {{id, a}}).body, "null");
    EXPECT_EQ(members(id), Ids{b});
}

TEST_P(Groups, SuspendedMayBeInAGroupAndTheUnenrolledMayNot) {
    const Id id = made("G"), suspended = make_user(), in = member(), out = make_user();
    enrol(suspended, course(), 5, {{"suspend", "1"}});
    EXPECT_EQ(seat("add", {{id, suspended}}).body, "null");
    EXPECT_EQ(seat("add", {{id, in}, {id, out}}).errorcode(), "invalidparameter");
    EXPECT_EQ(members(id), Ids{suspended});  // all or nothing
}

TEST_P(Groups, WhoIsUnenrolledLeavesTheGroupWhoIsSuspendedStays) {
    const Id id = made("G"), a = member(), b = member();
    seat("add", {{id, a}, {id, b}});
    enrol(a, course(), 5, {{"suspend", "1"}});
    EXPECT_EQ(members(id).size(), 2U);
    EXPECT_EQ(call("enrol_manual_unenrol_users",
                   rows("enrolments",
                        {{{"userid", std::to_string(b)}, {"courseid", std::to_string(course())}}}))
                  .body,
              "null");
    EXPECT_EQ(members(id), Ids{a});
}

TEST_P(Groups, WhatIsNotThereIsNamed) {
    const Id id = made("G"), a = member();
    EXPECT_EQ(call("core_group_get_group_members", {{"groupids[0]", std::to_string(kNobody)}})
                  .errorcode(),
              "invalidrecord");
    EXPECT_EQ(seat("add", {{kNobody, a}}).errorcode(), "invalidrecord");
    EXPECT_EQ(seat("delete", {{kNobody, a}}).errorcode(), "invalidrecord");
    EXPECT_EQ(seat("add", {{id, kNobody}}).errorcode(), "invaliduser");
}
