// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of whole pulls begin with: a day, a section's book, a course's gradebook.
#pragma once

#include "base/clock.h"
#include "model/school_book.h"

namespace causeway::simulation {

inline constexpr int kStudents = 4;

class Clock final : public base::Clock {
  public:
    [[nodiscard]] base::Instant now() const override { return 1'795'000'000; }
    [[nodiscard]] std::chrono::milliseconds monotonic() const override {
        return std::chrono::milliseconds(0);
    }
    void sleep(std::chrono::milliseconds) override {}
};

inline model::SchoolBook empty_book(std::int64_t section) {
    model::SchoolBook book;
    auto& one = book.section;
    one.id = section;
    one.school = 1;
    one.year = 2026;
    one.course = 12;
    one.course_title = "Algebra";
    one.teacher = 7;
    one.marking_period = 20;
    one.begin = base::Date::of(2026, 8, 20);
    one.end = base::Date::of(2027, 6, 10);
    one.scale = 1;
    one.gp_scale = 4000;
    one.credits = 1000;
    book.periods = {{20, model::PeriodLevel::year, 0, "Year", one.begin, one.end, {}, {}, true},
                    {24,
                     model::PeriodLevel::quarter,
                     20,
                     "Q2",
                     base::Date::of(2026, 10, 1),
                     base::Date::of(2027, 1, 20),
                     {},
                     {},
                     true}};
    book.letters = {{1, "A", 9000, 0, 4000}, {2, "B", 8000, 0, 3000}, {3, "F", 0, 0, 0}};
    for (std::int64_t student = 1; student <= kStudents; ++student)
        book.pupils.push_back({student, one.begin, one.end, one.begin});
    return book;
}

inline model::Gradebook empty_gradebook(model::RemoteId course) {
    model::Gradebook out;
    out.course = course;
    out.has_rules = out.has_inactive = true;
    out.categories.resize(3);
    for (std::size_t i = 0; i < 3; ++i) {
        auto& category = out.categories[i];
        category.id = course * 10 + static_cast<model::RemoteId>(i);
        category.parent = i == 0 ? 0 : out.categories[0].id;
        category.name = i == 0 ? "Algebra" : i == 1 ? "Homework" : "Exams";
        category.aggregation = model::Aggregation::weighted_mean;
        if (i > 0) category.weight = model::GradeWeight{i == 1 ? 30.0 : 70.0, 0, false, false};
    }
    model::GradedItem total;
    total.id = course * 10 + 5;
    total.kind = model::ItemKind::course_total;
    total.category = out.categories[0].id;
    total.max = 100;
    out.items.push_back(total);
    return out;
}

}  // namespace causeway::simulation
