// SPDX-License-Identifier: GPL-3.0-or-later
// The statements that run once a record, prepared once for the life of the store.
#pragma once

#include "db/db.h"
#include "store/store.h"

namespace causeway::store {

struct Store::Statements {
    explicit Statements(db::Connection& c);

    std::unique_ptr<db::Statement> base_of;
    std::unique_ptr<db::Statement> put_base;
    std::unique_ptr<db::Statement> drop_base;
    std::unique_ptr<db::Statement> bump;
    std::unique_ptr<db::Statement> add_step;
    std::unique_ptr<db::Statement> settle_step;
    std::unique_ptr<db::Statement> key_of_step;
    std::unique_ptr<db::Statement> holds_lease;
    std::unique_ptr<db::Statement> add_standing;
};

inline db::Value number(std::int64_t n) {
    return db::Value{n};
}
inline db::Value text(std::string_view t) {
    return db::Value{t};
}

// The number that INSERT ... RETURNING id tells.
std::int64_t number_told(db::Rows& rows);

template <class Enum>
db::Value number_of(Enum e) {
    return db::Value{static_cast<std::int64_t>(e)};
}

// Columns of base in the order of `kBaseColumns`.
inline constexpr std::string_view kBaseColumns =
    "kind, id, who, school, remote, fingerprint, state, since, shape";
void read_base(const db::Row& row, model::BaseRecord& out);

// A run and a step as every listing reads them.
inline constexpr std::string_view kRuns =
    "SELECT run.id, what, by, override_name, override_reason, started, ended, exit, summary, "
    "holder, unixepoch() - beat FROM run LEFT JOIN lease ON lease.link = run.link AND lease.run = "
    "run.id "
    "WHERE run.link = ?1 ";
RunRecord read_run(const db::Row& row);
inline constexpr std::string_view kStepColumns =
    "id, verb, kind, key_id, who, school, remote, state, shape, before, before_state, reason, "
    "run, fate, problem, remote_after";
ToldStep read_step(const db::Row& row);

std::string problem_json(const base::Problem& problem);
base::Problem problem_from_json(std::string_view json);

}  // namespace causeway::store
