// SPDX-License-Identifier: GPL-3.0-or-later
// From faults and warnings to what the sync engine works with: CallOutcome and Result. Only for
// site*.cpp.
#pragma once

#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/result.h"
#include "model/lms.h"
#include "moodle/calls_users.h"
#include "moodle/errors.h"

namespace causeway::moodle {

inline model::CallOutcome::Fate fate_of(ErrorClass kind) {
    using Fate = model::CallOutcome::Fate;
    switch (kind) {
        case ErrorClass::refused:
            return Fate::refused;
        case ErrorClass::retry:
            return Fate::retry;
        case ErrorClass::unknown:
            return Fate::unknown;
        case ErrorClass::stop:
            return Fate::stop;
    }
    return Fate::unknown;
}

// A call of one row names that row.
template <class Row>
model::CallOutcome failed(const Fault& fault, std::span<const Row> rows) {
    model::CallOutcome outcome;
    outcome.fate = fate_of(fault.kind);
    outcome.problem = fault.problem;
    if (rows.size() == 1) outcome.problem.record = rows.front().key.text();
    outcome.retry_after = fault.retry_after;
    return outcome;
}

template <class Row>
model::CallOutcome created(const Called<std::vector<model::RemoteId>>& called,
                           std::span<const Row> rows) {
    if (!called) return failed(called.fault(), rows);
    model::CallOutcome outcome;
    for (const auto id : *called)
        outcome.rows.push_back({id, std::nullopt});
    return outcome;
}

// Every row done; ids as the rows have them, or 0 for rows without one.
template <class Row>
model::CallOutcome all_done(std::span<const Row> rows) {
    model::CallOutcome outcome;
    outcome.rows.resize(rows.size());
    if constexpr (requires(const Row& row) { row.id; })
        for (std::size_t i = 0; i < rows.size(); ++i)
            outcome.rows[i].id = rows[i].id;
    return outcome;
}

// Functions that do what they can and warn of the rest, row by row. A warning that names no row
// of the call leaves in doubt which row it is about.
template <class Row>
model::CallOutcome with_warnings(const Called<std::vector<RowWarning>>& called,
                                 std::span<const Row> rows, std::string_view what) {
    if (!called) return failed(called.fault(), rows);
    model::CallOutcome outcome = all_done(rows);
    std::unordered_map<model::RemoteId, std::size_t> row_of;
    for (std::size_t i = 0; i < rows.size(); ++i)
        row_of.emplace(rows[i].id, i);
    for (const auto& warning : *called) {
        base::Problem problem = problem_of_warning(warning.code, warning.message);
        problem.what = what;
        auto at = row_of.find(warning.item);
        if (at == row_of.end() && rows.size() == 1) at = row_of.begin();
        if (at == row_of.end()) {
            outcome.fate = model::CallOutcome::Fate::unknown;
            outcome.problem = std::move(problem);
            outcome.rows.clear();
            return outcome;
        }
        problem.record = rows[at->second].key.text();
        outcome.rows[at->second].refused = std::move(problem);
    }
    return outcome;
}

template <class T>
base::Result<T> as_result(Called<T> called) {
    if (!called) return called.fault().problem;
    return std::move(*called);
}

}  // namespace causeway::moodle
