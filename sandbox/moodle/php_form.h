// SPDX-License-Identifier: GPL-3.0-or-later
// Form fields as PHP reads them: users[0][name]=x becomes nested arrays in order of arrival, and
// everything beyond max_input_vars is dropped without a word.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace causeway::sandbox {

// A text, or an array whose items keep their order of arrival.
class Php {
  public:
    Php() = default;
    explicit Php(std::string text) : text_(std::move(text)) {}
    static Php array() {
        Php made;
        made.is_array_ = true;
        return made;
    }

    [[nodiscard]] bool is_array() const { return is_array_; }
    [[nodiscard]] const std::string& text() const { return text_; }
    [[nodiscard]] const std::vector<std::pair<std::string, Php>>& items() const { return items_; }
    [[nodiscard]] std::size_t size() const { return items_.size(); }

    [[nodiscard]] const Php* find(std::string_view key) const;
    [[nodiscard]] bool has(std::string_view key) const { return find(key) != nullptr; }
    // The text below that key, or the other one.
    [[nodiscard]] std::string text(std::string_view key, std::string_view otherwise = "") const;
    [[nodiscard]] std::int64_t number(std::string_view key, std::int64_t otherwise = 0) const;
    [[nodiscard]] bool flag(std::string_view key, bool otherwise = false) const;
    // The array below that key; an empty one when there is none.
    [[nodiscard]] const Php& list(std::string_view key) const;

    Php& child(std::string_view key);  // found, or made
    Php& append();
    void erase(std::string_view key) {
        std::erase_if(items_, [&](const auto& item) { return item.first == key; });
    }
    void set(std::string_view key, Php value) { child(key) = std::move(value); }

  private:
    bool is_array_ = false;
    std::string text_;
    std::vector<std::pair<std::string, Php>> items_;
    std::int64_t next_ = 0;  // the index that [] takes
};

[[nodiscard]] std::int64_t to_number(std::string_view text);
[[nodiscard]] std::string percent_decoded(std::string_view text);

// Adds the pairs of `encoded` to `form`; stops when max_vars (and PHP's one more) are in.
void read_form(std::string_view encoded, std::size_t max_vars, Php& form);

}  // namespace causeway::sandbox
