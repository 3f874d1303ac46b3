// SPDX-License-Identifier: GPL-3.0-or-later
#include "moodle/entrance.h"

#include <algorithm>

#include "moodle/calls_enrol.h"
#include "moodle/calls_local.h"
#include "moodle/calls_site.h"
#include "moodle/calls_users.h"
#include "moodle/json_read.h"

namespace causeway::moodle {

namespace {

std::optional<model::UserField> field_named(const std::string& word) {
    for (const auto field :
         {model::UserField::username, model::UserField::email, model::UserField::idnumber})
        if (name(field) == word) return field;
    return std::nullopt;
}

bool granted(const model::SiteIdentity& site, std::string_view function) {
    return std::binary_search(site.functions.begin(), site.functions.end(), function);
}

const std::string& value_of(const model::FoundUser& user, model::UserField field) {
    if (field == model::UserField::username) return user.username;
    return field == model::UserField::idnumber ? user.idnumber : user.email;
}

}  // namespace

Entrance::Entrance(Site& site)
    : site_(site),
      own_(site.options().sso_token.empty() ? nullptr : site.sso_channel()),
      channel_(own_ ? *own_ : site.channel()) {}

Entrance::~Entrance() = default;

Called<std::string> Entrance::login_address(model::UserField field, const std::string& value,
                                            const std::string& browser) {
    Arguments arguments("auth_userkey_request_login_url");
    arguments.text("user[" + std::string(name(field)) + "]", value);
    if (!browser.empty()) arguments.text("user[ip]", browser);
    return json::read(channel_, arguments, [](const boost::json::value& answer) {
        std::string url = json::text(json::object(answer), "loginurl");
        if (url.empty()) throw json::Misshapen{"it holds no login address"};
        return url;
    });
}

Called<std::vector<model::FoundUser>> Entrance::users(model::UserField field,
                                                      const std::string& value) {
    return get_users_by_field(site_.channel(), field, {&value, 1});
}

Called<std::vector<model::RemoteId>> Entrance::courses_of(model::RemoteId user) {
    auto courses = get_users_courses(site_.channel(), user);
    if (!courses) return courses.fault();
    std::vector<model::RemoteId> out;
    for (const model::FoundCourse& course : *courses)
        out.push_back(course.id);
    return out;
}

Called<std::vector<CourseModule>> Entrance::modules_of(model::RemoteId course) {
    return get_contents(site_.channel(), course);
}

Called<std::optional<bool>> Entrance::rules_the_site(model::RemoteId user) {
    UserChange nothing;
    nothing.id = user;
    const auto warnings = update_users(site_.channel(), {&nothing, 1});
    if (!warnings) return warnings.fault();
    for (const RowWarning& warning : *warnings)
        if (warning.code == "usernotupdatedadmin") return std::optional<bool>(true);
    // No word about it: either it is none, or Moodle lets this service account touch even one.
    const auto site = get_site_info(site_.channel());
    if (!site) return site.fault();
    if (site->service_is_admin) return std::optional<bool>();
    return std::optional<bool>(false);
}

Called<UserkeySetUp> Entrance::set_up() {
    UserkeySetUp out;
    const auto site = get_site_info(site_.channel());
    if (!site) return site.fault();
    if (granted(*site, "local_opensis_get_environment")) {
        const auto told = get_environment(site_.channel());
        if (!told) return told.fault();
        out.field = field_named(told->mapping_field);
        out.bound = told->restricts_ip;
        out.guarded = told->authenticator_version >= kOwnAuthenticator;
        if (out.field) return out;
    }
    if (!granted(*site, "core_user_get_users_by_field")) return out;
    const auto own = users(model::UserField::id, std::to_string(site->service_user));
    if (!own) return own.fault();
    if (own->empty()) return out;
    for (const auto field :
         {model::UserField::username, model::UserField::email, model::UserField::idnumber}) {
        const std::string& value = value_of(own->front(), field);
        if (value.empty()) continue;
        const auto address = login_address(field, value, "");
        const std::string code = address ? "" : address.fault().problem.code;
        if (code == "moodle.invalidparameter") continue;
        if (!address && address.fault().kind != ErrorClass::refused) return address.fault();
        out.field = field;
        out.guarded = out.guarded || code.starts_with("moodle.refused_");
        return out;
    }
    return out;
}

}  // namespace causeway::moodle
