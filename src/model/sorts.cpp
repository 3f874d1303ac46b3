// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sorts.h"

namespace causeway::model {

namespace {

Shape shape_of(const BaseRecord& b) {
    return shape_from_json(b.key.kind, b.shape);
}

}  // namespace

bool is_category(const BaseRecord& b) {
    return is_category(b.key.kind) &&
           (b.key.kind != Kind::course || holds<CategoryShape>(shape_of(b)));
}
bool is_course(const BaseRecord& b) {
    return (b.key.kind == Kind::section || b.key.kind == Kind::course) &&
           holds<CourseShape>(shape_of(b));
}
bool is_group(const BaseRecord& b) {
    return b.key.kind == Kind::section && holds<GroupShape>(shape_of(b));
}
bool is_membership(const BaseRecord& b) {
    return (b.key.kind == Kind::learns || b.key.kind == Kind::teaches) &&
           holds<MembershipShape>(shape_of(b));
}

Key course_of(const BaseRecord& b) {
    const Shape shape = shape_of(b);
    const auto* group = std::get_if<GroupShape>(&shape);
    return group != nullptr ? group->course : std::get<MembershipShape>(shape).course;
}

}  // namespace causeway::model
