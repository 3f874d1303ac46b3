// SPDX-License-Identifier: GPL-3.0-or-later
// One intake: read both sides whole, plan, apply row by row, link. And its undo. One thread.
// Throws what the ports throw; a row that is refused does not stop the others.
#pragma once

#include <stop_token>

#include "intake/ports.h"

namespace causeway::intake {

struct Report {
    What what = What::staff;
    std::int64_t run = 0;  // 0: only planned
    base::ExitCode exit = base::ExitCode::in_step;
    std::vector<Row> rows;
    model::SisSchool sis;  // what it was planned for; its lists are as they were before
};

struct Parts {
    Source& source;
    Target& target;
    Book& book;
    Watch watch;
    std::stop_token stop;
};

// Reads both sides and plans. Nothing is written.
Report preview(const Parts& parts, What what, Wishes wishes);
// The same, applied. `prepare` is called with each new person before it is written (sign-in).
Report run(const Parts& parts, What what, Wishes wishes,
           const std::function<void(const Row&, model::NewPerson&)>& prepare);

struct Undone {
    std::int64_t run = 0;  // of the undo itself
    std::int64_t taken_back = 0;
    std::vector<base::Problem> refused;
};
Undone undo(const Parts& parts, std::int64_t run);

}  // namespace causeway::intake
