// SPDX-License-Identifier: GPL-3.0-or-later
#include "moodle/calls_enrol.h"

#include "moodle/json_read.h"

namespace causeway::moodle {

namespace {

Arguments category_roles(std::string_view function, std::string_view list,
                         std::span<const CategoryRole> rows) {
    Arguments arguments(function);
    for (std::size_t i = 0; i < rows.size(); ++i)
        arguments.row(list, i)
            .text("contextlevel", "coursecat")
            .number("instanceid", rows[i].category)
            .number("userid", rows[i].user);
    for (std::size_t i = 0; i < rows.size(); ++i)
        arguments.row(list, i).number("roleid", rows[i].role);
    return arguments;
}

}  // namespace

Called<Done> enrol_users(Channel& channel, std::span<const ManualEnrolment> rows) {
    Arguments arguments("enrol_manual_enrol_users");
    for (std::size_t i = 0; i < rows.size(); ++i)
        arguments.row("enrolments", i)
            .number("userid", rows[i].user)
            .number("courseid", rows[i].course)
            .number("timestart", rows[i].start)
            .number("timeend", rows[i].end)
            .flag("suspend", rows[i].suspended);
    for (std::size_t i = 0; i < rows.size(); ++i)
        arguments.row("enrolments", i).number("roleid", rows[i].role);
    return json::expect_null(channel, arguments);
}

Called<Done> unenrol_users(Channel& channel, std::span<const ManualUnenrolment> rows) {
    Arguments arguments("enrol_manual_unenrol_users");
    for (std::size_t i = 0; i < rows.size(); ++i)
        arguments.row("enrolments", i).number("userid", rows[i].user);
    for (std::size_t i = 0; i < rows.size(); ++i)
        arguments.row("enrolments", i).number("courseid", rows[i].course);
    return json::expect_null(channel, arguments);
}

Called<std::vector<EnrolledUser>> get_enrolled_users(Channel& channel, model::RemoteId course,
                                                     EnrolmentFilter filter, std::size_t from,
                                                     std::size_t limit) {
    Arguments arguments("core_enrol_get_enrolled_users");
    arguments.number("courseid", course);
    std::size_t option = 0;
    const auto add = [&](std::string_view key, std::string_view value) {
        arguments.row("options", option++).text("name", key).text("value", value);
    };
    add("userfields", "id,idnumber,roles");
    if (filter == EnrolmentFilter::active) add("onlyactive", "1");
    if (filter == EnrolmentFilter::suspended) add("onlysuspended", "1");
    add("sortby", "id");
    if (from != 0) add("limitfrom", std::to_string(from));
    if (limit != 0) add("limitnumber", std::to_string(limit));
    return json::read(channel, arguments, [](const boost::json::value& value) {
        std::vector<EnrolledUser> users;
        for (const auto& item : json::array(value)) {
            const auto& from_json = json::object(item);
            EnrolledUser user;
            user.id = json::number(from_json, "id");
            user.idnumber = json::text(from_json, "idnumber");
            for (const auto& held : json::optional_array(from_json, "roles")) {
                const auto& role = json::object(held);
                user.roles.push_back({json::number(role, "roleid"), json::text(role, "shortname")});
            }
            users.push_back(std::move(user));
        }
        return users;
    });
}

Called<std::vector<model::FoundCourse>> get_users_courses(Channel& channel, model::RemoteId user) {
    Arguments arguments("core_enrol_get_users_courses");
    arguments.number("userid", user).flag("returnusercount", false);
    return json::read(channel, arguments, [](const boost::json::value& value) {
        std::vector<model::FoundCourse> courses;
        for (const auto& item : json::array(value)) {
            const auto& from = json::object(item);
            model::FoundCourse course;
            course.id = json::number(from, "id");
            course.idnumber = json::text(from, "idnumber");
            course.fullname = json::dressed_text(from, "fullname");
            course.shortname = json::dressed_text(from, "shortname");
            course.category = json::number(from, "category", 0);
            course.start = json::number(from, "startdate", 0);
            course.end = json::number(from, "enddate", 0);
            course.visible = json::flag(from, "visible", true);
            courses.push_back(std::move(course));
        }
        return courses;
    });
}

Called<std::vector<std::pair<model::RemoteId, std::int64_t>>> count_in_users_courses(
    Channel& channel, model::RemoteId user) {
    Arguments arguments("core_enrol_get_users_courses");
    arguments.number("userid", user).flag("returnusercount", true);
    return json::read(channel, arguments, [](const boost::json::value& value) {
        std::vector<std::pair<model::RemoteId, std::int64_t>> counts;
        for (const auto& item : json::array(value)) {
            const auto& from = json::object(item);
            counts.emplace_back(json::number(from, "id"), json::number(from, "enrolledusercount"));
        }
        return counts;
    });
}

Called<Done> assign_roles(Channel& channel, std::span<const CategoryRole> rows) {
    return json::expect_null(channel,
                             category_roles("core_role_assign_roles", "assignments", rows));
}

Called<Done> unassign_roles(Channel& channel, std::span<const CategoryRole> rows) {
    return json::expect_null(channel,
                             category_roles("core_role_unassign_roles", "unassignments", rows));
}

}  // namespace causeway::moodle
