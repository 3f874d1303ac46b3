// SPDX-License-Identifier: GPL-3.0-or-later
// core_course_{create,update,delete,get}_categories.
#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "sandbox/moodle/calls.h"
#include "sandbox/moodle/ws_error.h"

namespace causeway::sandbox {

namespace json = boost::json;

namespace {

constexpr std::size_t kNameLimit = 255;
constexpr std::size_t kIdNumberLimit = 100;

WsError unknown_category(Id id) {
    return moodle_error("unknowncategory",
                        "Unknown category with category ID number \"" + std::to_string(id) + "\"");
}

void check_lengths(const Php& row) {
    if (too_long(row.text("name"), kNameLimit))
        throw moodle_error("categorytoolong", "Category name too long");
    if (too_long(row.text("idnumber"), kIdNumberLimit))
        throw moodle_error("idnumbertoolong", "ID number is too long");
}

void check_idnumber(const Site& site, const std::string& idnumber, Id self) {
    if (idnumber.empty()) return;
    const Id holder = site.category_by_idnumber(idnumber);
    if (holder != 0 && holder != self)
        throw moodle_error("categoryidnumbertaken",
                           "ID number is already used for another category");
}

Category made_from(CallContext& context, const Php& row) {
    Category made;
    made.parent = row.number("parent");
    if (made.parent != 0 && !context.site.category(made.parent))
        throw moodle_error("unknowcategory", "Category not known!");
    made.name = row.text("name");
    if (made.name.empty() || made.name == "0")
        throw moodle_error("categorynamerequired", "Category name is required");
    check_lengths(row);
    made.idnumber = row.text("idnumber");
    made.has_idnumber = row.has("idnumber");
    check_idnumber(context.site, made.idnumber, 0);
    made.description = row.text("description");
    made.descriptionformat = static_cast<int>(row.number("descriptionformat", 1));
    made.theme = row.text("theme");
    made.timemodified = context.now;
    return made;
}

json::value create(CallContext& context, const Php& args) {
    Undo undo;
    json::array answer;
    for (const auto& [index, row] : args.list("categories").items()) {
        const Category& made = context.site.add_category(made_from(context, row));
        undo.add([&site = context.site, id = made.id] { site.remove_category(id); });
        answer.push_back({{"id", made.id}, {"name", formatted(made.name)}});
    }
    undo.keep();
    return answer;
}

void update_one(CallContext& context, const Php& row, Undo& undo) {
    Site& site = context.site;
    const Id id = row.number("id");
    Category* category = site.category(id);
    if (!category) throw unknown_category(id);
    check_lengths(row);
    if (row.has("name") && row.text("name").empty())
        throw moodle_error("categorynamerequired", "Category name is required");
    if (row.has("idnumber")) check_idnumber(site, row.text("idnumber"), id);
    if (row.has("parent")) {
        const Id parent = row.number("parent");
        if (parent != 0 && !site.category(parent)) throw missing_record("course_categories");
        if (parent != 0 && site.below(parent, id))
            throw moodle_error("cannotmovecategory", "Cannot move category");
    }
    undo.add([&site, id, before = *category] {
        Category& now = *site.category(id);
        site.move_category(id, before.parent);
        site.change_category(now, [&](Category& it) {
            it.name = before.name;
            it.idnumber = before.idnumber;
            it.has_idnumber = before.has_idnumber;
            it.description = before.description;
            it.theme = before.theme;
            it.timemodified = before.timemodified;
        });
    });
    if (row.has("parent")) site.move_category(id, row.number("parent"));
    site.change_category(*category, [&](Category& it) {
        it.name = row.text("name", it.name);
        it.has_idnumber = it.has_idnumber || row.has("idnumber");
        it.idnumber = row.text("idnumber", it.idnumber);
        it.description = row.text("description", it.description);
        it.theme = row.text("theme", it.theme);
        it.timemodified = context.now;
    });
}

json::value update(CallContext& context, const Php& args) {
    Undo undo;
    for (const auto& [index, row] : args.list("categories").items())
        update_one(context, row, undo);
    undo.keep();
    return nullptr;
}

// Everything below it, deepest first, then itself.
void remove_with_all(Site& site, Id id) {
    const std::vector<Id> children = site.category(id)->children;
    for (const Id child : children)
        remove_with_all(site, child);
    const std::vector<Id> courses = site.category(id)->courses;
    for (const Id course : courses)
        site.remove_course(course);
    site.remove_category(id);
}

void remove_into(Site& site, Id id, Id target) {
    const std::vector<Id> children = site.category(id)->children;
    for (const Id child : children)
        site.move_category(child, target);
    const std::vector<Id> courses = site.category(id)->courses;
    for (const Id course : courses)
        site.change_course(*site.course(course), [&](Course& it) { it.category = target; });
    site.remove_category(id);
}

// What Moodle would do with one row; thrown refusals come before anything is changed, since what
// a removal destroys could not be brought back.
struct Removal {
    Id id;
    bool recursive;
    Id target;
};

Removal planned(Site& site, const Php& row, const std::set<Id>& gone) {
    const Id id = row.number("id");
    const Category* category = site.category(id);
    const bool went =
        std::any_of(gone.begin(), gone.end(), [&](Id earlier) { return site.below(id, earlier); });
    if (!category || went) throw unknown_category(id);
    if (row.flag("recursive")) return {id, true, 0};
    Id target = category->parent;
    if (row.number("newparent") != 0) {
        target = row.number("newparent");
        if (!site.category(target) || gone.contains(target)) throw unknown_category(target);
        const bool full = !category->children.empty() || !category->courses.empty();
        if (site.below(target, id) && (target != id || full))
            throw moodle_error("cannotmovecategory", "Cannot move category");
    } else if (target == 0) {
        throw moodle_error("movecatcontentstoroot",
                           "Moving the category content to root is not allowed. You must move "
                           "the contents to an existing category!");
    }
    return {id, false, target};
}

json::value remove(CallContext& context, const Php& args) {
    Site& site = context.site;
    std::vector<Removal> steps;
    std::set<Id> gone;
    for (const auto& [index, row] : args.list("categories").items()) {
        steps.push_back(planned(site, row, gone));
        gone.insert(steps.back().id);
    }
    for (const Removal& step : steps) {
        const bool empty =
            site.category(step.id)->children.empty() && site.category(step.id)->courses.empty();
        if (step.recursive || empty)
            remove_with_all(site, step.id);
        else
            remove_into(site, step.id, step.target);
    }
    return nullptr;
}

bool same(const Category& category, const std::string& key, const std::string& value) {
    if (key == "id" || key == "ids") return false;  // see wanted()
    if (key == "name") return collated(category.name) == collated(value);
    if (key == "parent") return category.parent == to_number(value);
    if (key == "idnumber")
        return category.has_idnumber && collated(category.idnumber) == collated(value);
    if (key == "visible") return value == "1";
    return !value.empty() && category.theme == value;  // no theme is NULL, which equals nothing
}

std::set<Id> ids_in(const std::string& list) {
    std::set<Id> ids;
    std::size_t at = 0;
    while (at <= list.size()) {
        const auto end = std::min(list.find(',', at), list.size());
        ids.insert(to_number(std::string_view(list).substr(at, end - at)));
        at = end + 1;
    }
    return ids;
}

bool wanted(const Category& category, const Php& criteria) {
    for (const auto& [index, row] : criteria.items()) {
        const std::string key = row.text("key");
        const bool by_id = key == "id" || key == "ids";
        if (by_id ? !ids_in(row.text("value")).contains(category.id)
                  : !same(category, key, row.text("value")))
            return false;
    }
    return true;
}

void check_criteria(const Php& criteria) {
    std::set<std::string> seen;
    for (const auto& [index, row] : criteria.items()) {
        const std::string key = row.text("key");
        if (!std::set<std::string>{"id", "ids", "name", "parent", "idnumber", "visible", "theme"}
                 .contains(key))
            throw moodle_error("criteriaerror", "Missing permissions to search on a criterion.");
    }
}

json::object shown(const Category& category) {
    return {{"id", category.id},
            {"name", formatted(category.name)},
            {"idnumber", category.has_idnumber ? json::value(category.idnumber) : json::value()},
            {"description", formatted_html(category.description)},
            {"descriptionformat", category.descriptionformat},
            {"parent", category.parent},
            {"sortorder", category.sortorder},
            {"coursecount", category.courses.size()},
            {"visible", 1},
            {"visibleold", 1},
            {"timemodified", category.timemodified},
            {"depth", category.depth},
            {"path", category.path},
            {"theme", category.theme}};
}

json::value get(CallContext& context, const Php& args) {
    auto& all = context.site.categories();
    const Php& criteria = args.list("criteria");
    check_criteria(criteria);
    std::set<Id> chosen;
    for (const auto& [id, category] : all)
        if (wanted(category, criteria)) chosen.insert(id);
    if (args.flag("addsubcategories", true) && criteria.size() > 0)
        for (const auto& [id, category] : all)
            if (std::any_of(chosen.begin(), chosen.end(),
                            [&, below = id](Id top) { return context.site.below(below, top); }))
                chosen.insert(id);
    std::vector<const Category*> rows;
    for (const Id id : chosen)
        rows.push_back(&all.at(id));
    // Moodle compares the numbers as texts: 100000 comes before 20000.
    std::sort(rows.begin(), rows.end(), [](const Category* a, const Category* b) {
        return std::to_string(a->sortorder) < std::to_string(b->sortorder);
    });
    json::array answer;
    for (const Category* category : rows)
        answer.push_back(shown(*category));
    return answer;
}

}  // namespace

void add_category_functions(std::map<std::string, Function>& functions) {
    const auto integer = Shape::of(Type::integer);
    const auto raw = Shape::of(Type::raw);
    const auto theme = Shape::of(Type::theme);
    functions["core_course_create_categories"] = {
        Shape::object({{"categories", Shape::list(Shape::object({
                                          {"name", Shape::of(Type::text)},
                                          {"parent", integer, Need::defaulted, "0"},
                                          {"idnumber", raw, Need::optional},
                                          {"description", raw, Need::optional},
                                          {"descriptionformat", integer, Need::defaulted, "1"},
                                          {"theme", theme, Need::optional},
                                      }))}}),
        "categories", create};
    functions["core_course_update_categories"] = {
        Shape::object({{"categories", Shape::list(Shape::object({
                                          {"id", integer},
                                          {"name", Shape::of(Type::text), Need::optional},
                                          {"idnumber", raw, Need::optional},
                                          {"parent", integer, Need::optional},
                                          {"description", raw, Need::optional},
                                          {"descriptionformat", integer, Need::defaulted, "1"},
                                          {"theme", theme, Need::optional},
                                      }))}}),
        "categories", update};
    functions["core_course_delete_categories"] = {
        Shape::object(
            {{"categories", Shape::list(Shape::object({
                                {"id", integer},
                                {"newparent", integer, Need::optional},
                                {"recursive", Shape::of(Type::boolean), Need::defaulted, "0"},
                            }))}}),
        "categories", remove};
    functions["core_course_get_categories"] = {
        Shape::object(
            {{"criteria",
              Shape::list(Shape::object({{"key", Shape::of(Type::alpha)}, {"value", raw}})),
              Need::defaulted, ""},
             {"addsubcategories", Shape::of(Type::boolean), Need::defaulted, "1"}}),
        "", get};
}

}  // namespace causeway::sandbox
