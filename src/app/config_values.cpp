// SPDX-License-Identifier: GPL-3.0-or-later
// What a configuration holds once it is read, and the sample file that the table of keys yields.
#include <fmt/format.h>
#include <unistd.h>

#include <cassert>
#include <stdexcept>

#include "app/config.h"
#include "base/failure.h"
#include "base/text.h"

namespace causeway::app {

namespace {

// Every value was checked when it was read.
std::int64_t number_of(const std::string& text) {
    return std::stoll(text);
}

}  // namespace

const Config::Value& Config::value(std::string_view key) const {
    const auto at = values_.find(key);
    if (at == values_.end()) throw std::logic_error("no such key: " + std::string(key));
    return at->second;
}

const std::string& Config::text(std::string_view key) const {
    const Value& held = value(key);
    static const std::string none;
    return held.parts.empty() ? none : held.parts.front();
}

std::int64_t Config::integer(std::string_view key) const {
    return number_of(text(key));
}

double Config::number(std::string_view key) const {
    return std::stod(text(key));
}

bool Config::flag(std::string_view key) const {
    return text(key) == "true";
}

const std::vector<std::string>& Config::list(std::string_view key) const {
    return value(key).parts;
}

std::vector<std::int64_t> Config::integers(std::string_view key) const {
    std::vector<std::int64_t> out;
    for (const std::string& part : list(key))
        out.push_back(number_of(part));
    return out;
}

std::string Config::shown(std::string_view name) const {
    const Key* key = find_key(name);
    assert(key != nullptr);
    std::string out = fmt::format("{}", fmt::join(value(name).parts, ", "));
    if (key->type == KeyType::secret) return out.empty() ? out : "(hidden)";
    if (key->type == KeyType::address)
        if (const auto [begin, size] = password_in(out); size > 0) out.replace(begin, size, "***");
    return out;
}

const std::string& Config::source(std::string_view key) const {
    return value(key).source;
}

const std::string& Config::required(std::string_view name) const {
    const std::string& held = text(name);
    if (!held.empty()) return held;
    const Key* key = find_key(name);
    throw base::Failure(base::ExitCode::usage,
                        {"A setting is missing", std::string(name), std::string(key->explanation),
                         fmt::format("Set it in {} or as {}.",
                                     file_.empty() ? "causeway.toml" : file_, key->environment()),
                         "config.missing"});
}

Environment this_environment() {
    Environment out;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view line(*entry);
        if (const auto equals = line.find('='); equals != std::string_view::npos)
            out.emplace(line.substr(0, equals), line.substr(equals + 1));
    }
    return out;
}

std::string sample_config() {
    std::string out =
        "# Causeway's configuration. Every key is optional unless a command asks for it; what "
        "stands\n"
        "# here is the default. Each can also be given in the environment "
        "(CAUSEWAY_SECTION_KEY).\n";
    std::string section;
    for (const Key& key : keys()) {
        const std::string here(key.name.substr(0, key.name.find('.')));
        if (here != section) out += fmt::format("\n[{}]\n", section = here);
        std::string line = "#";
        for (const std::string& word : base::split(key.explanation, ' ')) {
            if (line.size() + word.size() > 98) {
                out += line + "\n";
                line = "#";
            }
            line += " " + word;
        }
        out += line + "\n";
        if (!key.choices.empty()) out += fmt::format("# ({})\n", wanted(key));
        std::string value;
        switch (key.type) {
            case KeyType::integer:
            case KeyType::number:
            case KeyType::flag:
                value = key.fallback;
                break;
            case KeyType::texts: {
                std::vector<std::string> quoted;
                for (const std::string& part : parts_of(key, key.fallback))
                    quoted.push_back('"' + part + '"');
                value = fmt::format("[{}]", fmt::join(quoted, ", "));
                break;
            }
            case KeyType::integers:
                value = fmt::format("[{}]", key.fallback);
                break;
            default:
                value = fmt::format("\"{}\"", key.fallback);
        }
        out += fmt::format("{} = {}\n", key.name.substr(key.name.find('.') + 1), value);
    }
    return out;
}

}  // namespace causeway::app
