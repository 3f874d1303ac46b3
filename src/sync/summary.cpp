// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/summary.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/failure.h"
#include "model/problem_json.h"

namespace causeway::sync {

namespace {

namespace json = boost::json;

constexpr std::int64_t kPlanVersion = 1;

json::object to_object(const Counts& c) {
    return {{"create", c.create},   {"adopt", c.adopt},         {"update", c.update},
            {"suspend", c.suspend}, {"restore", c.restore},     {"remove", c.remove},
            {"refused", c.refused}, {"unchanged", c.unchanged}, {"held", c.held}};
}

json::object to_object(const CountsByKind& counts) {
    json::object out;
    for (const model::Kind kind : model::kAllKinds)
        out[model::name(kind)] = to_object(counts[static_cast<std::size_t>(kind)]);
    return out;
}

json::object to_object(const Operation& op) {
    return {{"verb", static_cast<std::int64_t>(op.verb)},
            {"key", op.key.text()},
            {"school", op.school},
            {"remote", op.remote},
            {"state", static_cast<std::int64_t>(op.state)},
            {"shape", model::to_json(op.shape)},
            {"before", op.before},
            {"before_state", static_cast<std::int64_t>(op.before_state)},
            {"reason", op.reason}};
}

json::object to_object(const Standing& s) {
    return {{"key", s.key.text()},
            {"school", s.school},
            {"kind", static_cast<std::int64_t>(s.kind)},
            {"title", s.title},
            {"problem", model::problem_json(s.problem)}};
}

json::object years_object(const std::map<std::int64_t, int>& years) {
    json::object out;
    for (const auto& [school, year] : years)
        out[std::to_string(school)] = year;
    return out;
}

std::string text(const json::object& o, std::string_view field) {
    return std::string(o.at(field).as_string());
}

model::Key key_from(const json::value& text) {
    const auto key = model::Key::parse(std::string(text.as_string()));
    if (!key) throw std::invalid_argument("key");
    return *key;
}

model::Key key_at(const json::object& o) {
    return key_from(o.at("key"));
}

template <class Enum>
Enum enum_at(const json::object& o, std::string_view field, Enum last) {
    const std::int64_t value = o.at(field).as_int64();
    if (value < 0 || value > static_cast<std::int64_t>(last)) throw std::invalid_argument("enum");
    return static_cast<Enum>(value);
}

Operation operation_from(const json::object& o) {
    Operation op;
    op.verb = enum_at(o, "verb", Verb::remove);
    op.key = key_at(o);
    op.school = o.at("school").as_int64();
    op.remote = o.at("remote").as_int64();
    op.state = enum_at(o, "state", model::State::archived);
    op.shape = model::shape_from_json(op.key.kind, text(o, "shape"));
    op.before = text(o, "before");
    op.before_state = enum_at(o, "before_state", model::State::archived);
    op.reason = text(o, "reason");
    return op;
}

Standing standing_from(const json::object& o) {
    const json::object& p = o.at("problem").as_object();
    return {key_at(o),
            o.at("school").as_int64(),
            enum_at(o, "kind", StandingKind::refused),
            text(o, "title"),
            {text(p, "what"), text(p, "record"), text(p, "why"), text(p, "cure"), text(p, "code")}};
}

Counts counts_from(const json::object& o) {
    const auto n = [&](std::string_view field) { return o.at(field).as_int64(); };
    return {n("create"),  n("adopt"),     n("update"),
            n("suspend"), n("restore"),   n("remove"),
            n("refused"), n("unchanged"), o.contains("held") ? n("held") : 0};
}

Plan plan_from(const json::object& o) {
    if (o.at("causeway_plan").as_int64() != kPlanVersion) throw std::invalid_argument("version");
    Plan plan;
    plan.base_revision = o.at("base_revision").as_int64();
    for (const auto& school : o.at("schools").as_array())
        plan.schools.push_back(school.as_int64());
    if (const auto* keys = o.if_contains("keys"))  // older plan files have none
        for (const auto& key : keys->as_array())
            plan.keys.push_back(key_from(key));
    for (const model::Kind kind : model::kAllKinds)
        // Older plan files lack the newer kinds.
        if (const auto* counts = o.at("counts").as_object().if_contains(model::name(kind)))
            plan.counts_of(kind) = counts_from(counts->as_object());
    for (const auto& op : o.at("operations").as_array())
        plan.operations.push_back(operation_from(op.as_object()));
    for (const auto& standing : o.at("standings").as_array())
        plan.standings.push_back(standing_from(standing.as_object()));
    for (const auto& entry : o.at("tallies").as_array()) {
        const json::object& t = entry.as_object();
        const auto kind = model::kind_named(text(t, "kind"));
        if (!kind) throw std::invalid_argument("kind");
        plan.tallies[{t.at("school").as_int64(), *kind}] = {
            t.at("held").as_int64(), t.at("wanted").as_int64(), t.at("leaving").as_int64(),
            t.contains("earlier") ? t.at("earlier").as_int64() : 0,
            t.contains("agreed") ? t.at("agreed").as_int64() : 0};
    }
    if (const auto* years = o.if_contains("years"))
        for (const auto& year : years->as_object())
            plan.years[std::stoll(std::string(year.key()))] =
                static_cast<int>(year.value().as_int64());
    if (const auto* titles = o.if_contains("titles"))
        for (const auto& title : titles->as_object())
            plan.titles[std::stoll(std::string(title.key()))] = title.value().as_string();
    return plan;
}

}  // namespace

std::string counts_json(const CountsByKind& counts) {
    return json::serialize(to_object(counts));
}

std::string summary_json(const RunReport& report) {
    json::object out{{"run", report.run},
                     {"exit", static_cast<std::int64_t>(report.exit)},
                     {"counts", to_object(report.counts)},
                     {"put_off", report.put_off},
                     {"started", report.started},
                     {"ended", report.ended}};
    if (!report.rolled_to.empty()) out["rolled_to"] = years_object(report.rolled_to);
    if (report.held_until) out["held_until"] = report.held_until->text();
    if (report.problem) out["problem"] = model::problem_json(*report.problem);
    return json::serialize(out);
}

std::string plan_to_json(const Plan& plan) {
    json::array operations;
    for (const Operation& op : plan.operations)
        operations.push_back(to_object(op));
    json::array standings;
    for (const Standing& standing : plan.standings)
        standings.push_back(to_object(standing));
    json::array keys;
    for (const model::Key& key : plan.keys)
        keys.push_back(json::string(key.text()));
    json::object titles;
    for (const auto& [school, title] : plan.titles)
        titles[std::to_string(school)] = title;
    json::array tallies;
    for (const auto& [where, tally] : plan.tallies)
        tallies.push_back(json::object{{"school", where.first},
                                       {"kind", model::name(where.second)},
                                       {"held", tally.held},
                                       {"wanted", tally.wanted},
                                       {"leaving", tally.leaving},
                                       {"earlier", tally.earlier},
                                       {"agreed", tally.agreed}});
    return json::serialize(json::object{{"causeway_plan", kPlanVersion},
                                        {"base_revision", plan.base_revision},
                                        {"schools", json::value_from(plan.schools)},
                                        {"keys", keys},
                                        {"years", years_object(plan.years)},
                                        {"titles", titles},
                                        {"counts", to_object(plan.counts)},
                                        {"tallies", tallies},
                                        {"operations", operations},
                                        {"standings", standings}});
}

Plan plan_from_json(std::string_view file) {
    try {
        const json::value parsed = json::parse(json::string_view(file.data(), file.size()));
        return plan_from(parsed.as_object());
    } catch (const base::Failure&) {
        throw;
    } catch (const std::exception&) {  // not JSON, or a field missing, or of another type
        throw base::Failure(
            base::ExitCode::usage,
            {"The plan file cannot be read", "", "it is not a plan this program wrote",
             "Make it with: causeway plan --out FILE", "plan.file"});
    }
}

std::int64_t needing_others(const std::vector<Standing>& standings) {
    return std::count_if(standings.begin(), standings.end(),
                         [](const Standing& s) { return s.problem.code == "sync.needs_other"; });
}

}  // namespace causeway::sync
