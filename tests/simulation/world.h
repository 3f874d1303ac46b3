// SPDX-License-Identifier: GPL-3.0-or-later
// The world that a history happens in: one school, one Moodle, one store, weather and a clock.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>

#include "base/failure.h"
#include "fake_moodle.h"
#include "fake_school.h"
#include "memory_state.h"
#include "sync/run.h"

namespace causeway::simulation {

class FakeClock final : public base::Clock {
  public:
    [[nodiscard]] base::Instant now() const override { return now_; }
    [[nodiscard]] std::chrono::milliseconds monotonic() const override {
        return std::chrono::milliseconds{now_ * 1000};
    }
    void sleep(std::chrono::milliseconds) override { now_ += 1; }

  private:
    base::Instant now_ = 1'795'000'000;
};

struct World {
    explicit World(std::uint64_t seed, bool groups = false)
        : dice(seed), school(dice), moodle(dice, doom), state(doom) {
        policy.groups = groups;
        policy.today = base::Date::of(2026, 11, 1);
        // Somebody's own account and enrolment, not ours to touch.
        moodle.users[50] = {50,       "",   "handmade", "Hand", "Made", "", "hand@example.org",
                            "manual", false};
        moodle.courses[60] = {60, "", "By hand", "BYHAND", 1, 0, 0, true};
        moodle.enrolments[{60, 50}] = {};
    }

    [[nodiscard]] sync::Engine engine() {
        return {school, moodle, state, clock, policy, {4, 1}, {}, {}, {}};
    }
    sync::RunReport sync(bool verify = false, std::vector<model::Key> keys = {}) {
        sync::RunRequest request;
        request.keys = std::move(keys);
        request.override_name = "simulation";
        request.override_reason = "small schools lose many";
        request.verify = verify;
        return sync::run_sync(engine(), request);
    }

    Dice dice;
    Doom doom;
    FakeSchool school;
    FakeMoodle moodle;
    MemoryState state;
    FakeClock clock;
    sync::Policy policy;
};

// A run in bad weather: it may die, and it may end with any result.
inline void sync_in_bad_weather(World& world, const std::vector<model::Key>& keys = {}) {
    world.moodle.fault_percent = static_cast<int>(world.dice.below(30));
    world.moodle.lists_users = world.dice.percent(50);
    if (world.dice.percent(60)) world.doom.in(1 + world.dice.below(60));
    world.school.unreachable = world.dice.percent(5);
    world.school.incomplete = world.dice.percent(5);
    try {
        world.sync(keys.empty() && world.dice.percent(15), keys);
    } catch (const Crash&) {  // the next run goes on
    } catch (const base::Failure& failure) {
        EXPECT_EQ(failure.exit(), base::ExitCode::incomplete) << failure.what();
    }
    world.doom.never();
    world.moodle.fault_percent = 0;
    world.school.unreachable = world.school.incomplete = false;
}

inline std::uint64_t number_from(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

}  // namespace causeway::simulation
