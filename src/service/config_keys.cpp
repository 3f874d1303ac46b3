// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/config_keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/clock.h"
#include "base/failure.h"
#include "base/log.h"
#include "base/text.h"

namespace causeway::service {

namespace {

// The whole text as a number, or nothing.
template <class Number>
std::optional<Number> parsed(std::string_view text) {
    Number out{};
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return out;
}

}  // namespace

std::string Key::environment() const {
    std::string out = "CAUSEWAY_";
    for (const char c : name)
        out += c == '.' ? '_' : (c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c);
    return out;
}

const Key* find_key(std::string_view name) {
    const auto all = keys();
    const auto at =
        std::find_if(all.begin(), all.end(), [&](const Key& key) { return key.name == name; });
    return at == all.end() ? nullptr : &*at;
}

std::string wanted(const Key& key) {
    const auto either = [&] {
        std::string out;
        for (std::size_t i = 0; i < key.choices.size(); ++i) {
            if (i > 0) out += i + 1 == key.choices.size() ? " or " : ", ";
            out += key.choices[i];
        }
        return out;
    };
    switch (key.type) {
        case KeyType::integer:
            return fmt::format("a whole number from {:.0f} to {:.0f}", key.lowest, key.highest);
        case KeyType::number:
            return fmt::format("a number from {} to {}", key.lowest, key.highest);
        case KeyType::flag:
            return "true or false";
        case KeyType::choice:
            return either();
        case KeyType::texts:
            return key.choices.empty() ? "a list of texts" : "a list of " + either();
        case KeyType::integers:
            return "a list of whole numbers";
        default:
            return "a text";
    }
}

std::pair<std::size_t, std::size_t> password_in(std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos) return {0, 0};
    const auto begin = scheme + 3;
    const auto slash = url.find('/', begin);
    const auto at = url.substr(0, slash).rfind('@');
    if (at == std::string_view::npos) return {0, 0};
    const auto colon = url.find(':', begin);
    if (colon == std::string_view::npos || colon > at) return {0, 0};
    return {colon + 1, at - colon - 1};
}

std::vector<std::string> parts_of(const Key& key, std::string_view text) {
    if (key.type != KeyType::texts && key.type != KeyType::integers) return {std::string(text)};
    std::vector<std::string> out;
    for (const std::string& part : base::split(text, ','))
        if (const auto word = base::trimmed(part); !word.empty()) out.emplace_back(word);
    return out;
}

std::string objection(const Key& key, const std::string& part) {
    const auto among = [&] {
        return std::find(key.choices.begin(), key.choices.end(), part) != key.choices.end();
    };
    bool good = true;
    switch (key.type) {
        case KeyType::integer: {
            const auto n = parsed<std::int64_t>(part);
            good = n && static_cast<double>(*n) >= key.lowest &&
                   static_cast<double>(*n) <= key.highest;
            break;
        }
        case KeyType::number: {
            const auto n = parsed<double>(part);
            good = n && *n >= key.lowest && *n <= key.highest;
            break;
        }
        case KeyType::flag:
            good = part == "true" || part == "false";
            break;
        case KeyType::integers:
            good = parsed<std::int64_t>(part).has_value();
            break;
        case KeyType::choice:
            good = among();
            break;
        case KeyType::texts:
            good = key.choices.empty() || among();
            break;
        default:
            break;
    }
    if (!good) {
        const std::vector<std::string> choices(key.choices.begin(), key.choices.end());
        const std::string near = base::nearest(part, choices);
        return fmt::format("'{}' will not do: it wants {}{}", part, wanted(key),
                           near.empty() ? "" : " (did you mean '" + near + "'?)");
    }
    if (key.objection == nullptr) return {};
    const std::string why = key.objection(part);
    // A secret never comes here, but an address may hold a password: it is not repeated.
    return why.empty() || key.type == KeyType::address
               ? why
               : fmt::format("'{}' will not do: {}", part, why);
}

void hide_secrets(const Key& key, std::string_view part) {
    if (key.type == KeyType::secret) base::log::hide(part);
    if (key.type == KeyType::address)
        if (const auto [begin, size] = password_in(part); size > 0)
            base::log::hide(part.substr(begin, size));
}

}  // namespace causeway::service
