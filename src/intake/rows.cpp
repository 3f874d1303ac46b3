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

namespace {

// Every field of what is written, one after the other.
struct Printer {
    std::string out;
    void put(std::string_view text) { out += std::string(text) + '\x1f'; }
    void put(std::int64_t number) { put(std::to_string(number)); }
    void put(double number) { put(fmt::format("{:.4f}", number)); }
    void put(base::Date day) { put(std::int64_t{day.days}); }

    void operator()(std::monostate) {}
    void operator()(const model::NewPerson& p) {
        for (const auto* text :
             {&p.first_name, &p.middle_name, &p.last_name, &p.email, &p.phone, &p.number, &p.login})
            put(*text);
        put(p.grade_level);
        for (const auto& field : p.fields) {
            put(field.sis);
            put(field.value);
        }
    }
    void operator()(const ChangedPerson& p) {
        put(p.key.text());
        for (const auto& [field, text] : p.fields) {
            put(field);
            put(text);
        }
    }
    void operator()(const model::NewSection& s) {
        for (const auto* text : {&s.subject, &s.course, &s.course_code, &s.short_name, &s.level})
            put(*text);
        put(s.term);
        put(s.begin);
        put(s.end);
        put(s.teacher);
        put(s.credits);
    }
    void operator()(const model::NewTeacher& t) {
        put(t.section);
        put(t.staff);
        put(std::int64_t{t.second});
    }
    void operator()(const model::NewSeat& s) {
        put(s.section);
        put(s.student);
        put(s.from);
        put(s.to);
    }
    void operator()(const model::NewHistory& h) {
        put(h.student);
        put(h.row);
        put(std::int64_t{h.year});
        for (const auto* text : {&h.period, &h.code, &h.title, &h.grade_level})
            put(*text);
        put(h.post);
        put(h.percent);
        put(h.credits);
    }
};

}  // namespace

std::string print_of(const Row& row) {
    Printer printer;
    printer.put(name(row.fate));
    printer.put(row.key.id == 0 ? "" : row.key.text());
    std::visit(printer, row.payload);
    return std::move(printer.out);
}

std::vector<Row> rows_of_unfit(const Row& person) {
    std::vector<Row> out;
    for (const auto& one : person.unfit) {
        Row& row = out.emplace_back();
        row.id = person.id;
        row.kind = "field";
        row.title = person.title + ": " + one.field;
        row.remote = person.remote;
        row.fate = Fate::refused;
        row.key = person.key;
        row.reason = one.problem.why;
        row.problem = one.problem;
        row.problem->record = person.id;
    }
    return out;
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
    row.unfit.clear();
    row.problem = base::Problem{"The record cannot be brought into openSIS", row.id, std::move(why),
                                std::move(cure), std::move(code)};
    row.reason = row.problem->why;
}

bool is_out(const std::string& row, const Wishes& wishes) {
    return wishes.leave_out.contains(row) || (!wishes.only.empty() && !wishes.only.contains(row));
}

void heed(std::vector<Row>& rows, const Wishes& wishes) {
    const auto leave = [](Row& row, const char* reason) {
        row.fate = Fate::left_out;
        row.payload = {};
        row.problem.reset();
        row.candidates.clear();
        row.unfit.clear();
        row.reason = reason;
    };
    for (Row& row : rows) {
        if (is_out(row.id, wishes)) {
            leave(row, wishes.leave_out.contains(row.id) ? "left out" : "not picked");
            continue;
        }
        const bool acts =
            row.fate == Fate::create || row.fate == Fate::update || row.fate == Fate::link;
        if (!acts || !wishes.shown) continue;
        const auto shown = wishes.shown->find(row.id);
        if (shown == wishes.shown->end())
            leave(row, "it was not there yet when this was shown");
        else if (shown->second != print_of(row))
            refuse(row, "it is otherwise by now than it was shown",
                   "Look at it again, then bring it in.", "intake.moved");
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
