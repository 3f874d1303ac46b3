// SPDX-License-Identifier: GPL-3.0-or-later
#include "grades_world.h"

#include <fmt/format.h>

#include <algorithm>

namespace causeway::simulation {

using model::BookKind;
using model::BookStep;
using model::BookVerb;

namespace {

template <class Rows, class Which>
void drop(Rows& rows, const Which& which) {
    rows.erase(std::remove_if(rows.begin(), rows.end(), which), rows.end());
}

std::vector<model::StoredRow>& rows_of(model::SchoolBook& book, BookKind kind) {
    return kind == BookKind::category ? book.categories
           : kind == BookKind::item   ? book.items
           : kind == BookKind::grade  ? book.grades
                                      : book.finals;
}

model::BookRow stored(model::BookRow row) {
    row.category = 0;  // openSIS knows types
    return row;
}

// One step on openSIS's rows and our links; false: the row is not what the plan saw.
bool apply(model::SchoolBook& book, BookStep step, std::int64_t& next) {
    std::map<model::RemoteId, std::int64_t> types, items;
    for (const auto& link : book.item_links)
        (link.kind == BookKind::category ? types : items)[link.remote] = link.local;
    if (step.kind == BookKind::item)
        if (const auto type = types.find(step.after.category); type != types.end())
            step.after.type = step.agreed.type = type->second;
    auto& rows = rows_of(book, step.kind);
    const auto at = std::find_if(rows.begin(), rows.end(), [&](const auto& row) {
        return row.id == step.local && row.student == step.student;
    });
    if (step.verb == BookVerb::create) {
        if (step.kind != BookKind::grade)
            step.local = ++next;
        else if (step.local == 0)
            step.local = items.at(step.remote);
        rows.push_back({step.local, step.student, step.kind == BookKind::final ? step.part : 0,
                        stored(step.after)});
    } else if (step.verb != BookVerb::note) {
        if (at == rows.end() || !(stored(at->row) == stored(step.before))) return false;
        if (step.verb == BookVerb::remove)
            rows.erase(at);
        else
            at->row = stored(step.after);
    }
    if (step.kind == BookKind::grade || step.kind == BookKind::final) {
        drop(book.grade_links, [&](const auto& link) {
            return link.kind == step.kind && link.part == step.part && link.student == step.student;
        });
        if (!step.forget)
            book.grade_links.push_back({step.kind, step.part, step.student, step.local, step.agreed,
                                        step.from, step.kept, 1});
    } else {
        drop(book.item_links, [&](const auto& link) {
            return link.kind == step.kind && link.remote == step.remote;
        });
        if (!step.forget)
            book.item_links.push_back(
                {step.kind, step.remote, step.local, step.agreed, step.measure, step.kept, 1});
    }
    return true;
}

// Both hold the same rows, whatever is agreed about them.
bool same_rows(const model::SchoolBook& a, const model::SchoolBook& b) {
    const auto same = [](const auto& one, const auto& other) {
        return one.id == other.id && one.student == other.student && one.part == other.part &&
               one.row == other.row;
    };
    return std::ranges::equal(a.categories, b.categories, same) &&
           std::ranges::equal(a.items, b.items, same) &&
           std::ranges::equal(a.grades, b.grades, same) &&
           std::ranges::equal(a.finals, b.finals, same);
}

}  // namespace

// ---- openSIS ----

std::vector<model::SchoolBook> FakeBooks::read(std::span<const std::int64_t> sections) {
    doom_.moment();
    std::vector<model::SchoolBook> out;
    for (const std::int64_t section : sections)
        if (const auto at = books.find(section); at != books.end()) out.push_back(at->second);
    return out;
}

std::vector<model::SchoolBook> FakeBooks::read_some(std::span<const model::GradePlace> grades) {
    std::set<std::int64_t> sections;
    for (const model::GradePlace& place : grades)
        sections.insert(place.section);
    auto out = read(std::vector<std::int64_t>(sections.begin(), sections.end()));
    for (model::SchoolBook& book : out) {
        std::set<std::pair<std::int64_t, std::int64_t>> wanted;  // assignment, student
        std::set<std::int64_t> students;
        for (const model::GradePlace& place : grades) {
            if (place.section != book.section.id) continue;
            students.insert(place.student);
            for (const auto& link : book.item_links)
                if (link.kind == BookKind::item && link.remote == place.item)
                    wanted.emplace(link.local, place.student);
        }
        const auto others = [&](const auto& row) { return !students.contains(row.student); };
        drop(book.grade_links, others);
        drop(book.finals, others);
        drop(book.grades,
             [&](const auto& row) { return !wanted.contains(std::pair{row.id, row.student}); });
    }
    return out;
}

std::map<std::int64_t, std::vector<model::Pupil>> FakeBooks::rosters(
    std::span<const std::int64_t> sections) {
    if (!sections.empty()) doom_.moment();
    std::map<std::int64_t, std::vector<model::Pupil>> out;
    for (const std::int64_t section : sections)
        if (const auto at = books.find(section); at != books.end())
            out[section] = at->second.pupils;
    return out;
}

std::vector<base::Result<void>> FakeBooks::write(std::int64_t run,
                                                 std::span<const model::SectionSteps> sections) {
    std::vector<base::Result<void>> out;
    for (const auto& [section, steps] : sections)
        out.push_back(write(section, run, steps));
    return out;
}

base::Result<void> FakeBooks::write(const model::SchoolSection& section, std::int64_t run,
                                    std::span<const BookStep> steps) {
    doom_.moment();
    model::SchoolBook copy = books.at(section.id);
    for (const BookStep& step : steps)
        if (!apply(copy, step, next_))
            return base::Problem{"The gradebook of a section was not written",
                                 fmt::format("section:{}", section.id), "somebody changed it",
                                 "The next pull reads it anew.", "grades.moved"};
    Written& log =
        written_[run].try_emplace(section.id, Written{books.at(section.id), {}}).first->second;
    log.after = copy;
    books[section.id] = std::move(copy);
    doom_.moment();  // written, and nobody was told
    return {};
}

std::vector<std::int64_t> FakeBooks::sections_with(std::span<const model::RemoteId> items) {
    std::vector<std::int64_t> out;
    for (const auto& [section, book] : books)
        for (const auto& link : book.item_links)
            if (link.kind == BookKind::item &&
                std::find(items.begin(), items.end(), link.remote) != items.end() &&
                (out.empty() || out.back() != section))
                out.push_back(section);
    return out;
}

std::vector<std::int64_t> FakeBooks::sections_to_send(std::span<const std::int64_t> sections) {
    doom_.moment();
    std::vector<std::int64_t> out;
    for (const std::int64_t section : sections)
        for (const auto& row : books.at(section).items) {
            const auto& links = books.at(section).item_links;
            const bool linked = std::any_of(links.begin(), links.end(), [&](const auto& link) {
                return link.kind == BookKind::item && link.local == row.id;
            });
            if (!linked && (out.empty() || out.back() != section)) out.push_back(section);
        }
    return out;
}

std::int64_t FakeBooks::make_own(std::int64_t section) {
    model::SchoolBook& book = books.at(section);
    if (std::none_of(book.categories.begin(), book.categories.end(),
                     [](const auto& row) { return row.row.title == "By hand"; })) {
        model::StoredRow type;
        type.id = ++next_;
        type.row.title = "By hand";
        book.categories.push_back(type);
    }
    model::StoredRow out;
    out.id = ++next_;
    out.row.title = fmt::format("Own {}", out.id);
    for (const auto& row : book.categories)
        if (row.row.title == "By hand") out.row.type = row.id;
    out.row.whole_points = 10;
    out.row.marking_period = 24;
    out.row.assigned = base::Date::of(2026, 11, 2);
    out.row.due = base::Date::of(2026, 11, 20);
    book.items.push_back(out);
    return out.id;
}

std::vector<std::int64_t> FakeBooks::sections_of(std::int64_t run) {
    std::vector<std::int64_t> out;
    for (const auto& [section, log] : written_[run])
        out.push_back(section);
    return out;
}

base::Result<std::pair<std::int64_t, std::int64_t>> FakeBooks::undo(std::int64_t section,
                                                                    std::int64_t run,
                                                                    std::int64_t) {
    doom_.moment();
    const Written log = written_[run].at(section);
    if (!same_rows(books.at(section), log.after)) return std::pair{0L, 1L};
    books[section] = log.before;
    written_[run].erase(section);
    return std::pair{1L, 0L};
}

std::string FakeBooks::broken() const {
    const auto row_at = [&](const auto& at, bool final) -> const model::StoredRow* {
        const auto& [section, part, student] = at;
        const model::SchoolBook& book = books.at(section);
        for (const auto& row : final ? book.finals : book.grades)
            if ((final ? row.part : row.id) == part && row.student == student) return &row;
        return nullptr;
    };
    const auto text = [](const auto& at) {
        return fmt::format("section {} item {} student {}", std::get<0>(at), std::get<1>(at),
                           std::get<2>(at));
    };
    for (const auto& [at, row] : entered) {
        const auto* now = row_at(at, false);
        if (now == nullptr || now->row.points != row.points)
            return text(at) + " was entered by a teacher";
    }
    for (const auto& at : taken_out)
        if (row_at(at, false) != nullptr) return text(at) + " was taken out by a teacher";
    for (const auto& [at, row] : posted) {
        const auto* now = row_at(at, true);
        if (now == nullptr || !(now->row == row)) return text(at) + " was posted";
    }
    return "";
}

// ---- the store ----

void FakeGradeDesk::tell(std::span<const grades::ToldSection> sections) {
    doom_.moment();
    for (const grades::ToldSection& told : sections) {
        std::erase_if(differences, [&](const auto& held) {
            return held.second.section == told.section &&
                   (!told.keys || std::find(told.keys->begin(), told.keys->end(), held.first) !=
                                      told.keys->end());
        });
        for (const grades::Difference& one : told.differences)
            differences[one.key] = one;
    }
}

}  // namespace causeway::simulation
