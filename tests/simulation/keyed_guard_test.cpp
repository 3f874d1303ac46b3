// SPDX-License-Identifier: GPL-3.0-or-later
// The guard weighs a keyed run against the whole school, not against what the run looks at; and a
// school that is emptied bit by bit as one that is emptied at once. And what a keyed run looks at
// beyond the keys it was given.
#include <gmock/gmock.h>

#include "sync/keyed.h"
#include "sync/school_titles.h"
#include "world.h"

namespace causeway::simulation {
namespace {

using model::Key;
using model::Kind;

constexpr std::int64_t kStudents = 600;

class KeyedGuard : public testing::Test {
  protected:
    KeyedGuard() {
        world.school.people.clear();
        world.school.enrolments.clear();
        for (std::int64_t id = 1; id <= kStudents; ++id) {
            model::Person person;
            person.id = id;
            person.school = 1;
            person.first_name = "First";
            person.last_name = "Last";
            person.login = "login" + std::to_string(id);
            person.email = "p" + std::to_string(id) + "@example.org";
            world.school.people[person.key()] = person;
        }
        world.sync();
        EXPECT_EQ(world.state.held(1, Kind::student), kStudents);
    }

    std::vector<Key> leave(std::int64_t first, std::int64_t last) {
        std::vector<Key> out;
        for (std::int64_t id = first; id <= last; ++id) {
            out.push_back({Kind::student, id, 0});
            world.school.people.erase(out.back());
        }
        return out;
    }
    // Without anybody's override. The guard's words, or nothing.
    std::string run(std::vector<Key> keys, const std::string& who = "") {
        sync::RunRequest request;
        request.keys = std::move(keys);
        request.override_name = request.override_reason = who;
        try {
            sync::run_sync(world.engine(), request);
            return "";
        } catch (const base::Failure& failure) {
            if (failure.exit() == base::ExitCode::incomplete) return "incomplete";
            EXPECT_EQ(failure.exit(), base::ExitCode::guarded);
            EXPECT_EQ(failure.problem().code, "guard.removals");
            return failure.problem().why;
        }
    }

    World world{1};
};

TEST_F(KeyedGuard, OneOfOneThatIsLookedAtIsOneOfAll) {
    EXPECT_EQ(run(leave(42, 42)), "");
    EXPECT_EQ(world.state.held(1, Kind::student), kStudents - 1);
}

TEST_F(KeyedGuard, AsManyAsTheThresholdMayLeave) {
    EXPECT_EQ(run(leave(1, 60)), "");
}

TEST_F(KeyedGuard, MoreThanTheThresholdAreStopped) {
    EXPECT_EQ(run(leave(1, 500)), "School 1 (school 1): 500 of 600 students would leave");
    EXPECT_EQ(world.state.held(1, Kind::student), kStudents) << "nothing was changed";
}

TEST_F(KeyedGuard, ASchoolThatIsGoneIsCalledAsItWasLast) {
    sync::Plan plan;
    plan.tallies[{1, Kind::student}] = {kStudents, 0, kStudents};
    plan.tallies[{9, Kind::student}] = {1, 0, 1};
    sync::note_titles(plan, {}, world.state);
    EXPECT_EQ(plan.titles, (std::map<std::int64_t, std::string>{{1, "School 1"}, {9, ""}}));
}

TEST_F(KeyedGuard, TheLastOfAKindIsAKindThatVanishes) {
    world.policy.guard_percent = 100;
    EXPECT_EQ(run(leave(1, kStudents)),
              "School 1 (school 1): 600 of 600 students would leave (openSIS holds none at all)");
}

TEST_F(KeyedGuard, BitByBitIsStoppedWhereAtOnceIs) {
    for (std::int64_t id = 1; id <= 60; ++id)
        ASSERT_EQ(run(leave(id, id)), "") << id;
    const auto one_more = leave(61, 61);
    EXPECT_EQ(
        run(one_more),
        "School 1 (school 1): 1 of 540 students would leave, after 60 since the last whole run");
    EXPECT_EQ(run({{Kind::student, 100, 0}}), "") << "others are not held up";
    // A whole run weighs for itself, and the count begins anew.
    EXPECT_EQ(run({}), "");
    EXPECT_EQ(world.state.held(1, Kind::student), kStudents - 61);
    EXPECT_EQ(run(leave(62, 100)), "");
}

TEST_F(KeyedGuard, APersonsWordBeginsTheCountAnew) {
    EXPECT_EQ(run(leave(1, 60)), "");
    EXPECT_NE(run(leave(61, 70)), "");
    EXPECT_EQ(run({{Kind::student, 61, 0}}, "R. Head"), "");
    EXPECT_EQ(run(leave(71, 80)), "");
}

TEST_F(KeyedGuard, WhatCouldNotBeDoneIsNotCounted) {
    const auto keys = leave(1, 50);
    world.moodle.fault_percent = 60;
    for (int tries = 0; tries < 12; ++tries)
        EXPECT_THAT(run(keys), testing::AnyOf("", "incomplete"));
    world.moodle.fault_percent = 0;
    EXPECT_EQ(run(keys), "");
}

// Nobody said that the person is new; the whole of them comes all the same.
TEST(KeyedScope, AnEnrolmentBringsAPersonWhoIsNew) {
    World world(1);
    world.sync();
    model::Person person;
    person.id = 500;
    person.school = 1;
    person.first_name = "New";
    person.last_name = "Here";
    person.login = "new.here";
    person.email = "new.here@example.org";
    world.school.people[person.key()] = person;
    std::vector<Key> expected = {person.key()};
    for (const auto& [id, section] : world.school.sections) {
        model::Enrolment enrolment;
        enrolment.place = id;
        enrolment.person = person.id;
        enrolment.school = section.school;
        world.school.enrolments[enrolment.key()] = enrolment;
        expected.push_back(enrolment.key());
    }
    ASSERT_GT(expected.size(), 2U);
    sync::RunRequest request;
    request.keys = {expected.back()};
    std::vector<Key> planned;
    for (const auto& operation : sync::make_plan(world.engine(), request).operations)
        planned.push_back(operation.key);
    EXPECT_EQ(planned, expected);
}

// A run that died in the middle of one record: the next one, over another, sees to that one too.
TEST(KeyedScope, WhatARunDiedInTheMiddleOfIsLookedAt) {
    int cut_off = 0;
    for (std::int64_t moment = 1; moment < 12; ++moment) {
        World world(2);
        world.sync();
        std::vector<Key> held;
        for (const auto& [key, record] : world.state.records)
            if (key.kind == Kind::student) held.push_back(key);
        ASSERT_GT(held.size(), 1U);
        world.school.people.at(held[0]).last_name = "Changed";
        world.doom.in(moment);
        try {
            world.sync(false, {held[0]});
        } catch (const Crash&) {
        }
        world.doom.never();
        if (world.state.unsettled().empty()) continue;  // it died before or after
        ++cut_off;
        world.sync(false, {held[1]});
        EXPECT_EQ(sync::make_plan(world.engine(), {}).changes(), 0) << moment;
    }
    EXPECT_GT(cut_off, 0);
}

TEST(KeyedScope, GoesWithNoOther) {
    World world(1);
    for (const int what : {0, 1, 2}) {
        sync::RunRequest request;
        request.keys = {{Kind::student, 1, 0}};
        if (what == 0) request.verify = true;
        if (what == 1) request.schools = {1};
        if (what == 2) request.only = Kind::student;
        try {
            sync::make_plan(world.engine(), request);
            ADD_FAILURE() << what << " was taken";
        } catch (const base::Failure& failure) {
            EXPECT_EQ(failure.exit(), base::ExitCode::usage);
        }
    }
}

// A year that was turned takes its sections with it, and no guard minds.
TEST_F(KeyedGuard, SectionsOfLastYearAreOverNotLost) {
    for (auto& [id, school] : world.school.schools) {
        school.year = 2027;
        model::SchoolTurn turn;
        turn.school = id;
        turn.to = 2027;
        turn.begins = world.policy.today;
        turn.run = 1;  // the first run of the new year was there, and did not come to an end
        world.state.turns.turns[id] = turn;
    }
    std::vector<Key> keys;
    for (const auto& [id, section] : world.school.sections)
        keys.push_back(section.key());
    world.school.sections.clear();
    sync::RunRequest request;
    request.keys = keys;
    const auto plan = sync::make_plan(world.engine(), request);
    ASSERT_EQ(plan.operations.size(), keys.size());
    for (const auto& operation : plan.operations)
        EXPECT_EQ(operation.reason, "its school year is over");
    EXPECT_EQ(run(keys), "");
}

// More than hangs together by chance: then the whole is read, and weighed and told as a whole.
TEST_F(KeyedGuard, SoManyKeysBecomeAWholeRun) {
    std::vector<Key> keys;
    for (std::int64_t id = 1; id <= static_cast<std::int64_t>(sync::kMostKeyed) + 1; ++id)
        keys.push_back({Kind::student, 10000 + id, 0});
    leave(1, 1);  // nobody named this one
    sync::RunRequest request;
    request.keys = keys;
    const auto plan = sync::make_plan(world.engine(), request);
    EXPECT_TRUE(plan.keys.empty());
    ASSERT_EQ(plan.operations.size(), 1U);
    EXPECT_EQ(plan.operations.front().key, (Key{Kind::student, 1, 0}));
    keys.resize(3);
    request.keys = keys;
    EXPECT_EQ(sync::make_plan(world.engine(), request).keys, keys);
}

// A person who never was, and one who is gone from both sides: nothing to do, and no error.
TEST_F(KeyedGuard, KeysOfNobodyPlanNothing) {
    sync::RunRequest request;
    request.keys = {{Kind::learns, 777, 888}, {Kind::school, 99, 0}, {Kind::staff, 5, 0}};
    const auto plan = sync::make_plan(world.engine(), request);
    EXPECT_EQ(plan.changes(), 0);
    EXPECT_TRUE(plan.standings.empty());
}

}  // namespace
}  // namespace causeway::simulation
