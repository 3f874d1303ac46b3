// SPDX-License-Identifier: GPL-3.0-or-later
// A day in the life of the sample school: students come, go and change their names, schedules are
// dropped and added, a section opens, a teacher is replaced. The same seed on the same school
// gives the same day. Called by `causeway school`, the demo and tests. One thread; Failure(usage)
// when no school year contains the day; database errors come as base::Failure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "db/db.h"

namespace causeway::sandbox {

struct DayOptions {
    std::uint64_t seed = 1;
    base::Date today;
};

struct DayReport {
    struct Change {
        std::string what;  // "student renamed"
        // The records that a reader now finds new, gone or changed: "+learns:3/41",
        // "-student:17", "~student:9".
        std::vector<std::string> effects;
    };
    std::vector<Change> changes;

    [[nodiscard]] std::int64_t count(std::string_view what) const;
    [[nodiscard]] std::string text() const;
};

DayReport live_a_day(db::Connection& connection, const DayOptions& options);

}  // namespace causeway::sandbox
