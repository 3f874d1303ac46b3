// SPDX-License-Identifier: GPL-3.0-or-later
// What happens in the service, told to whoever listens (the console's event streams). An event
// says what moved, not how it is now: a listener asks for that. Any thread; a listener is called on
// the thread that tells, must return at once and must not throw.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace causeway::service {

struct Event {
    enum class What {
        progress,   // of the run or plan `number`
        run_began,  // run `number`
        run_ended,
        plan,     // plan `number` is ready, failed, applied or outdated
        intake,   // previews of "Get LMS Data" are otherwise than before
        link,     // its state or settings changed, or it is new
        session,  // the session whose digest is `link` has ended
    };
    What what = What::link;
    std::string link;
    std::int64_t number = 0;
};

class Bus {
  public:
    using Listener = std::function<void(const Event&)>;

    // Listens until it is destroyed; after that the listener is not called any more.
    class Subscription {
      public:
        Subscription() = default;
        Subscription(Bus& bus, std::uint64_t number) : bus_(&bus), number_(number) {}
        ~Subscription() { end(); }
        Subscription(Subscription&& other) noexcept : bus_(other.bus_), number_(other.number_) {
            other.bus_ = nullptr;
        }
        Subscription& operator=(Subscription&& other) noexcept {
            if (this != &other) {
                end();
                bus_ = other.bus_;
                number_ = other.number_;
                other.bus_ = nullptr;
            }
            return *this;
        }

      private:
        void end();
        Bus* bus_ = nullptr;
        std::uint64_t number_ = 0;
    };

    [[nodiscard]] Subscription listen(Listener listener);
    void tell(const Event& event);

  private:
    std::mutex mutex_;  // held while listeners are called: ending a subscription waits for them
    std::uint64_t last_ = 0;
    std::map<std::uint64_t, Listener> listeners_;
};

}  // namespace causeway::service
