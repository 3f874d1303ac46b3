// SPDX-License-Identifier: GPL-3.0-or-later
#include "opensis/gradebook_sql.h"

#include <array>
#include <utility>

#include "base/text.h"

namespace causeway::opensis {

namespace {

constexpr std::array<std::pair<char, std::string_view>, 5> kSpecial = {
    {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#039;"}}};

}  // namespace

std::optional<std::int64_t> scaled(std::string_view text, int places) {
    text = base::trimmed(text);
    bool negative = false;
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
        negative = text[0] == '-';
        text.remove_prefix(1);
    }
    if (text.empty()) return std::nullopt;
    std::int64_t out = 0;
    int after = -1;
    for (const char c : text) {
        if (c == '.' && after < 0) {
            after = 0;
            continue;
        }
        if (c < '0' || c > '9') return std::nullopt;
        if (after >= places) continue;
        out = out * 10 + (c - '0');
        if (after >= 0) ++after;
    }
    for (int i = after < 0 ? 0 : after; i < places; ++i)
        out *= 10;
    return negative ? -out : out;
}

std::optional<std::int64_t> scaled(const db::Row& row, int column, int places) {
    if (row.is_null(column)) return std::nullopt;
    return scaled(row.text(column), places);
}

std::string decimal(std::int64_t number, int places) {
    std::string digits = std::to_string(number < 0 ? -number : number);
    if (digits.size() <= static_cast<std::size_t>(places))
        digits.insert(0, static_cast<std::size_t>(places) + 1 - digits.size(), '0');
    if (places > 0) digits.insert(digits.size() - static_cast<std::size_t>(places), ".");
    return (number < 0 ? "-" : "") + digits;
}

std::string marks(std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i)
        out += i == 0 ? "?" : ",?";
    return out;
}

std::vector<db::Value> values_of(std::span<const std::int64_t> numbers) {
    return {numbers.begin(), numbers.end()};
}

std::string encoded(std::string_view text) {
    return base::escaped_html(text);
}

std::string decoded(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        bool special = false;
        for (const auto& [character, entity] : kSpecial)
            if (!special && text.starts_with(entity)) {
                out += character;
                text.remove_prefix(entity.size());
                special = true;
            }
        if (special) continue;
        out += text[0];
        text.remove_prefix(1);
    }
    return out;
}

std::optional<base::Date> day(const db::Row& row, int column) {
    return row.is_null(column) ? std::nullopt : base::Date::parse(row.text(column));
}

std::string text(const db::Row& row, int column) {
    return std::string(row.text(column));
}

}  // namespace causeway::opensis
