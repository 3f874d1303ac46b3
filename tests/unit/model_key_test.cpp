// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/key.h"

#include <gtest/gtest.h>

#include "base/failure.h"
#include "model/shape.h"

namespace causeway::model {
namespace {

TEST(Key, PrintsAndParsesBack) {
    for (const Kind kind : kAllKinds) {
        const Key key{kind, 331, is_enrolment(kind) ? 1042 : 0};
        EXPECT_EQ(Key::parse(key.text()), key) << key.text();
        EXPECT_EQ(Key::from_idnumber(key.idnumber("opensis:"), "opensis:"), key);
    }
    EXPECT_EQ((Key{Kind::learns, 331, 1042}.text()), "learns:331/1042");
}

TEST(Key, RefusesWhatIsNoKey) {
    for (const char* wrong :
         {"", "student", "student:", "student:0", "student:-1", "student:01", "student:1/2",
          "learns:331", "learns:331/", "learns:331/x", "people:1", "student:1 "})
        EXPECT_FALSE(Key::parse(wrong)) << wrong;
    EXPECT_FALSE(Key::from_idnumber("other:student:1", "opensis:"));
}

TEST(Key, OrdersByKindThenNumber) {
    EXPECT_LT((Key{Kind::student, 9, 0}), (Key{Kind::student, 10, 0}));
    EXPECT_LT((Key{Kind::staff, 99, 0}), (Key{Kind::student, 1, 0}));
    EXPECT_LT((Key{Kind::learns, 1, 9}), (Key{Kind::learns, 2, 1}));
}

TEST(Shape, JsonKeepsEverything) {
    const Shape user = UserShape{"ada", "Ada \"A\"", "O'Quill \xCE\xB1", "M", "a@example.org"};
    const Shape course = CourseShape{"Full", "short", {Kind::course, 3, 0}, 5, 6};
    const Shape category = CategoryShape{"Name", {Kind::school, 1, 0}};
    const Shape enrolment = EnrolmentShape{Role::teacher, 7, 8};
    EXPECT_EQ(shape_from_json(Kind::student, to_json(user)), user);
    EXPECT_EQ(shape_from_json(Kind::section, to_json(course)), course);
    EXPECT_EQ(shape_from_json(Kind::subject, to_json(category)), category);
    EXPECT_EQ(shape_from_json(Kind::teaches, to_json(enrolment)), enrolment);
    // What a course, a section and a seat are depends on the policy for sections.
    const Shape group = GroupShape{"P1 #331", {Kind::course, 3, 0}};
    const Shape member = MembershipShape{Role::teacher, {Kind::course, 3, 0}};
    EXPECT_EQ(shape_from_json(Kind::course, to_json(category)), category);
    EXPECT_EQ(shape_from_json(Kind::course, to_json(course)), course);
    EXPECT_EQ(shape_from_json(Kind::section, to_json(group)), group);
    EXPECT_EQ(shape_from_json(Kind::teaches, to_json(member)), member);
    EXPECT_EQ(shape_from_json(Kind::leads, to_json(enrolment)), enrolment);
    EXPECT_THROW(shape_from_json(Kind::student, "{}"), base::Failure);
    EXPECT_THROW(shape_from_json(Kind::student, "not json"), base::Failure);
}

TEST(Shape, FingerprintsTellFieldsApart) {
    const UserShape a{"u", "ab", "c", "", "e"};
    const UserShape b{"u", "a", "bc", "", "e"};
    EXPECT_NE(fingerprint(a), fingerprint(b));
    EXPECT_EQ(fingerprint(Shape{a}), fingerprint(a));
}

TEST(Shape, DifferencesAreNamed) {
    const UserShape before{"u", "Ada", "Quill", "", "a@example.org"};
    UserShape after = before;
    EXPECT_EQ(differing_fields(before, after), "");
    after.first_name = "Ida";
    after.email = "b@example.org";
    EXPECT_EQ(differing_fields(before, after), "first name and e-mail");
}

}  // namespace
}  // namespace causeway::model
