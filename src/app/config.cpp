// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/config.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/failure.h"
#include "base/text.h"

namespace causeway::app {

using service::objection;
using service::parts_of;
using service::wanted;

namespace {

base::Problem mistake(std::string record, std::string why, std::string cure, std::string code) {
    return {"The configuration has a mistake", std::move(record), std::move(why), std::move(cure),
            std::move(code)};
}

std::string type_name(const toml::node& node) {
    if (node.is_string()) return "a text";
    if (node.is_integer()) return "a whole number";
    if (node.is_floating_point()) return "a number";
    if (node.is_boolean()) return "true or false";
    if (node.is_array()) return "a list";
    if (node.is_table()) return "a section";
    return "a date";
}

bool fits(const Key& key, const toml::node& node) {
    switch (key.type) {
        case KeyType::integer:
            return node.is_integer();
        case KeyType::number:
            return node.is_integer() || node.is_floating_point();
        case KeyType::flag:
            return node.is_boolean();
        case KeyType::texts:
            return node.is_array() &&
                   std::all_of(node.as_array()->begin(), node.as_array()->end(),
                               [](const toml::node& one) { return one.is_string(); });
        case KeyType::integers:
            return node.is_array() &&
                   std::all_of(node.as_array()->begin(), node.as_array()->end(),
                               [](const toml::node& one) { return one.is_integer(); });
        default:
            return node.is_string();
    }
}

std::string scalar(const toml::node& node) {
    if (const auto* text = node.as_string()) return text->get();
    if (const auto* whole = node.as_integer()) return fmt::format("{}", whole->get());
    if (const auto* real = node.as_floating_point()) return fmt::format("{}", real->get());
    if (const auto* flag = node.as_boolean()) return flag->get() ? "true" : "false";
    return {};
}

}  // namespace

// Builds one ConfigReading: defaults, then the file, then the environment.
class ConfigReader {
  public:
    ConfigReading read(const ConfigPlaces& places, const Environment& environment) {
        out_.config = Config::defaults();
        if (const auto file = choose(places, environment)) read_file(*file);
        for (const Key& key : keys())
            if (const auto at = environment.find(key.environment());
                at != environment.end() && !at->second.empty())
                set(key, parts_of(key, at->second), at->first, at->first);
        note_strangers(environment);
        return std::move(out_);
    }

  private:
    static std::optional<std::string> choose(const ConfigPlaces& places,
                                             const Environment& environment) {
        if (places.named) return places.named;
        if (const auto at = environment.find("CAUSEWAY_CONFIG");
            at != environment.end() && !at->second.empty())
            return at->second;
        for (const std::string& file : places.usual)
            if (std::error_code ignored; std::filesystem::exists(file, ignored)) return file;
        return std::nullopt;
    }

    void read_file(const std::string& file) {
        std::ifstream in(file, std::ios::binary);
        if (!in) {
            out_.problems.push_back({"The configuration file cannot be read", file,
                                     "there is no such file, or it is not readable",
                                     "Check the path, or make one with `causeway config sample`.",
                                     "config.file"});
            return;
        }
        out_.config.read_from(file);
        const std::string text{std::istreambuf_iterator<char>(in),
                               std::istreambuf_iterator<char>()};
        try {
            walk(toml::parse(text, file), "");
        } catch (const toml::parse_error& fault) {
            // The library's words may quote the line, and the line may hold a token.
            out_.problems.push_back(mistake(place(fault.source()), "this is not TOML here",
                                            "Check quotes, brackets and the line before.",
                                            "config.syntax"));
        }
    }

    [[nodiscard]] std::string place(const toml::source_region& region) const {
        return fmt::format("{}:{}", out_.config.file(), region.begin.line);
    }

    void walk(const toml::table& table, const std::string& section) {
        for (const auto& [name, node] : table) {
            const std::string full =
                section.empty() ? std::string(name.str()) : section + "." + std::string(name.str());
            if (const Key* key = find_key(full))
                take(*key, node);
            else if (node.is_table() && is_section(full))
                walk(*node.as_table(), full);
            else
                unknown(full, node);
        }
    }

    static bool is_section(const std::string& name) {
        const auto all = keys();
        return std::any_of(all.begin(), all.end(),
                           [&](const Key& key) { return key.name.starts_with(name + "."); });
    }

    void unknown(const std::string& name, const toml::node& node) {
        std::vector<std::string> known;
        for (const Key& key : keys())
            known.emplace_back(key.name);
        if (node.is_table())  // then the nearest section
            for (std::string& one : known)
                one.resize(one.find('.'));
        const std::string near = base::nearest(name, known);
        out_.problems.push_back(
            mistake(place(node.source()),
                    fmt::format("there is no {} '{}'", node.is_table() ? "section" : "key", name),
                    near.empty() ? "`causeway config check` lists every key."
                                 : fmt::format("Did you mean '{}'?", near),
                    "config.unknown"));
    }

    void take(const Key& key, const toml::node& node) {
        const std::string where = place(node.source());
        if (!fits(key, node)) {
            out_.problems.push_back(
                mistake(where, fmt::format("'{}' is {}", key.name, type_name(node)),
                        fmt::format("It wants {}.", wanted(key)), "config.type"));
            return;
        }
        std::vector<std::string> parts;
        if (const auto* list = node.as_array())
            for (const toml::node& one : *list)
                parts.push_back(scalar(one));
        else
            parts.push_back(scalar(node));
        set(key, std::move(parts), where, where);
    }

    void set(const Key& key, std::vector<std::string> parts, const std::string& source,
             const std::string& where) {
        for (const std::string& part : parts) {
            service::hide_secrets(key, part);
            if (const std::string why = objection(key, part); !why.empty()) {
                out_.problems.push_back(mistake(where, fmt::format("'{}': {}", key.name, why),
                                                std::string(key.explanation), "config.value"));
                return;
            }
        }
        out_.config.put(key, std::move(parts), source);
    }

    // A misspelt variable would be ignored in silence; these names belong to us, so say it.
    void note_strangers(const Environment& environment) {
        // What all of them begin with says nothing about how near two are.
        constexpr std::string_view kHead = "CAUSEWAY_";
        std::vector<std::string> known;
        for (const Key& key : keys())
            known.push_back(key.environment().substr(kHead.size()));
        for (const auto& [name, ignored] : environment) {
            if (!name.starts_with(kHead) || name == "CAUSEWAY_CONFIG") continue;
            const std::string rest = name.substr(kHead.size());
            if (std::find(known.begin(), known.end(), rest) != known.end()) continue;
            if (const std::string near = base::nearest(rest, known); !near.empty())
                out_.notes.push_back(
                    fmt::format("The environment variable {} is no setting; did you mean {}{}?",
                                name, kHead, near));
        }
    }

    ConfigReading out_;
};

ConfigReading read_config(const ConfigPlaces& places, const Environment& environment) {
    return ConfigReader().read(places, environment);
}

const Config& ConfigReading::sound() const {
    if (problems.empty()) return config;
    base::Problem first = problems.front();
    if (problems.size() > 1)
        first.cure += fmt::format(" There are {} more mistakes: see `causeway config check`.",
                                  problems.size() - 1);
    throw base::Failure(base::ExitCode::usage, std::move(first));
}

}  // namespace causeway::app
