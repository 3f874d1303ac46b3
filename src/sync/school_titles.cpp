// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/school_titles.h"

#include "base/text.h"

namespace causeway::sync {

namespace {

std::string title_in_base(std::int64_t school, State& state) {
    const auto found = state.base_of({model::Kind::school, school, 0});
    if (!found) return "";
    return std::get<model::CategoryShape>(model::shape_from_json(found->key.kind, found->shape))
        .name;
}

}  // namespace

void note_titles(Plan& plan, const RosterFacts& facts, State& state) {
    for (const auto& [where, tally] : plan.tallies) {
        const std::int64_t school = where.first;
        if (tally.leaving == 0 || plan.titles.contains(school)) continue;
        const auto now = facts.schools.find(school);
        plan.titles[school] = now == facts.schools.end() ? title_in_base(school, state)
                                                         : base::tidy(now->second.title);
    }
}

}  // namespace causeway::sync
