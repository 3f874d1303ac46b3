// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/turn.h"

#include <algorithm>

namespace causeway::model {

const SchoolTurn* turn_that_counts(const TurnState& state, std::int64_t school, base::Date today) {
    const auto found = state.turns.find(school);
    if (found == state.turns.end()) return nullptr;
    const SchoolTurn& turn = found->second;
    return turn.run != 0 || turn.begins <= today ? &turn : nullptr;
}

std::map<std::int64_t, int> years_that_count(const TurnState& state, std::optional<int> named,
                                             base::Date today) {
    std::map<std::int64_t, int> out;
    if (!named) out = state.seen;
    for (const auto& [school, turn] : state.turns) {
        if (turn_that_counts(state, school, today) == nullptr) continue;
        int& year = out[school];
        year = std::max(named.value_or(year), turn.to);
    }
    return out;
}

std::optional<base::Date> held_until(const TurnState& state, base::Date today) {
    if (!state.hold || today < state.hold->from || today > state.hold->to) return std::nullopt;
    return state.hold->to;
}

const SchoolRollover* RolloverBook::of(std::int64_t school) const {
    const auto found = std::find_if(schools.begin(), schools.end(),
                                    [&](const SchoolRollover& s) { return s.school == school; });
    return found == schools.end() ? nullptr : &*found;
}

}  // namespace causeway::model
