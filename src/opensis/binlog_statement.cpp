// SPDX-License-Identifier: GPL-3.0-or-later
#include "opensis/binlog_statement.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/text.h"
#include "opensis/change_rows.h"

namespace causeway::opensis {

namespace {

constexpr std::size_t kHeadWords = 8;  // CREATE OR REPLACE DEFINER = a @ b TRIGGER

bool in_word(char c) {
    const auto u = static_cast<unsigned char>(c);
    return u >= 0x80 || c == '_' || c == '$' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z');
}

// Skips a comment that stands before the next word. In the server's own ("/*!40000 ... */") the
// words count, but not the number of the version.
std::size_t after_comment(std::string_view text, std::size_t at) {
    const auto past = [&](std::string_view mark, std::size_t from) {
        const auto end = text.find(mark, from);
        return end == std::string_view::npos ? text.size() : end + mark.size();
    };
    if (text.substr(at, 1) == "#" || text.substr(at, 3) == "-- ") return past("\n", at);
    if (text.substr(at, 2) != "/*") return at;
    if (text.substr(at, 3) != "/*!") return past("*/", at + 2);
    at += 3;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9')
        ++at;
    return at;
}

// The next word from `at` on, in small letters; "" at the end.
std::string next_word(std::string_view text, std::size_t& at) {
    while (at < text.size() && !in_word(text[at])) {
        const std::size_t past = after_comment(text, at);
        at = past == at ? at + 1 : past;
    }
    const std::size_t begin = at;
    while (at < text.size() && in_word(text[at]))
        ++at;
    return base::lower_ascii(text.substr(begin, at - begin));
}

bool one_of(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, word) != words.end();
}

bool names_watched_table(std::string_view statement) {
    for (std::size_t at = 0; at < statement.size();) {
        const std::string word = next_word(statement, at);
        if (!word.empty() && may_be_watched(word)) return true;
    }
    return false;
}

// CREATE, ALTER, DROP of a table or of the whole database; not of a view, a trigger, an index.
bool is_about_tables(const std::vector<std::string>& head) {
    for (const std::string& word : head) {
        if (one_of(word, {"table", "tables", "database", "schema"})) return true;
        if (one_of(word, {"view", "trigger", "index", "procedure", "function", "event", "user",
                          "role", "sequence", "server", "package"}))
            return false;
    }
    return false;
}

}  // namespace

bool names(std::string_view statement, std::string_view name) {
    const std::string wanted = base::lower_ascii(name);
    for (std::size_t at = 0; at < statement.size();)
        if (next_word(statement, at) == wanted) return true;
    // A name with other characters than a word's stands between quotes.
    return !std::ranges::all_of(name, in_word) &&
           base::lower_ascii(statement).find(wanted) != std::string::npos;
}

StatementMeaning meaning_of(std::string_view statement) {
    std::vector<std::string> head;
    for (std::size_t at = 0; head.size() < kHeadWords;) {
        head.push_back(next_word(statement, at));
        if (head.back().empty()) break;
    }
    const std::string& first = head.front();
    if (one_of(first, {"commit", "rollback"})) {
        const bool partly = head.size() > 1 && one_of(head[1], {"to"});
        return partly ? StatementMeaning::nothing : StatementMeaning::commit;
    }
    if (one_of(first, {"", "begin", "start", "savepoint", "release", "set", "use", "grant",
                       "revoke", "flush", "analyze", "optimize", "repair", "check"}))
        return StatementMeaning::nothing;
    if (first == "xa")
        return head.size() > 1 && head[1] == "commit" ? StatementMeaning::rows
                                                      : StatementMeaning::nothing;
    if (one_of(first, {"create", "alter", "drop"}) && !is_about_tables(head))
        return StatementMeaning::nothing;
    if (one_of(first, {"create", "alter", "drop", "rename", "truncate"})) {
        const bool whole = std::ranges::any_of(
            head, [](const std::string& word) { return one_of(word, {"database", "schema"}); });
        return whole || names_watched_table(statement) ? StatementMeaning::shape
                                                       : StatementMeaning::nothing;
    }
    return StatementMeaning::rows;
}

}  // namespace causeway::opensis
