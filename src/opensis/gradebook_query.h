// SPDX-License-Identifier: GPL-3.0-or-later
// What a reading of gradebooks is about, and its statements' common form. Used by
// gradebook_reader.cpp and gradebook_stored.cpp alone. One thread.
#pragma once

#include <algorithm>
#include <array>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "db/db.h"
#include "model/school_book.h"
#include "opensis/gradebook_sql.h"

namespace causeway::opensis {

// Whether a server that calls itself so takes a list of rows for a table: MariaDB from 10.3 on.
bool understands_values(std::string_view version);

class BookQuery {
  public:
    using Seat = std::array<std::int64_t, 2>;  // section, student

    BookQuery(db::Connection& connection, std::span<const std::int64_t> sections,
              std::span<const model::GradePlace> some)
        : connection_(connection), ids_(sections.begin(), sections.end()), some_(some) {
        for (const model::GradePlace& place : some_)
            seats_.push_back({place.section, place.student});
        std::sort(seats_.begin(), seats_.end());
        seats_.erase(std::unique(seats_.begin(), seats_.end()), seats_.end());
        if (!some_.empty())
            takes_values_ =
                understands_values(connection.one_text("SELECT VERSION()").value_or(""));
    }

    // Empty: whole books.
    [[nodiscard]] std::span<const model::GradePlace> some() const { return some_; }
    [[nodiscard]] const std::vector<Seat>& seats() const { return seats_; }
    [[nodiscard]] bool concerns(std::int64_t section, std::int64_t student) const {
        return some_.empty() ||
               std::binary_search(seats_.begin(), seats_.end(), Seat{section, student});
    }
    std::map<std::int64_t, model::SchoolBook>& books() { return books_; }

    // Runs one statement whose placeholders stand for `values`.
    template <class Take>
    void each(const std::string& sql, const std::vector<db::Value>& values, Take&& take) {
        const auto statement = connection_.prepare(sql);
        const auto rows = statement->query(values);
        while (const db::Row* row = rows->next())
            take(*row);
    }
    // The same for "... IN (@) ...": the sections.
    template <class Take>
    void of_sections(std::string sql, Take&& take, const std::vector<db::Value>& more = {}) {
        sql.replace(sql.find('@'), 1, marks(ids_.size()));
        auto values = values_of(ids_);
        values.insert(values.end(), more.begin(), more.end());
        each(sql, values, [&](const db::Row& row) {
            const auto found = books_.find(row.integer(0));
            if (found != books_.end()) take(found->second, row);
        });
    }

    // The same for "SELECT <section>, ... FROM @ STRAIGHT_JOIN t ON t.x = w.a AND t.y = w.b ...":
    // a table `w` of these whole numbers, which the server goes through row by row, each time by
    // t's index. A list of conditions in OR takes it ten times as long, for it weighs them all
    // before it begins.
    template <std::size_t N, class Take>
    void of_wanted(std::string sql, const std::vector<std::array<std::int64_t, N>>& wanted,
                   Take&& take) {
        if (wanted.empty()) return;
        sql.replace(sql.find('@'), 1, wanted_table(wanted, takes_values_));
        each(sql, {}, [&](const db::Row& row) {
            const auto found = books_.find(row.integer(0));
            if (found != books_.end()) take(found->second, row);
        });
    }

    // "(...) w" with columns a, b, c; `values` in MariaDB's own form, else in one that MySQL and
    // old servers understand too and need longer for.
    template <std::size_t N>
    static std::string wanted_table(const std::vector<std::array<std::int64_t, N>>& rows,
                                    bool values) {
        constexpr char kNames[] = "abc";
        static_assert(N < sizeof kNames);
        std::string out = values ? "(WITH w (a" : "(SELECT ";
        for (std::size_t i = 1; values && i < N; ++i)
            out += std::string(", ") + kNames[i];
        if (values) out += ") AS (VALUES ";
        for (std::size_t row = 0; row < rows.size(); ++row) {
            if (row != 0) out += values ? "," : " UNION ALL SELECT ";
            if (values) out += '(';
            for (std::size_t i = 0; i < N; ++i) {
                if (i != 0) out += ',';
                out += std::to_string(rows[row][i]);
                if (!values && row == 0) out += std::string(" AS ") + kNames[i];
            }
            if (values) out += ')';
        }
        return out + (values ? ") SELECT * FROM w) w" : ") w");
    }

  protected:
    db::Connection& connection_;
    std::vector<std::int64_t> ids_;
    std::map<std::int64_t, model::SchoolBook> books_;

  private:
    std::span<const model::GradePlace> some_;
    std::vector<Seat> seats_;
    bool takes_values_ = false;
};

// What was agreed with Moodle, and then openSIS's own rows (gradebook_stored.cpp). The rows of
// some grades alone are found by the links, so these come first.
void read_links(BookQuery& query);
void read_rows(BookQuery& query);

}  // namespace causeway::opensis
