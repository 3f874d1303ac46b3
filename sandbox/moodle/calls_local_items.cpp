// SPDX-License-Identifier: GPL-3.0-or-later
// local_opensis_upsert_grade_items: openSIS's own assignments as graded items.
#include <boost/json.hpp>
#include <charconv>
#include <cmath>

#include "sandbox/moodle/calls.h"
#include "sandbox/moodle/local_rows.h"

namespace causeway::sandbox {

namespace json = boost::json;

namespace {

const RowSpec& item_spec() {
    static const RowSpec spec = {
        {"id", {RowType::number}},
        {"course", {RowType::number}},
        {"courseidnumber", {RowType::text, 100}},
        {"idnumber", {RowType::text, 100}},
        {"as", {RowType::text, 10}},
        {"name", {RowType::text, 255}},
        {"description", {RowType::text}},
        {"grademax", {RowType::text, 20}},
        {"assigned", {RowType::number}},
        {"due", {RowType::number}},
        {"category", {RowType::number}},
        {"remove", {RowType::flag}},
    };
    return spec;
}

double points(const Row& row) {
    const std::string text = row.text("grademax");
    double value = 0;
    const auto [at, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || at != text.data() + text.size() || value <= 0 || value > 99999)
        throw row_fault("invalidparameter", "grademax", text);
    return std::round(value * 1e5) / 1e5;
}

void check(const Row& row) {
    if (row.number("course") == 0 && row.text("courseidnumber").empty())
        throw row_fault("missingfield", "course");
    if (row.number("id") == 0) row.demand("idnumber");
    const std::string as = row.text("as", "manual");
    if (as != "manual" && as != "assign") throw row_fault("invalidparameter", "as", as);
    row.demand_if_given("idnumber");
    row.demand_if_given("name");
    if (cleaned(Type::text, row.text("name")) != row.text("name"))
        throw row_fault("invalidparameter", "name", row.text("name"));
    if (row.has("grademax")) points(row);
    if (row.number("assigned") != 0 && row.number("due") != 0 &&
        row.number("due") < row.number("assigned"))
        throw row_fault("invalidparameter", "due", std::to_string(row.number("due")));
}

// The item that the row is about; an empty object when there is none.
json::object find(const CallContext& context, const Course& course, const Row& row) {
    const Id id = row.number("id");
    json::object found;
    for (const auto& item : context.site.gradebook.of_course(GradeTable::items, course.id)) {
        const bool here =
            id != 0 ? item.at("id") == id
                    : std::string_view(item.at("idnumber").as_string()) == row.text("idnumber");
        if (!here) continue;
        if (!found.empty()) throw row_fault("idnumbernotunique", "idnumber", row.text("idnumber"));
        found = item.as_object();
    }
    if (found.empty() && id != 0 && row.number("remove") == 0)
        throw row_fault("gradeitemnotfound", "id", std::to_string(id));
    if (!found.empty() && found.at("itemtype") == "mod" && found.at("itemmodule") != "assign")
        throw row_fault("gradeitemnotours", id != 0 ? "id" : "idnumber",
                        found.at("name").as_string().c_str());
    return found;
}

bool graded(const CallContext& context, Id course, Id item) {
    for (const auto& grade : context.site.gradebook.of_course(GradeTable::grades, course))
        if (grade.at("itemid") == item && !grade.at("finalgrade").is_null()) return true;
    return false;
}

void put(CallContext& context, json::object item, What what) {
    item["timemodified"] = context.now;
    const Id id = item.at("id").as_int64();
    const Id course = item.at("courseid").as_int64();
    const std::string bad = context.site.gradebook.take(
        json::serialize(json::object{{"items", json::array{std::move(item)}}}));
    if (!bad.empty()) throw row_fault("dmlwriteexception");
    context.site.changes.note(ChangeKind::grades, what, id, 0, course);
}

Outcome take_back(CallContext& context, json::object item) {
    const Id id = item.at("id").as_int64();
    const Id course = item.at("courseid").as_int64();
    const bool manual = item.at("itemtype") == "manual";
    if (manual && !graded(context, course, id)) {
        context.site.gradebook.remove(GradeTable::items, id);
        context.site.changes.note(ChangeKind::grades, What::removed, id, 0, course);
        return {"removed", id};
    }
    const char* field = manual ? "hidden" : "visible";
    if (item.at(field).as_bool() == manual) return {"unchanged", id};
    item[field] = manual;
    put(context, std::move(item), What::updated);
    return {"updated", id};
}

Outcome write(CallContext& context, const Row& row) {
    check(row);
    const Course& course = course_named(context, row);
    json::object item = find(context, course, row);
    if (row.number("remove") != 0)
        return item.empty() ? Outcome{"unchanged", 0} : take_back(context, std::move(item));
    Gradebook& book = context.site.gradebook;
    const Id category = row.number("category");
    if (const GradeRow* held = book.row(GradeTable::categories, category);
        category != 0 && (!held || held->courseid != course.id))
        throw row_fault("unknowngradecategory", "category", std::to_string(category));
    const bool fresh = item.empty();
    if (fresh) {
        row.demand("name");
        row.demand("grademax");
        const Id top = book.begin(course.id);  // takes an id for the course's total
        item = {{"id", book.next_item()},
                {"courseid", course.id},
                {"categoryid", top},
                {"timecreated", context.now}};
        if (row.text("as") == "assign") {
            item["itemtype"] = "mod";
            item["itemmodule"] = "assign";
            item["iteminstance"] = item.at("id");
            item["cmid"] = item.at("id");
            item["url"] =
                context.url + "/mod/assign/view.php?id=" + std::to_string(item.at("id").as_int64());
        } else {
            item["itemtype"] = "manual";
            item["itemmodule"] = "";
            item["url"] = context.url + "/grade/report/index.php?id=" + std::to_string(course.id);
        }
    }
    const bool assignment = item.at("itemtype") == "mod";
    const json::object before = item;
    for (const char* field : {"name", "description", "idnumber"})
        if (row.has(field) && !(assignment && !fresh && std::string_view(field) == "description"))
            item[field] = row.text(field);
    if (row.has("grademax")) item["grademax"] = assignment ? std::ceil(points(row)) : points(row);
    for (const char* field : {"assigned", "due"})
        if (assignment && row.has(field)) item[field] = row.number(field);
    if (category != 0) item["categoryid"] = category;
    if (!fresh) item[assignment ? "visible" : "hidden"] = assignment;
    if (item == before) return {"unchanged", item.at("id").as_int64()};
    const Id id = item.at("id").as_int64();
    put(context, std::move(item), fresh ? What::created : What::updated);
    return {fresh ? "created" : "updated", id};
}

}  // namespace

void add_local_items(std::map<std::string, Function>& functions) {
    functions["local_opensis_upsert_grade_items"] = upsert_function(item_spec(), write);
}

}  // namespace causeway::sandbox
