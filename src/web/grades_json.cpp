// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/grades_json.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/crypt.h"
#include "base/text.h"
#include "grades/rules.h"
#include "grades/section_grade.h"
#include "web/router.h"

namespace causeway::web {

namespace {

namespace json = boost::json;
using model::BookKind;

constexpr std::size_t kProblemsTold = 50;

std::string key_text(const char* kind, std::int64_t id) {
    return fmt::format("{}:{}", kind, id);
}

json::value maybe_number(const std::optional<double>& number) {
    return number ? json::value(*number) : json::value(nullptr);
}

json::value maybe_day(const std::optional<base::Date>& date) {
    return date ? json::value(date->text()) : json::value(nullptr);
}

std::string name_of(const Names& names, std::int64_t student) {
    const auto at = names.find(student);
    return at == names.end() ? key_text("student", student) : at->second;
}

// An item's description ends with its address in Moodle.
json::value address_in(const std::string& description) {
    const auto at = description.rfind("http");
    if (at == std::string::npos || description.find(' ', at) != std::string::npos) return nullptr;
    return json::string(description.substr(at));
}

json::object provenance_json(const model::GradeLink& link) {
    const model::Provenance& from = link.from;
    return {{"raw", maybe_number(from.raw)}, {"final", maybe_number(from.final)},
            {"maximum", from.max},           {"weight", maybe_number(from.weight)},
            {"state", from.state},           {"grader", from.grader},
            {"graded_at", from.graded_at},   {"run", link.run}};
}

json::object item_json(const model::StoredRow& stored, const model::ItemLink* link) {
    return {{"id", stored.id},
            {"item", link != nullptr ? link->remote : 0},
            {"title", stored.row.title},
            {"category", stored.row.type},
            {"points", stored.row.whole_points},
            {"assigned", maybe_day(stored.row.assigned)},
            {"due", maybe_day(stored.row.due)},
            {"period", stored.row.marking_period},
            {"moodle_url", link != nullptr ? address_in(link->agreed.description) : nullptr}};
}

// What a step makes of openSIS's row, in words as short as a cell.
std::string value_text(BookKind kind, const model::BookRow& row) {
    switch (kind) {
        case BookKind::grade:
            return grades::points_text(row.points);
        case BookKind::final:
            return grades::points_text(row.points) + " %" +
                   (row.letter_title.empty() ? "" : " " + row.letter_title);
        case BookKind::item:
            return fmt::format("{} ({})", row.title, row.whole_points);
        default:
            return row.title;
    }
}

std::string before_text(BookKind kind, model::BookVerb verb, const model::BookRow& row) {
    return verb == model::BookVerb::create ? "" : value_text(kind, row);
}
std::string after_text(BookKind kind, model::BookVerb verb, const model::BookRow& row) {
    return verb == model::BookVerb::remove ? "" : value_text(kind, row);
}

json::array problems_json(const std::vector<base::Problem>& problems) {
    json::array out;
    for (std::size_t i = 0; i < std::min(kProblemsTold, problems.size()); ++i)
        out.push_back(problem_json(problems[i]));
    return out;
}

}  // namespace

json::object difference_json(const store::GradeDifference& d, const Names& names) {
    json::value student = nullptr, name = nullptr;
    if (d.student != 0) {
        student = json::string(key_text("student", d.student));
        name = json::string(name_of(names, d.student));
    }
    return {{"key", d.key},      {"section", key_text("section", d.section)},
            {"kind", d.kind},    {"student", std::move(student)},
            {"name", name},      {"title", d.title},
            {"opensis", d.here}, {"moodle", d.there},
            {"why", d.why},      {"since", d.since}};
}

void put_gradebook(json::object& out, const model::SchoolBook& book, const Names& names,
                   base::Date today) {
    json::array periods;
    for (const model::MarkingPeriod& period : book.periods)
        periods.push_back(json::object{{"id", period.id},
                                       {"title", period.title},
                                       {"start", period.start.text()},
                                       {"end", period.end.text()},
                                       {"grades", period.does_grades}});
    const std::int64_t now = grades::period_of(book, today);
    out["periods"] = std::move(periods);
    out["period"] = now;
    out["weights"] = book.section.weights;

    std::map<std::int64_t, const model::ItemLink*> of_category, of_item;
    for (const model::ItemLink& link : book.item_links)
        if (link.local != 0)
            (link.kind == BookKind::category ? of_category : of_item)[link.local] = &link;
    std::map<std::pair<std::int64_t, std::int64_t>, const model::GradeLink*> of_grade, of_final;
    for (const model::GradeLink& link : book.grade_links) {
        if (link.kind == BookKind::grade)
            of_grade[{link.local, link.student}] = &link;
        else
            of_final[{link.part, link.student}] = &link;
    }

    json::array categories;
    for (const model::StoredRow& one : book.categories)
        categories.push_back(json::object{
            {"id", one.id},
            {"title", one.row.title},
            {"weight", one.row.weight ? json::value(static_cast<double>(*one.row.weight) / 1000)
                                      : json::value(nullptr)},
            {"ours", of_category.contains(one.id)}});
    out["categories"] = std::move(categories);

    json::array items;
    for (const model::StoredRow& one : book.items) {
        const auto link = of_item.find(one.id);
        items.push_back(item_json(one, link == of_item.end() ? nullptr : link->second));
    }
    out["items"] = std::move(items);

    json::array students;
    for (const model::Pupil& pupil : book.pupils)
        students.push_back(json::object{
            {"student", key_text("student", pupil.student)},
            {"name", name_of(names, pupil.student)},
            {"there", pupil.there(today)},
            {"total", maybe_number(grades::section_percent(
                          grades::parts_of(book, pupil.student, now), book.section.weights,
                          book.section.rounding, pupil.enrolled_from))}});
    out["students"] = std::move(students);

    json::array cells;
    for (const model::StoredRow& one : book.grades) {
        const auto link = of_grade.find({one.id, one.student});
        cells.push_back(json::object{
            {"item", one.id},
            {"student", key_text("student", one.student)},
            {"points", grades::points_text(one.row.points)},
            {"comment", one.row.comment},
            {"from", link == of_grade.end() ? json::value(nullptr)
                                            : json::value(provenance_json(*link->second))}});
    }
    out["grades"] = std::move(cells);

    json::array finals;
    for (const model::StoredRow& one : book.finals) {
        const auto link = of_final.find({one.part, one.student});
        finals.push_back(json::object{
            {"period", one.part},
            {"student", key_text("student", one.student)},
            {"percent", grades::points_text(one.row.points)},
            {"letter", one.row.letter_title},
            {"from", link == of_final.end() ? json::value(nullptr)
                                            : json::value(provenance_json(*link->second))}});
    }
    out["finals"] = std::move(finals);
}

std::string mark_of(const grades::PullReport& report) {
    std::string all;
    for (const grades::SectionPlan& plan : report.plans)
        for (const model::BookStep& step : plan.steps)
            all +=
                fmt::format("{} {} {} {} {} {} {} {}\n", plan.section, static_cast<int>(step.kind),
                            static_cast<int>(step.verb), step.remote, step.part, step.student,
                            model::to_json(step.before), model::to_json(step.after));
    return base::hmac_sha256_hex("grade plan", all).substr(0, 24);
}

json::object grade_plan_json(const grades::PullReport& report, std::size_t most) {
    json::array steps, differences;
    std::int64_t total = 0;
    for (const grades::SectionPlan& plan : report.plans)
        for (const model::BookStep& step : plan.steps) {
            if (step.verb == model::BookVerb::note) continue;
            if (static_cast<std::size_t>(++total) > most) continue;
            const bool item = step.kind == BookKind::item || step.kind == BookKind::category;
            json::value student = nullptr;
            if (step.student != 0) student = json::string(key_text("student", step.student));
            steps.push_back(json::object{
                {"section", key_text("section", plan.section)},
                {"kind", model::name(step.kind)},
                {"verb", model::name(step.verb)},
                {"student", std::move(student)},
                {"title", item ? (step.after.title.empty() ? step.before.title : step.after.title)
                               : std::string()},
                {"period", step.kind == BookKind::final ? step.part : 0},
                {"before", before_text(step.kind, step.verb, step.before)},
                {"after", after_text(step.kind, step.verb, step.after)},
                {"reason", step.reason}});
        }
    for (const grades::Difference& d : report.differences)
        if (differences.size() < most)
            differences.push_back(
                difference_json({d.key, d.section, std::string(model::name(d.kind)), d.student,
                                 d.title, d.here, d.there, d.why, 0},
                                {}));
    return {{"mark", mark_of(report)},
            {"counts", json::parse(grades::counts_json(report.counts))},
            {"sections", report.sections},
            {"steps", std::move(steps)},
            {"steps_total", total},
            {"differences", std::move(differences)},
            {"differences_total", report.differences.size()},
            {"refused", problems_json(report.refused)},
            {"problems", problems_json(report.problems)}};
}

json::array table_json(const std::vector<moodle::GradeTableRow>& rows) {
    json::array out;
    for (const moodle::GradeTableRow& row : rows)
        out.push_back(json::object{{"item", row.item},
                                   {"level", row.level},
                                   {"weight", row.weight},
                                   {"grade", row.grade},
                                   {"range", row.range},
                                   {"percentage", row.percentage},
                                   {"feedback", row.feedback},
                                   {"contribution", row.contribution}});
    return out;
}

json::object grade_step_json(const opensis::PastBookStep& step, const std::string& section,
                             const std::string& student) {
    const BookKind kind = step.kind == "category" ? BookKind::category
                          : step.kind == "item"   ? BookKind::item
                          : step.kind == "grade"  ? BookKind::grade
                                                  : BookKind::final;
    const model::BookVerb verb = step.verb == "create"   ? model::BookVerb::create
                                 : step.verb == "remove" ? model::BookVerb::remove
                                                         : model::BookVerb::update;
    json::value who = nullptr, name = nullptr;
    if (step.student != 0) {
        who = json::string(key_text("student", step.student));
        name = json::string(student);
    }
    return {{"id", step.id},
            {"section", key_text("section", step.section)},
            {"section_title", section},
            {"kind", step.kind},
            {"verb", step.verb},
            {"student", std::move(who)},
            {"name", std::move(name)},
            {"title", step.item},
            {"before", before_text(kind, verb, step.before)},
            {"after", after_text(kind, verb, step.after)},
            {"reason", step.reason},
            {"undone", step.undone}};
}

}  // namespace causeway::web
