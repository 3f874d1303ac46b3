// SPDX-License-Identifier: GPL-3.0-or-later
// The first load of a school into the stand-in at a fixed latency a call, in batches over several
// connections, against the same load with one call per record in series.
#include <fmt/format.h>

#include "road.h"
#include "table.h"

namespace causeway::bench {

namespace {

constexpr std::chrono::milliseconds kLatency{5};  // a fast Moodle answers in 12 or more

struct Load {
    double seconds = 0;
    std::uint64_t calls = 0;
    std::int64_t records = 0;
};

Load load(sync::ApplyOptions apply) {
    Road road(school_url(), kLatency, apply);
    const Stopwatch watch;
    const auto report = road.sync();
    Load out;
    out.seconds = watch.seconds();
    for (const auto& [function, count] : road.moodle().calls())
        out.calls += count.calls;
    for (const auto& counts : report.counts)
        out.records += counts.create;
    return out;
}

}  // namespace

void bench_first_load(Table& table) {
    school_url();
    std::fputs("first load: in batches ...\n", stderr);
    const Load batches = load({50, 4});
    std::fputs("first load: one call per record, in series ...\n", stderr);
    const Load series = load({1, 1});
    const std::string what = fmt::format("first load of {} students ({} records), {} ms a call",
                                         kStudents, batches.records, kLatency.count());
    table.add({what, batches.seconds, "s",
               fmt::format("one call per record in series, {:.1f} s", series.seconds),
               series.seconds / batches.seconds});
    table.add({"  calls to Moodle", static_cast<double>(batches.calls), "",
               fmt::format("in series, {}", series.calls),
               static_cast<double>(series.calls) / static_cast<double>(batches.calls)});
}

}  // namespace causeway::bench
