// SPDX-License-Identifier: GPL-3.0-or-later
// Typed calls about categories and courses, one for each web-service function. A field that is
// not set is not sent. Any thread may call, but Moodle bears only one writer (moodle.md section
// 5): the sync engine sees to that. Errors are Faults.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/lms.h"
#include "moodle/calls_users.h"
#include "moodle/errors.h"
#include "moodle/wire.h"

namespace causeway::moodle {

struct NewCategory {
    std::string name;
    model::RemoteId parent = 0;
    std::string idnumber;
};
struct CategoryChange {
    model::RemoteId id = 0;
    std::optional<std::string> name;
    std::optional<model::RemoteId> parent;
    std::optional<std::string> idnumber;
};
inline constexpr std::size_t kCategoryLeaves = 4;

struct NewCourse {
    std::string fullname;
    std::string shortname;
    model::RemoteId category = 0;
    std::string idnumber;
    std::string format = "topics";
    std::optional<base::Instant> start;
    std::optional<base::Instant> end;  // 0: none
    std::optional<bool> visible;
    std::optional<int> announcements;
    std::optional<int> group_mode;  // 1: separate groups
};
struct CourseChange {
    model::RemoteId id = 0;
    std::optional<std::string> fullname;
    std::optional<std::string> shortname;
    std::optional<model::RemoteId> category;
    std::optional<std::string> idnumber;
    std::optional<base::Instant> start;
    std::optional<base::Instant> end;
    std::optional<bool> visible;
};
inline constexpr std::size_t kCourseLeaves = 9;  // and the group mode, of a few at a time

// core_course_get_categories, all that there are.
Called<std::vector<model::FoundCategory>> get_categories(Channel& channel);
// The same with one criterion ("idnumber", "parent", "ids"), without what stands below.
Called<std::vector<model::FoundCategory>> get_categories(Channel& channel, const std::string& key,
                                                         const std::string& value);
// core_course_create_categories: the ids in the order of the rows.
Called<std::vector<model::RemoteId>> create_categories(Channel& channel,
                                                       std::span<const NewCategory> rows);
// core_course_update_categories: all or nothing.
Called<Done> update_categories(Channel& channel, std::span<const CategoryChange> rows);
// core_course_delete_categories, all or nothing. What is in them is never deleted: it moves to
// the named category, or to the parent. A top category needs a name even when it is empty.
struct CategoryDeletion {
    model::RemoteId id = 0;
    std::optional<model::RemoteId> contents_to;
};
Called<Done> delete_categories(Channel& channel, std::span<const CategoryDeletion> rows);

// core_course_get_courses: all (no ids given), the front page's own course left out; or these.
// A fault (stop) when the account may not see the ID numbers: a listing without them is no proof.
Called<std::vector<model::FoundCourse>> get_courses(Channel& channel,
                                                    std::span<const model::RemoteId> ids = {});
// core_course_get_courses_by_field: field id, ids, shortname, idnumber or category; one value.
Called<std::vector<model::FoundCourse>> get_courses_by_field(Channel& channel,
                                                             const std::string& field,
                                                             const std::string& value);
// core_course_create_courses: the ids in the order of the rows.
Called<std::vector<model::RemoteId>> create_courses(Channel& channel,
                                                    std::span<const NewCourse> rows);
// core_course_update_courses
Called<std::vector<RowWarning>> update_courses(Channel& channel,
                                               std::span<const CourseChange> rows);
// core_course_delete_courses
Called<std::vector<RowWarning>> delete_courses(Channel& channel,
                                               std::span<const model::RemoteId> ids);

}  // namespace causeway::moodle
