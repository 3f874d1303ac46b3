// SPDX-License-Identifier: GPL-3.0-or-later
// Small things that gradebook reader and writer share: openSIS's decimals as whole numbers, lists
// of values in a statement, the text of a description. Used by gradebook_*.cpp alone.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "db/db.h"

namespace causeway::opensis {

// "12.50" with 2 places is 1250; what is no number is nothing.
std::optional<std::int64_t> scaled(std::string_view text, int places);
std::optional<std::int64_t> scaled(const db::Row& row, int column, int places);
// The way back: 1250 with 2 places is "12.50".
std::string decimal(std::int64_t number, int places);

// "?,?,?"
std::string marks(std::size_t count);
std::vector<db::Value> values_of(std::span<const std::int64_t> numbers);

// openSIS keeps descriptions with their special characters encoded once.
std::string encoded(std::string_view text);
std::string decoded(std::string_view text);

// A date, nothing for NULL and zero dates; a text, "" for NULL.
std::optional<base::Date> day(const db::Row& row, int column);
std::string text(const db::Row& row, int column);

}  // namespace causeway::opensis
