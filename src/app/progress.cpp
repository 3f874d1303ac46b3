// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/progress.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "app/print.h"
#include "base/text.h"

namespace causeway::app {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds kPaintEvery{100};
constexpr milliseconds kLineEvery{5'000};
constexpr milliseconds kTrustRateAfter{1'500};
constexpr std::size_t kBar = 24;
constexpr std::size_t kName = 36;

std::size_t columns_of(std::FILE* out) {
    winsize size{};
    if (::ioctl(::fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
    return 80;
}

double rate_of(const sync::Progress& progress, milliseconds elapsed) {
    const double seconds = std::max(0.001, static_cast<double>(elapsed.count()) / 1000.0);
    return static_cast<double>(progress.done) / seconds;
}

std::string padded(const std::string& text, std::size_t width) {
    const std::size_t length = base::length_utf8(text);
    return length < width ? text + std::string(width - length, ' ') : text;
}

std::string left(double seconds) {
    const auto whole = static_cast<std::int64_t>(seconds + 0.5);
    if (whole >= 3600)
        return fmt::format("{}:{:02}:{:02} left", whole / 3600, whole % 3600 / 60, whole % 60);
    return fmt::format("{}:{:02} left", whole / 60, whole % 60);
}

}  // namespace

std::string progress_line(const sync::Progress& progress, milliseconds elapsed,
                          std::size_t columns) {
    std::string out = padded(progress.stage, kName);
    if (progress.total > 0) {
        const double share = std::clamp(
            static_cast<double>(progress.done) / static_cast<double>(progress.total), 0.0, 1.0);
        const auto full = static_cast<std::size_t>(share * static_cast<double>(kBar));
        out += "[" + std::string(full, '#') + std::string(kBar - full, '.') + "] ";
        out += grouped(progress.done) + " / " + grouped(progress.total);
    } else if (progress.done > 0) {
        out += grouped(progress.done);
    } else {
        out += "...";
    }
    const double rate = rate_of(progress, elapsed);
    // A rate of the first moments says nothing, and a time left made of it less.
    if (progress.done > 0 && elapsed >= kTrustRateAfter) {
        out += fmt::format("  {:.0f}/s", rate);
        if (progress.total > progress.done)
            out += "  " + left(static_cast<double>(progress.total - progress.done) / rate);
    }
    if (progress.refused > 0) out += fmt::format("  {} refused", grouped(progress.refused));
    return base::cut_utf8(out, columns);
}

std::string stage_line(const sync::Progress& progress, milliseconds elapsed) {
    std::string out = padded(progress.stage, kName);
    if (progress.done > 0) {
        out += grouped(progress.done);
        if (progress.total > progress.done) out += " of " + grouped(progress.total);
        out += fmt::format(" in {:.1f} s", static_cast<double>(elapsed.count()) / 1000.0);
        if (elapsed >= kPaintEvery) out += fmt::format(" ({:.0f}/s)", rate_of(progress, elapsed));
    } else {
        out += fmt::format("{:.1f} s", static_cast<double>(elapsed.count()) / 1000.0);
    }
    if (progress.refused > 0) out += fmt::format(", {} refused", grouped(progress.refused));
    return out;
}

ProgressShow::Style ProgressShow::usual_style() {
    const char* terminal = std::getenv("TERM");
    const bool dumb = terminal == nullptr || std::string_view(terminal) == "dumb";
    return ::isatty(STDERR_FILENO) == 1 && !dumb ? Style::bar : Style::lines;
}

ProgressShow::ProgressShow(Style style, const base::Clock& clock, std::FILE* out)
    : style_(style), clock_(clock), out_(out) {}

ProgressShow::~ProgressShow() {
    finish();
}

sync::Watch ProgressShow::watch() {
    if (style_ == Style::none) return {};
    return [this](const sync::Progress& progress) { note(progress); };
}

void ProgressShow::note(const sync::Progress& progress) {
    const std::scoped_lock lock(mutex_);
    const milliseconds now = clock_.monotonic();
    if (progress.stage != shown_.stage) {
        end_stage();
        stage_began_ = now;
        painted_ = style_ == Style::bar ? milliseconds{0} : now;
    }
    if (progress.stage == shown_.stage && progress.done < shown_.done)
        return;  // overtaken by another thread
    shown_ = progress;
    const milliseconds pause = style_ == Style::bar ? kPaintEvery : kLineEvery;
    if (now - painted_ >= pause || painted_ == milliseconds{0}) paint(now);
}

void ProgressShow::finish() {
    const std::scoped_lock lock(mutex_);
    end_stage();
    shown_ = {};
}

void ProgressShow::end_stage() {
    if (style_ == Style::none || shown_.stage.empty()) return;
    clear_line();
    fmt::print(out_, "{}\n", stage_line(shown_, clock_.monotonic() - stage_began_));
    std::fflush(out_);
}

void ProgressShow::paint(milliseconds now) {
    painted_ = now;
    const std::string line = progress_line(shown_, now - stage_began_,
                                           style_ == Style::bar ? columns_of(out_) - 1 : 200);
    if (style_ == Style::bar) {
        clear_line();
        fmt::print(out_, "{}", line);
        line_open_ = true;
    } else {
        fmt::print(out_, "{}\n", line);
    }
    std::fflush(out_);
}

void ProgressShow::clear_line() {
    if (line_open_) fmt::print(out_, "\r\x1b[K");
    line_open_ = false;
}

}  // namespace causeway::app
