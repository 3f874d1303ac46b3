// SPDX-License-Identifier: GPL-3.0-or-later
// core_course_{create,update,delete,get}_categories.
#include <algorithm>

#include "wire.h"

using namespace causeway::contract;
CAUSEWAY_CONTRACT(Categories);

TEST_P(Categories, CreateAnswersIdsAndNamesInOrder) {
    const std::string a = unique("a"), b = unique("b");
    const Answer answer =
        call("core_course_create_categories", rows("categories", {{{"name", b}}, {{"name", a}}}));
    keep_categories(answer);
    ASSERT_EQ(answer.list().size(), 2U) << answer.body;
    EXPECT_EQ(keys(answer.list()[0].as_object()), (std::vector<std::string>{"id", "name"}));
    EXPECT_EQ(text(answer.list()[0].as_object(), "name"), b);
    EXPECT_EQ(text(answer.list()[1].as_object(), "name"), a);
}

TEST_P(Categories, ACategoryShowsItsPlaceInTheTree) {
    const Id top = make_category();
    const Id below = make_category({{"parent", std::to_string(top)}, {"description", "Words"}});
    const auto shown = category_by_id(below);
    EXPECT_EQ(keys(shown), (std::vector<std::string>{"id", "name", "idnumber", "description",
                                                     "descriptionformat", "parent", "sortorder",
                                                     "coursecount", "visible", "visibleold",
                                                     "timemodified", "depth", "path", "theme"}));
    EXPECT_EQ(number(shown, "parent"), top);
    EXPECT_EQ(number(shown, "depth"), 2);
    EXPECT_EQ(text(shown, "path"), "/" + std::to_string(top) + "/" + std::to_string(below));
    EXPECT_EQ(number(shown, "coursecount"), 0);
    EXPECT_EQ(number(shown, "visible"), 1);
    EXPECT_EQ(text(shown, "description"), "Words");
}

TEST_P(Categories, NoIdnumberIsNull) {
    const auto shown = category_by_id(make_category({{"-idnumber", ""}}));
    EXPECT_TRUE(shown.at("idnumber").is_null());
}

TEST_P(Categories, ADuplicateIdnumberUndoesTheBatch) {
    const std::string key = "contract:" + unique("k"), fresh = "contract:" + unique("k");
    make_category({{"idnumber", key}});
    const Answer answer = call("core_course_create_categories",
                               rows("categories", {{{"name", "Fresh"}, {"idnumber", fresh}},
                                                   {{"name", "Again"}, {"idnumber", key}}}));
    keep_categories(answer);
    EXPECT_EQ(answer.errorcode(), "categoryidnumbertaken") << answer.body;
    EXPECT_TRUE(call("core_course_get_categories",
                     {{"criteria[0][key]", "idnumber"}, {"criteria[0][value]", fresh}})
                    .list()
                    .empty());
}

TEST_P(Categories, ADuplicateNameIsFine) {
    const std::string name = unique("cat");
    EXPECT_NE(make_category({{"name", name}}), make_category({{"name", name}}));
}

TEST_P(Categories, AnUnknownParentIsNamedWithMoodlesSpelling) {
    const Answer answer =
        call("core_course_create_categories",
             rows("categories", {{{"name", "Lost"}, {"parent", std::to_string(kNobody)}}}));
    keep_categories(answer);
    EXPECT_EQ(answer.errorcode(), "unknowcategory") << answer.body;
}

TEST_P(Categories, NamesAreCheckedButNotTrimmed) {
    Answer answer = call("core_course_create_categories",
                         rows("categories", {{{"name", "<script>x</script>"}}}));
    keep_categories(answer);
    EXPECT_EQ(answer.errorcode(), "invalidparameter") << answer.body;
    answer = call("core_course_create_categories",
                  rows("categories", {{{"name", std::string(256, 'x')}}}));
    keep_categories(answer);
    EXPECT_EQ(answer.errorcode(), "categorytoolong") << answer.body;
    answer = call("core_course_create_categories", rows("categories", {{{"name", ""}}}));
    keep_categories(answer);
    EXPECT_EQ(answer.errorcode(), "categorynamerequired") << answer.body;
    answer =
        call("core_course_create_categories",
             rows("categories", {{{"name", "Long key"}, {"idnumber", std::string(101, 'x')}}}));
    keep_categories(answer);
    EXPECT_EQ(answer.errorcode(), "idnumbertoolong") << answer.body;
}

TEST_P(Categories, AnAmpersandComesBackAsAnEntity) {
    const std::string name = unique("R&D");
    EXPECT_EQ(text(category_by_id(make_category({{"name", name}})), "name"),
              "R&amp;D" + name.substr(3));
}

TEST_P(Categories, UpdateRenamesAndMoves) {
    const Id from = make_category(), to = make_category();
    const Id moved = make_category({{"parent", std::to_string(from)}});
    EXPECT_EQ(call("core_course_update_categories",
                   rows("categories", {{{"id", std::to_string(moved)},
                                        {"name", "Moved"},
                                        {"parent", std::to_string(to)}}}))
                  .body,
              "null");
    const auto shown = category_by_id(moved);
    EXPECT_EQ(text(shown, "name"), "Moved");
    EXPECT_EQ(number(shown, "parent"), to);
    EXPECT_EQ(text(shown, "path"), "/" + std::to_string(to) + "/" + std::to_string(moved));
    EXPECT_TRUE(text(shown, "idnumber").starts_with("contract:"));
}

TEST_P(Categories, UpdateIsAllOrNothing) {
    const Id id = make_category({{"name", "Before"}});
    const Answer answer =
        call("core_course_update_categories",
             rows("categories", {{{"id", std::to_string(id)}, {"name", "After"}},
                                 {{"id", std::to_string(kNobody)}, {"name", "Nobody"}}}));
    EXPECT_EQ(answer.errorcode(), "unknowncategory") << answer.body;
    EXPECT_EQ(text(category_by_id(id), "name"), "Before");
}

TEST_P(Categories, UpdateRefusesATakenIdnumber) {
    const std::string key = "contract:" + unique("k");
    make_category({{"idnumber", key}});
    const Id id = make_category();
    const Answer answer =
        call("core_course_update_categories",
             rows("categories", {{{"id", std::to_string(id)}, {"idnumber", key}}}));
    EXPECT_EQ(answer.errorcode(), "categoryidnumbertaken") << answer.body;
}

TEST_P(Categories, UpdateRefusesBadParents) {
    const Id top = make_category(), below = make_category({{"parent", std::to_string(top)}});
    const auto moved = [&](Id id, Id parent) {
        return call("core_course_update_categories",
                    rows("categories",
                         {{{"id", std::to_string(id)}, {"parent", std::to_string(parent)}}}))
            .errorcode();
    };
    EXPECT_EQ(moved(below, kNobody), "invalidrecord");
    EXPECT_EQ(moved(top, below), "cannotmovecategory");
    EXPECT_EQ(moved(top, top), "cannotmovecategory");
    EXPECT_EQ(number(category_by_id(below), "parent"), top);
}

TEST_P(Categories, GetFindsByEachCriterion) {
    const std::string name = unique("cat");
    const Id top = make_category({{"name", name}, {"idnumber", "contract:" + name}});
    const Id below = make_category({{"parent", std::to_string(top)}});
    const auto found = [&](const char* key, const std::string& value, const char* sub) {
        std::vector<Id> ids;
        for (const auto& row : call("core_course_get_categories", {{"criteria[0][key]", key},
                                                                   {"criteria[0][value]", value},
                                                                   {"addsubcategories", sub}})
                                   .list())
            ids.push_back(number(row.as_object(), "id"));
        std::sort(ids.begin(), ids.end());  // Moodle sorts numbers as texts: no order to rely on
        return ids;
    };
    EXPECT_EQ(found("id", std::to_string(top), "0"), std::vector<Id>{top});
    EXPECT_EQ(found("id", std::to_string(top), "1"), (std::vector<Id>{top, below}));
    EXPECT_EQ(found("ids", std::to_string(top) + "," + std::to_string(below), "0"),
              (std::vector<Id>{top, below}));
    EXPECT_EQ(found("name", name, "0"), std::vector<Id>{top});
    EXPECT_EQ(found("idnumber", "contract:" + name, "0"), std::vector<Id>{top});
    EXPECT_EQ(found("parent", std::to_string(top), "0"), std::vector<Id>{below});
    EXPECT_TRUE(found("idnumber", "contract:" + unique("none"), "1").empty());
}

TEST_P(Categories, GetWithoutCriteriaListsAll) {
    const Id mine = make_category();
    bool first = false, found = false;
    const Answer answer = call("core_course_get_categories");
    for (const auto& row : answer.list()) {
        first = first || number(row.as_object(), "id") == 1;
        found = found || number(row.as_object(), "id") == mine;
    }
    EXPECT_TRUE(first && found);
}

TEST_P(Categories, DeletingATopCategoryNeedsATargetEvenWhenEmpty) {
    const Id id = make_category();
    const Answer answer =
        call("core_course_delete_categories", {{"categories[0][id]", std::to_string(id)}});
    EXPECT_EQ(answer.errorcode(), "movecatcontentstoroot") << answer.body;
    EXPECT_FALSE(category_by_id(id).empty());
}

TEST_P(Categories, DeletingASubcategoryMovesItsContentsUp) {
    const Id top = make_category(), id = make_category({{"parent", std::to_string(top)}});
    const Id below = make_category({{"parent", std::to_string(id)}});
    const Id held = make_course(course(unique("c"), {{"categoryid", std::to_string(id)}}));
    EXPECT_EQ(
        call("core_course_delete_categories", {{"categories[0][id]", std::to_string(id)}}).body,
        "null");
    EXPECT_TRUE(category_by_id(id).empty());
    EXPECT_EQ(number(category_by_id(below), "parent"), top);
    EXPECT_EQ(number(course_by_id(held), "categoryid"), top);
    forget_category(id);
}

TEST_P(Categories, DeletingAFullTopCategoryNeedsATarget) {
    const Id id = home();
    const Id held = make_course();
    const Answer answer =
        call("core_course_delete_categories", {{"categories[0][id]", std::to_string(id)}});
    EXPECT_EQ(answer.errorcode(), "movecatcontentstoroot") << answer.body;
    EXPECT_EQ(number(course_by_id(held), "categoryid"), id);
}

TEST_P(Categories, DeletingMovesItsCoursesToTheTarget) {
    const Id target = make_category(), id = home(), held = make_course();
    EXPECT_EQ(call("core_course_delete_categories",
                   {{"categories[0][id]", std::to_string(id)},
                    {"categories[0][newparent]", std::to_string(target)}})
                  .body,
              "null");
    EXPECT_EQ(number(course_by_id(held), "categoryid"), target);
    EXPECT_EQ(number(category_by_id(target), "coursecount"), 1);
    forget_category(id);
}

TEST_P(Categories, DeletingRecursivelyTakesItsCoursesToo) {
    const Id id = make_category();
    const Answer made =
        call("core_course_create_courses",
             rows("courses", {course(unique("c"), {{"categoryid", std::to_string(id)}})}));
    ASSERT_EQ(made.list().size(), 1U) << made.body;
    EXPECT_EQ(call("core_course_delete_categories",
                   {{"categories[0][id]", std::to_string(id)}, {"categories[0][recursive]", "1"}})
                  .body,
              "null");
    EXPECT_TRUE(course_by_id(number(made.list()[0].as_object(), "id")).empty());
    forget_category(id);
}

TEST_P(Categories, DeletingAnUnknownOneUndoesTheCall) {
    const Id id = make_category();
    const Answer answer =
        call("core_course_delete_categories", {{"categories[0][id]", std::to_string(id)},
                                               {"categories[0][recursive]", "1"},
                                               {"categories[1][id]", std::to_string(kNobody)}});
    EXPECT_EQ(answer.errorcode(), "unknowncategory") << answer.body;
    EXPECT_FALSE(category_by_id(id).empty());
}
