// SPDX-License-Identifier: GPL-3.0-or-later
// The API's overview of a link: how it stands, counts, the last days and runs, and what needs a
// person, gravest first.
#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "web/asked.h"
#include "web/to_json.h"

namespace causeway::web {

namespace {

namespace json = boost::json;

constexpr std::int64_t kRuns = 10;
constexpr std::string_view kVerbs[] = {"create", "adopt", "update", "suspend", "restore", "remove"};

// What the runs of one day did.
struct DayCount {
    std::map<std::string_view, std::int64_t> verbs;
    std::int64_t refused = 0;  // the most that a run of the day left: each run counts them anew
    std::int64_t runs = 0;
};

std::int64_t sum_of(const json::object& counts, std::string_view field) {
    std::int64_t sum = 0;
    for (const auto& kind : counts)
        if (kind.value().is_object())
            if (const json::value* count = kind.value().as_object().if_contains(field))
                sum += count->is_int64() ? count->as_int64() : 0;
    return sum;
}

void add_run(DayCount& day, const json::object& run) {
    ++day.runs;
    const json::value& counts = run.at("counts");
    if (!counts.is_object()) return;
    for (const std::string_view verb : kVerbs)
        day.verbs[verb] += sum_of(counts.as_object(), verb);
    day.refused = std::max(day.refused, sum_of(counts.as_object(), "refused"));
}

// Every day once, oldest first, by the school's own days.
json::array days_of(service::Link& link, const Parts& parts, std::int64_t days) {
    const base::Zone zone(link.config().text("opensis.zone"));
    const base::Date today = zone.date_of(parts.clock.now());
    const base::Date first = today.plus(static_cast<int>(1 - days));
    std::map<base::Date, DayCount> counted;
    for (const store::RunRecord& run : link.book().runs_since(zone.start_of(first)))
        add_run(counted[zone.date_of(run.header.started)], run_json(link, run));
    json::array out;
    for (base::Date date = first; date <= today; date = date.plus(1)) {
        DayCount& day = counted[date];
        json::object told{{"day", date.text()}, {"refused", day.refused}, {"runs", day.runs}};
        for (const std::string_view verb : kVerbs)
            told[verb] = day.verbs[verb];
        out.push_back(std::move(told));
    }
    return out;
}

json::array counts_of(service::Link& link, const std::vector<std::int64_t>& schools) {
    json::array out;
    for (const store::ShownCount& count : link.book().counts(schools))
        out.push_back(json::object{{"kind", model::name(count.kind)},
                                   {"synced", count.synced},
                                   {"waiting", count.waiting},
                                   {"refused", count.refused},
                                   {"left_out", count.left_out}});
    return out;
}

std::string_view page_of(const store::SharedProblem& shared) {
    if (shared.problem.code == "adopt.doubtful") return "matches";
    const bool person = model::is_person(shared.kind) || shared.kind == model::Kind::learns ||
                        shared.kind == model::Kind::manages;
    return person ? "people" : "sections";
}

class Attention {
  public:
    void add(const base::Problem& problem, std::int64_t count, std::string_view page) {
        list_.push_back(
            json::object{{"problem", problem_json(problem)}, {"count", count}, {"page", page}});
    }
    json::array list_;
};

void add_state(Attention& attention, service::Link& link) {
    const service::Standing standing = link.standing();
    if (standing.why)
        attention.add(*standing.why, 0,
                      standing.why->code.starts_with("guard") ? "plan" : "settings");
    if (!standing.connected)
        attention.add({"Moodle is not connected", "",
                       "Connect has not passed with the present address and tokens",
                       "Open the settings and press Connect.", "link.not_connected"},
                      0, "settings");
    if (!standing.opensis_ok)
        attention.add(
            {"openSIS's database is not checked", "",
             "the check has not passed with the present address",
             "Open the settings and check the openSIS connection.", "link.opensis_unchecked"},
            0, "settings");
}

void add_last_run(Attention& attention, const json::array& runs) {
    for (const json::value& one : runs) {
        const json::object& run = one.as_object();
        const std::string_view state = run.at("state").as_string();
        if (state == "running") continue;
        if (!run.at("problem").is_object() || state == "in_step" || state == "interrupted") return;
        const auto text = [&](std::string_view field) {
            return std::string(run.at("problem").as_object().at(field).as_string());
        };
        attention.add({text("what"), text("record"), text("why"), text("cure"), text("code")}, 0,
                      state == "guarded" ? "plan" : "runs");
        return;
    }
}

net::Response overview(const Call& call, const Parts& parts) {
    service::Link& link = link_asked(call, parts);
    const auto own = call.schools_of(link.name());
    const std::vector<std::int64_t> schools = own.value_or(std::vector<std::int64_t>());
    const std::int64_t days = call.query_integer("days", 28, 1, 366);
    json::array runs;
    for (const store::RunRecord& run : link.book().runs(kRuns, 0))
        runs.push_back(run_json(link, run));
    Attention attention;
    add_state(attention, link);
    add_last_run(attention, runs);
    for (const store::SharedProblem& shared : link.book().shared_problems(schools))
        attention.add(shared.problem, shared.records, page_of(shared));
    if (const auto feed = link.standing().feed_problem) attention.add(*feed, 0, "settings");
    return json_answer(json::object{{"summary", link_summary(link, own)},
                                    {"counts", counts_of(link, schools)},
                                    {"days", days_of(link, parts, days)},
                                    {"runs", std::move(runs)},
                                    {"attention", std::move(attention.list_)}});
}

}  // namespace

void add_overview_routes(Router& router, const Parts& parts) {
    router.add({"GET", "/api/links/{link}/overview", Access::signed_in,
                [parts](const Call& call) { return overview(call, parts); }});
}

}  // namespace causeway::web
