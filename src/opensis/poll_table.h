// SPDX-License-Identifier: GPL-3.0-or-later
// One watched table as the polling feed remembers it: for every row its key columns and a digest
// of what the reader reads of it, in ranges of ids. A look at the table asks for one count and one
// digest a range, and reads the rows of those ranges alone that differ; so an unchanged table costs
// one narrow pass and a few lines of answer. Held by PollFeed; some 40 bytes a row; one thread;
// throws base::Failure when the server cannot be asked.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "db/db.h"
#include "opensis/change_rows.h"

namespace causeway::opensis {

class PollTable {
  public:
    // `more`: columns read beyond the roster, as the database spells them.
    explicit PollTable(const WatchedTable& table, const std::vector<std::string>& more = {});

    [[nodiscard]] std::string_view name() const { return table_.name; }

    // Reads every row; what was remembered is forgotten.
    void load(db::Connection& connection);
    // Tells the changes since the last look.
    void look(db::Connection& connection, std::span<const std::int64_t> schools, HintBuilder& out);

    // Of all that is remembered: equal for tables that read the same.
    [[nodiscard]] std::uint64_t fingerprint() const;

  private:
    struct Row {
        std::array<std::int64_t, kMostKeyColumns> keys{};  // NULL is kNull
        std::int64_t digest = 0;
        auto operator<=>(const Row&) const = default;
    };
    static constexpr std::int64_t kNull = INT64_MIN;

    struct Sum {
        std::int64_t rows = 0;
        std::int64_t digest = 0;
        bool operator==(const Sum&) const = default;
    };
    struct Range {
        Sum sum;
        std::vector<Row> rows;  // in order
    };

    [[nodiscard]] Row row_of(const db::Row& answer) const;
    std::vector<Row> rows_in(db::Connection& connection, std::int64_t range) const;
    void compare(const std::vector<Row>& before, const std::vector<Row>& after,
                 std::span<const std::int64_t> schools, HintBuilder& out) const;
    void tell(const Row* before, const Row* after, std::span<const std::int64_t> schools,
              HintBuilder& out) const;
    static Sum sum_of(const std::vector<Row>& rows);

    const WatchedTable& table_;
    std::string all_rows_;  // statements
    std::string range_rows_;
    std::string range_sums_;
    std::map<std::int64_t, Range> ranges_;
};

}  // namespace causeway::opensis
