// SPDX-License-Identifier: GPL-3.0-or-later
// A reading for a page of the console or a plan: on a connection of its own, so that a long one
// never stands in the way of a run that writes. A store in memory has one connection only: there
// it is that one, held under its lock for as long as the reading lives. One thread a reading.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "store/dialect.h"
#include "store/store.h"

namespace causeway::store {

// The reading connections of a store. Those to a server are dear to make: some are kept. Any
// thread.
class Readers {
  public:
    explicit Readers(Place place) : place_(std::move(place)) {}
    [[nodiscard]] const Place& place() const { return place_; }
    std::unique_ptr<db::Connection> lend();
    void give_back(std::unique_ptr<db::Connection> connection);

  private:
    const Place place_;
    std::mutex mutex_;  // guards what follows
    std::vector<std::unique_ptr<db::Connection>> idle_;
};

class Reading {
  public:
    explicit Reading(Store& store);
    ~Reading();
    Reading(const Reading&) = delete;
    Reading& operator=(const Reading&) = delete;
    db::Connection* operator->() { return connection_; }
    db::Connection& operator*() { return *connection_; }

  private:
    std::shared_ptr<Readers> readers_;
    std::unique_ptr<db::Connection> own_;
    std::unique_lock<std::mutex> lock_;
    db::Connection* connection_ = nullptr;
};

}  // namespace causeway::store
