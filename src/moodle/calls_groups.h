// SPDX-License-Identifier: GPL-3.0-or-later
// Typed calls about the groups of a course, one for each web-service function. Only needed where a
// link's sections are groups. Any thread; errors are Faults.
//
// As with enrolments, the writing ones answer `null`: a field that Moodle requires of every row is
// sent last, so that a request which was cut short is refused as a whole (calls_enrol.h).
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/lms.h"
#include "moodle/errors.h"
#include "moodle/wire.h"

namespace causeway::moodle {

struct NewGroup {
    model::RemoteId course = 0;
    std::string name;
    std::string idnumber;
};
struct GroupChange {
    model::RemoteId id = 0;
    std::string name;
    std::optional<std::string> idnumber;
};
struct GroupSeat {
    model::RemoteId group = 0;
    model::RemoteId user = 0;
};

// core_group_get_course_groups: all groups of a course.
Called<std::vector<model::FoundGroup>> get_course_groups(Channel& channel, model::RemoteId course);
// core_group_get_group_members: every group must be there.
Called<std::vector<model::FoundMember>> get_group_members(Channel& channel,
                                                          std::span<const model::RemoteId> groups);
// core_group_create_groups: all or nothing; the ids in the order of the rows. A name or ID number
// that the course has already is refused.
Called<std::vector<model::RemoteId>> create_groups(Channel& channel,
                                                   std::span<const NewGroup> rows);
// core_group_update_groups: all or nothing.
Called<Done> update_groups(Channel& channel, std::span<const GroupChange> rows);
// core_group_delete_groups: what is gone already is no error.
Called<Done> delete_groups(Channel& channel, std::span<const model::RemoteId> ids);
// core_group_add_group_members, core_group_delete_group_members: all or nothing; whoever is in
// the group already, or is not in it, is no error. To be added one must be enrolled.
Called<Done> add_group_members(Channel& channel, std::span<const GroupSeat> rows);
Called<Done> delete_group_members(Channel& channel, std::span<const GroupSeat> rows);

}  // namespace causeway::moodle
