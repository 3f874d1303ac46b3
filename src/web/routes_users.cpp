// SPDX-License-Identifier: GPL-3.0-or-later
// The API's users: who may sign in, with which role, for which schools. Super administrators only.
#include <boost/json.hpp>

#include "base/text.h"
#include "web/fields.h"
#include "web/parts.h"
#include "web/to_json.h"
#include "web/user_fields.h"

namespace causeway::web {

namespace {

namespace json = boost::json;

constexpr std::size_t kAnyLength = 4096;
constexpr std::size_t kMostSchools = 1000;

Refusal refused_field(std::string field, std::string why, std::string cure) {
    return Refusal(422, {"The request was refused", std::move(field), std::move(why),
                         std::move(cure), "web.bad_field"});
}

store::Account account_of(const Call& call, const Parts& parts) {
    const auto account = parts.accounts.by_id(call.path_integer("user"));
    if (!account) throw no_such("user", call.path("user"));
    return *account;
}

Refusal last_administrator(const store::Account& account) {
    return Refusal(409, {"The user was not changed", account.name,
                         "no super administrator who may sign in would be left",
                         "Make another super administrator first.", "web.last_administrator"});
}

net::Response list(const Parts& parts) {
    json::array users;
    for (const store::Account& account : parts.accounts.all())
        users.push_back(user_json(account));
    return json_answer(json::object{{"users", std::move(users)}});
}

net::Response create(const Call& call, const Parts& parts) {
    Fields fields(call.body());
    store::Account account;
    account.name = user_name(fields);
    account.role = user_role(fields);
    if (fields.has("schools")) account.schools = user_schools(fields, parts.service);
    account.created = parts.clock.now();
    const std::string password = fields.text("password", 0, kAnyLength);
    fields.done();
    Passwords::require_good(password, account.name, "password");
    const auto made = parts.accounts.add(account, parts.door.passwords().hash(password));
    if (!made)
        throw Refusal(409, {"The user was not made", account.name, "the name is taken",
                            "Take another name.", "web.name_taken"});
    parts.audit(call, "user.create", "", made->name, made->role);
    return json_answer(user_json(*made), 201);
}

// What was changed, in words for the audit.
std::string words(const store::AccountChange& change) {
    std::string out;
    const auto add = [&](std::string text) { out += (out.empty() ? "" : ", ") + text; };
    if (change.password_hash) add("password");
    if (change.role) add("role " + *change.role);
    if (change.schools) add(std::to_string(change.schools->size()) + " schools");
    if (change.enabled) add(*change.enabled ? "enabled" : "disabled");
    if (change.person)
        add(change.person->second.empty() ? "no person of openSIS" : change.person->second);
    return out;
}

// Who they are in openSIS, for single sign-on; empty texts for null.
std::pair<std::string, std::string> person_of(Fields& fields, service::Service& service) {
    if (fields.null("person")) return {};
    Fields one = fields.object("person");
    std::pair<std::string, std::string> out(one.text("link", 1, 40), one.text("key", 1, 40));
    one.done();
    const auto key = model::Key::parse(out.second);
    if (service.find(out.first) == nullptr || !key || !model::is_person(key->kind))
        throw refused_field("person", "it names no link, or no person of openSIS",
                            "Send a link that exists and a key like staff:7.");
    return out;
}

net::Response change(const Call& call, const Parts& parts) {
    const store::Account account = account_of(call, parts);
    Fields fields(call.body());
    store::AccountChange wanted;
    const auto password = fields.maybe_text("password", 0, kAnyLength);
    if (fields.has("role")) wanted.role = user_role(fields);
    if (fields.has("schools")) wanted.schools = user_schools(fields, parts.service);
    wanted.enabled = fields.maybe_flag("enabled");
    if (fields.has("person")) wanted.person = person_of(fields, parts.service);
    fields.done();
    if (password) {
        Passwords::require_good(*password, account.name, "password");
        wanted.password_hash = parts.door.passwords().hash(*password);
    }
    if (!parts.accounts.change(account.id, wanted)) throw last_administrator(account);
    // Other rights are read with every request; a password or a lock ends what is open.
    if (wanted.password_hash || wanted.enabled == false)
        parts.sessions.close_all(account.id, account.id == call.who().id
                                                 ? Sessions::digest_of(call.request())
                                                 : std::string());
    parts.service.bus().tell({service::Event::What::session, "", account.id});
    parts.audit(call, "user.change", "", account.name, words(wanted));
    return json_answer(user_json(account_of(call, parts)));
}

net::Response remove(const Call& call, const Parts& parts) {
    const store::Account account = account_of(call, parts);
    if (!parts.accounts.remove(account.id)) throw last_administrator(account);
    parts.service.bus().tell({service::Event::What::session, "", account.id});
    parts.audit(call, "user.remove", "", account.name);
    return no_content();
}

}  // namespace

std::string user_name(Fields& fields) {
    const std::string name = base::tidy(fields.text("name", 1, 100));
    if (name.empty()) throw refused_field("name", "it is empty", "Send at least 1 character.");
    return name;
}

std::string user_role(Fields& fields) {
    return fields.choice("role", {"super_administrator", "administrator", "teacher", "student"});
}

std::vector<store::SchoolRight> user_schools(Fields& fields, service::Service& service) {
    std::vector<store::SchoolRight> out;
    for (Fields& one : fields.objects("schools", kMostSchools)) {
        store::SchoolRight right{one.text("link", 1, 40), one.integer("school", 1, INT64_MAX)};
        one.done();
        if (service.find(right.link) == nullptr)
            throw refused_field("schools", "there is no link \"" + right.link + "\"",
                                "Name a link that exists.");
        out.push_back(std::move(right));
    }
    return out;
}

void add_user_routes(Router& router, const Parts& parts) {
    router.add({"GET", "/api/users", Access::super_administrator,
                [parts](const Call&) { return list(parts); }});
    router.add({"POST", "/api/users", Access::super_administrator,
                [parts](const Call& call) { return create(call, parts); }});
    router.add({"PATCH", "/api/users/{user}", Access::super_administrator,
                [parts](const Call& call) { return change(call, parts); }});
    router.add({"DELETE", "/api/users/{user}", Access::super_administrator,
                [parts](const Call& call) { return remove(call, parts); }});
}

}  // namespace causeway::web
