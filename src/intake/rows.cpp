// SPDX-License-Identifier: GPL-3.0-or-later
#include "intake/rows.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace causeway::intake {

namespace {

constexpr std::array<std::pair<What, std::string_view>, 6> kWhats = {
    {{What::staff, "staff"},
     {What::students, "students"},
     {What::courses, "courses"},
     {What::staff_schedule, "staff-schedule"},
     {What::student_schedule, "student-schedule"},
     {What::history, "history"}}};

}  // namespace

std::string_view name(What what) {
    return kWhats[static_cast<std::size_t>(what)].second;
}

std::optional<What> what_named(std::string_view name) {
    for (const auto& [what, text] : kWhats)
        if (text == name) return what;
    return std::nullopt;
}

std::string_view name(Fate fate) {
    switch (fate) {
        case Fate::create:
            return "created";
        case Fate::update:
            return "updated";
        case Fate::link:
            return "linked";
        case Fate::doubtful:
            return "doubtful";
        case Fate::refused:
            return "refused";
        case Fate::unchanged:
            return "unchanged";
        case Fate::left_out:
            break;
    }
    return "left_out";
}

Counts counts_of(const std::vector<Row>& rows) {
    Counts out;
    for (const Row& row : rows)
        out[row.kind][row.fate] += 1;
    return out;
}

std::optional<std::string> objection(std::string_view text, std::size_t limit) {
    if (!base::valid_utf8(text)) return "it is not written in UTF-8";
    const auto beyond = std::find_if(text.begin(), text.end(),
                                     [](char c) { return static_cast<unsigned char>(c) >= 0xF0; });
    if (beyond != text.end())
        return fmt::format("it holds \"{}\", a character that openSIS's tables cannot store",
                           text.substr(static_cast<std::size_t>(beyond - text.begin()), 4));
    if (text.find_first_of("<>\\") != std::string_view::npos)
        return "it holds <, > or a backslash, which openSIS's pages would take for code";
    if (base::length_utf8(text) > limit)
        return fmt::format("it is longer than the {} characters that openSIS has room for", limit);
    return std::nullopt;
}

bool has_role(const model::MoodleMember& member, const std::vector<std::string>& roles) {
    return std::any_of(member.roles.begin(), member.roles.end(), [&](const std::string& role) {
        return std::find(roles.begin(), roles.end(), role) != roles.end();
    });
}

const model::SisGradeLevel* grade_level(const model::SisSchool& sis, const std::string& wished) {
    for (const auto& level : sis.grade_levels)
        if (wished.empty() || level.title == wished || level.short_name == wished) return &level;
    return nullptr;
}

void refuse(Row& row, std::string why, std::string cure, std::string code) {
    row.fate = Fate::refused;
    row.payload = {};
    row.problem = base::Problem{"The record cannot be brought into openSIS", row.id, std::move(why),
                                std::move(cure), std::move(code)};
    row.reason = row.problem->why;
}

void heed(std::vector<Row>& rows, const Wishes& wishes) {
    for (Row& row : rows) {
        const bool out = wishes.leave_out.contains(row.id) ||
                         (!wishes.only.empty() && !wishes.only.contains(row.id));
        if (!out) continue;
        row.fate = Fate::left_out;
        row.payload = {};
        row.problem.reset();
        row.reason = wishes.leave_out.contains(row.id) ? "left out" : "not picked";
    }
}

std::vector<Row> plan(What what, const model::MoodleSchool& moodle, const model::SisSchool& sis,
                      const Links& links, const Wishes& wishes) {
    std::vector<Row> rows;
    switch (what) {
        case What::staff:
        case What::students:
            rows = plan_people(what, moodle, sis, links, wishes);
            break;
        case What::courses:
            rows = plan_courses(moodle, sis, links, wishes);
            break;
        case What::staff_schedule:
        case What::student_schedule:
            rows = plan_schedule(what, moodle, sis, links, wishes);
            break;
        case What::history:
            rows = plan_history(moodle, sis, links, wishes);
            break;
    }
    heed(rows, wishes);
    return rows;
}

}  // namespace causeway::intake
