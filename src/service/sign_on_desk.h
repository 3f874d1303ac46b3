// SPDX-License-Identifier: GPL-3.0-or-later
// Single sign-on as the service does it: each link's Moodle behind the ports of sso/, kept open
// between sign-ons, and what protects it from many at once: a double click is one sign-on, a Moodle
// that does not answer is left alone for a moment, waiting never takes up all threads. Any thread;
// enter() blocks for as long as Moodle takes, some seconds at most.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "service/service.h"
#include "sso/sign_on.h"

namespace causeway::service {

class SignOnDesk {
  public:
    SignOnDesk(Service& service, base::Clock& clock, std::string user_agent);
    ~SignOnDesk();
    SignOnDesk(const SignOnDesk&) = delete;
    SignOnDesk& operator=(const SignOnDesk&) = delete;

    // `browser`: what tells one browser of a person from another one (its address and what it says
    // of itself). The same wish of the same browser within some seconds follows the first: with the
    // known userkey plugin a second key would make the first one void.
    sso::Entered enter(Link& link, const sso::Wish& wish, const std::string& browser);

    // Milliseconds that the latest calls to Moodle took inside enter(), for measurements.
    static std::int64_t moodle_microseconds();

  private:
    struct Hall;    // one link's Moodle
    struct Flight;  // one sign-on under way, or just done
    class BookOf;
    class MoodleOf;

    std::shared_ptr<Hall> hall_of(Link& link);
    sso::Entered go_in(Link& link, const sso::Wish& wish);

    base::Clock& clock_;
    const std::string user_agent_;
    std::mutex mutex_;  // guards what follows
    std::map<std::string, std::shared_ptr<Hall>> halls_;
    std::map<std::string, std::shared_ptr<Flight>> flights_;
    std::condition_variable landed_;
    int inside_ = 0;
    int following_ = 0;

    Bus::Subscription subscription_;  // last: it uses the above
};

}  // namespace causeway::service
