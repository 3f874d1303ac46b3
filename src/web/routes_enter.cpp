// SPDX-License-Identifier: GPL-3.0-or-later
// Coming over from openSIS (docs/handover.md): a statement signed by its add-on opens a page of the
// console in openSIS's frame, or goes on into Moodle. Every acceptance and every refusal is in the
// audit. Answers are pages, for a person looks at them.
#include <memory>

#include "base/text.h"
#include "service/link_parts.h"
#include "sso/rights.h"
#include "web/addresses.h"
#include "web/enter_pages.h"
#include "web/parts.h"
#include "web/rate_limit.h"

namespace causeway::web {

namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;

constexpr std::size_t kMostForm = 16 * 1024;
constexpr std::size_t kLongestMark = 300;
constexpr milliseconds kHeld{2'000};  // how long a link's settings are taken for granted

// What of a link's settings is asked for at every entry.
struct Door {
    std::string key;  // its bytes; "": the add-on is not heard
    sso::Rules rules;
    double per_second = 0;
    milliseconds looked_at{0};
};

// What all entries share.
class Hall {
  public:
    Hall(service::Service& service, const base::Clock& clock)
        : wrong(clock, 30, minutes(5)),
          person(clock, 20, minutes(1)),
          clock_(clock),
          subscription_(service.bus().listen([this](const service::Event& event) {
              if (event.what != service::Event::What::link) return;
              const std::scoped_lock lock(mutex_);
              doors_.erase(event.link);
          })) {}

    Door door(service::Link& link) {
        const auto now = clock_.monotonic();
        {
            const std::scoped_lock lock(mutex_);
            const auto at = doors_.find(link.name());
            if (at != doors_.end() && now < at->second.looked_at + kHeld) return at->second;
        }
        const service::Config config = link.config();
        Door out;
        out.key = sso::key_bytes(config.text("opensis.handover_key")).value_or("");
        out.rules.web_origin = config.text("opensis.web_origin");
        out.rules.parents = config.flag("sso.parents");
        out.rules.site_administrators = config.flag("sso.site_administrators");
        out.per_second = static_cast<double>(config.integer("sso.per_second"));
        out.looked_at = now;
        const std::scoped_lock lock(mutex_);
        doors_[link.name()] = out;
        return out;
    }

    // One more of this link within this second.
    bool room(const std::string& link, double per_second) {
        const std::scoped_lock lock(mutex_);
        auto& bucket = buckets_[link];
        const auto now = clock_.monotonic();
        const double passed = static_cast<double>((now - bucket.first).count()) / 1000;
        bucket.second = std::min(per_second, bucket.second + passed * per_second);
        if (bucket.first.count() == 0) bucket.second = per_second;
        bucket.first = now;
        if (bucket.second < 1) return false;
        bucket.second -= 1;
        return true;
    }

    RateLimit wrong;   // statements that are not believed, by address
    RateLimit person;  // sign-ons of one person

  private:
    const base::Clock& clock_;
    std::mutex mutex_;  // guards what follows
    std::map<std::string, Door> doors_;
    std::map<std::string, std::pair<milliseconds, double>> buckets_;
    service::Bus::Subscription subscription_;  // last: it uses the above
};

// A refusal on the way in, as the page that is shown.
struct Refused {
    EnterText text;
    base::Problem problem;
    std::string ancestor;  // who may show it in a frame
};

Refused refused(base::Problem problem, std::string ancestor = "") {
    const EnterText text = text_for(problem.code);
    return {text, std::move(problem), std::move(ancestor)};
}

std::string field_of(const Call& call, std::string_view name) {
    const net::Request& request = call.request();
    const std::string type = base::lower_ascii(base::trimmed(
        request.header("Content-Type").substr(0, request.header("Content-Type").find(';'))));
    if (type != "application/x-www-form-urlencoded" || request.body.size() > kMostForm) return "";
    for (const std::string& pair : base::split(request.body, '&')) {
        const auto equals = pair.find('=');
        if (equals == std::string::npos || std::string_view(pair).substr(0, equals) != name)
            continue;
        return percent_decoded(std::string_view(pair).substr(equals + 1), true).value_or("");
    }
    return "";
}

// Who did it, for the audit: of students and parents nothing but their key.
std::string who_of(const sso::Statement& statement) {
    const bool child =
        statement.profile == sso::Profile::student || statement.profile == sso::Profile::parent;
    if (child || statement.name.empty()) return statement.subject;
    return base::cut_utf8(statement.name, 100) + " (" + statement.subject + ")";
}

void audit(const Call& call, const Parts& parts, const std::string& link, const std::string& who,
           const std::string& record, std::string action, std::string detail) {
    store::AuditEntry entry;
    entry.at = parts.clock.now();
    entry.who = who;
    entry.address = call.client();
    entry.action = std::move(action);
    entry.link = link;
    entry.record = record;
    entry.detail = base::cut_utf8(detail, 500);
    parts.entrances.note(entry);
}

// What tells one browser of a person from another.
std::string mark_of(const Call& call) {
    return call.client() + '\n' +
           std::string(call.request().header("User-Agent").substr(0, kLongestMark));
}

// ---- into Moodle ----

struct Traveller {
    sso::Wish wish;
    std::string who;
    std::string link;
};

net::Response into_moodle(const Call& call, const Parts& parts, Hall& hall, service::Link& link,
                          const Traveller& traveller) {
    const Door door = hall.door(link);
    sso::Entered entered;
    if (hall.person.take(traveller.link + ' ' + traveller.wish.subject) ||
        !hall.room(traveller.link, door.per_second)) {
        entered.entry = sso::Entry::too_often;
        entered.problem = {"You could not be signed in to Moodle", traveller.wish.subject,
                           "too many sign-ons came within a minute", "Wait a minute and try again.",
                           "sso.too_often"};
    } else {
        entered = parts.desk.enter(link, traveller.wish, mark_of(call));
    }
    const std::string& subject = traveller.wish.subject;
    if (entered.entry != sso::Entry::in && entered.entry != sso::Entry::follow) {
        audit(call, parts, traveller.link, traveller.who, subject, "sso.refused",
              entered.problem.code);
        return enter_page(text_for(entered.entry), entered.problem, "");
    }
    std::string detail = "Moodle user " + std::to_string(entered.account);
    if (traveller.wish.section) detail += ", section " + std::to_string(*traveller.wish.section);
    if (entered.rules_the_site) detail += ", a site administrator of Moodle";
    if (!entered.note.empty()) detail += "; " + entered.note;
    const bool follows = entered.entry == sso::Entry::follow;
    audit(call, parts, traveller.link, traveller.who, subject, follows ? "sso.follow" : "sso.in",
          detail);
    if (follows) return follow_page(entered.target);
    // The browser asks for it once, by GET, and keeps no page of ours that it could load again.
    net::Response response;
    response.status = 303;
    response.content_type = "text/html; charset=utf-8";
    response.headers.emplace_back("Location", entered.address);
    return response;
}

// ---- with a statement ----

sso::SectionSeen section_seen(service::Link& link, const sso::Statement& statement) {
    sso::SectionSeen out;
    if (!statement.section) return out;
    const auto section = link.state().base_of({model::Kind::section, *statement.section, 0});
    if (section) out.school = section->school;
    if (statement.person) {
        const auto teaches =
            link.state().base_of({model::Kind::teaches, *statement.section, statement.person->id});
        out.teaches = teaches && teaches->state == model::State::active;
    }
    return out;
}

// "/causeway" where a proxy puts us below that path.
std::string folder_of(const std::string& public_url) {
    const auto scheme = public_url.find("://");
    const auto slash = scheme == std::string::npos ? scheme : public_url.find('/', scheme + 3);
    if (slash == std::string::npos) return "";
    std::string out = public_url.substr(slash);
    while (out.ends_with('/'))
        out.pop_back();
    return out;
}

net::Response open_page(const Call& call, const Parts& parts, service::Link& link,
                        const sso::Statement& statement) {
    store::HandedSession session;
    session.link = link.name();
    session.person = statement.subject;
    session.name = who_of(statement);
    session.role = sso::name(statement.profile);
    session.school = statement.school;
    session.page = sso::name(statement.page);
    const std::string cookie = parts.sessions.open_handed(session);
    audit(call, parts, link.name(), who_of(statement), statement.subject, "handover.page",
          session.page);
    const std::string below = "/framed/" + link.name() + "/";
    std::string page = "#/" + link.name() + "/" + session.page;
    if (statement.section) page += "/section:" + std::to_string(*statement.section);
    net::Response response;
    response.status = 303;
    response.content_type = "text/html; charset=utf-8";
    response.headers.emplace_back("Location", ".." + below + page);
    response.headers.emplace_back(
        "Set-Cookie", Sessions::framed_cookie_header(
                          cookie, folder_of(parts.options.public_url) + below, call.secure()));
    response.headers.emplace_back("Content-Security-Policy", framed_policy(statement.origin));
    return response;
}

net::Response accepted(const Call& call, const Parts& parts, Hall& hall, service::Link& link) {
    const std::string caller = caller_of(call.client());
    const Door door = hall.door(link);
    if (door.key.empty())
        throw refused({"openSIS's statement is not believed", "", "this link has no hand-over key",
                       "Make one: causeway opensis handover-key, or under LMS Settings.",
                       "handover.off"});
    // A try is taken first and given back to honest ones, so that guessing costs tries.
    if (hall.wrong.take(caller))
        throw Refused{
            text_for(sso::Entry::too_often),
            {"openSIS's statement was not read", "", "too many wrong ones came from this address",
             "Wait some minutes.", "web.too_often"},
            ""};
    const base::Instant now = parts.clock.now();
    auto read = sso::read_statement(field_of(call, "statement"), door.key, link.name(), now);
    if (!read) {
        audit(call, parts, link.name(), "", "", "handover.refused", read.problem().code);
        throw refused(read.problem(), door.rules.web_origin);
    }
    const sso::Statement& statement = *read;
    const auto deny = [&](const base::Problem& problem, const std::string& ancestor) {
        audit(call, parts, link.name(), who_of(statement), statement.subject, "handover.refused",
              problem.code + ", " + std::string(sso::name(statement.page)));
        throw refused(problem, ancestor);
    };
    if (!parts.entrances.first_use(link.name(), statement.nonce, sso::forget_at(statement), now))
        deny({"openSIS's statement is not believed", statement.subject,
              "it was used before: each is good for one time",
              "Open the page again from openSIS's menu.", "handover.replayed"},
             door.rules.web_origin);
    hall.wrong.give_back(caller);
    // The add-on itself says where it is shown: that is believed for the page that says no.
    if (const auto problem = sso::against(statement, door.rules, section_seen(link, statement)))
        deny(*problem, statement.page == sso::Page::go ? "" : statement.origin);
    if (statement.page != sso::Page::go) return open_page(call, parts, link, statement);
    Traveller traveller;
    traveller.wish = {statement.subject, statement.person, statement.profile,
                      statement.section, statement.item,   call.client()};
    traveller.who = who_of(statement);
    traveller.link = link.name();
    return into_moodle(call, parts, hall, link, traveller);
}

net::Response enter(const Call& call, const Parts& parts, Hall& hall) {
    try {
        service::Link* link = parts.service.find(call.path("link"));
        if (link == nullptr)
            throw refused({"There is no such link", "", "Causeway has no link of this name",
                           "Correct the link's name in openSIS's add-on.", "handover.unknown"});
        return accepted(call, parts, hall, *link);
    } catch (const Refused& page) {
        return enter_page(page.text, page.problem, page.ancestor);
    }
}

// ---- with a session ----

std::optional<sso::Profile> profile_named(std::string_view role) {
    for (const auto profile : {sso::Profile::super_administrator, sso::Profile::administrator,
                               sso::Profile::teacher, sso::Profile::student, sso::Profile::parent})
        if (sso::name(profile) == role) return profile;
    return std::nullopt;
}

bool loads_ahead(const net::Request& request) {
    for (const char* name : {"Sec-Purpose", "Purpose", "X-Moz", "X-Purpose"})
        for (const char* word : {"prefetch", "prerender", "preview"})
            if (base::lower_ascii(request.header(name)).find(word) != std::string::npos)
                return true;
    return false;
}

net::Response go(const Call& call, const Parts& parts, Hall& hall) {
    // Whatever looks at the address before the person does is told nothing, and costs no key.
    if (call.request().method == "HEAD") return no_content();
    net::Response later;
    later.status = 503;
    if (loads_ahead(call.request())) return later;
    const auto session = call.framed().empty()
                             ? parts.sessions.session_of(call.request())
                             : parts.sessions.framed_session_of(call.request(), call.framed());
    if (!session) {
        net::Response door;
        door.status = 303;
        door.headers.emplace_back("Location", "./");
        return door;
    }
    const store::Account& account = session->account;
    service::Link* link =
        account.person.empty() ? nullptr : parts.service.find(account.person_link);
    const auto profile = profile_named(account.role);
    if (link == nullptr || !profile) {
        const base::Problem problem{"You could not be signed in to Moodle", account.name,
                                    "your account names no person of openSIS",
                                    "Ask a super administrator of Causeway.", "handover.person"};
        return enter_page(text_for(problem.code), problem, "");
    }
    Traveller traveller;
    traveller.wish.subject = account.person;
    traveller.wish.person = model::Key::parse(account.person);
    traveller.wish.profile = *profile;
    if (const auto section = call.query_integer("section")) traveller.wish.section = section;
    if (const auto item = call.query_integer("item")) traveller.wish.item = item;
    traveller.wish.browser = call.client();
    traveller.who = account.name;
    traveller.link = link->name();
    return into_moodle(call, parts, hall, *link, traveller);
}

}  // namespace

std::function<std::string(std::string_view)> framing_by(service::Service& service) {
    return [&service](std::string_view name) {
        service::Link* link = service.find(name);
        return link == nullptr ? "" : link->config().text("opensis.web_origin");
    };
}

void add_enter_routes(Router& router, const Parts& parts) {
    const auto hall = std::make_shared<Hall>(parts.service, parts.clock);
    Route enter_route{"POST", "/enter/{link}", Access::anyone,
                      [parts, hall](const Call& call) { return enter(call, parts, *hall); }};
    enter_route.any_site = true;
    router.add(std::move(enter_route));
    router.add({"GET", "/sso", Access::anyone,
                [parts, hall](const Call& call) { return go(call, parts, *hall); }});
}

}  // namespace causeway::web
