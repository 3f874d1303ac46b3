// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/confirm.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "sync/fan_out.h"

namespace causeway::sync {

namespace {

base::Problem not_confirmed(const Pending& one) {
    return {"Moodle did not confirm the enrolment", one.operation->key.text(),
            "it was being sent when an earlier run was cut off, and the course does not show it",
            "Run again. If it stays so, look at the course's manual enrolment method in Moodle.",
            "moodle.not_confirmed"};
}

// Of an enrolment outside its dates only the presence can be proved.
bool provable_state(const Operation& operation, base::Instant now) {
    const auto* shape = std::get_if<model::EnrolmentShape>(&operation.shape);
    return shape == nullptr || shape->counts_at(now);
}

void confirm_course(std::span<const Pending> sent, bool removed, base::Instant now, Ledger& ledger,
                    Lms& lms) {
    // Whether it is suspended matters only where it was to be.
    const bool with_state =
        !removed && std::any_of(sent.begin(), sent.end(), [](const Pending& one) {
            return one.operation->state == model::State::suspended || one.doubtful;
        });
    const auto listed = lms.list_enrolments(std::span(&sent[0].place, 1), with_state);
    if (!listed) {
        ledger.left_open(sent, listed.problem());
        return;
    }
    std::unordered_map<model::RemoteId, std::optional<bool>> suspended;  // by user
    for (const model::FoundEnrolment& found : *listed)
        suspended[found.user] = found.suspended;
    std::vector<Pending> proved;
    for (const Pending& one : sent) {
        const auto found = suspended.find(one.user);
        const bool wanted_suspended = one.operation->state == model::State::suspended;
        const bool as_sent = removed ? found == suspended.end()
                                     : found != suspended.end() &&
                                           (!found->second || *found->second == wanted_suspended ||
                                            !provable_state(*one.operation, now));
        if (as_sent)
            proved.push_back(one);
        else
            ledger.given_up(std::span(&one, 1), not_confirmed(one));
    }
    const std::vector<model::RemoteId> no_ids(proved.size(), 0);
    if (!proved.empty()) ledger.done(proved, no_ids);
}

base::Problem not_in_group(const Pending& one) {
    return {"Moodle did not confirm who is in the group", one.operation->key.text(),
            "it was being sent when an earlier run was cut off, and the group does not show it",
            "Run again; it is planned anew.", "moodle.not_confirmed"};
}

}  // namespace

void confirm_memberships(std::vector<Pending> sent, bool left, Ledger& ledger,
                         const ApplyTools& tools) {
    if (sent.empty()) return;
    std::vector<model::RemoteId> groups;
    for (const Pending& one : sent)
        groups.push_back(one.place);
    std::sort(groups.begin(), groups.end());
    groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
    const auto listed = tools.lms.list_group_members(groups);
    if (!listed) {
        ledger.left_open(sent, listed.problem());
        return;
    }
    std::set<std::pair<model::RemoteId, model::RemoteId>> seats;
    for (const model::FoundMember& found : *listed)
        seats.emplace(found.group, found.user);
    std::vector<Pending> proved;
    for (const Pending& one : sent)
        if (seats.contains({one.place, one.user}) != left)
            proved.push_back(one);
        else
            ledger.given_up(std::span(&one, 1), not_in_group(one));
    const std::vector<model::RemoteId> no_ids(proved.size(), 0);
    if (!proved.empty()) ledger.done(proved, no_ids);
}

void confirm_enrolments(std::vector<Pending> sent, bool removed, Ledger& ledger,
                        const ApplyTools& tools) {
    std::stable_sort(sent.begin(), sent.end(),
                     [](const Pending& a, const Pending& b) { return a.place < b.place; });
    std::vector<std::span<const Pending>> courses;
    for (std::size_t first = 0; first < sent.size();) {
        std::size_t last = first;
        while (last < sent.size() && sent[last].place == sent[first].place)
            ++last;
        courses.push_back(std::span<const Pending>(sent).subspan(first, last - first));
        first = last;
    }
    fan_out(courses.size(), tools.options.connections, [&](std::size_t i) {
        confirm_course(courses[i], removed, tools.clock.now(), ledger, tools.lms);
    });
}

}  // namespace causeway::sync
