// SPDX-License-Identifier: GPL-3.0-or-later
// Chance that falls the same way on every machine: the standard fixes what std::mt19937_64
// yields, but not what the distributions make of it, so those are our own. Used by the sample
// school only; one thread; no errors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <utility>
#include <vector>

namespace causeway::sandbox {

class Dice {
  public:
    explicit Dice(std::uint64_t seed) : engine_(seed) {}

    // 0 .. n-1; n must not be 0.
    [[nodiscard]] std::size_t below(std::size_t n) {
        return static_cast<std::size_t>(engine_() % static_cast<std::uint64_t>(n));
    }
    [[nodiscard]] int between(int low, int high) {  // both included
        return low + static_cast<int>(below(static_cast<std::size_t>(high - low) + 1));
    }
    [[nodiscard]] bool chance(unsigned per_thousand) { return below(1000) < per_thousand; }

    template <class T>
    [[nodiscard]] const T& pick(std::span<const T> from) {
        return from[below(from.size())];
    }

    template <class T>
    void shuffle(std::vector<T>& items) {
        for (std::size_t i = items.size(); i > 1; --i)
            std::swap(items[i - 1], items[below(i)]);
    }

  private:
    std::mt19937_64 engine_;
};

}  // namespace causeway::sandbox
