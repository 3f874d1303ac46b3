// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/remote_book.h"

namespace causeway::sync {

model::RemoteId RemoteBook::of(const model::Key& key) {
    const std::scoped_lock lock(mutex_);
    if (const auto known = ids_.find(key); known != ids_.end()) return known->second;
    if (loaded_) return 0;
    const auto record = state_.base_of(key);
    const model::RemoteId id = record ? record->remote : 0;
    if (id != 0) ids_.emplace(key, id);
    return id;
}

void RemoteBook::put(const model::Key& key, model::RemoteId id) {
    const std::scoped_lock lock(mutex_);
    ids_[key] = id;
}

void RemoteBook::load_all() {
    const std::scoped_lock lock(mutex_);
    if (loaded_) return;
    const auto stream = state_.base(model::Kind::school, model::Kind::student);
    BaseRecord record;
    while (stream->next(record))
        ids_.try_emplace(record.key, record.remote);
    loaded_ = true;
}

}  // namespace causeway::sync
