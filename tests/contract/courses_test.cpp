// SPDX-License-Identifier: GPL-3.0-or-later
// core_course_{create,update,delete}_courses, core_course_get_courses(_by_field).
#include <algorithm>

#include "wire.h"

using namespace causeway::contract;
CAUSEWAY_CONTRACT(Courses);

namespace {

std::string upper(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return text;
}

std::vector<Id> ids_of(const json::array& rows) {
    std::vector<Id> ids;
    for (const auto& row : rows)
        ids.push_back(number(row.as_object(), "id"));
    return ids;
}

constexpr Id kDay = 86'400;

}  // namespace

TEST_P(Courses, CreateAnswersIdsAndShortNamesInOrder) {
    const std::string a = unique("a"), b = unique("b");
    const Answer answer =
        call("core_course_create_courses", rows("courses", {course(b), course(a)}));
    keep_courses(answer);
    ASSERT_EQ(answer.list().size(), 2U) << answer.body;
    EXPECT_EQ(keys(answer.list()[0].as_object()), (std::vector<std::string>{"id", "shortname"}));
    EXPECT_EQ(text(answer.list()[0].as_object(), "shortname"), b);
    EXPECT_EQ(text(answer.list()[1].as_object(), "shortname"), a);
}

TEST_P(Courses, ACourseShowsTheseKeysAndDefaults) {
    const std::string name = unique("c");
    const auto shown = course_by_id(make_course(course(name)));
    EXPECT_EQ(keys(shown), (std::vector<std::string>{"id",
                                                     "shortname",
                                                     "categoryid",
                                                     "categorysortorder",
                                                     "fullname",
                                                     "displayname",
                                                     "idnumber",
                                                     "summary",
                                                     "summaryformat",
                                                     "format",
                                                     "showgrades",
                                                     "newsitems",
                                                     "startdate",
                                                     "enddate",
                                                     "numsections",
                                                     "maxbytes",
                                                     "showreports",
                                                     "visible",
                                                     "hiddensections",
                                                     "groupmode",
                                                     "groupmodeforce",
                                                     "defaultgroupingid",
                                                     "timecreated",
                                                     "timemodified",
                                                     "enablecompletion",
                                                     "completionnotify",
                                                     "lang",
                                                     "forcetheme",
                                                     "courseformatoptions",
                                                     "showactivitydates",
                                                     "showcompletionconditions"}));
    EXPECT_EQ(text(shown, "shortname"), name);
    EXPECT_EQ(text(shown, "fullname"), "Course " + name);
    EXPECT_EQ(text(shown, "displayname"), "Course " + name);
    EXPECT_EQ(text(shown, "idnumber"), "contract:" + name);
    EXPECT_EQ(number(shown, "categoryid"), home());
    EXPECT_EQ(text(shown, "format"), "topics");
    EXPECT_EQ(number(shown, "visible"), 1);
    EXPECT_EQ(number(shown, "newsitems"), 0);
    EXPECT_EQ(number(shown, "showgrades"), 1);
}

TEST_P(Courses, WithoutDatesACourseStartsAtTheLastMidnightForAYear) {
    const auto shown = course_by_id(make_course());
    const Id start = number(shown, "startdate"), now = number(shown, "timecreated");
    if (!is_456()) {
        EXPECT_EQ(start, 0);
        EXPECT_EQ(number(shown, "enddate"), 0);
        return;
    }
    EXPECT_LE(start, now);
    EXPECT_LE(now - start, kDay + 3'600);
    EXPECT_EQ(start % 900, 0);
    EXPECT_NEAR(static_cast<double>(number(shown, "enddate") - start), 365.0 * kDay, 1.0 * kDay);
}

TEST_P(Courses, GivenValuesAreKept) {
    const auto shown = course_by_id(make_course(course(unique("c"), {{"startdate", "1790000000"},
                                                                     {"enddate", "1800000000"},
                                                                     {"visible", "0"},
                                                                     {"summary", "<p>Hi</p>"},
                                                                     {"groupmode", "1"}})));
    EXPECT_EQ(number(shown, "startdate"), 1790000000);
    EXPECT_EQ(number(shown, "enddate"), 1800000000);
    EXPECT_EQ(number(shown, "visible"), 0);
    EXPECT_EQ(text(shown, "summary"), "<p>Hi</p>");
    EXPECT_EQ(number(shown, "groupmode"), 1);
}

TEST_P(Courses, AnEndOfZeroMeansNone) {
    const auto shown = course_by_id(
        make_course(course(unique("c"), {{"startdate", "1790000000"}, {"enddate", "0"}})));
    EXPECT_EQ(number(shown, "enddate"), 0);
}

TEST_P(Courses, NamesComeBackAsHtml) {
    const std::string name = unique("c") + "&x";
    const auto shown = course_by_id(make_course(course(
        name, {{"fullname", "R&D 1 < 2 > 0 \"q\" 'r' &amp;"}, {"summary", "<b>x</b> & y"}})));
    EXPECT_EQ(text(shown, "fullname"), "R&amp;D 1 &lt; 2 &gt; 0 \"q\" 'r' &amp;");
    EXPECT_EQ(text(shown, "shortname"), name.substr(0, name.size() - 2) + "&amp;x");
    EXPECT_EQ(text(shown, "idnumber"), "contract:" + name) << "but not this one";
    EXPECT_EQ(text(shown, "summary"), "<b>x</b> &amp; y");
}

TEST_P(Courses, AShortNameIsTakenInAnyCaseAndUndoesTheBatch) {
    const std::string taken = unique("c"), fresh = unique("c");
    make_course(course(taken));
    const std::string again = folds_text() ? upper(taken) : taken;
    const Answer answer =
        call("core_course_create_courses",
             rows("courses", {course(fresh), course(again, {{"idnumber", unique("k")}})}));
    keep_courses(answer);
    EXPECT_EQ(answer.errorcode(), "shortnametaken") << answer.body;
    EXPECT_NE(answer.message().find(again), std::string::npos) << answer.message();
    EXPECT_TRUE(call("core_course_get_courses_by_field", {{"field", "shortname"}, {"value", fresh}})
                    .list("courses")
                    .empty());
}

TEST_P(Courses, AnIdnumberIsUnique) {
    const std::string key = "contract:" + unique("k");
    make_course(course(unique("c"), {{"idnumber", key}}));
    const Answer answer = call("core_course_create_courses",
                               rows("courses", {course(unique("c"), {{"idnumber", key}})}));
    keep_courses(answer);
    EXPECT_EQ(answer.errorcode(), "courseidnumbertaken") << answer.body;
    EXPECT_GT(make_course(course(unique("c"), {{"-idnumber", ""}})), 0);
    EXPECT_GT(make_course(course(unique("c"), {{"idnumber", ""}})), 0);
}

TEST_P(Courses, RefusalsByCode) {
    const std::vector<std::pair<Fields, std::string>> bad = {
        {{{"categoryid", std::to_string(kNobody)}}, "errorcatcontextnotvalid"},
        {{{"startdate", "1800000000"}, {"enddate", "1790000000"}}, "enddatebeforestartdate"},
        {{{"shortname", ""}}, "errorinvalidparam"},
        {{{"shortname", "  "}}, "errorinvalidparam"},
        {{{"fullname", ""}}, "errorinvalidparam"},
        {{{"lang", "xx_nosuch"}}, "errorinvalidparam"},
        {{{"-fullname", ""}}, "invalidparameter"},
        {{{"-shortname", ""}}, "invalidparameter"},
        {{{"-categoryid", ""}}, "invalidparameter"},
        {{{"fullname", "<b>Bold</b>"}}, "invalidparameter"},
        {{{"format", "no such!"}}, "invalidparameter"},
        {{{"shortname", std::string(256, 'x')}}, "dmlwriteexception"},
        {{{"idnumber", std::string(101, 'x')}}, "dmlwriteexception"},
    };
    for (const auto& [change, code] : bad) {
        const Answer answer =
            call("core_course_create_courses", rows("courses", {course(unique("c"), change)}));
        keep_courses(answer);
        EXPECT_EQ(answer.errorcode(), code) << change[0].first << ": " << answer.body;
    }
}

TEST_P(Courses, FullNamesHaveALimitToo) {
    EXPECT_GT(make_course(course(unique("c"), {{"fullname", std::string(254, 'x')}})), 0);
    const Answer answer =
        call("core_course_create_courses",
             rows("courses", {course(unique("c"), {{"fullname", std::string(255, 'x')}})}));
    keep_courses(answer);
    EXPECT_EQ(answer.errorcode(), "dmlwriteexception") << answer.body;
}

TEST_P(Courses, AnUnknownFormatIsKept) {
    EXPECT_EQ(
        text(course_by_id(make_course(course(unique("c"), {{"format", "nosuch"}}))), "format"),
        "nosuch");
}

TEST_P(Courses, WeeklyCoursesSetTheirOwnEnd) {
    const Fields dates = {
        {"format", "weeks"}, {"startdate", "1790000000"}, {"enddate", "1800000000"}};
    EXPECT_NE(number(course_by_id(make_course(course(unique("c"), dates))), "enddate"), 1800000000);
    Fields fixed = dates;
    fixed.emplace_back("courseformatoptions[0][name]", "automaticenddate");
    fixed.emplace_back("courseformatoptions[0][value]", "0");
    EXPECT_EQ(number(course_by_id(make_course(course(unique("c"), fixed))), "enddate"), 1800000000);
}

TEST_P(Courses, UpdateChangesWhatItNamesAndNothingElse) {
    const Id elsewhere = make_category();
    const std::string name = unique("c");
    const Id id = make_course(course(name, {{"startdate", "1790000000"}}));
    const Answer answer = call("core_course_update_courses",
                               rows("courses", {{{"id", std::to_string(id)},
                                                 {"fullname", "New name"},
                                                 {"categoryid", std::to_string(elsewhere)},
                                                 {"visible", "0"}}}));
    EXPECT_EQ(answer.body, R"({"warnings":[]})");
    const auto shown = course_by_id(id);
    EXPECT_EQ(text(shown, "fullname"), "New name");
    EXPECT_EQ(text(shown, "shortname"), name);
    EXPECT_EQ(number(shown, "categoryid"), elsewhere);
    EXPECT_EQ(number(shown, "visible"), 0);
    EXPECT_EQ(number(shown, "startdate"), 1790000000);
}

TEST_P(Courses, UpdateWarnsOfABadRecordAndDoesTheOthers) {
    const std::string taken = unique("c");
    make_course(course(taken));
    const Id id = make_course(), good = make_course();
    const std::string other = std::to_string(id);
    const std::vector<std::pair<Fields, std::string>> bad = {
        {{{"id", std::to_string(kNobody)}, {"fullname", "X"}}, "invalidrecord"},
        {{{"id", other}, {"shortname", folds_text() ? upper(taken) : taken}}, "shortnametaken"},
        {{{"id", other}, {"idnumber", "contract:" + taken}}, "courseidnumbertaken"},
        {{{"id", other}, {"shortname", ""}}, "errorinvalidparam"},
        {{{"id", other}, {"startdate", "1800000000"}, {"enddate", "1790000000"}},
         "enddatebeforestartdate"},
        {{{"id", other}, {"enddate", "1800000000"}}, "nostartdatenoenddate"},
        {{{"id", "1"}, {"summary", "The site itself"}}, "invalidcourse"},
        {{{"id", other}, {"categoryid", std::to_string(kNobody)}}, "invalidrecord"},
    };
    int round = 0;
    for (const auto& [fields, code] : bad) {
        const std::string name = "Round " + std::to_string(++round);
        const Answer answer =
            call("core_course_update_courses",
                 rows("courses", {fields, {{"id", std::to_string(good)}, {"fullname", name}}}));
        EXPECT_EQ(answer.warnings(), std::vector<std::string>{code}) << answer.body;
        if (answer.list("warnings").size() == 1) {
            const auto& warning = answer.list("warnings")[0].as_object();
            EXPECT_EQ(text(warning, "item"), "course");
            EXPECT_EQ(std::to_string(number(warning, "itemid")), fields[0].second);
        }
        EXPECT_EQ(text(course_by_id(good), "fullname"), name);
    }
    // Moodle warned of the category that is not there and wrote it all the same; a course in no
    // category cannot be deleted where deleted courses go to the recycle bin.
    call("core_course_update_courses",
         rows("courses", {{{"id", other}, {"categoryid", std::to_string(home())}}}));
}

TEST_P(Courses, UpdateLooksAtTheDatesOfTheCallAlone) {
    const Id id =
        make_course(course(unique("c"), {{"startdate", "1790000000"}, {"enddate", "1800000000"}}));
    const auto update = [&](const Fields& dates) {
        Fields fields = {{"id", std::to_string(id)}};
        fields.insert(fields.end(), dates.begin(), dates.end());
        return call("core_course_update_courses", rows("courses", {fields})).warnings();
    };
    EXPECT_EQ(update({{"enddate", "1800000001"}}),
              std::vector<std::string>{"nostartdatenoenddate"});
    EXPECT_TRUE(update({{"startdate", "1800000002"}}).empty()) << "behind the end";
    EXPECT_EQ(number(course_by_id(id), "startdate"), 1800000002);
    EXPECT_EQ(number(course_by_id(id), "enddate"), 1800000000);
    EXPECT_TRUE(update({{"startdate", "1790000000"}, {"enddate", "1800000001"}}).empty());
    EXPECT_EQ(number(course_by_id(id), "enddate"), 1800000001);
    EXPECT_TRUE(update({{"enddate", "0"}}).empty());
    EXPECT_EQ(number(course_by_id(id), "enddate"), 0);
}

TEST_P(Courses, ByFieldFindsOneValue) {
    const std::string name = unique("c");
    const Id id = make_course(course(name)), second = make_course();
    const auto found = [&](const char* field, const std::string& value) {
        auto ids =
            ids_of(call("core_course_get_courses_by_field", {{"field", field}, {"value", value}})
                       .list("courses"));
        std::sort(ids.begin(), ids.end());
        return ids;
    };
    EXPECT_EQ(found("id", std::to_string(id)), std::vector<Id>{id});
    EXPECT_EQ(found("ids", std::to_string(id) + "," + std::to_string(second)),
              (std::vector<Id>{id, second}));
    EXPECT_EQ(found("shortname", name), std::vector<Id>{id});
    EXPECT_EQ(found("idnumber", "contract:" + name), std::vector<Id>{id});
    if (folds_text()) {
        EXPECT_EQ(found("idnumber", "CONTRACT:" + name), std::vector<Id>{id});
    }
    EXPECT_EQ(found("category", std::to_string(home())), (std::vector<Id>{id, second}));
}

TEST_P(Courses, ByFieldShowsMore) {
    const std::string name = unique("c");
    make_course(course(name));
    const Answer answer = call("core_course_get_courses_by_field",
                               {{"field", "idnumber"}, {"value", "contract:" + name}});
    ASSERT_EQ(answer.list("courses").size(), 1U) << answer.body;
    const auto& shown = answer.list("courses")[0].as_object();
    EXPECT_TRUE(text(shown, "categoryname").starts_with("cat-"));
    EXPECT_EQ(shown.at("enrollmentmethods"), json::array({"manual"}));
    EXPECT_TRUE(shown.at("contacts").as_array().empty());
    EXPECT_EQ(text(shown, "idnumber"), "contract:" + name);
    EXPECT_GT(number(shown, "timemodified"), 0);
    EXPECT_EQ(number(shown, "visible"), 1);
}

TEST_P(Courses, ByFieldWithoutAHitIsEmptyAndABadFieldAnError) {
    EXPECT_EQ(
        call("core_course_get_courses_by_field", {{"field", "idnumber"}, {"value", unique("none")}})
            .body,
        R"({"courses":[],"warnings":[]})");
    EXPECT_EQ(call("core_course_get_courses_by_field", {{"field", "colour"}, {"value", "red"}})
                  .errorcode(),
              "invalidparameter");
}

TEST_P(Courses, GetCoursesLeavesMissesOut) {
    const Id first = make_course(), second = make_course();
    const Answer answer =
        call("core_course_get_courses", {{"options[ids][0]", std::to_string(second)},
                                         {"options[ids][1]", std::to_string(kNobody)},
                                         {"options[ids][2]", std::to_string(first)}});
    EXPECT_EQ(ids_of(answer.list()), (std::vector<Id>{first, second})) << answer.body;
}

TEST_P(Courses, GetCoursesWithoutOptionsListsTheSiteCourseToo) {
    const Id mine = make_course();
    const auto ids = ids_of(call("core_course_get_courses").list());
    EXPECT_NE(std::find(ids.begin(), ids.end(), 1), ids.end());
    EXPECT_NE(std::find(ids.begin(), ids.end(), mine), ids.end());
}

TEST_P(Courses, CategoriesCountTheirCourses) {
    make_course();
    make_course();
    EXPECT_EQ(number(category_by_id(home()), "coursecount"), 2);
}

TEST_P(Courses, DeletingWarnsOfUnknownIdsAndDoesTheOthers) {
    const Answer made = call("core_course_create_courses", rows("courses", {course(unique("c"))}));
    ASSERT_EQ(made.list().size(), 1U) << made.body;
    const Id id = number(made.list()[0].as_object(), "id");
    const Answer answer =
        call("core_course_delete_courses",
             {{"courseids[0]", std::to_string(kNobody)}, {"courseids[1]", std::to_string(id)}});
    ASSERT_EQ(answer.warnings(), std::vector<std::string>{"unknowncourseidnumber"}) << answer.body;
    EXPECT_EQ(number(answer.list("warnings")[0].as_object(), "itemid"), kNobody);
    EXPECT_TRUE(course_by_id(id).empty());
}
