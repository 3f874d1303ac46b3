// SPDX-License-Identifier: GPL-3.0-or-later
// LinkState: runs and the lease that lets only one of them work on a link.
#include <signal.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <fstream>
#include <iterator>

#include "base/text.h"
#include "store/statements.h"
#include "store/store.h"

namespace causeway::store {

namespace {

constexpr base::Instant kLeaseSeconds = 60;

std::string host_name() {
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0) return "unknown-host";
    return name.data();
}

std::string holder_name() {
    return host_name() + " process " + std::to_string(::getpid()) + " " + base::random_hex(4);
}

// Killed, and only not yet collected by its parent.
bool is_zombie(int pid) {
    std::ifstream in("/proc/" + std::to_string(pid) + "/stat");
    const std::string line{std::istreambuf_iterator<char>(in), {}};
    const auto name_end =
        line.rfind(')');  // the state stands behind the name, which may hold anything
    return name_end != std::string::npos && line.compare(name_end, 3, ") Z") == 0;
}

// The holder's process is known to be dead: it ran on this machine and is no more.
bool holder_died(const std::string& holder) {
    const auto words = base::split(holder, ' ');
    if (words.size() != 4 || words[0] != host_name()) return false;
    int pid = 0;
    const auto [end, error] =
        std::from_chars(words[2].data(), words[2].data() + words[2].size(), pid);
    if (error != std::errc{} || pid <= 0) return false;
    return ::kill(pid, 0) != 0 ? errno == ESRCH : is_zombie(pid);
}

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
        run.alive = row.integer(10) + kLeaseSeconds > base::SystemClock().now() &&
                    !holder_died(std::string(row.text(9)));
    return run;
}

void LinkState::take_lease(std::int64_t run, base::Instant now) {
    auto& writer = *store_.writer_;
    std::optional<std::pair<std::string, std::int64_t>> held;  // holder, run
    base::Instant beat_at = 0;
    {
        const auto rows =
            writer.query("SELECT holder, run, beat FROM lease WHERE link = ?", {number(link_)});
        if (const db::Row* row = rows->next()) {
            held.emplace(std::string(row->text(0)), row->integer(1));
            beat_at = row->integer(2);
        }
    }
    if (held && beat_at + kLeaseSeconds > now && !holder_died(held->first))
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
        "INSERT INTO lease (link, run, holder, beat) VALUES (?,?,?,?) ON CONFLICT (link) "
        "DO UPDATE SET run = excluded.run, holder = excluded.holder, beat = excluded.beat",
        {number(link_), number(run), text(holder), number(now)});
}

void LinkState::require_lease(std::int64_t run) {
    const db::Value values[] = {number(link_), number(run)};
    if (store_.statements_->holds_lease->query(values)->next() == nullptr) lost_lease(run);
}

std::int64_t LinkState::begin_run(const model::RunHeader& header) {
    const std::scoped_lock lock(store_.mutex_);
    const base::Instant now = base::SystemClock().now();
    db::Transaction transaction(*store_.writer_, "BEGIN IMMEDIATE");
    store_.writer_->run(
        "INSERT INTO run (link, what, by, override_name, override_reason, started) "
        "VALUES (?,?,?,?,?,?)",
        {number(link_), text(header.what), text(header.by), text(header.override_name),
         text(header.override_reason), number(header.started)});
    const std::int64_t run = store_.writer_->last_insert_id();
    take_lease(run, now);
    transaction.commit();
    return run;
}

void LinkState::beat(std::int64_t run) {
    const std::scoped_lock lock(store_.mutex_);
    if (store_.writer_->run("UPDATE lease SET beat = ? WHERE link = ? AND run = ?",
                            {number(base::SystemClock().now()), number(link_), number(run)}) == 0)
        lost_lease(run);
}

void LinkState::end_run(std::int64_t run, base::ExitCode exit, const std::string& summary_json) {
    const std::scoped_lock lock(store_.mutex_);
    db::Transaction transaction(*store_.writer_, "BEGIN IMMEDIATE");
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
