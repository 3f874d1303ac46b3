// SPDX-License-Identifier: GPL-3.0-or-later
// The year's turn through the whole engine: openSIS rolls over, people confirm and take back, runs
// die and come back. The laws: while nobody has confirmed, the old year goes on unharmed; during a
// hold nothing is taken away; after the turn nothing of last year is lost; taken back, all is as it
// was; turned twice, nothing changes.
#include <gmock/gmock.h>

#include "sync/guard.h"
#include "world.h"

namespace causeway::simulation {
namespace {

using model::Kind;

// Moodle as a person sees it: who is suspended where, what is hidden.
struct Sight {
    std::map<model::RemoteId, bool> users, courses;
    std::map<std::pair<model::RemoteId, model::RemoteId>, bool> enrolments;
    bool operator==(const Sight&) const = default;
};

Sight sight(const World& world) {
    Sight out;
    for (const auto& [id, user] : world.moodle.users)
        out.users[id] = user.suspended;
    for (const auto& [id, course] : world.moodle.courses)
        out.courses[id] = course.visible;
    for (const auto& [where, enrolment] : world.moodle.enrolments)
        out.enrolments[where] = enrolment.suspended;
    return out;
}

// Nothing of `before` is gone, hidden or suspended in `after`.
void expect_nothing_taken_away(const Sight& before, const Sight& after) {
    for (const auto& [id, suspended] : before.users) {
        ASSERT_TRUE(after.users.contains(id)) << "user " << id;
        EXPECT_FALSE(!suspended && after.users.at(id)) << "user " << id << " was suspended";
    }
    for (const auto& [id, visible] : before.courses) {
        ASSERT_TRUE(after.courses.contains(id)) << "course " << id;
        EXPECT_FALSE(visible && !after.courses.at(id)) << "course " << id << " was hidden";
    }
    for (const auto& [where, suspended] : before.enrolments) {
        ASSERT_TRUE(after.enrolments.contains(where)) << where.first << "/" << where.second;
        EXPECT_FALSE(!suspended && after.enrolments.at(where))
            << where.first << "/" << where.second;
    }
}

// Courses, people and enrolments of last year: all there, whatever their state.
void expect_nothing_lost(const Sight& before, const Sight& after) {
    for (const auto& [id, suspended] : before.users)
        EXPECT_TRUE(after.users.contains(id)) << "user " << id;
    for (const auto& [id, visible] : before.courses)
        EXPECT_TRUE(after.courses.contains(id)) << "course " << id;
    for (const auto& [where, suspended] : before.enrolments)
        EXPECT_TRUE(after.enrolments.contains(where)) << where.first << "/" << where.second;
}

void confirm(World& world, base::Date begins, std::int64_t number = 1, int from = 2026) {
    // What a person agrees to is what the first run would do, as the service has it.
    std::vector<model::SchoolTurn> turns;
    for (const auto& [id, school] : world.school.schools) {
        model::SchoolTurn turn;
        turn.turn = number;
        turn.school = id;
        turn.from = from;
        turn.to = from + 1;
        turn.begins = begins;
        turns.push_back(turn);
    }
    const auto plan = sync::foresee_turn(world.engine(), turns);
    for (auto& turn : turns) {
        for (const auto& [where, tally] : plan.tallies)
            if (where.first == turn.school && tally.leaving > 0)
                turn.agreed[where.second] = tally.leaving;
        world.state.turns.turns[turn.school] = turn;
    }
}

// Without anybody's override.
sync::RunReport plain_sync(World& world, bool verify = false) {
    sync::RunRequest request;
    request.verify = verify;
    return sync::run_sync(world.engine(), request);
}

void live(std::uint64_t seed) {
    World world(seed);
    world.policy.guard_records = 0;  // the strictest: nothing may leave but what was agreed to
    world.policy.guard_percent = 0;
    for (auto days = world.dice.below(3); days > 0; --days)
        world.school.live_a_day();
    for (int more = 0; more < 3; ++more)
        world.sync();
    const Sight old_year = sight(world);

    // openSIS rolls over, and nobody has told Causeway.
    world.policy.today = base::Date::of(2027, 6, 28);
    world.school.roll_over();
    if (world.dice.percent(30)) world.policy.today = base::Date::of(2027, 10, 1);
    const auto unturned = plain_sync(world, world.dice.percent(30));
    EXPECT_EQ(unturned.rolled_to, (std::map<std::int64_t, int>{{1, 2027}, {2, 2027}}));
    EXPECT_EQ(sight(world), old_year) << "the old year did not go on unharmed";

    // Confirmed for later, taken back: as if it had never been.
    if (world.dice.percent(50)) {
        confirm(world, world.policy.today.plus(3));
        plain_sync(world);
        EXPECT_EQ(sight(world), old_year) << "the new year began before its day";
        EXPECT_EQ(world.state.turns.turns.at(1).run, 0);
        world.state.turns.turns.clear();
        plain_sync(world);
        EXPECT_EQ(sight(world), old_year);
    }

    const bool held = world.dice.percent(50);
    if (held)
        world.state.turns.hold =
            model::Hold{world.policy.today, world.policy.today.plus(20), "Office", 0};
    confirm(world, world.policy.today);
    const auto weather = world.dice.below(5);
    for (auto runs = weather; runs > 0; --runs)
        sync_in_bad_weather(world);
    for (int more = 0; more < 3; ++more)
        plain_sync(world);
    if (held) {
        expect_nothing_taken_away(old_year, sight(world));
        EXPECT_FALSE(world.state.turns.turns.at(1).finished &&
                     world.state.turns.turns.at(2).finished)
            << "what is held is not done";
        for (const auto& standing : world.state.standings)
            if (standing.problem.code == sync::kHeldCode) {
                EXPECT_THAT(standing.problem.why,
                            testing::HasSubstr(world.policy.today.plus(20).text()));
            }
        world.policy.today = world.policy.today.plus(21);
        for (int more = 0; more < 2; ++more)
            plain_sync(world);
    }
    const Sight new_year = sight(world);
    expect_nothing_lost(old_year, new_year);
    for (const auto& [key, record] : world.state.records) {
        if (key.kind == Kind::section) {
            // One whose first day is far off is made hidden, and shown when it comes near.
            EXPECT_EQ(world.moodle.courses.at(record.remote).visible,
                      world.school.next->sections.contains(key.id) &&
                          record.state != model::State::waiting)
                << key.text();
        }
        if (model::is_enrolment(key.kind) && !world.school.next->sections.contains(key.id)) {
            const auto place = world.state.records.at(model::place_of(key)).remote;
            const auto person = world.state.records.at(model::person_of(key)).remote;
            EXPECT_EQ(new_year.enrolments.at({place, person}),
                      old_year.enrolments.at({place, person}))
                << key.text() << ": last year's enrolment was touched";
        }
    }
    EXPECT_TRUE(world.state.turns.turns.at(1).finished && world.state.turns.turns.at(2).finished);
    EXPECT_NE(world.state.turns.turns.at(1).run, 0);

    // Turned twice, nothing changes.
    confirm(world, world.policy.today, 2);
    const auto writes = world.moodle.writes;
    plain_sync(world);
    plain_sync(world, true);
    EXPECT_EQ(world.moodle.writes, writes);
    EXPECT_EQ(sight(world), new_year);
}

// A school at rest under a guard that lets nothing pass; openSIS rolls over, and the turn is
// confirmed for the same day.
void settle_and_turn(World& world) {
    world.policy.guard_records = 0;
    world.policy.guard_percent = 0;
    for (int more = 0; more < 3; ++more)
        world.sync();
    world.policy.today = base::Date::of(2027, 6, 28);
    world.school.roll_over();
    confirm(world, world.policy.today);
}

TEST(SimulationOfTheTurn, EveryHistoryKeepsTheLaws) {
    const auto only = number_from("CAUSEWAY_SIM_SEED", 0);
    const auto first = only != 0 ? only : 1;
    const auto count = only != 0 ? 1 : number_from("CAUSEWAY_SIM_SEEDS", 2000);
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        SCOPED_TRACE("CAUSEWAY_SIM_SEED=" + std::to_string(seed));
        try {
            live(seed);
        } catch (const base::Failure& failure) {
            ADD_FAILURE() << failure.what();
        }
        if (testing::Test::HasFailure()) return;
    }
}

// More leave than were agreed to: the guard asks, turn or no turn.
TEST(Turn, AgreesToSoManyAndNotToMore) {
    World world(11);
    settle_and_turn(world);
    auto& people = world.school.next->people;
    const auto gone = std::find_if(people.begin(), people.end(), [&](const auto& person) {
        const auto base = world.state.records.find(person.first);
        return base != world.state.records.end() && base->second.state == model::State::active;
    });
    ASSERT_NE(gone, people.end());
    std::erase_if(world.school.next->enrolments,
                  [&](const auto& e) { return model::person_of(e.first) == gone->first; });
    people.erase(gone);
    try {
        plain_sync(world);
        ADD_FAILURE() << "one more left, and nobody was asked";
    } catch (const base::Failure& failure) {
        EXPECT_EQ(failure.problem().code, "guard.removals");
        EXPECT_EQ(world.state.turns.turns.at(1).run, 0) << "it can still be taken back";
    }
}

// Somebody names a later year in the settings: that is no turn, and the guard asks.
TEST(Turn, AYearInTheSettingsIsNoTurn) {
    World world(12);
    for (int more = 0; more < 3; ++more)
        world.sync();
    world.policy.today = base::Date::of(2027, 6, 28);
    world.policy.guard_records = 0;
    world.school.roll_over();
    auto engine = world.engine();
    engine.roster.year = 2027;
    const auto before = sight(world);
    EXPECT_THROW(sync::run_sync(engine, {}), base::Failure);
    EXPECT_EQ(sight(world), before);
}

// A plan that was made in the old year is not applied in the new one.
TEST(Turn, AnOldYearsPlanIsOutOfDate) {
    World world(13);
    for (int more = 0; more < 3; ++more)
        world.sync();
    world.policy.today = base::Date::of(2027, 6, 28);
    world.school.roll_over();
    sync::RunRequest request;
    request.plan = sync::make_plan(world.engine(), {});
    confirm(world, world.policy.today);
    try {
        sync::run_sync(world.engine(), request);
        ADD_FAILURE() << "it was applied";
    } catch (const base::Failure& failure) {
        EXPECT_EQ(failure.problem().code, "plan.moved");
    }
}

// A change of one record on the new year's first day brings the whole new year.
TEST(Turn, TheNewYearBeginsWithAWholeRun) {
    World world(14);
    for (int more = 0; more < 3; ++more)
        world.sync();
    world.policy.today = base::Date::of(2027, 6, 28);
    world.school.roll_over();
    confirm(world, world.policy.today);
    sync::RunRequest request;
    request.keys = {world.school.people.begin()->first};
    sync::run_sync(world.engine(), request);
    EXPECT_NE(world.state.turns.turns.at(1).run, 0);
    for (const auto& [id, section] : world.school.next->sections)
        EXPECT_TRUE(world.state.records.contains({Kind::section, id, 0})) << id;
}

// openSIS rolls over once more, a year later.
TEST(Turn, ComesAgainTheNextYear) {
    World world(16);
    settle_and_turn(world);
    for (int more = 0; more < 3; ++more)
        plain_sync(world);
    ASSERT_TRUE(world.state.turns.turns.at(1).finished);
    const Sight first_year = sight(world);

    world.policy.today = base::Date::of(2028, 6, 28);
    plain_sync(world);  // shows what was to begin in the meantime
    const Sight second_year = sight(world);
    world.school.next->roll_over();
    EXPECT_EQ(plain_sync(world).rolled_to, (std::map<std::int64_t, int>{{1, 2028}, {2, 2028}}));
    EXPECT_EQ(sight(world), second_year) << "nobody has confirmed it";
    confirm(world, world.policy.today, 2, 2027);
    for (int more = 0; more < 3; ++more)
        plain_sync(world);
    const Sight third_year = sight(world);
    expect_nothing_lost(first_year, third_year);
    expect_nothing_lost(second_year, third_year);
    EXPECT_TRUE(world.state.turns.turns.at(1).finished);
    for (const auto& [key, record] : world.state.records)
        if (key.kind == Kind::section) {
            EXPECT_EQ(world.moodle.courses.at(record.remote).visible,
                      world.school.next->next->sections.contains(key.id) &&
                          record.state != model::State::waiting)
                << key.text();
        }
    const auto writes = world.moodle.writes;
    plain_sync(world, true);
    EXPECT_EQ(world.moodle.writes, writes);
}

// openSIS's rollover is run again after the turn: the new year has other numbers now.
TEST(Turn, ARolloverThatIsRunAgainAfterItStopsAndSaysWhy) {
    World world(17);
    for (int more = 0; more < 3; ++more)
        world.sync();
    world.policy.today = base::Date::of(2027, 9, 28);
    world.school.roll_over();
    confirm(world, world.policy.today);
    for (int more = 0; more < 3; ++more)
        plain_sync(world);
    world.policy.guard_records = 0;
    const Sight turned = sight(world);
    auto& year = *world.school.next;
    const auto old = std::exchange(year.sections, {});
    for (const auto& [id, section] : old) {
        model::Section again = section;
        again.id += 5000;
        year.sections[again.id] = again;
    }
    year.enrolments.clear();
    try {
        plain_sync(world);
        ADD_FAILURE() << "it went through";
    } catch (const base::Failure& failure) {
        EXPECT_EQ(failure.problem().code, "guard.removals");
        EXPECT_THAT(failure.problem().why, testing::HasSubstr("another number"));
    }
    EXPECT_EQ(sight(world), turned);
    sync::RunRequest meant;
    meant.override_name = "R. Head";
    meant.override_reason = "rolled over again";
    sync::run_sync(world.engine(), meant);
    const Sight after = sight(world);
    expect_nothing_lost(turned, after);
    for (const auto& [id, section] : old)
        EXPECT_FALSE(
            world.moodle.courses.at(world.state.records.at({Kind::section, id, 0}).remote).visible)
            << id;
    for (const auto& [id, section] : year.sections)
        EXPECT_TRUE(world.state.records.contains({Kind::section, id, 0})) << id;
    const auto writes = world.moodle.writes;
    plain_sync(world);
    EXPECT_EQ(world.moodle.writes, writes);
}

// Policies of the turn: last year's courses stay to be seen, or their enrolments are suspended.
TEST(Turn, DoesWithLastYearsCoursesWhatThePolicySays) {
    World world(15);
    for (int more = 0; more < 3; ++more)
        world.sync();
    const Sight before = sight(world);
    world.policy.today = base::Date::of(2027, 6, 28);
    world.policy.turn_courses = sync::OnTurn::keep;
    world.policy.turn_enrolments = sync::OnTurn::suspend;
    world.policy.on_drop = sync::OnDrop::unenrol;  // for drops; never for what is over
    world.school.roll_over();
    confirm(world, world.policy.today);
    for (int more = 0; more < 3; ++more)
        plain_sync(world);
    const Sight after = sight(world);
    expect_nothing_lost(before, after);
    for (const auto& [id, visible] : before.courses)
        EXPECT_EQ(after.courses.at(id), visible) << id;
    std::size_t over = 0;
    for (const auto& [key, record] : world.state.records)
        if (model::is_enrolment(key.kind) && !world.school.next->sections.contains(key.id)) {
            EXPECT_EQ(record.state, model::State::suspended) << key.text();
            ++over;
        }
    EXPECT_GT(over, 0U);
}

}  // namespace
}  // namespace causeway::simulation
