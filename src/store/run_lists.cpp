// SPDX-License-Identifier: GPL-3.0-or-later
// LinkBook: the lists of runs and of their steps. They live in runs.cpp and journal.cpp's tables
// and are read as those read them.
#include <fmt/format.h>

#include "store/link_book.h"
#include "store/reading.h"
#include "store/statements.h"

namespace causeway::store {

std::vector<PastStep> LinkBook::history_of(const model::Key& key, std::int64_t limit) {
    Reading reading(store_);
    std::vector<PastStep> out;
    const auto rows = reading->query(
        "SELECT step.run, run.started, verb, reason, fate, problem FROM step JOIN run ON "
        "run.id = step.run WHERE step.link = ? AND kind = ? AND key_id = ? AND kind < 6 "
        "ORDER BY step.id DESC LIMIT ?",
        {number(link_), number_of(key.kind), number(key.id), number(limit)});
    while (const db::Row* row = rows->next()) {
        PastStep& past = out.emplace_back();
        past.run = row->integer(0);
        past.at = row->integer(1);
        past.verb = static_cast<model::Verb>(row->integer(2));
        past.reason = row->text(3);
        past.fate = static_cast<model::StepFate>(row->integer(4));
        if (!row->is_null(5)) past.problem = problem_from_json(row->text(5));
    }
    return out;
}

std::vector<ToldStep> LinkBook::steps(const StepQuery& query) {
    std::string where = " FROM step WHERE link = ? AND run = ? AND id > ?";
    if (query.kind) where += fmt::format(" AND kind = {}", static_cast<int>(*query.kind));
    if (query.verb) where += fmt::format(" AND verb = {}", static_cast<int>(*query.verb));
    if (query.fate) where += fmt::format(" AND fate = {}", static_cast<int>(*query.fate));
    if (!query.schools.empty())
        where += fmt::format(" AND school IN ({})", fmt::join(query.schools, ","));
    Reading reading(store_);
    std::vector<ToldStep> out;
    const auto rows = reading->query(
        "SELECT " + std::string(kStepColumns) + where + " ORDER BY id LIMIT ?",
        {number(link_), number(query.run), number(query.after), number(query.limit)});
    while (const db::Row* row = rows->next())
        out.push_back(read_step(*row));
    return out;
}

std::vector<DoneSteps> LinkBook::done_steps(std::int64_t run) {
    Reading reading(store_);
    std::vector<DoneSteps> out;
    const auto rows = reading->query(
        "SELECT kind, verb, COUNT(*) FROM step WHERE link = ? AND run = ? AND fate = ? "
        "GROUP BY kind, verb ORDER BY kind, verb",
        {number(link_), number(run), number(static_cast<int>(model::StepFate::done))});
    while (const db::Row* row = rows->next())
        out.push_back({static_cast<model::Kind>(row->integer(0)),
                       static_cast<model::Verb>(row->integer(1)), row->integer(2)});
    return out;
}

std::vector<RunRecord> LinkBook::runs(std::int64_t limit, std::int64_t before) {
    Reading reading(store_);
    std::vector<RunRecord> out;
    const auto rows = reading->query(
        std::string(kRuns) + "AND (?2 = 0 OR run.id < ?2) ORDER BY run.id DESC LIMIT ?3",
        {number(link_), number(before), number(limit)});
    while (const db::Row* row = rows->next())
        out.push_back(read_run(*row));
    return out;
}

std::vector<RunRecord> LinkBook::runs_since(base::Instant since) {
    Reading reading(store_);
    std::vector<RunRecord> out;
    const auto rows = reading->query(std::string(kRuns) + "AND run.started >= ? ORDER BY run.id",
                                     {number(link_), number(since)});
    while (const db::Row* row = rows->next())
        out.push_back(read_run(*row));
    return out;
}

}  // namespace causeway::store
