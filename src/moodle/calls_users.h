// SPDX-License-Identifier: GPL-3.0-or-later
// Typed calls about users, one for each web-service function. A field that is not set is not
// sent. Any thread; errors are Faults.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/lms.h"
#include "moodle/errors.h"
#include "moodle/wire.h"

namespace causeway::moodle {

struct NewUser {
    std::string username;
    std::string auth;
    std::optional<std::string> password;
    std::string first_name;
    std::string last_name;
    std::optional<std::string> middle_name;
    std::string email;
    std::string idnumber;
    model::Values profile = {};
};
inline constexpr std::size_t kNewUserLeaves = 8;

struct UserChange {
    model::RemoteId id = 0;
    std::optional<std::string> username;
    std::optional<std::string> first_name;
    std::optional<std::string> last_name;
    std::optional<std::string> middle_name;
    std::optional<std::string> email;
    std::optional<std::string> idnumber;
    std::optional<bool> suspended;
    model::Values profile = {};
};
inline constexpr std::size_t kUserChangeLeaves = 8;
inline constexpr std::size_t kProfileLeaves = 2;  // more for each profile field

// A record that an update function did not change, though it changed the others.
struct RowWarning {
    model::RemoteId item = 0;
    std::string code;
    std::string message;
};

struct UserCriterion {
    std::string key;  // id, lastname, firstname, idnumber, username, email, auth
    std::string value;
};

// core_user_create_users: the ids in the order of the rows.
Called<std::vector<model::RemoteId>> create_users(Channel& channel, std::span<const NewUser> rows);
// core_user_update_users
Called<std::vector<RowWarning>> update_users(Channel& channel, std::span<const UserChange> rows);
// core_user_delete_users: all or nothing.
Called<Done> delete_users(Channel& channel, std::span<const model::RemoteId> ids);
// core_user_get_users_by_field: at most some 100 values; every value as Moodle's cleaning has it.
Called<std::vector<model::FoundUser>> get_users_by_field(Channel& channel, model::UserField field,
                                                         std::span<const std::string> values);
// The same, for their custom profile fields: those that are not empty and that this account may
// see. `described`: their names and types, by short name, as far as they came up.
Called<std::vector<model::FoundProfile>> get_profiles(Channel& channel,
                                                      std::span<const model::RemoteId> users,
                                                      std::vector<model::LmsField>* described);
// core_user_get_users: all criteria together; an unknown key is a fault, for Moodle would ignore
// it.
Called<std::vector<model::FoundUser>> get_users(Channel& channel,
                                                std::span<const UserCriterion> criteria);

std::string_view name(model::UserField field);

}  // namespace causeway::moodle
