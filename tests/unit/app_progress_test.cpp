// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "base/text.h"

namespace causeway::app {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::Not;

class TestClock final : public base::Clock {
  public:
    [[nodiscard]] base::Instant now() const override { return 0; }
    [[nodiscard]] milliseconds monotonic() const override { return time; }
    void sleep(milliseconds duration) override { time += duration; }
    milliseconds time{1'000};
};

// A FILE that keeps what is written to it.
class Memory {
  public:
    Memory() : file(::open_memstream(&text_, &size_)) {}
    ~Memory() {
        std::fclose(file);
        std::free(text_);
    }
    Memory(const Memory&) = delete;
    Memory& operator=(const Memory&) = delete;
    std::string text() {
        std::fflush(file);
        return {text_, size_};
    }

  private:
    char* text_ = nullptr;
    std::size_t size_ = 0;

  public:
    std::FILE* file;
};

TEST(AppProgress, says_count_rate_and_time_left) {
    const std::string line = progress_line({"people", 500, 2000, 3}, milliseconds{5'000}, 200);
    EXPECT_THAT(line, HasSubstr("people"));
    EXPECT_THAT(line, HasSubstr("500 / 2,000"));
    EXPECT_THAT(line, HasSubstr("100/s"));
    EXPECT_THAT(line, HasSubstr("0:15 left"));
    EXPECT_THAT(line, HasSubstr("3 refused"));
}

TEST(AppProgress, does_not_trust_the_rate_of_the_first_moment) {
    const std::string line = progress_line({"people", 50, 2000, 0}, milliseconds{300}, 200);
    EXPECT_THAT(line, Not(HasSubstr("left")));
    EXPECT_THAT(line, HasSubstr("50 / 2,000"));
}

TEST(AppProgress, fits_the_terminal) {
    for (std::size_t columns = 1; columns < 120; ++columns)
        EXPECT_LE(base::length_utf8(
                      progress_line({"people", 500, 2000, 3}, milliseconds{5'000}, columns)),
                  columns);
}

TEST(AppProgress, a_count_beyond_the_total_does_not_overflow_the_bar) {
    EXPECT_THAT(progress_line({"people", 30, 20, 0}, milliseconds{100}, 200), HasSubstr("30 / 20"));
}

TEST(AppProgress, without_a_terminal_there_are_plain_lines_only) {
    TestClock clock;
    Memory out;
    {
        ProgressShow show(ProgressShow::Style::lines, clock, out.file);
        show.note({"people", 0, 100, 0});
        for (int i = 1; i <= 100; ++i) {
            clock.time += milliseconds{100};
            show.note({"people", i, 100, 0});
        }
        show.note({"enrolments", 0, 10, 0});
    }
    const std::string text = out.text();
    EXPECT_THAT(text, Not(HasSubstr("\r")));
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
    EXPECT_THAT(text, HasSubstr("50 / 100"));  // after five seconds
    EXPECT_THAT(text, HasSubstr("100 in 10.0 s"));
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 4);
}

TEST(AppProgress, on_a_terminal_the_line_moves_at_most_ten_times_a_second) {
    TestClock clock;
    Memory out;
    ProgressShow show(ProgressShow::Style::bar, clock, out.file);
    for (int i = 1; i <= 1000; ++i) {
        clock.time += milliseconds{1};
        show.note({"people", i, 1000, 0});
    }
    const std::string text = out.text();
    const auto painted =
        std::count(text.begin(), text.end(), '[') - std::count(text.begin(), text.end(), '\x1b');
    EXPECT_GE(painted, 9);
    EXPECT_LE(painted, 11);
}

TEST(AppProgress, a_note_that_was_overtaken_does_not_count_back) {
    TestClock clock;
    Memory out;
    {
        ProgressShow show(ProgressShow::Style::lines, clock, out.file);
        show.note({"people", 70, 100, 0});
        show.note({"people", 60, 100, 0});
    }
    EXPECT_THAT(out.text(), HasSubstr("70 of 100"));
}

}  // namespace
}  // namespace causeway::app
