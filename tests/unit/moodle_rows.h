// SPDX-License-Identifier: GPL-3.0-or-later
// Rows as the sync engine hands them to Site, for tests.
#pragma once

#include "model/lms.h"

namespace causeway::moodle::testing {

inline model::UserWrite person(std::int64_t n, model::RemoteId id = 0) {
    model::UserWrite row;
    row.key = {model::Kind::student, n, 0};
    row.id = id;
    row.shape = {"ada" + std::to_string(n), "Ada", "Quill", "", "ada@example.org"};
    return row;
}

inline model::EnrolmentWrite enrolment(model::Kind kind, model::RemoteId user,
                                       model::RemoteId place) {
    model::EnrolmentWrite row;
    row.key = {kind, 331, 1042};
    row.user = user;
    row.place = place;
    row.shape.role = kind == model::Kind::learns    ? model::Role::student
                     : kind == model::Kind::teaches ? model::Role::teacher
                                                    : model::Role::manager;
    return row;
}

inline model::CourseWrite course(model::RemoteId id = 0) {
    model::CourseWrite row;
    row.key = {model::Kind::section, 331, 0};
    row.id = id;
    row.category = 7;
    row.shape.fullname = "Algebra I - P1";
    row.shape.shortname = "ALG-P1";
    row.shape.start = 1000;
    row.shape.end = 2000;
    return row;
}

}  // namespace causeway::moodle::testing
