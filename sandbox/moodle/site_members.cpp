// SPDX-License-Identifier: GPL-3.0-or-later
// Site's part about who is in a course: enrolments with their ids, roles and groups; and the names
// of the change log.
#include <algorithm>
#include <array>

#include "sandbox/moodle/site.h"

namespace causeway::sandbox {

namespace {

constexpr std::array<std::string_view, 4> kKinds = {"people", "courses", "enrolments", "grades"};
constexpr std::array<std::string_view, 3> kWhats = {"created", "updated", "deleted"};

}  // namespace

std::string_view name_of(ChangeKind kind) {
    return kKinds[static_cast<std::size_t>(kind)];
}
std::string_view name_of(What what) {
    return kWhats[static_cast<std::size_t>(what)];
}
bool kind_named(std::string_view name, ChangeKind& kind) {
    const auto at = std::find(kKinds.begin(), kKinds.end(), name);
    if (at == kKinds.end()) return false;
    kind = static_cast<ChangeKind>(at - kKinds.begin());
    return true;
}

// A new enrolment takes the next id, one that is brought back takes its own again.
void Site::settle_enrolment(const Course& course, Member& member, Id held) {
    if (member.enrolled && held != 0) {
        member.enrolment = held;
        return;
    }
    if (held != 0) places_[static_cast<std::size_t>(held - 1)] = {};
    if (!member.enrolled) {
        member.enrolment = 0;
        return;
    }
    if (member.enrolment == 0) member.enrolment = last_enrolment() + 1;
    if (member.enrolment > last_enrolment())
        places_.resize(static_cast<std::size_t>(member.enrolment));
    places_[static_cast<std::size_t>(member.enrolment - 1)] = {course.id, member.userid};
}

// As core's events come: one for the enrolment, another for roles, which names no enrolment.
void Site::note_member(const Course& course, const Member& before, const Member& after) {
    const auto note = [&](What what, Id enrolment) {
        changes.note(ChangeKind::enrolments, what, enrolment, after.userid, course.id);
    };
    if (before.enrolled != after.enrolled)
        note(after.enrolled ? What::created : What::removed,
             std::max(before.enrolment, after.enrolment));
    else if (before.suspended != after.suspended || before.timestart != after.timestart ||
             before.timeend != after.timeend)
        note(What::updated, after.enrolment);
    if (before.roles != after.roles) note(What::updated, 0);
}

void Site::set_member(Course& course, Member member) {
    auto at = std::lower_bound(course.members.begin(), course.members.end(), member.userid,
                               [](const Member& held, Id user) { return held.userid < user; });
    const bool known = at != course.members.end() && at->userid == member.userid;
    const bool wanted = member.enrolled || member.roles != 0;
    const Member before = known ? *at : Member{.userid = member.userid};
    settle_enrolment(course, member, before.enrolment);
    note_member(course, before, member);
    if ((member.roles & ~before.roles) != 0) member.roletime = changes.now;
    if (member.enrolled && !before.enrolled) {
        ++course.enrolled;
        ++enrolments_;
    } else if (!member.enrolled && before.enrolled) {
        --course.enrolled;
        --enrolments_;
        for (const Id group : course.groups)
            groups_.at(group).members.erase(member.userid);
    }
    if (known && !wanted) {
        std::erase(user(member.userid)->courses, course.id);
        course.members.erase(at);
    } else if (known) {
        *at = member;
    } else if (wanted) {
        user(member.userid)->courses.push_back(course.id);
        course.members.insert(at, member);
    }
}

const Site::Place* Site::enrolment_place(Id enrolment) const {
    if (enrolment < 1 || enrolment > last_enrolment()) return nullptr;
    const Place& place = places_[static_cast<std::size_t>(enrolment - 1)];
    return place.course == 0 ? nullptr : &place;
}

Group& Site::add_group(Group group) {
    if (group.id == 0) group.id = next_group_;
    next_group_ = std::max(next_group_, group.id + 1);
    courses_.at(group.courseid).groups.push_back(group.id);
    return groups_[group.id] = std::move(group);
}

void Site::remove_group(Id id) {
    std::erase(courses_.at(groups_.at(id).courseid).groups, id);
    groups_.erase(id);
}

Group* Site::group(Id id) {
    const auto at = groups_.find(id);
    return at == groups_.end() ? nullptr : &at->second;
}

std::vector<Id> Site::groups_of(const Course& course, Id user) const {
    std::vector<Id> ids;
    for (const Id id : course.groups)
        if (groups_.at(id).members.contains(user)) ids.push_back(id);
    return ids;
}

}  // namespace causeway::sandbox
