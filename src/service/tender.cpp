// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/tender.h"

#include "base/failure.h"
#include "base/log.h"

namespace causeway::service {

namespace {

using std::chrono::steady_clock;

constexpr std::chrono::seconds kEvery{1};
// Sooner than the others think so.
constexpr std::chrono::seconds kLost{store::kNodeSeconds - 5};

}  // namespace

Tender::Tender(store::Store& store, Look look)
    : nodes_(store),
      look_(std::move(look)),
      thread_([this](const std::stop_token& stop) { work(stop); }) {}

Tender::~Tender() {
    stop();
    try {
        nodes_.leave();
    } catch (const base::Failure& failure) {  // then the others wait until it is silent enough
        base::log::warning("the links could not be given up: {}", failure.problem().text());
    }
}

void Tender::stop() {
    if (!thread_.joinable()) return;
    thread_.request_stop();
    thread_.join();
}

void Tender::work(const std::stop_token& stop) {
    std::set<std::string> tended;
    auto heard = steady_clock::now();
    bool well = true;
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested()) {
        try {
            const auto began = steady_clock::now();
            tended = nodes_.tend();
            heard = began;
            look_(tended);
            well = true;
        } catch (const base::Failure& failure) {
            if (well) base::log::error("this node is cut off: {}", failure.problem().text());
            well = false;
        }
        if (!tended.empty() && steady_clock::now() - heard > kLost) {
            base::log::error("this node tends nothing any more: the store was out of reach");
            tended.clear();
            try {
                look_(tended);
            } catch (const base::Failure&) {  // it is said above
            }
        }
        wake_.wait_for(lock, stop, kEvery, [] { return false; });
    }
}

}  // namespace causeway::service
