// SPDX-License-Identifier: GPL-3.0-or-later
// A section's gradebook on both sides, written by hand, and openSIS as the writer would leave it.
// Used by the tests of src/grades. One thread.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include "grades/plan.h"

namespace causeway::grades {

using model::BookKind;
using model::BookStep;
using model::BookVerb;

inline const base::Date kToday = base::Date::of(2026, 11, 27);

inline model::SchoolBook empty_book() {
    model::SchoolBook book;
    book.section.id = 331;
    book.section.school = 1;
    book.section.year = 2026;
    book.section.course = 12;
    book.section.course_title = "Algebra";
    book.section.teacher = 7;
    book.section.marking_period = 20;
    book.section.level = model::PeriodLevel::year;
    book.section.begin = base::Date::of(2026, 8, 20);
    book.section.end = base::Date::of(2027, 6, 10);
    book.section.scale = 1;
    book.section.gp_scale = 4000;
    book.section.credits = 1000;
    const auto period = [&](std::int64_t id, model::PeriodLevel level, std::int64_t parent,
                            base::Date start, base::Date end) {
        book.periods.push_back(
            {id, level, parent, "P" + std::to_string(id), start, end, {}, {}, true});
    };
    period(20, model::PeriodLevel::year, 0, book.section.begin, book.section.end);
    period(21, model::PeriodLevel::semester, 20, book.section.begin, base::Date::of(2027, 1, 20));
    period(22, model::PeriodLevel::semester, 20, base::Date::of(2027, 1, 21), book.section.end);
    period(23, model::PeriodLevel::quarter, 21, book.section.begin, base::Date::of(2026, 10, 31));
    period(24, model::PeriodLevel::quarter, 21, base::Date::of(2026, 11, 1),
           base::Date::of(2027, 1, 20));
    period(25, model::PeriodLevel::quarter, 22, base::Date::of(2027, 1, 21), book.section.end);
    book.letters = {{1, "A", 9000, 0, 4000}, {2, "B", 8000, 0, 3000}, {3, "F", 0, 0, 0}};
    for (std::int64_t student = 1; student <= 4; ++student)
        book.pupils.push_back({student, book.section.begin, book.section.end, book.section.begin});
    return book;
}

// openSIS and our links as the writer would leave them.
inline void apply(model::SchoolBook& book, const SectionPlan& plan) {
    static std::int64_t next = 1000;
    std::map<model::RemoteId, std::int64_t> types, items;
    for (const auto& link : book.item_links)
        (link.kind == BookKind::category ? types : items)[link.remote] = link.local;
    const auto drop = [](auto& rows, auto&& which) {
        rows.erase(std::remove_if(rows.begin(), rows.end(), which), rows.end());
    };
    for (BookStep step : plan.steps) {
        if (step.kind == BookKind::item) {
            if (const auto type = types.find(step.after.category); type != types.end())
                step.after.type = step.agreed.type = type->second;
        }
        auto& rows = step.kind == BookKind::category ? book.categories
                     : step.kind == BookKind::item   ? book.items
                     : step.kind == BookKind::grade  ? book.grades
                                                     : book.finals;
        if (step.verb == BookVerb::create) {
            if (step.kind == BookKind::grade)
                step.local = step.local != 0 ? step.local : items.at(step.remote);
            else
                step.local = ++next;
            if (step.kind == BookKind::category) types[step.remote] = step.local;
            if (step.kind == BookKind::item) items[step.remote] = step.local;
            model::BookRow row = step.after;
            row.category = 0;
            rows.push_back(
                {step.local, step.student, step.kind == BookKind::final ? step.part : 0, row});
        } else if (step.verb == BookVerb::update) {
            for (auto& row : rows)
                if (row.id == step.local && row.student == step.student) {
                    row.row = step.after;
                    row.row.category = 0;
                }
        } else if (step.verb == BookVerb::remove) {
            drop(rows, [&](const auto& row) {
                return row.id == step.local && row.student == step.student;
            });
        }
        if (step.kind == BookKind::grade || step.kind == BookKind::final) {
            drop(book.grade_links, [&](const auto& link) {
                return link.kind == step.kind && link.part == step.part &&
                       link.student == step.student;
            });
            if (!step.forget)
                book.grade_links.push_back({step.kind, step.part, step.student, step.local,
                                            step.agreed, step.from, step.kept, 1});
        } else {
            drop(book.item_links, [&](const auto& link) {
                return link.kind == step.kind && link.remote == step.remote;
            });
            if (!step.forget)
                book.item_links.push_back(
                    {step.kind, step.remote, step.local, step.agreed, step.measure, step.kept, 1});
        }
    }
}

inline model::Gradebook lms() {
    model::Gradebook out;
    out.course = 9;
    out.has_rules = out.has_inactive = true;
    out.categories.resize(3);
    out.categories[0].id = 1;
    out.categories[0].name = "Algebra";
    out.categories[0].aggregation = model::Aggregation::weighted_mean;
    for (int i = 1; i < 3; ++i) {
        auto& category = out.categories[static_cast<std::size_t>(i)];
        category.id = 1 + i;
        category.parent = 1;
        category.name = i == 1 ? "Home<b>work</b>" : "Exams";
        category.weight = model::GradeWeight{i == 1 ? 30.0 : 70.0, 0, false, false};
    }
    return out;
}

inline model::GradedItem& add_item(model::Gradebook& book, model::RemoteId id,
                                   model::RemoteId category, const std::string& name, double max) {
    model::GradedItem item;
    item.id = id;
    item.category = category;
    item.name = name;
    item.max = max;
    item.due = base::Zone::utc().start_of(base::Date::of(2026, 11, 20));
    book.items.push_back(item);
    return book.items.back();
}

inline model::Grade& add_grade(model::Gradebook& book, model::RemoteId item, std::int64_t student,
                               std::optional<double> final) {
    model::Grade grade;
    grade.item = item;
    grade.idnumber = "opensis:student:" + std::to_string(student);
    grade.final = final;
    grade.max = 100;
    book.grades.push_back(grade);
    return book.grades.back();
}

inline Policy policy() {
    Policy out;
    out.today = kToday;
    return out;
}

inline std::optional<model::Hundredths> points(const model::SchoolBook& book,
                                               const std::string& title, std::int64_t student) {
    for (const auto& item : book.items)
        if (item.row.title == title)
            for (const auto& grade : book.grades)
                if (grade.id == item.id && grade.student == student) return grade.row.points;
    return std::nullopt;
}

}  // namespace causeway::grades
