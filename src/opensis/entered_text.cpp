// SPDX-License-Identifier: GPL-3.0-or-later
#include "opensis/entered_text.h"

#include <array>
#include <utility>

#include "base/text.h"

namespace causeway::opensis {

namespace {

constexpr std::array<std::pair<std::string_view, char>, 6> kEntities = {{{"&amp;", '&'},
                                                                         {"&quot;", '"'},
                                                                         {"&#039;", '\''},
                                                                         {"&#39;", '\''},
                                                                         {"&lt;", '<'},
                                                                         {"&gt;", '>'}}};

// The characters that the front of `rest` stands for: how many bytes it takes, and the meaning.
std::pair<std::size_t, char> meaning_of(std::string_view rest) {
    for (const auto& [entity, character] : kEntities)
        if (rest.starts_with(entity)) return {entity.size(), character};
    if (rest.size() > 1 && rest[0] == '\\' && (rest[1] == '\'' || rest[1] == '"'))
        return {2, rest[1]};
    return {1, rest[0]};
}

}  // namespace

std::string entered_text(std::string_view stored) {
    if (stored.find_first_of("&\\") == std::string_view::npos) return base::tidy(stored);
    std::string decoded;
    decoded.reserve(stored.size());
    while (!stored.empty()) {
        const auto [bytes, character] = meaning_of(stored);
        decoded += character;
        stored.remove_prefix(bytes);
    }
    return base::tidy(decoded);
}

std::optional<base::Date> entered_date(std::string_view stored) {
    return base::Date::parse(stored);  // month and day 0 are no date
}

}  // namespace causeway::opensis
