// SPDX-License-Identifier: GPL-3.0-or-later
// Runs a job for every index over a few threads; rethrows what one of them threw. With one worker
// everything happens in the calling thread, in order.
#pragma once

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace causeway::sync {

template <class Job>
void fan_out(std::size_t count, std::size_t workers, const Job& job) {
    workers = std::min(workers, count);
    if (workers <= 1) {
        for (std::size_t i = 0; i < count; ++i)
            job(i);
        return;
    }
    std::atomic<std::size_t> next = 0;
    std::mutex mutex;  // guards thrown
    std::exception_ptr thrown;
    {
        std::vector<std::jthread> threads;
        for (std::size_t w = 0; w < workers; ++w)
            threads.emplace_back([&] {
                try {
                    for (std::size_t i = next++; i < count; i = next++)
                        job(i);
                } catch (...) {
                    next = count;
                    const std::scoped_lock lock(mutex);
                    if (!thrown) thrown = std::current_exception();
                }
            });
    }
    if (thrown) std::rethrow_exception(thrown);
}

}  // namespace causeway::sync
