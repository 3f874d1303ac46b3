// SPDX-License-Identifier: GPL-3.0-or-later
// LinkState: runs and the lease that lets only one of them work on a link. The lease goes by the
// store's own clock: those of several nodes may differ.
#include "store/holder.h"
#include "store/statements.h"
#include "store/store.h"

namespace causeway::store {

namespace {

[[noreturn]] void lost_lease(std::int64_t run) {
    throw base::Failure(
        base::ExitCode::locked,
        {"This run may not go on", "run:" + std::to_string(run),
         "it was silent for more than a minute and another run took the link over",
         "Nothing is lost: the other run settles what this one began.", "run.lease_lost"});
}

}  // namespace

RunRecord read_run(const db::Row& row) {
    RunRecord run;
    run.id = row.integer(0);
    run.header.what = row.text(1);
    run.header.by = row.text(2);
    run.header.override_name = row.text(3);
    run.header.override_reason = row.text(4);
    run.header.started = row.integer(5);
    run.ended = row.maybe_integer(6);
    if (!row.is_null(7)) run.exit = static_cast<int>(row.integer(7));
    run.summary = row.text(8);
    if (!row.is_null(9))
        run.alive = row.integer(10) < kLeaseSeconds && !holder_died(std::string(row.text(9)));
    return run;
}

void LinkState::take_lease(std::int64_t run) {
    auto& writer = *store_.writer_;
    std::optional<std::pair<std::string, std::int64_t>> held;  // holder, run
    base::Instant beat_at = 0;
    std::int64_t silent = 0;
    {
        const auto rows =
            writer.query("SELECT holder, run, beat, unixepoch() - beat FROM lease WHERE link = ?",
                         {number(link_)});
        if (const db::Row* row = rows->next()) {
            held.emplace(std::string(row->text(0)), row->integer(1));
            beat_at = row->integer(2);
            silent = row->integer(3);
        }
    }
    if (held && silent < kLeaseSeconds && !holder_died(held->first))
        throw base::Failure(
            base::ExitCode::locked,
            {"Another run is working on this link", "run:" + std::to_string(held->second),
             held->first + " holds it and was alive at " + base::utc_text(beat_at),
             "Wait until it ends; a run that died lets go after a minute.", "run.locked"});
    if (held)  // it died: the last that was heard of it is its end
        writer.run("UPDATE run SET ended = ? WHERE id = ? AND link = ? AND ended IS NULL",
                   {number(beat_at), number(held->second), number(link_)});
    const std::string holder = holder_name();
    writer.run(
        "INSERT INTO lease (link, run, holder, beat) VALUES (?,?,?,unixepoch()) ON CONFLICT (link) "
        "DO UPDATE SET run = excluded.run, holder = excluded.holder, beat = excluded.beat, "
        "progress = ''",
        {number(link_), number(run), text(holder)});
}

void LinkState::require_lease(std::int64_t run) {
    const db::Value values[] = {number(link_), number(run)};
    if (store_.statements_->holds_lease->query(values)->next() == nullptr) lost_lease(run);
}

std::int64_t LinkState::begin_run(const model::RunHeader& header) {
    const std::scoped_lock lock(store_.mutex_);
    db::Transaction transaction(*store_.writer_, db::Writing{link_});
    const std::int64_t run = number_told(*store_.writer_->query(
        "INSERT INTO run (link, what, by, override_name, override_reason, started) "
        "VALUES (?,?,?,?,?,?) RETURNING id",
        {number(link_), text(header.what), text(header.by), text(header.override_name),
         text(header.override_reason), number(header.started)}));
    take_lease(run);
    transaction.commit();
    return run;
}

void LinkState::beat(std::int64_t run) {
    const std::scoped_lock lock(store_.mutex_);
    if (store_.writer_->run("UPDATE lease SET beat = unixepoch() WHERE link = ? AND run = ?",
                            {number(link_), number(run)}) == 0)
        lost_lease(run);
}

void LinkState::show_progress(std::int64_t run, const std::string& json) {
    const std::scoped_lock lock(store_.mutex_);
    store_.writer_->run("UPDATE lease SET progress = ? WHERE link = ? AND run = ?",
                        {text(json), number(link_), number(run)});
}

std::string LinkState::progress_of(std::int64_t run) {
    const std::scoped_lock lock(store_.mutex_);
    return store_.writer_
        ->one_text("SELECT progress FROM lease WHERE link = ? AND run = ?",
                   {number(link_), number(run)})
        .value_or("");
}

void LinkState::set_trouble(const std::optional<base::Problem>& problem) {
    set_fact("trouble", problem ? problem_json(*problem) : "");
}

std::optional<base::Problem> LinkState::trouble() {
    const std::string kept = fact("trouble").value_or("");
    if (kept.empty()) return std::nullopt;
    return problem_from_json(kept);
}

bool LinkState::shared() const {
    return store_.shared();
}

void LinkState::end_run(std::int64_t run, base::ExitCode exit, const std::string& summary_json) {
    const std::scoped_lock lock(store_.mutex_);
    db::Transaction transaction(*store_.writer_, db::Writing{link_});
    store_.writer_->run("UPDATE run SET ended = ?, exit = ?, summary = ? WHERE id = ? AND link = ?",
                        {number(base::SystemClock().now()), number(static_cast<std::int64_t>(exit)),
                         text(summary_json), number(run), number(link_)});
    store_.writer_->run("DELETE FROM lease WHERE link = ? AND run = ?",
                        {number(link_), number(run)});
    transaction.commit();
}

std::vector<RunRecord> LinkState::runs(std::int64_t limit) {
    const std::scoped_lock lock(store_.mutex_);
    std::vector<RunRecord> out;
    const auto rows = store_.writer_->query(std::string(kRuns) + "ORDER BY run.id DESC LIMIT ?",
                                            {number(link_), number(limit)});
    while (const db::Row* row = rows->next())
        out.push_back(read_run(*row));
    return out;
}

std::optional<RunRecord> LinkState::run(std::int64_t id) {
    const std::scoped_lock lock(store_.mutex_);
    const auto rows =
        store_.writer_->query(std::string(kRuns) + "AND run.id = ?", {number(link_), number(id)});
    const db::Row* row = rows->next();
    if (row == nullptr) return std::nullopt;
    return read_run(*row);
}

}  // namespace causeway::store
