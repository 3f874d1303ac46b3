// SPDX-License-Identifier: GPL-3.0-or-later
// The API's "Get LMS Data": previews with every row's fate, decisions about rows, runs, and what
// runs brought in and did not take. Super administrators only.
#include <algorithm>
#include <boost/json.hpp>

#include "base/csv.h"
#include "base/text.h"
#include "web/asked.h"
#include "web/intake_json.h"
#include "web/to_json.h"

namespace causeway::web {

namespace {

namespace json = boost::json;
using service::KeptIntake;

constexpr std::size_t kRowsMost = 20'000;
constexpr std::int64_t kPage = 500;
constexpr int kKinds = 6;

KeptIntake preview_of(const Call& call, service::Link& link) {
    auto kept = link.intake(call.path_integer("preview"));
    if (!kept) throw no_such("preview", call.path("preview"));
    return *std::move(kept);
}

const intake::Report& report_of(const KeptIntake& kept) {
    if (kept.report) return *kept.report;
    const bool making = kept.state == KeptIntake::State::making;
    throw Refusal(409, {"The preview holds nothing", "preview:" + std::to_string(kept.number),
                        kept.problem ? "it failed: " + kept.problem->why
                        : making     ? "it is being made"
                                     : "a newer one has taken its place",
                        kept.problem ? kept.problem->cure
                        : making     ? "Wait until it is ready."
                                     : "Look at the newest one.",
                        "intake.not_ready"});
}

net::Response desk(const Call& call, const Parts& parts) {
    service::Link& link = link_asked(call, parts);
    const auto kept = link.intakes();
    json::array previews;
    json::value school = nullptr;
    for (const KeptIntake& one : kept) {
        previews.push_back(intake_preview_json(link, one));
        if (school.is_null()) school = intake_school_json(one);
    }
    json::object last;
    for (int i = 0; i < kKinds; ++i)
        last[intake::name(static_cast<intake::What>(i))] = nullptr;
    for (const store::RunRecord& run : link.book().runs(kPage, INT64_MAX)) {
        const std::string& what = run.header.what;
        if (!what.starts_with("intake ")) continue;
        const std::string kind = what.substr(what.find(' ') + 1);
        if (json::value* at = last.if_contains(kind); at != nullptr && at->is_null())
            *at = run_json(link, run);
    }
    return json_answer(json::object{{"previews", std::move(previews)},
                                    {"school", std::move(school)},
                                    {"last_runs", std::move(last)}});
}

net::Response make_preview(const Call& call, const Parts& parts) {
    service::Link& link = link_asked(call, parts);
    Fields body(call.body());
    service::IntakeOrder order = intake_order(body);
    const std::string what(intake::name(order.what));
    const std::int64_t number = link.preview_intake(std::move(order), call.who().name);
    parts.audit(call, "intake.preview", link.name(), "preview:" + std::to_string(number), what);
    return json_answer(intake_preview_json(link, *link.intake(number)), 202);
}

net::Response get_preview(const Call& call, const Parts& parts) {
    service::Link& link = link_asked(call, parts);
    return json_answer(intake_preview_json(link, preview_of(call, link)));
}

Choices choices_of(service::Link& link, intake::What what) {
    Choices out;
    for (auto& one : link.state().intake_choices(std::string(intake::name(what))))
        out.emplace(std::move(one.row), std::move(one.choice));
    return out;
}

net::Response rows(const Call& call, const Parts& parts) {
    service::Link& link = link_asked(call, parts);
    const KeptIntake kept = preview_of(call, link);
    const intake::Report& report = report_of(kept);
    std::vector<std::string_view> fates;
    for (const intake::Fate one : intake::kFates)
        fates.push_back(intake::name(one));
    const std::string fate = word_asked(call, "fate", fates);
    const std::string code = call.query_text("code", 60);
    const std::string words = base::lower_ascii(call.query_text("q", 100));
    const auto limit = static_cast<std::size_t>(call.query_integer("limit", 50, 1, kPage));
    const auto from = static_cast<std::size_t>(number_cursor(call));
    const Choices choices = choices_of(link, report.what);
    json::array out;
    std::size_t total = 0;
    for (const intake::Row& row : report.rows) {
        if (!fate.empty() && intake::name(row.fate) != fate) continue;
        if (!code.empty() && (!row.problem || row.problem->code != code)) continue;
        if (!words.empty() &&
            base::lower_ascii(row.title + " " + row.id + " " + row.reason).find(words) ==
                std::string::npos)
            continue;
        if (total >= from && total < from + limit)
            out.push_back(intake_row_json(link, *report.sides, row, choices));
        ++total;
    }
    json::value next = nullptr;
    if (from + limit < total) next = json::string(std::to_string(from + limit));
    return json_answer(
        json::object{{"rows", std::move(out)}, {"total", total}, {"next_cursor", next}});
}

std::string csv_head() {
    return std::string(base::kCsvMark) +
           base::csv_line({"row", "kind", "title", "what became of it", "why", "what to do"});
}

net::Response preview_csv(const Call& call, const Parts& parts) {
    service::Link& link = link_asked(call, parts);
    const KeptIntake kept = preview_of(call, link);
    std::string out = csv_head();
    for (const intake::Row& row : intake::left_rows(report_of(kept).rows))
        out += base::csv_line({row.id, row.kind, row.title, intake::name(row.fate), row.reason,
                               row.problem ? row.problem->cure : ""});
    parts.audit(call, "intake.export", link.name(), "preview:" + std::to_string(kept.number));
    return csv_answer(std::move(out), "not-taken-preview-" + std::to_string(kept.number) + ".csv");
}

// "leave_out", "new", a person's key, or "" for none of these.
std::string choice_in(Fields& body, intake::What what) {
    const std::string choice = body.text("choice", 0, 40);
    const bool people = what == intake::What::staff || what == intake::What::students;
    if (choice.empty() || choice == "leave_out" || (people && choice == "new")) return choice;
    const auto key = model::Key::parse(choice);
    const model::Kind kind =
        what == intake::What::staff ? model::Kind::staff : model::Kind::student;
    if (!people || !key || key->kind != kind)
        throw Refusal(422, {"The request cannot be carried out", "choice",
                            "'" + base::cut_utf8(choice, 40) + "' cannot be chosen for such rows",
                            people ? "Choose leave_out, new, or a person like student:7."
                                   : "Choose leave_out, or nothing.",
                            "api.field"});
    return key->text();
}

net::Response choose(const Call& call, const Parts& parts) {
    service::Link& link = link_asked(call, parts);
    const KeptIntake kept = preview_of(call, link);
    const intake::Report& report = report_of(kept);
    Fields body(call.body());
    const auto ids = body.texts("rows", kRowsMost);
    const std::string choice = choice_in(body, report.what);
    body.done();
    std::set<std::string> known;
    for (const intake::Row& row : report.rows)
        known.insert(row.id);
    std::vector<store::IntakeChoice> choices;
    for (const std::string& id : ids) {
        if (!known.contains(id)) throw no_such("row", id);
        choices.push_back({id, choice});
    }
    const KeptIntake anew = link.choose(kept.number, choices, call.who().name);
    parts.audit(call, "intake.choose", link.name(), ids.size() == 1 ? ids.front() : "",
                (choice.empty() ? "nothing" : choice) + ", " + std::to_string(ids.size()) +
                    " rows of " + std::string(intake::name(report.what)));
    return json_answer(intake_preview_json(link, anew));
}

net::Response start(const Call& call, const Parts& parts) {
    service::Link& link = link_asked(call, parts);
    Fields body(call.body());
    const std::int64_t number = body.integer("preview", 1, INT64_MAX);
    std::vector<std::string> only;
    if (body.has("only")) only = body.texts("only", kRowsMost);
    body.done();
    const auto kept = link.intake(number);
    if (!kept) throw no_such("preview", std::to_string(number));
    if (kept->state != KeptIntake::State::ready)
        throw Refusal(409, {"The preview cannot be brought in", "preview:" + std::to_string(number),
                            "it is " + std::string(service::name(kept->state)),
                            "Make a new one and look at it again.", "intake.outdated"});
    const auto run = link.start_intake(number, std::move(only), call.who().name);
    parts.audit(call, "intake.start", link.name(), run ? "run:" + std::to_string(*run) : "",
                std::string(intake::name(kept->order.what)) + ", preview " +
                    std::to_string(number) +
                    (kept->order.first_passwords ? ", with first passwords" : ""));
    return json_answer(json::object{{"run", maybe_json(run)}}, 202);
}

// ---- what a run left ----

store::RunRecord intake_run_of(const Call& call, service::Link& link) {
    auto run = link.state().run(call.path_integer("run"));
    if (!run || !run->header.what.starts_with("intake ")) throw no_such("run", call.path("run"));
    return *std::move(run);
}

net::Response run_rows(const Call& call, const Parts& parts) {
    service::Link& link = link_asked(call, parts);
    const store::RunRecord run = intake_run_of(call, link);
    const std::int64_t limit = call.query_integer("limit", 50, 1, kPage);
    const bool left = word_asked(call, "left", {"true", "false"}) == "true";
    auto found = link.state().intake_rows(run.id, left, number_cursor(call), limit + 1);
    json::value next = nullptr;
    if (static_cast<std::int64_t>(found.size()) > limit) {
        found.pop_back();
        next = json::string(std::to_string(found.back().id));
    }
    json::array out;
    for (const auto& note : found)
        out.push_back(intake_note_json(note));
    return json_answer(json::object{{"rows", std::move(out)}, {"next_cursor", next}});
}

net::Response run_csv(const Call& call, const Parts& parts) {
    service::Link& link = link_asked(call, parts);
    const store::RunRecord run = intake_run_of(call, link);
    std::string out = csv_head();
    for (std::int64_t after = 0;;) {
        const auto found = link.state().intake_rows(run.id, true, after, kPage);
        for (const auto& note : found)
            out += base::csv_line(
                {note.row, note.kind, note.title, note.fate, note.reason, note.cure});
        if (static_cast<std::int64_t>(found.size()) < kPage) break;
        after = found.back().id;
    }
    parts.audit(call, "intake.export", link.name(), "run:" + std::to_string(run.id));
    return csv_answer(std::move(out), "not-taken-run-" + std::to_string(run.id) + ".csv");
}

net::Response passwords(const Call& call, const Parts& parts) {
    service::Link& link = link_asked(call, parts);
    const store::RunRecord run = intake_run_of(call, link);
    const auto taken = link.state().take_first_passwords(run.id);
    if (taken.empty())
        throw Refusal(
            409, {"There are no first passwords to hand out", "run:" + std::to_string(run.id),
                  "it made none, or somebody has taken them already",
                  "Set a new password on the person's page in openSIS.", "intake.no_passwords"});
    parts.audit(call, "intake.passwords", link.name(), "run:" + std::to_string(run.id),
                std::to_string(taken.size()) + " handed out");
    json::array out;
    for (const auto& one : taken)
        out.push_back(
            json::object{{"person", one.title}, {"login", one.login}, {"password", one.password}});
    return json_answer(json::object{{"passwords", std::move(out)}});
}

}  // namespace

void add_intake_routes(Router& router, const Parts& parts) {
    const auto add = [&](const char* method, const std::string& pattern,
                         net::Response (*handle)(const Call&, const Parts&)) {
        router.add({method, "/api/links/{link}/intake" + pattern, Access::super_administrator,
                    [parts, handle](const Call& call) { return handle(call, parts); }});
    };
    add("GET", "", desk);
    add("POST", "/previews", make_preview);
    add("GET", "/previews/{preview}", get_preview);
    add("GET", "/previews/{preview}/rows", rows);
    add("GET", "/previews/{preview}/not-taken.csv", preview_csv);
    add("POST", "/previews/{preview}/choices", choose);
    add("POST", "/runs", start);
    add("GET", "/runs/{run}/rows", run_rows);
    add("GET", "/runs/{run}/not-taken.csv", run_csv);
    add("POST", "/runs/{run}/first-passwords", passwords);
}

}  // namespace causeway::web
