// SPDX-License-Identifier: GPL-3.0-or-later
// causeway config check, causeway config sample
#include <fmt/format.h>

#include <boost/json.hpp>

#include "app/commands.h"
#include "app/print.h"
#include "base/log.h"
#include "base/text.h"

namespace causeway::app {

namespace {

namespace json = boost::json;

constexpr std::size_t kWide = 96;

std::string wrapped(std::string_view text, std::size_t indent) {
    const std::string gap(indent, ' ');
    std::string out = gap;
    std::size_t column = indent;
    for (const std::string& word : base::split(text, ' ')) {
        if (column + word.size() > kWide) {
            out += "\n" + gap;
            column = indent;
        }
        out += (column == indent ? "" : " ") + word;
        column += word.size() + 1;
    }
    return out + "\n";
}

json::object to_json(const ConfigReading& reading) {
    json::array all;
    for (const Key& key : keys())
        all.push_back(json::object{{"key", key.name},
                                   {"value", reading.config.shown(key.name)},
                                   {"source", reading.config.source(key.name)},
                                   {"default", key.fallback},
                                   {"environment", key.environment()},
                                   {"wants", wanted(key)},
                                   {"explanation", key.explanation}});
    json::array problems;
    for (const base::Problem& problem : reading.problems)
        problems.push_back(problem_json(problem));
    return {{"file", reading.config.file()},
            {"keys", std::move(all)},
            {"problems", std::move(problems)},
            {"notes", json::value_from(reading.notes)}};
}

}  // namespace

base::ExitCode run(const ConfigCheckOptions&, Context& context) {
    const ConfigReading& reading = context.reading;
    const auto exit = reading.problems.empty() ? base::ExitCode::in_step : base::ExitCode::usage;
    if (context.common.json) {
        print_json(context.out, to_json(reading));
        return exit;
    }
    std::string out = reading.config.file().empty()
                          ? "No configuration file: defaults and environment only.\n"
                          : fmt::format("Configuration: {}\n", reading.config.file());
    for (const Key& key : keys()) {
        const std::string value = reading.config.shown(key.name);
        out += fmt::format("\n{} = {}   ({})\n", key.name, value.empty() ? "(empty)" : value,
                           reading.config.source(key.name));
        out += wrapped(key.explanation, 4);
        if (!key.choices.empty() || key.lowest < key.highest)
            out += wrapped("Wants " + wanted(key) + ".", 4);
        out += "    " + key.environment() + "\n";
    }
    for (const std::string& note : reading.notes)
        out += "\nNote: " + note + "\n";
    for (const base::Problem& problem : reading.problems)
        out += "\n" + problem_text(problem) + "\n";
    out += reading.problems.empty()
               ? "\nNo mistakes found.\n"
               : fmt::format("\n{} mistakes found.\n", reading.problems.size());
    context.out << base::log::redacted(out);
    return exit;
}

base::ExitCode run(const ConfigSampleOptions&, Context& context) {
    if (context.common.json)
        print_json(context.out, json::object{{"sample", sample_config()}});
    else
        context.out << sample_config();
    return base::ExitCode::in_step;
}

}  // namespace causeway::app
