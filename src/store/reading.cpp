// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/reading.h"

namespace causeway::store {

Reading::Reading(Store& store) {
    if (store.path_ == ":memory:") {
        lock_ = std::unique_lock(store.mutex_);
        connection_ = store.writer_.get();
    } else {
        own_ = db::open_sqlite(store.path_);
        connection_ = own_.get();
    }
}

}  // namespace causeway::store
