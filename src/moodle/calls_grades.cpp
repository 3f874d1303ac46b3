// SPDX-License-Identifier: GPL-3.0-or-later
#include "moodle/calls_grades.h"

#include "moodle/json_read.h"

namespace causeway::moodle {

namespace {

// Moodle warns of a course that it leaves out; whoever reads the rest would take it for empty.
struct LeftOut {
    std::string code;
    std::string message;
};

void refuse_warnings(const boost::json::object& answer) {
    for (const auto& item : json::optional_array(answer, "warnings")) {
        const auto& warning = json::object(item);
        throw LeftOut{
            json::text(warning, "warningcode"),
            "course " + json::text(warning, "itemid") + ": " + json::text(warning, "message")};
    }
}

// As json::read, with a warning for a Fault.
template <class Read>
auto read_all(Channel& channel, const Arguments& arguments, Read&& shape)
    -> Called<decltype(shape(std::declval<const boost::json::object&>()))> {
    using T = decltype(shape(std::declval<const boost::json::object&>()));
    std::optional<LeftOut> left_out;
    auto read = json::read(channel, arguments, [&](const boost::json::value& value) -> T {
        const auto& answer = json::object(value);
        try {
            refuse_warnings(answer);
        } catch (const LeftOut& what) {
            left_out = what;
            return {};
        }
        return shape(answer);
    });
    if (read && left_out)
        return Fault{ErrorClass::refused,
                     {"Moodle left something out of its answer to " + arguments.function(), "",
                      plain_text(left_out->message),
                      "Give the service account the right to see the activities and grades of this "
                      "course, or take the course out of the link.",
                      "moodle.left_out"},
                     std::nullopt};
    return read;
}

struct Columns {
    const char* list;
    const char* cmid;
    const char* assigned;
    const char* due;
    const char* cut_off;
};

FoundActivity activity(const boost::json::object& from, const Columns& columns) {
    FoundActivity out;
    out.id = json::number(from, "id");
    out.cmid = json::number(from, columns.cmid);
    out.course = json::number(from, "course");
    out.name = json::dressed_text(from, "name");
    out.description = json::text(from, "intro");
    out.assigned = json::number(from, columns.assigned, 0);
    out.due = json::number(from, columns.due, 0);
    out.cut_off = json::number(from, columns.cut_off, 0);
    const double grade = json::real(from, "grade", 0);
    if (grade < 0)
        out.scale_id = static_cast<model::RemoteId>(-grade);
    else
        out.max = grade;
    out.modified = json::number(from, "timemodified", 0);
    return out;
}

Arguments of_courses(std::string_view function, std::span<const model::RemoteId> courses) {
    Arguments arguments(function);
    for (std::size_t i = 0; i < courses.size(); ++i)
        arguments.item("courseids", i, courses[i]);
    return arguments;
}

// No courses would mean the account's own.
Called<std::vector<FoundActivity>> activities(Channel& channel, std::string_view function,
                                              std::span<const model::RemoteId> courses,
                                              const Columns& columns) {
    if (courses.empty()) return std::vector<FoundActivity>{};
    return read_all(channel, of_courses(function, courses), [&](const boost::json::object& answer) {
        std::vector<FoundActivity> out;
        for (const auto& item : json::array(answer, columns.list))
            out.push_back(activity(json::object(item), columns));
        return out;
    });
}

ReportedGrade reported(const boost::json::object& from) {
    ReportedGrade out;
    out.item = json::number(from, "id");
    out.type = json::text(from, "itemtype");
    out.module = json::text(from, "itemmodule");
    out.instance = json::number(from, "iteminstance", 0);
    out.number = static_cast<int>(json::number(from, "itemnumber", 0));
    out.category = json::number(from, "categoryid", 0);
    out.cmid = json::number(from, "cmid", 0);
    out.name = json::dressed_text(from, "itemname");
    out.idnumber = json::text(from, "idnumber");
    out.weight = json::real(from, "weightraw");
    out.status = json::text(from, "status");
    out.grade = json::real(from, "graderaw");
    out.min = json::real(from, "grademin", 0);
    out.max = json::real(from, "grademax", 0);
    out.hidden = json::flag(from, "gradeishidden", false);
    out.locked = json::flag(from, "gradeislocked", false) || json::flag(from, "locked", false);
    out.overridden = json::flag(from, "gradeisoverridden", false);
    out.needs_update = json::flag(from, "gradeneedsupdate", false);
    out.feedback = json::text(from, "feedback");
    out.feedback_format = static_cast<int>(json::number(from, "feedbackformat", 1));
    out.submitted_at = json::number(from, "gradedatesubmitted", 0);
    out.graded_at = json::number(from, "gradedategraded", 0);
    return out;
}

// The content of one column of the table.
std::string cell(const boost::json::object& row, std::string_view column) {
    const auto* found = row.if_contains(column);
    if (found == nullptr || !found->is_object()) return "";
    return plain_text(json::text(found->get_object(), "content"));
}

int level_of(const boost::json::object& row) {
    const auto* found = row.if_contains("itemname");
    if (found == nullptr || !found->is_object()) return 0;
    const std::string classes = json::text(found->get_object(), "class");
    const auto at = classes.find("level");
    if (at == std::string::npos || at + 5 >= classes.size()) return 0;
    const char digit = classes[at + 5];
    return digit >= '0' && digit <= '9' ? digit - '0' : 0;
}

}  // namespace

Called<std::vector<FoundActivity>> get_assignments(Channel& channel,
                                                   std::span<const model::RemoteId> courses) {
    constexpr Columns kColumns = {"assignments", "cmid", "allowsubmissionsfromdate", "duedate",
                                  "cutoffdate"};
    if (courses.empty()) return std::vector<FoundActivity>{};
    Arguments arguments = of_courses("mod_assign_get_assignments", courses);
    arguments.flag("includenotenrolledcourses", true);
    return read_all(channel, arguments, [&](const boost::json::object& answer) {
        std::vector<FoundActivity> out;
        for (const auto& course : json::array(answer, "courses"))
            for (const auto& item : json::array(json::object(course), kColumns.list))
                out.push_back(activity(json::object(item), kColumns));
        return out;
    });
}

Called<std::vector<FoundActivity>> get_quizzes(Channel& channel,
                                               std::span<const model::RemoteId> courses) {
    return activities(channel, "mod_quiz_get_quizzes_by_courses", courses,
                      {"quizzes", "coursemodule", "timeopen", "timeclose", "timeclose"});
}

Called<std::vector<FoundActivity>> get_lessons(Channel& channel,
                                               std::span<const model::RemoteId> courses) {
    return activities(channel, "mod_lesson_get_lessons_by_courses", courses,
                      {"lessons", "coursemodule", "available", "deadline", "deadline"});
}

Called<std::vector<CourseModule>> get_contents(Channel& channel, model::RemoteId course) {
    Arguments arguments("core_course_get_contents");
    arguments.number("courseid", course);
    arguments.row("options", 0).text("name", "excludecontents").text("value", "1");
    return json::read(channel, arguments, [](const boost::json::value& value) {
        std::vector<CourseModule> out;
        for (const auto& item : json::array(value)) {
            const auto& section = json::object(item);
            for (const auto& module : json::array(section, "modules")) {
                const auto& from = json::object(module);
                out.push_back({.cmid = json::number(from, "id"),
                               .module = json::text(from, "modname"),
                               .instance = json::number(from, "instance", 0),
                               .name = json::dressed_text(from, "name"),
                               .section = json::dressed_text(section, "name"),
                               .visible = json::flag(from, "visible", true) &&
                                          json::flag(section, "visible", true),
                               .url = json::text(from, "url")});
            }
        }
        return out;
    });
}

Called<std::vector<ReportedStudent>> get_grade_items(Channel& channel, model::RemoteId course,
                                                     model::RemoteId user) {
    Arguments arguments("gradereport_user_get_grade_items");
    arguments.number("courseid", course).number("userid", user);
    return read_all(channel, arguments, [](const boost::json::object& answer) {
        std::vector<ReportedStudent> out;
        for (const auto& item : json::array(answer, "usergrades")) {
            const auto& from = json::object(item);
            ReportedStudent student;
            student.user = json::number(from, "userid");
            student.idnumber = json::text(from, "useridnumber");
            student.name = json::dressed_text(from, "userfullname");
            student.course_idnumber = json::text(from, "courseidnumber");
            for (const auto& line : json::array(from, "gradeitems"))
                student.grades.push_back(reported(json::object(line)));
            out.push_back(std::move(student));
        }
        return out;
    });
}

Called<std::vector<GradeTableRow>> get_grades_table(Channel& channel, model::RemoteId course,
                                                    model::RemoteId user) {
    Arguments arguments("gradereport_user_get_grades_table");
    arguments.number("courseid", course).number("userid", user);
    return read_all(channel, arguments, [](const boost::json::object& answer) {
        std::vector<GradeTableRow> out;
        for (const auto& item : json::array(answer, "tables"))
            for (const auto& line : json::array(json::object(item), "tabledata")) {
                // Lines without a name only draw the tree's lines.
                const auto* row = line.if_object();
                if (row == nullptr || !row->contains("itemname")) continue;
                out.push_back({.item = cell(*row, "itemname"),
                               .level = level_of(*row),
                               .weight = cell(*row, "weight"),
                               .grade = cell(*row, "grade"),
                               .range = cell(*row, "range"),
                               .percentage = cell(*row, "percentage"),
                               .feedback = cell(*row, "feedback"),
                               .contribution = cell(*row, "contributiontocoursetotal")});
            }
        return out;
    });
}

Called<std::vector<CourseTotal>> get_course_grades(Channel& channel, model::RemoteId user) {
    Arguments arguments("gradereport_overview_get_course_grades");
    arguments.number("userid", user);
    return read_all(channel, arguments, [](const boost::json::object& answer) {
        std::vector<CourseTotal> out;
        for (const auto& item : json::array(answer, "grades")) {
            const auto& from = json::object(item);
            CourseTotal total;
            total.course = json::number(from, "courseid");
            total.shown = plain_text(json::text(from, "grade"));
            const auto* raw = from.if_contains("rawgrade");
            const bool blank = raw != nullptr && raw->is_string() && raw->get_string().empty();
            if (!blank) total.raw = json::real(from, "rawgrade");
            out.push_back(std::move(total));
        }
        return out;
    });
}

}  // namespace causeway::moodle
