// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/ownership.h"

namespace causeway::sync {

namespace {

void keep(model::UserShape& user, const model::UserShape& has, const std::string& field) {
    if (field == "first_name") user.first_name = has.first_name;
    if (field == "last_name") user.last_name = has.last_name;
    if (field == "middle_name") user.middle_name = has.middle_name;
    if (field == "email") user.email = has.email;
    if (field == "username") user.username = has.username;
}

void keep(model::CourseShape& course, const model::CourseShape& has, const std::string& field) {
    if (field == "fullname") course.fullname = has.fullname;
    if (field == "shortname") course.shortname = has.shortname;
    if (field == "category") course.category = has.category;
    if (field == "dates") {
        course.start = has.start;
        course.end = has.end;
    }
}

}  // namespace

model::Shape as_far_as_seen(model::Shape seen, const model::Shape& wanted) {
    if (auto* user = std::get_if<model::UserShape>(&seen)) {
        const auto& to_be = std::get<model::UserShape>(wanted);
        if (user->middle_name.empty()) user->middle_name = to_be.middle_name;
        if (user->email.empty()) user->email = to_be.email;
    }
    return seen;
}

void keep_sticky(const std::vector<std::string>& sticky, Wanted& wanted, const model::Shape& has) {
    for (const std::string& field : sticky) {
        if (auto* user = std::get_if<model::UserShape>(&wanted.shape))
            keep(*user, std::get<model::UserShape>(has), field);
        else if (auto* course = std::get_if<model::CourseShape>(&wanted.shape))
            keep(*course, std::get<model::CourseShape>(has), field);
    }
    wanted.fingerprint = model::fingerprint(wanted.shape);
}

}  // namespace causeway::sync
