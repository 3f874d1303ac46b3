// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/guard.h"

#include <fmt/format.h>

namespace causeway::sync {

namespace {

bool too_many(const Tally& tally, const Policy& policy) {
    if (tally.leaving == 0) return false;
    const std::int64_t leaving = tally.leaving + tally.earlier - tally.agreed;
    const std::int64_t held = tally.held + tally.earlier;
    return leaving > policy.guard_records &&
           static_cast<double>(leaving) * 100.0 > policy.guard_percent * static_cast<double>(held);
}

// A side that suddenly holds nothing is far more often a fault than a fact.
bool all_gone(model::Kind kind, const Tally& tally) {
    return kind >= model::Kind::section && kind != model::Kind::manages && tally.held > 1 &&
           tally.wanted == 0 && tally.leaving > tally.agreed;
}

std::string called(std::int64_t school, const Plan& plan) {
    const auto title = plan.titles.find(school);
    return title == plan.titles.end() || title->second.empty()
               ? fmt::format("school {}", school)
               : fmt::format("{} (school {})", title->second, school);
}

}  // namespace

std::optional<base::Problem> guard(const Plan& plan, const Policy& policy) {
    std::string offences;
    for (const auto& [where, tally] : plan.tallies) {
        const auto& [school, kind] = where;
        if (!too_many(tally, policy) && !all_gone(kind, tally)) continue;
        if (!offences.empty()) offences += "; ";
        offences += fmt::format("{}: {} of {} {} would leave", called(school, plan), tally.leaving,
                                tally.held, model::people_say(kind));
        if (tally.earlier > 0)
            offences += fmt::format(", after {} since the last whole run", tally.earlier);
        if (tally.agreed > 0)
            offences +=
                fmt::format(", and {} were agreed to with the turn of the year", tally.agreed);
        if (tally.wanted == 0)
            offences += " (openSIS holds none at all)";
        else if (kind == model::Kind::section && tally.leaving == tally.held)
            offences +=
                " (each of them has another number in openSIS now, as after a rollover that was "
                "run again; these courses would be hidden and kept, and others made)";
    }
    if (offences.empty()) return std::nullopt;
    return base::Problem{
        "The guard stopped the run before the first write", "", offences,
        fmt::format("Nothing was changed. If openSIS is right, run again with --override YOUR-NAME "
                    "--because REASON; if not, repair openSIS first. (The limit is {} % and {} "
                    "records: guard.percent, guard.records.)",
                    policy.guard_percent, policy.guard_records),
        "guard.removals"};
}

}  // namespace causeway::sync
