// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/event_hub.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/log.h"
#include "web/call.h"
#include "web/to_json.h"

namespace causeway::web {

namespace {

namespace json = boost::json;
using std::chrono::steady_clock;
using What = service::Event::What;

constexpr std::size_t kMostStreams = 300;
constexpr std::size_t kMostOfSession = 10;
constexpr std::size_t kMostWaiting = 10'000;  // events that nobody could be told yet

Refusal too_many(std::string why) {
    return Refusal(503,
                   {"Live progress is not to be had now", "", std::move(why),
                    "Close some of the console's windows; the others go on as they are.",
                    "web.too_many_streams"},
                   {{"Retry-After", "30"}});
}

// The schools of this link that the account may see, as Call::schools_of tells them; outer
// nothing: the link is none of theirs.
std::optional<std::optional<std::vector<std::int64_t>>> sight_of(const store::Account& account,
                                                                 const std::string& link) {
    if (account.handed && account.person_link != link) return std::nullopt;
    if (account.role == "super_administrator") return std::optional<std::vector<std::int64_t>>();
    std::vector<std::int64_t> schools;
    for (const store::SchoolRight& right : account.schools)
        if (right.link == link) schools.push_back(right.school);
    if (account.role != "administrator" || schools.empty()) return std::nullopt;
    return std::optional(std::move(schools));
}

bool same_link_event(const service::Event& a, const service::Event& b) {
    return a.what == What::link && b.what == What::link && a.link == b.link;
}

}  // namespace

EventHub::EventHub(service::Service& service, Sessions& sessions, Metrics& metrics,
                   std::string version, EventTimes times)
    : service_(service),
      sessions_(sessions),
      metrics_(metrics),
      version_(std::move(version)),
      times_(times),
      comment_due_(steady_clock::now() + times.comment),
      subscription_(service.bus().listen([this](const service::Event& event) { heard(event); })),
      thread_([this] { work(); }) {}

EventHub::~EventHub() {
    stop();
}

void EventHub::stop() {
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
    subscription_ = {};
}

// ---- called by requests and by the Bus ----

net::Response EventHub::open(const Call& call) {
    auto stream = std::make_shared<Stream>();
    stream->session = call.framed().empty() ? Sessions::digest_of(call.request())
                                            : Sessions::framed_digest_of(call.request());
    stream->account = call.who();
    {
        const std::scoped_lock lock(mutex_);
        if (stopping_) throw too_many("the service is stopping");
        std::erase_if(known_, [](const std::weak_ptr<Stream>& weak) {
            const auto one = weak.lock();
            return !one || (one->out && !one->out->open());
        });
        const auto of_session =
            std::count_if(known_.begin(), known_.end(), [&](const std::weak_ptr<Stream>& weak) {
                const auto one = weak.lock();
                return one && one->session == stream->session;
            });
        if (known_.size() >= kMostStreams) throw too_many("too many consoles are open");
        if (static_cast<std::size_t>(of_session) >= kMostOfSession)
            throw too_many("too many windows of this session are open");
        known_.push_back(stream);
    }
    net::Response response;
    response.content_type = "text/event-stream; charset=utf-8";
    response.headers.emplace_back("X-Accel-Buffering", "no");  // nginx would hold it back
    response.body = "retry: 3000\n\n";
    response.stream = [this, stream](std::shared_ptr<net::Outflow> out) {
        const std::scoped_lock lock(mutex_);
        stream->out = std::move(out);
        if (stopping_) {
            stream->out->end();
            return;
        }
        joining_.push_back(stream);
        wake_.notify_all();
    };
    return response;
}

std::size_t EventHub::streams() const {
    const std::scoped_lock lock(mutex_);
    return static_cast<std::size_t>(
        std::count_if(known_.begin(), known_.end(), [](const std::weak_ptr<Stream>& weak) {
            const auto one = weak.lock();
            return one && one->out && one->out->open();
        }));
}

void EventHub::heard(const service::Event& event) {
    const std::scoped_lock lock(mutex_);
    if (stopping_) return;
    if (event.what == What::progress) {
        progressed_.insert(event.link);
    } else {
        const bool known = std::any_of(events_.begin(), events_.end(), [&](const auto& one) {
            return same_link_event(one, event);
        });
        if (known || events_.size() >= kMostWaiting) return;
        events_.push_back(event);
    }
    wake_.notify_all();
}

// ---- the thread ----

// With mutex_ held, as is taken_progress().
steady_clock::time_point EventHub::next_due() const {
    auto due = comment_due_;
    for (const std::string& link : progressed_) {
        const auto told = progress_told_.find(link);
        if (told == progress_told_.end()) return steady_clock::now();
        due = std::min(due, told->second + times_.progress);
    }
    return due;
}

std::vector<std::string> EventHub::taken_progress(steady_clock::time_point now) {
    std::vector<std::string> out;
    for (const std::string& link : progressed_) {
        const auto told = progress_told_.find(link);
        if (told == progress_told_.end() || now >= told->second + times_.progress)
            out.push_back(link);
    }
    for (const std::string& link : out) {
        progressed_.erase(link);
        progress_told_[link] = now;
    }
    return out;
}

void EventHub::work() {
    for (;;) {
        Streams joining;
        std::deque<service::Event> events;
        std::vector<std::string> progressed;
        {
            std::unique_lock lock(mutex_);
            while (!stopping_ && joining_.empty() && events_.empty()) {
                const auto due = next_due();
                if (due <= steady_clock::now()) break;
                wake_.wait_until(lock, due);
            }
            if (stopping_) break;
            joining.swap(joining_);
            events.swap(events_);
            progressed = taken_progress(steady_clock::now());
        }
        try {
            for (const service::Event& event : events)
                tell(event);
            take_in(std::move(joining));
            for (const std::string& link : progressed)
                tell_progress(link);
            if (const auto now = steady_clock::now(); now >= comment_due_) {
                comment_due_ = now + times_.comment;
                for (const auto& stream : live_)
                    stream->out->send(":\n\n");
                look_at_sessions();
            }
        } catch (const std::exception& error) {  // the store is full or gone: the next may go well
            base::log::error("web: an event was not told: {}", error.what());
        }
        std::erase_if(live_, [](const auto& stream) { return !stream->out->open(); });
    }
    for (const auto& stream : live_)
        stream->out->end();
    live_.clear();
    const std::scoped_lock lock(mutex_);
    for (const auto& stream : joining_)
        stream->out->end();
    joining_.clear();
}

void EventHub::take_in(Streams joining) {
    for (auto& stream : joining) {
        send(*stream, "hello", hello_for(*stream));
        live_.push_back(std::move(stream));
    }
}

std::string EventHub::hello_for(const Stream& stream) {
    json::array links;
    for (service::Link* link : service_.links())
        if (const auto sight = sight_of(stream.account, link->name()))
            links.push_back(link_summary(*link, *sight));
    return json::serialize(json::object{{"version", version_}, {"links", std::move(links)}});
}

void EventHub::tell_progress(const std::string& name) {
    service::Link* link = service_.find(name);
    const auto progress = link != nullptr ? link->progress() : std::nullopt;
    if (!progress) return;  // it has ended since
    send_where_seen(name, "progress",
                    json::serialize(json::object{{"link", name},
                                                 {"run", maybe_json(link->running())},
                                                 {"plan", maybe_json(link->planning())},
                                                 {"progress", progress_json(*progress)}}));
}

void EventHub::tell(const service::Event& event) {
    if (event.what == What::session) {
        look_at_sessions();
        return;
    }
    service::Link* link = service_.find(event.link);
    if (link == nullptr) return;
    if (event.what == What::run_began || event.what == What::run_ended) {
        tell_run(*link, event);
    } else if (event.what == What::plan) {
        const auto plan = link->plan(event.number);
        if (!plan || plan->state == service::KeptPlan::State::making) return;
        send_where_seen(
            event.link, "plan",
            json::serialize(json::object{{"link", event.link}, {"plan", plan_json(*link, *plan)}}));
    } else if (event.what == What::intake) {
        send_where_seen(
            event.link, "intake",
            json::serialize(json::object{{"link", event.link}, {"preview", event.number}}));
    } else if (event.what == What::link) {
        tell_link(*link);
    }
}

void EventHub::tell_run(service::Link& link, const service::Event& event) {
    const auto run = link.state().run(event.number);
    if (!run) return;
    const bool began = event.what == What::run_began;
    if (!began) metrics_.run_ended(event.link, run->exit.value_or(1));
    send_where_seen(event.link, "run",
                    json::serialize(json::object{{"link", event.link},
                                                 {"phase", began ? "begin" : "end"},
                                                 {"run", run_json(link, *run)}}));
}

// Each sees the counts of their own schools; most streams see the same.
void EventHub::tell_link(service::Link& link) {
    std::map<std::optional<std::vector<std::int64_t>>, std::string> told;
    for (const auto& stream : live_) {
        const auto sight = sight_of(stream->account, link.name());
        if (!sight) continue;
        auto found = told.find(*sight);
        if (found == told.end())
            found = told.emplace(*sight, json::serialize(link_summary(link, *sight))).first;
        send(*stream, "link", found->second);
    }
}

void EventHub::look_at_sessions() {
    for (const auto& stream : live_) {
        if (const auto session = sessions_.session(stream->session)) {
            stream->account = session->account;
        } else {
            send(*stream, "session", R"({"state":"ended"})");
            stream->out->end();
        }
    }
}

void EventHub::send(Stream& stream, std::string_view event, const std::string& data) {
    stream.out->send(fmt::format("id: {}\nevent: {}\ndata: {}\n\n", ++last_id_, event, data));
}

void EventHub::send_where_seen(const std::string& link, std::string_view event,
                               const std::string& data) {
    for (const auto& stream : live_)
        if (sight_of(stream->account, link)) send(*stream, event, data);
}

}  // namespace causeway::web
