// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/to_json.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/text.h"
#include "sync/ledger.h"
#include "sync/summary.h"
#include "sync/turn_years.h"
#include "web/router.h"

namespace causeway::web {

namespace {

namespace json = boost::json;

constexpr std::int64_t kLookedBack = 30;  // runs, for the last one of the roster
constexpr std::size_t kVerbs = 6;  // the first of Counts' fields: those that change something

json::value maybe_text(const std::optional<std::string>& text) {
    if (!text) return nullptr;
    return json::string(*text);
}

json::value maybe_state(const std::optional<model::State>& state) {
    if (!state) return nullptr;
    return json::string(model::name(*state));
}

json::array numbers(const std::vector<std::int64_t>& values) {
    return json::array(values.begin(), values.end());
}

// What a run left in the store (sync/summary.h); empty while it goes on.
json::object summary_of(const store::RunRecord& run) {
    boost::system::error_code error;
    json::value parsed = json::parse({run.summary.data(), run.summary.size()}, error);
    if (error || !parsed.is_object()) return {};
    return std::move(parsed.as_object());
}

std::int64_t changes_in(const json::object& counts) {
    static constexpr std::string_view kFields[kVerbs] = {"create",  "adopt",   "update",
                                                         "suspend", "restore", "remove"};
    std::int64_t sum = 0;
    for (const auto& kind : counts)
        for (const std::string_view field : kFields)
            if (kind.value().is_object())
                if (const json::value* count = kind.value().as_object().if_contains(field))
                    sum += count->is_int64() ? count->as_int64() : 0;
    return sum;
}

json::object member_of(const json::object& from, std::string_view name) {
    const json::value* found = from.if_contains(name);
    return found != nullptr && found->is_object() ? found->as_object() : json::object{};
}

std::int64_t number_of(const json::object& from, std::string_view name) {
    const json::value* found = from.if_contains(name);
    return found != nullptr && found->is_int64() ? found->as_int64() : 0;
}

bool of_grades(const store::RunRecord& run) {
    return run.header.what.starts_with("grades");
}

// What a run of grades did (grades/run.cpp); null while it goes on, and of all others.
json::value grades_run_json(const store::RunRecord& run, const json::object& summary) {
    if (!of_grades(run) || !run.ended) return nullptr;
    json::object out{{"counts", nullptr},
                     {"sections", number_of(summary, "sections")},
                     {"whole", false},
                     {"differences", number_of(summary, "differences")},
                     {"restored", number_of(summary, "restored")},
                     {"kept", number_of(summary, "kept")},
                     {"keeper", nullptr}};
    if (const json::object keeper = member_of(summary, "keeper"); !keeper.empty())
        out["keeper"] = keeper;
    const json::object counts = member_of(summary, "grades");
    if (!counts.empty()) out["counts"] = counts;
    if (const json::value* whole = summary.if_contains("whole")) out["whole"] = *whole;
    return out;
}

std::int64_t grade_changes(const json::object& summary) {
    std::int64_t sum = number_of(summary, "restored");
    for (const auto& kind : member_of(summary, "grades"))
        if (kind.value().is_object())
            for (const char* field : {"created", "updated", "removed"})
                sum += number_of(kind.value().as_object(), field);
    return sum;
}

std::string_view run_state(const store::RunRecord& run, bool here) {
    // The end of a run that died is what was last heard of it; an exit it never had.
    if (!run.exit) return !run.ended && (run.alive || here) ? "running" : "died";
    switch (static_cast<base::ExitCode>(*run.exit)) {
        case base::ExitCode::in_step:
            return "in_step";
        case base::ExitCode::some_refused:
            return "some_refused";
        case base::ExitCode::guarded:
            return "guarded";
        case base::ExitCode::incomplete:
            return "incomplete";
        case base::ExitCode::interrupted:
            return "interrupted";
        default:
            return "failed";
    }
}

// The counts of a run that was killed, as far as it came.
json::object counts_of_the_dead(service::Link& link, std::int64_t run) {
    sync::CountsByKind counts{};
    const auto done = link.book().done_steps(run);
    for (const store::DoneSteps& one : done)
        counts[static_cast<std::size_t>(one.kind)].of(one.verb) = one.steps;
    return done.empty() ? json::object{} : counts_object(counts);
}

bool undo_run(const store::RunRecord& run) {
    return run.header.what.starts_with("undo") || run.header.what.starts_with("intake undo") ||
           run.header.what.starts_with("grades undo") || run.header.what.starts_with("fields undo");
}

// Of a run of mapped fields: values that it wrote or put back.
std::int64_t values_written(const json::object& summary) {
    std::int64_t sum = 0;
    for (const std::string_view name : {"written", "taken_back"})
        if (const json::value* count = summary.if_contains(name))
            sum += count->is_int64() ? count->as_int64() : 0;
    return sum;
}

// Of an intake: what it wrote or linked.
std::int64_t brought_in(const json::object& kinds) {
    std::int64_t sum = 0;
    for (const auto& kind : kinds)
        for (const std::string_view fate : {"created", "updated", "linked", "taken_back"})
            if (kind.value().is_object())
                if (const json::value* count = kind.value().as_object().if_contains(fate))
                    sum += count->is_int64() ? count->as_int64() : 0;
    return sum;
}

}  // namespace

json::value maybe_json(const std::optional<base::Problem>& problem) {
    if (!problem) return nullptr;
    return problem_json(*problem);
}

json::value maybe_json(const std::optional<std::int64_t>& number) {
    if (!number) return nullptr;
    return *number;
}

json::object counts_object(const sync::CountsByKind& counts) {
    return json::parse(sync::counts_json(counts)).as_object();
}

json::object progress_json(const service::Progress& progress) {
    return {{"stage", progress.now.stage}, {"done", progress.now.done},
            {"total", progress.now.total}, {"refused", progress.now.refused},
            {"rate", progress.rate},       {"seconds_left", maybe_json(progress.seconds_left)}};
}

json::object plan_json(service::Link& link, const service::KeptPlan& plan) {
    json::object out{{"id", plan.number},
                     {"state", service::name(plan.state)},
                     {"by", plan.by},
                     {"begun", plan.begun},
                     {"made", maybe_json(plan.made)},
                     {"verify", plan.verify},
                     {"schools", numbers(plan.schools)},
                     {"counts", nullptr},
                     {"changes", 0},
                     {"refused", 0},
                     {"waiting", 0},
                     {"guard", maybe_json(plan.guard)},
                     {"problem", maybe_json(plan.problem)},
                     {"progress", nullptr}};
    if (plan.plan) {
        const auto& standings = plan.plan->standings;
        out["counts"] = counts_object(plan.plan->counts);
        out["changes"] = plan.plan->changes();
        out["refused"] = plan.plan->refused();
        out["waiting"] = std::count_if(
            standings.begin(), standings.end(),
            [](const sync::Standing& one) { return one.kind == model::StandingKind::waiting; });
    }
    if (plan.state == service::KeptPlan::State::making && link.planning() == plan.number)
        if (const auto progress = link.progress()) out["progress"] = progress_json(*progress);
    return out;
}

json::object run_json(service::Link& link, const store::RunRecord& run) {
    const bool here = !run.ended && link.running() == run.id;
    const json::object summary = summary_of(run);
    json::object counts = member_of(summary, "counts");
    if (counts.empty() && run_state(run, here) == "died") counts = counts_of_the_dead(link, run.id);
    const json::object problem = member_of(summary, "problem");
    const json::value* put_off = summary.if_contains("put_off");
    const json::object intake = member_of(summary, "intake");
    const std::int64_t changes = of_grades(run) ? grade_changes(summary)
                                 : run.header.what.starts_with("fields ")
                                     ? values_written(summary)
                                     : changes_in(counts) + brought_in(intake);
    const bool brings = run.header.what.starts_with("intake ");
    const bool of_fields = run.header.what == "fields pull";
    // One that was cut off has told no counts, and has written all the same.
    const bool cut_off =
        run.exit && ((brings && intake.empty()) || (of_fields && !summary.if_contains("written")));
    json::object out{{"id", run.id},
                     {"link", link.name()},
                     {"what", run.header.what},
                     {"by", run.header.by},
                     {"state", run_state(run, here)},
                     {"started", run.header.started},
                     {"ended", maybe_json(run.ended)},
                     {"exit", nullptr},
                     {"counts", nullptr},
                     {"grades", grades_run_json(run, summary)},
                     {"changes", changes},
                     {"put_off", put_off != nullptr ? *put_off : json::value(0)},
                     {"problem", nullptr},
                     {"override", nullptr},
                     {"progress", nullptr},
                     {"undoable", run.ended && (changes > 0 || cut_off) && !undo_run(run)},
                     {"intake", nullptr},
                     {"first_passwords", 0}};
    if (!intake.empty()) out["intake"] = intake;
    if (brings) out["first_passwords"] = link.state().first_passwords_left(run.id);
    if (run.exit) out["exit"] = *run.exit;
    if (!counts.empty()) out["counts"] = counts;
    if (!problem.empty()) out["problem"] = problem;
    if (!run.header.override_name.empty())
        out["override"] = json::object{{"name", run.header.override_name},
                                       {"reason", run.header.override_reason}};
    if (here)
        if (const auto progress = link.progress()) out["progress"] = progress_json(*progress);
    return out;
}

json::object operation_json(const model::Operation& operation) {
    return {{"verb", model::name(operation.verb)},     {"key", operation.key.text()},
            {"kind", model::name(operation.key.kind)}, {"school", operation.school},
            {"title", sync::title_of(operation)},      {"reason", operation.reason}};
}

json::object run_step_json(const store::ToldStep& told) {
    json::object out = operation_json(told.step.operation);
    out["id"] = told.step.id;
    out["fate"] = model::name(told.fate);
    out["problem"] = maybe_json(told.problem);
    out["remote"] = told.remote_after != 0 ? told.remote_after : told.step.operation.remote;
    return out;
}

json::object standing_json(const model::Standing& standing) {
    return {{"key", standing.key.text()},
            {"kind", model::name(standing.key.kind)},
            {"school", standing.school},
            {"title", standing.title},
            {"standing", model::name(standing.kind)},
            {"problem", problem_json(standing.problem)}};
}

// The latest year that the last whole run saw openSIS to have rolled over to.
static json::value rolled_over_to(store::LinkState& state) {
    std::int64_t latest = 0;
    for (const std::string& one : base::split(state.fact(sync::kRolledFact).value_or(""), ';'))
        if (const auto parts = base::split(one, ' '); parts.size() == 2)
            latest = std::max<std::int64_t>(latest, std::atoll(parts[1].c_str()));
    if (latest == 0) return nullptr;
    return latest;
}

json::object link_summary(service::Link& link,
                          const std::optional<std::vector<std::int64_t>>& schools) {
    const service::Standing standing = link.standing();
    json::object out{{"name", link.name()},
                     {"title", link.title()},
                     {"enabled", standing.enabled},
                     {"connected", standing.connected},
                     {"opensis_ok", standing.opensis_ok},
                     {"state", service::name(standing.state)},
                     {"why", maybe_json(standing.why)},
                     {"moodle_url", link.config().text("moodle.url")},
                     {"site", ""},
                     {"running", nullptr},
                     {"last_run", nullptr},
                     {"next_run", maybe_json(standing.next)},
                     {"refused", 0},
                     {"rolled_over_to", rolled_over_to(link.state())}};
    boost::system::error_code error;
    const json::value found = json::parse(link.connection(), error);
    if (!error && found.is_object())
        if (const json::value* site = found.as_object().if_contains("site"))
            if (site->is_string()) out["site"] = *site;
    const auto running = link.running();
    for (const store::RunRecord& run : link.book().runs(kLookedBack, 0)) {
        if (running == run.id) {
            out["running"] = run_json(link, run);
        } else if (!of_grades(run)) {  // how the roster stands
            out["last_run"] = run_json(link, run);
            break;
        }
    }
    out["refused"] = link.book().count_refused(schools.value_or(std::vector<std::int64_t>()));
    return out;
}

json::object record_json(service::Link& link, const store::ListedRecord& record) {
    json::object out{{"key", record.key.text()},
                     {"kind", model::name(record.key.kind)},
                     {"school", record.school},
                     {"title", record.title},
                     {"subtitle", record.subtitle},
                     {"standing", store::name(record.shown)},
                     {"problem", maybe_json(record.problem)},
                     {"state", maybe_state(record.state)},
                     {"remote", record.remote},
                     {"moodle_url", nullptr},
                     {"tick", !record.tick   ? "default"
                              : *record.tick ? "yes"
                                             : "no"},
                     {"since", maybe_json(record.since)},
                     {"run", nullptr}};
    if (record.remote != 0)
        out["moodle_url"] = maybe_text(link.moodle_url(record.key, record.remote));
    if (record.run != 0) out["run"] = record.run;
    return out;
}

json::object membership_json(service::Link& link, const store::ListedEnrolment& one) {
    const std::string_view role = one.key.kind == model::Kind::learns    ? "student"
                                  : one.key.kind == model::Kind::teaches ? "teacher"
                                                                         : "manager";
    json::object out{{"key", one.key.text()},
                     {"role", role},
                     {"title", one.title},
                     {"other", one.other.text()},
                     {"state", maybe_state(one.state)},
                     {"standing", store::name(one.shown)},
                     {"problem", maybe_json(one.problem)},
                     {"moodle_url", nullptr}};
    if (one.place_remote != 0)
        out["moodle_url"] = maybe_text(link.moodle_url(model::place_of(one.key), one.place_remote));
    return out;
}

json::object moodle_user_json(service::Link& link, const model::FoundUser& user) {
    const model::Key person{model::Kind::staff, 1, 0};  // any: the address holds Moodle's id only
    return {{"id", user.id},
            {"username", user.username},
            {"first_name", user.first_name},
            {"last_name", user.last_name},
            {"email", user.email},
            {"auth", user.auth},
            {"idnumber", user.idnumber},
            {"suspended", user.suspended},
            {"url", link.moodle_url(person, user.id).value_or("")}};
}

json::object past_step_json(const store::PastStep& past) {
    return {{"run", past.run},
            {"at", past.at},
            {"verb", model::name(past.verb)},
            {"reason", past.reason},
            {"fate", model::name(past.fate)},
            {"problem", maybe_json(past.problem)}};
}

json::object user_json(const store::Account& account) {
    json::array schools;
    for (const store::SchoolRight& right : account.schools)
        schools.push_back(json::object{{"link", right.link}, {"school", right.school}});
    json::value person = nullptr;
    if (!account.person.empty())
        person = json::object{{"link", account.person_link}, {"key", account.person}};
    return {{"id", account.id},
            {"name", account.name},
            {"role", account.role},
            {"schools", std::move(schools)},
            {"enabled", account.enabled},
            {"created", account.created},
            {"last_sign_in", maybe_json(account.last_sign_in)},
            {"person", std::move(person)}};
}

}  // namespace causeway::web
