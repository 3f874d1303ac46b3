// SPDX-License-Identifier: GPL-3.0-or-later
// A strict reader of a JSON object that somebody sent: each field is asked for with its type and
// bounds, done() refuses what was not asked for. Every objection is a Refusal (422, its record the
// field as in "settings.moodle.url"). One thread.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace causeway::web {

class Fields {
  public:
    explicit Fields(boost::json::object object, std::string prefix = "");

    [[nodiscard]] bool has(std::string_view name);
    [[nodiscard]] bool null(std::string_view name);  // there, and null

    // Lengths are counted in characters.
    std::string text(std::string_view name, std::size_t least, std::size_t most);
    std::int64_t integer(std::string_view name, std::int64_t lowest, std::int64_t highest);
    double number(std::string_view name, double lowest, double highest);
    bool flag(std::string_view name);
    // One of these words.
    std::string choice(std::string_view name, const std::vector<std::string_view>& words);
    std::vector<std::int64_t> integers(std::string_view name, std::size_t most);
    std::vector<std::string> texts(std::string_view name, std::size_t most);
    std::vector<Fields> objects(std::string_view name, std::size_t most);
    Fields object(std::string_view name);

    // The same, nothing when the field is missing.
    std::optional<std::string> maybe_text(std::string_view name, std::size_t least,
                                          std::size_t most);
    std::optional<bool> maybe_flag(std::string_view name);

    // Nobody asked for one of the fields: a slip of the pen, or an attempt.
    void done() const;

  private:
    const boost::json::value& at(std::string_view name);
    [[nodiscard]] std::string field(std::string_view name) const;  // with its prefix

    boost::json::object object_;
    std::string prefix_;
    std::set<std::string, std::less<>> asked_;
};

}  // namespace causeway::web
