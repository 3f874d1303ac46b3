// SPDX-License-Identifier: GPL-3.0-or-later
#include "opensis/binlog_feed.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <random>
#include <thread>
#include <utility>

#include "base/failure.h"
#include "base/log.h"
#include "base/text.h"
#include "opensis/binlog_statement.h"

namespace causeway::opensis {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kFirstBackOff{200};
constexpr milliseconds kLongestBackOff{30'000};
// Whoever has more than this to catch up on is told of several changes at once.
constexpr std::int64_t kBehindSeconds = 2;
constexpr milliseconds kLongestHold{1'000};
constexpr milliseconds kVisibleWithin{2'000};

std::int64_t own_clock() {
    using std::chrono::system_clock;
    return std::chrono::duration_cast<std::chrono::seconds>(system_clock::now().time_since_epoch())
        .count();
}

std::string text_of(const db::Gtid& gtid) {
    return fmt::format("{}-{}-{}", gtid.domain, gtid.server, gtid.sequence);
}

std::string text_of(const BinlogPlace& place) {
    std::string out;
    for (const auto& [domain, gtid] : place)
        out += (out.empty() ? "" : ",") + text_of(gtid);
    return out;
}

std::optional<db::Gtid> gtid_of(std::string_view text) {
    db::Gtid out;
    const char* at = text.data();
    const char* const end = at + text.size();
    const auto number = [&](auto& to) {
        const auto [past, error] = std::from_chars(at, end, to);
        at = past;
        return error == std::errc{};
    };
    const auto dash = [&] { return at != end && *at++ == '-'; };
    if (number(out.domain) && dash() && number(out.server) && dash() && number(out.sequence) &&
        at == end)
        return out;
    return std::nullopt;
}

// The files of one log are numbered: "mysql-bin.000042".
std::uint64_t number_of(std::string_view file) {
    const auto dot = file.rfind('.');
    std::uint64_t out = 0;
    if (dot != std::string_view::npos)
        std::from_chars(file.data() + dot + 1, file.data() + file.size(), out);
    return out;
}

// The number under which an event without rows ends a statement.
bool is_dummy(std::uint64_t table) {
    return table == 0xFFFFFF || table == 0xFFFFFFFFFFFF;
}

}  // namespace

BinlogFeed::BinlogFeed(db::MariadbAddress address, FeedOptions options,
                       std::optional<std::string> gtids)
    : address_(std::move(address)), options_(std::move(options)), hint_(kName, options_.most_keys) {
    if (!gtids)
        begin_now();
    else
        place_lost_ = !go_on_from(*gtids);
    told_ = done_;
    connect();
    if (hint_.empty()) told_ = done_;
}

BinlogFeed::~BinlogFeed() = default;

std::string BinlogFeed::position() const {
    return text_of(told_);
}

// ---- the connection ---------------------------------------------------------------------------

db::Connection& BinlogFeed::questions() {
    if (!questions_) questions_ = db::open_mariadb(address_, options_.timeout_seconds);
    return *questions_;
}

// False: no such list can be.
bool BinlogFeed::go_on_from(std::string_view gtids) {
    done_.clear();
    for (const std::string& text : base::split(gtids, ',')) {
        if (text.empty()) continue;
        const auto gtid = gtid_of(text);
        if (!gtid) return false;
        done_[gtid->domain] = *gtid;
    }
    return true;
}

void BinlogFeed::begin_now() {
    const auto now = questions().one_text("SELECT @@global.gtid_binlog_pos").value_or("");
    go_on_from(now);
}

std::uint32_t BinlogFeed::server_id() const {
    if (options_.server_id != 0) return options_.server_id;
    std::random_device chance;  // where no school numbers its servers
    return std::uniform_int_distribution<std::uint32_t>(3'000'000'000, 4'294'967'294)(chance);
}

void BinlogFeed::connect() {
    if (!place_lost_) {
        try {
            return connect_at(text_of(done_));
        } catch (const base::Failure& failure) {
            if (failure.problem().code != db::kLogPurged) throw;
            base::log::info("the log of openSIS's database cannot be followed from {}: {}",
                            text_of(done_), failure.problem().why);
        }
    }
    // What was asked for is gone, or is of another life of the server.
    place_lost_ = true;
    begin_now();
    cannot_tell("the log no longer holds the place where it was left");
    connect_at(text_of(done_));
    place_lost_ = false;
    place_left_ = true;
}

void BinlogFeed::connect_at(const std::string& gtids) {
    server_ahead_ =
        questions().one_integer("SELECT UNIX_TIMESTAMP()").value_or(own_clock()) - own_clock();
    auto stream = std::make_unique<db::BinlogStream>(
        address_, db::BinlogStart{gtids, server_id(), milliseconds(200)});
    tables_.clear();
    group_.reset();
    take(stream->next());  // the log's file; or the server's refusal
    const std::scoped_lock lock(mutex_);
    stream_ = std::move(stream);
}

bool BinlogFeed::connected(Time until, const std::stop_token& stop) {
    while (!stream_) {
        {
            std::unique_lock lock(mutex_);
            wake_.wait_until(lock, stop, std::min(next_try_, until), [] { return false; });
        }
        if (stop.stop_requested()) return false;
        try {
            if (steady_clock::now() >= next_try_) connect();
        } catch (const base::Failure& failure) {
            lost(failure);
            if (next_try_ >= until)
                throw base::Failure(base::ExitCode::incomplete, failure.problem());
        }
        if (!stream_ && steady_clock::now() >= until) return false;
    }
    return true;
}

// The first time it is tried again at once.
void BinlogFeed::lost(const base::Failure& failure) {
    base::log::debug("change feed: {}", failure.what());
    place_lost_ = place_lost_ || failure.problem().code == db::kLogPurged;
    next_try_ = steady_clock::now() + back_off_;
    back_off_ = std::clamp(back_off_ * 2, kFirstBackOff, kLongestBackOff);
    questions_.reset();
    const std::scoped_lock lock(mutex_);
    stream_.reset();
}

ChangeHint BinlogFeed::next(milliseconds longest, std::stop_token stop) {
    const Time until = steady_clock::now() + longest;
    const std::stop_callback interrupt(stop, [this] {
        const std::scoped_lock lock(mutex_);
        if (stream_) stream_->interrupt();
    });
    while (!stop.stop_requested() && connected(until, stop)) {
        if (place_left_) {
            place_left_ = false;
            return give();
        }
        try {
            const db::BinlogEvent event = stream_->next();
            take(event);
            const bool idle = event.type == db::EventType::heartbeat;
            if (idle) back_off_ = milliseconds(0);
            if (!hint_.empty() && !group_ && (idle || !behind(event) || held_long()))
                if (ChangeHint out = give(); !out.empty()) return out;  // of nobody's contact
        } catch (const base::Failure& failure) {
            lost(failure);
        }
        if (steady_clock::now() >= until) break;
    }
    return group_ || stop.stop_requested() ? ChangeHint{} : give();
}

ChangeHint BinlogFeed::give() {
    if (!hint_.empty()) {
        wait_until_visible();
        name_contacts();
    }
    told_ = done_;
    held_since_.reset();
    return hint_.take();
}

// A transaction is in the log a moment before other sessions see its rows. The server tells how far
// in the log all is visible; whoever reads after that sees what the hint is about.
void BinlogFeed::wait_until_visible() {
    const Time until = steady_clock::now() + kVisibleWithin;
    for (const bool again : {true, false}) {
        try {
            while (!is_visible() && steady_clock::now() < until)
                std::this_thread::sleep_for(milliseconds(1));
            return;
        } catch (const base::Failure& failure) {  // the hint is good without it
            base::log::debug("change feed: {}", failure.what());
            questions_.reset();  // the server ends connections that were idle for long
            if (!again) return;
        }
    }
}

// Whose contacts they are; where that cannot be asked, everything may have changed.
void BinlogFeed::name_contacts() {
    for (const bool again : {true, false}) {
        try {
            return hint_.name_contacts(questions());
        } catch (const base::Failure& failure) {
            base::log::debug("change feed: {}", failure.what());
            questions_.reset();
            if (!again) return;
        }
    }
}

bool BinlogFeed::is_visible() {
    std::string file;
    std::uint64_t offset = 0;
    const auto rows = questions().query("SHOW STATUS LIKE 'Binlog\\_snapshot\\_%'");
    while (const auto* row = rows->next()) {
        const std::string name = base::lower_ascii(row->text(0));
        if (name == "binlog_snapshot_file") file = row->text(1);
        if (name == "binlog_snapshot_position")
            offset = static_cast<std::uint64_t>(row->integer(1));
    }
    return file.empty() ||
           std::pair(number_of(file), offset) >= std::pair(number_of(file_), offset_);
}

// Where the clocks differ, or others write without end, nobody waits for the log to fall silent.
bool BinlogFeed::held_long() {
    if (!held_since_) held_since_ = steady_clock::now();
    return steady_clock::now() - *held_since_ > kLongestHold;
}

bool BinlogFeed::behind(const db::BinlogEvent& event) const {
    return event.timestamp + kBehindSeconds < own_clock() + server_ahead_;
}

// ---- the events -------------------------------------------------------------------------------

void BinlogFeed::take(const db::BinlogEvent& event) {
    using db::EventType;
    if (event.next_position != 0 && event.type != EventType::heartbeat)
        offset_ = event.next_position;
    switch (event.type) {
        case EventType::rotate:
            if (const auto place = db::parse_rotate(event)) {
                file_ = place->file;
                offset_ = place->offset;
            }
            return;
        case EventType::format_description:
            tables_.clear();  // numbered anew by every start of the server
            return;
        case EventType::gtid:
            return begin_group(event);
        case EventType::transaction_end:
        case EventType::prepare:
            return end_group();
        case EventType::query:
        case EventType::query_compressed:
        case EventType::execute_load_query:
            return take_statement(event);
        case EventType::table_map:
            return take_table(event);
        case EventType::write_rows:
        case EventType::update_rows:
        case EventType::delete_rows:
        case EventType::write_rows_v2:
        case EventType::update_rows_v2:
        case EventType::delete_rows_v2:
        case EventType::write_rows_compressed:
        case EventType::update_rows_compressed:
        case EventType::delete_rows_compressed:
        case EventType::write_rows_compressed_v2:
        case EventType::update_rows_compressed_v2:
        case EventType::delete_rows_compressed_v2:
            return take_rows(event);
        case EventType::incident:
            return cannot_tell("the server reports a gap in its log");
        default:
            return;
    }
}

void BinlogFeed::cannot_tell(std::string_view why) {
    hint_.everything();
    hint_.because(why);
}

bool BinlogFeed::is_ours(std::string_view database) const {
    return base::lower_ascii(database) == base::lower_ascii(address_.database);
}

void BinlogFeed::begin_group(const db::BinlogEvent& event) {
    end_group();  // one that had no commit of its own
    group_ = db::parse_gtid(event);
    if (!group_) cannot_tell("a transaction of an unknown form");
}

void BinlogFeed::end_group() {
    if (group_) done_[group_->domain] = *group_;
    group_.reset();
    if (hint_.empty()) told_ = done_;
}

void BinlogFeed::take_statement(const db::BinlogEvent& event) {
    const auto logged = db::parse_statement(event);
    const bool readable = logged && event.type != db::EventType::query_compressed;
    const StatementMeaning meaning =
        readable ? meaning_of(logged->statement) : StatementMeaning::rows;
    const bool ours =
        !logged || is_ours(logged->database) || names(logged->statement, address_.database);
    if (ours && meaning == StatementMeaning::rows) cannot_tell("a statement instead of rows");
    if (ours && meaning == StatementMeaning::shape) {
        tables_.clear();
        cannot_tell("a table's shape");
    }
    if (meaning == StatementMeaning::commit || (group_ && group_->standalone)) end_group();
}

void BinlogFeed::take_table(const db::BinlogEvent& event) {
    auto logged = db::parse_table_map(event);
    if (!logged) return cannot_tell("a table of an unknown form");
    Table& known = tables_[logged->id];
    if (known.logged.table == logged->table && known.logged.database == logged->database &&
        known.logged.columns == logged->columns)
        return;
    known = {std::move(*logged), std::nullopt, false};
    const WatchedTable* const watched =
        is_ours(known.logged.database)
            ? watched_table(base::lower_ascii(known.logged.table), options_.columns)
            : nullptr;
    if (watched == nullptr) return;
    known.ours = true;
    known.layout = layout_of(*watched, known.logged, questions(), options_.columns);
}

void BinlogFeed::take_rows(const db::BinlogEvent& event) {
    const auto id = db::table_of_rows(event);
    if (!id) return cannot_tell("rows of an unknown form");
    const auto found = tables_.find(*id);
    if (found == tables_.end() && !is_dummy(*id))
        return cannot_tell("rows of a table that was not told");
    if (found == tables_.end() || !found->second.ours) return;
    const Table& table = found->second;
    if (!table.layout) return cannot_tell(table.logged.table + " has another shape than it had");
    bool told = true;
    const bool whole = db::read_rows(
        event, table.logged, table.layout->columns,
        [&](std::span<const db::ColumnValue> before, std::span<const db::ColumnValue> after) {
            const auto row = read_row(*table.layout, before, after);
            told = told && row.has_value();
            if (row && row->changed)
                collect(*table.layout->table, {row->before, row->after}, options_.schools, hint_);
        });
    if (!whole || !told) cannot_tell("rows of " + table.logged.table + " that cannot be read");
}

}  // namespace causeway::opensis
