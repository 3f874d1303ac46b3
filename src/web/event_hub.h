// SPDX-License-Identifier: GPL-3.0-or-later
// The event streams of all open consoles: takes what the service's Bus tells, and sends to each
// stream what its session may see. One thread of its own does all asking and sending; the Bus and
// the requests only leave word. A client that does not keep up is dropped by the server.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "service/service.h"
#include "web/metrics.h"
#include "web/sessions.h"

namespace causeway::web {

struct EventTimes {
    std::chrono::milliseconds progress{250};    // between two of one link
    std::chrono::milliseconds comment{15'000};  // what keeps a quiet stream open
};

class EventHub {
  public:
    EventHub(service::Service& service, Sessions& sessions, Metrics& metrics, std::string version,
             EventTimes times = {});
    ~EventHub();
    EventHub(const EventHub&) = delete;
    EventHub& operator=(const EventHub&) = delete;

    // The answer that goes on. Refusal 503 when there are too many streams, in all or of this
    // session.
    net::Response open(const Call& call);
    [[nodiscard]] std::size_t streams() const;
    // Ends all streams; no more are opened.
    void stop();

  private:
    struct Stream {
        std::string session;     // its digest
        store::Account account;  // as the session had it when it was last looked at
        std::shared_ptr<net::Outflow> out;
    };
    using Streams = std::vector<std::shared_ptr<Stream>>;

    void heard(const service::Event& event);
    void joined(std::shared_ptr<Stream> stream);
    void work();
    [[nodiscard]] std::chrono::steady_clock::time_point next_due() const;
    void take_in(Streams joining);
    [[nodiscard]] std::vector<std::string> taken_progress(
        std::chrono::steady_clock::time_point now);
    void tell_progress(const std::string& name);
    void tell(const service::Event& event);
    void tell_run(service::Link& link, const service::Event& event);
    void tell_link(service::Link& link);
    void look_at_sessions();
    void send(Stream& stream, std::string_view event, const std::string& data);
    void send_where_seen(const std::string& link, std::string_view event, const std::string& data);
    [[nodiscard]] std::string hello_for(const Stream& stream);

    service::Service& service_;
    Sessions& sessions_;
    Metrics& metrics_;
    const std::string version_;
    const EventTimes times_;

    mutable std::mutex mutex_;  // guards what follows
    std::condition_variable wake_;
    bool stopping_ = false;
    std::vector<std::weak_ptr<Stream>> known_;  // all, with those whose head is on its way
    Streams joining_;
    std::deque<service::Event> events_;
    std::set<std::string> progressed_;  // links whose progress is still to be told
    std::map<std::string, std::chrono::steady_clock::time_point> progress_told_;

    // The thread's own.
    Streams live_;
    std::uint64_t last_id_ = 0;
    std::chrono::steady_clock::time_point comment_due_;

    service::Bus::Subscription subscription_;
    std::thread thread_;
};

}  // namespace causeway::web
