// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/intake_fields.h"

#include <algorithm>

#include "base/log.h"
#include "fields/arrive.h"

namespace causeway::service {

void IntakeFields::fill(model::Kind whose, std::vector<model::MoodlePerson>& people) {
    const auto rows = parts_.judged();
    for (const auto& row : rows)
        if (row.held && row.mapping.whose == whose) base::log::warning("{}", row.held->text());
    const bool any = std::any_of(rows.begin(), rows.end(), [&](const auto& row) {
        return !row.held && row.mapping.whose == whose;
    });
    if (!any) return;
    std::vector<std::int64_t> users;
    users.reserve(people.size());
    for (const auto& person : people)
        users.push_back(person.user.id);
    const auto profiles = parts_.profiles(users);
    std::unordered_map<std::int64_t, const model::Values*> by_user;
    for (const auto& one : profiles.people)
        by_user.emplace(one.user, &one.values);
    for (auto& person : people) {
        const auto profile = by_user.find(person.user.id);
        if (profile == by_user.end()) continue;
        auto arrival = fields::arrive(rows, whose, *profile->second,
                                      person.user.first_name + " " + person.user.last_name);
        person.fields = std::move(arrival.taken);
        person.unfit = std::move(arrival.unfit);
    }
    target_.know_fields(parts_.placed());
    sis_.keep_profiles(rows, parts_.placed());
}

}  // namespace causeway::service
