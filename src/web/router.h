// SPDX-License-Identifier: GPL-3.0-or-later
// From a request to its handler (what lies below /framed/LINK/ is the same below / for a session in
// openSIS's frame): path and method, session, role, CSRF token, rate; then security
// headers on every answer, and each Refusal, base::Failure and bug turned into a Problem (bugs
// without their text). Made once, then read by many threads.
#pragma once

#include <boost/json/fwd.hpp>
#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/failure.h"
#include "net/server.h"
#include "web/addresses.h"
#include "web/call.h"

namespace causeway::service {
class Service;
}

namespace causeway::web {

// signed_in: administrators and super administrators; whatever changes something needs a super
// administrator even there. any_role: one's own session, whatever one may see.
enum class Access { anyone, any_role, signed_in, super_administrator };

using Handler = std::function<net::Response(const Call&)>;

struct Route {
    std::string method;   // "GET"
    std::string pattern;  // "/api/links/{link}/runs/{run}"
    Access access = Access::signed_in;
    Handler handle;
    bool any_site = false;  // pages of other sites may send here: it proves by itself who asks
};

std::string_view name(Access access);

// A route as somebody outside sees it.
struct RouteSign {
    std::string method;
    std::string pattern;
    Access access = Access::signed_in;
    bool any_site = false;
};

// Who the cookie of a request stands for; implemented by Sessions.
class Gate {
  public:
    virtual ~Gate() = default;
    virtual std::optional<store::SessionRecord> session_of(const net::Request& request) = 0;
    // The same for a page of this link inside openSIS's frame.
    virtual std::optional<store::SessionRecord> framed_session_of(const net::Request& request,
                                                                  std::string_view link) {
        (void)request, (void)link;
        return std::nullopt;
    }
};

struct RouterOptions {
    // Addresses or nets (10.1.0.0/16) whose X-Forwarded-For and X-Forwarded-Proto are believed.
    std::vector<std::string> trusted_proxies;
    std::string public_url;  // as people reach it; "": as each request has it
    bool tls = false;        // the server itself speaks TLS
    // Who may show a link's pages in a frame: openSIS's own address, or "" for nobody.
    std::function<std::string(std::string_view link)> framing = {};
};

// What was asked and how it went; `pattern` is "" when no route was found.
struct Answered {
    std::string_view method;
    std::string_view pattern;
    int status = 0;
    std::chrono::nanoseconds took{0};
};

// As each link's settings have it now.
std::function<std::string(std::string_view)> framing_by(service::Service& service);

class Router {
  public:
    Router(Gate& gate, RouterOptions options);

    void add(Route route);
    // What no route below /api, /hints, /plugins or the like takes: the console's files.
    void otherwise(Handler handle);
    // Called after every answer, from many threads.
    void watch(std::function<void(const Answered&)> watcher);

    // What answers here, in the order in which it was added: docs/openapi.yaml is held against it.
    [[nodiscard]] std::vector<RouteSign> signs() const;

    // Does not throw.
    [[nodiscard]] net::Response answer(const net::Request& request) const;

  private:
    struct Laid {  // a route, its pattern cut at the slashes
        Route route;
        std::vector<std::string> parts;
    };
    [[nodiscard]] net::Response handled(const net::Request& request, const Client& client,
                                        const Laid*& found) const;
    [[nodiscard]] const Laid* find(const std::string& method, const std::vector<std::string>& parts,
                                   PathValues& values) const;
    [[nodiscard]] Client client_of(const net::Request& request) const;
    void require_same_site(const net::Request& request, const Client& client) const;
    [[nodiscard]] net::Response elsewhere(const Call& call) const;
    [[nodiscard]] std::string policy_for(const net::Response& response, const Client& client) const;
    void dress(net::Response& response, const net::Request& request, const Client& client) const;

    Gate& gate_;
    const RouterOptions options_;
    const AddressList trusted_;
    std::vector<Laid> routes_;
    Handler otherwise_;
    std::function<void(const Answered&)> watcher_;
};

// The content policy of a page that this address ("https://sis.example.org") may show in a frame;
// "'none'": nobody.
std::string framed_policy(std::string_view ancestor);
net::Response json_answer(const boost::json::value& value, int status = 200);
net::Response no_content();
// A file for spreadsheets to save under this name (letters, digits, dots and dashes only).
net::Response csv_answer(std::string body, const std::string& file);
net::Response problem_answer(int status, const base::Problem& problem);
boost::json::object problem_json(const base::Problem& problem);
// The usual status of what an operation threw.
int status_of(base::ExitCode exit);

}  // namespace causeway::web
