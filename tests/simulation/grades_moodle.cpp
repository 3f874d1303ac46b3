// SPDX-License-Identifier: GPL-3.0-or-later
// Moodle's gradebooks in the simulation of grades: what its teachers do, and what it answers.
#include <fmt/format.h>

#include <algorithm>

#include "grades_world.h"

namespace causeway::simulation {

namespace {

base::Problem lost(const char* code) {
    return {"Moodle's gradebooks were not read", "", "the answer was lost",
            "The next pull reads them again.", code};
}

}  // namespace

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
    for (const model::RemoteId course : courses) {
        ++readings[course];
        if (const auto at = books.find(course); at != books.end())
            out.books.push_back(at->second);
        else
            out.gone.push_back(course);
    }
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

base::Result<std::vector<grades::SentItem>> FakeGradebooks::send(
    std::span<const model::GradedItemWrite> rows) {
    if (fails()) return lost("moodle.timeout");
    ++history_;
    std::vector<grades::SentItem> out;
    for (const model::GradedItemWrite& row : rows) {
        model::Gradebook& book = books.at(row.course);
        auto at = std::find_if(book.items.begin(), book.items.end(), [&](const auto& one) {
            return row.id != 0 ? one.id == row.id : one.idnumber == row.idnumber;
        });
        grades::SentItem& sent = out.emplace_back();
        if (row.id != 0 && at == book.items.end()) {
            sent.refused = base::Problem{"Moodle refused the graded item", row.idnumber,
                                         "it is not there", "", "moodle.missing"};
            continue;
        }
        if (at == book.items.end()) {
            model::GradedItem made;
            made.id = ++next_;
            made.kind = model::ItemKind::manual;
            made.idnumber = row.idnumber;
            made.category = row.category != 0 ? row.category : book.categories.front().id;
            made.due = row.due;
            made.assigned = row.assigned;
            book.items.push_back(made);
            at = book.items.end() - 1;
        }
        at->name = row.name;
        at->max = row.max;
        at->description = row.description;
        structure_[row.course] = history_;
        sent.id = at->id;
        sent.changed = true;
    }
    if (fails()) return lost("moodle.timeout");  // done, and nobody was told
    return out;
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

model::RemoteId FakeGradebooks::add(model::RemoteId course, const std::string& name, double max) {
    model::GradedItem out;
    out.id = ++next_;
    out.category = books.at(course).categories[1].id;
    out.name = name;
    out.max = max;
    out.due = base::Zone::utc().start_of(base::Date::of(2026, 11, 20));
    books.at(course).items.push_back(out);
    structure_[course] = ++history_;
    return out.id;
}

void FakeGradebooks::give(model::RemoteId course, model::RemoteId item, int student,
                          std::optional<double> final) {
    model::Gradebook& book = books.at(course);
    model::Grade out;
    out.item = item;
    out.user = student;
    out.idnumber = fmt::format("opensis:student:{}", student);
    out.final = final;
    out.max = 100;
    std::erase_if(book.grades, [&](const auto& grade) {
        return grade.item == item && grade.idnumber == out.idnumber;
    });
    book.grades.push_back(out);
    written_[{item, out.idnumber}] = ++history_;
}

void FakeGradebooks::remove(model::RemoteId course, model::RemoteId item) {
    model::Gradebook& book = books.at(course);
    std::erase_if(book.grades, [&](const auto& row) { return row.item == item; });
    std::erase_if(book.items, [&](const auto& row) { return row.id == item; });
    removed_.emplace_back(++history_, item);
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
        std::erase_if(book.grades, [&](const auto& row) { return row.item == gone; });
        std::erase_if(book.items, [&](const auto& row) { return row.id == gone; });
        removed_.emplace_back(history_, gone);
    } else {
        grade(book, some->id, student);
        total(book, student);
    }
}

}  // namespace causeway::simulation
