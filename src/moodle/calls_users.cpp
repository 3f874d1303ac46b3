// SPDX-License-Identifier: GPL-3.0-or-later
#include "moodle/calls_users.h"

#include "moodle/warnings_read.h"

namespace causeway::moodle {

namespace {

std::vector<model::FoundUser> users_of(const boost::json::array& list) {
    std::vector<model::FoundUser> users;
    users.reserve(list.size());
    for (const auto& item : list)
        users.push_back(json::user(json::object(item)));
    return users;
}

void add_profile(Arguments& arguments, std::size_t row, const model::Values& profile) {
    const std::string list = "users[" + std::to_string(row) + "][customfields]";
    for (std::size_t i = 0; i < profile.size(); ++i)
        arguments.row(list, i).text("type", profile[i].name).text("value", profile[i].value);
}

}  // namespace

std::string_view name(model::UserField field) {
    switch (field) {
        case model::UserField::id:
            return "id";
        case model::UserField::idnumber:
            return "idnumber";
        case model::UserField::username:
            return "username";
        case model::UserField::email:
            return "email";
    }
    return "id";
}

Called<std::vector<model::RemoteId>> create_users(Channel& channel, std::span<const NewUser> rows) {
    Arguments arguments("core_user_create_users");
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const NewUser& user = rows[i];
        arguments.row("users", i)
            .text("username", user.username)
            .text("auth", user.auth)
            .text("password", user.password)
            .text("firstname", user.first_name)
            .text("lastname", user.last_name)
            .text("email", user.email)
            .text("idnumber", user.idnumber)
            .text("middlename", user.middle_name);
        add_profile(arguments, i, user.profile);
    }
    return json::read(channel, arguments, [&](const boost::json::value& value) {
        return json::created_ids(value, rows.size());
    });
}

Called<std::vector<RowWarning>> update_users(Channel& channel, std::span<const UserChange> rows) {
    Arguments arguments("core_user_update_users");
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const UserChange& user = rows[i];
        arguments.row("users", i)
            .number("id", user.id)
            .text("username", user.username)
            .text("firstname", user.first_name)
            .text("lastname", user.last_name)
            .text("middlename", user.middle_name)
            .text("email", user.email)
            .text("idnumber", user.idnumber)
            .flag("suspended", user.suspended);
        add_profile(arguments, i, user.profile);
    }
    return json::read(channel, arguments, json::warnings);
}

Called<Done> delete_users(Channel& channel, std::span<const model::RemoteId> ids) {
    Arguments arguments("core_user_delete_users");
    for (std::size_t i = 0; i < ids.size(); ++i)
        arguments.item("userids", i, ids[i]);
    return json::expect_null(channel, arguments);
}

Called<std::vector<model::FoundUser>> get_users_by_field(Channel& channel, model::UserField field,
                                                         std::span<const std::string> values) {
    Arguments arguments("core_user_get_users_by_field");
    arguments.text("field", name(field));
    for (std::size_t i = 0; i < values.size(); ++i)
        arguments.item("values", i, std::string_view(values[i]));
    return json::read(channel, arguments,
                      [](const boost::json::value& value) { return users_of(json::array(value)); });
}

Called<std::vector<model::FoundProfile>> get_profiles(Channel& channel,
                                                      std::span<const model::RemoteId> users,
                                                      std::vector<model::LmsField>* described) {
    Arguments arguments("core_user_get_users_by_field");
    arguments.text("field", "id");
    for (std::size_t i = 0; i < users.size(); ++i)
        arguments.item("values", i, users[i]);
    return json::read(channel, arguments, [&](const boost::json::value& value) {
        std::vector<model::FoundProfile> out;
        for (const auto& item : json::array(value))
            out.push_back(json::profile(json::object(item), described));
        return out;
    });
}

Called<std::vector<model::FoundUser>> get_users(Channel& channel,
                                                std::span<const UserCriterion> criteria) {
    Arguments arguments("core_user_get_users");
    for (std::size_t i = 0; i < criteria.size(); ++i)
        arguments.row("criteria", i).text("key", criteria[i].key).text("value", criteria[i].value);
    return json::read(channel, arguments, [](const boost::json::value& value) {
        if (!json::warnings(value).empty())
            throw json::Misshapen{"Moodle ignored a part of the search"};
        return users_of(json::array(json::object(value), "users"));
    });
}

}  // namespace causeway::moodle
