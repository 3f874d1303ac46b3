// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/sorts.h"

#include "base/failure.h"

namespace causeway::sync {

using model::Kind;

namespace {

model::Shape shape_of(const BaseRecord& b) {
    return model::shape_from_json(b.key.kind, b.shape);
}

}  // namespace

void require_same_sort(const Wanted& w, const BaseRecord& b) {
    if (w.fingerprint == b.fingerprint || shape_of(b).index() == w.shape.index()) return;
    const bool groups = w.key.kind == Kind::section ? model::holds<model::GroupShape>(w.shape)
                                                    : model::holds<model::CourseShape>(w.shape);
    throw base::Failure(
        base::ExitCode::guarded,
        {"Nothing is planned, because the policy for sections was changed in the middle of a "
         "school year",
         w.key.text(),
         groups ? "this link has Moodle courses for the sections of this year already, and "
                  "policy.sections now asks for groups"
                : "this link has groups for the sections of this year already, and "
                  "policy.sections now asks for a Moodle course each",
         std::string("Set policy.sections back to \"") + (groups ? "courses" : "groups") +
             "\". It can be changed when the school year turns: last year's courses are then "
             "hidden and kept, and the new year's sections come in the new way.",
         "policy.sections_changed"});
}

bool in_doubt(const BaseRecord& b) {
    return b.fingerprint == 0 && !model::is_enrolment(b.key.kind);
}

std::string changed_in_opensis(const Wanted& w, const BaseRecord& b) {
    if (b.fingerprint == 0) return kSentOnceMore;
    const std::string fields =
        model::differing_fields(model::shape_from_json(b.key.kind, b.shape), w.shape);
    return (fields.empty() ? "fields" : fields) + " changed in openSIS";
}

std::string title_of(const model::Shape& shape) {
    if (const auto* course = std::get_if<model::CourseShape>(&shape)) return course->fullname;
    if (const auto* group = std::get_if<model::GroupShape>(&shape)) return group->name;
    if (const auto* user = std::get_if<model::UserShape>(&shape))
        return user->first_name + " " + user->last_name;
    return "";
}

}  // namespace causeway::sync
