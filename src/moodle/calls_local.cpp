// SPDX-License-Identifier: GPL-3.0-or-later
#include "moodle/calls_local.h"

#include "moodle/local_wire.h"

namespace causeway::moodle {

namespace {

constexpr std::size_t kTotalsOfCourses = 500;

boost::json::object in_json(const UserRow& row) {
    boost::json::object out = local::Row()
                                  .id("id", row.id)
                                  .set("idnumber", row.idnumber)
                                  .set("username", row.username)
                                  .set("firstname", row.first_name)
                                  .set("lastname", row.last_name)
                                  .set("middlename", row.middle_name)
                                  .set("email", row.email)
                                  .set("auth", row.auth)
                                  .set("password", row.password)
                                  .flag("suspended", row.suspended)
                                  .take();
    if (row.profile.empty()) return out;
    boost::json::object fields;
    for (const auto& one : row.profile)
        fields[one.name] = one.value;
    out["customfields"] = std::move(fields);
    return out;
}

boost::json::object in_json(const CourseRow& row) {
    return local::Row()
        .id("id", row.id)
        .set("idnumber", row.idnumber)
        .set("shortname", row.shortname)
        .set("fullname", row.fullname)
        .id("category", row.category)
        .set("startdate", row.start)
        .set("enddate", row.end)
        .flag("visible", row.visible)
        .set("newsitems", row.announcements)
        .take();
}

boost::json::object in_json(const EnrolmentRow& row) {
    boost::json::object out{{"course", row.course}, {"user", row.user}, {"roleid", row.role}};
    if (row.remove) {
        out["remove"] = 1;
        return out;
    }
    out["timestart"] = row.start;
    out["timeend"] = row.end;
    out["suspended"] = row.suspended ? 1 : 0;
    return out;
}

model::LmsField field_in(const boost::json::object& from) {
    model::LmsField out;
    out.shortname = json::text(from, "shortname");
    out.name = json::text(from, "name");
    out.datatype = json::text(from, "datatype");
    out.type = model::lms_type_named(out.datatype);
    out.described = true;
    out.required = json::flag(from, "required", false);
    out.locked = json::flag(from, "locked", false);
    out.unique = json::flag(from, "unique", false);
    out.hidden = json::flag(from, "hidden", false);
    out.limit = static_cast<std::size_t>(json::number(from, "maxlength", 0));
    out.first_year = static_cast<int>(json::number(from, "firstyear", 0));
    out.last_year = static_cast<int>(json::number(from, "lastyear", 0));
    out.with_time = json::flag(from, "withtime", false);
    out.fallback = json::text(from, "default");
    for (const auto& option : json::optional_array(from, "options"))
        if (const auto* words = option.if_string()) out.options.emplace_back(*words);
    return out;
}

}  // namespace

Called<UpsertOutcomes> upsert_users(Channel& channel, std::span<const UserRow> rows) {
    return local::upsert(channel, "local_opensis_upsert_users", rows,
                         [](const UserRow& row) { return in_json(row); });
}

Called<UpsertOutcomes> upsert_courses(Channel& channel, std::span<const CourseRow> rows) {
    return local::upsert(channel, "local_opensis_upsert_courses", rows,
                         [](const CourseRow& row) { return in_json(row); });
}

Called<UpsertOutcomes> upsert_enrolments(Channel& channel, std::span<const EnrolmentRow> rows) {
    return local::upsert(channel, "local_opensis_upsert_enrolments", rows,
                         [](const EnrolmentRow& row) { return in_json(row); });
}

Called<std::vector<model::FoundUser>> list_local_users(Channel& channel) {
    return local::whole<model::FoundUser>(
        channel, "local_get_users_information",
        {.fields = "id,username,idnumber,firstname,middlename,lastname,email,auth,suspended"},
        json::user);
}

Called<std::vector<model::FoundProfile>> list_local_profiles(
    Channel& channel, std::span<const model::RemoteId> users) {
    return local::whole<model::FoundProfile>(
        channel, "local_get_users_information", {.fields = "id,customfields", .courses = users},
        [](const boost::json::object& from) { return json::profile(from, nullptr); });
}

Called<std::vector<model::FoundCourse>> list_local_courses(Channel& channel) {
    return local::whole<model::FoundCourse>(
        channel, "local_get_course_information",
        {.fields = "id,idnumber,shortname,fullname,category,startdate,enddate,visible"},
        [](const boost::json::object& from) {
            model::FoundCourse course;
            course.id = json::number(from, "id");
            course.idnumber = json::text(from, "idnumber");
            course.fullname = json::text(from, "fullname");
            course.shortname = json::text(from, "shortname");
            course.category = json::number(from, "category", 0);
            course.start = json::number(from, "startdate", 0);
            course.end = json::number(from, "enddate", 0);
            course.visible = json::flag(from, "visible", true);
            return course;
        });
}

Called<std::vector<model::FoundEnrolment>> list_local_schedule(
    Channel& channel, std::span<const model::RemoteId> courses) {
    return local::whole<model::FoundEnrolment>(
        channel, "local_get_schedule_information",
        {.fields = "id,courseid,userid,status,timestart,timeend,roles", .courses = courses},
        [](const boost::json::object& from) {
            model::FoundEnrolment enrolment;
            enrolment.user = json::number(from, "userid");
            enrolment.course = json::number(from, "courseid");
            for (const auto& role : json::optional_array(from, "roles"))
                if (const auto* name = role.if_string()) enrolment.roles.emplace_back(*name);
            enrolment.suspended = json::number(from, "status", 0) != 0;
            return enrolment;
        });
}

Called<std::vector<model::MoodlePerson>> list_local_people(Channel& channel) {
    return local::whole<model::MoodlePerson>(
        channel, "local_get_users_information",
        {.fields =
             "id,username,idnumber,firstname,middlename,lastname,email,auth,suspended,phone1"},
        [](const boost::json::object& from) {
            return model::MoodlePerson{json::user(from), json::text(from, "phone1")};
        });
}

Called<std::vector<model::MoodleCourse>> list_local_course_places(Channel& channel) {
    return local::whole<model::MoodleCourse>(
        channel, "local_get_course_information",
        {.fields =
             "id,idnumber,shortname,fullname,category,categorypath,startdate,enddate,visible"},
        [](const boost::json::object& from) {
            model::MoodleCourse out;
            out.course.id = json::number(from, "id");
            out.course.idnumber = json::text(from, "idnumber");
            out.course.fullname = json::text(from, "fullname");
            out.course.shortname = json::text(from, "shortname");
            out.course.category = json::number(from, "category", 0);
            out.course.start = json::number(from, "startdate", 0);
            out.course.end = json::number(from, "enddate", 0);
            out.course.visible = json::flag(from, "visible", true);
            for (const auto& item : json::optional_array(from, "categorypath")) {
                const auto& category = json::object(item);
                out.categories.emplace_back(json::number(category, "id"),
                                            json::text(category, "name"));
            }
            return out;
        });
}

Called<std::vector<model::MoodleMember>> list_local_members(Channel& channel) {
    return local::whole<model::MoodleMember>(
        channel, "local_get_schedule_information",
        {.fields = "id,courseid,userid,status,timestart,timeend,roles"},
        [](const boost::json::object& from) {
            model::MoodleMember out;
            out.id = json::number(from, "id");
            out.user = json::number(from, "userid");
            out.course = json::number(from, "courseid");
            for (const auto& role : json::optional_array(from, "roles"))
                if (const auto* name = role.if_string()) out.roles.emplace_back(*name);
            out.suspended = json::number(from, "status", 0) != 0;
            out.start = json::number(from, "timestart", 0);
            out.end = json::number(from, "timeend", 0);
            return out;
        });
}

Called<std::vector<model::MoodleTotal>> list_local_totals(
    Channel& channel, std::span<const model::RemoteId> courses) {
    std::vector<model::MoodleTotal> out;
    for (std::size_t at = 0; at < courses.size(); at += kTotalsOfCourses) {
        const auto some = courses.subspan(at, std::min(kTotalsOfCourses, courses.size() - at));
        auto all = local::whole<std::optional<model::MoodleTotal>>(
            channel, "local_get_grade_category_by_module",
            {.fields = "id,courseid,itemtype,userid,finalgrade,grademax", .courses = some},
            [](const boost::json::object& from) -> std::optional<model::MoodleTotal> {
                const auto* grade = from.if_contains("finalgrade");
                const auto* max = from.if_contains("grademax");
                if (json::text(from, "itemtype") != "course" || grade == nullptr ||
                    grade->is_null() || max == nullptr || !grade->is_number() || !max->is_number())
                    return std::nullopt;
                return model::MoodleTotal{json::number(from, "userid"),
                                          json::number(from, "courseid"),
                                          grade->to_number<double>(), max->to_number<double>()};
            });
        if (!all) return all.fault();
        for (const auto& total : *all)
            if (total) out.push_back(*total);
    }
    return out;
}

Called<Environment> get_environment(Channel& channel) {
    const Arguments arguments("local_opensis_get_environment");
    return json::read(channel, arguments, [](const boost::json::value& value) {
        const auto& from = json::object(value);
        const auto part = [&](std::string_view key) -> const boost::json::object& {
            static const boost::json::object none;
            const auto* found = from.if_contains(key);
            return found != nullptr && found->is_object() ? found->get_object() : none;
        };
        Environment out;
        out.plugin_release = json::text(part("plugin"), "release");
        out.plugin_version = json::number(part("plugin"), "version", 0);
        out.authenticator_release = json::text(part("authenticator"), "release");
        out.authenticator_version = json::number(part("authenticator"), "version", 0);
        out.authenticator_enabled = json::flag(part("authenticator"), "enabled", false);
        out.mapping_field = json::text(part("authenticator"), "mappingfield");
        out.restricts_ip = json::flag(part("authenticator"), "iprestriction", false);
        out.site_id = json::text(from, "siteid");
        out.max_input_vars =
            static_cast<std::size_t>(json::number(part("limits"), "max_input_vars", 0));
        out.post_max_bytes = json::number(part("limits"), "post_max_size", 0);
        if (from.contains("codecache")) out.code_cache = json::text(from, "codecache");
        out.server_time = json::number(from, "servertime", 0);
        out.welcome_message = json::flag(from, "welcomemessage", false);
        out.zone = json::text(from, "timezone");
        out.tells_fields = from.contains("profilefields");
        for (const auto& item : json::optional_array(from, "profilefields"))
            out.fields.push_back(field_in(json::object(item)));
        for (const auto& item : json::optional_array(from, "roles")) {
            const auto& role = json::object(item);
            out.roles.push_back({json::number(role, "id"), json::text(role, "shortname")});
        }
        return out;
    });
}

}  // namespace causeway::moodle
