// SPDX-License-Identifier: GPL-3.0-or-later
// Profile fields in a plan: what an empty, unfit or held-back value means, and what is remembered.
#include <gtest/gtest.h>

#include "sync/ownership.h"
#include "sync/profiles.h"

namespace causeway::sync {
namespace {

using model::Kind;
using model::UserShape;
using model::Values;

const model::Key kAda{Kind::student, 1, 0};

UserShape user(Values profile) {
    return {"ada", "Ada", "Quill", "", "ada@example.edu", std::move(profile)};
}

Wanted wanted(Values profile, std::vector<std::string> unfit = {}) {
    Wanted out;
    out.key = kAda;
    out.shape = user(std::move(profile));
    for (auto& name : unfit) {
        model::UnfitValue one;
        one.lms = std::move(name);
        out.unfit.push_back(std::move(one));
    }
    return out;
}

Values settled(std::vector<model::ProfileRule> rules, Wanted w, Values agreed) {
    settle_profile(rules, w, user(std::move(agreed)));
    EXPECT_EQ(w.fingerprint, model::fingerprint(w.shape));
    return std::get<UserShape>(w.shape).profile;
}

model::ProfileRule rule(const char* name, bool held = false, bool clearable = true) {
    return {name, Kind::student, held, clearable, false};
}

TEST(SyncProfile, AShapeKeepsItsFieldsAndOlderOnesReadAsBefore) {
    const UserShape with = user({{"a", "1"}, {"b", ""}});
    EXPECT_EQ(std::get<UserShape>(model::shape_from_json(Kind::student, model::to_json(with))),
              with);
    EXPECT_NE(model::fingerprint(with), model::fingerprint(user({{"a", "1"}})));
    EXPECT_EQ(model::differing_fields(user({{"a", "1"}}), user({{"a", "2"}, {"c", "3"}})),
              "profile field a and profile field c");
    EXPECT_EQ(model::to_json(user({})).find("profile"), std::string::npos);
}

TEST(SyncProfile, WhatHadAValueIsEmptiedAndWhatNeverHadOneIsLeftAlone) {
    EXPECT_EQ(settled({rule("a"), rule("b")}, wanted({}), {{"a", "1"}}), (Values{{"a", ""}}));
    EXPECT_EQ(settled({rule("a")}, wanted({}), {{"a", ""}}), (Values{{"a", ""}}));
    EXPECT_EQ(settled({rule("a", false, false)}, wanted({}), {{"a", "1"}}), (Values{{"a", "1"}}));
    // Not mapped any more: it is forgotten, not emptied.
    EXPECT_EQ(settled({rule("b")}, wanted({{"b", "2"}}), {{"a", "1"}}), (Values{{"b", "2"}}));
    // Of staff, not of students.
    EXPECT_EQ(settled({{"a", Kind::staff, false, true, false}}, wanted({}), {{"a", "1"}}),
              Values{});
}

TEST(SyncProfile, HeldBackAndUnfitOnesStayAsTheyWereAgreed) {
    EXPECT_EQ(settled({rule("a", true)}, wanted({{"a", "new"}}), {{"a", "1"}}),
              (Values{{"a", "1"}}));
    EXPECT_EQ(settled({rule("a", true)}, wanted({{"a", "new"}}), {}), Values{});
    EXPECT_EQ(settled({rule("a"), rule("b")}, wanted({{"b", "2"}}, {"a"}), {{"a", "1"}}),
              (Values{{"a", "1"}, {"b", "2"}}));
}

TEST(SyncProfile, OnlyMappedFieldsAreComparedAndOnlyAWholeReadingMeansEmpty) {
    model::Shape seen = user({{"other", "x"}});
    profile_as_far_as_seen(seen, user({{"a", "1"}}), true);
    EXPECT_EQ(std::get<UserShape>(seen).profile, (Values{{"a", ""}}));
    seen = user({{"other", "x"}});
    profile_as_far_as_seen(seen, user({{"a", "1"}}), false);
    EXPECT_EQ(std::get<UserShape>(seen).profile, (Values{{"a", "1"}}));
}

// Answers profiles and nothing else.
class OnlyProfiles : public Lms {
  public:
    model::Profiles profiles;
    std::vector<model::RemoteId> asked;
    std::optional<model::Profiles> holders;
    int asked_for_holders = 0;
    base::Result<model::Profiles> read_profiles(std::span<const model::RemoteId> users) override {
        asked.assign(users.begin(), users.end());
        return profiles;
    }
    base::Result<std::optional<model::Profiles>> read_holders(
        std::span<const std::string>) override {
        ++asked_for_holders;
        return holders;
    }
    static base::Problem none() { return {"", "", "", "", "none"}; }
    base::Result<model::SiteIdentity> identify() override { return none(); }
    base::Result<std::vector<model::FoundCategory>> list_categories() override { return none(); }
    base::Result<std::vector<model::FoundCourse>> list_courses() override { return none(); }
    base::Result<std::vector<model::FoundCourse>> find_courses(
        std::span<const std::string>) override {
        return none();
    }
    base::Result<std::vector<model::FoundUser>> find_users(model::UserField,
                                                           std::span<const std::string>) override {
        return none();
    }
    base::Result<std::vector<model::FoundEnrolment>> list_enrolments(
        std::span<const model::RemoteId>, bool) override {
        return none();
    }
    base::Result<std::optional<std::vector<model::FoundUser>>> list_users() override {
        return none();
    }
    base::Result<std::vector<model::FoundGroup>> list_groups(
        std::span<const model::RemoteId>) override {
        return none();
    }
    base::Result<std::vector<model::FoundMember>> list_group_members(
        std::span<const model::RemoteId>) override {
        return none();
    }
    model::CallOutcome write_groups(std::span<const model::GroupWrite>) override { return {}; }
    model::CallOutcome delete_groups(std::span<const model::GroupWrite>) override { return {}; }
    model::CallOutcome add_group_members(std::span<const model::MemberWrite>) override {
        return {};
    }
    model::CallOutcome remove_group_members(std::span<const model::MemberWrite>) override {
        return {};
    }
    model::CallOutcome write_categories(std::span<const model::CategoryWrite>) override {
        return {};
    }
    model::CallOutcome write_courses(std::span<const model::CourseWrite>) override { return {}; }
    model::CallOutcome write_users(std::span<const model::UserWrite>) override { return {}; }
    model::CallOutcome write_enrolments(std::span<const model::EnrolmentWrite>) override {
        return {};
    }
    model::CallOutcome remove_enrolments(std::span<const model::EnrolmentWrite>) override {
        return {};
    }
    model::CallOutcome delete_users(std::span<const model::UserWrite>) override { return {}; }
    model::CallOutcome delete_courses(std::span<const model::CourseWrite>) override { return {}; }
    model::CallOutcome delete_categories(std::span<const model::CategoryWrite>) override {
        return {};
    }
    std::size_t rows_per_call(model::Kind, std::size_t configured) override { return configured; }
};

TEST(SyncProfile, WhatAPersonEnteredInMoodleIsKeptForUndo) {
    OnlyProfiles lms;
    lms.profiles = {true, {{42, {{"a", "by hand"}}}}};
    Plan plan;
    Operation op;
    op.verb = Verb::update;
    op.key = kAda;
    op.remote = 42;
    op.before = model::to_json(user({{"a", "1"}}));
    op.shape = user({{"a", "2"}});
    op.reason = "profile field a changed in openSIS";
    plan.operations = {op};
    remember_profiles(plan, lms);
    EXPECT_EQ(lms.asked, (std::vector<model::RemoteId>{42}));
    const auto before =
        std::get<UserShape>(model::shape_from_json(Kind::student, plan.operations[0].before));
    EXPECT_EQ(before.profile, (Values{{"a", "by hand"}}));
    EXPECT_NE(plan.operations[0].reason.find("Moodle had \"by hand\" in a"), std::string::npos);
    // A plan without profile fields asks for nothing.
    lms.asked.clear();
    plan.operations[0].shape = user({});
    plan.operations[0].before = model::to_json(user({}));
    remember_profiles(plan, lms);
    EXPECT_TRUE(lms.asked.empty());
}

// Students 1, 2, ... are Moodle's users 11, 12, ...; a plan that sets their field `n`.
class SyncUnique : public ::testing::Test {
  protected:
    void set(std::int64_t student, const char* before, const char* after, bool creates = false) {
        Operation op;
        op.verb = creates ? Verb::create : Verb::update;
        op.key = {Kind::student, student, 0};
        op.remote = creates ? 0 : 10 + student;
        op.school = 7;
        op.before = creates ? "" : model::to_json(user({{"n", before}}));
        op.shape = user({{"n", after}});
        plan.operations.push_back(op);
        auto& counts = plan.counts_of(Kind::student);
        ++(creates ? counts.create : counts.update);
    }
    void keep() {
        model::ProfileRule unique = rule("n");
        unique.unique = true;
        unique.title = "Alternate ID -> n";
        keep_unique(plan, lms, {rule("other"), unique});
    }
    std::vector<std::string> refused() {
        std::vector<std::string> out;
        for (const auto& one : plan.unfit)
            out.push_back(one.person.text() + " " + one.problem.code);
        return out;
    }
    OnlyProfiles lms;
    Plan plan;
};

TEST_F(SyncUnique, AValueOfAStrangerIsTakenOutAndTheRestGoesOn) {
    lms.holders = {true, {{99, {{"n", "A-1"}}}, {11, {{"n", "old"}}}}};
    set(1, "old", "A-1");
    set(2, "x", "A-2");
    set(3, "", "A-1", true);
    plan.operations[0].shape = user({{"m", "new"}, {"n", "A-1"}});
    keep();
    EXPECT_EQ(refused(), (std::vector<std::string>{"student:1 field.not_unique",
                                                   "student:3 field.not_unique"}));
    EXPECT_NE(plan.unfit[0].problem.why.find("number 99"), std::string::npos);
    EXPECT_EQ(plan.unfit[0].field, "Alternate ID -> n");
    EXPECT_FALSE(plan.unfit[0].problem.cure.empty());
    ASSERT_EQ(plan.operations.size(), 3U);
    EXPECT_EQ(std::get<UserShape>(plan.operations[0].shape).profile,
              (Values{{"m", "new"}, {"n", "old"}}));
    EXPECT_EQ(std::get<UserShape>(plan.operations[1].shape).profile, (Values{{"n", "A-2"}}));
    EXPECT_EQ(std::get<UserShape>(plan.operations[2].shape).profile, Values{});
}

TEST_F(SyncUnique, AnOperationThatWasAboutThatValueAloneIsNoneAnyMore) {
    lms.holders = {true, {{99, {{"n", "A-1"}}}}};
    set(1, "old", "A-1");
    set(2, "x", "A-2");
    keep();
    ASSERT_EQ(plan.operations.size(), 1U);
    EXPECT_EQ(plan.operations[0].key.id, 2);
    EXPECT_EQ(plan.counts_of(Kind::student).update, 1);
    EXPECT_EQ(plan.counts_of(Kind::student).unchanged, 1);
}

// Two who exchange their values hold each other's up for nobody; one who waits for a value that is
// kept from its new owner waits too.
TEST_F(SyncUnique, WhatIsGivenUpInTheSamePlanIsFree) {
    lms.holders = {true, {{11, {{"n", "A"}}}, {12, {{"n", "B"}}}}};
    set(1, "A", "B");
    set(2, "B", "A");
    keep();
    EXPECT_TRUE(refused().empty());
    lms.holders->people.push_back({99, {{"n", "C"}}});
    plan = {};
    set(1, "A", "C");
    set(2, "B", "A");
    keep();
    EXPECT_EQ(refused(), (std::vector<std::string>{"student:1 field.not_unique",
                                                   "student:2 field.not_unique"}));
    EXPECT_TRUE(plan.operations.empty());
    // What counts is what Moodle has, not what was agreed.
    lms.holders = {true, {{11, {{"n", "by hand"}}}}};
    plan = {};
    set(1, "A", "B");
    set(2, "B", "by hand");
    keep();
    EXPECT_TRUE(refused().empty());
}

TEST_F(SyncUnique, NothingIsAskedWithoutSuchAValueAndNothingRefusedWhereMoodleDoesNotTell) {
    set(1, "A", "A");
    set(2, "A", "");
    keep();
    EXPECT_EQ(lms.asked_for_holders, 0);
    set(3, "A", "B");
    keep();
    EXPECT_EQ(lms.asked_for_holders, 1);
    EXPECT_TRUE(refused().empty());
    EXPECT_EQ(plan.operations.size(), 3U);
}

}  // namespace
}  // namespace causeway::sync
