// SPDX-License-Identifier: GPL-3.0-or-later
// The whole engine on a fake school, a fake Moodle and a fake store: random days, lost answers,
// deadlocks, and the death of the process at any moment. Every history comes from one seed and
// replays from it (CAUSEWAY_SIM_SEED); it has to end in agreement or in a named standing.
#include <gtest/gtest.h>

#include <cstdlib>
#include <set>

#include "base/failure.h"
#include "sync/wanted.h"
#include "world.h"

namespace causeway::simulation {
namespace {

using model::Kind;

std::set<model::Key> troubled(const World& world) {
    std::set<model::Key> out;
    for (const auto& standing : world.state.standings)
        out.insert(standing.key);
    return out;
}

template <class Map>
std::map<model::Key, model::RemoteId> by_key(const Map& found) {
    std::map<model::Key, model::RemoteId> out;
    for (const auto& [id, record] : found)
        if (const auto key = model::Key::from_idnumber(record.idnumber, "opensis:")) {
            EXPECT_FALSE(out.contains(*key)) << key->text() << " stands twice in Moodle";
            out[*key] = id;
        }
    return out;
}

// Every record of openSIS is in Moodle as it should be, or has a standing that says why not.
void expect_agreement(World& world) {
    const auto excused = troubled(world);
    const auto users = by_key(world.moodle.users);
    const auto courses = by_key(world.moodle.courses);
    const auto groups = by_key(world.moodle.groups);
    by_key(world.moodle.categories);

    sync::Projector projector(world.policy);
    sync::Wanted wanted;
    const auto snapshot = world.school.open({});
    const auto records = sync::places_and_people(*snapshot, projector);
    std::set<model::Key> present;
    while (records->next(wanted)) {
        present.insert(wanted.key);
        if (excused.contains(wanted.key)) continue;
        if (const auto* shape = std::get_if<model::UserShape>(&wanted.shape)) {
            ASSERT_TRUE(users.contains(wanted.key)) << wanted.key.text() << " is missing";
            const auto& user = world.moodle.users.at(users.at(wanted.key));
            const model::UserShape has{user.username, user.first_name, user.last_name,
                                       user.middle_name, user.email};
            EXPECT_EQ(has, *shape) << wanted.key.text();
            EXPECT_EQ(user.suspended, wanted.state == model::State::suspended) << wanted.key.text();
        } else if (std::holds_alternative<model::CourseShape>(wanted.shape)) {
            ASSERT_TRUE(courses.contains(wanted.key)) << wanted.key.text() << " is missing";
            EXPECT_TRUE(world.moodle.courses.at(courses.at(wanted.key)).visible)
                << wanted.key.text();
        } else if (const auto* group = std::get_if<model::GroupShape>(&wanted.shape)) {
            ASSERT_TRUE(groups.contains(wanted.key)) << wanted.key.text() << " is missing";
            const auto& has = world.moodle.groups.at(groups.at(wanted.key));
            EXPECT_EQ(has.name, group->name) << wanted.key.text();
            EXPECT_EQ(has.course, courses.at(group->course)) << wanted.key.text();
        }
    }
    for (const auto& [key, id] : users)
        if (!present.contains(key)) {
            EXPECT_TRUE(world.moodle.users.at(id).suspended) << key.text();
        }
    for (const auto& [key, id] : courses)
        if (!present.contains(key)) {
            EXPECT_FALSE(world.moodle.courses.at(id).visible) << key.text();
        }

    std::set<std::pair<model::RemoteId, model::RemoteId>> active;
    std::set<std::pair<model::RemoteId, model::RemoteId>> seated;  // group, user
    const auto enrolments = sync::enrolments(*snapshot, projector);
    while (enrolments->next(wanted)) {
        if (wanted.state == model::State::suspended || excused.contains(wanted.key)) continue;
        const auto person = users.find(model::person_of(wanted.key));
        ASSERT_NE(person, users.end()) << wanted.key.text();
        if (model::holds<model::MembershipShape>(wanted.shape)) {
            const std::pair seat{groups.at(model::place_of(wanted.key)), person->second};
            EXPECT_TRUE(world.moodle.members.contains(seat)) << wanted.key.text() << " is missing";
            seated.insert(seat);
            continue;
        }
        const std::pair where{courses.at(model::place_of(wanted.key)), person->second};
        active.insert(where);
        ASSERT_TRUE(world.moodle.enrolments.contains(where)) << wanted.key.text() << " is missing";
        const auto& has = world.moodle.enrolments.at(where);
        EXPECT_FALSE(has.suspended) << wanted.key.text();
        EXPECT_EQ(has.shape, std::get<model::EnrolmentShape>(wanted.shape)) << wanted.key.text();
    }
    for (const auto& [where, enrolment] : world.moodle.enrolments) {
        if (where.first == 60) continue;
        const auto key =
            model::Key::from_idnumber(world.moodle.courses.at(where.first).idnumber, "opensis:");
        const auto who =
            model::Key::from_idnumber(world.moodle.users.at(where.second).idnumber, "opensis:");
        ASSERT_TRUE(key && who);
        const bool student = who->kind == Kind::student;
        const model::Key enrolled{key->kind == Kind::course
                                      ? (student ? Kind::attends : Kind::leads)
                                      : (student ? Kind::learns : Kind::teaches),
                                  key->id, who->id};
        if (present.contains(*key) && !active.contains(where) && !excused.contains(enrolled)) {
            EXPECT_TRUE(enrolment.suspended) << enrolled.text() << " should have been suspended";
        }
    }
    for (const auto& seat : world.moodle.members) {
        if (seated.contains(seat)) continue;
        const auto key =
            model::Key::from_idnumber(world.moodle.groups.at(seat.first).idnumber, "opensis:");
        const auto who =
            model::Key::from_idnumber(world.moodle.users.at(seat.second).idnumber, "opensis:");
        ASSERT_TRUE(key && who);
        const bool student = who->kind == Kind::student;
        EXPECT_TRUE(excused.contains({student ? Kind::learns : Kind::teaches, key->id, who->id}))
            << who->text() << " should be out of the group of " << key->text();
    }
    const auto& mine = world.moodle.users.at(50);
    EXPECT_TRUE(mine.username == "handmade" && !mine.suspended && mine.idnumber.empty());
    EXPECT_EQ(world.moodle.enrolments.at({60, 50}), FakeEnrolment{});
}

// The operations of a plan as text, for a failing test to show.
std::string planned(World& world) {
    std::string out;
    for (const auto& op : sync::make_plan(world.engine(), {}).operations)
        out += std::string(model::name(op.verb)) + " " + op.key.text() + ": " + op.reason + "\n";
    return out;
}

void live(std::uint64_t seed, bool groups) {
    World world(seed, groups);
    for (auto days = 1 + world.dice.below(6); days > 0; --days) {
        for (auto runs = world.dice.below(4); runs > 0; --runs)
            sync_in_bad_weather(world);
        world.school.live_a_day();
    }
    try {
        auto settled = world.sync();
        // A name or an address may have to pass from hand to hand: two more runs at most.
        for (int more = 0; more < 2 && planned(world) != ""; ++more)
            settled = world.sync();
        EXPECT_TRUE(settled.exit == base::ExitCode::in_step ||
                    settled.exit == base::ExitCode::some_refused)
            << (settled.problem ? settled.problem->text() : "") << " put off " << settled.put_off;
        expect_agreement(world);
        EXPECT_EQ(planned(world), "") << "in step, and yet there is a plan";
        const auto writes = world.moodle.writes;
        const auto again = world.sync();
        EXPECT_EQ(world.moodle.writes, writes) << "a second run wrote something";
        const auto verified = world.sync(true);
        EXPECT_EQ(world.moodle.writes, writes) << "a verifying run wrote something";
        EXPECT_EQ(verified.exit, again.exit);
    } catch (const base::Failure& failure) {
        ADD_FAILURE() << failure.what();
    }
}

void each_seed(bool groups) {
    const auto only = number_from("CAUSEWAY_SIM_SEED", 0);
    const auto first = only != 0 ? only : 1;
    const auto count = only != 0 ? 1 : number_from("CAUSEWAY_SIM_SEEDS", 2000);
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        SCOPED_TRACE("CAUSEWAY_SIM_SEED=" + std::to_string(seed));
        live(seed, groups);
        if (testing::Test::HasFailure()) return;
    }
}

TEST(Simulation, EveryHistoryEndsInAgreementOrANamedStanding) {
    each_seed(false);
}

TEST(Simulation, TheSameWhereSectionsAreGroups) {
    each_seed(true);
}

}  // namespace
}  // namespace causeway::simulation
