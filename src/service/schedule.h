// SPDX-License-Identifier: GPL-3.0-or-later
// When a link runs by itself: everyday runs, the nightly comparison with Moodle, days of rest, and
// how long to wait after a run that did not end well. Pure functions of the clock's time.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/failure.h"

namespace causeway::service {

// "22:30" as seconds since midnight.
std::optional<int> seconds_of_day(std::string_view text);

// Days on which no run begins by itself; both belong to it. "2026-12-24..2027-01-06 holidays"
struct Blackout {
    base::Date from;
    base::Date to;
    std::string note;

    static std::optional<Blackout> parse(std::string_view text);
    [[nodiscard]] std::string text() const;
};

struct Schedule {
    base::Zone zone = base::Zone::utc();
    std::int64_t every_seconds = 600;
    bool nightly = true;
    int night_from = 3600;  // seconds of the day; from > to: over midnight
    int night_to = 18000;
    std::vector<Blackout> blackouts;
    bool grades = false;  // are carried by themselves
    std::int64_t grades_every_seconds = 900;

    [[nodiscard]] const Blackout* blackout_at(base::Instant now) const;
    // The first instant after the black-out that `now` lies in; `now` when it lies in none.
    [[nodiscard]] base::Instant after_blackouts(base::Instant now) const;
    // The begin of the night that `now` lies in.
    [[nodiscard]] std::optional<base::Instant> night_at(base::Instant now) const;
    // A comparison is due: it is night, and the last one began before this night did.
    [[nodiscard]] bool verify_due(base::Instant now, std::optional<base::Instant> last) const;
};

// How long an automatic run waits after `failures` runs in a row that ended so.
std::int64_t pause_after(base::ExitCode exit, int failures, std::int64_t every_seconds);

}  // namespace causeway::service
