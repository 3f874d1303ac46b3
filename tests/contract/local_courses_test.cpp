// SPDX-License-Identifier: GPL-3.0-or-later
// local_opensis_upsert_courses: every outcome, every code.
#include "plugin_wire.h"

using namespace causeway::contract;
CAUSEWAY_PLUGIN_CONTRACT(LocalCourses);

namespace {

constexpr Id kStart = 1'788'220'800;  // 2026-09-01
constexpr Id kEnd = kStart + 300 * 86'400;

}  // namespace

TEST_P(LocalCourses, ANewRowIsCreatedAndTheSameAgainIsUnchanged) {
    const std::string name = unique("c");
    const json::object row = course_row(
        name, {{"startdate", kStart}, {"enddate", kEnd}, {"visible", 0}, {"summary", "<p>S</p>"}});
    const Outcome made = upsert_one("courses", row);
    EXPECT_EQ(made.outcome, "created") << made.message;
    EXPECT_GT(made.id, 0);
    const Outcome again = upsert_one("courses", row);
    EXPECT_EQ(again.outcome, "unchanged");
    EXPECT_EQ(again.id, made.id);
    const auto shown = course_by_id(made.id);
    EXPECT_EQ(text(shown, "shortname"), name);
    EXPECT_EQ(text(shown, "fullname"), "Course " + name);
    EXPECT_EQ(text(shown, "idnumber"), "contract:" + name);
    EXPECT_EQ(number(shown, "categoryid"), home());
    EXPECT_EQ(number(shown, "startdate"), kStart);
    EXPECT_EQ(number(shown, "enddate"), kEnd);
    EXPECT_EQ(number(shown, "visible"), 0);
    EXPECT_EQ(number(shown, "newsitems"), 0);
    EXPECT_EQ(text(shown, "summary"), "<p>S</p>");
}

TEST_P(LocalCourses, ANewCourseHasTheDefaultsThatCoreGives) {
    const auto by_core = course_by_id(make_course(course(unique("c"), {{"-newsitems", ""}})));
    const std::string name = unique("c");
    const auto by_us =
        course_by_id(upsert_one("courses", course_row(name, {{"newsitems", nullptr}})).id);
    // An older core leaves a course without dates; ours gives it a day, as the new one does.
    if (is_456()) {
        EXPECT_EQ(number(by_us, "startdate"), number(by_core, "startdate"));
        EXPECT_EQ(number(by_us, "enddate"), number(by_core, "enddate"));
    }
    for (const char* field : {"categoryid", "visible", "newsitems", "showgrades", "summaryformat",
                              "maxbytes", "showreports", "groupmode", "groupmodeforce",
                              "defaultgroupingid", "enablecompletion", "completionnotify"})
        EXPECT_EQ(number(by_us, field), number(by_core, field)) << field;
    for (const char* field : {"format", "lang", "summary", "forcetheme"})
        EXPECT_EQ(text(by_us, field), text(by_core, field)) << field;
    EXPECT_EQ(keys(by_us), keys(by_core));
}

TEST_P(LocalCourses, PeopleCanBeEnrolledInItByCore) {
    const Id id = upsert_one("courses", course_row(unique("c"))).id;
    const Id person = make_user();
    enrol(person, id);
    EXPECT_EQ(enrolled(id), std::vector<Id>{person});
}

TEST_P(LocalCourses, AnUpdateByIdChangesOnlyWhatItNames) {
    const std::string name = unique("c");
    const Id id =
        upsert_one("courses", course_row(name, {{"startdate", kStart}, {"enddate", kEnd}})).id;
    const json::object change{{"id", id}, {"fullname", "Renamed " + name}, {"visible", false}};
    EXPECT_EQ(upsert_one("courses", change).outcome, "updated");
    const auto shown = course_by_id(id);
    EXPECT_EQ(text(shown, "fullname"), "Renamed " + name);
    EXPECT_EQ(number(shown, "visible"), 0);
    EXPECT_EQ(text(shown, "shortname"), name);
    EXPECT_EQ(number(shown, "startdate"), kStart);
    EXPECT_EQ(number(shown, "enddate"), kEnd);
    EXPECT_EQ(upsert_one("courses", change).outcome, "unchanged");
}

TEST_P(LocalCourses, WithoutAnIdTheIdNumberFindsTheCourse) {
    const std::string name = unique("c"), other = unique("c");
    const Id id = make_course(course(name));  // core made it
    const Outcome changed = upsert_one("courses", course_row(name, {{"shortname", other}}));
    EXPECT_EQ(changed.outcome, "updated") << changed.message;
    EXPECT_EQ(changed.id, id);
    EXPECT_EQ(text(course_by_id(id), "shortname"), other);
}

TEST_P(LocalCourses, AnAdoptedCourseGetsItsIdNumberById) {
    const std::string name = unique("c");
    const Id id = make_course(course(name, {{"-idnumber", ""}}));
    EXPECT_EQ(upsert_one("courses", {{"id", id}, {"idnumber", "contract:" + name}}).outcome,
              "updated");
    EXPECT_EQ(text(course_by_id(id), "idnumber"), "contract:" + name);
}

TEST_P(LocalCourses, TheCategoryIsNamedByIdOrIdNumberAndCanChange) {
    const std::string number_of = unique("k");
    const Id other = make_category({{"idnumber", number_of}});
    const std::string name = unique("c");
    const json::object row =
        course_row(name, {{"category", nullptr}, {"categoryidnumber", number_of}});
    const Id id = upsert_one("courses", row).id;
    EXPECT_EQ(number(course_by_id(id), "categoryid"), other);
    EXPECT_EQ(upsert_one("courses", row).outcome, "unchanged");
    EXPECT_EQ(upsert_one("courses", {{"id", id}, {"category", home()}}).outcome, "updated");
    EXPECT_EQ(number(course_by_id(id), "categoryid"), home());
    EXPECT_EQ(number(category_by_id(other), "coursecount"), 0);
    EXPECT_EQ(number(category_by_id(home()), "coursecount"), 1);
}

TEST_P(LocalCourses, DatesCanMoveTogetherAndTheEndCanGo) {
    const Id id =
        upsert_one("courses", course_row(unique("c"), {{"startdate", kStart}, {"enddate", kEnd}}))
            .id;
    EXPECT_EQ(
        upsert_one("courses", {{"id", id}, {"startdate", kEnd + 1}, {"enddate", kEnd + 2}}).outcome,
        "updated");
    EXPECT_EQ(upsert_one("courses", {{"id", id}, {"enddate", 0}}).outcome, "updated");
    EXPECT_EQ(number(course_by_id(id), "enddate"), 0);
    EXPECT_EQ(number(course_by_id(id), "startdate"), kEnd + 1);
}

TEST_P(LocalCourses, EveryFaultOfARowHasItsCodeAndField) {
    const std::string taken = unique("c");
    upsert_one("courses", course_row(taken));
    struct Case {
        const char *code, *field;
        json::object changes;
    };
    const std::vector<Case> cases = {
        {"missingfield", "idnumber", {{"idnumber", nullptr}}},
        {"missingfield", "shortname", {{"shortname", nullptr}}},
        {"missingfield", "shortname", {{"shortname", " "}}},
        {"missingfield", "fullname", {{"fullname", nullptr}}},
        {"missingfield", "category", {{"category", nullptr}}},
        {"shortnametaken", "shortname", {{"shortname", taken}}},
        {"unknowncategory", "category", {{"category", kNobody}}},
        {"unknowncategory",
         "categoryidnumber",
         {{"category", nullptr}, {"categoryidnumber", "nosuchcategory"}}},
        {"enddatebeforestartdate", "enddate", {{"startdate", kEnd}, {"enddate", kStart}}},
        {"nostartdatenoenddate", "enddate", {{"startdate", 0}, {"enddate", kEnd}}},
        {"fieldtoolong", "shortname", {{"shortname", std::string(256, 'x')}}},
        {"fieldtoolong", "fullname", {{"fullname", std::string(255, 'x')}}},
        {"fieldtoolong", "idnumber", {{"idnumber", std::string(101, 'x')}}},
        {"coursenotfound", "id", {{"id", kNobody}}},
        {"coursenotfound", "id", {{"id", 1}}},  // the site's own
        {"unknownfield", "categoryid", {{"categoryid", 1}}},
        {"invalidparameter", "format", {{"format", "nosuchformat"}}},
        {"invalidparameter", "fullname", {{"fullname", "<b>x</b>"}}},
        {"invalidparameter", "startdate", {{"startdate", "tomorrow"}}},
        {"invalidparameter", "visible", {{"visible", 2}}},
    };
    json::array rows;
    for (const Case& one : cases)
        rows.push_back(course_row(unique("c"), one.changes));
    const auto outcomes = upsert("courses", rows);
    for (std::size_t i = 0; i < cases.size(); ++i) {
        SCOPED_TRACE(json::serialize(rows[i]));
        EXPECT_EQ(outcomes[i].outcome, "refused");
        EXPECT_EQ(outcomes[i].errorcode, cases[i].code) << outcomes[i].message;
        EXPECT_EQ(outcomes[i].field, cases[i].field) << outcomes[i].message;
    }
}

TEST_P(LocalCourses, AnUpdateIsHeldToTheSameRules) {
    const std::string name = unique("c"), taken = unique("c");
    upsert_one("courses", course_row(taken));
    const Id id =
        upsert_one("courses", course_row(name, {{"startdate", kStart}, {"enddate", kEnd}})).id;
    const auto code = [&](const json::object& changes) {
        return upsert_one("courses", with({{"id", id}}, changes)).errorcode;
    };
    EXPECT_EQ(code({{"shortname", taken}}), "shortnametaken");
    EXPECT_EQ(code({{"idnumber", "contract:" + taken}}), "courseidnumbertaken");
    EXPECT_EQ(code({{"category", kNobody}}), "unknowncategory");
    EXPECT_EQ(code({{"startdate", kEnd + 1}}), "enddatebeforestartdate");
    EXPECT_EQ(code({{"fullname", ""}}), "missingfield");
    const auto shown = course_by_id(id);
    EXPECT_EQ(text(shown, "shortname"), name);
    EXPECT_EQ(number(shown, "startdate"), kStart);
}

TEST_P(LocalCourses, ABadRowNeverUndoesAGoodOneAndRowsSeeOneAnother) {
    const std::string name = unique("c"), last = unique("c");
    const auto outcomes =
        upsert("courses", {course_row(name), course_row(unique("c"), {{"category", kNobody}}),
                           course_row(name), course_row(unique("c"), {{"shortname", name}}),
                           course_row(name, {{"fullname", "Renamed"}}), course_row(last)});
    EXPECT_EQ(outcomes[0].outcome, "created");
    EXPECT_EQ(outcomes[1].errorcode, "unknowncategory");
    EXPECT_EQ(outcomes[2].outcome, "unchanged");
    EXPECT_EQ(outcomes[3].errorcode, "shortnametaken");
    EXPECT_EQ(outcomes[4].outcome, "updated");
    EXPECT_EQ(outcomes[4].id, outcomes[0].id);
    EXPECT_EQ(outcomes[5].outcome, "created");
    EXPECT_EQ(text(course_by_id(outcomes[0].id), "fullname"), "Renamed");
    EXPECT_EQ(text(course_by_id(outcomes[5].id), "shortname"), last);
    EXPECT_EQ(number(category_by_id(home()), "coursecount"), 2);
}
