// SPDX-License-Identifier: GPL-3.0-or-later
// enrol_manual_{enrol,unenrol}_users, core_enrol_get_enrolled_users, core_enrol_get_users_courses
// and core_role_{assign,unassign}_roles.
#include <algorithm>
#include <ctime>

#include "wire.h"

using namespace causeway::contract;

namespace {

constexpr Id kEditingTeacher = 3, kStudent = 5;

Fields row(Id role, Id user, Id course, const Fields& more = {}) {
    Fields fields = {{"roleid", std::to_string(role)},
                     {"userid", std::to_string(user)},
                     {"courseid", std::to_string(course)}};
    fields.insert(fields.end(), more.begin(), more.end());
    return fields;
}

Fields leave(Id user, Id course) {
    return {{"userid", std::to_string(user)}, {"courseid", std::to_string(course)}};
}

std::string now(Id ahead) {
    return std::to_string(std::time(nullptr) + ahead);
}

}  // namespace

class Enrolments : public Contract {
  protected:
    std::vector<Id> roles_of(Id user, Id course) {
        for (const auto& member :
             call("core_enrol_get_enrolled_users", {{"courseid", std::to_string(course)}}).list()) {
            if (number(member.as_object(), "id") != user) continue;
            std::vector<Id> ids;
            for (const auto& role : member.at("roles").as_array())
                ids.push_back(number(role.as_object(), "roleid"));
            return ids;
        }
        return {};
    }
    std::vector<Id> courses_of(Id user) {
        std::vector<Id> ids;
        const Answer answer = call("core_enrol_get_users_courses",
                                   {{"userid", std::to_string(user)}, {"returnusercount", "0"}});
        EXPECT_FALSE(answer.refused()) << answer.body;
        for (const auto& course : answer.list())
            ids.push_back(number(course.as_object(), "id"));
        return ids;
    }
    Answer enrol_rows(const std::vector<Fields>& all) {
        return call("enrol_manual_enrol_users", rows("enrolments", all));
    }
    Answer unenrol_rows(const std::vector<Fields>& all) {
        return call("enrol_manual_unenrol_users", rows("enrolments", all));
    }
    Answer assign(const Fields& one) {
        return call("core_role_assign_roles", rows("assignments", {one}));
    }
};
INSTANTIATE_TEST_SUITE_P(Moodle, Enrolments,
                         testing::Values("stand_in", "stand_in_trusted", "real"),
                         [](const auto& tested) { return tested.param; });

TEST_P(Enrolments, EnrolAnswersNullAndListsTheAccount) {
    const std::string name = unique("u");
    const Id user_id = make_user(user(name)), course_id = make_course();
    enrol(user_id, course_id);
    const Answer answer =
        call("core_enrol_get_enrolled_users", {{"courseid", std::to_string(course_id)}});
    ASSERT_EQ(answer.list().size(), 1U) << answer.body;
    const auto& shown = answer.list()[0].as_object();
    EXPECT_EQ(keys(shown),
              (std::vector<std::string>{"id", "username", "firstname", "lastname", "fullname",
                                        "email", "department", "idnumber", "firstaccess",
                                        "lastaccess", "lastcourseaccess", "profileimageurlsmall",
                                        "profileimageurl", "roles", "enrolledcourses"}));
    EXPECT_EQ(number(shown, "id"), user_id);
    EXPECT_EQ(text(shown, "idnumber"), "contract:" + name);
    const auto& role = shown.at("roles").as_array().at(0).as_object();
    EXPECT_EQ(keys(role), (std::vector<std::string>{"roleid", "name", "shortname", "sortorder"}));
    EXPECT_EQ(number(role, "roleid"), kStudent);
    EXPECT_EQ(text(role, "shortname"), "student");
    EXPECT_EQ(number(shown.at("enrolledcourses").as_array().at(0).as_object(), "id"), course_id);
}

TEST_P(Enrolments, EnrollingAgainIsQuiet) {
    const Id user_id = make_user(), course_id = make_course();
    enrol(user_id, course_id);
    enrol(user_id, course_id);
    EXPECT_EQ(enrolled(course_id), std::vector<Id>{user_id});
    EXPECT_EQ(roles_of(user_id, course_id), std::vector<Id>{kStudent});
}

TEST_P(Enrolments, AnotherRoleIsAdded) {
    const Id user_id = make_user(), course_id = make_course();
    enrol(user_id, course_id, kStudent);
    enrol(user_id, course_id, kEditingTeacher);
    auto roles = roles_of(user_id, course_id);
    std::sort(roles.begin(), roles.end());
    EXPECT_EQ(roles, (std::vector<Id>{kEditingTeacher, kStudent}));
}

TEST_P(Enrolments, SuspendedOnesAreListedButNotMarked) {
    const Id active = make_user(), suspended = make_user(), course_id = make_course();
    enrol(active, course_id);
    enrol(suspended, course_id, kStudent, {{"suspend", "1"}});
    EXPECT_EQ(enrolled(course_id), (std::vector<Id>{active, suspended}));
    EXPECT_EQ(courses_of(active), std::vector<Id>{course_id});
    EXPECT_TRUE(courses_of(suspended).empty());
}

// Telling them apart takes moodle/course:enrolreview.
TEST_P(Enrolments, OnlyWhoMayReviewEnrolmentsTellsThemApart) {
    const Id awake = make_user(), suspended = make_user(), course_id = make_course();
    enrol(awake, course_id);
    enrol(suspended, course_id, kStudent, {{"suspend", "1"}});
    const Answer answer =
        call("core_enrol_get_enrolled_users", {{"courseid", std::to_string(course_id)},
                                               {"options[0][name]", "onlyactive"},
                                               {"options[0][value]", "1"}});
    if (answer.refused()) {
        EXPECT_EQ(answer.errorcode(), "nopermissions");
        EXPECT_NE(answer.message().find("(Review course enrolments)"), std::string::npos);
        return;
    }
    EXPECT_EQ(enrolled(course_id, {{"onlyactive", "1"}}), std::vector<Id>{awake});
    EXPECT_EQ(enrolled(course_id, {{"onlysuspended", "1"}}), std::vector<Id>{suspended});
}

TEST_P(Enrolments, EnrollingWithoutSuspendWakesASuspendedOne) {
    const Id user_id = make_user(), course_id = make_course();
    enrol(user_id, course_id, kStudent, {{"suspend", "1"}});
    EXPECT_TRUE(courses_of(user_id).empty());
    enrol(user_id, course_id);
    EXPECT_EQ(courses_of(user_id), std::vector<Id>{course_id});
}

TEST_P(Enrolments, DatesDecideWhoIsActive) {
    const Id early = make_user(), late = make_user(), current = make_user();
    const Id course_id = make_course();
    enrol(early, course_id, kStudent, {{"timestart", now(86'400)}});
    enrol(late, course_id, kStudent, {{"timestart", now(-172'800)}, {"timeend", now(-86'400)}});
    enrol(current, course_id, kStudent, {{"timestart", now(-86'400)}, {"timeend", now(86'400)}});
    EXPECT_EQ(enrolled(course_id), (std::vector<Id>{early, late, current}));
    EXPECT_TRUE(courses_of(early).empty());
    EXPECT_TRUE(courses_of(late).empty());
    EXPECT_EQ(courses_of(current), std::vector<Id>{course_id});
    // Enrolling again without dates takes them away.
    enrol(late, course_id);
    EXPECT_EQ(courses_of(late), std::vector<Id>{course_id});
}

TEST_P(Enrolments, OneBadRowUndoesTheCall) {
    const Id good = make_user(), gone = make_user(), course_id = make_course();
    call("core_user_delete_users", {{"userids[0]", std::to_string(gone)}});
    const bool checks_users = is_456();
    std::vector<std::pair<Fields, std::string>> bad = {
        {row(kStudent, kNobody, course_id), checks_users ? "invaliduser" : "codingerror"},
        {row(kStudent, gone, course_id), checks_users ? "userdeleted" : "codingerror"},
        {row(kStudent, good, kNobody), "invalidparameter"},
        {row(99, good, course_id), "wsusercannotassign"},
        {row(kStudent, good, 1), "wsnoinstance"},
    };
    if (checks_users) bad.emplace_back(row(kStudent, 1, course_id), "guestsarenotallowed");
    for (const auto& [fields, code] : bad) {
        const Answer answer = enrol_rows({row(kStudent, good, course_id), fields});
        EXPECT_EQ(answer.errorcode(), code) << answer.body;
        EXPECT_TRUE(enrolled(course_id).empty()) << code;
    }
}

TEST_P(Enrolments, AMissingRoleIsRefused) {
    const Id user_id = make_user(), course_id = make_course();
    EXPECT_EQ(enrol_rows({leave(user_id, course_id)}).errorcode(), "invalidparameter");
}

TEST_P(Enrolments, ASuspendedAccountMayBeEnrolled) {
    const Id user_id = make_user(), course_id = make_course();
    call("core_user_update_users",
         rows("users", {{{"id", std::to_string(user_id)}, {"suspended", "1"}}}));
    enrol(user_id, course_id);
    EXPECT_EQ(enrolled(course_id), std::vector<Id>{user_id});
}

TEST_P(Enrolments, UnenrolTakesEnrolmentAndRoles) {
    const Id user_id = make_user(), course_id = make_course();
    enrol(user_id, course_id, kStudent);
    enrol(user_id, course_id, kEditingTeacher);
    EXPECT_EQ(unenrol_rows({leave(user_id, course_id)}).body, "null");
    EXPECT_TRUE(enrolled(course_id).empty());
    enrol(user_id, course_id, kStudent);
    EXPECT_EQ(roles_of(user_id, course_id), std::vector<Id>{kStudent});
}

TEST_P(Enrolments, UnenrollingWhoIsNotEnrolledIsQuiet) {
    EXPECT_EQ(unenrol_rows({leave(make_user(), make_course())}).body, "null");
}

TEST_P(Enrolments, UnenrolIsAllOrNothing) {
    const Id user_id = make_user(), course_id = make_course();
    enrol(user_id, course_id);
    Answer answer = unenrol_rows({leave(user_id, course_id), leave(kNobody, course_id)});
    EXPECT_EQ(answer.errorcode(), is_456() ? "invaliduser" : "invalidparameter") << answer.body;
    EXPECT_EQ(enrolled(course_id), std::vector<Id>{user_id});
    answer = unenrol_rows({leave(user_id, course_id), leave(user_id, kNobody)});
    EXPECT_EQ(answer.errorcode(), "invalidrecord") << answer.body;
    EXPECT_EQ(enrolled(course_id), std::vector<Id>{user_id});
}

TEST_P(Enrolments, FieldsCanBeChosen) {
    const Id user_id = make_user(), course_id = make_course();
    enrol(user_id, course_id);
    const Answer answer =
        call("core_enrol_get_enrolled_users", {{"courseid", std::to_string(course_id)},
                                               {"options[0][name]", "userfields"},
                                               {"options[0][value]", "id,idnumber,roles"}});
    ASSERT_EQ(answer.list().size(), 1U) << answer.body;
    EXPECT_EQ(keys(answer.list()[0].as_object()),
              (std::vector<std::string>{"id", "fullname", "idnumber", "roles"}));
    EXPECT_EQ(call("core_enrol_get_enrolled_users", {{"courseid", std::to_string(course_id)},
                                                     {"options[0][name]", "userfields"},
                                                     {"options[0][value]", "id,shoesize"}})
                  .errorcode(),
              "invaliduserfield");
}

TEST_P(Enrolments, ListsCanBePagedAndSorted) {
    const Id a = make_user(user(unique("u"), {{"lastname", "Zulu"}}));
    const Id b = make_user(user(unique("u"), {{"lastname", "Mike"}}));
    const Id c = make_user(user(unique("u"), {{"lastname", "Alfa"}}));
    const Id course_id = make_course();
    for (const Id id : {c, a, b})
        enrol(id, course_id);
    EXPECT_EQ(enrolled(course_id), (std::vector<Id>{a, b, c}));
    EXPECT_EQ(enrolled(course_id, {{"limitfrom", "1"}, {"limitnumber", "1"}}), std::vector<Id>{b});
    EXPECT_EQ(enrolled(course_id, {{"limitfrom", "2"}, {"limitnumber", "5"}}), std::vector<Id>{c});
    EXPECT_EQ(enrolled(course_id, {{"limitfrom", "3"}, {"limitnumber", "5"}}), std::vector<Id>{});
    EXPECT_EQ(enrolled(course_id, {{"sortby", "lastname"}}), (std::vector<Id>{c, b, a}));
    EXPECT_EQ(enrolled(course_id, {{"sortby", "id"}, {"sortdirection", "DESC"}}),
              (std::vector<Id>{c, b, a}));
}

TEST_P(Enrolments, OptionsAreCheckedLoosely) {
    const Id user_id = make_user(), course_id = make_course();
    enrol(user_id, course_id);
    EXPECT_EQ(enrolled(course_id, {{"shoesize", "42"}}), std::vector<Id>{user_id});
    EXPECT_EQ(enrolled(course_id, {{"sortdirection", "desc"}}), std::vector<Id>{user_id});
    EXPECT_TRUE(enrolled(course_id, {{"groupid", "900000000"}}).empty());
    for (const char* name : {"sortby", "sortdirection"})
        EXPECT_EQ(call("core_enrol_get_enrolled_users", {{"courseid", std::to_string(course_id)},
                                                         {"options[0][name]", name},
                                                         {"options[0][value]", "x"}})
                      .errorcode(),
                  "invalidparameter")
            << name;
}

TEST_P(Enrolments, AnUnknownCourseHasNoList) {
    EXPECT_EQ(
        call("core_enrol_get_enrolled_users", {{"courseid", std::to_string(kNobody)}}).errorcode(),
        "invalidrecord");
}

TEST_P(Enrolments, CoursesOfAnAccountShowTheseKeys) {
    const Id user_id = make_user(), course_id = make_course();
    enrol(user_id, course_id);
    enrol(make_user(), course_id, kStudent, {{"suspend", "1"}});
    const Answer answer =
        call("core_enrol_get_users_courses", {{"userid", std::to_string(user_id)}});
    ASSERT_EQ(answer.list().size(), 1U) << answer.body;
    const auto& shown = answer.list()[0].as_object();
    EXPECT_EQ(number(shown, "id"), course_id);
    EXPECT_EQ(number(shown, "enrolledusercount"), 2);
    EXPECT_TRUE(text(shown, "idnumber").starts_with("contract:"));
    EXPECT_EQ(number(shown, "visible"), 1);
    EXPECT_TRUE(shown.at("progress").is_null());
    EXPECT_TRUE(shown.at("lastaccess").is_null());
    EXPECT_FALSE(shown.at("hidden").as_bool());
    const Answer lean = call("core_enrol_get_users_courses",
                             {{"userid", std::to_string(user_id)}, {"returnusercount", "0"}});
    EXPECT_FALSE(lean.list()[0].as_object().contains("enrolledusercount"));
}

TEST_P(Enrolments, AnUnknownAccountHasNoCourses) {
    EXPECT_EQ(call("core_enrol_get_users_courses", {{"userid", std::to_string(kNobody)}}).body,
              "[]");
}

TEST_P(Enrolments, ACourseRoleAloneDoesNotEnrol) {
    const Id user_id = make_user(), course_id = make_course();
    EXPECT_EQ(assign({{"roleid", "5"},
                      {"userid", std::to_string(user_id)},
                      {"contextlevel", "course"},
                      {"instanceid", std::to_string(course_id)}})
                  .body,
              "null");
    EXPECT_TRUE(enrolled(course_id).empty());
    EXPECT_TRUE(courses_of(user_id).empty());
}

TEST_P(Enrolments, ACourseRoleCanBeAddedAndTaken) {
    const Id user_id = make_user(), course_id = make_course();
    enrol(user_id, course_id);
    const Fields teacher = {{"roleid", "3"},
                            {"userid", std::to_string(user_id)},
                            {"contextlevel", "course"},
                            {"instanceid", std::to_string(course_id)}};
    EXPECT_EQ(assign(teacher).body, "null");
    EXPECT_EQ(roles_of(user_id, course_id).size(), 2U);
    EXPECT_EQ(call("core_role_unassign_roles", rows("unassignments", {teacher})).body, "null");
    EXPECT_EQ(roles_of(user_id, course_id), std::vector<Id>{kStudent});
    EXPECT_EQ(call("core_role_unassign_roles", rows("unassignments", {teacher})).body, "null");
}

TEST_P(Enrolments, AManagerCanBePutIntoACategory) {
    const Fields manager = {{"roleid", "1"},
                            {"userid", std::to_string(make_user())},
                            {"contextlevel", "coursecat"},
                            {"instanceid", std::to_string(make_category())}};
    EXPECT_EQ(assign(manager).body, "null");
    EXPECT_EQ(assign(manager).body, "null");
    EXPECT_EQ(call("core_role_unassign_roles", rows("unassignments", {manager})).body, "null");
}

TEST_P(Enrolments, RoleAssignmentRefusals) {
    const std::string someone = std::to_string(make_user());
    const std::string course_id = std::to_string(make_course());
    const auto place = [&](const char* role, const std::string& who, const char* level,
                           const std::string& where) {
        return Fields{
            {"roleid", role}, {"userid", who}, {"contextlevel", level}, {"instanceid", where}};
    };
    EXPECT_EQ(assign(place("99", someone, "course", course_id)).errorcode(), "invalidparameter");
    EXPECT_EQ(assign(place("5", someone, "course", std::to_string(kNobody))).errorcode(),
              "invalidparameter");
    EXPECT_EQ(assign(place("5", someone, "planet", course_id)).errorcode(), "invalidparameter");
    EXPECT_EQ(assign(place("5", std::to_string(kNobody), "course", course_id)).errorcode(),
              "codingerror");
    EXPECT_EQ(assign({{"roleid", "5"}, {"userid", someone}}).errorcode(), "invalidparameter");
}

// What Causeway's proof of enrolments stands on. PHP drops what is beyond max_input_vars from the
// end: rows sent one after the other are cut without a word, but with a required field of all
// rows at the end, some row lacks it, and Moodle refuses the whole call.
TEST_P(Enrolments, EnrolmentCutShortIsRefusedWhole) {
    constexpr std::size_t kRows = 1700;  // three fields each: beyond 5,000
    const Id user = make_user(), course = make_course();
    const Id last_user = make_user(), last_course = make_course();
    const auto at = [](std::size_t i) { return "enrolments[" + std::to_string(i) + "]"; };
    const auto row_at = [&](std::size_t i, Fields& fields, const char* field, Id value) {
        fields.emplace_back(at(i) + "[" + field + "]", std::to_string(value));
    };
    Fields by_row;
    Fields by_column;
    for (std::size_t i = 0; i < kRows; ++i) {
        const bool last = i + 1 == kRows;
        row_at(i, by_row, "roleid", kStudent);
        for (Fields* fields : {&by_row, &by_column}) {
            row_at(i, *fields, "userid", last ? last_user : user);
            row_at(i, *fields, "courseid", last ? last_course : course);
        }
    }
    for (std::size_t i = 0; i < kRows; ++i)
        row_at(i, by_column, "roleid", kStudent);

    EXPECT_EQ(call("enrol_manual_enrol_users", by_column).errorcode(), "invalidparameter");
    EXPECT_TRUE(roles_of(user, course).empty());
    // The other order is answered as if all had been done.
    EXPECT_EQ(call("enrol_manual_enrol_users", by_row).body, "null");
    EXPECT_EQ(roles_of(user, course), std::vector<Id>{kStudent});
    EXPECT_TRUE(roles_of(last_user, last_course).empty());
}
