// SPDX-License-Identifier: GPL-3.0-or-later
// The API's grades: sections with the state of their gradebooks, one gradebook, differences and
// their decision, pulls, and who keeps a gradebook. An administrator reads their schools'; a
// teacher reads, pulls and decides for the sections they teach, and for nothing else.
#include <algorithm>
#include <boost/json.hpp>

#include "base/text.h"
#include "web/asked.h"
#include "web/fields.h"
#include "web/grades_asked.h"
#include "web/grades_json.h"
#include "web/to_json.h"

namespace causeway::web {

namespace {

namespace json = boost::json;

constexpr std::size_t kStepsTold = 500;
constexpr std::size_t kKeysMost = 500;
constexpr std::size_t kSectionsMost = 500;

// How the pulls stand, for the head of each page.
json::object state_json(const GradesAsker& asker) {
    service::Link& link = asker.link();
    const service::Standing standing = link.standing();
    json::object out{{"on", link.config().flag("grades.enabled")},
                     {"why", maybe_json(standing.grades.why)},
                     {"next", maybe_json(standing.grades.next)},
                     {"may_pull", asker.may_act()},
                     {"running", nullptr},
                     {"last", nullptr}};
    const auto running = link.running();
    for (const store::RunRecord& run : link.book().runs(50, INT64_MAX)) {
        if (!run.header.what.starts_with("grades")) continue;
        if (running == run.id || !run.ended)
            out["running"] = run_json(link, run);
        else if (out["last"].is_null())
            out["last"] = run_json(link, run);
    }
    return out;
}

// ---- sections ----

std::vector<store::ListedRecord> sections_asked(const Call& call, const GradesAsker& asker,
                                                json::value& next) {
    store::RecordQuery query;
    query.kinds = {model::Kind::section};
    query.words = call.query_text("q", 100);
    query.shown = store::Shown::synced;
    if (asker.teacher()) {  // few: all of them, without pages
        std::vector<store::ListedRecord> out;
        const std::string words = base::lower_ascii(query.words);
        for (const std::int64_t section : asker.own())
            if (auto one = asker.link().book().record({model::Kind::section, section, 0}))
                if (one->remote != 0 &&
                    base::lower_ascii(one->title + " " + one->subtitle).find(words) !=
                        std::string::npos)
                    out.push_back(*std::move(one));
        return out;
    }
    query.schools = schools_asked(call, asker.link());
    query.after = key_cursor(call);
    const std::int64_t limit = call.query_integer("limit", 50, 1, 500);
    query.limit = limit + 1;
    auto out = asker.link().book().records(query);
    if (static_cast<std::int64_t>(out.size()) > limit) {
        out.pop_back();
        next = json::string(out.back().key.text());
    }
    return out;
}

net::Response list_sections(const Call& call, const Parts& parts) {
    const GradesAsker asker(call, parts);
    service::Link& link = asker.link();
    service::LinkGrades grades(link, parts.service.store(), parts.clock, parts.user_agent());
    json::value next = nullptr;
    const auto found = sections_asked(call, asker, next);
    std::vector<std::int64_t> ids;
    for (const store::ListedRecord& one : found)
        ids.push_back(one.key.id);
    std::map<std::int64_t, opensis::SectionTally> tallies;
    std::optional<base::Problem> problem;
    try {
        for (const auto& one : grades.lists().tallies(ids))
            tallies[one.section] = one;
    } catch (const base::Failure& failure) {
        problem = failure.problem();  // the list is shown all the same
    }
    std::map<std::int64_t, std::int64_t> differences;
    for (const auto& one :
         store::GradeDesk(parts.service.store(), link.name()).differences(std::nullopt))
        ++differences[one.section];
    const OptionsKept options(link, parts.service.store());
    json::array sections;
    for (const store::ListedRecord& one : found) {
        const opensis::SectionTally& tally = tallies[one.key.id];
        const auto [option, from] = options.of(one.key.id, one.school);
        sections.push_back(
            json::object{{"key", one.key.text()},
                         {"title", one.title},
                         {"subtitle", one.subtitle},
                         {"school", one.school},
                         {"moodle_url", link.moodle_url(one.key, one.remote).value_or("")},
                         {"option", option},
                         {"option_from", from},
                         {"items", tally.items},
                         {"grades", tally.grades},
                         {"finals", tally.finals},
                         {"newest", tally.newest},
                         {"run", tally.run},
                         {"differences", differences[one.key.id]}});
    }
    json::array schools;
    for (const service::SchoolTitle& school : link.schools())
        if (asker.sees_school(school.id))
            schools.push_back(json::object{{"id", school.id}, {"title", school.title}});
    return json_answer(json::object{{"state", state_json(asker)},
                                    {"schools", std::move(schools)},
                                    {"sections", std::move(sections)},
                                    {"next_cursor", std::move(next)},
                                    {"problem", maybe_json(problem)}});
}

net::Response one_section(const Call& call, const Parts& parts) {
    const GradesAsker asker(call, parts);
    service::Link& link = asker.link();
    const store::ListedRecord record = asker.section(call.path("section"));
    service::LinkGrades grades(link, parts.service.store(), parts.clock, parts.user_agent());
    const auto book = grades.parts().book(record.key.id);
    if (!book) throw no_such("section", record.key.text());
    const Names names = asker.names(record.key);
    const auto [option, from] =
        OptionsKept(link, parts.service.store()).of(record.key.id, record.school);
    json::object out{{"state", state_json(asker)},
                     {"key", record.key.text()},
                     {"title", record.title},
                     {"subtitle", record.subtitle},
                     {"school", record.school},
                     {"moodle_url", link.moodle_url(record.key, record.remote).value_or("")},
                     {"option", option},
                     {"option_from", from}};
    const base::Zone zone(grades.config().text("opensis.zone"));
    put_gradebook(out, *book, names, zone.date_of(parts.clock.now()));
    json::array differences;
    for (const auto& one : grades.parts().desk().differences(record.key.id))
        differences.push_back(difference_json(one, names));
    out["differences"] = std::move(differences);
    return json_answer(out);
}

net::Response why(const Call& call, const Parts& parts) {
    const GradesAsker asker(call, parts);
    service::Link& link = asker.link();
    const store::ListedRecord record = asker.section(call.path("section"));
    const std::string& text = call.path("student");
    const auto student = model::Key::parse(text);
    if (!student || student->kind != model::Kind::student) throw no_such("student", text);
    const auto seat = link.state().base_of({model::Kind::learns, record.key.id, student->id});
    const auto person = seat ? link.state().base_of(*student) : std::nullopt;
    if (!person || person->remote == 0) throw no_such("student", text);
    service::LinkGrades grades(link, parts.service.store(), parts.clock, parts.user_agent());
    const grades::Explanation told = grades.explain(record.key.id, student->id);
    json::array reasons;
    for (const std::string& reason : told.reasons)
        reasons.emplace_back(reason);
    json::object out{{"key", record.key.text()},
                     {"title", record.title},
                     {"student", text},
                     {"name", asker.name_of(*student)},
                     {"opensis", told.opensis ? json::value(*told.opensis) : nullptr},
                     {"moodle", told.moodle ? json::value(*told.moodle) : nullptr},
                     {"reasons", std::move(reasons)},
                     {"table", json::array()},
                     {"table_problem", nullptr}};
    try {
        out["table"] = table_json(grades.parts().table(record.key.id, person->remote));
    } catch (const base::Failure& failure) {
        out["table_problem"] = problem_json(failure.problem());
    }
    return json_answer(out);
}

// ---- pulls ----

json::object started(std::optional<std::int64_t> run) {
    return {{"run", maybe_json(run)}};
}

net::Response pull(const Call& call, const Parts& parts) {
    const GradesAsker asker(call, parts);
    asker.require_act();
    Fields body(call.body());
    service::GradeOrder order;
    if (body.has("sections"))
        for (const std::string& text : body.texts("sections", kSectionsMost))
            order.sections.push_back(asker.section(text).key.id);
    order.full = body.maybe_flag("full").value_or(false);
    body.done();
    if (order.sections.empty() && asker.teacher())
        throw Refusal(422, {"It is not clear which gradebooks are meant", "sections",
                            "a teacher pulls the sections that they teach",
                            "Name at least one of them.", "grades.sections"});
    std::string which = order.sections.empty() ? (order.full ? "everything" : "what changed") : "";
    for (const std::int64_t section : order.sections)
        which += (which.empty() ? "" : " ") + std::to_string(section);
    const auto run = asker.link().start_grades(order, call.who().name);
    parts.audit(call, "grades.pull", asker.link().name(),
                order.sections.size() == 1 ? "section:" + which : "", which);
    return json_answer(started(run), 202);
}

// So that who began a run sees its end, whatever else of the link they may see.
net::Response one_run(const Call& call, const Parts& parts) {
    const GradesAsker asker(call, parts);
    const auto run = asker.link().state().run(call.path_integer("run"));
    if (!run || !run->header.what.starts_with("grades") ||
        (asker.teacher() && run->header.by != call.who().name))
        throw no_such("run", call.path("run"));
    return json_answer(run_json(asker.link(), *run));
}

net::Response steps(const Call& call, const Parts& parts) {
    const GradesAsker asker(call, parts);
    service::Link& link = asker.link();
    const auto run = link.state().run(call.path_integer("run"));
    if (!run || !run->header.what.starts_with("grades")) throw no_such("run", call.path("run"));
    service::LinkGrades grades(link, parts.service.store(), parts.clock, parts.user_agent());
    std::vector<std::int64_t> sections;
    if (!asker.all()) {
        for (const grades::Place& place : grades.parts().places())
            if (asker.teacher() ? asker.teaches(place.section) : asker.sees_school(place.school))
                sections.push_back(place.section);
        if (sections.empty()) sections.push_back(0);  // of none
    }
    const std::int64_t limit = call.query_integer("limit", 50, 1, 500);
    auto found = grades.lists().steps(run->id, sections, number_cursor(call), limit + 1);
    json::value next = nullptr;
    if (static_cast<std::int64_t>(found.size()) > limit) {
        found.pop_back();
        next = json::string(std::to_string(found.back().id));
    }
    json::array out;
    for (const opensis::PastBookStep& step : found)
        out.push_back(grade_step_json(
            step, asker.name_of({model::Kind::section, step.section, 0}),
            step.student == 0 ? "" : asker.name_of({model::Kind::student, step.student, 0})));
    return json_answer(json::object{{"steps", std::move(out)}, {"next_cursor", std::move(next)}});
}

// ---- differences ----

net::Response differences(const Call& call, const Parts& parts) {
    const GradesAsker asker(call, parts);
    service::Link& link = asker.link();
    std::optional<std::int64_t> section;
    const std::string text = call.query_text("section", 40);
    if (!text.empty()) section = asker.section(text).key.id;
    const std::int64_t limit = call.query_integer("limit", 50, 1, 500);
    std::map<std::int64_t, std::optional<store::ListedRecord>> records;
    Names names;
    json::array out;
    std::int64_t total = 0;
    for (const auto& one :
         store::GradeDesk(parts.service.store(), link.name()).differences(section)) {
        auto [at, fresh] = records.try_emplace(one.section);
        if (fresh) at->second = link.book().record({model::Kind::section, one.section, 0});
        if (!at->second || !asker.sees(*at->second)) continue;
        if (++total > limit) continue;
        if (one.student != 0 && !names.contains(one.student))
            names[one.student] = asker.name_of({model::Kind::student, one.student, 0});
        json::object told = difference_json(one, names);
        told["section_title"] = at->second->title;
        out.push_back(std::move(told));
    }
    return json_answer(json::object{
        {"state", state_json(asker)}, {"differences", std::move(out)}, {"total", total}});
}

net::Response take(const Call& call, const Parts& parts) {
    const GradesAsker asker(call, parts);
    asker.require_act();
    service::Link& link = asker.link();
    Fields body(call.body());
    const std::string side = body.choice("take", {"moodle", "opensis"});
    const auto keys = body.texts("keys", kKeysMost);
    body.done();
    const auto all = store::GradeDesk(parts.service.store(), link.name()).differences(std::nullopt);
    service::GradeOrder order;
    for (const std::string& key : keys) {
        const auto found =
            std::find_if(all.begin(), all.end(), [&](const auto& d) { return d.key == key; });
        if (found == all.end())
            throw Refusal(409, {"There is nothing to decide", key,
                                "openSIS and Moodle do not differ there any more",
                                "Load the list again.", "grades.no_difference"});
        (void)asker.section("section:" + std::to_string(found->section));
        order.taken[key] = side == "moodle" ? grades::Side::moodle : grades::Side::opensis;
        if (std::find(order.sections.begin(), order.sections.end(), found->section) ==
            order.sections.end())
            order.sections.push_back(found->section);
    }
    if (order.taken.empty())
        throw Refusal(422, {"There is nothing to decide", "keys", "no difference was named",
                            "Name at least one.", "grades.no_difference"});
    const auto run = link.start_grades(order, call.who().name);
    parts.audit(call, "grades.take", link.name(), keys.size() == 1 ? keys.front() : "",
                std::to_string(keys.size()) + " as " + side + " has it");
    return json_answer(started(run), 202);
}

// ---- who keeps the gradebook ----

store::GradeChoice choice_asked(const Call& call, const Parts& parts, const GradesAsker& asker,
                                Fields& body) {
    asker.require_act();
    const std::string of = body.text("of", 1, 40);
    store::GradeChoice choice;
    choice.option = body.choice("option", {"opensis", "moodle"});
    choice.by = call.who().name;
    choice.at = parts.clock.now();
    const auto key = model::Key::parse(of);
    if (key && key->kind == model::Kind::school && !asker.teacher() && asker.sees_school(key->id))
        choice.kind = model::Kind::school;
    else
        (void)asker.section(of);
    choice.id = key->id;
    return choice;
}

net::Response plan_option(const Call& call, const Parts& parts) {
    const GradesAsker asker(call, parts);
    Fields body(call.body());
    const store::GradeChoice choice = choice_asked(call, parts, asker, body);
    body.done();
    service::LinkGrades grades(asker.link(), parts.service.store(), parts.clock,
                               parts.user_agent());
    json::object out = grade_plan_json(grades.plan(choice), kStepsTold);
    out["of"] = std::string(model::name(choice.kind)) + ":" + std::to_string(choice.id);
    out["option"] = choice.option;
    for (const char* list : {"steps", "differences"})
        for (auto& value : out[list].as_array()) {
            json::object& one = value.as_object();
            if (one.at("student").is_null()) continue;
            if (const auto key = model::Key::parse(std::string(one.at("student").as_string())))
                one["name"] = asker.name_of(*key);
        }
    return json_answer(out);
}

net::Response set_option(const Call& call, const Parts& parts) {
    const GradesAsker asker(call, parts);
    Fields body(call.body());
    service::GradeOrder order;
    order.choice = choice_asked(call, parts, asker, body);
    const std::string mark = body.text("mark", 1, 100);
    body.done();
    service::LinkGrades grades(asker.link(), parts.service.store(), parts.clock,
                               parts.user_agent());
    if (mark_of(grades.plan(*order.choice)) != mark)
        throw Refusal(409, {"The change was not made", "mark",
                            "something has changed since its plan was shown",
                            "Look at the new plan and confirm that.", "grades.plan_moved"});
    const auto run = asker.link().start_grades(order, call.who().name);
    parts.audit(
        call, "grades.option", asker.link().name(),
        std::string(model::name(order.choice->kind)) + ":" + std::to_string(order.choice->id),
        order.choice->option);
    return json_answer(started(run), 202);
}

}  // namespace

void add_grade_routes(Router& router, const Parts& parts) {
    const auto add = [&](const char* method, const std::string& pattern,
                         net::Response (*handle)(const Call&, const Parts&)) {
        // Any role: GradesAsker sees to who may what.
        router.add({method, "/api/links/{link}" + pattern, Access::any_role,
                    [parts, handle](const Call& call) { return handle(call, parts); }});
    };
    add("GET", "/grades", list_sections);
    add("POST", "/grades/pull", pull);
    add("GET", "/grades/differences", differences);
    add("POST", "/grades/differences", take);
    add("POST", "/grades/option/plan", plan_option);
    add("POST", "/grades/option", set_option);
    add("GET", "/grades/runs/{run}", one_run);
    add("GET", "/grades/runs/{run}/steps", steps);
    add("GET", "/grades/{section}", one_section);
    add("GET", "/grades/{section}/why/{student}", why);
}

}  // namespace causeway::web
