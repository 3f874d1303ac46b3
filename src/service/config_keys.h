// SPDX-License-Identifier: GPL-3.0-or-later
// Every setting of Causeway as data: one row says its name, type, default, bounds and meaning.
// The configuration file, the environment, `config check`, `config sample` and the documentation
// all follow this table; a setting that is not in it does not exist.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace causeway::service {

enum class KeyType {
    text,
    secret,   // never shown
    address,  // a URL; a password in it is never shown
    integer,
    number,
    flag,
    choice,    // one of `choices`
    texts,     // a list; each one of `choices` when there are any
    integers,  // a list
};

struct Key {
    std::string_view name;  // "moodle.url"
    KeyType type = KeyType::text;
    std::string_view fallback;  // the default; lists are separated by commas
    std::string_view explanation;
    std::vector<std::string_view> choices = {};
    double lowest = 0;  // bounds of integer and number
    double highest = 0;
    // Says why a text will not do, or "" when it will. Null: any text.
    std::string (*objection)(std::string_view) = nullptr;

    [[nodiscard]] std::string environment() const;  // "CAUSEWAY_MOODLE_URL"
};

std::span<const Key> keys();
const Key* find_key(std::string_view name);

// What the type wants, in words: "a whole number from 1 to 500", "suspend, keep or unenrol".
std::string wanted(const Key& key);

// A value written as one text (default, environment) in its parts: lists are split at commas.
std::vector<std::string> parts_of(const Key& key, std::string_view text);

// Where the password stands in "mysql://user:password@host/db": begin and size; size 0: nowhere.
std::pair<std::size_t, std::size_t> password_in(std::string_view url);

// Why one part of a value will not do for this key, or "".
std::string objection(const Key& key, const std::string& part);
// From now on the secret in this part, if there is one, is in no log line.
void hide_secrets(const Key& key, std::string_view part);

}  // namespace causeway::service
