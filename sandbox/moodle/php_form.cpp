// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/moodle/php_form.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace causeway::sandbox {

namespace {

// PHP turns only the canonical form into a number: "7", not "07" or "+7".
std::optional<std::int64_t> canonical_index(std::string_view key) {
    if (key.empty() || key.size() > 18) return {};
    if (key.size() > 1 && key.front() == '0') return {};
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), value);
    if (error != std::errc{} || end != key.data() + key.size() || value < 0) return {};
    return value;
}

int hex(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

void put(Php& form, std::string_view key, std::string value) {
    while (!key.empty() && key.front() == ' ')
        key.remove_prefix(1);
    std::size_t open = key.find('[');
    std::string base(key.substr(0, open));
    if (base.empty()) return;
    std::replace_if(base.begin(), base.end(), [](char c) { return c == ' ' || c == '.'; }, '_');
    Php* at = &form.child(base);
    while (open != std::string_view::npos) {
        const std::size_t close = key.find(']', open);
        if (close == std::string_view::npos) break;
        const auto inner = key.substr(open + 1, close - open - 1);
        at = inner.empty() ? &at->append() : &at->child(inner);
        open = close + 1 < key.size() && key[close + 1] == '[' ? close + 1 : std::string_view::npos;
    }
    *at = Php(std::move(value));
}

}  // namespace

const Php* Php::find(std::string_view key) const {
    // Fields of one record arrive together: the newest item is nearly always meant.
    for (auto item = items_.rbegin(); item != items_.rend(); ++item)
        if (item->first == key) return &item->second;
    return nullptr;
}

std::string Php::text(std::string_view key, std::string_view otherwise) const {
    const Php* found = find(key);
    return found ? found->text_ : std::string(otherwise);
}

std::int64_t Php::number(std::string_view key, std::int64_t otherwise) const {
    const Php* found = find(key);
    return found ? to_number(found->text_) : otherwise;
}

bool Php::flag(std::string_view key, bool otherwise) const {
    const Php* found = find(key);
    return found ? found->text_ == "1" : otherwise;
}

const Php& Php::list(std::string_view key) const {
    static const Php none = array();
    const Php* found = find(key);
    return found ? *found : none;
}

Php& Php::child(std::string_view key) {
    if (!is_array_) *this = array();
    const auto index = canonical_index(key);
    if (!index || *index < next_) {
        if (const Php* found = find(key)) return *const_cast<Php*>(found);
    }
    if (index) next_ = std::max(next_, *index + 1);
    return items_.emplace_back(std::string(key), Php()).second;
}

Php& Php::append() {
    if (!is_array_) *this = array();
    return items_.emplace_back(std::to_string(next_++), Php()).second;
}

std::int64_t to_number(std::string_view text) {
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::string percent_decoded(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+') {
            out += ' ';
        } else if (text[i] == '%' && i + 2 < text.size() && hex(text[i + 1]) >= 0 &&
                   hex(text[i + 2]) >= 0) {
            out += static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2]));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

void read_form(std::string_view encoded, std::size_t max_vars, Php& form) {
    std::size_t count = 0;
    while (!encoded.empty()) {
        const std::size_t end = encoded.find('&');
        const auto pair = encoded.substr(0, end);
        encoded = end == std::string_view::npos ? std::string_view{} : encoded.substr(end + 1);
        if (pair.empty()) continue;
        if (++count > max_vars + 1) return;
        const std::size_t equals = pair.find('=');
        const std::string key = percent_decoded(pair.substr(0, equals));
        put(form, key,
            equals == std::string_view::npos ? "" : percent_decoded(pair.substr(equals + 1)));
    }
}

}  // namespace causeway::sandbox
