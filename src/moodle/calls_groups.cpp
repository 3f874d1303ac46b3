// SPDX-License-Identifier: GPL-3.0-or-later
#include "moodle/calls_groups.h"

#include "moodle/warnings_read.h"

namespace causeway::moodle {

namespace {

Arguments seats(std::string_view function, std::span<const GroupSeat> rows) {
    Arguments arguments(function);
    for (std::size_t i = 0; i < rows.size(); ++i)
        arguments.row("members", i).number("groupid", rows[i].group);
    for (std::size_t i = 0; i < rows.size(); ++i)
        arguments.row("members", i).number("userid", rows[i].user);
    return arguments;
}

}  // namespace

Called<std::vector<model::FoundGroup>> get_course_groups(Channel& channel, model::RemoteId course) {
    Arguments arguments("core_group_get_course_groups");
    arguments.number("courseid", course);
    return json::read(channel, arguments, [](const boost::json::value& value) {
        std::vector<model::FoundGroup> groups;
        for (const auto& item : json::array(value)) {
            const auto& from = json::object(item);
            groups.push_back({json::number(from, "id"), json::number(from, "courseid"),
                              json::text(from, "idnumber"), json::dressed_text(from, "name")});
        }
        return groups;
    });
}

Called<std::vector<model::FoundMember>> get_group_members(Channel& channel,
                                                          std::span<const model::RemoteId> groups) {
    Arguments arguments("core_group_get_group_members");
    for (std::size_t i = 0; i < groups.size(); ++i)
        arguments.item("groupids", i, groups[i]);
    return json::read(channel, arguments, [&](const boost::json::value& value) {
        const auto& answered = json::array(value);
        if (answered.size() != groups.size())
            throw json::Misshapen{"it tells of another number of groups than was asked for"};
        std::vector<model::FoundMember> members;
        for (const auto& item : answered) {
            const auto& from = json::object(item);
            const auto group = json::number(from, "groupid");
            for (const auto& user : json::array(from, "userids"))
                members.push_back({group, user.to_number<model::RemoteId>()});
        }
        return members;
    });
}

Called<std::vector<model::RemoteId>> create_groups(Channel& channel,
                                                   std::span<const NewGroup> rows) {
    Arguments arguments("core_group_create_groups");
    for (std::size_t i = 0; i < rows.size(); ++i)
        arguments.row("groups", i)
            .number("courseid", rows[i].course)
            .text("description", "")
            .text("idnumber", rows[i].idnumber)
            .text("name", rows[i].name);
    return json::read(channel, arguments, [&](const boost::json::value& value) {
        return json::created_ids(value, rows.size());
    });
}

Called<Done> update_groups(Channel& channel, std::span<const GroupChange> rows) {
    Arguments arguments("core_group_update_groups");
    for (std::size_t i = 0; i < rows.size(); ++i)
        arguments.row("groups", i).number("id", rows[i].id).text("idnumber", rows[i].idnumber);
    for (std::size_t i = 0; i < rows.size(); ++i)
        arguments.row("groups", i).text("name", rows[i].name);
    return json::expect_null(channel, arguments);
}

Called<Done> delete_groups(Channel& channel, std::span<const model::RemoteId> ids) {
    Arguments arguments("core_group_delete_groups");
    for (std::size_t i = 0; i < ids.size(); ++i)
        arguments.item("groupids", i, ids[i]);
    return json::expect_null(channel, arguments);
}

Called<Done> add_group_members(Channel& channel, std::span<const GroupSeat> rows) {
    return json::expect_null(channel, seats("core_group_add_group_members", rows));
}

Called<Done> delete_group_members(Channel& channel, std::span<const GroupSeat> rows) {
    return json::expect_null(channel, seats("core_group_delete_group_members", rows));
}

}  // namespace causeway::moodle
