// SPDX-License-Identifier: GPL-3.0-or-later
// What a run shows of itself on standard error: on a terminal one line that moves (count, rate,
// time left), else a plain line per stage and now and then one in between. The engine calls
// note() from any thread, often; it takes a lock, and paints at most ten times a second.
#pragma once

#include <chrono>
#include <cstdio>
#include <mutex>
#include <string>

#include "base/clock.h"
#include "sync/ports.h"

namespace causeway::app {

// The moving line, at most `columns` characters: pure, for the tests.
std::string progress_line(const sync::Progress& progress, std::chrono::milliseconds elapsed,
                          std::size_t columns);
// The line that a stage leaves behind: "people  2,000 in 3.1 s (645/s), 2 refused".
std::string stage_line(const sync::Progress& progress, std::chrono::milliseconds elapsed);

class ProgressShow {
  public:
    enum class Style { none, lines, bar };
    // A bar on a terminal, lines elsewhere.
    static Style usual_style();

    ProgressShow(Style style, const base::Clock& clock, std::FILE* out = stderr);
    ~ProgressShow();  // ends the last stage
    ProgressShow(const ProgressShow&) = delete;
    ProgressShow& operator=(const ProgressShow&) = delete;

    void note(const sync::Progress& progress);
    void finish();
    [[nodiscard]] sync::Watch watch();  // the show must outlive it

  private:
    void end_stage();
    void paint(std::chrono::milliseconds now);
    void clear_line();

    const Style style_;
    const base::Clock& clock_;
    std::FILE* const out_;
    std::mutex mutex_;  // guards everything below
    sync::Progress shown_;
    std::chrono::milliseconds stage_began_{0};
    std::chrono::milliseconds painted_{0};
    bool line_open_ = false;
};

}  // namespace causeway::app
