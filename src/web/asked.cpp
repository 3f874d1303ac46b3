// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/asked.h"

#include <algorithm>

namespace causeway::web {

namespace {

constexpr std::size_t kLongestWord = 40;
constexpr std::size_t kLongestCursor = 200;

Refusal unknown_word(std::string_view name) {
    return Refusal(400, {"The request was not understood", std::string(name),
                         "it is none of the words that are known here",
                         "Use one of the words in docs/openapi.yaml.", "web.bad_query"});
}

}  // namespace

service::Link& link_asked(const Call& call, const Parts& parts) {
    const std::string& name = call.path("link");
    service::Link* link = parts.service.find(name);
    if (link == nullptr) throw no_such("link", name);
    (void)call.schools_of(name);
    return *link;
}

std::vector<std::int64_t> schools_asked(const Call& call, const service::Link& link) {
    const auto own = call.schools_of(link.name());
    const auto one = call.query_integer("school");
    if (!one) return own.value_or(std::vector<std::int64_t>());
    if (own && !among(*own, *one)) throw no_such("school", std::to_string(*one));
    return {*one};
}

bool among(const std::vector<std::int64_t>& schools, std::int64_t school) {
    return schools.empty() || std::find(schools.begin(), schools.end(), school) != schools.end();
}

std::optional<model::Kind> kind_asked(const Call& call) {
    const std::string word = call.query_text("kind", kLongestWord);
    if (word.empty()) return std::nullopt;
    const auto kind = model::kind_named(word);
    if (!kind) throw unknown_word("kind");
    return kind;
}

std::optional<store::Shown> standing_asked(const Call& call) {
    const std::string word = call.query_text("standing", kLongestWord);
    if (word.empty()) return std::nullopt;
    const auto shown = store::shown_named(word);
    if (!shown) throw unknown_word("standing");
    return shown;
}

std::string word_asked(const Call& call, std::string_view name,
                       const std::vector<std::string_view>& words) {
    std::string word = call.query_text(name, kLongestWord);
    if (!word.empty() && std::find(words.begin(), words.end(), word) == words.end())
        throw unknown_word(name);
    return word;
}

std::int64_t number_cursor(const Call& call) {
    const auto cursor = call.query_integer("cursor").value_or(0);
    if (cursor < 0) throw unknown_word("cursor");
    return cursor;
}

std::optional<model::Key> key_cursor(const Call& call) {
    const std::string cursor = call.query_text("cursor", kLongestCursor);
    if (cursor.empty()) return std::nullopt;
    const auto key = model::Key::parse(cursor);
    if (!key) throw unknown_word("cursor");
    return key;
}

}  // namespace causeway::web
