// SPDX-License-Identifier: GPL-3.0-or-later
// Joins the parts for one command: the store, and the link's parts of service/link_parts. Each is
// made when it is first asked for, so that a command touches only what it needs. One thread.
#pragma once

#include <memory>

#include "app/commands.h"
#include "service/grade_parts.h"
#include "service/link_parts.h"
#include "service/state_adapter.h"
#include "store/store.h"

namespace causeway::app {

using service::opensis_address;

// The link that the configuration file speaks of.
inline constexpr const char* kLink = "default";

sync::RunRequest request_from(const ScopeOptions& scope, const Config& config);

class Wiring {
  public:
    explicit Wiring(Context& context);
    ~Wiring();
    Wiring(const Wiring&) = delete;
    Wiring& operator=(const Wiring&) = delete;

    [[nodiscard]] const Config& config() const { return config_; }
    moodle::Site& site() { return parts_.site(); }
    service::LinkParts& parts() { return parts_; }
    store::LinkState& link() { return state().link(); }
    store::Store& store() { return (void)state(), *store_; }
    service::StateAdapter& state();
    // Everything a run needs. A link that was never connected is connected first.
    sync::Engine engine(sync::Watch watch);

  private:
    const Config& config_;
    service::LinkParts parts_;
    std::unique_ptr<store::Store> store_;
    std::unique_ptr<service::StateAdapter> state_;
};

}  // namespace causeway::app
