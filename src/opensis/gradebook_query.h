// SPDX-License-Identifier: GPL-3.0-or-later
// What a reading of gradebooks is about, and its statements' common form. Used by
// gradebook_reader.cpp and gradebook_stored.cpp alone. One thread.
#pragma once

#include <algorithm>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "db/db.h"
#include "model/school_book.h"
#include "opensis/gradebook_sql.h"

namespace causeway::opensis {

class BookQuery {
  public:
    using Seat = std::pair<std::int64_t, std::int64_t>;  // section, student

    BookQuery(db::Connection& connection, std::span<const std::int64_t> sections,
              std::span<const model::GradePlace> some)
        : connection_(connection), ids_(sections.begin(), sections.end()), some_(some) {
        for (const model::GradePlace& place : some_)
            seats_.emplace_back(place.section, place.student);
        std::sort(seats_.begin(), seats_.end());
        seats_.erase(std::unique(seats_.begin(), seats_.end()), seats_.end());
    }

    // Empty: whole books.
    [[nodiscard]] std::span<const model::GradePlace> some() const { return some_; }
    [[nodiscard]] const std::vector<Seat>& seats() const { return seats_; }
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

    // "(a = ? AND b = ?) OR ...": the server then looks every pair up by its index. Two lists in
    // IN would make it look up each of the one with each of the other.
    static std::string pairs(const char* pair, std::size_t count) {
        std::string out = " AND (";
        for (std::size_t i = 0; i < count; ++i)
            out += (i == 0 ? "(" : " OR (") + std::string(pair) + ")";
        return out + ")";
    }
    [[nodiscard]] std::vector<db::Value> seat_values() const {
        std::vector<db::Value> out;
        for (const auto& [section, student] : seats_) {
            out.emplace_back(section);
            out.emplace_back(student);
        }
        return out;
    }

  protected:
    db::Connection& connection_;
    std::vector<std::int64_t> ids_;
    std::map<std::int64_t, model::SchoolBook> books_;

  private:
    std::span<const model::GradePlace> some_;
    std::vector<Seat> seats_;
};

// What was agreed with Moodle, and then openSIS's own rows (gradebook_stored.cpp). The rows of
// some grades alone are found by the links, so these come first.
void read_links(BookQuery& query);
void read_rows(BookQuery& query);

}  // namespace causeway::opensis
