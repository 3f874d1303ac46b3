// SPDX-License-Identifier: GPL-3.0-or-later
// Calls for many records, a few at a time. How many really run is the transport's business too: it
// keeps to its connections.
#pragma once

#include <atomic>
#include <cstddef>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/problem.h"

namespace causeway::moodle {

// `ask(i)` for each i below `count`, on the calling thread and others; it returns a Problem or
// nothing. The first Problem ends it: those that were not begun are not asked.
template <class Ask>
std::optional<base::Problem> side_by_side(std::size_t count, std::size_t at_once, const Ask& ask) {
    std::atomic<std::size_t> next{0};
    std::mutex mutex;  // guards failed
    std::optional<base::Problem> failed;
    const auto work = [&] {
        for (std::size_t i = next++; i < count; i = next++) {
            auto problem = ask(i);
            if (!problem) continue;
            next = count;
            const std::scoped_lock lock(mutex);
            if (!failed) failed = std::move(problem);
        }
    };
    {
        std::vector<std::jthread> others;
        for (std::size_t i = 1; i < at_once && i < count; ++i)
            others.emplace_back(work);
        work();
    }
    return failed;
}

}  // namespace causeway::moodle
