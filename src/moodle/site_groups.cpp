// SPDX-License-Identifier: GPL-3.0-or-later
// Site's part about groups: sections of a link whose openSIS courses are one Moodle course each.
#include <algorithm>

#include "moodle/calls_courses.h"
#include "moodle/calls_groups.h"
#include "moodle/outcome.h"
#include "moodle/row_values.h"
#include "moodle/site.h"
#include "moodle/wire.h"

namespace causeway::moodle {

namespace {

constexpr std::size_t kGroupsPerLookup = 100;

std::vector<GroupSeat> seats_of(std::span<const model::MemberWrite> rows) {
    std::vector<GroupSeat> seats;
    seats.reserve(rows.size());
    for (const auto& row : rows)
        seats.push_back({row.group, row.user});
    return seats;
}

}  // namespace

base::Result<std::vector<model::FoundGroup>> Site::list_groups(
    std::span<const model::RemoteId> courses) {
    std::vector<model::FoundGroup> all;
    for (const model::RemoteId course : courses) {
        const auto found = get_course_groups(*channel_, course);
        if (!found) {
            // A course that is gone has none; one that cannot be seen into is an error.
            const auto there = get_courses_by_field(*channel_, "id", std::to_string(course));
            if (!there) return there.fault().problem;
            if (there->empty()) continue;
            return found.fault().problem;
        }
        all.insert(all.end(), found->begin(), found->end());
    }
    return all;
}

base::Result<std::vector<model::FoundMember>> Site::list_group_members(
    std::span<const model::RemoteId> groups) {
    std::vector<model::FoundMember> all;
    for (std::size_t at = 0; at < groups.size(); at += kGroupsPerLookup) {
        const auto found = get_group_members(
            *channel_, groups.subspan(at, std::min(kGroupsPerLookup, groups.size() - at)));
        if (!found) return found.fault().problem;
        all.insert(all.end(), found->begin(), found->end());
    }
    return all;
}

model::CallOutcome Site::write_groups(std::span<const model::GroupWrite> rows) {
    if (rows.empty()) return {};
    if (rows.front().id == 0) {
        std::vector<NewGroup> made;
        for (const auto& row : rows)
            made.push_back({row.course, row.shape.name, row.key.idnumber(options_.prefix)});
        return created(create_groups(*channel_, made), rows);
    }
    std::vector<GroupChange> changed;
    for (const auto& row : rows)
        changed.push_back({row.id, row.shape.name, stamp_of(row, options_.prefix)});
    const auto done = update_groups(*channel_, changed);
    return done ? all_done(rows) : failed(done.fault(), rows);
}

model::CallOutcome Site::delete_groups(std::span<const model::GroupWrite> rows) {
    if (rows.empty()) return {};
    std::vector<model::RemoteId> ids;
    for (const auto& row : rows)
        ids.push_back(row.id);
    const auto done = moodle::delete_groups(*channel_, ids);
    return done ? all_done(rows) : failed(done.fault(), rows);
}

model::CallOutcome Site::add_group_members(std::span<const model::MemberWrite> rows) {
    if (rows.empty()) return {};
    const auto done = moodle::add_group_members(*channel_, seats_of(rows));
    return done ? all_done(rows) : failed(done.fault(), rows);
}

model::CallOutcome Site::remove_group_members(std::span<const model::MemberWrite> rows) {
    if (rows.empty()) return {};
    const auto done = moodle::delete_group_members(*channel_, seats_of(rows));
    return done ? all_done(rows) : failed(done.fault(), rows);
}

}  // namespace causeway::moodle
