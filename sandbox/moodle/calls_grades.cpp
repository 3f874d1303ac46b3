// SPDX-License-Identifier: GPL-3.0-or-later
// Moodle's own functions about grades, out of the Gradebook: the user report for all active
// students, its table, course totals. Aggregation and the excluded mark are told by none of them.
#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>

#include "sandbox/moodle/calls.h"
#include "sandbox/moodle/ws_error.h"

namespace causeway::sandbox {

namespace json = boost::json;

namespace {

std::string fixed(double value, int decimals) {
    char text[40];
    std::snprintf(text, sizeof text, "%.*f", decimals, value);
    return text;
}

double real(const json::object& row, const char* key) {
    return row.at(key).to_number<double>();
}

// 50, not 50.0: as PHP writes a whole number.
json::value number(double value) {
    const auto whole = static_cast<std::int64_t>(value);
    return static_cast<double>(whole) == value ? json::value(whole) : json::value(value);
}

// A line of the gradebook in its order: an item, or (after its children) a category's total.
struct Line {
    json::object row;
    bool total = false;
    bool top = false;
    int level = 1;
    [[nodiscard]] Id item() const { return row.at(total ? "itemid" : "id").as_int64(); }
};

void lines_below(const json::array& items, const json::array& categories, const json::object& at,
                 int level, std::vector<Line>& out) {
    for (const auto& item : items)
        if (item.at("categoryid") == at.at("id"))
            out.push_back({item.as_object(), false, false, level + 1});
    for (const auto& below : categories)
        if (below.at("parent") == at.at("id"))
            lines_below(items, categories, below.as_object(), level + 1, out);
    out.push_back({at, true, at.at("parent") == 0, level});
}

std::vector<Line> lines_of(const CallContext& context, Id course) {
    context.site.gradebook.begin(course);  // as Moodle makes it when somebody first looks
    json::array items = context.site.gradebook.of_course(GradeTable::items, course);
    std::ranges::stable_sort(
        items, {}, [](const json::value& item) { return item.at("sortorder").as_int64(); });
    const json::array categories = context.site.gradebook.of_course(GradeTable::categories, course);
    std::vector<Line> out;
    for (const auto& category : categories)
        if (category.at("parent") == 0)
            lines_below(items, categories, category.as_object(), 1, out);
    return out;
}

using Grades = std::map<std::pair<Id, Id>, json::object>;  // item, user

Grades grades_of(const CallContext& context, Id course, Id user) {
    Grades out;
    for (auto& grade : context.site.gradebook.of_course(GradeTable::grades, course, user))
        out[{grade.at("itemid").as_int64(), grade.at("userid").as_int64()}] = grade.as_object();
    return out;
}

bool hidden_now(const json::value& hidden, Id now) {
    if (hidden.is_bool()) return hidden.get_bool();
    return hidden.as_int64() == 1 || hidden.as_int64() > now;
}

std::string formatted_grade(const json::object& row, const json::value& grade, double min,
                            double max) {
    if (grade.is_null()) return "-";
    const double value = grade.to_number<double>();
    if (const auto* scale = row.if_contains("scale"))
        if (const auto& texts = scale->as_array(); !texts.empty()) {
            const auto last = static_cast<double>(texts.size());
            const auto at = static_cast<std::size_t>(std::clamp(value, 1.0, last));
            return std::string(texts[at - 1].as_string());
        }
    (void)min, (void)max;
    return fixed(value, 2);
}

json::object line_json(const Line& line, const Grades& grades, Id user, Id now) {
    static const json::object none = json::parse(R"({"finalgrade":null,"weight":null,
        "aggregationstatus":"unknown","overridden":0,"hidden":0,"locked":0,"feedback":"",
        "feedbackformat":0,"timegraded":0,"timesubmitted":0})")
                                         .as_object();
    const auto at = grades.find({line.item(), user});
    const json::object& grade = at == grades.end() ? none : at->second;
    const json::object& row = line.row;
    const bool mod = !line.total && row.at("itemtype") == "mod";
    const auto or_null = [](bool there, const json::value& value) {
        return there ? value : json::value(nullptr);
    };
    const double min = real(row, "grademin");
    const double max =
        line.total && at != grades.end() ? real(grade, "grademax") : real(row, "grademax");
    json::object out = {
        {"id", line.item()},
        {"itemname", line.total ? json::value(nullptr)
                                : json::value(formatted(row.at("name").as_string().c_str()))},
        {"itemtype",
         line.total ? json::value(line.top ? "course" : "category") : row.at("itemtype")},
        {"itemmodule", or_null(mod, line.total ? json::value(nullptr) : row.at("itemmodule"))},
        {"iteminstance", line.total ? row.at("id") : or_null(mod, row.at("iteminstance"))},
        {"itemnumber", line.total ? json::value(nullptr) : row.at("itemnumber")},
        {"idnumber", line.total ? json::value(nullptr) : row.at("idnumber")},
        {"categoryid", line.total ? json::value(nullptr) : row.at("categoryid")},
        {"outcomeid", nullptr},
        {"scaleid", nullptr},
        {"locked", !line.total && row.at("locked").as_int64() != 0}};
    if (mod) out["cmid"] = row.at("cmid");
    const json::value& weight = grade.at("weight");
    if (line.top) {
        out["weightraw"] = nullptr;
        out["weightformatted"] = "-";
    } else {
        const double share = weight.is_null() ? 0 : weight.to_number<double>();
        out["weightraw"] =
            weight.is_null() ? json::value(nullptr) : number(std::round(share * 1e5) / 1e5);
        out["weightformatted"] = weight.is_null() ? "-" : fixed(share * 100, 2) + " %";
        const std::string status(grade.at("aggregationstatus").as_string());
        if (status != "used" && status != "unknown") out["status"] = status;
    }
    const json::value& final = grade.at("finalgrade");
    const bool hidden = hidden_now(grade.at("hidden"), now) || hidden_now(row.at("hidden"), now);
    const auto time = [&](const char* key) {
        return grade.at(key).as_int64() == 0 ? json::value(nullptr) : grade.at(key);
    };
    out["graderaw"] = final.is_null() ? final : number(final.to_number<double>());
    out["gradedatesubmitted"] = time("timesubmitted");
    out["gradedategraded"] = time("timegraded");
    out["gradehiddenbydate"] = false;
    out["gradeneedsupdate"] = false;
    out["gradeishidden"] = hidden;
    out["gradeislocked"] = grade.at("locked").as_int64() != 0 || out.at("locked").as_bool();
    out["gradeisoverridden"] = grade.at("overridden").as_int64() != 0;
    out["gradeformatted"] = formatted_grade(row, final, min, max);
    out["grademin"] = number(min);
    out["grademax"] = number(max);
    out["rangeformatted"] = fixed(min, 0) + "&ndash;" + fixed(max, 0);
    out["percentageformatted"] =
        final.is_null() || max == min
            ? "-"
            : fixed((final.to_number<double>() - min) / (max - min) * 100, 2) + " %";
    out["feedback"] = grade.at("feedback");
    out["feedbackformat"] = grade.at("feedbackformat");
    return out;
}

void require_sight(const CallContext& context) {
    if (!context.switches.view_grades) throw not_permitted("View all grades");
}

const Course& existing(const CallContext& context, Id id) {
    const Course* course = context.site.course(id);
    if (!course) throw missing_record("course");
    return *course;
}

// Active students, one of them, or all; a user that is not there is refused.
std::vector<Id> students(const CallContext& context, const Course& course, Id user) {
    if (user != 0 && !context.site.user(user)) throw no_such_user();
    std::vector<Id> out;
    for (const Member& member : course.members)
        if (member.active(context.now) && (member.roles & 1U << 5) != 0 &&
            (user == 0 || member.userid == user))
            out.push_back(member.userid);
    if (user != 0 && out.empty()) throw moodle_error("notenrolled", "User not enrolled in course.");
    return out;
}

json::value grade_items(CallContext& context, const Php& args) {
    require_sight(context);
    const Course& course = existing(context, args.number("courseid"));
    const auto who = students(context, course, args.number("userid"));
    const auto lines = lines_of(context, course.id);
    const Grades grades = grades_of(context, course.id, args.number("userid"));
    int depth = 1;
    for (const Line& line : lines)
        depth = std::max(depth, line.level);
    json::array out;
    for (const Id id : who) {
        const User& user = *context.site.user(id);
        json::array items;
        for (const Line& line : lines)
            items.push_back(line_json(line, grades, id, context.now));
        out.push_back({{"courseid", course.id},
                       {"courseidnumber", course.idnumber},
                       {"userid", id},
                       {"userfullname", user.fullname()},
                       {"useridnumber", user.idnumber},
                       {"maxdepth", depth},
                       {"gradeitems", std::move(items)}});
    }
    return {{"usergrades", std::move(out)}, {"warnings", json::array()}};
}

json::object table_cell(const std::string& content) {
    return {{"class", "column"}, {"content", content}, {"headers", ""}};
}

json::value grades_table(CallContext& context, const Php& args) {
    require_sight(context);
    const Course& course = existing(context, args.number("courseid"));
    const auto who = students(context, course, args.number("userid"));
    const auto lines = lines_of(context, course.id);
    const Grades grades = grades_of(context, course.id, args.number("userid"));
    json::array tables;
    for (const Id id : who) {
        json::array rows;
        for (const Line& line : lines) {
            const json::object shown = line_json(line, grades, id, context.now);
            const std::string name = line.total
                                         ? std::string(line.row.at("name").as_string()) + " total"
                                         : std::string(line.row.at("name").as_string());
            const auto text = [&](const char* key) {
                return table_cell(std::string(shown.at(key).as_string()));
            };
            rows.push_back({{"itemname",
                             {{"class", "level" + std::to_string(line.level) + " column-itemname"},
                              {"colspan", 1},
                              {"content", "<div>" + formatted(name) + "</div>"},
                              {"id", "row_" + std::to_string(line.item())}}},
                            {"weight", text("weightformatted")},
                            {"grade", text("gradeformatted")},
                            {"range", text("rangeformatted")},
                            {"percentage", text("percentageformatted")},
                            {"feedback", text("feedback")},
                            {"contributiontocoursetotal", table_cell("-")},
                            {"parentcategories", json::array()}});
        }
        tables.push_back({{"courseid", course.id},
                          {"userid", id},
                          {"userfullname", context.site.user(id)->fullname()},
                          {"maxdepth", 3},
                          {"tabledata", std::move(rows)}});
    }
    return {{"tables", std::move(tables)}, {"warnings", json::array()}};
}

json::value course_grades(CallContext& context, const Php& args) {
    require_sight(context);
    const User* user = context.site.user(args.number("userid"));
    if (!user || user->deleted) throw no_such_user();
    json::array out;
    for (const Id id : user->courses) {
        const Course& course = *context.site.course(id);
        const Member* member = course.member(user->id);
        if (!member || !member->active(context.now)) continue;
        const auto lines = lines_of(context, id);
        const Grades grades = grades_of(context, id, user->id);
        const auto at = lines.empty() ? grades.end() : grades.find({lines.back().item(), user->id});
        const bool none = at == grades.end() || at->second.at("finalgrade").is_null();
        const double value = none ? 0 : at->second.at("finalgrade").to_number<double>();
        out.push_back({{"courseid", id},
                       {"grade", none ? json::value("-") : json::value(fixed(value, 2))},
                       {"rawgrade", none ? json::value(nullptr) : json::value(fixed(value, 5))}});
    }
    return {{"grades", std::move(out)}, {"warnings", json::array()}};
}

}  // namespace

void add_grade_functions(std::map<std::string, Function>& functions) {
    const Shape integer = Shape::of(Type::integer);
    const Shape of_student = Shape::object({{"courseid", integer},
                                            {"userid", integer, Need::defaulted, "0"},
                                            {"groupid", integer, Need::defaulted, "0"}});
    functions["gradereport_user_get_grade_items"] = {of_student, "", grade_items};
    functions["gradereport_user_get_grades_table"] = {of_student, "", grades_table};
    functions["gradereport_overview_get_course_grades"] = {
        Shape::object({{"userid", integer, Need::defaulted, "0"}}), "", course_grades};
    add_activity_functions(functions);
}

}  // namespace causeway::sandbox
