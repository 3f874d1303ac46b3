// SPDX-License-Identifier: GPL-3.0-or-later
#include "fields/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "base/text.h"

namespace causeway::fields {

namespace {

using model::FieldMapping;
using model::Kind;

Problem held(const FieldMapping& mapping, std::string why, std::string cure, std::string code) {
    return {"The mapping is held back", mapping.sis + " <-> " + mapping.lms, std::move(why),
            std::move(cure), "fields." + std::move(code)};
}

std::string words(Kind whose) {
    return whose == Kind::staff ? "staff" : "students";
}

Problem gone_from_opensis(const FieldMapping& mapping) {
    return held(mapping,
                fmt::format("openSIS has no field {} (\"{}\") of {} any more; values in both "
                            "systems were left as they are",
                            mapping.sis, mapping.sis_title, words(mapping.whose)),
                "Map another field in its place, or remove the row.", "gone_from_opensis");
}

Problem column_missing(const FieldMapping& mapping, const model::SisField& field) {
    return held(mapping,
                fmt::format("openSIS lists the field \"{}\", but Causeway's account sees no column "
                            "for it: it was deleted, or the account has no right to it",
                            field.title),
                "Run `causeway opensis grants --fields` and give the account these rights; or "
                "remove the row.",
                "no_column");
}

Problem gone_from_moodle(const FieldMapping& mapping) {
    return held(mapping,
                fmt::format("Moodle has no profile field \"{}\" (\"{}\") any more; values in both "
                            "systems were left as they are",
                            mapping.lms, mapping.lms_name),
                "Make the profile field in Moodle again under that short name, or remove the row.",
                "gone_from_moodle");
}

// A field that other rows, above it, write or are written from already.
struct Taken {
    std::set<std::pair<Kind, std::string>> written_sis;
    std::set<std::pair<Kind, std::string>> written_lms;
    std::set<std::tuple<Kind, std::string, std::string>> pairs;
};

std::optional<Problem> conflict(const FieldMapping& m, Taken& taken) {
    if (!taken.pairs.insert({m.whose, m.sis, m.lms}).second)
        return held(m, "another row maps the same two fields",
                    "Keep one of the two rows: a field has one owner.", "mapped_twice");
    auto& written = m.to_moodle ? taken.written_lms : taken.written_sis;
    if (!written.insert({m.whose, m.to_moodle ? m.lms : m.sis}).second)
        return held(m,
                    fmt::format("another row writes {}'s field too",
                                m.to_moodle ? "that Moodle" : "that openSIS"),
                    "Keep one of the two rows: a field has one owner.", "written_twice");
    return std::nullopt;
}

// Plain-path fields are known by name and type alone.
model::LmsField remembered(const FieldMapping& mapping) {
    model::LmsField out;
    out.shortname = mapping.lms;
    out.name = mapping.lms_name.empty() ? mapping.lms : mapping.lms_name;
    out.datatype = mapping.lms_type;
    out.type = model::lms_type_named(mapping.lms_type);
    return out;
}

std::vector<std::string> notes_of(const FieldMapping& mapping, const Pair& pair) {
    std::vector<std::string> out;
    if (!pair.lms.described)
        out.emplace_back(
            "Moodle tells options, limits and rules of its fields to Causeway's plugin only: they "
            "are not checked before a value is written.");
    if (mapping.to_moodle && pair.lms.described && !pair.lms.locked)
        out.emplace_back(
            "People may change this field in Moodle. openSIS counts: the next change there, or "
            "the nightly comparison, puts its value back. Lock the field in Moodle to spare them "
            "the surprise.");
    if (!mapping.to_moodle && pair.lms.described && pair.lms.locked)
        out.emplace_back("The field is locked in Moodle: only its administrators change it.");
    if (mapping.to_moodle && pair.lms.required)
        out.emplace_back("Moodle requires a value: who has none in openSIS is told of.");
    if (pair.lms.unique && mapping.to_moodle)
        out.emplace_back("Moodle wants each value once: a value that two people have is refused.");
    if (pair.sis.unique && !mapping.to_moodle)
        out.emplace_back("openSIS wants each value once: one that somebody else has is refused.");
    return out;
}

}  // namespace

std::string Judged::title() const {
    const std::string& ours = held ? mapping.sis_title : pair.sis.title;
    const std::string& theirs = held ? mapping.lms_name : pair.lms.name;
    const std::string left = ours.empty() ? mapping.sis : ours;
    const std::string right =
        theirs.empty() || theirs == mapping.lms ? mapping.lms : mapping.lms + " (" + theirs + ")";
    return left + (mapping.to_moodle ? " -> " : " <- ") + right;
}

std::vector<Judged> judge(std::span<const FieldMapping> mappings,
                          const model::FieldCatalogue& catalogue, const base::Zone& zone) {
    std::vector<Judged> out;
    Taken taken;
    for (const FieldMapping& mapping : mappings) {
        Judged& row = out.emplace_back();
        row.mapping = mapping;
        const auto* sis = catalogue.sis_field(mapping.whose, mapping.sis);
        const auto* lms = catalogue.lms_field(mapping.lms);
        if (sis == nullptr)
            row.held = gone_from_opensis(mapping);
        else if (sis->column_missing)
            row.held = column_missing(mapping, *sis);
        else if (lms == nullptr && catalogue.lms_whole)
            row.held = gone_from_moodle(mapping);
        if (row.held) continue;
        row.pair.sis = *sis;
        row.pair.lms = lms != nullptr ? *lms : remembered(mapping);
        row.pair.options = mapping.options;
        row.pair.rules = mapping.rules;
        row.pair.zone = catalogue.lms_zone.empty() ? zone : base::Zone(catalogue.lms_zone);
        row.held = impossible(row.pair.sis, row.pair.lms);
        if (!row.held) row.held = conflict(mapping, taken);
        if (!row.held) row.notes = notes_of(mapping, row.pair);
    }
    return out;
}

std::vector<model::ProfileRule> profile_rules(std::span<const Judged> rows) {
    std::vector<model::ProfileRule> out;
    for (const Judged& row : rows) {
        if (!row.mapping.to_moodle) continue;
        model::ProfileRule rule;
        rule.name = row.mapping.lms;
        rule.whose = row.mapping.whose;
        rule.held = row.held.has_value();
        rule.title = row.title();
        if (!row.held) {
            const bool falls_back =
                row.pair.lms.type == LmsType::menu && !row.pair.lms.fallback.empty();
            rule.clearable = !row.pair.lms.required && !falls_back && !row.mapping.rules.keep_empty;
            rule.unique = row.pair.lms.unique;
        }
        const auto same = std::find_if(out.begin(), out.end(), [&](const auto& other) {
            return other.whose == rule.whose && other.name == rule.name;
        });
        if (same == out.end())
            out.push_back(std::move(rule));
        else if (same->held && !rule.held)
            *same = std::move(rule);
    }
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) {
        return std::tie(a.whose, a.name) < std::tie(b.whose, b.name);
    });
    return out;
}

Projection::Projection(std::span<const Judged> rows) {
    for (const Judged& row : rows)
        if (!row.held && row.mapping.to_moodle) rows_.push_back(row);
}

bool Projection::any(Kind whose) const {
    return std::any_of(rows_.begin(), rows_.end(),
                       [&](const Judged& row) { return row.mapping.whose == whose; });
}

void Projection::of(const Whom& person, const model::Values& sis, model::Values& out,
                    std::vector<model::UnfitValue>& unfit) {
    const auto refuse = [&](const Judged& row, Problem problem) {
        problem.record = person.key.text();
        unfit.push_back({person.key, person.school, person.title, row.title(), row.mapping.lms,
                         true, std::move(problem)});
    };
    for (const Judged& row : rows_) {
        if (row.mapping.whose != person.key.kind) continue;
        const auto* value = model::find_value(sis, row.mapping.sis);
        auto becomes = to_moodle(row.pair, value == nullptr ? std::string_view() : value->value);
        if (!becomes) {
            refuse(row, becomes.problem());
            continue;
        }
        if (becomes->empty()) {
            if (row.pair.lms.required)
                refuse(row, {"A value was not taken over", "",
                             fmt::format("openSIS has none, and Moodle requires one in \"{}\"",
                                         row.pair.lms.name),
                             "Enter the value in openSIS.", "field.required"});
            continue;
        }
        if (row.pair.lms.unique) {
            const auto [holder, first] =
                unique_[row.mapping.lms].try_emplace(base::digest_of(*becomes), person.key);
            if (!first && !(holder->second == person.key)) {
                refuse(row,
                       {"A value was not taken over", "",
                        fmt::format("{} has the same value, and Moodle's \"{}\" wants each "
                                    "one once",
                                    holder->second.text(), row.pair.lms.name),
                        "Correct the value of one of the two in openSIS.", "field.not_unique"});
                continue;
            }
        }
        model::set_value(out, row.mapping.lms, *std::move(becomes));
    }
}

}  // namespace causeway::fields
