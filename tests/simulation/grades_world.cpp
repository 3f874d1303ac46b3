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

base::Problem lost(const char* code) {
    return {"Moodle's gradebooks were not read", "", "the answer was lost",
            "The next pull reads them again.", code};
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

base::Result<void> FakeBooks::write(const model::SchoolSection& section, std::int64_t,
                                    std::span<const BookStep> steps) {
    doom_.moment();
    model::SchoolBook copy = books.at(section.id);
    for (const BookStep& step : steps)
        if (!apply(copy, step, next_))
            return base::Problem{"The gradebook of a section was not written",
                                 fmt::format("section:{}", section.id), "somebody changed it",
                                 "The next pull reads it anew.", "grades.moved"};
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

// ---- Moodle ----

bool FakeGradebooks::fails() {
    doom_.moment();
    return dice_.percent(trouble);
}

model::GradeCursor FakeGradebooks::now() const {
    model::GradeCursor out;
    out.history = history_;
    out.since = history_;
    return out;
}

base::Result<model::GradebookListing> FakeGradebooks::read(
    std::span<const model::RemoteId> courses) {
    if (fails()) return lost("moodle.timeout");
    model::GradebookListing out;
    for (const model::RemoteId course : courses)
        out.books.push_back(books.at(course));
    out.proof.complete = !fails();
    if (!out.proof.complete) {  // a listing that broke off
        out.proof.doubt = "it broke off";
        if (!out.books.empty()) out.books.back().grades.clear();
    }
    if (fast) out.cursor = now();
    return out;
}

std::optional<base::Result<model::GradebookChanges>> FakeGradebooks::changes(
    std::span<const model::RemoteId> courses, const model::GradeCursor& cursor) {
    if (!fast) return std::nullopt;
    if (fails()) return base::Result<model::GradebookChanges>(lost("moodle.timeout"));
    model::GradebookChanges out;
    out.cursor = now();
    out.proof.complete = true;
    if (trouble > 0 && dice_.percent(5)) {  // the history was trimmed
        out.reset = true;
        return base::Result<model::GradebookChanges>(std::move(out));
    }
    for (const auto& [at, item] : removed_)
        if (at > cursor.history) out.removed_items.push_back(item);
    for (const model::RemoteId course : courses) {
        const model::Gradebook& whole = books.at(course);
        model::Gradebook news = whole;
        news.grades.clear();
        if (structure_[course] <= cursor.history) {
            news.items.clear();
            news.categories.clear();
        }
        for (const model::Grade& grade : whole.grades)
            if (written_[{grade.item, grade.idnumber}] > cursor.history)
                news.grades.push_back(grade);
        if (!news.grades.empty() || !news.items.empty()) out.books.push_back(std::move(news));
    }
    return base::Result<model::GradebookChanges>(std::move(out));
}

model::GradedItem& FakeGradebooks::item(model::Gradebook& book) {
    model::GradedItem out;
    out.id = ++next_;
    out.kind = static_cast<model::ItemKind>(dice_.below(5));
    out.category = book.categories[static_cast<std::size_t>(dice_.below(
                                       static_cast<std::int64_t>(book.categories.size())))]
                       .id;
    out.name = fmt::format("Work {}", dice_.below(6));  // names are used again
    constexpr double kMax[] = {10, 20, 100, 12.5, 0};
    out.max = kMax[dice_.below(5)];
    if (dice_.percent(80))
        out.due = base::Zone::utc().start_of(
            base::Date::of(2026, 10, 1).plus(static_cast<int>(dice_.below(90))));
    book.items.push_back(out);
    structure_[book.course] = history_;
    return book.items.back();
}

void FakeGradebooks::grade(model::Gradebook& book, model::RemoteId item, int student) {
    const std::string idnumber = fmt::format("opensis:student:{}", student);
    const auto at = std::find_if(book.grades.begin(), book.grades.end(), [&](const auto& grade) {
        return grade.item == item && grade.idnumber == idnumber;
    });
    model::Grade out;
    out.item = item;
    out.user = student;
    out.idnumber = idnumber;
    out.max = 100;
    for (const auto& one : book.items)
        if (one.id == item) out.max = one.max;
    // Never a number that a teacher of openSIS enters: those end in 77.
    if (dice_.percent(85))
        out.final =
            static_cast<double>(dice_.below(static_cast<std::int64_t>(out.max * 2) + 1)) / 2;
    out.exempt = dice_.percent(5);
    out.hidden = dice_.percent(5);
    out.late = dice_.percent(10);
    written_[{item, idnumber}] = history_;
    if (at != book.grades.end())
        *at = out;
    else
        book.grades.push_back(out);
}

void FakeGradebooks::total(model::Gradebook& book, int student) {
    for (const auto& item : book.items)
        if (item.kind == model::ItemKind::course_total) return grade(book, item.id, student);
}

void FakeGradebooks::live(model::RemoteId course, int students) {
    ++history_;
    model::Gradebook& book = books.at(course);
    const auto any = [&]() -> model::GradedItem* {
        std::vector<model::GradedItem*> free;
        for (auto& item : book.items)
            if (!model::is_total(item.kind)) free.push_back(&item);
        return free.empty() ? nullptr
                            : free[static_cast<std::size_t>(
                                  dice_.below(static_cast<std::int64_t>(free.size())))];
    };
    const int student = static_cast<int>(dice_.below(students + 1)) + 1;  // one is a stranger
    const auto what = dice_.below(100);
    model::GradedItem* some = any();
    if (some == nullptr || what < 15) {
        const model::RemoteId made = item(book).id;
        for (int one = 1; one <= students; ++one)
            if (dice_.percent(70)) grade(book, made, one);
    } else if (what < 20) {
        structure_[course] = history_;
        some->name += "!";
    } else if (what < 26) {
        const model::RemoteId gone = some->id;
        drop(book.grades, [&](const auto& row) { return row.item == gone; });
        drop(book.items, [&](const auto& row) { return row.id == gone; });
        removed_.emplace_back(history_, gone);
    } else {
        grade(book, some->id, student);
        total(book, student);
    }
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
