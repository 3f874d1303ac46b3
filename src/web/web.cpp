// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/web.h"

namespace causeway::web {

namespace {

// Twice what the API takes, so that its own words refuse what is a little too large.
constexpr std::size_t kMostBody = 2 * 1024 * 1024;

net::ServerOptions limited(net::ServerOptions options) {
    options.max_body = kMostBody;
    return options;
}

void add_all_routes(Router& router, const Parts& parts) {
    add_session_routes(router, parts);
    add_user_routes(router, parts);
    add_audit_routes(router, parts);
    add_service_routes(router, parts);
    add_event_routes(router, parts);
    add_hint_routes(router, parts);
    add_enter_routes(router, parts);
    add_link_routes(router, parts);
    add_run_routes(router, parts);
    add_intake_routes(router, parts);
    add_record_routes(router, parts);
    add_standing_routes(router, parts);
    add_grade_routes(router, parts);
    add_field_routes(router, parts);
    add_match_routes(router, parts);
    add_overview_routes(router, parts);
    add_rollover_routes(router, parts);
}

}  // namespace

class Web::Impl {
  public:
    Impl(service::Service& service, store::Accounts& accounts, base::Clock& clock,
         WebOptions options, net::ServerOptions server, SessionTimes session_times,
         EventTimes event_times)
        : options_(std::move(options)),
          entrances_(service.store()),
          desk_(service, clock, "causeway/" + options_.version),
          sessions_(accounts, entrances_, clock, session_times),
          door_(accounts, clock),
          metrics_(clock),
          hub_(service, sessions_, metrics_, options_.version, event_times),
          console_(options_.console),
          router_(sessions_, {options_.trusted_proxies, options_.public_url,
                              !server.certificate_file.empty(), framing_by(service)}) {
        add_all_routes(router_, {service, accounts, sessions_, door_, hub_, metrics_, clock,
                                 options_, entrances_, desk_});
        router_.otherwise([this](const Call& call) { return console_.answer(call); });
        router_.watch([this](const Answered& answered) { metrics_.note(answered); });
        server_ = std::make_unique<net::Server>(
            limited(std::move(server)),
            [this](const net::Request& request) { return router_.answer(request); });
        door_.announce(url());
    }
    ~Impl() { stop(); }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    [[nodiscard]] std::string url() const {
        return options_.public_url.empty() ? server_->url() : options_.public_url;
    }

    void stop() {
        hub_.stop();
        server_->stop();
    }

    const WebOptions options_;
    store::Entrances entrances_;
    service::SignOnDesk desk_;
    Sessions sessions_;
    Doorkeeper door_;
    Metrics metrics_;
    EventHub hub_;
    const ConsoleFiles console_;
    Router router_;
    std::unique_ptr<net::Server> server_;  // last: its threads use all of the above
};

Web::Web(service::Service& service, store::Accounts& accounts, base::Clock& clock,
         WebOptions options, net::ServerOptions server, SessionTimes sessions, EventTimes events)
    : impl_(std::make_unique<Impl>(service, accounts, clock, std::move(options), std::move(server),
                                   sessions, events)) {}

Web::~Web() = default;

std::uint16_t Web::port() const {
    return impl_->server_->port();
}

std::string Web::url() const {
    return impl_->url();
}

std::string Web::setup_code() const {
    return impl_->door_.setup_code();
}

std::vector<RouteSign> Web::routes() const {
    return impl_->router_.signs();
}

void Web::stop() {
    impl_->stop();
}

}  // namespace causeway::web
