// SPDX-License-Identifier: GPL-3.0-or-later
// The whole web side without a socket: a store in memory, a service whose links are not started,
// every route; requests go straight to the router. The clock is the test's.
#pragma once

#include <atomic>
#include <boost/json.hpp>
#include <memory>
#include <string>

#include "service/service.h"
#include "web/event_hub.h"
#include "web/metrics.h"
#include "web/parts.h"

namespace causeway::test {

class TestClock final : public base::Clock {
  public:
    [[nodiscard]] base::Instant now() const override { return now_; }
    [[nodiscard]] std::chrono::milliseconds monotonic() const override {
        return std::chrono::seconds(now_.load());
    }
    void sleep(std::chrono::milliseconds) override {}
    void pass(std::chrono::seconds time) { now_ += time.count(); }

  private:
    std::atomic<base::Instant> now_ = 1'790'000'000;  // the event hub reads it, the test sets it
};

inline net::Request request(std::string method, std::string target, std::string body = "",
                            net::Headers headers = {}) {
    net::Request out;
    out.method = std::move(method);
    const auto mark = target.find('?');
    out.path = target.substr(0, mark);
    if (mark != std::string::npos) out.query = target.substr(mark + 1);
    out.headers = std::move(headers);
    out.headers.emplace_back("Host", "causeway.example.org");
    if (!body.empty()) out.headers.emplace_back("Content-Type", "application/json");
    out.body = std::move(body);
    out.peer = "192.0.2.10";
    return out;
}

inline std::string header_of(const net::Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers)
        if (key == name) return value;
    return "";
}

inline boost::json::object json_of(const net::Response& response) {
    return boost::json::parse({response.body.data(), response.body.size()}).as_object();
}

inline std::string text_at(const boost::json::object& object, std::string_view field) {
    return std::string(object.at(field).as_string());
}

// A browser at the API: keeps its cookie and its token.
class Browser {
  public:
    explicit Browser(const web::Router& router) : router_(router) {}

    net::Response send(const std::string& method, const std::string& target,
                       const std::string& body = "") {
        net::Headers headers;
        if (!cookie.empty()) headers.emplace_back("Cookie", cookie);
        if (!csrf.empty() && method != "GET") headers.emplace_back("X-CSRF-Token", csrf);
        auto asked = request(method, target, body, headers);
        asked.peer = peer;
        auto response = router_.answer(asked);
        const std::string set = header_of(response, "Set-Cookie");
        if (!set.empty()) cookie = set.substr(0, set.find(';'));
        if (target == "/api/session" || target == "/api/setup")
            if (response.status == 200 && response.body.find("\"csrf\"") != std::string::npos)
                csrf = text_at(json_of(response), "csrf");
        return response;
    }
    net::Response get(const std::string& target) { return send("GET", target); }

    std::string cookie;
    std::string csrf;
    std::string peer = "192.0.2.10";

  private:
    const web::Router& router_;
};

inline constexpr const char* kPassword = "correct horse battery";

class WebRig {
  public:
    explicit WebRig(web::WebOptions options = {}, web::EventTimes times = {})
        : options_(std::move(options)),
          store_("sqlite::memory:", base::SealingKey::random()),
          accounts_(store_),
          service_(config_, store_, clock_, "causeway/test", {}),
          entrances_(store_),
          desk_(service_, clock_, "causeway/test"),
          sessions_(accounts_, entrances_, clock_),
          door_(accounts_, clock_),
          metrics_(clock_),
          hub_(service_, sessions_, metrics_, "test", times),
          router_(sessions_, {options_.trusted_proxies, options_.public_url, false,
                              web::framing_by(service_)}),
          parts_{service_, accounts_, sessions_, door_,      hub_,
                 metrics_, clock_,    options_,  entrances_, desk_} {
        web::add_session_routes(router_, parts_);
        web::add_user_routes(router_, parts_);
        web::add_audit_routes(router_, parts_);
        web::add_service_routes(router_, parts_);
        web::add_event_routes(router_, parts_);
        web::add_hint_routes(router_, parts_);
        web::add_enter_routes(router_, parts_);
        web::add_link_routes(router_, parts_);
        web::add_run_routes(router_, parts_);
        web::add_record_routes(router_, parts_);
        web::add_standing_routes(router_, parts_);
        web::add_grade_routes(router_, parts_);
        web::add_match_routes(router_, parts_);
        web::add_overview_routes(router_, parts_);
    }

    Browser browser() { return Browser(router_); }

    // Somebody who is signed in, without the cost of a password's hash.
    Browser as(const std::string& role, const std::string& name,
               std::vector<store::SchoolRight> schools = {}) {
        store::Account account;
        account.name = name;
        account.role = role;
        account.schools = std::move(schools);
        account.created = clock_.now();
        const auto made = accounts_.add(account, "no hash");
        Browser out(router_);
        const auto opened = sessions_.open(*made);
        out.cookie = "causeway_session=" + opened.cookie;
        out.csrf = opened.record.csrf;
        return out;
    }
    Browser super() { return as("super_administrator", "Super"); }

    const web::WebOptions options_;
    TestClock clock_;
    service::Config config_ = service::Config::defaults();
    store::Store store_;
    store::Accounts accounts_;
    service::Service service_;
    store::Entrances entrances_;
    service::SignOnDesk desk_;
    web::Sessions sessions_;
    web::Doorkeeper door_;
    web::Metrics metrics_;
    web::EventHub hub_;
    web::Router router_;
    web::Parts parts_;
};

}  // namespace causeway::test
