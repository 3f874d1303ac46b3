// SPDX-License-Identifier: GPL-3.0-or-later
// The API's set-up of the first administrator, signing in and out, and one's own password.
#include <boost/json.hpp>

#include "base/log.h"
#include "base/text.h"
#include "web/fields.h"
#include "web/parts.h"
#include "web/to_json.h"
#include "web/user_fields.h"

namespace causeway::web {

namespace {

namespace json = boost::json;

// What is refused as a password by its rules is refused there, with better words.
constexpr std::size_t kAnyLength = 4096;

// What came over from openSIS with a session in its frame; null for the console's own. The zone is
// told here, because a teacher may not see the link's settings.
json::value handed_json(const store::SessionRecord& session, const Parts& parts) {
    if (!session.account.handed) return nullptr;
    service::Link* const link = parts.service.find(session.account.person_link);
    return json::object{
        {"link", session.account.person_link},
        {"person", session.account.person},
        {"school", session.school},
        {"page", session.page},
        {"zone", link != nullptr ? link->config().text("opensis.zone") : std::string()}};
}

json::object session_json(const store::SessionRecord& session, const Parts& parts) {
    return {{"user", user_json(session.account)},
            {"csrf", session.csrf},
            {"expires", session.expires},
            {"handed", handed_json(session, parts)}};
}

// A new session, whoever sat at this browser before.
net::Response begin_session(const Call& call, const Parts& parts, store::Account account) {
    parts.sessions.close(Sessions::digest_of(call.request()));
    parts.accounts.note_sign_in(account.id, parts.clock.now());
    account.last_sign_in = parts.clock.now();
    const Sessions::Opened opened = parts.sessions.open(account);
    net::Response response = json_answer(session_json(opened.record, parts));
    response.headers.emplace_back("Set-Cookie",
                                  Sessions::cookie_header(opened.cookie, call.secure()));
    return response;
}

void tell_ended(const Parts& parts, const std::string& digest, std::int64_t account) {
    parts.service.bus().tell({service::Event::What::session, digest, account});
}

net::Response tell_setup(const Parts& parts) {
    return json_answer(
        json::object{{"needed", parts.door.setup_needed()}, {"version", parts.options.version}});
}

net::Response set_up(const Call& call, const Parts& parts) {
    Fields fields(call.body());
    const std::string code = fields.text("code", 0, kAnyLength);
    parts.door.require_code(code, call.client());
    store::Account account;
    account.name = user_name(fields);
    account.role = "super_administrator";
    account.created = parts.clock.now();
    const std::string password = fields.text("password", 0, kAnyLength);
    fields.done();
    Passwords::require_good(password, account.name, "password");
    const auto made =
        parts.accounts.add(account, parts.door.passwords().hash(password), /*only_first=*/true);
    if (!made)
        throw Refusal(409, {"The set-up is done", "", "there is an administrator already",
                            "Sign in.", "web.setup_done"});
    parts.door.setup_done();
    parts.audit_as(made->name, call, "session.setup", made->name);
    base::log::info("web: the first administrator was made from {}", call.client());
    return begin_session(call, parts, *made);
}

net::Response sign_in(const Call& call, const Parts& parts) {
    Fields fields(call.body());
    const std::string name = fields.text("name", 0, kAnyLength);
    const std::string password = fields.text("password", 0, kAnyLength);
    fields.done();
    const auto account = parts.door.sign_in(name, password, call.client());
    if (!account) {
        // A name that does not exist may be a password in the wrong field: it is not kept.
        const auto meant = parts.accounts.by_name(base::cut_utf8(name, 100));
        parts.audit_as(meant ? meant->name : "", call, "session.refused");
        throw Refusal(401, {"You could not be signed in", "", "the name or the password is wrong",
                            "Check both, capitals too.", "web.wrong_password"});
    }
    parts.audit_as(account->name, call, "session.begin");
    return begin_session(call, parts, *account);
}

net::Response sign_out(const Call& call, const Parts& parts) {
    const std::string digest = Sessions::digest_of(call.request());
    parts.sessions.close(digest);
    parts.audit(call, "session.end");
    tell_ended(parts, digest, call.who().id);
    net::Response response = no_content();
    response.headers.emplace_back("Set-Cookie", Sessions::clear_header(call.secure()));
    return response;
}

net::Response change_password(const Call& call, const Parts& parts) {
    Fields fields(call.body());
    const std::string old = fields.text("old", 0, kAnyLength);
    const std::string wanted = fields.text("new", 0, kAnyLength);
    fields.done();
    Passwords::require_good(wanted, call.who().name, "new");
    parts.door.require_password(call.who(), old, call.client());
    store::AccountChange change;
    change.password_hash = parts.door.passwords().hash(wanted);
    parts.accounts.change(call.who().id, change);
    parts.sessions.close_all(call.who().id, Sessions::digest_of(call.request()));
    parts.audit(call, "user.password", "", call.who().name);
    tell_ended(parts, "", call.who().id);
    return no_content();
}

}  // namespace

void add_session_routes(Router& router, const Parts& parts) {
    router.add(
        {"GET", "/api/setup", Access::anyone, [parts](const Call&) { return tell_setup(parts); }});
    router.add({"POST", "/api/setup", Access::anyone,
                [parts](const Call& call) { return set_up(call, parts); }});
    router.add({"GET", "/api/session", Access::any_role, [parts](const Call& call) {
                    return json_answer(session_json(call.session(), parts));
                }});
    router.add({"POST", "/api/session", Access::anyone,
                [parts](const Call& call) { return sign_in(call, parts); }});
    router.add({"DELETE", "/api/session", Access::any_role,
                [parts](const Call& call) { return sign_out(call, parts); }});
    router.add({"PUT", "/api/session/password", Access::any_role,
                [parts](const Call& call) { return change_password(call, parts); }});
}

}  // namespace causeway::web
