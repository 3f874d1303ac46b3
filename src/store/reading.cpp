// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/reading.h"

namespace causeway::store {

namespace {

constexpr std::size_t kKept = 8;

}  // namespace

std::unique_ptr<db::Connection> Readers::lend() {
    {
        const std::scoped_lock lock(mutex_);
        if (!idle_.empty()) {
            auto out = std::move(idle_.back());
            idle_.pop_back();
            return out;
        }
    }
    return place_.open();
}

void Readers::give_back(std::unique_ptr<db::Connection> connection) {
    const std::scoped_lock lock(mutex_);
    if (place_.shared() && idle_.size() < kKept) idle_.push_back(std::move(connection));
}

Reading::Reading(Store& store) : readers_(store.readers_) {
    if (readers_->place().in_memory()) {
        lock_ = std::unique_lock(store.mutex_);
        connection_ = store.writer_.get();
    } else {
        own_ = readers_->lend();
        connection_ = own_.get();
    }
}

Reading::~Reading() {
    if (own_) readers_->give_back(std::move(own_));
}

}  // namespace causeway::store
