// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/gradebook.h"

#include <array>
#include <charconv>

namespace causeway::model {

std::string_view name(Aggregation aggregation) {
    switch (aggregation) {
        case Aggregation::mean:
            return "mean";
        case Aggregation::median:
            return "median";
        case Aggregation::lowest:
            return "lowest grade";
        case Aggregation::highest:
            return "highest grade";
        case Aggregation::mode:
            return "most frequent grade";
        case Aggregation::weighted_mean:
            return "weighted mean";
        case Aggregation::simple_weighted_mean:
            return "simple weighted mean";
        case Aggregation::mean_with_extra_credit:
            return "mean with extra credit";
        case Aggregation::natural:
            return "natural";
    }
    return "unknown";
}

std::string_view name(ItemKind kind) {
    constexpr std::array<std::string_view, 7> kNames = {
        "assignment",  "quiz",           "lesson",      "other activity",
        "manual item", "category total", "course total"};
    return kNames[static_cast<std::size_t>(kind)];
}

std::string_view name(GradeUse use) {
    constexpr std::array<std::string_view, 6> kNames = {"unknown",  "used",         "dropped",
                                                        "no value", "extra credit", "excluded"};
    return kNames[static_cast<std::size_t>(use)];
}

// "g1 HISTORY SINCE CHANGES": the changes' cursor comes last and has no blank in it.
std::string GradeCursor::text() const {
    if (empty()) return "";
    return "g1 " + std::to_string(history) + " " + std::to_string(since) + " " + changes;
}

std::optional<GradeCursor> GradeCursor::parse(std::string_view text) {
    if (text.empty()) return GradeCursor{};
    const auto word = [&]() {
        const auto end = text.find(' ');
        const std::string_view found = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        return found;
    };
    const auto number = [&](std::int64_t& into) {
        const std::string_view digits = word();
        const char* end = digits.data() + digits.size();
        const auto [at, error] = std::from_chars(digits.data(), end, into);
        return error == std::errc{} && at == end && into >= 0;
    };
    GradeCursor cursor;
    if (word() != "g1" || !number(cursor.history) || !number(cursor.since)) return std::nullopt;
    if (text.find(' ') != std::string_view::npos || cursor.since == 0) return std::nullopt;
    cursor.changes = text;
    return cursor;
}

}  // namespace causeway::model
