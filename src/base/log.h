// SPDX-License-Identifier: GPL-3.0-or-later
// Logging: one line per event on standard error. Callers pass finished text; secrets registered
// with hide() are blotted out of every line, whoever wrote it. spdlog stays inside log.cpp.
#pragma once

#include <fmt/core.h>

#include <string>
#include <string_view>
#include <utility>

namespace causeway::base::log {

enum class Level { debug, info, warning, error, off };

void set_level(Level level);
[[nodiscard]] bool enabled(Level level);

// From now on this text never appears in a log line. Short texts (< 8) are not hidden.
void hide(std::string_view secret);
// The same blotting for texts that leave by another door (error messages, JSON).
[[nodiscard]] std::string redacted(std::string_view text);

void write(Level level, std::string_view line);

template <class... Args>
void debug(fmt::format_string<Args...> format, Args&&... args) {
    if (enabled(Level::debug))
        write(Level::debug, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void info(fmt::format_string<Args...> format, Args&&... args) {
    if (enabled(Level::info)) write(Level::info, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void warning(fmt::format_string<Args...> format, Args&&... args) {
    write(Level::warning, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void error(fmt::format_string<Args...> format, Args&&... args) {
    write(Level::error, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace causeway::base::log
