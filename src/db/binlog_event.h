// SPDX-License-Identifier: GPL-3.0-or-later
// The events of MariaDB's binary log, out of their bytes: header, statement, table map and the rows
// of a change. Pure functions over a span; every length is checked, and whatever does not add up is
// "nothing" and never a read beyond the end. Used by opensis/binlog_feed. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace causeway::db {

using Bytes = std::span<const std::uint8_t>;

// The kinds that somebody who looks for changes must know (numbers of the protocol).
enum class EventType : std::uint8_t {
    query = 2,
    stop = 3,
    rotate = 4,
    load_file = 12,
    format_description = 15,
    transaction_end = 16,  // XID
    execute_load_query = 18,
    table_map = 19,
    write_rows = 23,
    update_rows = 24,
    delete_rows = 25,
    incident = 26,
    heartbeat = 27,
    write_rows_v2 = 30,
    update_rows_v2 = 31,
    delete_rows_v2 = 32,
    prepare = 38,  // XA
    gtid = 162,
    gtid_list = 163,
    query_compressed = 165,
    write_rows_compressed = 166,
    update_rows_compressed = 167,
    delete_rows_compressed = 168,
    write_rows_compressed_v2 = 169,
    update_rows_compressed_v2 = 170,
    delete_rows_compressed_v2 = 171,
};

struct BinlogEvent {
    std::uint32_t timestamp = 0;  // the server's clock, when the statement began
    EventType type{};
    std::uint32_t server_id = 0;
    std::uint32_t next_position = 0;  // in its file; 0 for what only the wire has
    Bytes body;                       // after the header, without a checksum
};

// A checksum at the end, which some servers send and some do not, is taken off.
std::optional<BinlogEvent> parse_event(Bytes event);

struct LogPlace {
    std::string file;
    std::uint64_t offset = 0;
};
std::optional<LogPlace> parse_rotate(const BinlogEvent& event);

struct Gtid {
    std::uint32_t domain = 0;
    std::uint32_t server = 0;
    std::uint64_t sequence = 0;
    bool standalone = false;  // one event follows, and no commit after it
};
std::optional<Gtid> parse_gtid(const BinlogEvent& event);

struct LoggedStatement {
    std::string_view database;   // the session's, "" when it had none
    std::string_view statement;  // holds values: never for a log
};
std::optional<LoggedStatement> parse_statement(const BinlogEvent& event);

struct ColumnType {
    std::uint8_t type = 0;
    std::uint16_t meta = 0;  // as the type reads it
    bool operator==(const ColumnType&) const = default;
};

struct TableMap {
    std::uint64_t id = 0;
    std::string database;
    std::string table;
    std::vector<ColumnType> columns;
    std::vector<std::string> names;  // with binlog_row_metadata=FULL, else empty
};
std::optional<TableMap> parse_table_map(const BinlogEvent& event);

// The number of the table that a rows event (compressed or not) is about.
std::optional<std::uint64_t> table_of_rows(const BinlogEvent& event);

// One column of one image of a row.
struct ColumnValue {
    enum class State { absent, null, given };  // absent: the image leaves the column out
    State state = State::absent;
    Bytes bytes;  // as stored; equal bytes are equal values

    [[nodiscard]] bool same_as(const ColumnValue& other) const;
};

enum class RowsKind { write, update, remove };
std::optional<RowsKind> rows_kind(EventType type);  // nothing: no rows, or compressed ones

// Calls `each` for every row with the values of the `wanted` columns (positions from 0), before and
// after the change; the side that a row has not is empty. False when the event does not add up or
// holds a type that is not known; rows before that place were told.
using EachRow =
    std::function<void(std::span<const ColumnValue> before, std::span<const ColumnValue> after)>;
bool read_rows(const BinlogEvent& event, const TableMap& table, std::span<const std::size_t> wanted,
               const EachRow& each);

// A whole number out of an integer or DECIMAL column (a fraction is cut off). Nothing when the
// column is of another type or the number does not fit.
std::optional<std::int64_t> integer_of(const ColumnType& type, bool is_unsigned, Bytes value);

}  // namespace causeway::db
