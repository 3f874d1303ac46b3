// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/clock.h"

#include <date/tz.h>
#include <fmt/format.h>

#include <charconv>
#include <thread>

#include "base/failure.h"

namespace causeway::base {

namespace {

date::local_days local_days_of(Date day) {
    return date::local_days{date::days{day.days}};
}

bool parse_number(std::string_view text, int& out) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc{} && end == text.data() + text.size();
}

const date::time_zone* locate(std::string_view name) {
    try {
        return date::locate_zone(name);
    } catch (const std::runtime_error&) {
        return nullptr;
    }
}

// The first instant of a local day; where the clocks jump over midnight, the instant of the jump.
Instant first_instant(const std::string& zone, Date day) {
    const date::zoned_time<std::chrono::seconds> moment{
        locate(zone), date::local_seconds{local_days_of(day)}, date::choose::earliest};
    return moment.get_sys_time().time_since_epoch().count();
}

}  // namespace

std::optional<Date> Date::parse(std::string_view iso) {
    if (iso.size() < 10 || iso[4] != '-' || iso[7] != '-') return std::nullopt;
    if (iso.size() > 10 && iso[10] != ' ' && iso[10] != 'T') return std::nullopt;
    int year = 0;
    int month = 0;
    int day = 0;
    if (!parse_number(iso.substr(0, 4), year) || !parse_number(iso.substr(5, 2), month) ||
        !parse_number(iso.substr(8, 2), day))
        return std::nullopt;
    if (month < 1 || day < 1 || year < 1) return std::nullopt;
    const date::year_month_day civil{date::year{year}, date::month{static_cast<unsigned>(month)},
                                     date::day{static_cast<unsigned>(day)}};
    if (!civil.ok()) return std::nullopt;
    return Date{static_cast<std::int32_t>(date::sys_days{civil}.time_since_epoch().count())};
}

Date Date::of(int year, unsigned month, unsigned day) {
    const date::year_month_day civil{date::year{year}, date::month{month}, date::day{day}};
    return Date{static_cast<std::int32_t>(date::sys_days{civil}.time_since_epoch().count())};
}

std::string Date::text() const {
    const date::year_month_day civil{date::sys_days{date::days{days}}};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(civil.year()),
                       static_cast<unsigned>(civil.month()), static_cast<unsigned>(civil.day()));
}

Zone::Zone(std::string_view name) : name_(name) {
    if (locate(name) == nullptr)
        throw Failure(
            ExitCode::usage,
            Problem{"The time zone is not known", name_,
                    "the system's time zone database has no zone of this name",
                    "Use a name such as Europe/Vienna or America/New_York.", "config.zone"});
}

Zone Zone::utc() {
    return Zone("Etc/UTC");
}

Instant Zone::start_of(Date day) const {
    return first_instant(name_, day);
}

Instant Zone::end_of(Date day) const {
    return first_instant(name_, day.plus(1)) - 1;
}

Date Zone::date_of(Instant instant) const {
    const date::zoned_time<std::chrono::seconds> moment{
        locate(name_), date::sys_seconds{std::chrono::seconds{instant}}};
    const auto day = date::floor<date::days>(moment.get_local_time());
    return Date{static_cast<std::int32_t>(day.time_since_epoch().count())};
}

std::string utc_text(Instant instant) {
    const date::sys_seconds moment{std::chrono::seconds{instant}};
    return date::format("%FT%TZ", moment);
}

Instant SystemClock::now() const {
    return std::chrono::duration_cast<std::chrono::seconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

std::chrono::milliseconds SystemClock::monotonic() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now().time_since_epoch());
}

void SystemClock::sleep(std::chrono::milliseconds duration) {
    std::this_thread::sleep_for(duration);
}

}  // namespace causeway::base
