// SPDX-License-Identifier: GPL-3.0-or-later
// The web side of `causeway serve`: the API, the event streams and the console's files behind one
// HTTP server. Made and stopped by the command; everything between runs on the server's threads.
// Errors: the constructor throws base::Failure when it cannot listen or an address in the options
// is none. What it is given outlives it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "net/server.h"
#include "service/service.h"
#include "store/accounts.h"
#include "web/event_hub.h"
#include "web/parts.h"

namespace causeway::web {

class Web {
  public:
    Web(service::Service& service, store::Accounts& accounts, base::Clock& clock,
        WebOptions options, net::ServerOptions server, SessionTimes sessions = {},
        EventTimes events = {});
    ~Web();
    Web(const Web&) = delete;
    Web& operator=(const Web&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    // As people reach it: the public address, or the one that it listens on.
    [[nodiscard]] std::string url() const;
    // While there is no account: the code that the log shows, too.
    [[nodiscard]] std::string setup_code() const;

    // Every address that it answers, besides the console's files.
    [[nodiscard]] std::vector<RouteSign> routes() const;

    // Ends all event streams, lets requests under way finish. More than once is fine.
    void stop();

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace causeway::web
