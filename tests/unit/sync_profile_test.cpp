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
    base::Result<model::Profiles> read_profiles(std::span<const model::RemoteId> users) override {
        asked.assign(users.begin(), users.end());
        return profiles;
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

}  // namespace
}  // namespace causeway::sync
