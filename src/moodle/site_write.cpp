// SPDX-License-Identifier: GPL-3.0-or-later
// The writes of Site: each brings its rows into the words of one web-service function, sends
// them once, and says what became of them.
#include <algorithm>
#include <unordered_set>
#include <utility>

#include "base/failure.h"
#include "base/sealed.h"
#include "moodle/calls_courses.h"
#include "moodle/calls_enrol.h"
#include "moodle/calls_users.h"
#include "moodle/outcome.h"
#include "moodle/row_values.h"
#include "moodle/site.h"
#include "moodle/wire.h"

namespace causeway::moodle {

namespace {

// Whether these rows are to be created. A call is the one or the other.
template <class Row>
bool creates(std::span<const Row> rows) {
    const bool first = rows.front().id == 0;
    for (const Row& row : rows)
        if ((row.id == 0) != first)
            throw base::Failure(
                base::ExitCode::error,
                {"A call to Moodle was not sent", row.key.text(), "it mixes creations and updates",
                 "This is a fault of Causeway: please report it.", "causeway.mixed_call"});
    return first;
}

template <class Row>
std::vector<model::RemoteId> ids_of(std::span<const Row> rows) {
    std::vector<model::RemoteId> ids;
    for (const Row& row : rows)
        ids.push_back(row.id);
    return ids;
}

// A Moodle course that the sections of an openSIS course share, each as a group: whoever is in one
// of them sees the others' work and people only where a teacher says so.
constexpr int kSeparateGroups = 1;
bool is_joint(const model::CourseWrite& row) {
    return row.key.kind == model::Kind::course;
}

// Deleting what is gone already is success; Moodle says so only of single records.
bool gone_already(const Fault& fault, std::size_t rows) {
    const std::string& code = fault.problem.code;
    return rows == 1 && (code == "moodle.invaliduser" || code == "moodle.userdeleted");
}

base::Problem not_empty(const model::CategoryWrite& row) {
    return {"Could not delete the category in Moodle", row.key.text(),
            "it still holds courses or categories",
            "Move or delete in Moodle what is in the category, then try again.",
            "moodle.category_not_empty"};
}

// Decides what may be deleted from one listing of all categories. Moodle would move what is in a
// category to its parent, and refuses to delete a top category that names no place for it, be it
// empty. So only empty ones are deleted, and a place is named for what may arrive meanwhile.
class CategoryClearance {
  public:
    CategoryClearance(std::vector<model::FoundCategory> all,
                      std::span<const model::CategoryWrite> rows)
        : all_(std::move(all)) {
        for (const auto& row : rows)
            doomed_.insert(row.id);
        for (const auto& category : all_)
            if (category.parent == 0 && !doomed_.contains(category.id)) elsewhere_ = category.id;
    }

    [[nodiscard]] const model::FoundCategory* find(model::RemoteId id) const {
        const auto at = std::find_if(all_.begin(), all_.end(),
                                     [id](const auto& category) { return category.id == id; });
        return at == all_.end() ? nullptr : &*at;
    }

    // Children count unless the same call deletes them before.
    bool clear(const model::FoundCategory& category) {
        const bool children = std::any_of(all_.begin(), all_.end(), [&](const auto& other) {
            return other.parent == category.id && !gone_.contains(other.id);
        });
        if (children || category.courses > 0 || (category.parent == 0 && elsewhere_ == 0))
            return false;
        gone_.insert(category.id);
        return true;
    }

    [[nodiscard]] std::optional<model::RemoteId> elsewhere(
        const model::FoundCategory& category) const {
        return category.parent == 0 ? std::optional(elsewhere_) : std::nullopt;
    }

  private:
    std::vector<model::FoundCategory> all_;
    std::unordered_set<model::RemoteId> doomed_;
    std::unordered_set<model::RemoteId> gone_;
    model::RemoteId elsewhere_ = 0;
};

}  // namespace

model::RemoteId Site::role_id(model::Role role) const {
    switch (role) {
        case model::Role::student:
            return options_.roles.student;
        case model::Role::teacher:
            return options_.roles.teacher;
        case model::Role::manager:
            return options_.roles.manager;
    }
    return options_.roles.student;
}

// ---- categories ----

model::CallOutcome Site::write_categories(std::span<const model::CategoryWrite> rows) {
    if (rows.empty()) return {};
    if (creates(rows)) {
        std::vector<NewCategory> made;
        for (const auto& row : rows)
            made.push_back({row.shape.name, row.parent, row.key.idnumber(options_.prefix)});
        return created(create_categories(*channel_, made), rows);
    }
    std::vector<CategoryChange> changed;
    for (const auto& row : rows)
        changed.push_back({row.id, row.shape.name, row.parent, stamp_of(row, options_.prefix)});
    const auto done = update_categories(*channel_, changed);
    return done ? all_done(rows) : failed(done.fault(), rows);
}

model::CallOutcome Site::delete_categories(std::span<const model::CategoryWrite> rows) {
    if (rows.empty()) return {};
    auto all = get_categories(*channel_);
    if (!all) {
        Fault fault = all.fault();  // of a listing: whatever became of it, nothing was deleted
        if (fault.kind == ErrorClass::unknown) fault.kind = ErrorClass::retry;
        return failed(fault, rows);
    }
    CategoryClearance clearance(std::move(*all), rows);
    model::CallOutcome outcome = all_done(rows);
    std::vector<CategoryDeletion> deletions;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto* category = clearance.find(rows[i].id);
        if (category == nullptr) continue;  // gone already
        if (clearance.clear(*category))
            deletions.push_back({category->id, clearance.elsewhere(*category)});
        else
            outcome.rows[i].refused = not_empty(rows[i]);
    }
    if (deletions.empty()) return outcome;
    const auto done = moodle::delete_categories(*channel_, deletions);
    return done ? outcome : failed(done.fault(), rows);
}

// ---- courses ----

model::CallOutcome Site::write_courses(std::span<const model::CourseWrite> rows) {
    if (rows.empty()) return {};
    // The plugin's rows do not tell of the group mode.
    const bool joint = std::any_of(rows.begin(), rows.end(), is_joint);
    if (bulk_writes_ && !(joint && creates(rows))) return write_courses_in_bulk(rows);
    if (creates(rows)) {
        std::vector<NewCourse> made;
        for (const auto& row : rows) {
            NewCourse course;
            course.fullname = row.shape.fullname;
            course.shortname = row.shape.shortname;
            course.category = row.category;
            course.idnumber = row.key.idnumber(options_.prefix);
            course.start = start_of(row.shape);
            course.end = end_of(row.shape);
            course.visible = row.visible;
            course.announcements = options_.announcements;
            if (is_joint(row)) course.group_mode = kSeparateGroups;
            made.push_back(std::move(course));
        }
        return created(create_courses(*channel_, made), rows);
    }
    std::vector<CourseChange> changed;
    for (const auto& row : rows) {
        CourseChange course;
        course.id = row.id;
        course.fullname = if_given(row.shape.fullname);
        course.shortname = if_given(row.shape.shortname);
        if (row.category != 0) course.category = row.category;
        course.idnumber = stamp_of(row, options_.prefix);
        course.start = start_of(row.shape);
        course.end = end_of(row.shape);
        course.visible = row.visible;
        changed.push_back(std::move(course));
    }
    return with_warnings(update_courses(*channel_, changed), rows,
                         "Could not update the course in Moodle");
}

model::CallOutcome Site::delete_courses(std::span<const model::CourseWrite> rows) {
    if (rows.empty()) return {};
    auto warnings = moodle::delete_courses(*channel_, ids_of(rows));
    if (warnings)
        std::erase_if(*warnings,
                      [](const RowWarning& w) { return w.code == "unknowncourseidnumber"; });
    return with_warnings(warnings, rows, "Could not delete the course in Moodle");
}

// ---- users ----

model::CallOutcome Site::write_users(std::span<const model::UserWrite> rows) {
    if (rows.empty()) return {};
    if (bulk_writes_) return write_users_in_bulk(rows);
    if (creates(rows)) {
        std::vector<NewUser> made;
        for (const auto& row : rows) {
            NewUser user;
            user.username = row.shape.username;
            user.auth = options_.new_user_auth;
            // Nobody ever learns it: who wants to sign in by password asks for a new one.
            if (user.auth == "manual") user.password = base::random_password(kPasswordLength);
            user.first_name = row.shape.first_name;
            user.last_name = row.shape.last_name;
            user.middle_name = if_given(row.shape.middle_name);
            user.email = row.shape.email;
            user.idnumber = row.key.idnumber(options_.prefix);
            user.profile = row.shape.profile;
            made.push_back(std::move(user));
        }
        return created(create_users(*channel_, made), rows);
    }
    std::vector<UserChange> changed;
    for (const auto& row : rows) {
        UserChange user;
        user.id = row.id;
        user.username = if_given(row.shape.username);
        user.first_name = if_given(row.shape.first_name);
        user.last_name = if_given(row.shape.last_name);
        user.middle_name = row.shape.middle_name;  // may be taken away
        user.email = if_given(row.shape.email);
        user.idnumber = stamp_of(row, options_.prefix);
        user.suspended = row.suspended;
        user.profile = row.shape.profile;
        changed.push_back(std::move(user));
    }
    return with_warnings(update_users(*channel_, changed), rows,
                         "Could not update the user in Moodle");
}

model::CallOutcome Site::delete_users(std::span<const model::UserWrite> rows) {
    if (rows.empty()) return {};
    const auto done = moodle::delete_users(*channel_, ids_of(rows));
    if (done || gone_already(done.fault(), rows.size())) return all_done(rows);
    return failed(done.fault(), rows);
}

// ---- enrolments ----

// Roles in categories know no suspension: who is suspended does not hold the role.
std::optional<Fault> Site::assign_managers(std::span<const model::EnrolmentWrite> rows,
                                           bool assign) {
    std::vector<CategoryRole> given;
    std::vector<CategoryRole> taken;
    for (const auto& row : rows) {
        if (row.key.kind != model::Kind::manages) continue;
        const CategoryRole role{role_id(model::Role::manager), row.user, row.place};
        (assign && !row.suspended ? given : taken).push_back(role);
    }
    if (!given.empty())
        if (const auto done = assign_roles(*channel_, given); !done) return done.fault();
    if (!taken.empty())
        if (const auto done = unassign_roles(*channel_, taken); !done) return done.fault();
    return std::nullopt;
}

// The engine sends enrolments of one kind a call, so this is one request. Should a call carry
// both, both are idempotent, and a failure of the second says nothing wrong about the first.
model::CallOutcome Site::write_enrolments(std::span<const model::EnrolmentWrite> rows) {
    if (rows.empty()) return {};
    if (bulk_writes_ && rows.front().key.kind != model::Kind::manages)
        return write_enrolments_in_bulk(rows, false);
    std::vector<ManualEnrolment> enrolled;
    for (const auto& row : rows) {
        if (row.key.kind == model::Kind::manages) continue;
        enrolled.push_back({role_id(row.shape.role), row.user, row.place, row.shape.start,
                            row.shape.end, row.suspended});
    }
    if (!enrolled.empty())
        if (const auto done = enrol_users(*channel_, enrolled); !done)
            return failed(done.fault(), rows);
    if (const auto fault = assign_managers(rows, true)) return failed(*fault, rows);
    return all_done(rows);
}

model::CallOutcome Site::remove_enrolments(std::span<const model::EnrolmentWrite> rows) {
    if (rows.empty()) return {};
    if (bulk_writes_ && rows.front().key.kind != model::Kind::manages)
        return write_enrolments_in_bulk(rows, true);
    std::vector<ManualUnenrolment> gone;
    for (const auto& row : rows)
        if (row.key.kind != model::Kind::manages) gone.push_back({row.user, row.place});
    if (!gone.empty())
        if (const auto done = unenrol_users(*channel_, gone); !done)
            return failed(done.fault(), rows);
    if (const auto fault = assign_managers(rows, false)) return failed(*fault, rows);
    return all_done(rows);
}

}  // namespace causeway::moodle
