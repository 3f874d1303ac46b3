// SPDX-License-Identifier: GPL-3.0-or-later
#include "opensis/poll_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>

#include "opensis/field_table.h"

namespace causeway::opensis {

namespace {

constexpr std::int64_t kRange = 1024;  // ids

// Sixty bits, to be read as a number with a sign. CRC32 would be faster, but two rows that exchange
// a value leave the XOR of their CRCs as it was.
std::string digest_of(const WatchedTable& table, const std::vector<std::string>& more) {
    std::string texts;
    for (const std::string_view column : read_columns(table))
        texts += fmt::format(", COALESCE(CAST(t.`{}` AS BINARY), x'00')", column);
    for (const std::string& column : more)
        texts += fmt::format(", COALESCE(CAST(t.{} AS BINARY), x'00')", quoted_name(column));
    return fmt::format("CAST(CONV(LEFT(MD5(CONCAT_WS(x'1F'{})), 15), 16, 10) AS UNSIGNED)", texts);
}

// The two tables that grow from year to year are looked at for the last two years of each school.
std::string from(const WatchedTable& table) {
    std::string out = fmt::format(" FROM `{}` t", table.name);
    if (table.name == "schedule" || table.name == "student_enrollment")
        out +=
            " JOIN (SELECT school_id, MAX(syear) - 1 AS since FROM school_years GROUP BY "
            "school_id) y ON y.school_id = t.school_id AND t.syear >= y.since";
    return out;
}

std::int64_t range_of(std::int64_t id) {
    return id / kRange;  // towards zero, as DIV does
}

}  // namespace

PollTable::PollTable(const WatchedTable& table, const std::vector<std::string>& more)
    : table_(table) {
    std::string keys;
    for (const std::string_view key : table.keys)
        keys += fmt::format("t.`{}`, ", key);
    const std::string digest = digest_of(table, more);
    const std::string_view id = table.keys.front();
    const std::string named = fmt::format(" WHERE t.`{}` IS NOT NULL", id);
    const std::string in_range = fmt::format(" WHERE t.`{}` BETWEEN ? AND ?", id);
    all_rows_ = "SELECT " + keys + digest + from(table) + named;
    range_rows_ = "SELECT " + keys + digest + from(table) + in_range;
    range_sums_ =
        fmt::format("SELECT t.`{}` DIV {} AS part, COUNT(*), BIT_XOR({}){}{} GROUP BY part", id,
                    kRange, digest, from(table), named);
}

PollTable::Row PollTable::row_of(const db::Row& answer) const {
    Row out{};
    const std::size_t keys = table_.keys.size();
    for (std::size_t i = 0; i < keys; ++i)
        out.keys[i] = answer.maybe_integer(static_cast<int>(i)).value_or(kNull);
    out.digest = answer.integer(static_cast<int>(keys));
    return out;
}

PollTable::Sum PollTable::sum_of(const std::vector<Row>& rows) {
    Sum out;
    for (const Row& row : rows) {
        ++out.rows;
        out.digest ^= row.digest;
    }
    return out;
}

void PollTable::load(db::Connection& connection) {
    ranges_.clear();
    const auto rows = connection.query(all_rows_);
    while (const auto* row = rows->next()) {
        const Row own = row_of(*row);
        ranges_[range_of(own.keys[0])].rows.push_back(own);
    }
    for (auto& [number, range] : ranges_) {
        std::ranges::sort(range.rows);
        range.sum = sum_of(range.rows);
    }
}

std::vector<PollTable::Row> PollTable::rows_in(db::Connection& connection,
                                               std::int64_t range) const {
    const std::int64_t first = range * kRange - (range <= 0 ? kRange - 1 : 0);
    const std::int64_t last = range * kRange + (range >= 0 ? kRange - 1 : 0);
    std::vector<Row> out;
    const auto rows = connection.query(range_rows_, {first, last});
    while (const auto* row = rows->next())
        out.push_back(row_of(*row));
    std::ranges::sort(out);
    return out;
}

void PollTable::look(db::Connection& connection, std::span<const std::int64_t> schools,
                     HintBuilder& out) {
    std::map<std::int64_t, Sum> sums;
    {
        const auto rows = connection.query(range_sums_);
        while (const auto* row = rows->next())
            sums[row->integer(0)] = {row->integer(1), row->integer(2)};
    }
    for (const auto& [number, range] : ranges_)
        if (!sums.contains(number)) sums[number] = {};
    for (const auto& [number, sum] : sums) {
        Range& range = ranges_[number];
        if (range.sum == sum) continue;
        std::vector<Row> rows = rows_in(connection, number);
        compare(range.rows, rows, schools, out);
        range.rows = std::move(rows);
        range.sum = sum_of(range.rows);
        if (range.rows.empty()) ranges_.erase(number);
    }
}

// Rows that are on one side only; two of one id are a row before and after its change.
void PollTable::compare(const std::vector<Row>& before, const std::vector<Row>& after,
                        std::span<const std::int64_t> schools, HintBuilder& out) const {
    std::vector<Row> gone;
    std::vector<Row> come;
    std::ranges::set_difference(before, after, std::back_inserter(gone));
    std::ranges::set_difference(after, before, std::back_inserter(come));
    auto g = gone.begin();
    auto c = come.begin();
    while (g != gone.end() || c != come.end()) {
        const bool take_gone = c == come.end() || (g != gone.end() && g->keys[0] <= c->keys[0]);
        const bool take_come = g == gone.end() || (c != come.end() && c->keys[0] <= g->keys[0]);
        tell(take_gone ? &*g : nullptr, take_come ? &*c : nullptr, schools, out);
        if (take_gone) ++g;
        if (take_come) ++c;
    }
}

void PollTable::tell(const Row* before, const Row* after, std::span<const std::int64_t> schools,
                     HintBuilder& out) const {
    using Keys = std::array<std::optional<std::int64_t>, kMostKeyColumns>;
    // The compiler cannot know that a table has no more keys than fit.
    const std::size_t count = std::min(table_.keys.size(), kMostKeyColumns);
    const auto keys_of = [count](const Row* row, Keys& keys) -> RowKeys {
        if (row == nullptr) return {};
        for (std::size_t i = 0; i < count; ++i)
            if (row->keys[i] != kNull) keys[i] = row->keys[i];
        return RowKeys(keys).first(count);
    };
    Keys old_keys;
    Keys new_keys;
    collect(table_, {keys_of(before, old_keys), keys_of(after, new_keys)}, schools, out);
}

std::uint64_t PollTable::fingerprint() const {
    constexpr std::uint64_t kStep = 0x9E3779B97F4A7C15;
    std::uint64_t out = 0;
    for (const auto& [number, range] : ranges_)
        for (const std::int64_t part : {number, range.sum.rows, range.sum.digest})
            out = (out ^ static_cast<std::uint64_t>(part)) * kStep + (out >> 29U);
    return out;
}

}  // namespace causeway::opensis
