// SPDX-License-Identifier: GPL-3.0-or-later
#include "moodle/calls_site.h"

#include <algorithm>

#include "moodle/json_read.h"

namespace causeway::moodle {

namespace {

// No Moodle has that many users, and it fits every database's number type.
constexpr std::int64_t kNobody = 2'000'000'000;

}  // namespace

Called<model::SiteIdentity> get_site_info(Channel& channel) {
    const Arguments arguments("core_webservice_get_site_info");
    return json::read(channel, arguments, [](const boost::json::value& value) {
        const auto& info = json::object(value);
        model::SiteIdentity site;
        site.url = json::text(info, "siteurl");
        site.name = json::dressed_text(info, "sitename");
        site.release = json::text(info, "release");
        site.version = json::text(info, "version");
        site.service_user = json::number(info, "userid");
        site.service_username = json::text(info, "username");
        site.service_is_admin = json::flag(info, "userissiteadmin", false);
        for (const auto& item : json::array(info, "functions"))
            site.functions.push_back(json::text(json::object(item), "name"));
        std::sort(site.functions.begin(), site.functions.end());
        return site;
    });
}

Called<bool> values_arrive(Channel& channel, std::size_t values, model::RemoteId service_user) {
    Arguments arguments("core_user_get_users_by_field");
    arguments.text("field", "id");
    std::size_t index = 0;
    while (arguments.leaves() + 1 < values) {
        arguments.item("values", index, kNobody + static_cast<std::int64_t>(index));
        ++index;
    }
    arguments.item("values", index, service_user);
    return json::read(channel, arguments, [&](const boost::json::value& value) {
        const auto& users = json::array(value);
        return std::any_of(users.begin(), users.end(), [&](const boost::json::value& user) {
            return json::number(json::object(user), "id") == service_user;
        });
    });
}

Called<Done> may_request_login(Channel& channel) {
    Arguments arguments("auth_userkey_request_login_url");
    arguments.text("user[causewayasks]", "1");
    auto answer = channel.call(arguments);
    if (answer) return Done{};
    if (answer.fault().problem.code == "moodle.invalidparameter") return Done{};
    return answer.fault();
}

}  // namespace causeway::moodle
