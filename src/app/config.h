// SPDX-License-Identifier: GPL-3.0-or-later
// The configuration as one command sees it: the defaults of config_keys, under the file, under
// the environment. Reading never throws for what a person wrote: every mistake becomes a Problem
// that names file and line, so that `config check` can show them all; commands call sound().
// Secrets are handed to base::log::hide() as they are read.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/config_keys.h"
#include "base/problem.h"

namespace causeway::app {

using Environment = std::map<std::string, std::string>;
Environment this_environment();

class Config {
  public:
    // Each name must stand in the table and be of the asked type: anything else is a bug.
    [[nodiscard]] const std::string& text(std::string_view key) const;
    [[nodiscard]] std::int64_t integer(std::string_view key) const;
    [[nodiscard]] double number(std::string_view key) const;
    [[nodiscard]] bool flag(std::string_view key) const;
    [[nodiscard]] const std::vector<std::string>& list(std::string_view key) const;
    [[nodiscard]] std::vector<std::int64_t> integers(std::string_view key) const;

    // For people: secrets masked.
    [[nodiscard]] std::string shown(std::string_view key) const;
    // "default", "causeway.toml:12", "CAUSEWAY_MOODLE_URL"
    [[nodiscard]] const std::string& source(std::string_view key) const;
    [[nodiscard]] const std::string& file() const { return file_; }  // "" when none was read

    // A text that a command cannot do without; throws Failure(usage) that says how to give it.
    [[nodiscard]] const std::string& required(std::string_view key) const;

  private:
    friend class ConfigReader;
    struct Value {
        std::vector<std::string> parts;  // one, except for lists
        std::string source;
    };
    [[nodiscard]] const Value& value(std::string_view key) const;

    std::map<std::string, Value, std::less<>> values_;
    std::string file_;
};

struct ConfigReading {
    Config config;
    std::vector<base::Problem> problems;
    std::vector<std::string> notes;  // worth a look, no mistake
    // The configuration, or Failure(usage) with the first problem.
    [[nodiscard]] const Config& sound() const;
};

struct ConfigPlaces {
    std::optional<std::string> named;  // --config: must exist
    // Tried in order when neither --config nor CAUSEWAY_CONFIG names one.
    std::vector<std::string> usual = {"causeway.toml", "/etc/causeway/causeway.toml"};
};

ConfigReading read_config(const ConfigPlaces& places, const Environment& environment);

// A whole configuration file with every key, its meaning and its default.
std::string sample_config();

}  // namespace causeway::app
