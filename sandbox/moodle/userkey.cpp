// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/moodle/userkey.h"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "base/text.h"
#include "sandbox/moodle/calls.h"
#include "sandbox/moodle/plugin_state.h"
#include "sandbox/moodle/responses.h"
#include "sandbox/moodle/signed_text.h"
#include "sandbox/moodle/ws_error.h"

namespace causeway::sandbox {

namespace json = boost::json;

namespace {

constexpr std::size_t kLiveKeys = 5;

std::string random_digits() {
    std::array<unsigned char, 16> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        throw std::runtime_error("no random bytes");
    static constexpr std::string_view kHex = "0123456789abcdef";
    std::string out;
    for (const unsigned char byte : bytes) {
        out += kHex[byte >> 4];
        out += kHex[byte & 15];
    }
    return out;
}

// ---- the page ----

net::Response refused(const std::string& reason) {
    static const std::map<std::string, std::string> words = {
        {"unknownkey", "This login address was used already, or it never was one."},
        {"expired", "This login address is too old."},
        {"ipmismatch", "This login address is for another computer."},
        {"deleted", "This account does not exist any more."},
        {"suspended", "This account is suspended."},
        {"guest", "The guest account cannot enter this way."},
        {"nologin", "This account cannot enter by browser."},
        {"siteadmin", "Site administrators cannot enter this way."},
        {"pluginoff", "This way of entering is switched off."}};
    net::Response response = html(403,
                                  "<!DOCTYPE html><html><head><title>You cannot enter"
                                  "</title></head><body><h3>You cannot enter</h3><p>" +
                                      words.at(reason) + "</p></body></html>\n");
    return response;
}

std::string lower_header(const net::Request& request, std::string_view name) {
    return base::lower_ascii(request.header(name));
}

// A browser that loads ahead, or a program that looks at a link before the person does.
bool looks_ahead(const net::Request& request) {
    for (const char* name : {"sec-purpose", "purpose", "x-moz", "x-purpose"})
        for (const char* word : {"prefetch", "prerender", "preview"})
            if (lower_header(request, name).find(word) != std::string::npos) return true;
    return false;
}

net::Response entered(const std::string& target, const std::string& cookie) {
    net::Response response = html(303, "");
    response.headers = {{"Location", target}, {"Set-Cookie", cookie}};
    return response;
}

net::Response answer_to(const Visit& visit) {
    Php form = Php::array();
    read_form(visit.request.query, 100, form);
    if (visit.request.method == "POST") read_form(visit.request.body, 100, form);
    if (!visit.switches.userkey_enabled) return refused("pluginoff");
    LoginKeys::Held held;
    if (!visit.keys.take(form.text("key"), held)) return refused("unknownkey");
    if (held.expires <= visit.now) return refused("expired");
    if (!held.ip.empty() && held.ip != visit.request.peer) return refused("ipmismatch");
    const std::string reason = reason_against(visit.site.user(held.userid), visit.switches);
    if (!reason.empty()) return refused(reason);
    const std::string target = on_this_site(form.text("wantsurl"), visit.wwwroot);
    return entered(target.empty() ? visit.wwwroot + "/" : target,
                   visit.visitors.sign_in(held.userid));
}

// ---- the web-service function ----

const User& account_of(CallContext& context, const std::string& field, const std::string& value) {
    if (value.empty()) throw invalid_parameter();
    std::vector<Id> found;
    if (field == "username") {
        if (const Id id = context.site.user_named(base::lower_ascii(value)); id != 0)
            found.push_back(id);
    } else {
        const bool by_email = field == "email";
        found =
            by_email ? context.site.users_by_email(value) : context.site.users_by_idnumber(value);
        std::erase_if(found, [&](Id id) {
            const User& user = *context.site.user(id);
            return by_email ? base::lower_ascii(user.email) != base::lower_ascii(value)
                            : user.idnumber != value;
        });
    }
    std::erase_if(found, [&](Id id) { return context.site.user(id)->deleted; });
    if (found.size() != 1) throw invalid_parameter();
    return *context.site.user(found.front());
}

json::value request_login_url(CallContext& context, const Php& args) {
    const Switches& switches = context.switches;
    if (!switches.generate_keys) throw not_permitted("Generate login user key");
    const Php& given = args.list("user");
    // Which keys the parameter has depends on the settings.
    for (const auto& [key, value] : given.items())
        if (value.is_array() || (key != switches.userkey_mapping && key != "ip"))
            throw invalid_parameter();
    if (!given.has(switches.userkey_mapping)) throw invalid_parameter();
    if (!switches.userkey_enabled)
        throw moodle_error("accessexception", "Access control exception");
    const std::string ip = switches.userkey_restrict_ip ? given.text("ip") : "";
    if (switches.userkey_restrict_ip && ip.find_first_of(".:") == std::string::npos)
        throw invalid_parameter();
    const User& user = account_of(context, switches.userkey_mapping,
                                  std::string(base::trimmed(given.text(switches.userkey_mapping))));
    if (const std::string reason = reason_against(&user, switches); !reason.empty())
        throw moodle_error("refused_" + reason, "This user may not enter by a login address");
    const std::string key =
        context.plugins.keys.issue(user.id, context.now + switches.userkey_lifetime.count(), ip);
    return {{"loginurl", context.url + "/auth/userkey/login.php?key=" + key}};
}

}  // namespace

std::string LoginKeys::issue(Id userid, Id expires, const std::string& ip) {
    std::string key = random_digits();
    const std::string hash = sha256_hex(key);
    by_hash_[hash] = {.userid = userid, .expires = expires, .ip = ip};
    auto& hashes = of_user_[userid];
    hashes.push_back(hash);
    while (hashes.size() > kLiveKeys) {
        by_hash_.erase(hashes.front());
        hashes.erase(hashes.begin());
    }
    return key;
}

bool LoginKeys::take(std::string_view key, Held& held) {
    const auto at = by_hash_.find(sha256_hex(key));
    if (at == by_hash_.end()) return false;
    held = at->second;
    std::erase(of_user_[held.userid], at->first);
    by_hash_.erase(at);
    return true;
}

std::string reason_against(const User* user, const Switches& switches) {
    if (!user || user->deleted) return "deleted";
    if (user->id == Site::kGuest) return "guest";
    if (user->suspended) return "suspended";
    if (user->auth == "nologin" || user->auth == "webservice") return "nologin";
    if (user->id == Site::kAdmin && !switches.userkey_allow_admins) return "siteadmin";
    return {};
}

std::string on_this_site(std::string_view wanted, const std::string& wwwroot) {
    const bool plain = !wanted.empty() && wanted.size() <= 2000 &&
                       std::all_of(wanted.begin(), wanted.end(), [](char c) {
                           return c > ' ' && c < 0x7f &&
                                  std::string_view("\\\"<>`").find(c) == std::string_view::npos;
                       });
    if (!plain) return {};
    std::string path(wanted);
    if (path.starts_with(wwwroot)) path.erase(0, wwwroot.size());
    if (path.empty()) path = "/";
    if (path.starts_with("//")) return {};
    if (path.front() == '?' || path.front() == '#') path.insert(0, "/");
    if (path.front() != '/') {
        // What reads like a scheme, or like the rest of a longer host name, leads away.
        if (wanted.starts_with(wwwroot) ||
            path.substr(0, path.find_first_of("/?#")).find(':') != std::string::npos)
            return {};
        path.insert(0, "/");
    }
    const std::string decoded =
        percent_decoded(percent_decoded(path.substr(0, path.find_first_of("?#"))));
    const bool odd = std::any_of(decoded.begin(), decoded.end(), [](char c) {
        return c == '\\' || c == 0x7f || static_cast<unsigned char>(c) < ' ';
    });
    if (odd || decoded.starts_with("//") || (decoded + "/").find("/../") != std::string::npos)
        return {};
    for (const char* nowhere : {"/login/", "/auth/userkey/"})
        if (base::lower_ascii(decoded).starts_with(nowhere)) return {};
    return wwwroot + path;
}

net::Response login_page(const Visit& visit) {
    const std::string& method = visit.request.method;
    net::Response response;
    if (method != "GET" && method != "HEAD" && method != "POST") {
        response = html(405, "");
        response.headers = {{"Allow", "GET, HEAD, POST"}};
    } else if (method == "HEAD") {
        response = html(200, "");
    } else if (looks_ahead(visit.request)) {
        response = html(503, "");
    } else {
        response = answer_to(visit);
    }
    // The address holds a secret: it goes into no cache, and no later page learns it.
    response.headers.emplace_back("Cache-Control", "no-store");
    response.headers.emplace_back("Referrer-Policy", "no-referrer");
    return response;
}

void add_userkey(std::map<std::string, Function>& functions) {
    // The keys of `user` are checked when it is called: they hang on the settings.
    const auto raw = Shape::of(Type::raw_trimmed);
    Function function;
    function.takes = Shape::object({{"user", Shape::object({{"email", raw, Need::optional},
                                                            {"username", raw, Need::optional},
                                                            {"idnumber", raw, Need::optional},
                                                            {"ip", raw, Need::optional}})}});
    function.plugin = true;
    function.run = request_login_url;
    functions["auth_userkey_request_login_url"] = std::move(function);
}

}  // namespace causeway::sandbox
