// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/binlog_event.h"

#include <array>

#include "db/byte_reader.h"

namespace causeway::db {

namespace {

constexpr std::size_t kHeader = 19;
constexpr std::size_t kChecksum = 4;
constexpr std::uint8_t kStandalone = 0x01;    // of a GTID event's flags
constexpr std::uint8_t kColumnNames = 4;      // of a table map's optional fields
constexpr std::uint64_t kMostColumns = 4096;  // the server's own limit

// Bytes of metadata that a type has in a table map.
unsigned meta_size(std::uint8_t type) {
    switch (type) {
        case 4:    // FLOAT
        case 5:    // DOUBLE
        case 17:   // TIMESTAMP2
        case 18:   // DATETIME2
        case 19:   // TIME2
        case 140:  // compressed BLOB
        case 245:  // JSON
        case 249:
        case 250:
        case 251:
        case 252:  // BLOBs
        case 255:  // GEOMETRY
            return 1;
        case 15:   // VARCHAR
        case 16:   // BIT
        case 141:  // compressed VARCHAR
        case 246:  // DECIMAL
        case 247:  // ENUM
        case 248:  // SET
        case 253:
        case 254:  // CHAR
            return 2;
        default:
            return 0;
    }
}

constexpr auto kCrcTable = [] {
    std::array<std::uint32_t, 256> out{};
    for (std::uint32_t i = 0; i < out.size(); ++i) {
        std::uint32_t crc = i;
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc & 1U) != 0 ? crc >> 1U ^ 0xEDB88320U : crc >> 1U;
        out[i] = crc;
    }
    return out;
}();

// Whether the last four bytes are the CRC-32 of the others. Each event of a stream may differ in
// this: the server makes some up on the way.
bool has_checksum(Bytes event) {
    if (event.size() < kHeader + kChecksum) return false;
    std::uint32_t crc = 0xFFFFFFFF;
    for (const std::uint8_t byte : event.first(event.size() - kChecksum))
        crc = crc >> 8U ^ kCrcTable[(crc ^ byte) & 0xFFU];
    return ByteReader(event.last(kChecksum)).number(4) == (crc ^ 0xFFFFFFFF);
}

void read_names(ByteReader& in, TableMap& table) {
    while (in.ok() && !in.at_end()) {
        const auto field = in.number(1);
        ByteReader value(in.take(in.packed_number()));
        if (field != kColumnNames) continue;
        while (value.ok() && !value.at_end())
            table.names.emplace_back(value.text(value.packed_number()));
    }
    if (table.names.size() != table.columns.size()) table.names.clear();
}

}  // namespace

std::optional<BinlogEvent> parse_event(Bytes event) {
    ByteReader in(event);
    BinlogEvent out;
    out.timestamp = static_cast<std::uint32_t>(in.number(4));
    out.type = static_cast<EventType>(in.number(1));
    out.server_id = static_cast<std::uint32_t>(in.number(4));
    const auto length = in.number(4);
    out.next_position = static_cast<std::uint32_t>(in.number(4));
    in.take(2);  // flags
    if (!in.ok() || length != event.size()) return std::nullopt;
    const std::size_t tail = has_checksum(event) ? kChecksum : 0;
    out.body = event.subspan(kHeader, in.left() - tail);
    return out;
}

std::optional<LogPlace> parse_rotate(const BinlogEvent& event) {
    ByteReader in(event.body);
    LogPlace out;
    out.offset = in.number(8);
    out.file = in.text(in.left());
    return in.ok() && !out.file.empty() ? std::optional(out) : std::nullopt;
}

std::optional<Gtid> parse_gtid(const BinlogEvent& event) {
    ByteReader in(event.body);
    Gtid out;
    out.server = event.server_id;
    out.sequence = in.number(8);
    out.domain = static_cast<std::uint32_t>(in.number(4));
    out.standalone = (in.number(1) & kStandalone) != 0;
    return in.ok() ? std::optional(out) : std::nullopt;
}

std::optional<LoggedStatement> parse_statement(const BinlogEvent& event) {
    ByteReader in(event.body);
    in.take(8);  // thread, seconds
    const auto database = in.number(1);
    in.take(2);  // error
    const auto variables = in.number(2);
    if (event.type == EventType::execute_load_query) in.take(13);  // file, offsets, duplicates
    in.take(variables);
    LoggedStatement out;
    out.database = in.text(database);
    in.take(1);
    if (!in.ok()) return std::nullopt;
    out.statement = in.text(in.left());
    return out;
}

std::optional<TableMap> parse_table_map(const BinlogEvent& event) {
    ByteReader in(event.body);
    TableMap out;
    out.id = in.number(6);
    in.take(2);  // flags
    out.database = in.text(in.number(1));
    in.take(1);
    out.table = in.text(in.number(1));
    in.take(1);
    const auto columns = in.packed_number();
    const Bytes types = in.take(columns);
    ByteReader meta(in.take(in.packed_number()));
    in.take((columns + 7) / 8);  // which may be NULL
    if (!in.ok() || columns > kMostColumns) return std::nullopt;
    for (const std::uint8_t type : types) {
        ColumnType column{type, 0};
        const unsigned size = meta_size(type);
        const auto low = size > 0 ? meta.number(1) : 0;
        const auto high = size > 1 ? meta.number(1) : 0;
        column.meta = static_cast<std::uint16_t>(low | high << 8U);
        out.columns.push_back(column);
    }
    if (!meta.ok() || !meta.at_end()) return std::nullopt;
    read_names(in, out);
    return in.ok() ? std::optional(std::move(out)) : std::nullopt;
}

std::optional<std::uint64_t> table_of_rows(const BinlogEvent& event) {
    ByteReader in(event.body);
    const auto id = in.number(6);
    return in.ok() ? std::optional(id) : std::nullopt;
}

}  // namespace causeway::db
