// SPDX-License-Identifier: GPL-3.0-or-later
// A section is a Moodle course in one year and a group in another; the record's shape tells which.
#include "model/sorts.h"

#include <gtest/gtest.h>

namespace causeway::model {
namespace {

BaseRecord record(Key key, const Shape& shape) {
    BaseRecord out;
    out.key = key;
    out.shape = to_json(shape);
    return out;
}

TEST(Sorts, AreToldByTheShapeAndNotByTheKindAlone) {
    const Key course{Kind::course, 12, 0}, section{Kind::section, 331, 0};
    const Key seat{Kind::learns, 331, 1042};
    CategoryShape category;
    category.parent = {Kind::school, 1, 0};
    CourseShape in_category;
    in_category.category = category.parent;
    GroupShape in_course;
    in_course.course = course;
    MembershipShape member;
    member.course = course;
    const BaseRecord own = record(section, in_category), group = record(section, in_course);
    const BaseRecord shelf = record(course, category), shared = record(course, in_category);
    EXPECT_TRUE(is_course(own) && !is_group(own) && !is_category(own));
    EXPECT_TRUE(is_group(group) && !is_course(group));
    EXPECT_TRUE(is_category(shelf) && !is_course(shelf));
    EXPECT_TRUE(is_course(shared) && !is_category(shared) && !is_group(shared));
    EXPECT_TRUE(is_category(record({Kind::school, 1, 0}, category)));
    EXPECT_TRUE(is_membership(record(seat, member)));
    EXPECT_FALSE(is_membership(record(seat, EnrolmentShape{})));
}

TEST(Sorts, AGroupAndWhoIsInItNameTheCourseTheyStandIn) {
    const Key course{Kind::course, 12, 0};
    GroupShape group;
    group.course = course;
    MembershipShape member;
    member.course = course;
    EXPECT_EQ(course_of(record({Kind::section, 331, 0}, group)), course);
    EXPECT_EQ(course_of(record({Kind::teaches, 331, 7}, member)), course);
}

}  // namespace
}  // namespace causeway::model
