// SPDX-License-Identifier: GPL-3.0-or-later
// An everyday run in which nothing has changed, against merely reading openSIS's tables.
#include <fmt/format.h>

#include <algorithm>

#include "road.h"
#include "table.h"

namespace causeway::bench {

namespace {

template <class Record>
void drain(std::unique_ptr<model::Stream<Record>> stream) {
    Record record;
    while (stream->next(record)) {
    }
}

double read_tables(Road& road) {
    const sync::Engine engine = road.engine();
    model::RosterScope scope;
    scope.today = engine.policy.today;
    const Stopwatch watch;
    const auto snapshot = engine.sis.open(scope);
    drain(snapshot->schools());
    drain(snapshot->subjects());
    drain(snapshot->courses());
    drain(snapshot->sections());
    drain(snapshot->people());
    drain(snapshot->enrolments());
    return watch.seconds();
}

double run_without_change(Road& road) {
    const Stopwatch watch;
    road.sync();
    return watch.seconds();
}

double median_of_five(Road& road, double (*measure)(Road&)) {
    std::vector<double> seconds;
    for (int i = 0; i < 5; ++i)
        seconds.push_back(measure(road));
    std::sort(seconds.begin(), seconds.end());
    return seconds[2];
}

}  // namespace

void bench_no_change(Table& table) {
    Road road(school_url(), std::chrono::milliseconds{0}, {50, 4});
    road.sync();
    road.moodle().forget_calls();
    const double read = median_of_five(road, read_tables);
    const double run = median_of_five(road, run_without_change);
    std::uint64_t calls = 0;
    for (const auto& [function, count] : road.moodle().calls())
        calls += count.calls;
    table.add({fmt::format("a run without change, {} students (median of 5)", kStudents), run, "s",
               fmt::format("reading the tables, {:.3f} s", read), run / read});
    table.add({"  calls to Moodle in each", static_cast<double>(calls) / 5, "", "", 0});
}

}  // namespace causeway::bench
