// SPDX-License-Identifier: GPL-3.0-or-later
// What a keyed run asks of the store, and that it tells its own standings only.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/store.h"
#include "support/store_place.h"

namespace causeway::store {
namespace {

using model::Key;
using model::Kind;
using model::Role;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr Key kSchool{Kind::school, 1, 0};
constexpr Key kSubject{Kind::subject, 4, 0};
constexpr Key kCourse{Kind::course, 12, 0};
constexpr Key kSection{Kind::section, 331, 0};
constexpr Key kOldSection{Kind::section, 330, 0};
constexpr Key kAda{Kind::student, 42, 0};
constexpr Key kTwin{Kind::student, 43, 0};
constexpr Key kTeacher{Kind::staff, 7, 0};
constexpr Key kLearns{Kind::learns, 331, 42};
constexpr Key kTeaches{Kind::teaches, 331, 7};
constexpr Key kManages{Kind::manages, 1, 7};

class KeyedStore : public testing::Test {
  protected:
    KeyedStore() {
        hold(kSchool, model::CategoryShape{"School", kSchool});
        hold(kSubject, model::CategoryShape{"Subject", kSchool});
        hold(kCourse, model::CategoryShape{"Course", kSubject});
        hold(kSection, model::CourseShape{"A", "a", kCourse, 0, 0});
        hold(kOldSection, model::CourseShape{"B", "b", kSubject, 0, 0}, model::State::suspended);
        hold(kAda, model::UserShape{"ada", "Ada", "Quill", "", "Ada@Example.org"});
        hold(kTeacher, model::UserShape{"tea", "T", "Cher", "", "tea@example.org"});
        hold(kLearns, model::EnrolmentShape{Role::student, 0, 0});
        hold(kTeaches, model::EnrolmentShape{Role::teacher, 0, 0});
        hold(kManages, model::EnrolmentShape{Role::manager, 0, 0});
    }

    void hold(const Key& key, const model::Shape& shape,
              model::State state = model::State::active) {
        model::Operation operation;
        operation.key = key;
        operation.school = 1;
        operation.shape = shape;
        const auto steps = link.intend(run, std::span(&operation, 1));
        model::StepOutcome outcome;
        outcome.step = steps.front();
        outcome.fate = model::StepFate::done;
        outcome.base = model::BaseRecord{key, 1, 100, 5, state, 0, model::to_json(shape)};
        link.settle(run, std::span(&outcome, 1));
    }
    static model::Standing refused(const Key& key, const std::string& code = "x",
                                   const std::string& why = "because") {
        return {key, 1, model::StandingKind::refused, "", {"no", key.text(), why, "cure", code}};
    }
    std::vector<Key> hanging_on(const Key& key) { return link.hanging_on(std::span(&key, 1)); }
    std::vector<Key> named(const std::string& name) {
        return link.people_named(std::span(&name, 1));
    }
    std::vector<Key> told() {
        std::vector<Key> out;
        for (const auto& one : link.standings(false))
            out.push_back(one.standing.key);
        return out;
    }

    support::StorePlace place;
    Store store{place.url(), base::SealingKey::random()};
    LinkState link = store.link("default");
    std::int64_t run = link.begin_run({"test", "test", "", "", 0});
};

TEST_F(KeyedStore, WhatHangsOnEachKindOfRecord) {
    EXPECT_THAT(hanging_on(kAda), ElementsAre(kLearns));
    EXPECT_THAT(hanging_on(kTeacher), ElementsAre(kManages, kTeaches));
    EXPECT_THAT(hanging_on(kSection), ElementsAre(kTeaches, kLearns));
    EXPECT_THAT(hanging_on(kCourse), ElementsAre(kSection));
    EXPECT_THAT(hanging_on(kSubject), ElementsAre(kCourse, kOldSection, kSection));
    EXPECT_THAT(hanging_on(kSchool),
                ElementsAre(kSubject, kCourse, kOldSection, kSection, kManages));
    EXPECT_THAT(hanging_on(kLearns), IsEmpty());
    EXPECT_THAT(hanging_on({Kind::student, 7, 0}), IsEmpty());  // the teacher's number
}

TEST_F(KeyedStore, WhatHangsOnACourseWhoseSectionsAreGroups) {
    const Key course{Kind::course, 13, 0}, group{Kind::section, 340, 0};
    const Key attends{Kind::attends, 13, 42}, leads{Kind::leads, 13, 7};
    const Key member{Kind::learns, 340, 42};
    hold(course, model::CourseShape{"Algebra", "alg", kSubject, 0, 0});
    hold(group, model::GroupShape{"P1 #340", course});
    hold(attends, model::EnrolmentShape{Role::student, 0, 0});
    hold(leads, model::EnrolmentShape{Role::teacher, 0, 0});
    hold(member, model::MembershipShape{Role::student, course});
    EXPECT_THAT(hanging_on(course), ElementsAre(group, leads, attends));
    EXPECT_THAT(hanging_on(group), ElementsAre(member));
    EXPECT_THAT(hanging_on(kAda), ElementsAre(kLearns, member, attends));
    EXPECT_THAT(hanging_on(kTeacher), ElementsAre(kManages, kTeaches, leads));
    EXPECT_THAT(hanging_on(kSubject), ElementsAre(kCourse, course, kOldSection, kSection, group));
}

TEST_F(KeyedStore, WhatOnlyAStandingKnowsHangsToo) {
    const Key waiting{Kind::learns, 900, 42};
    const std::vector<model::Standing> standings = {
        refused(waiting), refused(kTwin, "person.shared_email", "it belongs to student:42 as well"),
        refused({Kind::student, 44, 0}, "person.shared_email", "it belongs to student:421 as well"),
        refused({Kind::student, 45, 0}, "person.no_email", "it belongs to student:42 as well")};
    link.tell(run, {}, standings);
    EXPECT_THAT(hanging_on(kAda), UnorderedElementsAre(kLearns, waiting, kTwin));
    EXPECT_THAT(hanging_on({Kind::section, 900, 0}), ElementsAre(waiting));
}

TEST_F(KeyedStore, PeopleAreFoundByAddressAndUserName) {
    EXPECT_THAT(named("ada@example.org"), ElementsAre(kAda));
    EXPECT_THAT(named("tea"), ElementsAre(kTeacher));
    EXPECT_THAT(named("quill"), IsEmpty());
}

TEST_F(KeyedStore, HeldAreThoseThatAreNotSuspended) {
    EXPECT_EQ(link.held(1, Kind::section), 1);
    EXPECT_EQ(link.held(1, Kind::learns), 1);
    EXPECT_EQ(link.held(2, Kind::learns), 0);
}

TEST_F(KeyedStore, OthersStandingsStayAsTheyAre) {
    const std::vector<model::Standing> before = {refused(kAda), refused(kTwin), refused(kLearns)};
    link.tell(run, {}, before);
    const std::vector<model::Standing> now = {refused(kTeacher)};
    const std::vector<Key> keys = {kAda, kTeacher, kLearns};
    link.tell_of(run, keys, now);
    EXPECT_THAT(told(), ElementsAre(kTeacher, kTwin));
    EXPECT_TRUE(link.troubled(kTwin));
    EXPECT_FALSE(link.troubled(kAda));
}

}  // namespace
}  // namespace causeway::store
