// SPDX-License-Identifier: GPL-3.0-or-later
// Logging: one line per event on standard error, for people or, one JSON object a line, for
// programs; either with the link and the run that it is about, where a Scope says so. Callers pass
// finished text; secrets registered with hide() are blotted out of every line, whoever wrote it.
// spdlog stays inside log.cpp.
#pragma once

#include <fmt/core.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace causeway::base::log {

enum class Level { debug, info, warning, error, off };

void set_level(Level level);

enum class Format {
    text,  // "2026-11-27T08:00:00.000Z info link default: run 7: a new school year begins"
    json,  // {"time":"2026-11-27T08:00:00.000Z","level":"info","link":"default","run":7,"text":"a
           // new
           //  school year begins"}
};
void set_format(Format format);

// What a thread works at; its lines carry it.
struct About {
    std::string link;
    std::int64_t run = 0;  // 0: none yet
};
[[nodiscard]] About about();

// Until it goes, what this thread logs is about that. Scopes of one thread end in reverse order.
class Scope {
  public:
    explicit Scope(About what);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

  private:
    About before_;
};
// The innermost scope of this thread is about this run from now on.
void now_about(std::int64_t run);

[[nodiscard]] bool enabled(Level level);

// From now on this text never appears in a log line. Short texts (< 8) are not hidden.
void hide(std::string_view secret);
// The same blotting for texts that leave by another door (error messages, JSON).
[[nodiscard]] std::string redacted(std::string_view text);

void write(Level level, std::string_view line);
// As write() words it behind time and level; a line that begins with its link is left as it is.
[[nodiscard]] std::string worded(Format format, const About& about, std::string_view line);

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
