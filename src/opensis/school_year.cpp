// SPDX-License-Identifier: GPL-3.0-or-later
#include "opensis/school_year.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/failure.h"
#include "opensis/entered_text.h"
#include "opensis/roster_sql.h"

namespace causeway::opensis {

namespace {

using YearsOfSchools = std::map<std::int64_t, std::vector<YearRow>>;

// One row a year: should a school hold a year twice, the longer span counts.
YearsOfSchools load_years(db::Connection& connection) {
    YearsOfSchools out;
    const auto rows = connection.query(sql::kSchoolYears);
    while (const auto* row = rows->next()) {
        YearRow year{static_cast<int>(row->integer(1)), entered_date(row->text(2)),
                     entered_date(row->text(3))};
        auto& years = out[row->integer(0)];
        const auto known = std::find_if(years.begin(), years.end(),
                                        [&](const YearRow& y) { return y.year == year.year; });
        if (known == years.end()) {
            years.push_back(year);
            continue;
        }
        if (!known->start || (year.start && *year.start < *known->start)) known->start = year.start;
        if (!known->end || (year.end && *year.end > *known->end)) known->end = year.end;
    }
    return out;
}

bool holds(const std::vector<YearRow>& years, int year) {
    return std::any_of(years.begin(), years.end(),
                       [&](const YearRow& one) { return one.year == year; });
}

std::optional<YearRow> wanted_year(const std::vector<YearRow>& years,
                                   const model::RosterScope& scope, std::int64_t school) {
    auto year = scope.year;
    if (const auto own = scope.years.find(school); own != scope.years.end()) year = own->second;
    if (!year) return current_year(years, scope.today);
    const auto named =
        std::find_if(years.begin(), years.end(), [&](const YearRow& y) { return y.year == *year; });
    return named == years.end() ? YearRow{*year, std::nullopt, std::nullopt} : *named;
}

// openSIS enrols everybody anew when it rolls over: a later year without students is a plan.
void look_ahead(db::Connection& connection, const YearsOfSchools& years, Place& place,
                base::Date today) {
    const auto own = years.find(place.school.id);
    if (own == years.end() || !place.has_year) return;
    const auto next = following_year(own->second, place.school.year, today);
    if (!next) return;
    const db::Value of[] = {place.school.id, std::int64_t{next->year}};
    const auto statement = connection.prepare(sql::kAnyEnrolled);
    const auto rows = statement->query(of);
    if (rows->next() == nullptr) return;
    place.school.rolled_to = next->year;
    while (rows->next() != nullptr) {
    }
}

// A year that no school has is a slip of the pen, and would be read as a school where nobody is.
void check_named_year(const YearsOfSchools& years, const model::RosterScope& scope,
                      const std::vector<Place>& places) {
    if (!scope.year) return;
    int latest = 0;
    for (const Place& place : places) {
        const auto own = years.find(place.school.id);
        if (own == years.end() || scope.years.contains(place.school.id)) continue;
        for (const YearRow& year : own->second) {
            if (year.year == *scope.year) return;
            latest = std::max(latest, year.year);
        }
    }
    if (latest == 0) return;  // no school has a year yet, or each has one of its own
    throw base::Failure(
        base::ExitCode::usage,
        {"The school year cannot be read", "opensis.year",
         fmt::format("openSIS has no year {} in any school of this link; the latest is {}",
                     *scope.year, latest),
         "Set opensis.year to a year that openSIS has, or to none: each school's current one.",
         "opensis.no_year"});
}

// The year that counts is not there any more: openSIS deletes it first when it rolls over again.
[[noreturn]] void year_is_gone(std::int64_t school, int year) {
    throw base::Failure(
        base::ExitCode::incomplete,
        {"The school year cannot be read", model::Key{model::Kind::school, school, 0}.text(),
         fmt::format("openSIS has no year {} of this school any more: its rollover is under way, "
                     "or was broken off",
                     year),
         "Nothing was changed. Let the rollover in openSIS end, or run it again. If the school was "
         "closed, take it out of the configuration (opensis.schools).",
         "opensis.year_gone"});
}

[[noreturn]] void no_such_school(std::int64_t school) {
    throw base::Failure(
        base::ExitCode::usage,
        {"The school cannot be read", model::Key{model::Kind::school, school, 0}.text(),
         "openSIS has no school with this number",
         "Name schools by their number in openSIS, or none to read them all. If the "
         "school was deleted there, take it out of the configuration.",
         "opensis.no_school"});
}

}  // namespace

std::optional<YearRow> current_year(const std::vector<YearRow>& years, base::Date today) {
    const auto later = [](const std::optional<YearRow>& best, const YearRow& year) {
        return !best || year.year > best->year;
    };
    std::optional<YearRow> running;
    std::optional<YearRow> finished;
    std::optional<YearRow> earliest;
    for (const YearRow& year : years) {
        if (year.start && year.end && *year.start <= today && today <= *year.end &&
            later(running, year))
            running = year;
        if (year.end && *year.end < today && later(finished, year)) finished = year;
        if (!earliest || year.year < earliest->year) earliest = year;
    }
    return running ? running : finished ? finished : earliest;
}

std::optional<YearRow> following_year(const std::vector<YearRow>& years, int year,
                                      base::Date today) {
    const auto now = current_year(years, today);
    if (now && now->year > year) return now;
    std::optional<YearRow> out;
    for (const YearRow& one : years)
        if (one.year > year && (!out || one.year < out->year)) out = one;
    return out;
}

base::Date deciding_day(const YearRow& year, base::Date today) {
    if (year.end && today > *year.end) return *year.end;
    if (year.start && today < *year.start) return *year.start;
    return today;
}

std::vector<Place> load_places(db::Connection& connection, const model::RosterScope& scope) {
    const YearsOfSchools years = load_years(connection);
    std::set<std::int64_t> wanted(scope.schools.begin(), scope.schools.end());
    std::vector<Place> out;
    const auto rows = connection.query(sql::kSchools);
    while (const auto* row = rows->next()) {
        Place place;
        place.school.id = row->integer(0);
        if (!scope.schools.empty() && wanted.erase(place.school.id) == 0) continue;
        place.school.title = entered_text(row->text(1));
        place.day = scope.today;
        const auto own = years.find(place.school.id);
        const auto year = wanted_year(own == years.end() ? std::vector<YearRow>{} : own->second,
                                      scope, place.school.id);
        if (year) {
            place.has_year = true;
            place.school.year = year->year;
            place.school.year_start = year->start;
            place.school.year_end = year->end;
            place.day = deciding_day(*year, scope.today);
            const bool pinned = scope.years.contains(place.school.id);
            if (pinned && (own == years.end() || !holds(own->second, year->year)))
                year_is_gone(place.school.id, year->year);
        }
        out.push_back(std::move(place));
    }
    if (!wanted.empty()) no_such_school(*wanted.begin());
    check_named_year(years, scope, out);
    for (Place& place : out)
        look_ahead(connection, years, place, scope.today);
    return out;
}

}  // namespace causeway::opensis
