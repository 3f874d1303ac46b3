// SPDX-License-Identifier: GPL-3.0-or-later
// The API's Rollover page: what openSIS has rolled over, the hold, and the turn of the year with
// its plan, for super administrators.
#include <boost/json.hpp>

#include "service/turn_office.h"
#include "web/asked.h"
#include "web/fields.h"
#include "web/to_json.h"

namespace causeway::web {

namespace {

namespace json = boost::json;

constexpr std::size_t kMostSchools = 2'000;
constexpr std::size_t kLongestReason = 500;
constexpr std::size_t kDay = 10;

service::TurnOffice office_of(const Call& call, const Parts& parts) {
    service::Link& link = link_asked(call, parts);
    return {link.config(), parts.service.store(), link.name(), parts.clock, parts.user_agent()};
}

base::Date day_in(Fields& fields, std::string_view name) {
    const std::string text = fields.text(name, kDay, kDay);
    const auto day = base::Date::parse(text);
    if (day) return *day;
    throw Refusal(422, {"The day was not understood", std::string(name),
                        "\"" + text + "\" is no day", "Write it like 2027-08-31.", "request.day"});
}

// What the office refuses is the answer.
template <class Work>
net::Response answering(const Work& work) {
    try {
        return json_answer(work());
    } catch (const base::Failure& failure) {
        const auto exit = failure.exit();
        throw Refusal(exit == base::ExitCode::usage        ? 422
                      : exit == base::ExitCode::incomplete ? 502
                                                           : 409,
                      failure.problem());
    }
}

net::Response show(const Call& call, const Parts& parts) {
    return answering([&] {
        auto office = office_of(call, parts);
        return service::rollover_json(office);
    });
}

net::Response plan(const Call& call, const Parts& parts) {
    Fields fields(call.body());
    service::TurnWish wish;
    if (fields.has("schools")) wish.schools = fields.integers("schools", kMostSchools);
    if (fields.has("begins")) wish.begins = day_in(fields, "begins");
    fields.done();
    return answering([&] {
        return service::turn_json(office_of(call, parts).plan(wish, call.who().name), true);
    });
}

net::Response rows(const Call& call, const Parts& parts) {
    const std::string fate = call.query_text("fate", 20);
    if (!fate.empty() && !intake::turn_fate_named(fate)) throw no_such("fate", fate);
    const std::int64_t limit = call.query_integer("limit", 50, 1, 500);
    auto office = office_of(call, parts);
    const std::int64_t id = call.path_integer("turn");
    if (!office.turn(id)) throw no_such("turn", std::to_string(id));
    auto found =
        office.rows(id, fate, call.query_text("search", 100), number_cursor(call), limit + 1);
    json::value next = nullptr;
    if (static_cast<std::int64_t>(found.size()) > limit) {
        found.pop_back();
        next = json::string(std::to_string(found.back().n));
    }
    json::array out;
    for (const auto& row : found)
        out.push_back(json::object{{"fate", row.fate},
                                   {"key", row.key.text()},
                                   {"school", row.school},
                                   {"title", row.title},
                                   {"reason", row.reason},
                                   {"doubtful", row.doubtful}});
    return json_answer(json::object{{"rows", std::move(out)}, {"next_cursor", next}});
}

net::Response confirm(const Call& call, const Parts& parts) {
    Fields fields(call.body());
    const std::string name = fields.text("name", 1, 100);
    const std::string because = fields.maybe_text("because", 0, kLongestReason).value_or("");
    fields.done();
    const std::int64_t id = call.path_integer("turn");
    return answering([&] {
        const auto turn = office_of(call, parts).confirm(id, name, because);
        parts.audit(call, "rollover.confirm", call.path("link"), "turn:" + std::to_string(id),
                    service::word_for(turn));
        return service::turn_json(turn, true);
    });
}

net::Response take_back(const Call& call, const Parts& parts) {
    Fields fields(call.body());
    const std::string name = fields.text("name", 1, 100);
    fields.done();
    const std::int64_t id = call.path_integer("turn");
    return answering([&] {
        const auto turn = office_of(call, parts).take_back(id, name);
        parts.audit(call, "rollover.take_back", call.path("link"), "turn:" + std::to_string(id),
                    name);
        return service::turn_json(turn, true);
    });
}

net::Response hold(const Call& call, const Parts& parts) {
    Fields fields(call.body());
    const base::Date from = day_in(fields, "from");
    const base::Date to = day_in(fields, "to");
    fields.done();
    return answering([&] {
        auto office = office_of(call, parts);
        office.hold(from, to, call.who().name);
        parts.audit(call, "rollover.hold", call.path("link"), "", from.text() + " to " + to.text());
        return service::rollover_json(office);
    });
}

net::Response release(const Call& call, const Parts& parts) {
    return answering([&] {
        auto office = office_of(call, parts);
        if (office.release(call.who().name))
            parts.audit(call, "rollover.release", call.path("link"));
        return service::rollover_json(office);
    });
}

}  // namespace

void add_rollover_routes(Router& router, const Parts& parts) {
    const auto add = [&](const char* method, const char* pattern, auto handler) {
        router.add({method, pattern, Access::super_administrator,
                    [parts, handler](const Call& call) { return handler(call, parts); }});
    };
    add("GET", "/api/links/{link}/rollover", show);
    add("POST", "/api/links/{link}/rollover/plans", plan);
    add("GET", "/api/links/{link}/rollover/turns/{turn}/rows", rows);
    add("POST", "/api/links/{link}/rollover/turns/{turn}/confirm", confirm);
    add("POST", "/api/links/{link}/rollover/turns/{turn}/take-back", take_back);
    add("PUT", "/api/links/{link}/rollover/hold", hold);
    add("DELETE", "/api/links/{link}/rollover/hold", release);
}

}  // namespace causeway::web
