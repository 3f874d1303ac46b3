// SPDX-License-Identifier: GPL-3.0-or-later
// core_webservice_get_site_info: who asks, which Moodle this is, which functions are granted.
#include <boost/json.hpp>

#include "sandbox/moodle/calls.h"
#include "sandbox/moodle/plugin_state.h"

namespace causeway::sandbox {

namespace json = boost::json;

namespace {

json::value site_info(CallContext& context, const Php&) {
    const User& caller = *context.site.user(context.caller);
    json::array functions;
    for (const auto& [name, function] : *context.functions)
        if (!context.switches.not_granted.contains(name) &&
            (context.plugins.installed || !function.plugin))
            functions.push_back({{"name", name},
                                 {"version", function.plugin             ? "2026112703"
                                             : name.starts_with("core_") ? "2024100706"
                                                                         : "2024100700"}});
    json::array features;
    for (const auto& [name, value] : {std::pair{"usecomments", 1},
                                      {"usetags", 1},
                                      {"enablenotes", 1},
                                      {"messaging", 1},
                                      {"enableblogs", 1},
                                      {"enablecompletion", 1},
                                      {"enablebadges", 1},
                                      {"messagingallusers", 0},
                                      {"enablecustomreports", 1},
                                      {"enableglobalsearch", 0},
                                      {"mnet_dispatcher_mode", 0},
                                      {"enablecompetencies", 1}})
        features.push_back({{"name", name}, {"value", value}});
    return {{"sitename", context.site_name},
            {"username", caller.username},
            {"firstname", caller.firstname},
            {"lastname", caller.lastname},
            {"fullname", caller.fullname()},
            {"lang", "en"},
            {"userid", caller.id},
            {"siteurl", context.url},
            {"userpictureurl", picture_url(context, false)},
            {"functions", std::move(functions)},
            {"downloadfiles", 0},
            {"uploadfiles", 0},
            {"release", "4.5.6 (Build: 20250811)"},
            {"version", "2024100706"},
            {"mobilecssurl", ""},
            {"advancedfeatures", std::move(features)},
            {"usercanmanageownfiles", true},
            {"userquota", 104857600},
            {"usermaxuploadfilesize", 8388608},
            {"userhomepage", 1},
            {"userprivateaccesskey", ""},
            {"siteid", 1},
            {"sitecalendartype", "gregorian"},
            {"usercalendartype", "gregorian"},
            {"userissiteadmin", false},
            {"theme", "boost"},
            {"limitconcurrentlogins", 0},
            {"policyagreed", 0}};
}

}  // namespace

void add_site_functions(std::map<std::string, Function>& functions) {
    functions["core_webservice_get_site_info"] = {
        Shape::object({{"serviceshortnames", Shape::list(Shape::of(Type::alphanumext)),
                        Need::defaulted, ""}}),
        "", site_info};
}

}  // namespace causeway::sandbox
