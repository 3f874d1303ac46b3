// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/watcher.h"

#include <algorithm>

#include "base/failure.h"
#include "base/log.h"

namespace causeway::service {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLongestWait{10'000};
constexpr milliseconds kFirstPause{2'000};
constexpr milliseconds kLongestPause{60'000};

}  // namespace

void Watcher::follow(std::optional<Followed> what) {
    const std::scoped_lock one(changing_);
    if (thread_.joinable()) {
        thread_.request_stop();
        wake_.notify_all();
        thread_.join();
    }
    tell("", std::nullopt);
    if (!what) return;
    thread_ = std::jthread(
        [this, what = *std::move(what)](const std::stop_token& stop) { run(what, stop); });
}

Watcher::Told Watcher::told() {
    const std::scoped_lock lock(mutex_);
    return told_;
}

void Watcher::tell(std::string kind, std::optional<base::Problem> problem) {
    const std::scoped_lock lock(mutex_);
    told_ = {std::move(kind), std::move(problem)};
}

void Watcher::run(const Followed& what, const std::stop_token& stop) {
    auto pause = kFirstPause;
    while (!stop.stop_requested()) {
        try {
            const auto opened = opensis::open_feed(what.address, what.options, "");
            base::log::info("link {}: openSIS's changes are followed by {}{}", link_, opened.kind,
                            opened.why_not_better ? ": " + opened.why_not_better->text() : "");
            tell(opened.kind, opened.why_not_better);
            opensis::ChangeHint all;
            all.everything = true;
            all.why = "the watch began";
            hint_(all);
            while (!stop.stop_requested()) {
                const auto hint = opened.feed->next(kLongestWait, stop);
                pause = kFirstPause;
                if (!hint.empty()) hint_(hint);
            }
        } catch (const base::Failure& failure) {
            base::log::warning("link {}: openSIS's changes cannot be followed: {}", link_,
                               failure.problem().text());
            tell("", failure.problem());
        }
        std::unique_lock lock(mutex_);
        wake_.wait_for(lock, stop, pause, [&] { return stop.stop_requested(); });
        pause = std::min(pause * 2, kLongestPause);
    }
}

}  // namespace causeway::service
