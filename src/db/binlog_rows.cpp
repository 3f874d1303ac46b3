// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <limits>

#include "db/binlog_event.h"
#include "db/byte_reader.h"

namespace causeway::db {

namespace {

// A bit for each column, the lowest first.
class Bitmap {
  public:
    Bitmap(ByteReader& in, std::size_t bits) : bytes_(in.take((bits + 7) / 8)) {}
    [[nodiscard]] bool operator[](std::size_t bit) const {
        return bit / 8 < bytes_.size() && (bytes_[bit / 8] >> (bit % 8) & 1U) != 0;
    }
    [[nodiscard]] std::size_t count(std::size_t bits) const {
        std::size_t out = 0;
        for (std::size_t i = 0; i < bits; ++i)
            out += (*this)[i] ? 1 : 0;
        return out;
    }

  private:
    Bytes bytes_;
};

// Bytes of so many decimal digits: nine in four bytes, the rest in as few as they need.
std::size_t digits_size(unsigned digits) {
    constexpr std::size_t kRest[] = {0, 1, 1, 2, 2, 3, 3, 4, 4};
    return digits / 9 * 4 + kRest[digits % 9];
}

struct Decimal {
    unsigned whole = 0;  // digits before the point
    unsigned fraction = 0;
    bool valid = false;

    explicit Decimal(std::uint16_t meta) {
        const unsigned precision = meta & 0xFFU;
        fraction = meta >> 8U;
        valid = precision > 0 && precision <= 65 && fraction <= precision;
        if (valid) whole = precision - fraction;
    }
    [[nodiscard]] std::size_t size() const { return digits_size(whole) + digits_size(fraction); }
};

Bytes take_prefixed(ByteReader& in, unsigned prefix) {
    return in.take(in.number(prefix));
}

// CHAR, ENUM and SET share a type; the first byte of the metadata tells them apart and lends two
// bits to the length.
std::optional<Bytes> take_char(ByteReader& in, std::uint16_t meta) {
    const unsigned first = meta & 0xFFU;
    const unsigned second = meta >> 8U;
    const unsigned real = first | 0x30U;
    if (real == 247 || real == 248) return in.take(second);
    const unsigned length = second | ((first & 0x30U) ^ 0x30U) << 4U;
    return take_prefixed(in, length > 255 ? 2 : 1);
}

// The value of one column; nothing when its type is not known.
std::optional<Bytes> take_value(ByteReader& in, const ColumnType& column) {
    const unsigned meta = column.meta;
    switch (column.type) {
        case 1:   // TINYINT
        case 13:  // YEAR
            return in.take(1);
        case 2:  // SMALLINT
            return in.take(2);
        case 9:   // MEDIUMINT
        case 10:  // DATE
        case 11:  // TIME of old
        case 14:  // DATE
            return in.take(3);
        case 3:  // INT
        case 4:  // FLOAT
        case 7:  // TIMESTAMP of old
            return in.take(4);
        case 5:   // DOUBLE
        case 8:   // BIGINT
        case 12:  // DATETIME of old
            return in.take(8);
        case 6:  // NULL
            return in.take(0);
        case 15:   // VARCHAR
        case 141:  // compressed
        case 253:
            return take_prefixed(in, meta > 255 ? 2 : 1);
        case 16:  // BIT
            return in.take((meta >> 8U) + ((meta & 0xFFU) > 0 ? 1U : 0U));
        case 17:  // TIMESTAMP
            return meta <= 6 ? std::optional(in.take(4 + (meta + 1) / 2)) : std::nullopt;
        case 18:  // DATETIME
            return meta <= 6 ? std::optional(in.take(5 + (meta + 1) / 2)) : std::nullopt;
        case 19:  // TIME
            return meta <= 6 ? std::optional(in.take(3 + (meta + 1) / 2)) : std::nullopt;
        case 246: {
            const Decimal decimal(column.meta);
            return decimal.valid ? std::optional(in.take(decimal.size())) : std::nullopt;
        }
        case 140:  // compressed
        case 245:  // JSON
        case 249:
        case 250:
        case 251:
        case 252:  // BLOBs and TEXTs
        case 255:  // GEOMETRY
            return meta >= 1 && meta <= 4 ? std::optional(take_prefixed(in, meta)) : std::nullopt;
        case 254:
            return take_char(in, column.meta);
        default:
            return std::nullopt;
    }
}

// One image: a bit for each column in it that is NULL, then the values of the others.
bool read_image(ByteReader& in, const TableMap& table, const Bitmap& present,
                std::size_t present_count, std::span<const std::size_t> wanted,
                std::vector<ColumnValue>& out) {
    out.assign(wanted.size(), {});
    const Bitmap null(in, present_count);
    std::size_t at = 0;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        if (!present[i]) continue;
        ColumnValue value{ColumnValue::State::null, {}};
        if (!null[at++]) {
            const auto bytes = take_value(in, table.columns[i]);
            if (!bytes) return false;
            value = {ColumnValue::State::given, *bytes};
        }
        for (std::size_t w = 0; w < wanted.size(); ++w)
            if (wanted[w] == i) out[w] = value;
    }
    return in.ok();
}

bool is_second_version(EventType type) {
    return type >= EventType::write_rows_v2 && type <= EventType::delete_rows_v2;
}

std::uint64_t big_endian(Bytes bytes) {
    std::uint64_t out = 0;
    for (const std::uint8_t byte : bytes)
        out = out << 8U | byte;
    return out;
}

// The digits before the point, in groups of nine after a shorter first one. The sign is the
// highest bit, and a negative number has every bit turned.
std::optional<std::int64_t> decimal_of(std::uint16_t meta, Bytes value) {
    const Decimal shape(meta);
    if (!shape.valid || value.size() != shape.size()) return std::nullopt;
    std::vector<std::uint8_t> bytes(value.begin(), value.end());
    const bool negative = (bytes[0] & 0x80U) == 0;
    bytes[0] ^= 0x80U;
    if (negative)
        for (std::uint8_t& byte : bytes)
            byte = static_cast<std::uint8_t>(~byte);
    constexpr std::uint64_t kGroup = 1'000'000'000;
    const auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    const std::size_t first = digits_size(shape.whole % 9);
    std::uint64_t out = big_endian(Bytes(bytes).first(first));
    for (std::size_t at = first; at < digits_size(shape.whole); at += 4) {
        const std::uint64_t group = big_endian(Bytes(bytes).subspan(at, 4));
        if (group >= kGroup || out > (most - group) / kGroup) return std::nullopt;
        out = out * kGroup + group;
    }
    const auto number = static_cast<std::int64_t>(out);
    return negative ? -number : number;
}

unsigned integer_size(std::uint8_t type) {
    switch (type) {
        case 1:
            return 1;
        case 2:
            return 2;
        case 9:
            return 3;
        case 3:
            return 4;
        case 8:
            return 8;
        default:
            return 0;
    }
}

}  // namespace

bool ColumnValue::same_as(const ColumnValue& other) const {
    return state == other.state && std::ranges::equal(bytes, other.bytes);
}

std::optional<RowsKind> rows_kind(EventType type) {
    switch (type) {
        case EventType::write_rows:
        case EventType::write_rows_v2:
            return RowsKind::write;
        case EventType::update_rows:
        case EventType::update_rows_v2:
            return RowsKind::update;
        case EventType::delete_rows:
        case EventType::delete_rows_v2:
            return RowsKind::remove;
        default:
            return std::nullopt;
    }
}

bool read_rows(const BinlogEvent& event, const TableMap& table, std::span<const std::size_t> wanted,
               const EachRow& each) {
    const auto kind = rows_kind(event.type);
    ByteReader in(event.body);
    in.take(8);  // table, flags
    if (is_second_version(event.type)) {
        const auto extra = in.number(2);  // counts itself
        if (extra < 2) return false;
        in.take(extra - 2);
    }
    const std::size_t columns = table.columns.size();
    if (!kind || in.packed_number() != columns || columns == 0) return false;
    const Bitmap first(in, columns);
    const Bitmap second = *kind == RowsKind::update ? Bitmap(in, columns) : first;
    const std::size_t first_count = first.count(columns);
    const std::size_t second_count = second.count(columns);
    if (!in.ok() || first_count == 0 || second_count == 0) return false;  // rows without an end
    std::vector<ColumnValue> before;
    std::vector<ColumnValue> after;
    while (!in.at_end()) {
        if (*kind != RowsKind::write && !read_image(in, table, first, first_count, wanted, before))
            return false;
        if (*kind != RowsKind::remove &&
            !read_image(in, table, second, second_count, wanted, after))
            return false;
        each(before, after);
    }
    return in.ok();
}

std::optional<std::int64_t> integer_of(const ColumnType& type, bool is_unsigned, Bytes value) {
    if (type.type == 246) return decimal_of(type.meta, value);
    const unsigned size = integer_size(type.type);
    if (size == 0 || value.size() != size) return std::nullopt;
    ByteReader in(value);
    const std::uint64_t bits = in.number(size);
    const unsigned spare = 64 - 8 * size;
    if (is_unsigned) {
        if (bits > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
            return std::nullopt;
        return static_cast<std::int64_t>(bits);
    }
    return static_cast<std::int64_t>(bits << spare) >> spare;
}

}  // namespace causeway::db
