// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/profiles.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

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

[[noreturn]] void not_read(base::Problem problem) {
    problem.what = "Moodle could not be read whole; " + problem.what;
    throw base::Failure(base::ExitCode::incomplete, problem);
}

// A value of a unique field that the plan sets.
struct Setting {
    Operation* op = nullptr;
    const model::ProfileRule* rule = nullptr;
    std::string value;
    std::string before;          // as agreed last; "" for none
    std::string now;             // in Moodle
    model::RemoteId holder = 0;  // somebody else who has it; 0: nobody
};

std::string value_in(const model::Values& values, const std::string& name) {
    const auto* found = model::find_value(values, name);
    return found == nullptr ? "" : found->value;
}

std::vector<Setting> settings_of(Plan& plan, const std::vector<model::ProfileRule>& rules) {
    std::vector<Setting> out;
    for (Operation& op : plan.operations) {
        if (!model::is_person(op.key.kind) || op.verb == Verb::remove) continue;
        const auto& after = std::get<model::UserShape>(op.shape).profile;
        if (after.empty()) continue;
        const model::UserShape before = before_of(op);
        for (const auto& rule : rules) {
            if (!rule.unique || rule.held || rule.whose != op.key.kind) continue;
            std::string value = value_in(after, rule.name);
            std::string was = value_in(before.profile, rule.name);
            if (!value.empty() && value != was)
                out.push_back({&op, &rule, std::move(value), std::move(was), "", 0});
        }
    }
    return out;
}

// Somebody who gives a value up in the same plan holds it no more; unless they are kept from it.
void find_holders(std::vector<Setting>& settings, const model::Profiles& all) {
    using Named = std::pair<std::string, std::string>;  // field, value
    std::map<Named, std::set<model::RemoteId>> has;
    std::unordered_map<model::RemoteId, const model::Values*> by_user;
    for (const auto& profile : all.people) {
        by_user.emplace(profile.user, &profile.values);
        for (const auto& one : profile.values)
            has[{one.name, one.value}].insert(profile.user);
    }
    for (Setting& one : settings) {
        const auto at = by_user.find(one.op->remote);
        if (at == by_user.end()) continue;
        one.now = value_in(*at->second, one.rule->name);
        has[{one.rule->name, one.now}].erase(one.op->remote);
    }
    for (bool again = true; again;) {
        again = false;
        for (Setting& one : settings) {
            if (one.holder != 0) continue;
            for (const model::RemoteId user : has[{one.rule->name, one.value}])
                if (user != one.op->remote) one.holder = user;
            if (one.holder == 0) continue;
            if (!one.now.empty()) has[{one.rule->name, one.now}].insert(one.op->remote);
            again = true;
        }
    }
}

void take_out(const Setting& one, Plan& plan) {
    Operation& op = *one.op;
    auto& shape = std::get<model::UserShape>(op.shape);
    if (one.before.empty())
        model::drop_value(shape.profile, one.rule->name);
    else
        model::set_value(shape.profile, one.rule->name, one.before);
    plan.unfit.push_back(
        {op.key, op.school, shape.first_name + " " + shape.last_name, one.rule->title,
         one.rule->name, true,
         base::Problem{
             "A value was not taken over", op.key.text(),
             fmt::format("the Moodle user of number {} has \"{}\" in the field {} "
                         "already, and Moodle wants each value once",
                         one.holder, base::cut_utf8(base::tidy(one.value), kShown), one.rule->name),
             "Correct the value of one of the two: in openSIS, or in that user's "
             "profile in Moodle.",
             "field.not_unique"}});
}

}  // namespace

void keep_unique(Plan& plan, Lms& lms, const std::vector<model::ProfileRule>& rules) {
    auto settings = settings_of(plan, rules);
    if (settings.empty()) return;
    std::set<std::string> names;
    for (const Setting& one : settings)
        names.insert(one.rule->name);
    const auto all = lms.read_holders(std::vector<std::string>(names.begin(), names.end()));
    if (!all) not_read(all.problem());
    if (!all->has_value()) return;
    find_holders(settings, **all);
    for (const Setting& one : settings)
        if (one.holder != 0) take_out(one, plan);
    std::erase_if(plan.operations, [&](const Operation& op) {
        const bool emptied =
            op.verb == Verb::update && model::is_person(op.key.kind) &&
            std::any_of(settings.begin(), settings.end(),
                        [&](const Setting& one) { return one.holder != 0 && one.op == &op; }) &&
            std::get<model::UserShape>(op.shape) == before_of(op);
        if (emptied) {
            plan.counts_of(op.key.kind).update -= 1;
            plan.counts_of(op.key.kind).unchanged += 1;
        }
        return emptied;
    });
}

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
    if (!found) not_read(found.problem());
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
