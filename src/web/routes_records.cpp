// SPDX-License-Identifier: GPL-3.0-or-later
// The API's people and sections: lists, one record with all that is known of it, its tick, and
// "sync now".
#include <algorithm>
#include <boost/json.hpp>

#include "service/link_moodle.h"
#include "web/asked.h"
#include "web/fields.h"
#include "web/to_json.h"

namespace causeway::web {

namespace {

namespace json = boost::json;

constexpr std::int64_t kMostMembers = 500;
constexpr std::int64_t kMostHistory = 100;

using Kinds = std::vector<model::Kind>;

net::Response list(const Call& call, const Parts& parts, const Kinds& kinds) {
    service::Link& link = link_asked(call, parts);
    store::RecordQuery query;
    query.kinds = kinds;
    query.words = call.query_text("q", 100);
    query.schools = schools_asked(call, link);
    query.shown = standing_asked(call);
    query.after = key_cursor(call);
    const std::int64_t limit = call.query_integer("limit", 50, 1, 500);
    query.limit = limit + 1;
    auto found = link.book().records(query);
    json::value next = nullptr;
    if (static_cast<std::int64_t>(found.size()) > limit) {
        found.pop_back();
        next = json::string(found.back().key.text());
    }
    json::array records;
    for (const store::ListedRecord& record : found)
        records.push_back(record_json(link, record));
    return json_answer(json::object{{"records", std::move(records)}, {"next_cursor", next}});
}

Kinds kinds_of_people(const Call& call) {
    const auto kind = kind_asked(call);
    if (!kind) return {model::Kind::staff, model::Kind::student};
    if (!model::is_person(*kind))
        throw Refusal(400, {"The request was not understood", "kind", "it is no kind of people",
                            "Ask for student or staff.", "web.bad_query"});
    return {*kind};
}

bool person_key(const model::Key& key) {
    return model::is_person(key.kind);
}
bool section_key(const model::Key& key) {
    return key.kind == model::Kind::section;
}
using Sort = bool (*)(const model::Key&);

// The record of the path, if it is of the sort that the path is about and may be seen.
store::ListedRecord record_asked(const Call& call, service::Link& link, Sort sort) {
    const std::string& text = call.path("key");
    const auto key = model::Key::parse(text);
    const auto record = key && sort(*key) ? link.book().record(*key) : std::nullopt;
    if (!record ||
        !among(call.schools_of(link.name()).value_or(std::vector<std::int64_t>()), record->school))
        throw no_such("record", text);
    return *record;
}

json::array history_of(service::Link& link, const model::Key& key) {
    json::array out;
    for (const store::PastStep& past : link.book().history_of(key, kMostHistory))
        out.push_back(past_step_json(past));
    return out;
}

json::value moodle_of(const Parts& parts, service::Link& link, const store::ListedRecord& record) {
    const service::InMoodle found =
        service::LinkMoodle(link, parts.clock, parts.user_agent()).person(record.remote);
    json::object out{{"problem", maybe_json(found.problem)}, {"user", nullptr}};
    json::array courses;
    for (const model::FoundCourse& course : found.courses)
        courses.push_back(json::object{
            {"id", course.id},
            {"shortname", course.shortname},
            {"fullname", course.fullname},
            {"idnumber", course.idnumber},
            {"visible", course.visible},
            {"url", link.moodle_url({model::Kind::section, 0, 0}, course.id).value_or("")}});
    if (found.user) out["user"] = moodle_user_json(link, *found.user);
    if (!found.user && !found.problem) return nullptr;
    out["courses"] = std::move(courses);
    return out;
}

net::Response person(const Call& call, const Parts& parts) {
    service::Link& link = link_asked(call, parts);
    const store::ListedRecord record = record_asked(call, link, person_key);
    json::array enrolments;
    for (const store::ListedEnrolment& one : link.book().enrolments_of(record.key))
        enrolments.push_back(membership_json(link, one));
    json::object out{{"record", record_json(link, record)},
                     {"enrolments", std::move(enrolments)},
                     {"history", history_of(link, record.key)},
                     {"moodle", nullptr}};
    const bool ask_moodle = word_asked(call, "moodle", {"yes", "no"}) != "no";
    if (record.remote != 0 && ask_moodle) out["moodle"] = moodle_of(parts, link, record);
    return json_answer(out);
}

net::Response section(const Call& call, const Parts& parts) {
    service::Link& link = link_asked(call, parts);
    const store::ListedRecord record = record_asked(call, link, section_key);
    json::array members;
    for (const store::ListedEnrolment& one : link.book().members_of(record.key, kMostMembers))
        members.push_back(membership_json(link, one));
    const std::int64_t known = link.book().count_members(record.key);
    const auto shown = static_cast<std::int64_t>(members.size());
    return json_answer(json::object{{"record", record_json(link, record)},
                                    {"members", std::move(members)},
                                    {"members_total", std::max(known, shown)},
                                    {"history", history_of(link, record.key)}});
}

net::Response tick(const Call& call, const Parts& parts, Sort sort) {
    service::Link& link = link_asked(call, parts);
    const store::ListedRecord record = record_asked(call, link, sort);
    Fields fields(call.body());
    const std::string word = fields.choice("tick", {"default", "yes", "no"});
    fields.done();
    link.book().set_tick(record.key,
                         word == "default" ? std::nullopt : std::optional<bool>(word == "yes"));
    parts.audit(call, sort == person_key ? "person.tick" : "section.tick", link.name(),
                record.key.text(), word);
    return json_answer(record_json(link, record_asked(call, link, sort)));
}

net::Response sync_now(const Call& call, const Parts& parts, Sort sort) {
    service::Link& link = link_asked(call, parts);
    const store::ListedRecord record = record_asked(call, link, sort);
    service::RunOrder order;
    order.keys = {record.key};
    const auto run = link.start_run(order, call.who().name);
    parts.audit(call, "run.start", link.name(), record.key.text(), "sync now");
    return json_answer(json::object{{"run", maybe_json(run)}}, 202);
}

}  // namespace

void add_record_routes(Router& router, const Parts& parts) {
    const std::string people = "/api/links/{link}/people";
    const std::string sections = "/api/links/{link}/sections";
    router.add({"GET", people, Access::signed_in,
                [parts](const Call& call) { return list(call, parts, kinds_of_people(call)); }});
    router.add({"GET", people + "/{key}", Access::signed_in,
                [parts](const Call& call) { return person(call, parts); }});
    router.add({"GET", sections, Access::signed_in,
                [parts](const Call& call) { return list(call, parts, {model::Kind::section}); }});
    router.add({"GET", sections + "/{key}", Access::signed_in,
                [parts](const Call& call) { return section(call, parts); }});
    const auto add = [&](const char* method, const std::string& place, Sort sort,
                         net::Response (*handle)(const Call&, const Parts&, Sort)) {
        router.add({method, place, Access::super_administrator,
                    [parts, sort, handle](const Call& call) { return handle(call, parts, sort); }});
    };
    add("PUT", people + "/{key}/tick", person_key, tick);
    add("POST", people + "/{key}/sync", person_key, sync_now);
    add("PUT", sections + "/{key}/tick", section_key, tick);
    add("POST", sections + "/{key}/sync", section_key, sync_now);
}

}  // namespace causeway::web
