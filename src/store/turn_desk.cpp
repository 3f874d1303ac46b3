// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/turn_desk.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "store/statements.h"

namespace causeway::store {

namespace {

base::Failure no_such_turn(std::int64_t id) {
    return {base::ExitCode::usage,
            {"There is no such turn of the year", fmt::format("turn:{}", id),
             "it was never planned, or a newer plan has taken its place",
             "Make a new plan: causeway rollover plan, or the Rollover page.", "turn.unknown"}};
}

base::Failure not_now(std::int64_t id, std::string why, std::string cure, const char* code) {
    return {base::ExitCode::guarded,
            {"The turn of the year cannot be changed like this now", fmt::format("turn:{}", id),
             std::move(why), std::move(cure), code}};
}

TurnRecord read_turn(const db::Row& row) {
    TurnRecord out;
    out.id = row.integer(0);
    out.stage = static_cast<TurnStage>(row.integer(1));
    out.made = row.integer(2);
    out.made_by = row.text(3);
    out.fingerprint = row.text(4);
    out.begins.days = static_cast<std::int32_t>(row.integer(5));
    out.confirmed = row.integer(6);
    out.confirmed_by = row.text(7);
    out.because = row.text(8);
    out.taken_back = row.integer(9);
    out.taken_back_by = row.text(10);
    out.summary = row.text(11);
    return out;
}

constexpr const char* kTurns =
    "SELECT id, state, made, made_by, fingerprint, begins, confirmed, confirmed_by, because, "
    "taken_back, taken_back_by, summary FROM turn WHERE link = ?1 AND (?2 = 0 OR id = ?2) "
    "ORDER BY id DESC";
constexpr const char* kSchools =
    "SELECT s.school, s.from_year, s.to_year, s.agreed, s.run, s.finished, s.turn FROM turn_school "
    "s JOIN turn t ON t.id = s.turn WHERE t.link = ?1 AND (?2 = 0 OR t.id = ?2) ORDER BY s.turn, "
    "s.school";

std::string like_text(const std::string& words) {
    std::string out = "%";
    for (const char c : words) {
        if (c == '%' || c == '_' || c == '\\') out += '\\';
        out += c;
    }
    return out + "%";
}

}  // namespace

TurnDesk::TurnDesk(Store& store, const std::string& link) : store_(store) {
    (void)store.link(link);
    const std::scoped_lock lock(store_.mutex_);
    link_ = *store_.writer_->one_integer("SELECT id FROM link WHERE name = ?", {text(link)});
}

void TurnDesk::hold(const model::Hold& hold) {
    if (hold.to < hold.from)
        throw base::Failure(
            base::ExitCode::usage,
            {"The hold was not set", hold.from.text() + " to " + hold.to.text(),
             "its last day is before its first", "Give the earlier day first.", "turn.hold_days"});
    const std::scoped_lock lock(store_.mutex_);
    auto& writer = *store_.writer_;
    db::Transaction transaction(writer, db::Writing{link_});
    writer.run(
        "UPDATE turn_hold SET released = ?, released_by = ? WHERE link = ? AND released IS NULL",
        {number(hold.at), text(hold.by), number(link_)});
    writer.run("INSERT INTO turn_hold (link, first_day, last_day, by, at) VALUES (?,?,?,?,?)",
               {number(link_), number(hold.from.days), number(hold.to.days), text(hold.by),
                number(hold.at)});
    transaction.commit();
}

bool TurnDesk::release(const std::string& by, base::Instant at) {
    const std::scoped_lock lock(store_.mutex_);
    return store_.writer_->run(
               "UPDATE turn_hold SET released = ?, released_by = ? WHERE link = ? "
               "AND released IS NULL",
               {number(at), text(by), number(link_)}) > 0;
}

std::int64_t TurnDesk::keep(const TurnRecord& plan, const std::vector<TurnRowRecord>& rows) {
    const std::scoped_lock lock(store_.mutex_);
    auto& writer = *store_.writer_;
    db::Transaction transaction(writer, db::Writing{link_});
    for (const char* table : {"turn_row", "turn_school"})
        writer.run(fmt::format("DELETE FROM {} WHERE turn IN (SELECT id FROM turn WHERE link = ? "
                               "AND state = 0)",
                               table),
                   {number(link_)});
    writer.run("DELETE FROM turn WHERE link = ? AND state = 0", {number(link_)});
    const std::int64_t id = number_told(*writer.query(
        "INSERT INTO turn (link, state, made, made_by, fingerprint, begins, summary) VALUES "
        "(?,0,?,?,?,?,?) RETURNING id",
        {number(link_), number(plan.made), text(plan.made_by), text(plan.fingerprint),
         number(plan.begins.days), text(plan.summary)}));
    for (const model::SchoolTurn& school : plan.schools)
        writer.run(
            "INSERT INTO turn_school (turn, school, from_year, to_year, agreed) VALUES "
            "(?,?,?,?,?)",
            {number(id), number(school.school), number(school.from), number(school.to),
             text(agreed_text(school.agreed))});
    std::int64_t n = 0;
    const auto add = writer.prepare(
        "INSERT INTO turn_row (turn, n, fate, kind, key_id, school, title, reason, doubtful) "
        "VALUES "
        "(?,?,?,?,?,?,?,?,?)");
    for (const TurnRowRecord& row : rows) {
        const db::Value values[] = {number(id),
                                    number(++n),
                                    text(row.fate),
                                    number_of(row.key.kind),
                                    number(row.key.id),
                                    number(row.school),
                                    text(row.title),
                                    text(row.reason),
                                    number(row.doubtful ? 1 : 0)};
        add->run(values);
    }
    transaction.commit();
    return id;
}

std::vector<TurnRecord> TurnDesk::read(std::optional<std::int64_t> id) {
    std::vector<TurnRecord> out;
    auto& writer = *store_.writer_;
    {
        const auto rows = writer.query(kTurns, {number(link_), number(id.value_or(0))});
        while (const db::Row* row = rows->next())
            out.push_back(read_turn(*row));
    }
    const auto rows = writer.query(kSchools, {number(link_), number(id.value_or(0))});
    while (const db::Row* row = rows->next()) {
        const auto turn = std::find_if(
            out.begin(), out.end(), [&](const TurnRecord& t) { return t.id == row->integer(6); });
        if (turn == out.end()) continue;
        turn->schools.push_back({turn->id, row->integer(0), static_cast<int>(row->integer(1)),
                                 static_cast<int>(row->integer(2)), turn->begins,
                                 agreed_from(std::string(row->text(3))), row->integer(4),
                                 row->integer(5) != 0});
    }
    return out;
}

std::vector<TurnRecord> TurnDesk::turns() {
    const std::scoped_lock lock(store_.mutex_);
    auto out = read(std::nullopt);
    for (TurnRecord& turn : out)
        turn.summary.clear();
    return out;
}

std::optional<TurnRecord> TurnDesk::turn(std::int64_t id) {
    if (id <= 0) return std::nullopt;
    const std::scoped_lock lock(store_.mutex_);
    auto found = read(id);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::vector<TurnRowRecord> TurnDesk::rows(std::int64_t id, const std::string& fate,
                                          const std::string& words, std::int64_t after,
                                          std::int64_t limit) {
    std::vector<TurnRowRecord> out;
    const std::string like = like_text(base::lower_ascii(words));
    const std::scoped_lock lock(store_.mutex_);
    const auto rows = store_.writer_->query(
        "SELECT r.n, r.fate, r.kind, r.key_id, r.school, r.title, r.reason, r.doubtful FROM "
        "turn_row r JOIN turn t ON t.id = r.turn WHERE t.link = ?1 AND t.id = ?2 AND r.n > ?3 AND "
        "(?4 = '' OR r.fate = ?4) AND lower(r.title || ' ' || r.reason || ' ' || r.key_id) LIKE "
        "?5 ESCAPE '\\' ORDER BY r.n LIMIT ?6",
        {number(link_), number(id), number(after), text(fate), text(like), number(limit)});
    while (const db::Row* row = rows->next())
        out.push_back({row->integer(0),
                       std::string(row->text(1)),
                       {static_cast<model::Kind>(row->integer(2)), row->integer(3), 0},
                       row->integer(4),
                       std::string(row->text(5)),
                       std::string(row->text(6)),
                       row->integer(7) != 0});
    return out;
}

TurnRecord TurnDesk::in_stage(std::int64_t id, TurnStage wanted) {
    const auto found = read(id);
    if (id <= 0 || found.empty()) throw no_such_turn(id);
    const TurnRecord& turn = found.front();
    if (turn.stage == wanted) return turn;
    std::string why = turn.stage == TurnStage::planned ? "nobody has confirmed it"
                      : turn.stage == TurnStage::confirmed
                          ? turn.confirmed_by + " has confirmed it already"
                          : turn.taken_back_by + " has taken it back already";
    if (wanted == TurnStage::planned)
        throw not_now(id, std::move(why), "Make a new plan if there is more to turn.",
                      "turn.not_planned");
    throw not_now(id, std::move(why), "There is nothing to take back.", "turn.not_confirmed");
}

void TurnDesk::confirm(std::int64_t id, base::Date begins, const std::string& by,
                       const std::string& because, base::Instant at) {
    const std::scoped_lock lock(store_.mutex_);
    auto& writer = *store_.writer_;
    db::Transaction transaction(writer, db::Writing{link_});
    const TurnRecord turn = in_stage(id, TurnStage::planned);
    for (const model::SchoolTurn& school : turn.schools) {
        const auto later = writer.one_integer(
            "SELECT MAX(s.to_year) FROM turn_school s JOIN turn t ON t.id = s.turn WHERE t.link = "
            "? AND t.state = 1 AND s.school = ? AND (s.to_year >= ? OR s.finished = 0)",
            {number(link_), number(school.school), number(school.to)});
        if (later)
            throw not_now(id,
                          fmt::format("school {} is on its way into {} by another turn",
                                      school.school, *later),
                          "Take that one back, or let its first runs end, and plan again.",
                          "turn.other");
    }
    writer.run(
        "UPDATE turn SET state = 1, begins = ?, confirmed = ?, confirmed_by = ?, because = ? WHERE "
        "id = ? AND link = ?",
        {number(begins.days), number(at), text(by), text(because), number(id), number(link_)});
    transaction.commit();
}

void TurnDesk::take_back(std::int64_t id, const std::string& by, base::Instant at) {
    const std::scoped_lock lock(store_.mutex_);
    auto& writer = *store_.writer_;
    db::Transaction transaction(writer, db::Writing{link_});
    const TurnRecord turn = in_stage(id, TurnStage::confirmed);
    for (const model::SchoolTurn& school : turn.schools)
        if (school.run != 0)
            throw not_now(id,
                          fmt::format("run {} has begun the year {} of school {} in Moodle",
                                      school.run, school.to, school.school),
                          fmt::format("What that run did can be undone step by step (causeway undo "
                                      "{}); the year itself stays.",
                                      school.run),
                          "turn.begun");
    writer.run(
        "UPDATE turn SET state = 2, taken_back = ?, taken_back_by = ? WHERE id = ? AND link "
        "= ?",
        {number(at), text(by), number(id), number(link_)});
    transaction.commit();
}

}  // namespace causeway::store
