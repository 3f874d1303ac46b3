// SPDX-License-Identifier: GPL-3.0-or-later
// Joins the parts for one command: the configuration becomes addresses, policy and options; the
// real openSIS, Moodle and store take their places behind the sync engine's ports. Each part is
// made when it is first asked for, so that a command touches only what it needs. One thread.
#pragma once

#include <memory>

#include "app/adapters.h"
#include "app/commands.h"
#include "app/state_adapter.h"
#include "moodle/connect.h"
#include "net/http_client.h"
#include "store/store.h"
#include "sync/run.h"

namespace causeway::app {

db::MariadbAddress opensis_address(const Config& config);  // Failure(usage) when it will not do
sync::Policy policy_from(const Config& config, base::Instant now);
model::RosterScope roster_from(const Config& config, base::Date today);
sync::RunRequest request_from(const ScopeOptions& scope, const Config& config);

class Wiring {
  public:
    explicit Wiring(Context& context);
    ~Wiring();
    Wiring(const Wiring&) = delete;
    Wiring& operator=(const Wiring&) = delete;

    [[nodiscard]] const Config& config() const { return config_; }
    moodle::Site& site();
    store::LinkState& link() { return state().link(); }
    StateAdapter& state();
    // Everything a run needs. A link that was never connected is connected first.
    sync::Engine engine(sync::Watch watch);

    // Keeps what the connection check found (method for new users, roles, limits) with the link.
    void remember(const moodle::ConnectReport& report);

  private:
    void use_what_connect_found();

    Context& context_;
    const Config& config_;
    std::unique_ptr<net::HttpClient> http_;
    std::unique_ptr<moodle::Site> site_;
    std::unique_ptr<LmsAdapter> lms_;
    std::unique_ptr<SisAdapter> sis_;
    std::unique_ptr<store::Store> store_;
    std::unique_ptr<StateAdapter> state_;
};

}  // namespace causeway::app
