// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/profiles.h"

#include <fmt/format.h>

#include <unordered_map>

#include "base/failure.h"
#include "base/text.h"

namespace causeway::sync {

namespace {

constexpr std::size_t kShown = 40;  // characters of a value in a reason

model::UserShape before_of(const Operation& op) {
    return op.before.empty()
               ? model::UserShape{}
               : std::get<model::UserShape>(model::shape_from_json(op.key.kind, op.before));
}

}  // namespace

void remember_profiles(Plan& plan, Lms& lms) {
    std::unordered_map<model::RemoteId, Operation*> changing;
    std::vector<model::RemoteId> users;
    for (Operation& op : plan.operations) {
        if (!model::is_person(op.key.kind) || op.remote == 0 || op.verb == Verb::remove) continue;
        const auto& after = std::get<model::UserShape>(op.shape).profile;
        if (after.empty()) continue;  // a row carries all of a person's fields, changed or not
        if (changing.emplace(op.remote, &op).second) users.push_back(op.remote);
    }
    if (users.empty()) return;
    const auto found = lms.read_profiles(users);
    if (!found) {
        base::Problem problem = found.problem();
        problem.what = "Moodle could not be read whole; " + problem.what;
        throw base::Failure(base::ExitCode::incomplete, problem);
    }
    for (const auto& profile : found->people) {
        const auto at = changing.find(profile.user);
        if (at == changing.end()) continue;
        Operation& op = *at->second;
        const auto& after = std::get<model::UserShape>(op.shape).profile;
        model::UserShape before = before_of(op);
        const model::Values agreed = before.profile;
        for (const auto& one : after) {
            const auto* is = model::find_value(profile.values, one.name);
            const auto* was = model::find_value(agreed, one.name);
            if (is == nullptr && !found->whole) continue;
            const std::string now = is == nullptr ? "" : is->value;
            const std::string last = was == nullptr ? "" : was->value;
            if (is != nullptr || was != nullptr) model::set_value(before.profile, one.name, now);
            if (now == last || now == one.value) continue;
            op.reason += fmt::format("; Moodle had \"{}\" in {}, which is kept for undo",
                                     base::cut_utf8(base::tidy(now), kShown), one.name);
        }
        if (before.profile != agreed) op.before = model::to_json(before);
    }
}

}  // namespace causeway::sync
