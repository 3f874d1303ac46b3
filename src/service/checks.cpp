// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/checks.h"

#include <boost/json.hpp>

#include "db/db.h"
#include "model/problem_json.h"
#include "opensis/grants.h"
#include "opensis/schema_check.h"
#include "opensis/snapshot.h"
#include "service/link_parts.h"
#include "service/state_adapter.h"

namespace causeway::service {

namespace {

namespace json = boost::json;

json::array to_array(const std::vector<base::Problem>& problems) {
    json::array out;
    for (const base::Problem& one : problems)
        out.push_back(model::problem_json(one));
    return out;
}

// Facts of the link: what passed, as the API tells it, and with which address.
constexpr const char* kConnection = "service.connection";
constexpr const char* kConnectedTo = "service.connected_to";
constexpr const char* kOpensis = "service.opensis";
constexpr const char* kOpensisAt = "service.opensis_at";

std::string cure_of(const moodle::FunctionGrant& grant, const moodle::ConnectReport& report) {
    if (grant.granted) return "";
    if (grant.name.starts_with("auth_userkey_"))
        return report.authenticator.installed
                   ? "Paste the second token: the one of the authenticator's own service."
                   : "Install the authenticator plugin; its set-up page makes the token.";
    if (grant.name.starts_with("local_"))
        return "Install the web-services plugin; its service holds this function.";
    return "In Moodle: Site administration, Server, External services: add this function to the "
           "service that the token belongs to.";
}

base::Failure not_yet(std::string why, std::string cure, std::string code) {
    return {base::ExitCode::locked,
            {"Synchronization cannot be switched on yet", "", std::move(why), std::move(cure),
             std::move(code)}};
}

}  // namespace

std::string connection_json(const moodle::ConnectReport& report, base::Instant checked_at) {
    json::object out = json::parse(moodle::to_json(report)).as_object();
    out["checked_at"] = checked_at;
    out["moodle_release"] = report.release;
    json::array functions;
    for (const moodle::FunctionGrant& grant : report.functions)
        functions.push_back(json::object{{"name", grant.name},
                                         {"needed_for", grant.needed_for},
                                         {"required", grant.required},
                                         {"granted", grant.granted},
                                         {"cure", cure_of(grant, report)}});
    out["functions"] = std::move(functions);
    out.erase("grants");
    if (report.clock_skew_seconds)
        out["clock_skew_seconds"] = *report.clock_skew_seconds;
    else
        out["clock_skew_seconds"] = nullptr;
    return json::serialize(out);
}

OpensisFound look_at_opensis(const Config& config, base::Instant now) {
    const db::MariadbAddress address = opensis_address(config);
    OpensisFound found;
    json::object out{{"ok", false},
                     {"checked_at", now},
                     {"database", address.database},
                     {"version", ""},
                     {"build", ""},
                     {"missing", json::array()},
                     {"warnings", json::array()},
                     {"problem", nullptr},
                     {"schools", json::array()},
                     {"grants", ""}};
    try {
        const bool grades = config.flag("grades.enabled");
        out["grants"] = opensis::grant_script(address.user.empty() ? "causeway" : address.user,
                                              "localhost", address.database, false, grades);
        const auto connection = db::open_mariadb(address);
        const opensis::SchemaReport schema = opensis::check_schema(*connection);
        out["database"] = schema.database;
        out["version"] = schema.version;
        out["build"] = schema.build;
        out["missing"] = to_array(schema.missing);
        std::vector<base::Problem> warnings = schema.warnings;
        if (grades)  // the roster goes on without
            for (base::Problem& problem : opensis::check_grade_rights(*connection).missing)
                warnings.push_back(std::move(problem));
        out["warnings"] = to_array(warnings);
        if (schema.ok()) {
            const base::Zone zone(config.text("opensis.zone"));
            model::RosterScope scope = roster_from(config, zone.date_of(now));
            scope.schools.clear();  // to choose from all of them
            const auto snapshot = opensis::OpenSis(address).open(scope);
            const auto schools = snapshot->schools();
            json::array told;
            for (model::School school; schools->next(school);) {
                told.push_back(json::object{
                    {"id", school.id}, {"title", school.title}, {"year", school.year}});
                found.schools.push_back({school.id, school.title});
            }
            out["schools"] = std::move(told);
            found.ok = true;
        }
    } catch (const base::Failure& failure) {
        out["problem"] = model::problem_json(failure.problem());
    }
    out["ok"] = found.ok;
    found.json = json::serialize(out);
    return found;
}

void keep_connection(store::LinkState& link, const Config& config,
                     const moodle::ConnectReport& report, base::Instant checked_at) {
    StateAdapter state(link);
    remember(state, report);
    link.set_fact(kConnection, connection_json(report, checked_at));
    link.set_fact(kConnectedTo, config.text("moodle.url"));
}

void keep_opensis(store::LinkState& link, const Config& config, const OpensisFound& found) {
    link.set_fact(kOpensis, found.json);
    link.set_fact(kOpensisAt, config.shown("opensis.url"));
}

void forget_connection(store::LinkState& link) {
    StateAdapter state(link);
    forget_connection(state);
    link.set_fact(kConnectedTo, "");
}

void forget_opensis(store::LinkState& link) {
    link.set_fact(kOpensisAt, "");
}

bool connected(store::LinkState& link, const Config& config) {
    const std::string& url = config.text("moodle.url");
    return !url.empty() && link.fact(kConnectedTo) == url;
}

bool opensis_checked(store::LinkState& link, const Config& config) {
    return !config.text("opensis.url").empty() &&
           link.fact(kOpensisAt) == config.shown("opensis.url");
}

std::string kept_connection(store::LinkState& link) {
    return link.fact(kConnection).value_or("");
}

std::string kept_opensis(store::LinkState& link) {
    return link.fact(kOpensis).value_or("");
}

void switch_link(store::LinkBook& book, store::LinkState& link, const Config& config,
                 bool enabled) {
    if (enabled && !connected(link, config))
        throw not_yet("Moodle has not been connected with the present address and tokens",
                      "Press Connect and see that every step is well.", "link.not_connected");
    if (enabled && !opensis_checked(link, config))
        throw not_yet("openSIS's database has not been checked with the present address",
                      "Check the openSIS connection first.", "link.opensis_unchecked");
    book.set_enabled(enabled);
}

std::vector<SchoolTitle> schools_in(const std::string& opensis_json) {
    std::vector<SchoolTitle> out;
    if (opensis_json.empty()) return out;
    const json::value held = json::parse(opensis_json);
    for (const json::value& one : held.at("schools").as_array())
        out.push_back({one.at("id").as_int64(), std::string(one.at("title").as_string())});
    return out;
}

}  // namespace causeway::service
