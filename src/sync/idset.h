// SPDX-License-Identifier: GPL-3.0-or-later
// A set of openSIS ids: one bit an id while ids are small (they are auto-increment numbers), a hash
// set for the rest. Ten million enrolments ask it twice each.
#pragma once

#include <cstdint>
#include <unordered_set>
#include <vector>

namespace causeway::sync {

class IdSet {
  public:
    void add(std::int64_t id) {
        if (!small(id)) {
            rest_.insert(id);
            return;
        }
        const auto at = static_cast<std::size_t>(id);
        if (at >= bits_.size()) bits_.resize(at + at / 2 + 64);
        bits_[at] = true;
    }
    [[nodiscard]] bool has(std::int64_t id) const {
        if (!small(id)) return rest_.contains(id);
        const auto at = static_cast<std::size_t>(id);
        return at < bits_.size() && bits_[at];
    }

  private:
    static bool small(std::int64_t id) { return id >= 0 && id < (std::int64_t{1} << 28); }

    std::vector<bool> bits_;
    std::unordered_set<std::int64_t> rest_;
};

}  // namespace causeway::sync
