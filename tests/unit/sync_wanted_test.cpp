// SPDX-License-Identifier: GPL-3.0-or-later
// How openSIS's records become Moodle's shapes, and which of them cannot.
#include "sync/wanted.h"

#include <gtest/gtest.h>

namespace causeway::sync {
namespace {

using model::Kind;

class ProjectorTest : public testing::Test {
  protected:
    ProjectorTest() {
        policy.zone = base::Zone("Europe/Vienna");
        policy.today = base::Date::of(2026, 10, 1);
    }
    static model::Person person(std::int64_t id, std::string email) {
        model::Person out;
        out.id = id;
        out.school = 1;
        out.first_name = "Ada";
        out.last_name = "Quill";
        out.login = "AQuill" + std::to_string(id);
        out.email = std::move(email);
        return out;
    }
    static model::Section section() {
        model::Section out;
        out.id = 331;
        out.course = 12;
        out.subject = 4;
        out.school = 1;
        out.year = 2026;
        out.short_name = "P1";
        out.course_title = "Algebra <b>I</b>";
        out.course_short_name = "ALG";
        out.term = "Semester 1";
        out.begin = base::Date::of(2026, 9, 1);
        out.end = base::Date::of(2027, 1, 31);
        return out;
    }
    static const model::UserShape& user(const Wanted& w) {
        return std::get<model::UserShape>(w.shape);
    }
    Policy policy;
};

TEST_F(ProjectorTest, APersonGetsTheirLoginInLowerCase) {
    Projector projector(policy);
    const auto w = projector.of(person(1, "Ada@Example.org"));
    ASSERT_FALSE(w.refused);
    EXPECT_EQ(user(w).username, "aquill1");
    EXPECT_EQ(user(w).email, "Ada@Example.org");
    EXPECT_EQ(w.title, "Ada Quill");
}

TEST_F(ProjectorTest, ALoginMoodleCannotTakeFallsBackToEmailThenKey) {
    Projector projector(policy);
    auto first = person(1, "one@example.org");
    first.login = "Ada Quill!";
    EXPECT_EQ(user(projector.of(first)).username, "one@example.org");
    auto second = person(2, "two+x@example.org");
    second.login = "";
    EXPECT_EQ(user(projector.of(second)).username, "student-2");
    auto third = person(3, "three@example.org");
    third.login = "ONE@example.org";  // taken by the first
    EXPECT_EQ(user(projector.of(third)).username, "three@example.org");
}

TEST_F(ProjectorTest, EmailsThatCannotServeAreRefusedWithACure) {
    Projector projector(policy);
    EXPECT_EQ(projector.of(person(1, " ")).refused->code, "person.no_email");
    EXPECT_EQ(projector.of(person(2, "nobody at home")).refused->code, "person.bad_email");
    EXPECT_FALSE(projector.of(person(3, "same@example.org")).refused);
    const auto twin = projector.of(person(4, "SAME@example.org"));
    EXPECT_EQ(twin.refused->code, "person.shared_email");
    EXPECT_NE(twin.refused->why.find("student:3"), std::string::npos);
    EXPECT_TRUE(projector.facts().shared_emails.contains("same@example.org"));
}

TEST_F(ProjectorTest, APlaceholderDomainServesThoseWithoutAnAddress) {
    policy.placeholder_domain = "noreply.example.org";
    Projector projector(policy);
    EXPECT_EQ(user(projector.of(person(9, ""))).email, "student-9@noreply.example.org");
}

TEST_F(ProjectorTest, ANamelessPersonIsRefused) {
    Projector projector(policy);
    auto nameless = person(1, "a@example.org");
    nameless.last_name = " <> ";
    EXPECT_EQ(projector.of(nameless).refused->code, "person.no_name");
}

TEST_F(ProjectorTest, ASectionBecomesACourseInTheSchoolsOwnTime) {
    Projector projector(policy);
    const auto w = projector.of(section());
    const auto& course = std::get<model::CourseShape>(w.shape);
    EXPECT_EQ(course.fullname, "Algebra bI/b - P1 (Semester 1)");
    EXPECT_EQ(course.shortname, "ALG P1 2026 #331");
    EXPECT_EQ(base::utc_text(course.start), "2026-08-31T22:00:00Z");
    EXPECT_EQ(base::utc_text(course.end), "2027-01-31T22:59:59Z");
    EXPECT_EQ(course.category, (model::Key{Kind::course, 12, 0}));
    EXPECT_EQ(w.state, model::State::active);
}

TEST_F(ProjectorTest, ASectionFarAheadWaitsHidden) {
    policy.today = base::Date::of(2026, 8, 1);
    EXPECT_EQ(Projector(policy).of(section()).state, model::State::waiting);
    policy.show_days_before_start = -1;
    EXPECT_EQ(Projector(policy).of(section()).state, model::State::active);
}

TEST_F(ProjectorTest, ASectionThatEndsBeforeItBeginsIsRefused) {
    auto broken = section();
    broken.end = base::Date::of(2026, 8, 1);
    EXPECT_EQ(Projector(policy).of(broken).refused->code, "section.bad_dates");
}

TEST_F(ProjectorTest, WhatBelongsToARefusedRecordIsRefusedOrWaits) {
    Projector projector(policy);
    projector.of(model::School{1, "", 2026, {}, {}});
    EXPECT_EQ(projector.of(model::Subject{4, 1, "Maths"}).refused->code, "record.no_parent");
    projector.of(person(5, ""));
    Wanted w;
    model::Enrolment learns;
    learns.place = 331;
    learns.person = 5;
    projector.of(learns, w);
    EXPECT_EQ(w.refused->code, "enrolment.no_person");
}

TEST_F(ProjectorTest, AnEnrolmentLastsToTheEndOfItsLastDay) {
    Projector projector(policy);
    projector.of(section());
    projector.of(person(5, "a@example.org"));
    model::Enrolment learns;
    learns.place = 331;
    learns.person = 5;
    learns.from = base::Date::of(2026, 9, 1);
    learns.to = base::Date::of(2026, 9, 30);
    Wanted w;
    projector.of(learns, w);
    ASSERT_FALSE(w.refused);
    const auto& shape = std::get<model::EnrolmentShape>(w.shape);
    EXPECT_EQ(base::utc_text(shape.end), "2026-09-30T21:59:59Z");
    learns.to = base::Date::of(2026, 8, 1);  // dropped before the first day
    projector.of(learns, w);
    EXPECT_EQ(w.state, model::State::suspended);
}

}  // namespace
}  // namespace causeway::sync
