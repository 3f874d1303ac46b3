// SPDX-License-Identifier: GPL-3.0-or-later
#include "moodle/calls_local.h"

#include <algorithm>

#include "moodle/json_read.h"

namespace causeway::moodle {

namespace {

constexpr int kPageRows = 5000;  // the most the plugin gives at once

// An object whose fields are left out where nothing is given.
class Row {
  public:
    template <class T>
    Row& set(std::string_view name, const std::optional<T>& value) {
        if (value) object_[name] = *value;
        return *this;
    }
    Row& id(std::string_view name, model::RemoteId id) {
        if (id != 0) object_[name] = id;
        return *this;
    }
    Row& flag(std::string_view name, std::optional<bool> value) {
        if (value) object_[name] = *value ? 1 : 0;
        return *this;
    }
    [[nodiscard]] boost::json::object take() { return std::move(object_); }

  private:
    boost::json::object object_;
};

boost::json::object in_json(const UserRow& row) {
    return Row()
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
}

boost::json::object in_json(const CourseRow& row) {
    return Row()
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

UpsertOutcomes outcomes_in(const boost::json::value& value, std::size_t rows) {
    UpsertOutcomes out;
    for (const auto& item : json::array(json::object(value), "outcomes")) {
        const auto& from = json::object(item);
        if (json::number(from, "row") != static_cast<std::int64_t>(out.size()))
            throw json::Misshapen{"the outcomes are not in the order of the rows"};
        out.push_back({json::text(from, "outcome"), json::number(from, "id", 0),
                       json::text(from, "errorcode"), json::text(from, "message")});
    }
    if (out.size() != rows)
        throw json::Misshapen{std::to_string(out.size()) + " outcomes for " + std::to_string(rows) +
                              " rows"};
    return out;
}

template <class T>
Called<UpsertOutcomes> upsert(Channel& channel, std::string_view function,
                              std::span<const T> rows) {
    boost::json::array list;
    list.reserve(rows.size());
    for (const T& row : rows)
        list.push_back(in_json(row));
    Arguments arguments(function);
    arguments.text("rows", boost::json::serialize(list));
    return json::read(channel, arguments, [&](const boost::json::value& value) {
        return outcomes_in(value, rows.size());
    });
}

// One page of a listing, with what proves that none is missing.
template <class T>
struct Page {
    std::vector<T> rows;
    std::string next;
    bool complete = false;
    std::int64_t sent = 0;
    std::int64_t total = 0;
};

// The rows come as one text: Moodle then does not check every single value, which is four fifths
// of a page's cost.
boost::json::value unpacked(const boost::json::object& page) {
    boost::json::error_code error;
    auto rows = boost::json::parse(json::text(page, "packed"), error);
    if (error) throw json::Misshapen{"the packed rows are no JSON"};
    return rows;
}

// All pages. Rows that were taken away meanwhile are no gap, and the total tells how many are
// left: whatever was sent must have arrived, and nothing that is there may be missing.
template <class T, class Make>
Called<std::vector<T>> whole(Channel& channel, std::string_view function, const std::string& fields,
                             const std::string& ids, const Make& make) {
    std::vector<T> all;
    std::string cursor;
    while (true) {
        Arguments arguments(function);
        arguments.text("cursor", cursor)
            .number("limit", kPageRows)
            .text("fields", fields)
            .flag("packed", true);
        if (!ids.empty()) arguments.text("ids", ids);
        auto page = json::read(channel, arguments, [&](const boost::json::value& value) {
            const auto& from = json::object(value);
            Page<T> out;
            const boost::json::value rows = unpacked(from);
            for (const auto& item : json::array(rows))
                out.rows.push_back(make(json::object(item)));
            out.next = json::text(from, "nextcursor");
            out.complete = json::flag(from, "complete", false);
            out.sent = json::number(from, "sent");
            out.total = json::number(from, "total");
            return out;
        });
        if (!page) return page.fault();
        all.insert(all.end(), std::make_move_iterator(page->rows.begin()),
                   std::make_move_iterator(page->rows.end()));
        const auto arrived = static_cast<std::int64_t>(all.size());
        if (page->sent != arrived || (page->complete && arrived < page->total) ||
            page->complete != page->next.empty())
            return misshapen_answer("the listing is not whole: " + std::to_string(arrived) +
                                    " rows arrived, " + std::to_string(page->sent) +
                                    " were sent, there are " + std::to_string(page->total));
        if (page->complete) return all;
        cursor = page->next;
    }
}

std::string joined(std::span<const model::RemoteId> ids) {
    std::string out;
    for (const auto id : ids)
        out += (out.empty() ? "" : ",") + std::to_string(id);
    return out;
}

}  // namespace

Called<UpsertOutcomes> upsert_users(Channel& channel, std::span<const UserRow> rows) {
    return upsert(channel, "local_opensis_upsert_users", rows);
}

Called<UpsertOutcomes> upsert_courses(Channel& channel, std::span<const CourseRow> rows) {
    return upsert(channel, "local_opensis_upsert_courses", rows);
}

Called<UpsertOutcomes> upsert_enrolments(Channel& channel, std::span<const EnrolmentRow> rows) {
    return upsert(channel, "local_opensis_upsert_enrolments", rows);
}

Called<std::vector<model::FoundUser>> list_local_users(Channel& channel) {
    return whole<model::FoundUser>(
        channel, "local_get_users_information",
        "id,username,idnumber,firstname,middlename,lastname,email,auth,suspended", "", json::user);
}

Called<std::vector<model::FoundCourse>> list_local_courses(Channel& channel) {
    return whole<model::FoundCourse>(
        channel, "local_get_course_information",
        "id,idnumber,shortname,fullname,category,startdate,enddate,visible", "",
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
    return whole<model::FoundEnrolment>(
        channel, "local_get_schedule_information",
        "id,courseid,userid,status,timestart,timeend,roles", joined(courses),
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
        out.site_id = json::text(from, "siteid");
        out.max_input_vars =
            static_cast<std::size_t>(json::number(part("limits"), "max_input_vars", 0));
        out.post_max_bytes = json::number(part("limits"), "post_max_size", 0);
        out.server_time = json::number(from, "servertime", 0);
        out.welcome_message = json::flag(from, "welcomemessage", false);
        for (const auto& item : json::optional_array(from, "roles")) {
            const auto& role = json::object(item);
            out.roles.push_back({json::number(role, "id"), json::text(role, "shortname")});
        }
        return out;
    });
}

}  // namespace causeway::moodle
