// SPDX-License-Identifier: GPL-3.0-or-later
// A reading for a page of the console: on a connection of its own, so that a long one never stands
// in the way of a run that writes. A store in memory has one connection only: there it is that one,
// held under its lock for as long as the reading lives. One thread.
#pragma once

#include <memory>
#include <mutex>

#include "store/store.h"

namespace causeway::store {

class Reading {
  public:
    explicit Reading(Store& store);
    db::Connection* operator->() { return connection_; }
    db::Connection& operator*() { return *connection_; }

  private:
    std::unique_ptr<db::Connection> own_;
    std::unique_lock<std::mutex> lock_;
    db::Connection* connection_ = nullptr;
};

}  // namespace causeway::store
