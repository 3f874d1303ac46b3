// SPDX-License-Identifier: GPL-3.0-or-later
#include "moodle/calls_courses.h"

#include "moodle/warnings_read.h"

namespace causeway::moodle {

namespace {

constexpr model::RemoteId kFrontPage = 1;  // the course that every Moodle has

std::vector<model::FoundCategory> categories_of(const boost::json::value& value) {
    std::vector<model::FoundCategory> categories;
    for (const auto& item : json::array(value)) {
        const auto& from = json::object(item);
        model::FoundCategory category;
        category.id = json::number(from, "id");
        category.idnumber = json::text(from, "idnumber");
        category.name = json::dressed_text(from, "name");
        category.parent = json::number(from, "parent");
        category.visible = json::flag(from, "visible", true);
        category.courses = json::number(from, "coursecount", 0);
        categories.push_back(std::move(category));
    }
    return categories;
}

model::FoundCourse course_of(const boost::json::object& from) {
    model::FoundCourse course;
    course.id = json::number(from, "id");
    course.idnumber = json::text(from, "idnumber");
    course.fullname = json::dressed_text(from, "fullname");
    course.shortname = json::dressed_text(from, "shortname");
    course.category = json::number(from, "categoryid", 0);
    course.start = json::number(from, "startdate", 0);
    course.end = json::number(from, "enddate", 0);
    course.visible = json::flag(from, "visible", true);
    return course;
}

Fault blind_to_idnumbers() {
    return {ErrorClass::stop,
            {"Could not list courses in Moodle", "",
             "the service account may not see the ID numbers of courses",
             "Allow moodle/course:update in the role of the service account, at system level.",
             "moodle.blind_to_idnumbers"},
            std::nullopt};
}

}  // namespace

// ---- categories ----

Called<std::vector<model::FoundCategory>> get_categories(Channel& channel) {
    const Arguments arguments("core_course_get_categories");
    return json::read(channel, arguments, categories_of);
}

Called<std::vector<model::FoundCategory>> get_categories(Channel& channel, const std::string& key,
                                                         const std::string& value) {
    Arguments arguments("core_course_get_categories");
    arguments.row("criteria", 0).text("key", key).text("value", value);
    arguments.flag("addsubcategories", false);
    return json::read(channel, arguments, categories_of);
}

Called<std::vector<model::RemoteId>> create_categories(Channel& channel,
                                                       std::span<const NewCategory> rows) {
    Arguments arguments("core_course_create_categories");
    for (std::size_t i = 0; i < rows.size(); ++i)
        arguments.row("categories", i)
            .text("name", rows[i].name)
            .number("parent", rows[i].parent)
            .text("idnumber", rows[i].idnumber);
    return json::read(channel, arguments, [&](const boost::json::value& value) {
        return json::created_ids(value, rows.size());
    });
}

Called<Done> update_categories(Channel& channel, std::span<const CategoryChange> rows) {
    Arguments arguments("core_course_update_categories");
    for (std::size_t i = 0; i < rows.size(); ++i)
        arguments.row("categories", i)
            .number("id", rows[i].id)
            .text("name", rows[i].name)
            .number("parent", rows[i].parent)
            .text("idnumber", rows[i].idnumber);
    return json::expect_null(channel, arguments);
}

Called<Done> delete_categories(Channel& channel, std::span<const CategoryDeletion> rows) {
    Arguments arguments("core_course_delete_categories");
    for (std::size_t i = 0; i < rows.size(); ++i)
        arguments.row("categories", i)
            .number("id", rows[i].id)
            .number("newparent", rows[i].contents_to)
            .flag("recursive", false);
    return json::expect_null(channel, arguments);
}

// ---- courses ----

Called<std::vector<model::FoundCourse>> get_courses(Channel& channel,
                                                    std::span<const model::RemoteId> ids) {
    Arguments arguments("core_course_get_courses");
    for (std::size_t i = 0; i < ids.size(); ++i)
        arguments.text("options[ids][" + std::to_string(i) + "]", std::to_string(ids[i]));
    bool blind = false;
    auto found = json::read(channel, arguments, [&](const boost::json::value& value) {
        std::vector<model::FoundCourse> courses;
        for (const auto& item : json::array(value)) {
            const auto& from = json::object(item);
            if (json::number(from, "id") == kFrontPage) continue;
            blind = blind || !from.contains("idnumber");
            courses.push_back(course_of(from));
        }
        return courses;
    });
    if (found && blind) return blind_to_idnumbers();
    return found;
}

Called<std::vector<model::FoundCourse>> get_courses_by_field(Channel& channel,
                                                             const std::string& field,
                                                             const std::string& value) {
    Arguments arguments("core_course_get_courses_by_field");
    arguments.text("field", field).text("value", value);
    return json::read(channel, arguments, [&](const boost::json::value& answer) {
        std::vector<model::FoundCourse> courses;
        for (const auto& item : json::array(json::object(answer), "courses")) {
            const auto& from = json::object(item);
            courses.push_back(course_of(from));
            // Shown only to those who may edit the course; but it was found by it.
            if (field == "idnumber" && !from.contains("idnumber")) courses.back().idnumber = value;
        }
        return courses;
    });
}

Called<std::vector<model::RemoteId>> create_courses(Channel& channel,
                                                    std::span<const NewCourse> rows) {
    Arguments arguments("core_course_create_courses");
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const NewCourse& course = rows[i];
        arguments.row("courses", i)
            .text("fullname", course.fullname)
            .text("shortname", course.shortname)
            .number("categoryid", course.category)
            .text("idnumber", course.idnumber)
            .text("format", course.format)
            .number("startdate", course.start)
            .number("enddate", course.end)
            .flag("visible", course.visible)
            .number("newsitems", course.announcements)
            .number("groupmode", course.group_mode);
    }
    return json::read(channel, arguments, [&](const boost::json::value& value) {
        return json::created_ids(value, rows.size());
    });
}

Called<std::vector<RowWarning>> update_courses(Channel& channel,
                                               std::span<const CourseChange> rows) {
    Arguments arguments("core_course_update_courses");
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const CourseChange& course = rows[i];
        arguments.row("courses", i)
            .number("id", course.id)
            .text("fullname", course.fullname)
            .text("shortname", course.shortname)
            .number("categoryid", course.category)
            .text("idnumber", course.idnumber)
            .number("startdate", course.start)
            .number("enddate", course.end)
            .flag("visible", course.visible);
    }
    return json::read(channel, arguments, json::warnings);
}

Called<std::vector<RowWarning>> delete_courses(Channel& channel,
                                               std::span<const model::RemoteId> ids) {
    Arguments arguments("core_course_delete_courses");
    for (std::size_t i = 0; i < ids.size(); ++i)
        arguments.item("courseids", i, ids[i]);
    return json::read(channel, arguments, json::warnings);
}

}  // namespace causeway::moodle
