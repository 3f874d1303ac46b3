// SPDX-License-Identifier: GPL-3.0-or-later
// The configuration as one command sees it: the defaults of service/config_keys, under the file,
// under the environment. Reading never throws for what a person wrote: every mistake becomes a
// Problem that names file and line, so that `config check` can show them all; commands call
// sound(). Secrets are handed to base::log::hide() as they are read.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/problem.h"
#include "service/config.h"

namespace causeway::app {

using Environment = std::map<std::string, std::string>;
Environment this_environment();

using service::Config;
using service::find_key;
using service::Key;
using service::keys;
using service::KeyType;

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
