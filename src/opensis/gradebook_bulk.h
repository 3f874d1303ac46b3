// SPDX-License-Identifier: GPL-3.0-or-later
// Statements of one connection that are prepared once and run often, and many rows sent with one.
// Used by the gradebook's writers alone. One thread; errors are base::Failure of the database.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "db/db.h"

namespace causeway::opensis {

// Keyed by their text: only for texts that do not grow with what they are about.
class Statements {
  public:
    explicit Statements(db::Connection& connection) : connection_(connection) {}

    [[nodiscard]] db::Connection& connection() const { return connection_; }
    db::Statement& prepared(std::string_view sql);

  private:
    db::Connection& connection_;
    std::map<std::string, std::unique_ptr<db::Statement>, std::less<>> kept_;
};

// Values of rows, one after the other; texts are kept until they are cleared.
class BoundRows {
  public:
    BoundRows& text(std::string text) {
        bytes_ += text.size();
        values_.emplace_back(std::string_view(kept_.emplace_back(std::move(text))));
        return *this;
    }
    BoundRows& text_or_null(std::string value) {
        return value.empty() ? null() : text(std::move(value));
    }
    BoundRows& number(std::int64_t number) {
        values_.emplace_back(number);
        return *this;
    }
    BoundRows& number_or_null(std::int64_t number) {
        return number == 0 ? null() : this->number(number);
    }
    BoundRows& real(const std::optional<double>& number) {
        if (!number) return null();
        values_.emplace_back(*number);
        return *this;
    }
    BoundRows& decimal_of(const std::optional<std::int64_t>& number, int places);
    BoundRows& day(const std::optional<base::Date>& day) {
        return day ? text(day->text()) : null();
    }
    BoundRows& null() {
        values_.emplace_back(db::Null{});
        return *this;
    }
    [[nodiscard]] const std::vector<db::Value>& values() const { return values_; }
    [[nodiscard]] std::size_t bytes() const { return bytes_; }
    void clear() {
        values_.clear();
        kept_.clear();
        bytes_ = 0;
    }

  private:
    std::deque<std::string> kept_;  // never moves what stands in it
    std::vector<db::Value> values_;
    std::size_t bytes_ = 0;
};

// Rows for one statement, sent in pieces of a few hundred. What is not sent is dropped with it.
class Bulk {
  public:
    // `sql` is about one row.
    Bulk(Statements& statements, std::string sql) : statements_(statements), sql_(std::move(sql)) {}

    BoundRows& row() {
        if (rows_ == kRowsAtOnce || values_.bytes() > kBytesAtOnce) send();
        ++rows_;
        return values_;
    }
    void send();
    // Rows that the server changed, of all that were sent.
    [[nodiscard]] std::int64_t changed() const { return changed_; }

  private:
    static constexpr std::size_t kRowsAtOnce = 500;
    static constexpr std::size_t kBytesAtOnce = 2'000'000;  // servers take 16 MB, old ones 4

    Statements& statements_;
    std::string sql_;
    BoundRows values_;
    std::size_t rows_ = 0;
    std::int64_t changed_ = 0;
};

}  // namespace causeway::opensis
