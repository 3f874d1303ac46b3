// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/events.h"

namespace causeway::service {

void Bus::Subscription::end() {
    if (bus_ == nullptr) return;
    const std::scoped_lock lock(bus_->mutex_);
    bus_->listeners_.erase(number_);
    bus_ = nullptr;
}

Bus::Subscription Bus::listen(Listener listener) {
    const std::scoped_lock lock(mutex_);
    listeners_[++last_] = std::move(listener);
    return {*this, last_};
}

void Bus::tell(const Event& event) {
    const std::scoped_lock lock(mutex_);
    for (const auto& [number, listener] : listeners_)
        listener(event);
}

}  // namespace causeway::service
