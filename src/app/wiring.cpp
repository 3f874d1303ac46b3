// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wiring.h"

#include <algorithm>

namespace causeway::app {

sync::RunRequest request_from(const ScopeOptions& scope, const Config& config) {
    sync::RunRequest out;
    out.verify = scope.verify;
    out.schools = scope.schools;
    out.only = scope.only;
    out.keys = scope.keys;
    // A school that the link is not about is a slip, not a wish to leave the others alone.
    const auto taking_part = config.integers("opensis.schools");
    for (const std::int64_t school : scope.schools)
        if (!taking_part.empty() &&
            std::find(taking_part.begin(), taking_part.end(), school) == taking_part.end())
            throw base::Failure(
                base::ExitCode::usage,
                {"This school does not take part", "school:" + std::to_string(school),
                 "opensis.schools does not name it", "Add it there, or name another with --school.",
                 "usage.school"});
    return out;
}

Wiring::Wiring(Context& context)
    : config_(context.config()),
      parts_(config_, context.clock, context.interrupt.token(), "causeway/" CAUSEWAY_VERSION) {}

Wiring::~Wiring() = default;

service::StateAdapter& Wiring::state() {
    if (!state_) {
        store_ = std::make_unique<store::Store>(config_.text("store.url"),
                                                service::sealing_key(config_));
        state_ = std::make_unique<service::StateAdapter>(store_->link(kLink));
    }
    return *state_;
}

sync::Engine Wiring::engine(sync::Watch watch) {
    (void)opensis_address(config_);  // complain about the addresses before the store is made
    (void)site();
    return parts_.engine(state(), std::move(watch));
}

}  // namespace causeway::app
