// SPDX-License-Identifier: GPL-3.0-or-later
#include <boost/json.hpp>

#include "moodle/connect.h"
#include "moodle/functions.h"

namespace causeway::moodle {

namespace {

boost::json::value json_of(const base::Problem& problem) {
    return {{"what", problem.what},
            {"why", problem.why},
            {"cure", problem.cure},
            {"code", problem.code}};
}

boost::json::value json_of(const PluginFound& plugin) {
    return {{"installed", plugin.installed},
            {"version", plugin.version},
            {"release", plugin.release},
            {"newer_at_hand", plugin.newer_at_hand}};
}

}  // namespace

std::string to_json(const ConnectReport& report) {
    boost::json::object out;
    out["usable"] = report.usable;
    out["release"] = report.site.release;
    out["version"] = report.site.version;
    out["build"] = report.build;
    out["site"] = report.site.name;
    out["url"] = report.site.url;
    out["account"] = report.site.service_username;
    out["functions"] = boost::json::value_from(report.site.functions);
    boost::json::array grants;
    for (const auto& function : report.functions)
        grants.push_back({{"name", function.name},
                          {"granted", function.granted},
                          {"required", function.required},
                          {"needed_for", function.needed_for}});
    out["grants"] = std::move(grants);
    boost::json::array steps;
    for (const auto& step : report.steps) {
        boost::json::object one;
        one["name"] = step.name;
        one["title"] = step.title;
        one["state"] = name(step.state);
        one["detail"] = step.detail;
        if (step.problem) one["problem"] = json_of(*step.problem);
        steps.push_back(std::move(one));
    }
    out["steps"] = std::move(steps);
    out["new_user_auth"] = report.new_user_auth;
    out["roles"] = {{"student", report.roles.student},
                    {"teacher", report.roles.teacher},
                    {"manager", report.roles.manager},
                    {"proven", report.roles_proven}};
    out["max_input_vars"] = report.max_input_vars;
    out["article_functions"] = {{"granted", report.article_granted}, {"of", article_functions()}};
    out["plugins"] = {{"web_services", json_of(report.web_services)},
                      {"authenticator", json_of(report.authenticator)}};
    out["fast_path"] = report.fast_path;
    return boost::json::serialize(out);
}

}  // namespace causeway::moodle
