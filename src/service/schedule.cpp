// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/schedule.h"

#include <algorithm>

#include "base/text.h"

namespace causeway::service {

namespace {

constexpr std::int64_t kFirstPause = 15;
constexpr std::int64_t kLongestPause = 3'600;
constexpr std::int64_t kPersonNeeded = 900;

}  // namespace

std::optional<int> seconds_of_day(std::string_view text) {
    const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
    if (text.size() != 5 || text[2] != ':' || !digit(0) || !digit(1) || !digit(3) || !digit(4))
        return std::nullopt;
    const int hours = (text[0] - '0') * 10 + (text[1] - '0');
    const int minutes = (text[3] - '0') * 10 + (text[4] - '0');
    if (hours > 23 || minutes > 59) return std::nullopt;
    return hours * 3600 + minutes * 60;
}

std::optional<Blackout> Blackout::parse(std::string_view text) {
    if (text.size() < 22 || text.substr(10, 2) != "..") return std::nullopt;
    const auto from = base::Date::parse(text.substr(0, 10));
    const auto to = base::Date::parse(text.substr(12, 10));
    if (!from || !to || *to < *from) return std::nullopt;
    if (text.size() > 22 && text[22] != ' ') return std::nullopt;
    return Blackout{*from, *to, std::string(base::trimmed(text.substr(22)))};
}

std::string Blackout::text() const {
    return from.text() + ".." + to.text() + (note.empty() ? "" : " " + note);
}

const Blackout* Schedule::blackout_at(base::Instant now) const {
    const base::Date today = zone.date_of(now);
    const auto at = std::find_if(blackouts.begin(), blackouts.end(), [&](const Blackout& one) {
        return one.from <= today && today <= one.to;
    });
    return at == blackouts.end() ? nullptr : &*at;
}

base::Instant Schedule::after_blackouts(base::Instant now) const {
    // Black-outs may follow one another; each step leaves one for good.
    while (const Blackout* in = blackout_at(now))
        now = zone.end_of(in->to) + 1;
    return now;
}

std::optional<base::Instant> Schedule::night_at(base::Instant now) const {
    const base::Date today = zone.date_of(now);
    const base::Instant midnight = zone.start_of(today);
    const std::int64_t since = now - midnight;
    if (night_from <= night_to)
        return since >= night_from && since < night_to ? std::optional(midnight + night_from)
                                                       : std::nullopt;
    if (since >= night_from) return midnight + night_from;
    if (since < night_to) return zone.start_of(today.plus(-1)) + night_from;
    return std::nullopt;
}

bool Schedule::verify_due(base::Instant now, std::optional<base::Instant> last) const {
    if (!nightly) return false;
    const auto night = night_at(now);
    return night && (!last || *last < *night);
}

std::int64_t pause_after(base::ExitCode exit, int failures, std::int64_t every_seconds) {
    switch (exit) {
        case base::ExitCode::in_step:
        case base::ExitCode::some_refused:
            return every_seconds;
        case base::ExitCode::interrupted:
            return std::max(every_seconds, kPersonNeeded);  // somebody did not want it now
        case base::ExitCode::guarded:
            return std::max(every_seconds, kPersonNeeded);
        case base::ExitCode::locked:
            return kFirstPause;
        default:
            break;
    }
    const std::int64_t longer = kFirstPause << std::clamp(failures - 1, 0, 8);
    return std::min({longer, std::max(every_seconds, kPersonNeeded), kLongestPause});
}

}  // namespace causeway::service
