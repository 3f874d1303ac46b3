// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "base/text.h"

namespace causeway::base::log {

namespace {

constexpr std::size_t kShortestSecret = 8;
constexpr const char* kTextPattern = "%Y-%m-%dT%H:%M:%S.%eZ %l %v";
constexpr const char* kJsonPattern = "{\"time\":\"%Y-%m-%dT%H:%M:%S.%eZ\",\"level\":\"%l\",%v}";

// The log is the one thing every part may reach without being handed it.
struct Sink {
    std::shared_ptr<spdlog::logger> logger;
    std::mutex mutex;  // guards secrets
    std::vector<std::string> secrets;
    std::atomic<Format> format = Format::text;

    Sink()
        : logger(std::make_shared<spdlog::logger>(
              "causeway", std::make_shared<spdlog::sinks::stderr_sink_mt>())) {
        logger->set_pattern(kTextPattern, spdlog::pattern_time_type::utc);
        logger->set_level(spdlog::level::info);
        logger->flush_on(spdlog::level::warn);
    }
};

Sink& sink() {
    static Sink instance;
    return instance;
}

About& of_this_thread() {
    thread_local About about;
    return about;
}

// A JSON string; what is no UTF-8 cannot stand in one.
std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : clean_utf8(text)) {
        if (c == '"' || c == '\\') out += '\\';
        if (static_cast<unsigned char>(c) < 0x20)
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        else
            out += c;
    }
    return out + '"';
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

void set_format(Format format) {
    sink().format = format;
    sink().logger->set_pattern(format == Format::json ? kJsonPattern : kTextPattern,
                               spdlog::pattern_time_type::utc);
}

About about() {
    return of_this_thread();
}

Scope::Scope(About what) : before_(std::exchange(of_this_thread(), std::move(what))) {}

Scope::~Scope() {
    of_this_thread() = std::move(before_);
}

void now_about(std::int64_t run) {
    of_this_thread().run = run;
}

std::string worded(Format format, const About& about, std::string_view line) {
    if (format == Format::json) {
        std::string out;
        if (!about.link.empty()) out += "\"link\":" + quoted(about.link) + ",";
        if (about.run != 0) out += "\"run\":" + std::to_string(about.run) + ",";
        return out + "\"text\":" + quoted(line);
    }
    std::string out;
    if (line.starts_with("link ")) return std::string(line);
    if (!about.link.empty()) out += "link " + about.link + ": ";
    if (about.run != 0) out += "run " + std::to_string(about.run) + ": ";
    return out.append(line);
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
    sink().logger->log(native(level), worded(sink().format, of_this_thread(), safe));
}

}  // namespace causeway::base::log
