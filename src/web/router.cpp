// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/router.h"

#include <algorithm>

#include "base/crypt.h"
#include "base/log.h"
#include "base/text.h"

namespace causeway::web {

namespace {

constexpr std::size_t kMostBody = 1024 * 1024;
constexpr std::string_view kContentPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors ";
constexpr std::string_view kPermissions =
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
    "magnetometer=(), microphone=(), payment=(), usb=()";
// Below these nothing is a file of the console.
constexpr std::string_view kOwnPaths[] = {"api",     "hints", "plugins", "healthz", "readyz",
                                          "metrics", "enter", "framed",  "sso"};
// What a session in openSIS's frame may ask besides what lies below its own link.
constexpr std::string_view kFramed[] = {"GET /api/session", "GET /api/links", "GET /api/events",
                                        "GET /api/about", "GET /sso"};

bool safe_method(std::string_view method) {
    return method == "GET" || method == "HEAD" || method == "OPTIONS";
}

Refusal bad_path() {
    return Refusal(400, {"The request was not understood", "", "its address is not well-formed",
                         "Correct the address.", "web.bad_path"});
}

// A piece of a path that cannot mean anything but a name.
bool plain_name(const std::string& part) {
    if (part == "." || part == "..") return false;
    return std::none_of(part.begin(), part.end(), [](char c) {
        return c == '/' || c == '\\' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    });
}

std::vector<std::string> decoded_path(std::string_view path) {
    if (!path.starts_with('/')) throw bad_path();
    std::vector<std::string> parts;
    for (const std::string& piece : base::split(path.substr(1), '/')) {
        auto part = percent_decoded(piece, false);
        if (!part || !plain_name(*part)) throw bad_path();
        parts.push_back(std::move(*part));
    }
    return parts;
}

bool placeholder(const std::string& part) {
    return part.size() > 2 && part.front() == '{' && part.back() == '}';
}

bool fits(const std::vector<std::string>& pattern, const std::vector<std::string>& parts,
          PathValues& values) {
    if (pattern.size() != parts.size()) return false;
    for (std::size_t i = 0; i < parts.size(); ++i)
        if (placeholder(pattern[i]) ? parts[i].empty() : pattern[i] != parts[i]) return false;
    values.clear();
    for (std::size_t i = 0; i < parts.size(); ++i)
        if (placeholder(pattern[i]))
            values.emplace(pattern[i].substr(1, pattern[i].size() - 2), parts[i]);
    return true;
}

bool plausible_host(std::string_view host) {
    return !host.empty() && host.size() < 300 &&
           std::all_of(
               host.begin(), host.end(),
               [](char c) {
                   return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') ||
                          std::string_view(".-_:[]").find(c) != std::string_view::npos;
               });
}

// "https://host:8443/path" -> "host:8443"
std::string authority_of(std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos) return "";
    const std::string_view rest = url.substr(scheme + 3);
    return base::lower_ascii(rest.substr(0, rest.find('/')));
}

Refusal cross_site() {
    return Refusal(403, {"The request was refused", "", "it came from another site's page",
                         "Open the console at its own address and do it there.", "web.cross_site"});
}

Refusal sign_in_first() {
    return Refusal(401, {"You are not signed in", "", "there is no session, or it has ended",
                         "Sign in.", "web.sign_in"});
}

Refusal not_yours() {
    return Refusal(403, {"This is not for you to do", "", "your role does not have this right",
                         "Ask a super administrator.", "web.not_yours"});
}

void require_right(Access access, std::string_view method, const Call& call) {
    if (access == Access::anyone) return;
    if (!call.signed_in()) throw sign_in_first();
    if (access == Access::any_role || call.super_administrator()) return;
    if (access == Access::super_administrator || !safe_method(method) ||
        call.who().role != "administrator")
        throw not_yours();
}

// "/framed/default/api/links" -> "default" and "/api/links"
std::optional<std::pair<std::string, std::string>> framed_path(std::string_view path) {
    constexpr std::string_view kHead = "/framed/";
    if (!path.starts_with(kHead)) return std::nullopt;
    const auto slash = path.find('/', kHead.size());
    if (slash == std::string_view::npos || slash == kHead.size()) return std::nullopt;
    auto link = percent_decoded(path.substr(kHead.size(), slash - kHead.size()), false);
    if (!link || !plain_name(*link)) throw bad_path();
    return std::pair(*std::move(link), std::string(path.substr(slash)));
}

void require_framed(const Route& route, const PathValues& values, const std::string& link) {
    const auto at = values.find("link");
    if (route.pattern.starts_with("/api/links/{link}") && at != values.end() && at->second == link)
        return;
    const std::string asked = route.method + " " + route.pattern;
    if (std::find(std::begin(kFramed), std::end(kFramed), asked) == std::end(kFramed))
        throw not_yours();
}

void require_token(const Call& call) {
    if (safe_method(call.request().method) || !call.signed_in()) return;
    if (base::same_secret(call.request().header("X-CSRF-Token"), call.session().csrf)) return;
    throw Refusal(403, {"The request was refused", "", "it does not carry this session's token",
                        "Load the page again and repeat what you did.", "web.csrf"});
}

void note_failure(const net::Request& request, std::string_view pattern, const Client& client,
                  int status, std::string_view code, std::string_view more) {
    const std::string line = fmt::format("web: {} {} from {}: {} {}{}{}", request.method,
                                         pattern.empty() ? "(no route)" : pattern, client.address,
                                         status, code, more.empty() ? "" : ": ", more);
    if (status >= 500)
        base::log::error("{}", line);
    else if (status == 401 || status == 404)
        base::log::debug("{}", line);
    else
        base::log::info("{}", line);
}

}  // namespace

std::string_view name(Access access) {
    switch (access) {
        case Access::anyone:
            return "anyone";
        case Access::any_role:
            return "any_role";
        case Access::signed_in:
            return "signed_in";
        case Access::super_administrator:
            break;
    }
    return "super_administrator";
}

std::string framed_policy(std::string_view ancestor) {
    return std::string(kContentPolicy).append(ancestor);
}

Router::Router(Gate& gate, RouterOptions options)
    : gate_(gate), options_(std::move(options)), trusted_(options_.trusted_proxies) {}

void Router::add(Route route) {
    auto parts = base::split(std::string_view(route.pattern).substr(1), '/');
    routes_.push_back({std::move(route), std::move(parts)});
}

void Router::otherwise(Handler handle) {
    otherwise_ = std::move(handle);
}

std::vector<RouteSign> Router::signs() const {
    std::vector<RouteSign> out;
    for (const Laid& laid : routes_)
        out.push_back(
            {laid.route.method, laid.route.pattern, laid.route.access, laid.route.any_site});
    return out;
}

void Router::watch(std::function<void(const Answered&)> watcher) {
    watcher_ = std::move(watcher);
}

const Router::Laid* Router::find(const std::string& method, const std::vector<std::string>& parts,
                                 PathValues& values) const {
    const std::string_view wanted = method == "HEAD" ? "GET" : std::string_view(method);
    std::string allowed;
    for (const Laid& laid : routes_) {
        if (!fits(laid.parts, parts, values)) continue;
        if (laid.route.method == wanted) return &laid;
        if (allowed.find(laid.route.method) != std::string::npos) continue;
        allowed += (allowed.empty() ? "" : ", ") + laid.route.method;
        if (laid.route.method == "GET") allowed += ", HEAD";
    }
    if (allowed.empty()) return nullptr;
    throw Refusal(405,
                  {"This cannot be done here", "", "the address does not take this method",
                   "Use one of: " + allowed + ".", "web.method"},
                  {{"Allow", allowed}});
}

Client Router::client_of(const net::Request& request) const {
    Client client;
    client.address = tidy_address(request.peer).value_or(request.peer);
    client.secure = options_.tls;
    if (trusted_.holds(client.address)) {
        std::vector<std::string> hops;
        std::string scheme;
        for (const auto& [name, value] : request.headers) {
            const std::string lower = base::lower_ascii(name);
            if (lower == "x-forwarded-for")
                for (const std::string& hop : base::split(value, ','))
                    hops.emplace_back(base::trimmed(hop));
            else if (lower == "x-forwarded-proto")
                scheme = base::lower_ascii(base::trimmed(value));
        }
        // From the nearest outwards: the first that is no proxy of ours is the client.
        while (!hops.empty() && trusted_.holds(client.address)) {
            const auto hop = tidy_address(hops.back());
            if (!hop) break;
            client.address = *hop;
            hops.pop_back();
        }
        if (!scheme.empty()) client.secure = scheme == "https";
    }
    if (!options_.public_url.empty()) {
        client.origin = options_.public_url;
        while (client.origin.ends_with('/'))
            client.origin.pop_back();
        client.secure = client.secure || client.origin.starts_with("https://");
    } else if (plausible_host(request.header("Host"))) {
        client.origin =
            (client.secure ? "https://" : "http://") + std::string(request.header("Host"));
    }
    return client;
}

// A browser says where a request comes from; what is no browser carries no cookie by itself.
void Router::require_same_site(const net::Request& request, const Client& client) const {
    if (safe_method(request.method)) return;
    const std::string_view site = request.header("Sec-Fetch-Site");
    if (!site.empty()) {
        if (site != "same-origin" && site != "none") throw cross_site();
        return;
    }
    const std::string_view origin = request.header("Origin");
    if (origin.empty()) return;
    const std::string from = authority_of(origin);
    if (from.empty() ||
        (from != base::lower_ascii(request.header("Host")) && from != authority_of(client.origin)))
        throw cross_site();
}

net::Response Router::elsewhere(const Call& call) const {
    const auto parts = decoded_path(call.request().path);
    const bool own =
        std::find(std::begin(kOwnPaths), std::end(kOwnPaths), parts.front()) != std::end(kOwnPaths);
    if (own || !otherwise_)
        throw Refusal(404, {"There is no such address", "", "nothing answers there",
                            "Check the address.", "web.no_such"});
    if (!safe_method(call.request().method) || call.request().method == "OPTIONS")
        throw Refusal(405,
                      {"This cannot be done here", "", "the address does not take this method",
                       "Use GET.", "web.method"},
                      {{"Allow", "GET, HEAD"}});
    return otherwise_(call);
}

net::Response Router::handled(const net::Request& request, const Client& client,
                              const Laid*& found) const {
    PathValues values;
    const auto parts = decoded_path(request.path);
    found = find(request.method, parts, values);
    if (request.body.size() > kMostBody)
        throw Refusal(413, {"The request was refused", "", "its body is larger than 1 MiB",
                            "Send less at once.", "web.too_large"});
    if (found == nullptr || !found->route.any_site) require_same_site(request, client);
    if (found == nullptr) return elsewhere(Call(request, {}, client, std::nullopt));
    const Route& route = found->route;
    if (!client.framed.empty()) require_framed(route, values, client.framed);
    std::optional<store::SessionRecord> session;
    if (route.access != Access::anyone)
        session = client.framed.empty() ? gate_.session_of(request)
                                        : gate_.framed_session_of(request, client.framed);
    const Call call(request, std::move(values), client, std::move(session));
    if (route.access != Access::anyone) require_token(call);
    require_right(route.access, request.method, call);
    return route.handle(call);
}

std::string Router::policy_for(const net::Response& response, const Client& client) const {
    std::string frame = "'none'";
    // A 304 carries no type, but its headers take the place of those that the browser has kept.
    const bool page = response.status == 304 || response.content_type.starts_with("text/html");
    if (!client.framed.empty() && options_.framing && page)
        if (const std::string origin = options_.framing(client.framed); !origin.empty())
            frame = origin;
    return framed_policy(frame);
}

void Router::dress(net::Response& response, const net::Request& request,
                   const Client& client) const {
    const auto has = [&](std::string_view name) {
        return std::any_of(response.headers.begin(), response.headers.end(),
                           [&](const auto& header) { return header.first == name; });
    };
    const auto add = [&](std::string_view name, std::string_view value) {
        if (!has(name)) response.headers.emplace_back(name, value);
    };
    if (!has("Content-Security-Policy")) {  // else the handler has said who may frame it
        const std::string policy = policy_for(response, client);
        add("Content-Security-Policy", policy);
        // It knows no single addresses; browsers that know the policy pass it over.
        if (policy.ends_with("'none'")) add("X-Frame-Options", "DENY");
    }
    add("X-Content-Type-Options", "nosniff");
    add("Referrer-Policy", "no-referrer");
    add("Permissions-Policy", kPermissions);
    add("Cross-Origin-Opener-Policy", "same-origin");
    add("Cross-Origin-Resource-Policy", "same-origin");
    add("Cache-Control", "no-store");
    if (client.secure) add("Strict-Transport-Security", "max-age=31536000");
    if (request.method == "HEAD") response.stream = nullptr;
}

net::Response Router::answer(const net::Request& request) const {
    const auto begin = std::chrono::steady_clock::now();
    const Laid* found = nullptr;
    Client client = client_of(request);
    const auto pattern = [&] { return found ? std::string_view(found->route.pattern) : ""; };
    net::Response response;
    try {
        if (auto framed = framed_path(request.path)) {
            client.framed = framed->first;
            net::Request inner = request;
            inner.path = framed->second;
            response = handled(inner, client, found);
        } else {
            response = handled(request, client, found);
        }
    } catch (const Refusal& refusal) {
        response = problem_answer(refusal.status(), refusal.problem());
        response.headers = refusal.headers();
        note_failure(request, pattern(), client, refusal.status(), refusal.problem().code, "");
    } catch (const base::Failure& failure) {
        const int status = status_of(failure.exit());
        response = problem_answer(status, failure.problem());
        note_failure(request, pattern(), client, status, failure.problem().code,
                     status >= 500 ? failure.problem().text() : "");
    } catch (const std::exception& bug) {
        response = problem_answer(
            500, {"Something broke inside Causeway", "", "the log of the service says more",
                  "Try again; if it stays so, show the log to whoever "
                  "looks after the service.",
                  "web.internal"});
        note_failure(request, pattern(), client, 500, "web.internal", bug.what());
    }
    dress(response, request, client);
    if (watcher_)
        watcher_(
            {request.method, pattern(), response.status, std::chrono::steady_clock::now() - begin});
    return response;
}

}  // namespace causeway::web
