// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/sign_on_desk.h"

#include <algorithm>
#include <atomic>

#include "base/log.h"
#include "service/link_parts.h"

namespace causeway::service {

namespace {

using sso::Asked;
using sso::Objection;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kNever{-1'000'000'000};
constexpr milliseconds kSettingsHeld{2'000};  // settings are looked at again after that
constexpr milliseconds kDownFor{3'000};       // a Moodle that did not answer is left alone
constexpr milliseconds kDoubleClick{5'000};
constexpr milliseconds kBringFor{8'000};
constexpr milliseconds kBringLook{40};
constexpr const char* kPatience = "10";  // seconds for one call: a person waits
constexpr int kMostInside = 6;           // of the server's eight threads
constexpr int kMostBringing = 2;
constexpr int kMostFollowing = 2;
constexpr std::size_t kConnections = 8;
constexpr std::size_t kMostFlights = 20'000;

thread_local std::int64_t in_moodle = 0;

// Adds up what this thread waited for Moodle.
class Timed {
  public:
    Timed() : begin_(std::chrono::steady_clock::now()) {}
    ~Timed() {
        in_moodle += std::chrono::duration_cast<std::chrono::microseconds>(
                         std::chrono::steady_clock::now() - begin_)
                         .count();
    }
    Timed(const Timed&) = delete;
    Timed& operator=(const Timed&) = delete;

  private:
    const std::chrono::steady_clock::time_point begin_;
};

Objection objection_of(const moodle::Fault& fault) {
    switch (fault.kind) {
        case moodle::ErrorClass::stop:
            return {Objection::Kind::set_up, fault.problem};
        case moodle::ErrorClass::refused:
            return {Objection::Kind::refused, fault.problem};
        case moodle::ErrorClass::retry:
        case moodle::ErrorClass::unknown:
            break;
    }
    return {Objection::Kind::down, fault.problem};
}

sso::Entered ended(sso::Entry entry, const sso::Wish& wish, std::string why, std::string cure) {
    sso::Entered out;
    out.entry = entry;
    out.problem = {"You could not be signed in to Moodle", wish.subject, std::move(why),
                   std::move(cure), "sso." + std::string(sso::name(entry))};
    return out;
}

}  // namespace

struct SignOnDesk::Hall {
    explicit Hall(Config of) : config(std::move(of)) {}

    Config config;
    std::string stamp;  // of the settings that it was made with; holds tokens, and stays here
    std::string wwwroot;
    std::unique_ptr<net::HttpClient> http;
    std::unique_ptr<moodle::Site> site;
    std::unique_ptr<moodle::Entrance> entrance;
    milliseconds looked_at{0};

    std::mutex mutex;  // guards what follows
    moodle::UserkeySetUp userkey;
    milliseconds down_until{0};
    std::atomic<int> bringing{0};
};

struct SignOnDesk::Flight {
    bool landed = false;
    milliseconds until{0};
    sso::Entered entered;
};

// ---- the ports ----

class SignOnDesk::BookOf final : public sso::Book {
  public:
    BookOf(Link& link, Hall& hall, base::Clock& clock) : link_(link), hall_(hall), clock_(clock) {}

    std::optional<model::BaseRecord> base_of(const model::Key& key) override {
        return link_.state().base_of(key);
    }
    std::optional<base::Problem> trouble_of(const model::Key& key) override {
        const auto record = link_.book().record(key);
        return record ? record->problem : std::nullopt;
    }
    bool bring(const model::Key& person) override {
        if (!link_.book().row().enabled) return false;
        if (hall_.bringing.fetch_add(1) >= kMostBringing) {
            hall_.bringing.fetch_sub(1);
            link_.hint({person}, false, "a sign-on");
            return false;
        }
        const bool came = brought(person);
        hall_.bringing.fetch_sub(1);
        return came;
    }
    sso::LoginMethod login_method() override {
        const std::scoped_lock lock(hall_.mutex);
        return {hall_.userkey.field.value_or(model::UserField::email), hall_.userkey.bound};
    }
    void remember(const sso::LoginMethod& method) override {
        std::string text;
        {
            const std::scoped_lock lock(hall_.mutex);
            hall_.userkey.field = method.field;
            hall_.userkey.bound = method.with_address;
            text = userkey_text(hall_.userkey);
        }
        link_.state().set_fact(kUserkeyFact, text);
    }

  private:
    bool brought(const model::Key& person) {
        RunOrder order;
        order.keys = {person};
        const auto end = clock_.monotonic() + kBringFor;
        std::optional<std::int64_t> run;
        try {
            run = link_.start_run(order, "a sign-on of " + person.text());
        } catch (const base::Failure& failure) {  // too much work waits already
            base::log::info("link {}: {}", link_.name(), failure.problem().text());
            return false;
        }
        while (clock_.monotonic() < end) {
            if (base_of(person)) return true;
            const auto told = run ? link_.state().run(*run) : std::nullopt;
            if (told && told->exit) return true;  // it ended: in base now, or with a standing
            clock_.sleep(kBringLook);
        }
        return base_of(person).has_value();
    }

    Link& link_;
    Hall& hall_;
    base::Clock& clock_;
};

class SignOnDesk::MoodleOf final : public sso::Moodle {
  public:
    MoodleOf(Hall& hall, base::Clock& clock) : hall_(hall), clock_(clock) {}

    [[nodiscard]] std::string wwwroot() const override { return hall_.wwwroot; }
    [[nodiscard]] bool guarded() const override {
        const std::scoped_lock lock(hall_.mutex);
        return hall_.userkey.guarded;
    }
    Asked<std::optional<model::FoundUser>> account(model::RemoteId user) override {
        auto found =
            ask([&] { return hall_.entrance->users(model::UserField::id, std::to_string(user)); });
        if (!found) return found.objection();
        for (const model::FoundUser& one : *found)
            if (one.id == user && !deleted(one)) return std::optional(one);
        return std::optional<model::FoundUser>();
    }
    Asked<std::vector<model::FoundUser>> accounts(model::UserField field,
                                                  const std::string& value) override {
        return ask([&] { return hall_.entrance->users(field, value); });
    }
    Asked<std::vector<model::RemoteId>> courses_of(model::RemoteId user) override {
        return ask([&] { return hall_.entrance->courses_of(user); });
    }
    Asked<std::vector<sso::Module>> modules_of(model::RemoteId course) override {
        auto found = ask([&] { return hall_.entrance->modules_of(course); });
        if (!found) return found.objection();
        std::vector<sso::Module> out;
        for (const moodle::CourseModule& one : *found)
            out.push_back({one.cmid, one.module, one.visible});
        return out;
    }
    Asked<std::optional<bool>> rules_the_site(model::RemoteId user) override {
        return ask([&] { return hall_.entrance->rules_the_site(user); });
    }
    Asked<std::string> login_address(const sso::LoginMethod& method, const std::string& value,
                                     const std::string& browser) override {
        return ask([&] {
            return hall_.entrance->login_address(method.field, value,
                                                 method.with_address ? browser : "");
        });
    }

  private:
    // By its id Moodle tells of a deleted user too: without id number, and with a digest where the
    // e-mail address was.
    static bool deleted(const model::FoundUser& user) {
        return user.idnumber.empty() && !user.email.empty() &&
               user.email.find('@') == std::string::npos;
    }

    template <class Call>
    auto ask(const Call& call) -> Asked<std::remove_cvref_t<decltype(*call())>> {
        auto answer = [&] {
            const Timed timed;
            return call();
        }();
        if (answer) return std::move(*answer);
        const Objection objection = objection_of(answer.fault());
        if (objection.kind == Objection::Kind::down) {
            const std::scoped_lock lock(hall_.mutex);
            hall_.down_until = clock_.monotonic() + kDownFor;
        }
        return objection;
    }

    Hall& hall_;
    base::Clock& clock_;
};

// ---- the desk ----

SignOnDesk::SignOnDesk(Service& service, base::Clock& clock, std::string user_agent)
    : clock_(clock),
      user_agent_(std::move(user_agent)),
      subscription_(service.bus().listen([this](const Event& event) {
          if (event.what != Event::What::link) return;
          const std::scoped_lock lock(mutex_);
          if (const auto at = halls_.find(event.link); at != halls_.end())
              at->second->looked_at = kNever;
      })) {}

SignOnDesk::~SignOnDesk() = default;

std::int64_t SignOnDesk::moodle_microseconds() {
    return in_moodle;
}

// The settings as they are, at most some seconds old, and the connections that go with them.
std::shared_ptr<SignOnDesk::Hall> SignOnDesk::hall_of(Link& link) {
    const auto now = clock_.monotonic();
    std::shared_ptr<Hall> known;
    {
        const std::scoped_lock lock(mutex_);
        const auto at = halls_.find(link.name());
        if (at != halls_.end()) known = at->second;
        if (known && now < known->looked_at + kSettingsHeld) return known;
    }
    Config config = link.config();
    const Key* timeout = find_key("moodle.timeout_seconds");
    if (config.integer(timeout->name) > std::stoll(kPatience))
        config.put(*timeout, {kPatience}, "single sign-on");
    const std::string root = link.state().fact(kConnectedSite).value_or("");
    const std::string userkey = link.state().fact(kUserkeyFact).value_or("");
    std::string stamp = root + '\n' + userkey;
    for (const char* name : {"moodle.url", "moodle.token", "moodle.sso_token", "moodle.ca_file",
                             "moodle.prefix", "sso.parents", "sso.site_administrators"})
        stamp += '\n' + (find_key(name)->type == KeyType::flag
                             ? std::string(config.flag(name) ? "1" : "0")
                             : config.text(name));
    if (known && known->stamp == stamp) {
        const std::scoped_lock lock(mutex_);
        known->looked_at = now;
        return known;
    }
    auto made = std::make_shared<Hall>(std::move(config));
    net::HttpOptions http = http_options(made->config, user_agent_);
    http.connections_per_host = std::max(http.connections_per_host, kConnections);
    made->stamp = std::move(stamp);
    made->looked_at = now;
    made->http = std::make_unique<net::HttpClient>(std::move(http));
    made->site = std::make_unique<moodle::Site>(site_options(made->config, {}), *made->http);
    made->entrance = std::make_unique<moodle::Entrance>(*made->site);
    made->wwwroot = root.empty() ? made->site->url() : root;
    if (const auto found = userkey_from(userkey)) {
        made->userkey = *found;
    } else if (const auto asked = made->entrance->set_up()) {
        // Connected before Causeway knew of this: found out now, and kept.
        made->userkey = *asked;
        if (asked->field) link.state().set_fact(kUserkeyFact, userkey_text(*asked));
    }
    const std::scoped_lock lock(mutex_);
    halls_[link.name()] = made;
    return made;
}

sso::Entered SignOnDesk::go_in(Link& link, const sso::Wish& wish) {
    const char* later = "Try again in a minute.";
    std::shared_ptr<Hall> hall;
    try {
        hall = hall_of(link);
    } catch (const base::Failure& failure) {  // no address or token yet
        auto out = ended(sso::Entry::set_up, wish, failure.problem().why, failure.problem().cure);
        return out;
    }
    {
        const std::scoped_lock lock(hall->mutex);
        if (clock_.monotonic() < hall->down_until)
            return ended(sso::Entry::moodle_down, wish, "Moodle did not answer a moment ago",
                         later);
    }
    BookOf book(link, *hall, clock_);
    MoodleOf moodle(*hall, clock_);
    sso::EntryRules rules;
    rules.prefix = hall->config.text("moodle.prefix");
    rules.parents = hall->config.flag("sso.parents");
    rules.site_administrators = hall->config.flag("sso.site_administrators");
    return sso::enter(book, moodle, rules, wish);
}

sso::Entered SignOnDesk::enter(Link& link, const sso::Wish& wish, const std::string& browser) {
    in_moodle = 0;
    const std::string flight_key = link.name() + '\n' + wish.subject + '\n' +
                                   std::to_string(wish.section.value_or(0)) + '/' +
                                   std::to_string(wish.item.value_or(0)) + '\n' + browser;
    auto own = std::make_shared<Flight>();
    {
        std::unique_lock lock(mutex_);
        const auto now = clock_.monotonic();
        if (flights_.size() >= kMostFlights)
            std::erase_if(flights_, [&](const auto& one) {
                return one.second->landed && one.second->until <= now;
            });
        const auto at = flights_.find(flight_key);
        if (at != flights_.end() && (!at->second->landed || now < at->second->until)) {
            const std::shared_ptr<Flight> first = at->second;
            if (!first->landed && following_ >= kMostFollowing)
                return ended(sso::Entry::busy, wish, "you are being signed in already",
                             "Wait a moment, then try again.");
            ++following_;
            landed_.wait_for(lock, seconds(12), [&] { return first->landed; });
            --following_;
            if (first->landed && first->entered.entry == sso::Entry::in) {
                sso::Entered out;
                out.entry = sso::Entry::follow;
                out.target = first->entered.target;
                out.account = first->entered.account;
                return out;
            }
            if (!first->landed)
                return ended(sso::Entry::busy, wish, "you are being signed in already",
                             "Wait a moment, then try again.");
        }
        if (inside_ >= kMostInside)
            landed_.wait_for(lock, seconds(5), [&] { return inside_ < kMostInside; });
        if (inside_ >= kMostInside)
            return ended(sso::Entry::busy, wish, "very many people are signing in just now",
                         "Try again in a minute.");
        ++inside_;
        flights_[flight_key] = own;
    }
    sso::Entered out;
    std::exception_ptr broken;
    try {
        out = go_in(link, wish);
    } catch (...) {
        broken = std::current_exception();
        out.entry = sso::Entry::busy;
    }
    {
        const std::scoped_lock lock(mutex_);
        --inside_;
        own->landed = true;
        own->until =
            clock_.monotonic() + (out.entry == sso::Entry::in ? kDoubleClick : milliseconds(0));
        own->entered = out;
        own->entered.address.clear();  // used once, by the first
        if (out.entry != sso::Entry::in) flights_.erase(flight_key);
    }
    landed_.notify_all();
    if (broken) std::rethrow_exception(broken);
    return out;
}

}  // namespace causeway::service
