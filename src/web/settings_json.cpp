// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/settings_json.h"

#include <fmt/format.h>

#include <array>
#include <boost/json.hpp>

#include "db/db.h"
#include "service/schedule.h"
#include "web/call.h"

namespace causeway::web {

namespace {

namespace json = boost::json;
using service::Config;
using service::Key;
using service::KeyType;
using service::SettingChange;

constexpr std::size_t kLongest = 2'000;
constexpr std::size_t kListMost = 500;
constexpr const char* kMask = "\u2022\u2022\u2022\u2022\u2022\u2022\u2022\u2022";

// The fields that are settings of their own, in the schema's order.
constexpr std::array kFields = {
    "moodle.url",
    "moodle.token",
    "moodle.sso_token",
    "moodle.ca_file",
    "moodle.connections",
    "moodle.batch",
    "moodle.timeout_seconds",
    "moodle.auth",
    "moodle.prefix",
    "opensis.schools",
    "opensis.year",
    "opensis.zone",
    "opensis.handover_key",
    "opensis.web_origin",
    "sso.parents",
    "sso.site_administrators",
    "sso.per_second",
    "policy.drop",
    "policy.left",
    "policy.delete_after_days",
    "policy.sections",
    "policy.course_categories",
    "policy.show_days_before_start",
    "policy.adopt_by",
    "policy.placeholder_email_domain",
    "policy.managers",
    "policy.sticky",
    "policy.turn_courses",
    "policy.turn_enrolments",
    "grades.enabled",
    "grades.every_seconds",
    "grades.option",
    "grades.items",
    "grades.top_category",
    "grades.carry_hidden",
    "grades.missing_is_zero",
    "grades.feedback",
    "grades.excuse_dropped",
    "grades.extra_credit",
    "grades.send",
    "guard.percent",
    "guard.records",
    "guard.turn_leaving_percent",
    "guard.turn_missing_percent",
    "schedule.every_seconds",
    "schedule.nightly",
    "schedule.night_from",
    "schedule.night_to",
    "schedule.hint_key",
};

std::pair<std::string, std::string> split_name(std::string_view name) {
    const auto dot = name.find('.');
    return {std::string(name.substr(0, dot)), std::string(name.substr(dot + 1))};
}

json::object secret_json(bool set) {
    return {{"set", set}, {"shown", set ? kMask : ""}};
}

json::value value_json(const Config& config, const Key& key) {
    switch (key.type) {
        case KeyType::secret:
            return secret_json(!config.text(key.name).empty());
        case KeyType::integer:
            return config.integer(key.name);
        case KeyType::number:
            return config.number(key.name);
        case KeyType::flag:
            return config.flag(key.name);
        case KeyType::integers: {
            const auto numbers = config.integers(key.name);
            return json::array(numbers.begin(), numbers.end());
        }
        case KeyType::texts: {
            json::array out;
            for (const std::string& text : config.list(key.name))
                out.emplace_back(text);
            return out;
        }
        default:
            return json::string(config.text(key.name));
    }
}

db::MariadbAddress address_of(const Config& config) {
    auto parsed = db::MariadbAddress::parse(config.text("opensis.url"));
    return parsed ? *std::move(parsed) : db::MariadbAddress{};
}

json::array take_part_json(const Config& config) {
    json::array out;
    for (const std::string& text : config.list("policy.take_part")) {
        const auto colon = text.find(':');
        out.push_back(json::object{{"school", std::stoll(text.substr(0, colon))},
                                   {"default", text.substr(colon + 1)}});
    }
    return out;
}

json::array blackout_json(const Config& config) {
    json::array out;
    for (const std::string& text : config.list("schedule.blackout"))
        if (const auto one = service::Blackout::parse(text))
            out.push_back(json::object{
                {"from", one->from.text()}, {"to", one->to.text()}, {"note", one->note}});
    return out;
}

// One field of the patch in the configuration's parts.
std::vector<std::string> parts_of(Fields& fields, const std::string& field, const Key& key) {
    switch (key.type) {
        case KeyType::integer:
            return {std::to_string(fields.integer(field, static_cast<std::int64_t>(key.lowest),
                                                  static_cast<std::int64_t>(key.highest)))};
        case KeyType::number:
            return {fmt::format("{}", fields.number(field, key.lowest, key.highest))};
        case KeyType::flag:
            return {fields.flag(field) ? "true" : "false"};
        case KeyType::texts:
            return fields.texts(field, kListMost);
        case KeyType::integers: {
            std::vector<std::string> out;
            for (const std::int64_t number : fields.integers(field, kListMost))
                out.push_back(std::to_string(number));
            return out;
        }
        default:
            return {fields.text(field, 0, kLongest)};
    }
}

// The parts of openSIS's address are one sealed setting; a part that is not named stays.
std::optional<SettingChange> address_change(Fields& fields, const Config& now) {
    db::MariadbAddress address = address_of(now);
    const db::MariadbAddress fallback;
    bool named = false;
    const auto take = [&](const char* name, std::string& part, const std::string& otherwise) {
        if (!fields.has(name)) return;
        named = true;
        part = fields.null(name) ? otherwise : fields.text(name, 0, kLongest);
    };
    take("host", address.host, fallback.host);
    take("socket", address.socket, "");
    take("database", address.database, "");
    take("user", address.user, "");
    take("password", address.password, "");
    if (fields.has("port")) {
        named = true;
        address.port = fields.null("port")
                           ? fallback.port
                           : static_cast<unsigned>(fields.integer("port", 1, 65'535));
    }
    if (fields.has("tls")) {
        named = true;
        address.tls = fields.null("tls") ? fallback.tls
                                         : fields.choice("tls", {"required", "preferred", "off"});
    }
    if (!named) return std::nullopt;
    if (address.database.empty() && address.user.empty())
        return SettingChange{"opensis.url", std::nullopt};
    if (address.host.empty()) address.host = fallback.host;
    return SettingChange{"opensis.url", {{address.url()}}};
}

SettingChange take_part_change(Fields& fields) {
    SettingChange out{"policy.take_part", {}};
    if (fields.null("take_part")) return out;
    out.parts.emplace();
    for (Fields& one : fields.objects("take_part", kListMost)) {
        out.parts->push_back(fmt::format("{}:{}", one.integer("school", 1, INT64_MAX),
                                         one.choice("default", {"all", "ticked", "none"})));
        one.done();
    }
    return out;
}

SettingChange blackout_change(Fields& fields) {
    SettingChange out{"schedule.blackout", {}};
    if (fields.null("blackout")) return out;
    out.parts.emplace();
    for (Fields& one : fields.objects("blackout", kListMost)) {
        std::string text = one.text("from", 10, 10) + ".." + one.text("to", 10, 10);
        if (const auto note = one.maybe_text("note", 0, 200); note && !note->empty())
            text += " " + *note;
        one.done();
        out.parts->push_back(std::move(text));
    }
    return out;
}

}  // namespace

json::object settings_json(const Config& config) {
    json::object out;
    for (const char* name : kFields) {
        const auto [section, field] = split_name(name);
        if (!out.contains(section)) out[section] = json::object();
        out[section].as_object()[field] = value_json(config, *service::find_key(name));
    }
    const db::MariadbAddress address = address_of(config);
    json::object& opensis = out["opensis"].as_object();
    opensis["host"] = address.host;
    opensis["port"] = address.port;
    opensis["socket"] = address.socket;
    opensis["database"] = address.database;
    opensis["user"] = address.user;
    opensis["password"] = secret_json(!address.password.empty());
    opensis["tls"] = address.tls;
    out["policy"].as_object()["take_part"] = take_part_json(config);
    out["schedule"].as_object()["blackout"] = blackout_json(config);
    return out;
}

json::object sources_json(const Config& config) {
    json::object out;
    for (const char* name : kFields)
        out[name] = config.source(name);
    for (const char* part : {"host", "port", "socket", "database", "user", "password", "tls"})
        out[fmt::format("opensis.{}", part)] = config.source("opensis.url");
    out["policy.take_part"] = config.source("policy.take_part");
    out["schedule.blackout"] = config.source("schedule.blackout");
    return out;
}

std::vector<SettingChange> changes_from(Fields patch, const Config& now) {
    std::vector<SettingChange> out;
    for (const char* section :
         {"moodle", "opensis", "sso", "policy", "grades", "guard", "schedule"}) {
        if (!patch.has(section)) continue;
        Fields fields = patch.object(section);
        for (const char* name : kFields) {
            const auto [of, field] = split_name(name);
            if (of != section || !fields.has(field)) continue;
            const Key& key = *service::find_key(name);
            SettingChange change{name, {}};
            if (!fields.null(field)) change.parts = parts_of(fields, field, key);
            if (key.type == KeyType::secret && change.parts && change.parts->front().empty())
                change.parts.reset();
            out.push_back(std::move(change));
        }
        if (section == std::string_view("opensis"))
            if (auto address = address_change(fields, now)) out.push_back(*std::move(address));
        if (fields.has("take_part")) out.push_back(take_part_change(fields));
        if (fields.has("blackout")) out.push_back(blackout_change(fields));
        fields.done();
    }
    patch.done();
    return out;
}

}  // namespace causeway::web
