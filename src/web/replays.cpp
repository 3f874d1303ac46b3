// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/replays.h"

namespace causeway::web {

bool Replays::first_time(const std::string& signature, base::Instant until, base::Instant now) {
    const std::scoped_lock lock(mutex_);
    while (!by_end_.empty() && (by_end_.begin()->first < now || by_end_.size() >= most_)) {
        if (by_end_.begin()->first >= now && heard_.contains(signature)) return false;
        heard_.erase(by_end_.begin()->second);
        by_end_.erase(by_end_.begin());
    }
    if (!heard_.emplace(signature, until).second) return false;
    by_end_.emplace(until, signature);
    return true;
}

std::size_t Replays::size() const {
    const std::scoped_lock lock(mutex_);
    return heard_.size();
}

}  // namespace causeway::web
