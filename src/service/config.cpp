// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/config.h"

#include <fmt/format.h>

#include <cassert>
#include <stdexcept>

#include "base/failure.h"
#include "base/log.h"

namespace causeway::service {

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

Config Config::defaults() {
    Config out;
    for (const Key& key : keys())
        out.put(key, parts_of(key, key.fallback), "default");
    return out;
}

void Config::put(const Key& key, std::vector<std::string> parts, std::string source) {
    for (const std::string& part : parts)
        hide_secrets(key, part);
    values_[std::string(key.name)] = {std::move(parts), std::move(source)};
}

}  // namespace causeway::service
