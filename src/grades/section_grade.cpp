// SPDX-License-Identifier: GPL-3.0-or-later
#include "grades/section_grade.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "grades/rules.h"

namespace causeway::grades {

namespace {

// The posting page rounds a percentage, makes a fraction of it and rounds that again: 57 that is
// rounded DOWN becomes 56 there, for 0.57 * 100 is a little less than 57.
double shown_again(double percent, model::Rounding rounding) {
    return rounded(percent / 100 * 100, rounding);
}

bool counts(const SectionPart& part) {
    return part.points && *part.points != model::kExcused;
}

std::optional<double> unweighted(std::span<const SectionPart> parts, model::Rounding rounding,
                                 std::optional<base::Date> enrolled_from, Page page) {
    double points = 0;
    double of = 0;
    bool any = false;
    for (const SectionPart& part : parts) {
        any = any || part.points;  // one that is only excused shows as 0 %, as openSIS has it
        if (!counts(part)) continue;
        points += static_cast<double>(*part.points) / 100;
        if (!(enrolled_from && part.due && *part.due < *enrolled_from))
            of += static_cast<double>(part.max);
    }
    if (!any) return std::nullopt;
    if (of == 0) return 0;
    if (page == Page::posting) return shown_again(php_round(100 * (points / of), 2), rounding);
    return rounded(points / of * 100, rounding);
}

// Each assignment's percentage is rounded, a category is their plain mean to two decimals, its
// share again to two decimals; categories without a grade leave their weight to the others.
std::optional<double> weighted(std::span<const SectionPart> parts, model::Rounding rounding,
                               std::optional<base::Date> enrolled_from, Page page) {
    struct Sum {
        double percent = 0;
        int count = 0;
        double weight = 0;  // per cent
    };
    std::vector<std::pair<std::int64_t, Sum>> sums;  // in the order they are first met: sums of
                                                     // fractions depend on it
    for (const SectionPart& part : parts) {
        if (!counts(part) || part.max == 0) continue;
        // The gradebook's page counts what was due before the student came, the posting page not.
        if (page == Page::posting && enrolled_from && part.due && *part.due < *enrolled_from)
            continue;
        auto at = std::find_if(sums.begin(), sums.end(),
                               [&](const auto& one) { return one.first == part.category; });
        if (at == sums.end()) at = sums.insert(sums.end(), {part.category, Sum{}});
        Sum& sum = at->second;
        sum.percent +=
            rounded(static_cast<double>(*part.points) / 100 / static_cast<double>(part.max) * 100,
                    rounding);
        ++sum.count;
        sum.weight = static_cast<double>(part.weight.value_or(0)) / 1000;
    }
    double total = 0;
    double weight = 0;
    for (const auto& [category, sum] : sums) {
        total += php_round(php_round(sum.percent / sum.count, 2) * sum.weight / 100, 2);
        weight += sum.weight;
    }
    if (weight == 0 || total == 0) return std::nullopt;
    if (page == Page::posting)
        return shown_again(rounded(total / weight * 100, rounding), rounding);
    return rounded(total / 100 / weight * 100 * 100, rounding);
}

}  // namespace

std::optional<double> section_percent(std::span<const SectionPart> parts, bool weights,
                                      model::Rounding rounding,
                                      std::optional<base::Date> enrolled_from, Page page) {
    return weights ? weighted(parts, rounding, enrolled_from, page)
                   : unweighted(parts, rounding, enrolled_from, page);
}

std::vector<SectionPart> parts_of(const model::SchoolBook& book, std::int64_t student,
                                  std::int64_t marking_period) {
    std::map<std::int64_t, std::optional<std::int64_t>> weights;
    for (const model::StoredRow& category : book.categories)
        weights[category.id] = category.row.weight;
    std::vector<SectionPart> out;
    for (const model::StoredRow& item : book.items) {
        if (item.row.marking_period != marking_period || !weights.contains(item.row.type)) continue;
        SectionPart part;
        part.category = item.row.type;
        part.weight = weights[item.row.type];
        part.max = item.row.whole_points;
        part.due = item.row.due;
        const auto grade = std::find_if(
            book.grades.begin(), book.grades.end(),
            [&](const model::StoredRow& g) { return g.id == item.id && g.student == student; });
        if (grade != book.grades.end()) part.points = grade->row.points;
        out.push_back(part);
    }
    return out;
}

}  // namespace causeway::grades
