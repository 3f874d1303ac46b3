// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/ownership.h"

#include <algorithm>

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

void profile_as_far_as_seen(model::Shape& seen, const model::Shape& wanted, bool whole) {
    auto* user = std::get_if<model::UserShape>(&seen);
    if (user == nullptr) return;
    model::Values told;
    for (const auto& one : std::get<model::UserShape>(wanted).profile) {
        const auto* value = model::find_value(user->profile, one.name);
        const std::string unseen = whole ? "" : one.value;
        told.push_back({one.name, value != nullptr ? value->value : unseen});
    }
    user->profile = std::move(told);
}

void settle_profile(const std::vector<model::ProfileRule>& rules, Wanted& wanted,
                    const model::Shape& agreed) {
    auto* user = std::get_if<model::UserShape>(&wanted.shape);
    const auto* last = std::get_if<model::UserShape>(&agreed);
    if (user == nullptr) return;
    static const model::Values kNone;
    const model::Values& before = last != nullptr ? last->profile : kNone;
    for (const auto& rule : rules) {
        if (rule.whose != wanted.key.kind) continue;
        const auto* had = model::find_value(before, rule.name);
        const auto* wants = model::find_value(user->profile, rule.name);
        const bool unfit =
            std::any_of(wanted.unfit.begin(), wanted.unfit.end(),
                        [&](const model::UnfitValue& one) { return one.lms == rule.name; });
        if (rule.held || unfit) {
            if (had != nullptr)
                model::set_value(user->profile, rule.name, had->value);
            else
                model::drop_value(user->profile, rule.name);
        } else if (wants == nullptr && had != nullptr) {
            model::set_value(user->profile, rule.name, rule.clearable ? "" : had->value);
        }
    }
    wanted.fingerprint = model::fingerprint(wanted.shape);
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
