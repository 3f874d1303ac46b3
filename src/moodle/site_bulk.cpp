// SPDX-License-Identifier: GPL-3.0-or-later
// Site's fast path: the same writes and listings through our plugin local/opensis, where the token
// may call it. One call carries many rows, and each row has an outcome of its own.
#include <algorithm>
#include <map>
#include <utility>

#include "base/sealed.h"
#include "moodle/calls_local.h"
#include "moodle/outcome.h"
#include "moodle/row_values.h"
#include "moodle/site.h"
#include "moodle/wire.h"

namespace causeway::moodle {

namespace {

// How many times as many rows the plugin carries in a call as core's functions do.
constexpr std::size_t kMoreUsers = 4;
constexpr std::size_t kMoreCourses = 5;
constexpr std::size_t kMoreEnrolments = 10;

template <class Row>
model::CallOutcome told(const Called<UpsertOutcomes>& called, std::span<const Row> rows,
                        std::string_view what) {
    if (!called) return failed(called.fault(), rows);
    model::CallOutcome outcome;
    outcome.rows.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const UpsertOutcome& one = (*called)[i];
        if (!one.refused()) {
            outcome.rows.push_back({one.id, std::nullopt});
            continue;
        }
        base::Problem problem = problem_of_warning(one.code, one.message);
        problem.what = what;
        problem.record = rows[i].key.text();
        outcome.rows.push_back({0, std::move(problem)});
    }
    return outcome;
}

}  // namespace

void Site::note_functions(const std::vector<std::string>& granted) {
    const auto all = [&](std::initializer_list<std::string_view> names) {
        return std::all_of(names.begin(), names.end(), [&](std::string_view name) {
            return std::find(granted.begin(), granted.end(), name) != granted.end();
        });
    };
    bulk_writes_ = all({"local_opensis_upsert_users", "local_opensis_upsert_courses",
                        "local_opensis_upsert_enrolments"});
    bulk_listings_ = all({"local_get_users_information", "local_get_course_information",
                          "local_get_schedule_information"});
}

std::size_t Site::rows_per_call(model::Kind kind, std::size_t configured) {
    const std::size_t core = std::min(configured, row_limit(kind));
    if (!bulk_writes_ || model::is_category(kind) || kind == model::Kind::manages) return core;
    const std::size_t more = kind == model::Kind::section ? kMoreCourses
                             : model::is_person(kind)     ? kMoreUsers
                                                          : kMoreEnrolments;
    return std::min(configured * more, kUpsertRows);
}

// ---- writes ----

model::CallOutcome Site::write_courses_in_bulk(std::span<const model::CourseWrite> rows) {
    std::vector<CourseRow> sent;
    for (const auto& row : rows) {
        CourseRow course;
        course.id = row.id;
        course.shortname = if_given(row.shape.shortname);
        course.fullname = if_given(row.shape.fullname);
        course.category = row.category;
        course.start = start_of(row.shape);
        course.end = end_of(row.shape);
        course.visible = row.visible;
        course.idnumber =
            row.id == 0 ? row.key.idnumber(options_.prefix) : stamp_of(row, options_.prefix);
        if (row.id == 0) course.announcements = options_.announcements;
        sent.push_back(std::move(course));
    }
    return told(upsert_courses(*channel_, sent), rows, "Could not write the course in Moodle");
}

model::CallOutcome Site::write_users_in_bulk(std::span<const model::UserWrite> rows) {
    std::vector<UserRow> sent;
    for (const auto& row : rows) {
        UserRow user;
        user.id = row.id;
        user.username = if_given(row.shape.username);
        user.first_name = if_given(row.shape.first_name);
        user.last_name = if_given(row.shape.last_name);
        user.email = if_given(row.shape.email);
        user.suspended = row.suspended;
        user.profile = row.shape.profile;
        if (row.id == 0) {
            user.idnumber = row.key.idnumber(options_.prefix);
            user.middle_name = if_given(row.shape.middle_name);
            user.auth = options_.new_user_auth;
            if (user.auth == "manual") user.password = base::random_password(kPasswordLength);
        } else {
            user.idnumber = stamp_of(row, options_.prefix);
            user.middle_name = row.shape.middle_name;  // may be taken away
        }
        sent.push_back(std::move(user));
    }
    return told(upsert_users(*channel_, sent), rows, "Could not write the user in Moodle");
}

model::CallOutcome Site::write_enrolments_in_bulk(std::span<const model::EnrolmentWrite> rows,
                                                  bool remove) {
    std::vector<EnrolmentRow> sent;
    sent.reserve(rows.size());
    for (const auto& row : rows)
        sent.push_back({row.place, row.user, role_id(row.shape.role), row.shape.start,
                        row.shape.end, row.suspended, remove});
    auto outcome =
        told(upsert_enrolments(*channel_, sent), rows, "Could not write the enrolment in Moodle");
    for (auto& row : outcome.rows)
        row.id = 0;  // an enrolment is known by its course and user
    return outcome;
}

// ---- listings ----

// A person may be in a course by several methods: whoever is active by one of them is active.
base::Result<std::vector<model::FoundEnrolment>> Site::list_enrolments_in_bulk(
    std::span<const model::RemoteId> courses) {
    if (courses.empty()) return std::vector<model::FoundEnrolment>();
    auto rows = list_local_schedule(*channel_, courses);
    if (!rows) return rows.fault().problem;
    std::map<std::pair<model::RemoteId, model::RemoteId>, std::size_t> first;
    std::vector<model::FoundEnrolment> found;
    for (auto& row : *rows) {
        const auto [at, fresh] = first.try_emplace({row.course, row.user}, found.size());
        if (fresh)
            found.push_back(std::move(row));
        else if (row.suspended == false)
            found[at->second].suspended = false;
    }
    return found;
}

}  // namespace causeway::moodle
