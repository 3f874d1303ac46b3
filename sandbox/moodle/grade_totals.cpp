// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/moodle/grade_totals.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace causeway::sandbox {

namespace {

enum Aggregation {
    kMean = 0,
    kMedian = 2,
    kLowest = 4,
    kHighest = 6,
    kMode = 8,
    kWeighted = 10,
    kSimpleWeighted = 11,
    kExtraCredit = 12,
    kNatural = 13,
};

struct Value {
    TotalPart* part;
    double norm;  // 0..1 of the child's range
};

bool has_extra_credit(int aggregation) {
    return aggregation >= kSimpleWeighted;
}

bool is_extra(const TotalRule& rule, const TotalPart& part) {
    return has_extra_credit(rule.aggregation) && part.weight > 0;
}

// Moodle keeps five decimals.
double kept(double value) {
    return std::round(value * 1e5) / 1e5;
}

double norm_of(const TotalPart& part) {
    const double range = part.max - part.min;
    return range == 0 ? 0 : (part.grade.value_or(part.min) - part.min) / range;
}

std::vector<Value> counted(const TotalRule& rule, std::vector<TotalPart>& parts) {
    std::vector<Value> values;
    for (TotalPart& part : parts) {
        part.share = 0;
        part.status = "unknown";
        if (part.excluded)
            part.status = "dropped";  // so Moodle calls it
        else if (!part.grade && (rule.only_graded || is_extra(rule, part)))
            part.status = is_extra(rule, part) ? "extra" : "novalue";
        else if (rule.aggregation != kWeighted || part.weight > 0)
            values.push_back({&part, norm_of(part)});
    }
    return values;
}

// Extra credit is never dropped.
void drop(const TotalRule& rule, std::vector<Value>& values) {
    std::ranges::stable_sort(values, {}, &Value::norm);
    const auto plain = std::ranges::count_if(
        values, [&](const Value& value) { return !is_extra(rule, *value.part); });
    auto lowest = rule.keep_high > 0 ? std::max<std::int64_t>(0, plain - rule.keep_high) : 0;
    lowest = std::max<std::int64_t>(lowest, std::min<std::int64_t>(rule.drop_low, plain));
    std::erase_if(values, [&](const Value& value) {
        if (lowest == 0 || is_extra(rule, *value.part)) return false;
        --lowest;
        value.part->status = "dropped";
        return true;
    });
}

// Shares of the weighted aggregations, extra credit on top.
void share_out(const TotalRule& rule, std::vector<Value>& values) {
    const auto weight = [&](const TotalPart& part) {
        if (rule.aggregation == kWeighted) return part.weight;
        if (rule.aggregation == kSimpleWeighted || rule.aggregation == kNatural)
            return part.max - part.min;
        return is_extra(rule, part) ? part.weight : 1.0;
    };
    double sum = 0;
    for (const Value& value : values)
        if (!is_extra(rule, *value.part)) sum += weight(*value.part);
    for (Value& value : values) {
        value.part->status = is_extra(rule, *value.part) ? "extra" : "used";
        value.part->share = sum == 0 ? 0 : weight(*value.part) / sum;
    }
}

double picked(const TotalRule& rule, const std::vector<Value>& values) {
    const std::size_t n = values.size();
    if (rule.aggregation == kLowest) return values.front().norm;
    if (rule.aggregation == kHighest) return values.back().norm;
    if (rule.aggregation == kMedian)
        return n % 2 == 1 ? values[n / 2].norm : (values[n / 2 - 1].norm + values[n / 2].norm) / 2;
    std::map<double, int> times;  // mode; of several the highest
    for (const Value& value : values)
        ++times[kept(value.norm)];
    return std::ranges::max_element(times,
                                    [](const auto& a, const auto& b) {
                                        return std::pair(a.second, a.first) <
                                               std::pair(b.second, b.first);
                                    })
        ->first;
}

}  // namespace

double natural_max(const std::vector<TotalPart>& parts) {
    double max = 0;
    for (const TotalPart& part : parts)
        if (part.weight <= 0) max += part.max;
    return max;
}

Total total_of(const TotalRule& rule, std::vector<TotalPart>& parts) {
    Total total{.grade = std::nullopt, .max = rule.max};
    std::vector<Value> values = counted(rule, parts);
    // Who has no grade at all below has none here either, whether empty ones count or not.
    if (std::ranges::none_of(parts, [](const TotalPart& part) {
            return part.grade.has_value() && !part.excluded;
        })) {
        for (const Value& value : values)
            value.part->status = "novalue";
        return total;
    }
    drop(rule, values);
    if (values.empty()) return total;
    share_out(rule, values);
    double norm = 0;
    if (rule.aggregation == kNatural) {
        double sum = 0;
        double max = 0;
        for (const Value& value : values) {
            sum += value.norm * (value.part->max - value.part->min) + value.part->min;
            if (!is_extra(rule, *value.part)) max += value.part->max;
        }
        total.max = max;
        total.grade = kept(std::clamp(sum, rule.min, std::max(rule.min, max)));
        return total;
    }
    if (rule.aggregation >= kWeighted || rule.aggregation == kMean)
        for (const Value& value : values)
            norm += value.norm * value.part->share;
    else
        norm = picked(rule, values);
    total.grade = kept(std::clamp(rule.min + norm * (rule.max - rule.min), rule.min, rule.max));
    return total;
}

}  // namespace causeway::sandbox
