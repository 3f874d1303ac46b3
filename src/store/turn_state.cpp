// SPDX-License-Identifier: GPL-3.0-or-later
// LinkState: the year's turn as a run sees it.
#include <fmt/format.h>

#include "base/text.h"
#include "store/statements.h"
#include "store/store.h"
#include "store/turn_desk.h"

namespace causeway::store {

namespace {

constexpr std::string_view kYear = "year.";  // the sync engine's facts, one a school

std::int64_t whole(const std::string& text) {
    try {
        return std::stoll(text);
    } catch (const std::exception&) {
        return 0;
    }
}

}  // namespace

std::string agreed_text(const std::map<model::Kind, std::int64_t>& agreed) {
    std::string out;
    for (const auto& [kind, count] : agreed)
        out += fmt::format("{}{} {}", out.empty() ? "" : ";", model::name(kind), count);
    return out;
}

std::map<model::Kind, std::int64_t> agreed_from(const std::string& text) {
    std::map<model::Kind, std::int64_t> out;
    for (const std::string& entry : base::split(text, ';')) {
        const auto parts = base::split(entry, ' ');
        const auto kind = parts.size() == 2 ? model::kind_named(parts[0]) : std::nullopt;
        if (kind) out[*kind] = whole(parts[1]);
    }
    return out;
}

model::TurnState LinkState::turn() {
    model::TurnState out;
    const std::scoped_lock lock(store_.mutex_);
    auto& writer = *store_.writer_;
    const db::Transaction one_moment(writer, db::Snapshot{});
    {
        const auto rows =
            writer.query("SELECT name, value FROM fact WHERE link = ?", {number(link_)});
        while (const db::Row* row = rows->next())
            if (row->text(0).starts_with(kYear) && row->integer(1) != 0)
                out.seen[whole(std::string(row->text(0).substr(kYear.size())))] =
                    static_cast<int>(row->integer(1));
    }
    {
        const auto rows = writer.query(
            "SELECT first_day, last_day, by, at FROM turn_hold WHERE link = ? AND released IS NULL "
            "ORDER BY id",
            {number(link_)});
        while (const db::Row* row = rows->next())
            out.hold = model::Hold{{static_cast<std::int32_t>(row->integer(0))},
                                   {static_cast<std::int32_t>(row->integer(1))},
                                   std::string(row->text(2)),
                                   row->integer(3)};
    }
    const auto rows = writer.query(
        "SELECT t.id, s.school, s.from_year, s.to_year, t.begins, s.agreed, s.run, s.finished "
        "FROM turn t JOIN turn_school s ON s.turn = t.id WHERE t.link = ? AND t.state = 1 "
        "ORDER BY t.id, s.school",
        {number(link_)});
    while (const db::Row* row = rows->next())
        out.turns[row->integer(1)] = {row->integer(0),
                                      row->integer(1),
                                      static_cast<int>(row->integer(2)),
                                      static_cast<int>(row->integer(3)),
                                      {static_cast<std::int32_t>(row->integer(4))},
                                      agreed_from(std::string(row->text(5))),
                                      row->integer(6),
                                      row->integer(7) != 0};
    return out;
}

void LinkState::turns_begun(std::int64_t run, std::span<const model::SchoolTurn> turns) {
    const std::scoped_lock lock(store_.mutex_);
    db::Transaction transaction(*store_.writer_, db::Writing{link_});
    require_lease(run);
    for (const model::SchoolTurn& turn : turns) {
        const auto changed = store_.writer_->run(
            "UPDATE turn_school SET run = ? WHERE turn = ? AND school = ? AND EXISTS (SELECT 1 "
            "FROM turn t WHERE t.id = turn_school.turn AND t.link = ? AND t.state = 1)",
            {number(run), number(turn.turn), number(turn.school), number(link_)});
        if (changed == 0)
            throw base::Failure(base::ExitCode::guarded,
                                {"The turn of the year was taken back, so nothing was sent",
                                 "school:" + std::to_string(turn.school),
                                 "somebody did so while this run was reading",
                                 "Run again; it goes on in the old year.", "plan.moved"});
    }
    transaction.commit();
}

void LinkState::turns_finished(std::int64_t run, std::span<const model::SchoolTurn> turns) {
    const std::scoped_lock lock(store_.mutex_);
    db::Transaction transaction(*store_.writer_, db::Writing{link_});
    require_lease(run);
    for (const model::SchoolTurn& turn : turns)
        store_.writer_->run("UPDATE turn_school SET finished = ? WHERE turn = ? AND school = ?",
                            {number(run), number(turn.turn), number(turn.school)});
    transaction.commit();
}

}  // namespace causeway::store
