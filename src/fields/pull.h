// SPDX-License-Identifier: GPL-3.0-or-later
// Carries the values that come from Moodle into openSIS, and takes a run back. Planning is a pure
// function of one person's values. One thread; throws what the ports throw; a value that is refused
// does not stop the others.
#pragma once

#include <stop_token>

#include "fields/judge.h"
#include "fields/ports.h"

namespace causeway::fields {

struct Planned {
    std::string sis;
    std::string field;  // the row's title
    std::string before;
    std::string after;
    std::string why;
    bool conflict = false;  // both sides had changed it
};

// What one person's values call for.
struct PersonPlan {
    std::vector<Planned> changes;
    std::vector<AgreedValue> agree;  // equal already
    std::vector<model::UnfitValue> unfit;
};

// `whole`: a profile field that is not there is empty; else nothing is known of it. A value that
// Moodle never had leaves openSIS's alone; one that was emptied there is emptied here.
PersonPlan plan_person(std::span<const Judged> rows, const Linked& person,
                       const model::Values& profile, bool whole, const model::Values& sis,
                       const std::unordered_map<std::string, Agreed>& agreed);

// What is remembered of a value that both sides agree on.
base::Fingerprint agreed_mark(std::string_view value);

struct PulledRow {
    Linked person;
    Planned change;
    std::optional<base::Problem> refused;
};

struct PullReport {
    std::int64_t run = 0;  // 0: only looked at
    base::ExitCode exit = base::ExitCode::in_step;
    std::int64_t people = 0;
    std::int64_t written = 0;
    std::int64_t conflicts = 0;
    std::int64_t equal = 0;  // values that were found equal for the first time
    std::vector<PulledRow> rows;
    std::vector<model::UnfitValue> unfit;  // refused ones among them
    std::vector<base::Problem> held;       // rows that were left aside
};

struct Parts {
    Source& source;
    Target& target;
    Book& book;
    std::span<const Judged> rows;
    Watch watch;
    std::stop_token stop;
};

// Whether any row comes from Moodle and may be worked with.
bool comes_home(std::span<const Judged> rows);

// `only`: these people; none named: all. `write` false: only looks.
PullReport pull(const Parts& parts, std::span<const model::Key> only, bool write);

struct PullUndone {
    std::int64_t run = 0;
    std::int64_t taken_back = 0;
    std::vector<base::Problem> refused;
};
PullUndone undo(const Parts& parts, std::int64_t run);

}  // namespace causeway::fields
