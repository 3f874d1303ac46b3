// SPDX-License-Identifier: GPL-3.0-or-later
// Moodle's own functions about activities, out of the Gradebook: assignments, quizzes, lessons,
// and where they stand in the course.
#include <boost/json.hpp>

#include "sandbox/moodle/calls.h"
#include "sandbox/moodle/ws_error.h"

namespace causeway::sandbox {

namespace json = boost::json;

namespace {

double real(const json::object& row, const char* key) {
    return row.at(key).to_number<double>();
}

// 50, not 50.0: as PHP writes a whole number.
json::value number(double value) {
    const auto whole = static_cast<std::int64_t>(value);
    return static_cast<double>(whole) == value ? json::value(whole) : json::value(value);
}

const Course& existing(const CallContext& context, Id id) {
    const Course* course = context.site.course(id);
    if (!course) throw missing_record("course");
    return *course;
}

json::object no_access(Id course) {
    return {{"item", "course"},
            {"itemid", course},
            {"warningcode", "1"},
            {"message", "No access rights in course context"}};
}

json::object activity(const json::object& item, const char* cmid) {
    json::object out = {
        {"id", item.at("iteminstance")},   {cmid, item.at("cmid")},
        {"course", item.at("courseid")},   {"name", formatted(item.at("name").as_string().c_str())},
        {"intro", item.at("description")}, {"introformat", 1},
        {"introfiles", json::array()}};
    const Id scale = item.at("scaleid").as_int64();
    out["grade"] = scale == 0 ? number(real(item, "grademax")) : json::value(-scale);
    out["timemodified"] = item.at("timemodified");
    return out;
}

// Of the courses that are asked for, one list of all; a course that is not there is a warning.
template <class Each>
json::array each_course(CallContext& context, const Php& args, const char* module,
                        const Each& each) {
    json::array warnings;
    for (const auto& [index, asked] : args.list("courseids").items()) {
        const Id id = to_number(asked.text());
        if (!context.site.course(id)) {
            warnings.push_back(no_access(id));
            continue;
        }
        json::array items;
        for (auto& item : context.site.gradebook.of_course(GradeTable::items, id))
            if (item.at("itemmodule") == module && item.at("itemtype") == "mod")
                items.push_back(std::move(item));
        each(*context.site.course(id), items);
    }
    return warnings;
}

json::value assignments(CallContext& context, const Php& args) {
    json::array courses;
    auto warnings =
        each_course(context, args, "assign", [&](const Course& course, const json::array& items) {
            // Who is not enrolled gets a course only when asking for such.
            if (!args.flag("includenotenrolledcourses")) return;
            json::array list;
            for (const auto& item : items) {
                json::object row = activity(item.as_object(), "cmid");
                row["allowsubmissionsfromdate"] = item.at("assigned");
                row["duedate"] = item.at("due");
                row["cutoffdate"] = item.at("cutoff");
                row["gradingduedate"] = 0;
                row["configs"] = json::array();
                row["introattachments"] = json::array();
                list.push_back(std::move(row));
            }
            courses.push_back({{"id", course.id},
                               {"fullname", formatted(course.fullname)},
                               {"shortname", formatted(course.shortname)},
                               {"timemodified", course.timemodified},
                               {"assignments", std::move(list)}});
        });
    return {{"courses", std::move(courses)}, {"warnings", std::move(warnings)}};
}

Function dated(const char* list_name, const char* module, const char* opens, const char* closes) {
    return {Shape::object({{"courseids", Shape::list(Shape::of(Type::integer)), Need::defaulted}}),
            "courseids", [=](CallContext& context, const Php& args) -> json::value {
                json::array list;
                auto warnings = each_course(
                    context, args, module, [&](const Course&, const json::array& items) {
                        for (const auto& item : items) {
                            json::object row = activity(item.as_object(), "coursemodule");
                            row[opens] = item.at("assigned");
                            row[closes] = item.at("due");
                            row["timelimit"] = 0;
                            list.push_back(std::move(row));
                        }
                    });
                return {{list_name, std::move(list)}, {"warnings", std::move(warnings)}};
            }};
}

json::value contents(CallContext& context, const Php& args) {
    const Course& course = existing(context, args.number("courseid"));
    json::array modules;
    for (const auto& item : context.site.gradebook.of_course(GradeTable::items, course.id)) {
        if (item.at("itemtype") != "mod") continue;
        const std::string module(item.at("itemmodule").as_string());
        modules.push_back({{"id", item.at("cmid")},
                           {"url", context.url + "/mod/" + module + "/view.php?id=" +
                                       std::to_string(item.at("cmid").as_int64())},
                           {"name", formatted(item.at("name").as_string().c_str())},
                           {"instance", item.at("iteminstance")},
                           {"visible", item.at("visible").as_bool() ? 1 : 0},
                           {"uservisible", true},
                           {"visibleoncoursepage", 1},
                           {"modname", module},
                           {"modplural", module},
                           {"indent", 0},
                           {"dates", json::array()}});
    }
    json::array sections;
    sections.push_back({{"id", course.id * 10},
                        {"name", "General"},
                        {"visible", 1},
                        {"summary", ""},
                        {"summaryformat", 1},
                        {"section", 0},
                        {"hiddenbynumsections", 0},
                        {"uservisible", true},
                        {"modules", std::move(modules)}});
    return sections;
}

}  // namespace

void add_activity_functions(std::map<std::string, Function>& functions) {
    const Shape integer = Shape::of(Type::integer);
    functions["mod_assign_get_assignments"] = {
        Shape::object(
            {{"courseids", Shape::list(integer), Need::defaulted},
             {"capabilities", Shape::list(Shape::of(Type::text)), Need::defaulted},
             {"includenotenrolledcourses", Shape::of(Type::boolean), Need::defaulted, "0"}}),
        "courseids", assignments};
    functions["mod_quiz_get_quizzes_by_courses"] =
        dated("quizzes", "quiz", "timeopen", "timeclose");
    functions["mod_lesson_get_lessons_by_courses"] =
        dated("lessons", "lesson", "available", "deadline");
    functions["core_course_get_contents"] = {
        Shape::object({{"courseid", integer},
                       {"options",
                        Shape::list(Shape::object({{"name", Shape::of(Type::alphanumext)},
                                                   {"value", Shape::of(Type::raw)}})),
                        Need::defaulted}}),
        "", contents};
}

}  // namespace causeway::sandbox
