// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/intake_json.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/text.h"
#include "web/router.h"
#include "web/to_json.h"

namespace causeway::web {

namespace {

namespace json = boost::json;
using intake::Fate;

constexpr std::size_t kRolesMost = 20;
constexpr std::size_t kMappedMost = 1'000;
constexpr std::size_t kTitleMost = 100;
constexpr std::int64_t kIdMost = 4'000'000'000'000;
constexpr double kCreditsMost = 999;

std::vector<std::string> roles(Fields& body, std::string_view name,
                               std::vector<std::string> usual) {
    if (!body.has(name)) return usual;
    auto out = body.texts(name, kRolesMost);
    if (out.empty())
        throw Refusal(422,
                      {"The request cannot be carried out", std::string(name), "no role is named",
                       "Name at least one of Moodle's roles.", "api.field"});
    return out;
}

json::object request_json(const service::IntakeOrder& order) {
    const intake::Wishes& wishes = order.wishes;
    json::array places;
    for (const auto& [category, place] : wishes.places)
        places.push_back(json::object{
            {"category", category}, {"subject", place.subject}, {"course", place.course}});
    json::array levels;
    for (const auto& [category, level] : wishes.levels)
        levels.push_back(json::object{{"category", category}, {"grade", level}});
    return {{"what", intake::name(order.what)},
            {"schools", json::array(order.schools.begin(), order.schools.end())},
            {"teacher_roles", json::array(wishes.teachers.begin(), wishes.teachers.end())},
            {"student_roles", json::array(wishes.students.begin(), wishes.students.end())},
            {"courses_from", wishes.course_each ? "course" : "category"},
            {"dates", wishes.custom_dates ? "own" : "period"},
            {"credits", wishes.credits},
            {"grade", wishes.grade_level},
            {"grades", std::move(levels)},
            {"places", std::move(places)},
            {"first_passwords", order.first_passwords}};
}

json::array categories_of(const model::MoodleSchool& moodle) {
    std::map<std::string, model::RemoteId> by_path;
    for (const auto& course : moodle.courses) {
        std::string path;
        for (const auto& [id, title] : course.categories) {
            path += (path.empty() ? "" : " / ") + base::tidy(title);
            by_path.emplace(path, id);
        }
    }
    json::array out;
    for (const auto& [path, id] : by_path)
        out.push_back(json::object{{"id", id}, {"path", base::clean_utf8(path)}});
    return out;
}

json::object candidate_json(const model::SisPerson& person) {
    return {{"key", person.key().text()},
            {"first_name", person.first_name},
            {"middle_name", person.middle_name},
            {"last_name", person.last_name},
            {"email", person.email},
            {"username", person.login},
            {"number", person.number},
            {"phone", person.phone},
            {"birth_date", person.birth_date},
            {"here", person.here}};
}

}  // namespace

service::IntakeOrder intake_order(Fields& body) {
    service::IntakeOrder out;
    intake::Wishes& wishes = out.wishes;
    out.what = *intake::what_named(body.choice(
        "what", {"staff", "students", "courses", "staff-schedule", "student-schedule", "history"}));
    if (body.has("schools")) out.schools = body.integers("schools", 1);
    wishes.teachers = roles(body, "teacher_roles", {"editingteacher", "teacher"});
    wishes.students = roles(body, "student_roles", {"student"});
    if (body.has("courses_from"))
        wishes.course_each = body.choice("courses_from", {"category", "course"}) == "course";
    if (body.has("dates")) wishes.custom_dates = body.choice("dates", {"period", "own"}) == "own";
    if (body.has("credits")) wishes.credits = body.number("credits", 0, kCreditsMost);
    wishes.grade_level = base::tidy(body.maybe_text("grade", 0, kTitleMost).value_or(""));
    if (body.has("grades"))
        for (Fields& one : body.objects("grades", kMappedMost)) {
            const auto category = one.integer("category", 1, kIdMost);
            wishes.levels[category] = base::tidy(one.text("grade", 1, kTitleMost));
            one.done();
        }
    if (body.has("places"))
        for (Fields& one : body.objects("places", kMappedMost)) {
            const auto category = one.integer("category", 1, kIdMost);
            intake::Place& place = wishes.places[category];
            for (const auto& [field, text] :
                 {std::pair{"subject", &place.subject}, std::pair{"course", &place.course}}) {
                *text = base::tidy(one.maybe_text(field, 0, kTitleMost).value_or(""));
                if (const auto why = intake::objection(*text, kTitleMost))
                    throw Refusal(
                        422, {"The request cannot be carried out", std::string("places.") + field,
                              *why, "Enter another name.", "api.field"});
            }
            one.done();
        }
    out.first_passwords = body.maybe_flag("first_passwords").value_or(false);
    body.done();
    return out;
}

json::object intake_counts(const intake::Counts& counts) {
    json::object out;
    for (const auto& [kind, fates] : counts) {
        json::object of;
        for (const Fate fate : intake::kFates) {
            const auto found = fates.find(fate);
            of[intake::name(fate)] = found == fates.end() ? 0 : found->second;
        }
        out[kind] = std::move(of);
    }
    return out;
}

json::value intake_school_json(const service::KeptIntake& kept) {
    if (!kept.report) return nullptr;
    const model::SisSchool& sis = kept.report->sides->sis;
    json::array levels;
    for (const auto& level : sis.grade_levels)
        levels.push_back(json::object{{"title", level.title}, {"short_name", level.short_name}});
    json::array terms;
    for (const auto& term : sis.terms)
        terms.push_back(json::object{
            {"title", term.title}, {"begins", term.begin.text()}, {"ends", term.end.text()}});
    json::array subjects;
    for (const auto& subject : sis.subjects)
        subjects.push_back(json::string(subject.title));
    return json::object{{"id", sis.id},
                        {"title", sis.title},
                        {"year", sis.year},
                        {"begins", sis.begin.text()},
                        {"ends", sis.end.text()},
                        {"grade_levels", std::move(levels)},
                        {"terms", std::move(terms)},
                        {"subjects", std::move(subjects)},
                        {"categories", categories_of(kept.report->sides->moodle)}};
}

json::object intake_preview_json(service::Link& link, const service::KeptIntake& kept) {
    json::object out{{"id", kept.number},
                     {"state", service::name(kept.state)},
                     {"by", kept.by},
                     {"begun", kept.begun},
                     {"made", maybe_json(kept.made)},
                     {"request", request_json(kept.order)},
                     {"school", intake_school_json(kept)},
                     {"counts", nullptr},
                     {"writes", 0},
                     {"doubtful", 0},
                     {"duplicates", 0},
                     {"slow_rows", 0},
                     {"seconds_a_slow_row", nullptr},
                     {"problem", maybe_json(kept.problem)},
                     {"run", maybe_json(kept.run)},
                     {"progress", nullptr}};
    if (kept.report) {
        const auto& rows = kept.report->rows;
        const auto count = [&](const auto& is) {
            return std::count_if(rows.begin(), rows.end(), is);
        };
        out["counts"] = intake_counts(intake::counts_of(rows));
        out["writes"] = count([](const intake::Row& row) {
            return row.fate == Fate::create || row.fate == Fate::update || row.fate == Fate::link;
        });
        out["doubtful"] = count([](const intake::Row& row) { return row.fate == Fate::doubtful; });
        out["duplicates"] = count([](const intake::Row& row) {
            return row.problem && row.problem->code == "intake.duplicate";
        });
        out["slow_rows"] = intake::slow_rows(rows);
        if (kept.report->seconds_a_slow_row)
            out["seconds_a_slow_row"] = *kept.report->seconds_a_slow_row;
    }
    if (kept.state == service::KeptIntake::State::making && link.previewing() == kept.number)
        if (const auto progress = link.progress()) out["progress"] = progress_json(*progress);
    return out;
}

json::object intake_row_json(service::Link& link, const intake::Sides& sides,
                             const intake::Row& row, const Choices& choices) {
    json::object there;
    for (const auto& [field, text] : row.there)
        there[field] = base::clean_utf8(text);
    json::array candidates;
    for (const model::Key& key : row.candidates) {
        const auto found = std::find_if(sides.sis.people.begin(), sides.sis.people.end(),
                                        [&](const auto& person) { return person.key() == key; });
        if (found != sides.sis.people.end()) candidates.push_back(candidate_json(*found));
    }
    json::object out{{"id", row.id},
                     {"kind", row.kind},
                     {"title", base::clean_utf8(row.title)},
                     {"fate", intake::name(row.fate)},
                     {"reason", base::clean_utf8(row.reason)},
                     {"key", nullptr},
                     {"moodle_url", nullptr},
                     {"problem", maybe_json(row.problem)},
                     {"there", std::move(there)},
                     {"candidates", std::move(candidates)},
                     {"choice", ""},
                     {"slow", row.slow}};
    if (row.key.id != 0) out["key"] = row.key.text();
    // Only the kind matters: the address holds Moodle's id.
    const bool course = row.kind == "sections";
    const model::Key like{course ? model::Kind::section : model::Kind::student, 0, 0};
    if (const auto url = link.moodle_url(like, row.remote)) out["moodle_url"] = *url;
    if (const auto choice = choices.find(row.id); choice != choices.end())
        out["choice"] = choice->second;
    return out;
}

json::object intake_note_json(const store::IntakeNote& note) {
    json::array keys;
    for (const auto& key : note.keys)
        keys.push_back(json::string(key.text()));
    return {{"id", note.id},
            {"row", note.row},
            {"kind", note.kind},
            {"title", base::clean_utf8(note.title)},
            {"fate", note.fate},
            {"keys", std::move(keys)},
            {"reason", base::clean_utf8(note.reason)},
            {"cure", note.cure},
            {"code", note.code},
            {"taken_back", maybe_json(note.taken_back)}};
}

}  // namespace causeway::web
