// SPDX-License-Identifier: GPL-3.0-or-later
#include "grades/section_grade.h"

#include <algorithm>
#include <map>

#include "grades/rules.h"

namespace causeway::grades {

namespace {

bool counts(const SectionPart& part) {
    return part.points && *part.points != model::kExcused;
}

std::optional<double> unweighted(std::span<const SectionPart> parts, model::Rounding rounding,
                                 std::optional<base::Date> enrolled_from) {
    double points = 0;
    double of = 0;
    bool any = false;
    for (const SectionPart& part : parts) {
        if (!counts(part)) continue;
        any = true;
        points += static_cast<double>(*part.points) / 100;
        if (!(enrolled_from && part.due && *part.due < *enrolled_from))
            of += static_cast<double>(part.max);
    }
    if (!any) return std::nullopt;
    return rounded(of != 0 ? points / of * 100 : 0, rounding);
}

// Each assignment's percentage is rounded, a category is their plain mean to two decimals, its
// share again to two decimals; categories without a grade leave their weight to the others.
std::optional<double> weighted(std::span<const SectionPart> parts, model::Rounding rounding,
                               std::optional<base::Date> enrolled_from) {
    struct Sum {
        double percent = 0;
        int count = 0;
        double weight = 0;  // per cent
    };
    std::map<std::int64_t, Sum> sums;
    for (const SectionPart& part : parts) {
        if (!counts(part) || part.max == 0) continue;
        if (enrolled_from && part.due && *part.due < *enrolled_from) continue;
        Sum& sum = sums[part.category];
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
    return rounded(total / 100 / weight * 100 * 100, rounding);
}

}  // namespace

std::optional<double> section_percent(std::span<const SectionPart> parts, bool weights,
                                      model::Rounding rounding,
                                      std::optional<base::Date> enrolled_from) {
    return weights ? weighted(parts, rounding, enrolled_from)
                   : unweighted(parts, rounding, enrolled_from);
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
