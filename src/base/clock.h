// SPDX-License-Identifier: GPL-3.0-or-later
// Time as Causeway uses it. Instants are whole seconds since 1970-01-01 00:00:00 UTC (Moodle's
// own unit); dates are civil days without a zone (openSIS's own unit). A zone joins the two.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace causeway::base {

using Instant = std::int64_t;  // seconds since the epoch, UTC; 0 means "not set"

// A civil day. openSIS's '0000-00-00' is never a Date: readers turn it into "no date".
struct Date {
    std::int32_t days = 0;  // since 1970-01-01

    auto operator<=>(const Date&) const = default;

    static std::optional<Date> parse(std::string_view iso);  // "2026-09-01"; nothing when invalid
    static Date of(int year, unsigned month, unsigned day);
    [[nodiscard]] std::string text() const;  // "2026-09-01"
    [[nodiscard]] Date plus(int n) const { return Date{days + n}; }
};

// A named zone of the IANA database ("Europe/Vienna"). Copies are cheap.
class Zone {
  public:
    // Throws Failure(usage) when the system knows no such zone.
    explicit Zone(std::string_view name);
    static Zone utc();

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] Instant start_of(Date day) const;  // 00:00:00 local, or the first instant after
    [[nodiscard]] Instant end_of(Date day) const;    // the last second of that local day
    [[nodiscard]] Date date_of(Instant instant) const;

  private:
    std::string name_;
};

std::string utc_text(Instant instant);  // "2026-09-01T08:00:00Z"

// Injected wherever "now" matters, so that tests own the time.
class Clock {
  public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Instant now() const = 0;
    // For durations and pacing; never goes back.
    [[nodiscard]] virtual std::chrono::milliseconds monotonic() const = 0;
    virtual void sleep(std::chrono::milliseconds duration) = 0;
};

class SystemClock final : public Clock {
  public:
    [[nodiscard]] Instant now() const override;
    [[nodiscard]] std::chrono::milliseconds monotonic() const override;
    void sleep(std::chrono::milliseconds duration) override;
};

}  // namespace causeway::base
