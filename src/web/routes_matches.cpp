// SPDX-License-Identifier: GPL-3.0-or-later
// The API's doubtful matches: people who could not be joined to a Moodle account without a person
// looking, each beside the accounts that it may be; and what that person decides.
#include <algorithm>
#include <boost/json.hpp>

#include "base/text.h"
#include "service/link_moodle.h"
#include "web/asked.h"
#include "web/fields.h"
#include "web/to_json.h"

namespace causeway::web {

namespace {

namespace json = boost::json;

constexpr std::string_view kDoubtful = "adopt.doubtful";  // as sync/adopt.cpp says it
constexpr model::RemoteId kLastBuiltIn = 2;               // Moodle's guest and first administrator

using People = std::map<model::Key, model::UserShape>;

Refusal not_so(const model::Key& key, std::string why, std::string cure, std::string code) {
    return Refusal(409, {"This cannot be decided so", key.text(), std::move(why), std::move(cure),
                         std::move(code)});
}

json::object ours_json(const store::ListedRecord& record, const People& people) {
    const auto found = people.find(record.key);
    if (found == people.end())  // it takes no part any more: the next run forgets it
        return {{"first_name", ""}, {"last_name", record.title}, {"email", ""}, {"username", ""}};
    const model::UserShape& shape = found->second;
    return {{"first_name", shape.first_name},
            {"last_name", shape.last_name},
            {"email", shape.email},
            {"username", shape.username}};
}

net::Response list(const Call& call, const Parts& parts) {
    service::Link& link = link_asked(call, parts);
    store::RecordQuery query;
    query.kinds = {model::Kind::staff, model::Kind::student};
    query.schools = schools_asked(call, link);
    query.shown = store::Shown::refused;
    query.code = kDoubtful;
    query.after = key_cursor(call);
    const std::int64_t limit = call.query_integer("limit", 50, 1, 500);
    query.limit = limit + 1;
    auto found = link.book().records(query);
    json::value next = nullptr;
    if (static_cast<std::int64_t>(found.size()) > limit) {
        found.pop_back();
        next = json::string(found.back().key.text());
    }
    json::array matches;
    if (!found.empty()) {
        std::vector<model::Key> keys;
        for (const store::ListedRecord& record : found)
            keys.push_back(record.key);
        service::LinkMoodle moodle(link, parts.clock, parts.user_agent());
        const People people = moodle.people(keys);
        const auto accounts = moodle.accounts_like(people);
        for (const store::ListedRecord& record : found) {
            json::array candidates;
            if (const auto like = accounts.find(record.key); like != accounts.end())
                for (const model::FoundUser& user : like->second)
                    candidates.push_back(moodle_user_json(link, user));
            matches.push_back(
                json::object{{"key", record.key.text()},
                             {"kind", model::name(record.key.kind)},
                             {"school", record.school},
                             {"title", record.title},
                             {"problem", problem_json(record.problem.value_or(base::Problem{}))},
                             {"ours", ours_json(record, people)},
                             {"candidates", std::move(candidates)}});
        }
    }
    return json_answer(json::object{{"matches", std::move(matches)}, {"next_cursor", next}});
}

store::ListedRecord doubtful_one(const Call& call, service::Link& link) {
    const std::string& text = call.path("key");
    const auto key = model::Key::parse(text);
    const auto record =
        key && model::is_person(key->kind) ? link.book().record(*key) : std::nullopt;
    if (!record) throw no_such("record", text);
    if (!record->problem || record->problem->code != kDoubtful)
        throw not_so(*key, "it is no doubtful match any more", "Look at the list again.",
                     "match.settled");
    return *record;
}

// What openSIS has of this one person.
model::UserShape shape_of(service::LinkMoodle& moodle, const model::Key& key) {
    const People people = moodle.people({&key, 1});
    const auto found = people.find(key);
    if (found == people.end())
        throw not_so(key, "openSIS does not have the person in the link any more",
                     "Nothing is to be done: the next run takes it from the list.",
                     "match.settled");
    return found->second;
}

void join(service::LinkMoodle& moodle, const model::Key& key, model::RemoteId remote) {
    const auto accounts = moodle.accounts_like({{key, shape_of(moodle, key)}});
    const auto like = accounts.find(key);
    const auto& all = like != accounts.end() ? like->second : std::vector<model::FoundUser>();
    const auto account = std::find_if(
        all.begin(), all.end(), [&](const model::FoundUser& user) { return user.id == remote; });
    if (account == all.end() || remote <= kLastBuiltIn)
        throw not_so(key, "that account is none of those it may be", "Look at the list again.",
                     "match.account");
    const std::string ours = moodle.idnumber(key);
    if (!account->idnumber.empty() && account->idnumber != ours)
        throw not_so(key, "that account belongs to another record: " + account->idnumber,
                     "If it is the same person, clear its id number in Moodle first.",
                     "match.taken");
    const bool another = std::any_of(all.begin(), all.end(), [&](const model::FoundUser& user) {
        return user.id != remote && user.idnumber == ours;
    });
    if (another)
        throw not_so(key, "another account carries the id number " + ours + " too",
                     "Clear the id number of all accounts but the right one in Moodle.",
                     "match.twice");
    if (const auto problem = moodle.join(key, *account)) throw Refusal(409, *problem);
}

void create(service::LinkMoodle& moodle, const model::Key& key) {
    if (const auto problem = moodle.create(key, shape_of(moodle, key)))
        throw Refusal(409, *problem);
}

net::Response decide(const Call& call, const Parts& parts) {
    service::Link& link = link_asked(call, parts);
    const store::ListedRecord record = doubtful_one(call, link);
    Fields fields(call.body());
    const std::string decision = fields.choice("decision", {"link", "create", "leave_out"});
    const std::int64_t remote =
        decision == "link" ? fields.integer("remote", 1, INT64_MAX) : fields.has("remote");
    fields.done();
    if (decision == "leave_out") {
        link.book().set_tick(record.key, false);
    } else {
        service::LinkMoodle moodle(link, parts.clock, parts.user_agent());
        if (decision == "link")
            join(moodle, record.key, remote);
        else
            create(moodle, record.key);
    }
    parts.audit(call, "match." + decision, link.name(), record.key.text(),
                decision == "link" ? "Moodle account " + std::to_string(remote) : "");
    // A person's decision is carried out now, whether or not synchronization is switched on.
    service::RunOrder order;
    order.keys = {record.key};
    link.start_run(order, call.who().name);
    const auto now = link.book().record(record.key);
    return json_answer(record_json(link, now.value_or(record)));
}

}  // namespace

void add_match_routes(Router& router, const Parts& parts) {
    router.add({"GET", "/api/links/{link}/matches", Access::signed_in,
                [parts](const Call& call) { return list(call, parts); }});
    router.add({"POST", "/api/links/{link}/matches/{key}", Access::super_administrator,
                [parts](const Call& call) { return decide(call, parts); }});
}

}  // namespace causeway::web
