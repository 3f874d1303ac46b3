// SPDX-License-Identifier: GPL-3.0-or-later
// One intake: read both sides whole, plan, apply row by row, link. And its undo. One thread.
// Throws what the ports throw; a row that is refused does not stop the others.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

#include "intake/ports.h"

namespace causeway::intake {

// What was planned for: both sides as they were read, and what is linked.
struct Sides {
    model::MoodleSchool moodle;
    model::SisSchool sis;
    Links links;
};

struct Report {
    What what = What::staff;
    std::int64_t run = 0;  // 0: only planned
    base::ExitCode exit = base::ExitCode::in_step;
    std::vector<Row> rows;
    std::shared_ptr<const Sides> sides;
    // What openSIS takes over one row that recalculates attendance; nothing: there are none.
    std::optional<double> seconds_a_slow_row;
};
std::int64_t slow_rows(const std::vector<Row>& rows);  // of those that are to be written
bool not_taken(const Row& row);                        // refused, doubtful or left out
// The rows that were not taken, and the fields that new people come without.
std::vector<Row> left_rows(const std::vector<Row>& rows);

struct Parts {
    Source& source;
    Target& target;
    Book& book;
    Watch watch;
    std::stop_token stop;
    Fields* fields = nullptr;  // none: new people bring no mapped fields
    // Told before a run writes rows for which openSIS recalculates attendance: how many there are,
    // and how many seconds one took.
    std::function<void(std::int64_t rows, std::optional<double> each)> warn = {};
};

// Reads both sides and plans. Nothing is written.
Report preview(const Parts& parts, What what, Wishes wishes);
// Called with each new person before it is written (sign-in), and the run that does so.
using Prepare = std::function<void(std::int64_t run, const Row&, model::NewPerson&)>;
// The same, applied.
Report run(const Parts& parts, What what, Wishes wishes, const Prepare& prepare);

struct Undone {
    std::int64_t run = 0;  // of the undo itself
    std::int64_t taken_back = 0;
    std::vector<base::Problem> refused;
};
Undone undo(const Parts& parts, std::int64_t run);

}  // namespace causeway::intake
