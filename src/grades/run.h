// SPDX-License-Identifier: GPL-3.0-or-later
// A pull: grades come home. Reads what changed since the last pull (or everything), plans section
// by section, writes each section in one transaction and keeps what was agreed beside the rows. A
// process killed at any moment leaves whole sections behind it; the next pull does the rest. One
// run per link, shared with the roster's runs.
#pragma once

#include <stop_token>

#include "base/clock.h"
#include "grades/ports.h"

namespace causeway::grades {

struct PullRequest {
    std::vector<std::int64_t> sections;  // empty: all
    bool full = false;                   // read everything, whatever the cursor says
    bool dry = false;                    // plan only
    std::optional<Option> as_if;         // plan for this option instead of the chosen one
    std::map<std::string, Side> taken;
    std::string what = "grades pull";
    std::string by;
};

struct PullReport {
    std::int64_t run = 0;  // 0: a dry one
    CountsByKind counts{};
    std::vector<Difference> differences;
    std::vector<base::Problem> refused;
    std::vector<base::Problem> problems;  // sections that could not be read or written
    std::vector<SectionPlan> plans;       // of a dry run
    std::int64_t sections = 0;            // looked at
    bool whole = false;                   // everything was read, not only news
    base::ExitCode exit = base::ExitCode::in_step;
    base::Instant started = 0, ended = 0;
};

struct Engine {
    School& school;
    Lms& lms;
    Desk& desk;
    base::Clock& clock;
    Policy policy;
    Watch watch;
    std::stop_token stop;
};

PullReport pull(const Engine& engine, const PullRequest& request);

struct UndoReport {
    std::int64_t run = 0;
    std::int64_t restored = 0;
    std::int64_t kept = 0;             // changed in openSIS since
    std::optional<KeeperBack> keeper;  // where the run had chosen who keeps the gradebook
    std::vector<base::Problem> problems;
    base::ExitCode exit = base::ExitCode::in_step;
};
UndoReport undo(const Engine& engine, std::int64_t run, const std::string& by);

// {"category": {"created": 1, ...}, "item": ..., "grade": ..., "final": ...}
std::string counts_json(const CountsByKind& counts);
// {"of": "section:331", "option": "moodle" or "", "newer": false}
std::string keeper_json(const KeeperBack& keeper);

}  // namespace causeway::grades
