// SPDX-License-Identifier: GPL-3.0-or-later
// Chance that replays: the same seed gives the same history on every machine.
#pragma once

#include <cstdint>
#include <random>

namespace causeway::simulation {

class Dice {
  public:
    explicit Dice(std::uint64_t seed) : engine_(seed) {}
    std::int64_t below(std::int64_t n) {  // the standard's distributions differ between libraries
        return n <= 0 ? 0 : static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(n));
    }
    bool percent(int p) { return below(100) < p; }

  private:
    std::mt19937_64 engine_;
};

// The process dies here: thrown out of the middle of a call, caught only by the test.
struct Crash {};

// Counts the moments at which a process can die and kills it at one of them.
class Doom {
  public:
    void in(std::int64_t moments) { left_ = moments; }
    void never() { left_ = -1; }
    void moment() {
        if (left_ > 0 && --left_ == 0) {
            left_ = -1;
            throw Crash{};
        }
    }

  private:
    std::int64_t left_ = -1;
};

}  // namespace causeway::simulation
