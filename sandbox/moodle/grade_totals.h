// SPDX-License-Identifier: GPL-3.0-or-later
// A category's total as Moodle 4.5 computes it: what counts, what is dropped, what share each
// child has. Pure; knows nothing of rows and courses.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace causeway::sandbox {

// One child of a category, for one person.
struct TotalPart {
    std::optional<double> grade;  // final
    double min = 0, max = 100;
    double weight = 0;  // aggregationcoef: a weight, or (above 0) extra credit
    bool excluded = false;
    // Answered:
    double share = 0;
    std::string_view status = "unknown";  // used, dropped (excluded too), novalue, extra
};

struct TotalRule {
    int aggregation = 13;  // as grade_categories has it
    int keep_high = 0, drop_low = 0;
    bool only_graded = true;
    double min = 0, max = 100;  // of the total
};

struct Total {
    std::optional<double> grade;
    double max = 100;  // this person's; differs from the rule's in natural aggregation
};

[[nodiscard]] Total total_of(const TotalRule& rule, std::vector<TotalPart>& parts);
// The most that a natural category's total can be: its children without extra credit.
[[nodiscard]] double natural_max(const std::vector<TotalPart>& parts);

}  // namespace causeway::sandbox
