// SPDX-License-Identifier: GPL-3.0-or-later
// What a link is to do, as plain settings: the defaults of config_keys under whatever was put over
// them. app/ lays the configuration file and the environment over the defaults, the service lays a
// link's own settings over those. A value is checked by objection() before it is put; secrets are
// handed to base::log::hide() as they are put. One thread while it changes, any when it does not.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "service/config_keys.h"

namespace causeway::service {

class Config {
  public:
    // Every key at its default.
    static Config defaults();

    // Each name must stand in the table and be of the asked type: anything else is a bug.
    [[nodiscard]] const std::string& text(std::string_view key) const;
    [[nodiscard]] std::int64_t integer(std::string_view key) const;
    [[nodiscard]] double number(std::string_view key) const;
    [[nodiscard]] bool flag(std::string_view key) const;
    [[nodiscard]] const std::vector<std::string>& list(std::string_view key) const;
    [[nodiscard]] std::vector<std::int64_t> integers(std::string_view key) const;

    // For people: secrets masked.
    [[nodiscard]] std::string shown(std::string_view key) const;
    // "default", "causeway.toml:12", "CAUSEWAY_MOODLE_URL", "settings"
    [[nodiscard]] const std::string& source(std::string_view key) const;
    [[nodiscard]] const std::string& file() const { return file_; }  // "" when none was read

    // A text that a command cannot do without; throws Failure(usage) that says how to give it.
    [[nodiscard]] const std::string& required(std::string_view key) const;

    // The parts are sound: objection() had nothing against them.
    void put(const Key& key, std::vector<std::string> parts, std::string source);
    void read_from(std::string file) { file_ = std::move(file); }

  private:
    struct Value {
        std::vector<std::string> parts;  // one, except for lists
        std::string source;
    };
    [[nodiscard]] const Value& value(std::string_view key) const;

    std::map<std::string, Value, std::less<>> values_;
    std::string file_;
};

}  // namespace causeway::service
