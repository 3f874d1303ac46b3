// SPDX-License-Identifier: GPL-3.0-or-later
// The API's links: their list, settings and switch, Connect, and the check of openSIS's database.
#include <algorithm>
#include <boost/json.hpp>

#include "web/asked.h"
#include "web/parts.h"
#include "web/settings_json.h"
#include "web/to_json.h"

namespace causeway::web {

namespace {

namespace json = boost::json;

bool may_be_a_name(const std::string& name) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    return !name.empty() && name.size() <= 40 && letter(name.front()) &&
           std::all_of(name.begin(), name.end(), [&](char c) { return letter(c) || c == '-'; });
}

json::value parsed_or_null(const std::string& text) {
    if (text.empty()) return nullptr;
    return json::parse({text.data(), text.size()});
}

json::object link_json(service::Link& link, const Call& call) {
    const auto schools = call.schools_of(link.name());
    const service::Config config = link.config();
    json::array titles;
    for (const service::SchoolTitle& school : link.schools()) {
        const bool seen =
            !schools || std::find(schools->begin(), schools->end(), school.id) != schools->end();
        if (seen) titles.push_back(json::object{{"id", school.id}, {"title", school.title}});
    }
    return {{"summary", link_summary(link, schools)},
            {"settings", settings_json(config)},
            {"sources", sources_json(config)},
            {"connection", parsed_or_null(link.connection())},
            {"opensis", parsed_or_null(link.opensis())},
            {"schools", std::move(titles)}};
}

net::Response list(const Call& call, const Parts& parts) {
    json::array out;
    for (service::Link* link : parts.service.links()) {
        std::optional<std::vector<std::int64_t>> schools;
        try {
            schools = call.schools_of(link->name());
        } catch (const Refusal&) {
            continue;  // not one of theirs
        }
        out.push_back(link_summary(*link, schools));
    }
    return json_answer(json::object{{"links", std::move(out)}});
}

net::Response create(const Call& call, const Parts& parts) {
    Fields body(call.body());
    const std::string name = body.text("name", 1, 40);
    const std::string title = body.maybe_text("title", 0, 100).value_or("");
    body.done();
    if (!may_be_a_name(name))
        throw Refusal(422, {"The link cannot be made", "name",
                            "a name has small letters, digits and hyphens, and begins with a "
                            "letter or digit",
                            "Choose a name such as north-campus.", "link.name"});
    service::Link* link = parts.service.create(name, title);
    if (link == nullptr)
        throw Refusal(409, {"The link cannot be made", "name", "there is a link of this name",
                            "Choose another name.", "link.taken"});
    parts.audit(call, "link.create", name);
    return json_answer(link_json(*link, call), 201);
}

// What was changed, by name: values are not the audit's business.
std::string names_of(const std::vector<service::SettingChange>& changes) {
    std::string out;
    for (const service::SettingChange& one : changes)
        out += (out.empty() ? "" : ", ") + one.name;
    return out;
}

void refuse_new_prefix(service::Link& link, const std::vector<service::SettingChange>& changes) {
    for (const service::SettingChange& one : changes) {
        if (one.name != "moodle.prefix" || link.book().runs(1, INT64_MAX).empty()) continue;
        if (one.parts && one.parts->front() == link.config().text("moodle.prefix")) continue;
        throw Refusal(409, {"The prefix cannot be changed any more", "moodle.prefix",
                            "this link has run: every record in Moodle would look foreign",
                            "Keep it, or make a new link.", "link.prefix"});
    }
}

net::Response change(const Call& call, const Parts& parts) {
    service::Link& link = link_asked(call, parts);
    Fields body(call.body());
    const auto title = body.maybe_text("title", 0, 100);
    const auto enabled = body.maybe_flag("enabled");
    std::vector<service::SettingChange> changes;
    if (body.has("settings")) changes = changes_from(body.object("settings"), link.config());
    body.done();
    refuse_new_prefix(link, changes);
    if (!changes.empty()) {
        link.change(changes);
        parts.audit(call, "link.settings", link.name(), "", names_of(changes));
    }
    if (title) link.set_title(*title);
    if (enabled) {
        link.set_enabled(*enabled);
        parts.audit(call, *enabled ? "link.enable" : "link.disable", link.name());
    }
    return json_answer(link_json(link, call));
}

net::Response connect(const Call& call, const Parts& parts) {
    service::Link& link = link_asked(call, parts);
    Fields body(call.body());
    const bool moved = body.maybe_flag("moved").value_or(false);
    body.done();
    const json::value found = json::parse(link.connect(moved));
    parts.audit(call, "link.connect", link.name(), "",
                found.at("usable").as_bool() ? "passed" : "did not pass");
    return json_answer(found);
}

net::Response check_opensis(const Call& call, const Parts& parts) {
    service::Link& link = link_asked(call, parts);
    const json::value found = json::parse(link.check_opensis());
    parts.audit(call, "link.opensis_check", link.name(), "",
                found.at("ok").as_bool() ? "passed" : "did not pass");
    return json_answer(found);
}

}  // namespace

void add_link_routes(Router& router, const Parts& parts) {
    const auto add = [&](const char* method, const char* pattern, Access access,
                         net::Response (*handle)(const Call&, const Parts&)) {
        router.add({method, pattern, access,
                    [parts, handle](const Call& call) { return handle(call, parts); }});
    };
    add("GET", "/api/links", Access::signed_in, list);
    add("POST", "/api/links", Access::super_administrator, create);
    router.add({"GET", "/api/links/{link}", Access::signed_in, [parts](const Call& call) {
                    return json_answer(link_json(link_asked(call, parts), call));
                }});
    add("PATCH", "/api/links/{link}", Access::super_administrator, change);
    add("POST", "/api/links/{link}/connect", Access::super_administrator, connect);
    add("POST", "/api/links/{link}/opensis-check", Access::super_administrator, check_opensis);
}

}  // namespace causeway::web
