// SPDX-License-Identifier: GPL-3.0-or-later
#include "opensis/binlog_layout.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"

namespace causeway::opensis {

namespace {

struct Place {
    std::size_t at = 0;
    std::string type;  // information_schema's data_type; "" when the log named the column itself
    bool is_unsigned = false;
};
using Places = std::map<std::string, Place, std::less<>>;

Places named_in_log(const db::TableMap& logged) {
    Places out;
    for (std::size_t i = 0; i < logged.names.size(); ++i)
        out[base::lower_ascii(logged.names[i])] = {i, "", false};
    return out;
}

// The places are those of the whole table, whatever part of it this account may see.
Places named_in_schema(const WatchedTable& table, db::Connection& connection) {
    Places out;
    const auto rows = connection.query(
        "SELECT column_name, ordinal_position, data_type, column_type "
        "FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ?",
        {table.name});
    while (const auto* row = rows->next()) {
        const auto at = static_cast<std::size_t>(std::max<std::int64_t>(row->integer(1), 1)) - 1;
        out[base::lower_ascii(row->text(0))] = {
            at, base::lower_ascii(row->text(2)),
            row->text(3).find("unsigned") != std::string_view::npos};
    }
    return out;
}

// How the log writes a column of this type.
bool fits(std::string_view type, std::uint8_t logged) {
    struct Pair {
        std::string_view type;
        std::uint8_t logged;
    };
    constexpr auto kPairs = std::to_array<Pair>(
        {{"tinyint", 1},   {"smallint", 2},   {"mediumint", 9}, {"int", 3},       {"bigint", 8},
         {"decimal", 246}, {"varchar", 15},   {"varchar", 141}, {"char", 254},    {"enum", 254},
         {"set", 254},     {"tinytext", 252}, {"text", 252},    {"text", 140},    {"longtext", 252},
         {"date", 10},     {"date", 14},      {"datetime", 12}, {"datetime", 18}, {"time", 11},
         {"time", 19},     {"timestamp", 7},  {"timestamp", 17}});
    const bool known = std::ranges::any_of(kPairs, [&](const Pair& p) { return p.type == type; });
    return !known || std::ranges::any_of(kPairs, [&](const Pair& p) {
        return p.type == type && p.logged == logged;
    });
}

bool all_fit(const Places& places, const db::TableMap& logged) {
    return std::ranges::all_of(places, [&](const auto& named) {
        const Place& place = named.second;
        return place.at < logged.columns.size() && fits(place.type, logged.columns[place.at].type);
    });
}

using Keys = std::vector<std::optional<std::int64_t>>;

// False: a key column cannot be told. `other` stands in for columns that the image leaves out,
// because the change left them as they were.
bool read_keys(const RowLayout& layout, std::span<const db::ColumnValue> image,
               std::span<const db::ColumnValue> other, Keys& out) {
    for (std::size_t i = 0; i < layout.types.size(); ++i) {
        using State = db::ColumnValue::State;
        const db::ColumnValue* value = &image[i];
        if (value->state == State::absent && !other.empty()) value = &other[i];
        if (value->state == State::absent) return false;
        if (value->state == State::null) {
            out.emplace_back();
            continue;
        }
        const auto number = db::integer_of(layout.types[i], layout.is_unsigned[i], value->bytes);
        if (!number) return false;
        out.emplace_back(number);
    }
    return true;
}

// A column that one image leaves out was not touched, unless it is the image after the change.
bool differ(const db::ColumnValue& before, const db::ColumnValue& after) {
    return after.state != db::ColumnValue::State::absent && !before.same_as(after);
}

}  // namespace

std::optional<RowLayout> layout_of(const WatchedTable& table, const db::TableMap& logged,
                                   db::Connection& connection,
                                   std::span<const std::pair<std::string, std::string>> more) {
    const Places places =
        logged.names.empty() ? named_in_schema(table, connection) : named_in_log(logged);
    if (!all_fit(places, logged)) return std::nullopt;
    RowLayout out;
    out.table = &table;
    for (const std::string_view key : table.keys) {
        const auto found = places.find(key);
        if (found == places.end()) return std::nullopt;
        out.columns.push_back(found->second.at);
        out.types.push_back(logged.columns[found->second.at]);
        out.is_unsigned.push_back(found->second.is_unsigned);
    }
    for (const std::string_view column : read_columns(table)) {
        const auto found = places.find(column);
        if (found == places.end()) return std::nullopt;
        if (std::ranges::count(table.keys, column) == 0) out.columns.push_back(found->second.at);
    }
    for (const auto& [name, column] : more) {
        if (name != table.name) continue;
        const auto found = std::ranges::find_if(places, [&](const auto& place) {
            return base::lower_ascii(place.first) == base::lower_ascii(column);
        });
        if (found != places.end() && std::ranges::count(out.columns, found->second.at) == 0)
            out.columns.push_back(found->second.at);
    }
    return out;
}

std::optional<LoggedRow> read_row(const RowLayout& layout, std::span<const db::ColumnValue> before,
                                  std::span<const db::ColumnValue> after) {
    LoggedRow out;
    if (!before.empty() && !read_keys(layout, before, {}, out.before)) return std::nullopt;
    if (!after.empty() && !read_keys(layout, after, before, out.after)) return std::nullopt;
    if (before.empty() || after.empty()) return out;
    out.changed = false;
    for (std::size_t i = 0; i < before.size(); ++i)
        out.changed = out.changed || differ(before[i], after[i]);
    return out;
}

}  // namespace causeway::opensis
