// SPDX-License-Identifier: GPL-3.0-or-later
#include "grades/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "grades/rules.h"
#include "grades/section_grade.h"
#include "model/key.h"

namespace causeway::grades {

namespace {

std::string listed(const std::vector<std::string>& names) {
    std::string out;
    for (std::size_t i = 0; i < std::min<std::size_t>(names.size(), 5); ++i)
        out += (i == 0 ? "\"" : ", \"") + names[i] + "\"";
    if (names.size() > 5) out += fmt::format(" and {} more", names.size() - 5);
    return out;
}

// How Moodle makes a category's total of these items; empty where openSIS comes to the same.
std::string_view other_way(model::Aggregation how, const std::vector<const model::GradedItem*>& of,
                           bool weighs) {
    if (of.size() < 2) return {};
    const auto alike = [&](auto&& what) {
        return std::all_of(of.begin(), of.end(), [&](const auto* item) {
            return std::fabs(what(*item) - what(*of.front())) < 1e-5;
        });
    };
    const bool one_range = alike([](const auto& item) { return item.max - item.min; });
    const bool one_weight =
        alike([](const auto& item) { return item.weight ? item.weight->weight : 0; });
    const bool by_hand = std::any_of(of.begin(), of.end(), [](const auto* item) {
        return item->weight && item->weight->set_by_hand;
    });
    switch (how) {
        case model::Aggregation::mean:
        case model::Aggregation::mean_with_extra_credit:
            return weighs || one_range ? "" : "as the plain mean of the percentages";
        case model::Aggregation::simple_weighted_mean:
            return !weighs || one_range ? "" : "as the mean weighed by each item's points";
        case model::Aggregation::natural:
            if (by_hand) return "by the weights that its teacher gave the items";
            return !weighs || one_range ? "" : "by adding up the points";
        case model::Aggregation::weighted_mean:
            return one_weight && (weighs || one_range)
                       ? ""
                       : "as the mean weighed by each item's own weight";
        case model::Aggregation::median:
            return "as the median";
        case model::Aggregation::lowest:
            return "as the lowest grade";
        case model::Aggregation::highest:
            return "as the highest grade";
        case model::Aggregation::mode:
            return "as the most frequent grade";
    }
    return {};
}

// Weights that a teacher changed in openSIS.
void changed_weights(const model::SchoolBook& sis, std::vector<std::string>& reasons) {
    const auto per_cent = [](std::optional<std::int64_t> weight) {
        return weight ? fmt::format("{:.6g} %", static_cast<double>(*weight) / 1000) : "nothing";
    };
    for (const auto& link : sis.item_links)
        for (const auto& type : sis.categories)
            if (link.kind == model::BookKind::category && type.id == link.local &&
                type.row.weight != link.agreed.weight)
                reasons.push_back(fmt::format("\"{}\" weighs {} in openSIS and {} in Moodle.",
                                              type.row.title, per_cent(type.row.weight),
                                              per_cent(link.agreed.weight)));
}

}  // namespace

Explanation explain(const model::SchoolBook& sis, const model::Gradebook& lms, const Policy& policy,
                    std::int64_t student) {
    Explanation out;
    const std::int64_t period = period_of(sis, policy.today);
    std::optional<base::Date> enrolled;
    for (const auto& pupil : sis.pupils)
        if (pupil.student == student) enrolled = pupil.enrolled_from;
    out.opensis = section_percent(parts_of(sis, student, period), sis.section.weights,
                                  sis.section.rounding, enrolled);
    std::map<model::RemoteId, const model::GradedItem*> items;
    for (const auto& item : lms.items)
        items[item.id] = &item;
    std::vector<std::string> dropped, hidden, elsewhere, extra, negative, not_carried;
    std::map<model::RemoteId, std::vector<std::string>> ungraded;  // by category
    std::map<model::RemoteId, std::vector<const model::GradedItem*>> counted;
    const std::string mine = model::Key{model::Kind::student, student, 0}.idnumber(policy.prefix);
    for (const model::Grade& grade : lms.grades) {
        const auto found = items.find(grade.item);
        if (grade.idnumber != mine || found == items.end()) continue;
        const model::GradedItem& item = *found->second;
        if (item.kind == model::ItemKind::course_total && grade.final)
            out.moodle = percent_of(*grade.final, grade.min, grade.max);
        if (model::is_total(item.kind)) continue;
        const std::string title = plain_text(item.name, 100);
        if (!policy.kinds.contains(item.kind) || !measure_of(item)) not_carried.push_back(title);
        if (grade.use == model::GradeUse::dropped)
            dropped.push_back(title);
        else if (grade.final && !grade.exempt.value_or(false))
            counted[item.category].push_back(&item);
        if ((grade.hidden.value_or(false) || item.hidden.value_or(false)) && !policy.carry_hidden)
            hidden.push_back(title);
        if (!grade.final && !grade.exempt.value_or(false)) ungraded[item.category].push_back(title);
        if (item.weight && item.weight->extra_credit) extra.push_back(title);
        if (grade.final && *grade.final < 0) negative.push_back(title);
        if (item.due != 0 && period_of(sis, policy.zone.date_of(item.due)) != period)
            elsewhere.push_back(title);
    }
    const auto say = [&](const std::vector<std::string>& names, const char* words) {
        if (!names.empty()) out.reasons.push_back(fmt::format("{}: {}.", words, listed(names)));
    };
    const bool differ = out.opensis.has_value() != out.moodle.has_value() ||
                        (out.opensis && std::fabs(*out.opensis - *out.moodle) >= 0.005);
    if (!differ) return out;
    if (!sis.section.weights)
        out.reasons.emplace_back(
            "openSIS adds up points here, without weights; Moodle weighs as its course says.");
    else
        out.reasons.emplace_back(
            "openSIS takes the plain mean of the percentages in each category and weighs the "
            "categories; categories without a grade leave their weight to the others.");
    if (sis.section.weights) changed_weights(sis, out.reasons);
    for (const auto& category : lms.categories) {
        const std::string_view way =
            category.aggregation
                ? other_way(*category.aggregation, counted[category.id], sis.section.weights)
                : "";
        if (!way.empty())
            out.reasons.push_back(fmt::format(
                "Moodle makes the total of \"{}\" {}; openSIS {}.", plain_text(category.name, 100),
                way, sis.section.weights ? "takes the plain mean" : "adds up the points"));
        if (category.drop_low.value_or(0) > 0)
            out.reasons.push_back(
                fmt::format("Moodle leaves out the {} lowest of \"{}\"; openSIS has no such rule.",
                            *category.drop_low, plain_text(category.name, 100)));
        if (category.keep_high.value_or(0) > 0)
            out.reasons.push_back(
                fmt::format("Moodle counts the {} highest of \"{}\" only; openSIS counts all.",
                            *category.keep_high, plain_text(category.name, 100)));
        const auto empty = ungraded.find(category.id);
        if (category.only_graded == false && empty != ungraded.end())
            out.reasons.push_back(
                fmt::format("What is not graded counts as zero in Moodle's \"{}\", and not at all "
                            "in openSIS: {}.",
                            plain_text(category.name, 100), listed(empty->second)));
    }
    say(dropped, policy.excuse_dropped ? "Left out by Moodle's drop rule, so excused in openSIS"
                                       : "Left out by Moodle's drop rule, counted by openSIS");
    say(hidden, "Hidden from students in Moodle, so not carried into openSIS");
    say(extra, "Extra credit");
    say(negative, "Below zero in Moodle, zero in openSIS");
    say(not_carried, "Not carried into openSIS at all");
    say(elsewhere, "Counted by Moodle, but due in another marking period of openSIS");
    if (sis.section.rounding != model::Rounding::two_decimals)
        out.reasons.emplace_back(
            "The teacher's configuration in openSIS rounds to whole per cent.");
    if (!lms.has_rules)
        out.reasons.emplace_back(
            "Without Causeway's Moodle plugin weights and drop rules cannot be seen.");
    return out;
}

}  // namespace causeway::grades
