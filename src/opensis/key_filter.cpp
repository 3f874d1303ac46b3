// SPDX-License-Identifier: GPL-3.0-or-later
#include "opensis/key_filter.h"

#include <algorithm>

namespace causeway::opensis {

KeyFilter::KeyFilter(std::span<const model::Key> keys) : keys_(keys.begin(), keys.end()) {
    for (const model::Key& key : keys_) {
        const std::string kind(model::name(key.kind));
        if (model::is_enrolment(key.kind)) {
            ids_[kind + ".place"].push_back(key.id);
            ids_[kind + ".who"].push_back(key.who);
        } else {
            ids_[kind].push_back(key.id);
        }
    }
    for (auto& [list, ids] : ids_) {
        std::sort(ids.begin(), ids.end());
        ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    }
}

const std::vector<std::int64_t>& KeyFilter::ids(std::string_view list) const {
    static const std::vector<std::int64_t> none;
    const auto found = ids_.find(list);
    return found == ids_.end() ? none : found->second;
}

}  // namespace causeway::opensis
