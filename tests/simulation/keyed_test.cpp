// SPDX-License-Identifier: GPL-3.0-or-later
// A keyed run says of its records what a whole run would say, and says all that a whole run would
// say when it is given every record that changed: in good weather after every muddled day, and in
// the end after any weather.
#include <algorithm>
#include <map>

#include "world.h"

namespace causeway::simulation {
namespace {

std::string text_of(const sync::Operation& op) {
    return std::string(model::name(op.verb)) + " " + op.key.text() + " (" + op.reason + ") " +
           std::string(model::name(op.state)) + " " + model::to_json(op.shape);
}

std::string operations_of(const sync::Plan& plan) {
    std::string out;
    for (const auto& op : plan.operations)
        out += text_of(op) + "\n";
    return out;
}

using Told = std::map<model::Key, std::string>;

Told told(const std::vector<model::Standing>& standings) {
    Told out;
    for (const auto& standing : standings)
        out[standing.key] = standing.problem.code + ": " + standing.problem.why;
    return out;
}

sync::Plan plan_of(World& world, std::vector<model::Key> keys) {
    sync::RunRequest request;
    request.keys = std::move(keys);
    return sync::make_plan(world.engine(), request);
}

std::string text_of(const std::vector<model::Key>& keys) {
    std::string out;
    for (const auto& key : keys)
        out += key.text() + " ";
    return out;
}

// What the standings come to when those of the plan's keys are replaced by the plan's.
Told after(const Told& before, const sync::Plan& plan) {
    Told out = before;
    for (const auto& key : plan.keys)
        out.erase(key);
    for (const auto& [key, why] : told(plan.standings))
        out[key] = why;
    return out;
}

std::vector<model::Key> keys_of(const sync::Plan& plan) {
    std::vector<model::Key> out;
    for (const auto& op : plan.operations)
        out.push_back(op.key);
    return out;
}

// What a plan calls for again and again because Moodle refuses it: two people who each want the
// other's address. It has to have a standing.
std::vector<model::Key> stuck(World& world) {
    const auto keys = keys_of(plan_of(world, {}));
    const Told excused = told(world.state.standings);
    for (const auto& key : keys)
        EXPECT_TRUE(excused.contains(key)) << key.text() << " is neither in step nor excused";
    return keys;
}

// Hands over what changed, as often as names may have to pass from hand to hand.
void sync_keyed(World& world, const std::vector<model::Key>& keys) {
    for (int runs = 0; runs < 3; ++runs)
        world.sync(false, keys);
}

void live(std::uint64_t seed, bool groups) {
    World world(seed, groups);
    for (int runs = 0; runs < 3; ++runs)
        world.sync();
    for (auto days = 1 + world.dice.below(5); days > 0; --days) {
        const FakeSchool yesterday = world.school;
        auto changed = stuck(world);
        world.dice.percent(50) ? world.school.live_a_day() : world.school.live_a_muddled_day();
        for (const auto& key : yesterday.differing(world.school))
            changed.push_back(key);
        if (changed.empty()) continue;
        SCOPED_TRACE("changed: " + text_of(changed));
        const auto whole = plan_of(world, {});
        const auto keyed = plan_of(world, changed);
        EXPECT_TRUE(std::is_sorted(keyed.keys.begin(), keyed.keys.end()));
        ASSERT_EQ(operations_of(keyed), operations_of(whole));
        ASSERT_EQ(after(told(world.state.standings), keyed), told(whole.standings));
        sync_keyed(world, changed);
        stuck(world);
        if (testing::Test::HasFailure()) return;
    }
}

// The same in bad weather: whatever the runs did not come to is handed over once more.
void live_in_bad_weather(std::uint64_t seed, bool groups) {
    World world(seed, groups);
    for (int runs = 0; runs < 3; ++runs)
        world.sync();
    for (auto days = 1 + world.dice.below(5); days > 0; --days) {
        const FakeSchool yesterday = world.school;
        auto changed = stuck(world);
        world.school.live_a_day();
        for (const auto& key : yesterday.differing(world.school))
            changed.push_back(key);
        if (changed.empty()) continue;
        SCOPED_TRACE("changed: " + text_of(changed));
        for (auto runs = 1 + world.dice.below(3); runs > 0; --runs)
            sync_in_bad_weather(world, changed);
        sync_keyed(world, changed);
        stuck(world);
        if (testing::Test::HasFailure()) return;
    }
}

void each_seed(void (*live_with)(std::uint64_t seed, bool groups), bool groups) {
    const auto only = number_from("CAUSEWAY_SIM_SEED", 0);
    const auto first = only != 0 ? only : 1;
    const auto count = only != 0 ? 1 : number_from("CAUSEWAY_SIM_SEEDS", 600);
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        SCOPED_TRACE("CAUSEWAY_SIM_SEED=" + std::to_string(seed));
        live_with(seed, groups);
        if (testing::Test::HasFailure()) return;
    }
}

TEST(Keyed, APlanOfWhatChangedIsTheWholePlan) {
    each_seed(live, false);
}

TEST(Keyed, WeatherLeavesNothingBehind) {
    each_seed(live_in_bad_weather, false);
}

TEST(Keyed, APlanOfWhatChangedIsTheWholePlanWhereSectionsAreGroups) {
    each_seed(live, true);
}

TEST(Keyed, WeatherLeavesNothingBehindWhereSectionsAreGroups) {
    each_seed(live_in_bad_weather, true);
}

}  // namespace
}  // namespace causeway::simulation
