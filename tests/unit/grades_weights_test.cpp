// SPDX-License-Identifier: GPL-3.0-or-later
// Weights sum: whatever Moodle's categories weigh, openSIS's types come to exactly 1, as openSIS
// keeps them (five places; here whole hundred-thousandths), and each is its share.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "grades_books.h"

namespace causeway::grades {
namespace {

constexpr std::int64_t kOne = 100'000;

// Categories of random weights, each with 0 to 3 items.
model::Gradebook weighed(bool natural) {
    model::Gradebook out = lms();
    out.categories.resize(1);
    out.categories[0].aggregation =
        natural ? model::Aggregation::natural : model::Aggregation::weighted_mean;
    const int count = *rc::gen::inRange(1, 12);
    model::RemoteId id = 100;
    for (int i = 0; i < count; ++i) {
        model::GradeCategory category;
        category.id = 2 + i;
        category.parent = 1;
        category.name = "C" + std::to_string(i);
        const double weight = *rc::gen::inRange(0, 100'000) / 777.0;
        category.weight =
            model::GradeWeight{natural ? 0 : weight, natural ? weight : 0, false, false};
        out.categories.push_back(category);
        for (int n = *rc::gen::inRange(0, 4); n > 0; --n, ++id)
            add_item(out, id, category.id, "I" + std::to_string(id), *rc::gen::inRange(1, 200));
    }
    return out;
}

RC_GTEST_PROP(GradesLaws, WeightsOfCategoriesSumToOne, (bool natural)) {
    auto sis = empty_book();
    const auto moodle = weighed(natural);
    apply(sis, plan_section(sis, moodle, policy(), {}));
    std::map<std::string, double> share;
    double all = 0;
    for (const auto& category : moodle.categories) {
        const bool used = std::any_of(moodle.items.begin(), moodle.items.end(),
                                      [&](const auto& one) { return one.category == category.id; });
        if (!used) continue;
        const auto& weight = *category.weight;
        all += share[category.name] = natural ? weight.weight_natural : weight.weight;
    }
    RC_ASSERT(sis.categories.size() == share.size());
    if (all <= 0) {  // nothing weighs: nothing is proposed
        for (const auto& category : sis.categories)
            RC_ASSERT(!category.row.weight);
        return;
    }
    std::int64_t sum = 0;
    for (const auto& category : sis.categories) {
        RC_ASSERT(category.row.weight.has_value());
        const double exact = share.at(category.row.title) / all * kOne;
        RC_ASSERT(*category.row.weight >= 0);
        RC_ASSERT(std::abs(static_cast<double>(*category.row.weight) - exact) <= 1.0);
        sum += *category.row.weight;
    }
    RC_ASSERT(sum == kOne);
}

// Within a category openSIS weighs by points: what comes over are Moodle's own maxima, so that the
// shares of the items sum to the whole and are Moodle's.
RC_GTEST_PROP(GradesLaws, WithinACategoryTheItemsAreItsPoints, (bool natural)) {
    auto sis = empty_book();
    const auto moodle = weighed(natural);
    apply(sis, plan_section(sis, moodle, policy(), {}));
    RC_ASSERT(sis.items.size() == moodle.items.size());
    for (const auto& type : sis.categories) {
        std::int64_t here = 0;
        double there = 0;
        for (const auto& item : sis.items)
            if (item.row.type == type.id) here += item.row.whole_points;
        for (const auto& category : moodle.categories)
            if (category.name == type.row.title)
                for (const auto& item : moodle.items)
                    if (item.category == category.id) there += item.max;
        RC_ASSERT(here > 0);
        RC_ASSERT(static_cast<double>(here) == there);
    }
}

}  // namespace
}  // namespace causeway::grades
