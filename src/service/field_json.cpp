// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/field_json.h"

#include <array>

#include "model/problem_json.h"

namespace causeway::service {

namespace {

namespace json = boost::json;

json::value maybe(const std::optional<base::Problem>& problem) {
    return problem ? json::value(model::problem_json(*problem)) : json::value(nullptr);
}

json::array texts(const std::vector<std::string>& list) {
    json::array out;
    for (const auto& one : list)
        out.emplace_back(one);
    return out;
}

}  // namespace

std::string_view whose_name(model::Kind whose) {
    return whose == model::Kind::staff ? "staff" : "students";
}

std::optional<model::Kind> whose_named(std::string_view name) {
    if (name == "staff") return model::Kind::staff;
    if (name == "students") return model::Kind::student;
    return std::nullopt;
}

json::object rules_json(const model::FieldRules& rules) {
    return {{"too_long", rules.cut ? "cut" : "refuse"},
            {"emptied", rules.keep_empty ? "keep" : "empty"},
            {"days", model::name(rules.days)}};
}

json::object fields_json(const model::FieldCatalogue& catalogue) {
    json::array sis;
    for (const auto& field : catalogue.sis) {
        json::array options;
        for (const auto& option : fields::sis_options(field))
            options.push_back(json::object{{"value", option.value}, {"label", option.label}});
        sis.push_back(json::object{{"whose", whose_name(field.whose)},
                                   {"id", field.id},
                                   {"title", field.title},
                                   {"type", model::name(field.type)},
                                   {"custom", field.custom},
                                   {"required", field.required},
                                   {"unique", field.unique},
                                   {"usable", !field.column_missing},
                                   {"tab", field.tab},
                                   {"limit", field.limit},
                                   {"options", std::move(options)}});
    }
    json::array lms;
    for (const auto& field : catalogue.lms)
        lms.push_back(json::object{{"shortname", field.shortname},
                                   {"name", field.name},
                                   {"type", field.datatype},
                                   {"described", field.described},
                                   {"required", field.required},
                                   {"locked", field.locked},
                                   {"unique", field.unique},
                                   {"hidden", field.hidden},
                                   {"limit", field.limit},
                                   {"options", texts(fields::lms_options(field))}});
    return {{"opensis", std::move(sis)},
            {"moodle", std::move(lms)},
            {"whole", catalogue.lms_whole},
            {"zone", catalogue.lms_zone}};
}

json::array mappings_json(const std::vector<fields::Judged>& rows) {
    json::array out;
    for (const auto& row : rows) {
        const auto& m = row.mapping;
        json::array options;
        for (const auto& [sis, theirs] : m.options)
            options.push_back(json::object{{"opensis", sis}, {"moodle", theirs}});
        out.push_back(json::object{{"id", m.id},
                                   {"whose", whose_name(m.whose)},
                                   {"opensis", m.sis},
                                   {"moodle", m.lms},
                                   {"direction", m.to_moodle ? kToMoodle : kToOpensis},
                                   {"title", row.title()},
                                   {"options", std::move(options)},
                                   {"rules", rules_json(m.rules)},
                                   {"held", maybe(row.held)},
                                   {"notes", texts(row.notes)}});
    }
    return out;
}

json::array examples_json(const std::vector<FieldExample>& examples) {
    json::array out;
    for (const auto& one : examples)
        out.push_back(json::object{{"key", one.person.text()},
                                   {"name", one.title},
                                   {"opensis", one.sis},
                                   {"moodle", one.lms},
                                   {"becomes", one.becomes},
                                   {"changes", one.changes},
                                   {"problem", maybe(one.problem)}});
    return out;
}

json::object pull_json(const fields::PullReport& report) {
    json::array rows;
    for (const auto& row : report.rows)
        rows.push_back(json::object{{"key", row.person.key.text()},
                                    {"name", row.person.title},
                                    {"field", row.change.field},
                                    {"before", row.change.before},
                                    {"after", row.change.after},
                                    {"why", row.change.why},
                                    {"conflict", row.change.conflict},
                                    {"problem", maybe(row.refused)}});
    json::array held;
    for (const auto& problem : report.held)
        held.push_back(maybe(problem));
    return {{"run", report.run},
            {"held_back", std::move(held)},
            {"people", report.people},
            {"written", report.written},
            {"conflicts", report.conflicts},
            {"equal", report.equal},
            {"rows", std::move(rows)},
            {"refused", unfit_json(report.unfit)}};
}

json::array notes_json(const std::vector<store::FieldNote>& notes) {
    constexpr std::array<std::string_view, 3> kFates = {"intended", "done", "refused"};
    json::array out;
    for (const auto& one : notes)
        out.push_back(json::object{
            {"id", one.id},
            {"key", one.person.text()},
            {"name", one.title},
            {"field", one.field},
            {"before", one.before},
            {"after", one.after},
            {"why", one.why},
            {"fate", kFates[static_cast<std::size_t>(one.fate)]},
            {"taken_back", one.taken_back ? json::value(*one.taken_back) : json::value(nullptr)}});
    return out;
}

json::array unfit_json(const std::vector<model::UnfitValue>& unfit) {
    json::array out;
    for (const auto& one : unfit)
        out.push_back(json::object{{"key", one.person.text()},
                                   {"name", one.title},
                                   {"field", one.field},
                                   {"direction", one.to_moodle ? kToMoodle : kToOpensis},
                                   {"problem", model::problem_json(one.problem)}});
    return out;
}

json::array choices_json(const model::FieldCatalogue& catalogue, const FieldWish& wish) {
    json::array out;
    const auto* sis = catalogue.sis_field(wish.whose, wish.sis);
    const auto* lms = catalogue.lms_field(wish.lms);
    if (sis == nullptr || lms == nullptr || fields::impossible(*sis, *lms)) return out;
    for (const auto& choice : fields::option_choices({*sis, *lms, {}}, wish.to_moodle))
        out.push_back(json::object{{"opensis", choice.sis},
                                   {"label", choice.label},
                                   {"moodle", choice.lms},
                                   {"matched", choice.matched}});
    return out;
}

}  // namespace causeway::service
