// SPDX-License-Identifier: GPL-3.0-or-later
// The API's plans and runs: make, look at, approve, abort, undo.
#include <algorithm>
#include <boost/json.hpp>

#include "base/text.h"
#include "sync/ledger.h"
#include "web/asked.h"
#include "web/fields.h"
#include "web/parts.h"
#include "web/to_json.h"

namespace causeway::web {

namespace {

namespace json = boost::json;
using service::KeptPlan;

constexpr std::size_t kSchoolsMost = 1'000;

template <class Enum, class Parse>
std::optional<Enum> word(const Call& call, const char* name, const Parse& parse) {
    const auto text = call.query(name);
    if (!text) return std::nullopt;
    const std::optional<Enum> out = parse(*text);
    if (!out)
        throw Refusal(400, {"The question is not understood", name,
                            "'" + base::cut_utf8(*text, 40) + "' is not one of the words for this",
                            "See docs/openapi.yaml for the words.", "api.query"});
    return out;
}

std::optional<model::StepFate> fate_named(std::string_view text) {
    using enum model::StepFate;
    if (text == "given_up") return given_up;
    for (const model::StepFate fate : {intended, done, refused})
        if (name(fate) == text) return fate;
    return std::nullopt;
}

// ---- plans ----

net::Response make_plan(const Call& call, const Parts& parts) {
    service::Link& link = link_asked(call, parts);
    Fields body(call.body());
    service::RunOrder order;
    order.verify = body.maybe_flag("verify").value_or(false);
    if (body.has("schools")) order.schools = body.integers("schools", kSchoolsMost);
    body.done();
    const std::int64_t number = link.make_plan(order, call.who().name);
    parts.audit(call, "plan.make", link.name(), "plan:" + std::to_string(number));
    return json_answer(plan_json(link, *link.plan(number)), 202);
}

KeptPlan plan_of(const Call& call, service::Link& link) {
    auto plan = link.plan(call.path_integer("plan"));
    if (!plan) throw no_such("plan", call.path("plan"));
    return *std::move(plan);
}

std::shared_ptr<const sync::Plan> content_of(const KeptPlan& kept) {
    if (kept.plan) return kept.plan;
    throw Refusal(
        409, {"The plan holds nothing yet", "plan:" + std::to_string(kept.number),
              kept.problem ? "it failed: " + kept.problem->why : "it is being made",
              kept.problem ? kept.problem->cure : "Wait until it is ready.", "plan.not_ready"});
}

bool holds(std::string_view where, const std::string& words) {
    if (words.empty()) return true;
    const std::string low = base::lower_ascii(where);
    for (const std::string& one : base::split(words, ' '))
        if (low.find(one) == std::string::npos) return false;
    return true;
}

// The rows of a plan that pass, from the cursor on; the cursor is the index of the next one.
template <class Row, class Passes, class Tell>
json::object page_of(const Call& call, const std::vector<Row>& rows, const char* name,
                     const Passes& passes, const Tell& tell) {
    const auto from = static_cast<std::size_t>(number_cursor(call));
    const auto limit = static_cast<std::size_t>(call.query_integer("limit", 50, 1, 500));
    json::array page;
    std::int64_t total = 0;
    json::value next = nullptr;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (!passes(rows[i])) continue;
        ++total;
        if (i < from || !next.is_null()) continue;
        if (page.size() < limit)
            page.push_back(tell(rows[i]));
        else
            next = json::string(std::to_string(i));
    }
    return {{name, std::move(page)}, {"total", total}, {"next_cursor", std::move(next)}};
}

net::Response operations(const Call& call, const Parts& parts) {
    service::Link& link = link_asked(call, parts);
    const auto content = content_of(plan_of(call, link));
    const auto kind = kind_asked(call);
    const auto verb = word<model::Verb>(call, "verb", model::verb_named);
    const auto schools = schools_asked(call, link);
    const std::string words = base::lower_ascii(call.query_text("q", 100));
    return json_answer(page_of(
        call, content->operations, "operations",
        [&](const model::Operation& op) {
            return (!kind || op.key.kind == *kind) && (!verb || op.verb == *verb) &&
                   among(schools, op.school) &&
                   (words.empty() || holds(sync::title_of(op) + " " + op.key.text(), words));
        },
        operation_json));
}

net::Response plan_standings(const Call& call, const Parts& parts) {
    service::Link& link = link_asked(call, parts);
    const auto content = content_of(plan_of(call, link));
    const auto kind = kind_asked(call);
    const auto shown = standing_asked(call);
    const auto schools = schools_asked(call, link);
    const std::string words = base::lower_ascii(call.query_text("q", 100));
    const auto shown_as = [](const model::Standing& one) {
        return one.kind == model::StandingKind::refused ? store::Shown::refused
                                                        : store::Shown::waiting;
    };
    return json_answer(page_of(
        call, content->standings, "standings",
        [&](const model::Standing& one) {
            return (!kind || one.key.kind == *kind) && (!shown || shown_as(one) == *shown) &&
                   among(schools, one.school) &&
                   (words.empty() || holds(one.title + " " + one.key.text(), words));
        },
        standing_json));
}

net::Response list_plans(const Call& call, const Parts& parts) {
    service::Link& link = link_asked(call, parts);
    json::array out;
    for (const KeptPlan& plan : link.plans())
        out.push_back(plan_json(link, plan));
    return json_answer(json::object{{"plans", std::move(out)}});
}

net::Response get_plan(const Call& call, const Parts& parts) {
    service::Link& link = link_asked(call, parts);
    return json_answer(plan_json(link, plan_of(call, link)));
}

// ---- runs ----

json::object started(std::optional<std::int64_t> run) {
    return {{"run", run ? json::value(*run) : json::value(nullptr)}};
}

service::RunOrder order_from(const Call& call) {
    Fields body(call.body());
    service::RunOrder order;
    const std::string kind = body.choice("kind", {"sync", "verify", "plan"});
    order.verify = kind == "verify";
    if (kind == "plan") order.plan = body.integer("plan", 1, INT64_MAX);
    if (body.has("schools")) order.schools = body.integers("schools", kSchoolsMost);
    if (body.has("override") && !body.null("override")) {
        Fields lifts = body.object("override");
        order.override_name = lifts.text("name", 1, 100);
        order.override_reason = lifts.text("reason", 1, 500);
        lifts.done();
    }
    body.done();
    return order;
}

net::Response start_run(const Call& call, const Parts& parts) {
    service::Link& link = link_asked(call, parts);
    const service::RunOrder order = order_from(call);
    if (order.plan) {
        const auto plan = link.plan(*order.plan);
        if (!plan) throw no_such("plan", std::to_string(*order.plan));
        if (plan->state != KeptPlan::State::ready)
            throw Refusal(409, {"The plan cannot be applied", "plan:" + std::to_string(*order.plan),
                                "it is " + std::string(name(plan->state)),
                                "Make a new plan and look at it again.", "plan.moved"});
    }
    const auto run = link.start_run(order, call.who().name);
    const std::string record = run ? "run:" + std::to_string(*run) : "";
    parts.audit(call, "run.start", link.name(), record,
                order.plan     ? "plan " + std::to_string(*order.plan)
                : order.verify ? "verify"
                               : "sync");
    if (!order.override_name.empty())
        parts.audit(call, "run.override", link.name(), record,
                    order.override_name + ": " + order.override_reason);
    return json_answer(started(run), 202);
}

net::Response list_runs(const Call& call, const Parts& parts) {
    service::Link& link = link_asked(call, parts);
    const std::int64_t limit = call.query_integer("limit", 50, 1, 500);
    const std::int64_t cursor = number_cursor(call);
    const auto runs = link.book().runs(limit + 1, cursor == 0 ? INT64_MAX : cursor);
    json::array out;
    for (const store::RunRecord& run : runs)
        if (static_cast<std::int64_t>(out.size()) < limit) out.push_back(run_json(link, run));
    const bool more = static_cast<std::int64_t>(runs.size()) > limit;
    json::value next = nullptr;
    if (more) next = json::string(std::to_string(runs[static_cast<std::size_t>(limit) - 1].id));
    return json_answer(json::object{{"runs", std::move(out)}, {"next_cursor", std::move(next)}});
}

store::RunRecord run_of(const Call& call, service::Link& link) {
    auto run = link.state().run(call.path_integer("run"));
    if (!run) throw no_such("run", call.path("run"));
    return *std::move(run);
}

net::Response get_run(const Call& call, const Parts& parts) {
    service::Link& link = link_asked(call, parts);
    return json_answer(run_json(link, run_of(call, link)));
}

net::Response steps(const Call& call, const Parts& parts) {
    service::Link& link = link_asked(call, parts);
    store::StepQuery query;
    query.run = run_of(call, link).id;
    query.kind = kind_asked(call);
    query.verb = word<model::Verb>(call, "verb", model::verb_named);
    query.fate = word<model::StepFate>(call, "fate", fate_named);
    query.schools = schools_asked(call, link);
    query.after = number_cursor(call);
    const std::int64_t limit = call.query_integer("limit", 50, 1, 500);
    query.limit = limit + 1;
    const auto found = link.book().steps(query);
    json::array out;
    json::value next = nullptr;
    for (const store::ToldStep& told : found) {
        if (static_cast<std::int64_t>(out.size()) == limit) {
            next = json::string(std::to_string(found[out.size() - 1].step.id));
            break;
        }
        out.push_back(run_step_json(told));
    }
    return json_answer(json::object{{"steps", std::move(out)}, {"next_cursor", std::move(next)}});
}

net::Response abort_run(const Call& call, const Parts& parts) {
    service::Link& link = link_asked(call, parts);
    const store::RunRecord run = run_of(call, link);
    if (!link.abort(run.id, call.who().name))
        throw Refusal(409,
                      {"The run cannot be ended", "run:" + std::to_string(run.id),
                       run.ended ? "it has ended already" : "another process does its work",
                       run.ended ? "There is nothing left to do." : "End it where it was begun.",
                       "run.not_here"});
    parts.audit(call, "run.abort", link.name(), "run:" + std::to_string(run.id));
    return json_answer(run_json(link, run), 202);
}

net::Response undo_run(const Call& call, const Parts& parts) {
    service::Link& link = link_asked(call, parts);
    const store::RunRecord run = run_of(call, link);
    if (!run.ended)
        throw Refusal(
            409, {"The run cannot be undone", "run:" + std::to_string(run.id),
                  "it is still going on", "Wait for its end, or abort it first.", "run.going_on"});
    const auto begun = link.undo(run.id, call.who().name);
    parts.audit(call, "run.undo", link.name(), "run:" + std::to_string(run.id));
    return json_answer(started(begun), 202);
}

}  // namespace

void add_run_routes(Router& router, const Parts& parts) {
    const auto add = [&](const char* method, const std::string& pattern, Access access,
                         net::Response (*handle)(const Call&, const Parts&)) {
        router.add({method, "/api/links/{link}" + pattern, access,
                    [parts, handle](const Call& call) { return handle(call, parts); }});
    };
    constexpr Access kRead = Access::signed_in;
    constexpr Access kDo = Access::super_administrator;
    add("GET", "/plans", kRead, list_plans);
    add("POST", "/plan", kDo, make_plan);
    add("GET", "/plans/{plan}", kRead, get_plan);
    add("GET", "/plans/{plan}/operations", kRead, operations);
    add("GET", "/plans/{plan}/standings", kRead, plan_standings);
    add("GET", "/runs", kRead, list_runs);
    add("POST", "/runs", kDo, start_run);
    add("GET", "/runs/{run}", kRead, get_run);
    add("GET", "/runs/{run}/steps", kRead, steps);
    add("POST", "/runs/{run}/abort", kDo, abort_run);
    add("POST", "/runs/{run}/undo", kDo, undo_run);
}

}  // namespace causeway::web
