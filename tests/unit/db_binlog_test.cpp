// SPDX-License-Identifier: GPL-3.0-or-later
// The events of the binary log: read as recorded, and refused when they are cut short or do not add
// up. Every event is read from memory of its exact size, so that a sanitizer sees a byte too many.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "db/binlog_event.h"
#include "unit/db_binlog_events.h"

namespace causeway::tests {
namespace {

using db::ColumnValue;
using Raw = std::vector<std::uint8_t>;

constexpr std::size_t kHeader = 19;
constexpr std::size_t kChecksum = 4;
constexpr std::uint8_t kDamages[] = {0x01, 0x80, 0xFF};

Raw raw(std::string_view hex) {
    Raw out;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        out.push_back(
            static_cast<std::uint8_t>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
    return out;
}

// The first `size` bytes as an event of that length, without a checksum.
Raw cut_to(Raw bytes, std::size_t size) {
    bytes.resize(size);
    bytes.shrink_to_fit();
    for (std::size_t i = 0; i < 4 && size >= kHeader; ++i)
        bytes[9 + i] = static_cast<std::uint8_t>(size >> (8 * i));
    return bytes;
}

std::vector<std::size_t> all_columns(const db::TableMap& table) {
    std::vector<std::size_t> out(table.columns.size());
    std::iota(out.begin(), out.end(), 0);
    return out;
}

db::TableMap many() {
    static const Raw bytes = raw(recorded::kTableMap);
    return *db::parse_table_map(*db::parse_event(bytes));
}

struct Image {
    std::vector<std::optional<Raw>> values;  // nothing: NULL
};
struct Told {
    std::vector<std::pair<Image, Image>> rows;
    bool whole = false;
};

Told read(const Raw& bytes, const db::TableMap& table) {
    Told out;
    const auto event = db::parse_event(bytes);
    if (!event) return out;
    const auto image_of = [](std::span<const ColumnValue> values) {
        Image image;
        for (const ColumnValue& value : values)
            image.values.push_back(value.state == ColumnValue::State::given
                                       ? std::optional(Raw(value.bytes.begin(), value.bytes.end()))
                                       : std::nullopt);
        return image;
    };
    out.whole =
        db::read_rows(*event, table, all_columns(table),
                      [&](std::span<const ColumnValue> before, std::span<const ColumnValue> after) {
                          out.rows.emplace_back(image_of(before), image_of(after));
                      });
    return out;
}

std::optional<std::int64_t> number(const db::TableMap& table, const Image& image,
                                   std::size_t column, bool is_unsigned = false) {
    return db::integer_of(table.columns[column], is_unsigned, *image.values[column]);
}

std::string text(const Image& image, std::size_t column, std::size_t prefix = 0) {
    const Raw& bytes = *image.values[column];
    return {bytes.begin() + static_cast<std::ptrdiff_t>(prefix), bytes.end()};
}

TEST(BinlogEvent, HasItsHeaderReadAndItsChecksumTakenOff) {
    const Raw bytes = raw(recorded::kTransactionEnd);
    const auto event = db::parse_event(bytes);
    ASSERT_TRUE(event);
    EXPECT_EQ(event->type, db::EventType::transaction_end);
    EXPECT_EQ(event->server_id, 1U);
    EXPECT_EQ(event->body.size(), 8U);
    EXPECT_GT(event->next_position, 0U);
    const Raw bare = cut_to(bytes, bytes.size() - kChecksum);
    EXPECT_EQ(db::parse_event(bare)->body.size(), 8U);
}

TEST(BinlogEvent, IsRefusedWhenItsLengthIsAnother) {
    for (const char* hex : {recorded::kRotate, recorded::kGtid, recorded::kTableMap,
                            recorded::kWriteRows, recorded::kUpdateRows, recorded::kHeartbeat}) {
        const Raw bytes = raw(hex);
        for (std::size_t size = 0; size < bytes.size(); ++size)
            EXPECT_FALSE(db::parse_event(
                Raw(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size))));
        Raw longer = bytes;
        longer.push_back(0);
        EXPECT_FALSE(db::parse_event(longer));
    }
}

TEST(BinlogEvent, TellsOfItsPlace) {
    const Raw rotate = raw(recorded::kRotate);
    const auto place = db::parse_rotate(*db::parse_event(rotate));
    ASSERT_TRUE(place);
    EXPECT_EQ(place->file, "log.000002");
    EXPECT_EQ(place->offset, 4U);
    const Raw bytes = raw(recorded::kGtid);
    const auto gtid = db::parse_gtid(*db::parse_event(bytes));
    ASSERT_TRUE(gtid);
    EXPECT_EQ(gtid->domain, 0U);
    EXPECT_EQ(gtid->server, 1U);
    EXPECT_EQ(gtid->sequence, 0x656U);
    EXPECT_FALSE(gtid->standalone);
}

TEST(BinlogTable, IsReadWithItsColumns) {
    const auto table = many();
    EXPECT_EQ(table.database, "unit");
    EXPECT_EQ(table.table, "many");
    EXPECT_EQ(table.columns.size(), 22U);
    EXPECT_TRUE(table.names.empty());
}

TEST(BinlogTable, IsRefusedWhenCutShort) {
    const Raw bytes = raw(recorded::kTableMap);
    for (std::size_t size = kHeader; size < bytes.size() - kChecksum; ++size) {
        const Raw shorter = cut_to(bytes, size);
        const auto event = db::parse_event(shorter);
        ASSERT_TRUE(event);
        EXPECT_FALSE(db::parse_table_map(*event)) << size;
    }
}

TEST(BinlogRows, AreReadInEveryType) {
    const auto table = many();
    const Told told = read(raw(recorded::kWriteRows), table);
    ASSERT_TRUE(told.whole);
    ASSERT_EQ(told.rows.size(), 2U);
    EXPECT_TRUE(told.rows[0].first.values.empty());  // nothing was before
    const Image& row = told.rows[0].second;
    EXPECT_EQ(number(table, row, 0), 7);
    EXPECT_EQ(number(table, row, 1), 9999999999);
    EXPECT_EQ(number(table, row, 2), -1234);  // -1234.567
    EXPECT_EQ(number(table, row, 3), -5);
    EXPECT_EQ(number(table, row, 4), -300);
    EXPECT_EQ(number(table, row, 5), -70000);
    EXPECT_EQ(number(table, row, 6), -5000000000);
    EXPECT_EQ(number(table, row, 7), -1);
    EXPECT_EQ(number(table, row, 7, true), std::nullopt);  // more than fits
    EXPECT_EQ(text(row, 8), "abc");
    EXPECT_EQ(text(row, 9), std::string(260, 'w'));
    EXPECT_EQ(text(row, 10), "ch");
    EXPECT_EQ(*row.values[11], Raw{2});
    EXPECT_EQ(text(row, 12), "text");
    EXPECT_EQ(number(table, row, 8), std::nullopt);  // no number at all
    EXPECT_EQ(*row.values[17], Raw{126});            // 2026
    EXPECT_EQ(*row.values[20], (Raw{2, 0xAA}));
    EXPECT_EQ(*row.values[21], (Raw{0, 0xFF}));
    const Image& nulls = told.rows[1].second;
    EXPECT_EQ(number(table, nulls, 0), 8);
    EXPECT_TRUE(std::all_of(nulls.values.begin() + 1, nulls.values.end(),
                            [](const auto& value) { return !value; }));
}

TEST(BinlogRows, OfAnUpdateHaveBothSides) {
    const auto table = many();
    const Told told = read(raw(recorded::kUpdateRows), table);
    ASSERT_TRUE(told.whole);
    ASSERT_EQ(told.rows.size(), 1U);
    const auto& [before, after] = told.rows[0];
    EXPECT_EQ(number(table, before, 1), 9999999999);
    EXPECT_EQ(number(table, after, 1), 42);
    EXPECT_EQ(text(before, 8), "abc");
    EXPECT_EQ(text(after, 8), "xyz");
    for (std::size_t i = 0; i < before.values.size(); ++i)
        EXPECT_EQ(before.values[i] == after.values[i], i != 1 && i != 8) << i;
}

TEST(BinlogRows, OfADeletionHaveWhatWas) {
    const auto table = many();
    const Told told = read(raw(recorded::kDeleteRows), table);
    ASSERT_TRUE(told.whole);
    ASSERT_EQ(told.rows.size(), 1U);
    EXPECT_EQ(number(table, told.rows[0].first, 0), 8);
    EXPECT_TRUE(told.rows[0].second.values.empty());
}

TEST(BinlogRows, AreNotReadBeyondTheirEnd) {
    const auto table = many();
    const Raw bytes = raw(recorded::kWriteRows);
    std::size_t whole = 0;
    for (std::size_t size = kHeader; size < bytes.size() - kChecksum; ++size) {
        const Told told = read(cut_to(bytes, size), table);
        EXPECT_LT(told.rows.size(), 2U);
        whole += told.whole ? 1 : 0;
    }
    EXPECT_EQ(whole, 2U);  // cut between two rows, with one of them left, or none
    const Raw update = raw(recorded::kUpdateRows);
    for (std::size_t size = kHeader + 17; size < update.size() - kChecksum; ++size)
        EXPECT_FALSE(read(cut_to(update, size), table).whole) << size;
}

// Not to know what a damaged event says, but to come to an end with it.
TEST(BinlogRows, ThatAreDamagedEndTheReading) {
    const auto table = many();
    for (const char* hex : {recorded::kWriteRows, recorded::kUpdateRows, recorded::kDeleteRows}) {
        const Raw whole = raw(hex);
        const Raw bytes = cut_to(whole, whole.size() - kChecksum);
        for (std::size_t i = kHeader; i < bytes.size(); ++i)
            for (const std::uint8_t damage : kDamages) {
                Raw damaged = bytes;
                damaged[i] = static_cast<std::uint8_t>(damaged[i] ^ damage);
                EXPECT_LE(read(damaged, table).rows.size(), bytes.size());
            }
    }
}

TEST(BinlogTable, ThatIsDamagedIsReadToItsEndOrRefused) {
    const Raw whole = raw(recorded::kTableMap);
    const Raw bytes = cut_to(whole, whole.size() - kChecksum);
    const Raw rows = raw(recorded::kWriteRows);
    for (std::size_t i = kHeader; i < bytes.size(); ++i)
        for (const std::uint8_t damage : kDamages) {
            Raw damaged = bytes;
            damaged[i] = static_cast<std::uint8_t>(damaged[i] ^ damage);
            const auto table = db::parse_table_map(*db::parse_event(damaged));
            if (table) {
                EXPECT_LE(read(rows, *table).rows.size(), rows.size());
            }
        }
}

TEST(BinlogRows, OfAnotherTableAreRefused) {
    auto table = many();
    table.columns.pop_back();
    EXPECT_FALSE(read(raw(recorded::kWriteRows), table).whole);
    table.columns.clear();
    EXPECT_FALSE(read(raw(recorded::kWriteRows), table).whole);
    auto unknown = many();
    unknown.columns[3].type = 200;
    const Told told = read(raw(recorded::kWriteRows), unknown);
    EXPECT_FALSE(told.whole);
    EXPECT_TRUE(told.rows.empty());
}

TEST(BinlogStatement, IsReadWithItsDatabase) {
    Raw bytes(kHeader);
    bytes[4] = static_cast<std::uint8_t>(db::EventType::query);
    const Raw body = {1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 3, 0, 9, 9, 9, 'd', 'b', 0, 'B', 'E', 'G'};
    bytes.insert(bytes.end(), body.begin(), body.end());
    const Raw whole = cut_to(bytes, bytes.size());
    const auto statement = db::parse_statement(*db::parse_event(whole));
    ASSERT_TRUE(statement);
    EXPECT_EQ(statement->database, "db");
    EXPECT_EQ(statement->statement, "BEG");
    for (std::size_t size = kHeader; size < kHeader + 19; ++size) {
        const Raw shorter = cut_to(bytes, size);
        EXPECT_FALSE(db::parse_statement(*db::parse_event(shorter))) << size;
    }
}

TEST(BinlogNumber, OfADecimalIsWholeOrNothing) {
    const auto decimal = [](unsigned precision, unsigned fraction, const Raw& bytes) {
        return db::integer_of({246, static_cast<std::uint16_t>(precision | fraction << 8U)}, false,
                              bytes);
    };
    EXPECT_EQ(decimal(10, 0, {0x80, 0, 0, 0, 5}), 5);
    EXPECT_EQ(decimal(10, 0, {0x7F, 0xFF, 0xFF, 0xFF, 0xFA}), -5);
    EXPECT_EQ(decimal(1, 1, {0x85}), 0);
    EXPECT_EQ(decimal(10, 0, {0x80, 0, 0, 0}), std::nullopt);      // a byte short
    EXPECT_EQ(decimal(0, 0, {}), std::nullopt);                    // of no digits
    EXPECT_EQ(decimal(10, 11, {0x80, 0, 0, 0, 5}), std::nullopt);  // more behind than there are
    Raw huge(29, 0);                                               // decimal(65,0), a one in front
    huge[0] = 0x81;
    EXPECT_EQ(decimal(65, 0, huge), std::nullopt);
}

}  // namespace
}  // namespace causeway::tests
