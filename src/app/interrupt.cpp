// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/interrupt.h"

#include <pthread.h>
#include <unistd.h>

#include <condition_variable>
#include <mutex>

#include "base/failure.h"

namespace causeway::app {

namespace {

constexpr timespec kLookAgain{0, 200'000'000};
constexpr char kLeaving[] = "\nStopping after the calls under way. Once more to leave at once.\n";

}  // namespace

Interrupt::Interrupt() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
    // Blocked here and so in every thread that follows: only the listener takes them.
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    listener_ = std::jthread([this](const std::stop_token& done) {
        while (!done.stop_requested()) {
            const int got = sigtimedwait(&signals_, nullptr, &kLookAgain);
            if (got < 0) continue;
            if (source_.stop_requested()) _exit(static_cast<int>(base::ExitCode::interrupted));
            if (got == SIGINT) [[maybe_unused]]
                const auto said = ::write(STDERR_FILENO, kLeaving, sizeof kLeaving - 1);
            source_.request_stop();
        }
    });
}

Interrupt::~Interrupt() = default;

void Interrupt::wait() const {
    std::mutex mutex;
    std::condition_variable_any stopped;
    std::unique_lock lock(mutex);
    stopped.wait(lock, source_.get_token(), [] { return false; });
}

}  // namespace causeway::app
