// SPDX-License-Identifier: GPL-3.0-or-later
// Decides which fault the next call meets: scripts first, then the seeded chances. Also the
// names of faults. Not thread-safe: StandInMoodle locks around it.
#pragma once

#include <deque>
#include <map>
#include <string>

#include "sandbox/moodle/switches.h"

namespace causeway::sandbox {

class Faults {
  public:
    void script(const std::string& function, Fault fault, unsigned times, unsigned skip);
    void forget() { scripts_.clear(); }
    // The dice start again from the seed.
    void reseed(std::uint64_t seed) { state_ = seed; }
    [[nodiscard]] Fault next(const std::string& function, const Switches& switches);

  private:
    struct Step {
        Fault fault;
        unsigned times, skip;
    };
    Fault scripted(const std::string& key);
    double roll();

    std::map<std::string, std::deque<Step>> scripts_;
    std::uint64_t state_ = 1;
};

}  // namespace causeway::sandbox
