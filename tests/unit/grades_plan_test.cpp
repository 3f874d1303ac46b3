// SPDX-License-Identifier: GPL-3.0-or-later
// The planner of grades: its rules one by one, and its laws over random gradebooks.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>
#include "grades/plan.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "grades/rules.h"
#include "grades/section_grade.h"

namespace causeway::grades {
namespace {

using model::BookKind;
using model::BookStep;
using model::BookVerb;

const base::Date kToday = base::Date::of(2026, 11, 27);

model::SchoolBook empty_book() {
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
void apply(model::SchoolBook& book, const SectionPlan& plan) {
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

model::Gradebook lms() {
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

model::GradedItem& add_item(model::Gradebook& book, model::RemoteId id, model::RemoteId category,
                            const std::string& name, double max) {
    model::GradedItem item;
    item.id = id;
    item.category = category;
    item.name = name;
    item.max = max;
    item.due = base::Zone::utc().start_of(base::Date::of(2026, 11, 20));
    book.items.push_back(item);
    return book.items.back();
}

model::Grade& add_grade(model::Gradebook& book, model::RemoteId item, std::int64_t student,
                        std::optional<double> final) {
    model::Grade grade;
    grade.item = item;
    grade.idnumber = "opensis:student:" + std::to_string(student);
    grade.final = final;
    grade.max = 100;
    book.grades.push_back(grade);
    return book.grades.back();
}

Policy policy() {
    Policy out;
    out.today = kToday;
    return out;
}

std::optional<model::Hundredths> points(const model::SchoolBook& book, const std::string& title,
                                        std::int64_t student) {
    for (const auto& item : book.items)
        if (item.row.title == title)
            for (const auto& grade : book.grades)
                if (grade.id == item.id && grade.student == student) return grade.row.points;
    return std::nullopt;
}

TEST(GradesPlan, CarriesEachCaseByItsRule) {
    auto sis = empty_book();
    auto moodle = lms();
    add_item(moodle, 10, 2, "Sheet \"1\" \xF0\x9F\x98\x80", 20);
    add_item(moodle, 11, 3, "Test", 12.5);
    add_item(moodle, 12, 3, "Test", 50);
    add_item(moodle, 13, 3, "Nothing", 0);
    auto& scaled = add_item(moodle, 14, 2, "Effort", 3);
    scaled.scale_id = 5;
    scaled.scale = {"poor", "fair", "good"};
    add_grade(moodle, 10, 1, 25);  // above the maximum
    add_grade(moodle, 10, 2, -1);  // below zero is not "exempt"
    add_grade(moodle, 10, 3, 12).exempt = true;
    add_grade(moodle, 10, 4, 7).hidden = true;
    add_grade(moodle, 11, 1, 10.0);  // of 12.5: 80 of 100
    add_grade(moodle, 14, 1, 2.0);
    add_grade(moodle, 12, 99, 10.0);  // not in the section
    const auto plan = plan_section(sis, moodle, policy(), {});
    apply(sis, plan);
    EXPECT_EQ(points(sis, "Sheet '1'", 1), 2500);
    EXPECT_EQ(points(sis, "Sheet '1'", 2), 0);
    EXPECT_EQ(points(sis, "Sheet '1'", 3), model::kExcused);
    EXPECT_EQ(points(sis, "Sheet '1'", 4), std::nullopt);
    EXPECT_EQ(points(sis, "Test", 1), 8000);
    EXPECT_EQ(points(sis, "Effort", 1), 5000);
    EXPECT_TRUE(std::any_of(sis.items.begin(), sis.items.end(),
                            [](const auto& item) { return item.row.title == "Test (2)"; }));
    ASSERT_EQ(plan.refused.size(), 2U);
    EXPECT_EQ(plan.refused[0].code, "grades.no_points");
    EXPECT_EQ(plan.refused[1].code, "grades.not_scheduled");
    std::int64_t sum = 0;
    for (const auto& category : sis.categories)
        sum += category.row.weight.value_or(0);
    EXPECT_EQ(sum, 100000);
    EXPECT_EQ(sis.items.front().row.marking_period, 24);
}

TEST(GradesPlan, KeepsWhatATeacherChangedUntilAPersonDecides) {
    auto sis = empty_book();
    auto moodle = lms();
    add_item(moodle, 10, 2, "Sheet", 20);
    add_grade(moodle, 10, 1, 10);
    apply(sis, plan_section(sis, moodle, policy(), {}));
    sis.grades[0].row.points = 1500;  // by hand
    moodle.grades[0].final = 12;
    auto plan = plan_section(sis, moodle, policy(), {});
    ASSERT_EQ(plan.differences.size(), 1U);
    EXPECT_EQ(plan.differences[0].key, "grade:331/10/1");
    EXPECT_EQ(plan.differences[0].here, "15");
    EXPECT_EQ(plan.differences[0].there, "12");
    EXPECT_EQ(plan.counts[2].kept, 1);
    Request mine;
    mine.taken["grade:331/10/1"] = Side::opensis;
    auto kept = sis;
    apply(kept, plan_section(kept, moodle, policy(), mine));
    EXPECT_EQ(points(kept, "Sheet", 1), 1500);
    EXPECT_TRUE(plan_section(kept, moodle, policy(), {}).differences.empty());
    moodle.grades[0].final = 13;  // a new value asks anew
    EXPECT_EQ(plan_section(kept, moodle, policy(), {}).differences.size(), 1U);
    Request theirs;
    theirs.taken["grade:331/10/1"] = Side::moodle;
    apply(sis, plan_section(sis, moodle, policy(), theirs));
    EXPECT_EQ(points(sis, "Sheet", 1), 1300);
}

TEST(GradesPlan, NeverTouchesAPostedGrade) {
    auto sis = empty_book();
    auto moodle = lms();
    add_item(moodle, 10, 2, "Sheet", 20);
    add_grade(moodle, 10, 1, 10);
    auto& total = add_item(moodle, 30, 1, "", 100);
    total.kind = model::ItemKind::course_total;
    add_grade(moodle, 30, 1, 85);
    apply(sis, plan_section(sis, moodle, policy(), {}));
    model::StoredRow row;
    row.id = 5;
    row.student = 1;
    row.part = 24;
    row.row.points = 9000;
    row.row.letter = 1;
    sis.finals.push_back(row);
    moodle.grades[0].final = 20;
    Request two;
    two.option = Option::moodle;
    const auto plan = plan_section(sis, moodle, policy(), two);
    ASSERT_EQ(plan.differences.size(), 2U);
    EXPECT_EQ(plan.differences[0].key, "grade:331/10/1");
    EXPECT_EQ(plan.differences[1].key, "final:331/24/1");
    EXPECT_EQ(plan.differences[1].there, "85 % B");
    for (const BookStep& step : plan.steps)
        EXPECT_EQ(step.verb, BookVerb::note) << name(step.kind);
}

// A section grade that Causeway wrote and a teacher then changed is the teacher's posting.
TEST(GradesPlan, TakesAChangedSectionGradeForAPosting) {
    auto sis = empty_book();
    auto moodle = lms();
    add_item(moodle, 10, 2, "Sheet", 20);
    add_grade(moodle, 10, 1, 10);
    add_item(moodle, 30, 1, "", 100).kind = model::ItemKind::course_total;
    add_grade(moodle, 30, 1, 85);
    Request two;
    two.option = Option::moodle;
    apply(sis, plan_section(sis, moodle, policy(), two));
    ASSERT_EQ(sis.finals.size(), 1U);
    sis.finals[0].row.points = 9500;
    moodle.grades[0].final = 20;
    const auto plan = plan_section(sis, moodle, policy(), two);
    EXPECT_EQ(plan.differences.size(), 2U);
    EXPECT_EQ(plan.counts[2].updated, 0);
}

// A random gradebook of Moodle's.
model::Gradebook random_lms() {
    auto out = lms();
    const int items = *rc::gen::inRange(0, 6);
    for (int i = 0; i < items; ++i) {
        auto& item = add_item(out, 10 + i, *rc::gen::inRange(1, 4),
                              *rc::gen::element<std::string>("A", "B", "<i>A</i>", ""),
                              *rc::gen::element(0.0, 10.0, 12.5, 100.0));
        item.kind = *rc::gen::element(model::ItemKind::assignment, model::ItemKind::quiz);
        for (std::int64_t student = 1; student <= 5; ++student) {
            if (*rc::gen::inRange(0, 3) == 0) continue;
            std::optional<double> final;
            if (*rc::gen::inRange(0, 4) != 0) final = *rc::gen::inRange(-20, 1300) / 10.0;
            auto& grade = add_grade(out, item.id, student, final);
            grade.exempt = *rc::gen::inRange(0, 6) == 0;
            grade.hidden = *rc::gen::inRange(0, 6) == 0;
            grade.late = *rc::gen::inRange(0, 4) == 0;
        }
    }
    auto& total = add_item(out, 90, 1, "", 100);
    total.kind = model::ItemKind::course_total;
    for (std::int64_t student = 1; student <= 4; ++student)
        add_grade(out, 90, student, *rc::gen::inRange(0, 1000) / 10.0);
    return out;
}

auto rows_of(const model::SchoolBook& book) {
    std::map<std::tuple<std::string, std::int64_t>, std::string> out;
    for (const auto& item : book.items) {
        out[{"item " + item.row.title, 0}] = std::to_string(item.row.whole_points);
        for (const auto& grade : book.grades)
            if (grade.id == item.id)
                out[{item.row.title, grade.student}] =
                    points_text(grade.row.points) + grade.row.comment;
    }
    for (const auto& row : book.finals)
        out[{"final " + std::to_string(row.part), row.student}] = points_text(row.row.points);
    return out;
}

RC_GTEST_PROP(GradesLaws, PullingTwiceChangesNothing, ()) {
    auto sis = empty_book();
    const auto moodle = random_lms();
    Request request;
    request.option = *rc::gen::element(Option::opensis, Option::moodle);
    apply(sis, plan_section(sis, moodle, policy(), request));
    const auto again = plan_section(sis, moodle, policy(), request);
    RC_ASSERT(again.steps.empty());
    RC_ASSERT(again.differences.empty());
}

RC_GTEST_PROP(GradesLaws, OneThenTwoThenOneGivesBackTheSame, ()) {
    auto sis = empty_book();
    const auto moodle = random_lms();
    Request one, two;
    two.option = Option::moodle;
    apply(sis, plan_section(sis, moodle, policy(), one));
    const auto before = rows_of(sis);
    apply(sis, plan_section(sis, moodle, policy(), two));
    RC_ASSERT(sis.finals.size() == 4U);
    apply(sis, plan_section(sis, moodle, policy(), one));
    RC_ASSERT(rows_of(sis) == before);
}

RC_GTEST_PROP(GradesLaws, FollowsMoodleWhateverItBecomes, ()) {
    auto sis = empty_book();
    apply(sis, plan_section(sis, random_lms(), policy(), {}));
    const auto moodle = random_lms();
    apply(sis, plan_section(sis, moodle, policy(), {}));
    auto fresh = empty_book();
    apply(fresh, plan_section(fresh, moodle, policy(), {}));
    RC_ASSERT(sis.grades.size() == fresh.grades.size());
    RC_ASSERT(rows_of(sis) == rows_of(fresh));
}

TEST(SectionGrade, CountsAsOpensisDoes) {
    const std::vector<SectionPart> parts = {{1, 40000, 100, 8550, {}},
                                            {1, 40000, 50, model::kExcused, {}},
                                            {2, 60000, 30, 2000, {}},
                                            {2, 60000, 10, std::nullopt, {}}};
    // 85.5 of 100 and 20 of 30
    EXPECT_DOUBLE_EQ(*section_percent(parts, false, model::Rounding::two_decimals, {}), 81.15);
    EXPECT_DOUBLE_EQ(*section_percent(parts, true, model::Rounding::two_decimals, {}), 74.2);
    EXPECT_DOUBLE_EQ(*section_percent(parts, false, model::Rounding::up, {}), 82);
    EXPECT_DOUBLE_EQ(*section_percent(parts, false, model::Rounding::down, {}), 81);
    EXPECT_FALSE(section_percent({}, false, model::Rounding::up, {}));
}

// Unweighted totals by plain whole-number arithmetic, 1,000 random gradebooks.
TEST(SectionGrade, EqualsAnIndependentSumForAThousandGradebooks) {
    rc::check("unweighted", [] {
        for (int book = 0; book < 10; ++book) {
            std::vector<SectionPart> parts;
            std::int64_t points = 0, of = 0;
            bool any = false;
            for (int i = *rc::gen::inRange(1, 12); i > 0; --i) {
                SectionPart part;
                part.category = *rc::gen::inRange(1, 4);
                part.max = *rc::gen::inRange(0, 200);
                const int sort = *rc::gen::inRange(0, 5);
                if (sort == 0) part.points = model::kExcused;
                if (sort > 1) part.points = *rc::gen::inRange(0, 25000);
                if (sort > 1) points += *part.points, of += part.max, any = true;
                parts.push_back(part);
            }
            const auto percent = section_percent(parts, false, model::Rounding::two_decimals, {});
            RC_ASSERT(percent.has_value() == any);
            if (!any) continue;
            // hundredths of a per cent, half up: points (hundredths) * 100 / of
            const std::int64_t expected = of == 0 ? 0 : (points * 100 * 2 + of) / (2 * of);
            RC_ASSERT(std::llround(*percent * 100) == expected);
        }
    });
}

}  // namespace
}  // namespace causeway::grades
