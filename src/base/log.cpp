// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <mutex>
#include <vector>

namespace causeway::base::log {

namespace {

constexpr std::size_t kShortestSecret = 8;

// The log is the one thing every part may reach without being handed it.
struct Sink {
    std::shared_ptr<spdlog::logger> logger;
    std::mutex mutex;  // guards secrets
    std::vector<std::string> secrets;

    Sink()
        : logger(std::make_shared<spdlog::logger>(
              "causeway", std::make_shared<spdlog::sinks::stderr_sink_mt>())) {
        logger->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
        logger->set_level(spdlog::level::info);
        logger->flush_on(spdlog::level::warn);
    }
};

Sink& sink() {
    static Sink instance;
    return instance;
}

spdlog::level::level_enum native(Level level) {
    switch (level) {
        case Level::debug:
            return spdlog::level::debug;
        case Level::info:
            return spdlog::level::info;
        case Level::warning:
            return spdlog::level::warn;
        case Level::error:
            return spdlog::level::err;
        case Level::off:
            break;
    }
    return spdlog::level::off;
}

}  // namespace

void set_level(Level level) {
    sink().logger->set_level(native(level));
}

bool enabled(Level level) {
    return sink().logger->should_log(native(level));
}

void hide(std::string_view secret) {
    if (secret.size() < kShortestSecret) return;
    const std::scoped_lock lock(sink().mutex);
    for (const auto& known : sink().secrets)
        if (known == secret) return;
    sink().secrets.emplace_back(secret);
}

std::string redacted(std::string_view text) {
    std::string out(text);
    const std::scoped_lock lock(sink().mutex);
    for (const auto& secret : sink().secrets)
        for (auto at = out.find(secret); at != std::string::npos; at = out.find(secret, at + 3))
            out.replace(at, secret.size(), "***");
    return out;
}

void write(Level level, std::string_view line) {
    std::string safe = redacted(line);
    for (char& c : safe)
        if (static_cast<unsigned char>(c) < 0x20 && c != '\t') c = ' ';  // one event, one line
    sink().logger->log(native(level), safe);
}

}  // namespace causeway::base::log
