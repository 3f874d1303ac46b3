// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/school/day.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <set>

#include "base/failure.h"
#include "sandbox/school/dice.h"
#include "sandbox/school/edits.h"
#include "sandbox/school/names.h"
#include "sandbox/school/session_mode.h"

namespace causeway::sandbox {

namespace {

using base::Date;
using Ids = std::vector<std::int64_t>;
using Values = std::vector<db::Value>;

std::string effect(char sign, std::string_view kind, std::int64_t id) {
    return fmt::format("{}{}:{}", sign, kind, id);
}
std::string effect(char sign, std::string_view kind, std::int64_t place, std::int64_t who) {
    return fmt::format("{}{}:{}/{}", sign, kind, place, who);
}

// The first `columns` columns of the first row, or nothing.
Ids first_row(db::Statement& statement, const Values& values, int columns) {
    Ids out;
    const auto rows = statement.query(values);
    while (const auto* row = rows->next())
        for (int c = 0; c < columns && out.size() < static_cast<std::size_t>(columns); ++c)
            out.push_back(row->integer(c));
    return out;
}

class Day {
  public:
    Day(db::Connection& connection, const DayOptions& options)
        : connection_(connection),
          dice_(options.seed),
          today_(options.today),
          today_text_(today_.text()),
          yesterday_text_(today_.plus(-1).text()) {
        year_ = connection
                    .one_integer(
                        "SELECT COALESCE(MAX(syear), 0) FROM school_years "
                        "WHERE start_date <= ? AND end_date >= ?",
                        {day(), day()})
                    .value_or(0);
        newest_before_today_ = largest("student_id", "students");
        if (year_ != 0) return;
        throw base::Failure(base::ExitCode::usage,
                            {"No day can be lived there", today_text_,
                             "no school year of this database contains the day",
                             "Name a day within the school year.", "school.no_year"});
    }

    DayReport live() {
        for (int i = 0; i < 2; ++i)
            rename();
        for (int i = 0; i < 3; ++i)
            drop();
        for (int i = 0; i < 3; ++i)
            add_late();
        for (int i = 0; i < 2; ++i)
            change_section();
        for (int i = 0; i < 2; ++i)
            arrive();
        leave();
        open_section();
        replace_teacher();
        return std::move(report_);
    }

  private:
    struct Pupil {
        std::int64_t id = 0;
        std::int64_t school = 0;
    };
    struct Seat {  // somebody's place in a section
        std::int64_t section = 0;
        std::int64_t pupil = 0;
        std::int64_t school = 0;
        std::int64_t course = 0;
    };

    [[nodiscard]] db::Value day() const { return std::string_view(today_text_); }
    [[nodiscard]] db::Value yesterday() const { return std::string_view(yesterday_text_); }

    // The columns of a row that `sql` finds at or after a number thrown between 1 and `largest`;
    // its first `?` is that number. The statements walk the table by its number and stop at the
    // first row that will do: the joins are in the order they are written in. Thrown again until
    // `fits` takes one; nothing after many tries.
    std::optional<Ids> pick(std::int64_t largest, std::string_view sql, const Values& values,
                            int columns, const std::function<bool(const Ids&)>& fits) {
        constexpr int kAttempts = 60;
        if (largest <= 0) return std::nullopt;
        const auto statement = connection_.prepare(sql);
        Values all = values;
        all.insert(all.begin(), std::int64_t{0});
        for (int attempt = 0; attempt < kAttempts; ++attempt) {
            all.front() =
                static_cast<std::int64_t>(dice_.below(static_cast<std::size_t>(largest))) + 1;
            Ids found = first_row(*statement, all, columns);
            if (!found.empty() && fits(found)) return found;
        }
        return std::nullopt;
    }

    [[nodiscard]] std::int64_t largest(std::string_view column, std::string_view table) {
        return connection_
            .one_integer(fmt::format("SELECT COALESCE(MAX({}), 0) FROM {}", column, table))
            .value_or(0);
    }

    // A student with one open enrolment in one school, to whom nothing has happened today.
    std::optional<Pupil> pick_pupil() {
        const auto found =
            pick(largest("student_id", "students"),
                 "SELECT s.student_id, MIN(e.school_id) FROM students s "
                 "JOIN student_enrollment e ON e.student_id = s.student_id "
                 "WHERE s.student_id >= ? AND e.syear = ? AND s.is_disable IS NULL "
                 "AND s.student_id <= ? GROUP BY s.student_id "
                 "HAVING COUNT(*) = 1 AND MIN(e.start_date) < ? AND MAX(e.end_date) IS NULL "
                 "ORDER BY s.student_id LIMIT 1",
                 {year_, newest_before_today_, day()}, 2,
                 [&](const Ids& ids) { return !busy_.contains(ids[0]); });
        if (!found) return std::nullopt;
        busy_.insert((*found)[0]);
        return Pupil{(*found)[0], (*found)[1]};
    }

    // A place held by one row that began before today and goes on.
    std::optional<Seat> pick_seat() {
        const auto found =
            pick(largest("id", "schedule"),
                 "SELECT sc.course_period_id, sc.student_id, sc.school_id, sc.course_id "
                 "FROM schedule sc FORCE INDEX (PRIMARY) "
                 "STRAIGHT_JOIN course_periods cp ON cp.course_period_id = sc.course_period_id "
                 "STRAIGHT_JOIN student_enrollment e ON e.student_id = sc.student_id AND e.syear = "
                 "sc.syear "
                 "  AND e.school_id = sc.school_id "
                 "WHERE sc.id >= ? AND sc.syear = ? AND sc.start_date < ? AND cp.begin_date < ? "
                 "AND cp.end_date > ? AND (sc.end_date IS NULL OR sc.end_date > ?) "
                 "AND e.start_date <= ? AND e.end_date IS NULL "
                 "AND (SELECT COUNT(*) FROM schedule other WHERE other.student_id = sc.student_id "
                 "  AND other.course_period_id = sc.course_period_id) = 1 "
                 "ORDER BY sc.id LIMIT 1",
                 {year_, yesterday(), yesterday(), day(), day(), day()}, 4,
                 [&](const Ids& ids) { return !busy_.contains(ids[1]); });
        if (!found) return std::nullopt;
        busy_.insert((*found)[1]);
        return Seat{(*found)[0], (*found)[1], (*found)[2], (*found)[3]};
    }

    // A section of the school that is being held and where the student has no row yet.
    std::optional<std::int64_t> pick_section(std::int64_t school, std::int64_t pupil) {
        const auto found =
            pick(largest("course_period_id", "course_periods"),
                 "SELECT cp.course_period_id FROM course_periods cp "
                 "WHERE cp.course_period_id >= ? AND cp.syear = ? AND cp.school_id = ? "
                 "AND cp.begin_date <= ? AND cp.end_date > ? "
                 "AND NOT EXISTS (SELECT 1 FROM schedule sc WHERE sc.student_id = ? "
                 "  AND sc.course_period_id = cp.course_period_id) "
                 "ORDER BY cp.course_period_id LIMIT 1",
                 {year_, school, day(), day(), pupil}, 1, [](const Ids&) { return true; });
        if (!found) return std::nullopt;
        return found->front();
    }

    void tell(std::string what, std::vector<std::string> effects) {
        report_.changes.push_back({std::move(what), std::move(effects)});
    }

    void rename() {
        const auto pupil = pick_pupil();
        if (!pupil) return;
        const FullName name = pick_name(dice_);
        // Whatever the dice say, it is another name.
        rename_student(connection_, pupil->id, name.first.written,
                       std::string(name.last.written) + "-" + std::to_string(year_));
        tell("student renamed", {effect('~', "student", pupil->id)});
    }

    void drop() {
        const auto seat = pick_seat();
        if (!seat) return;
        drop_schedule(connection_, seat->section, seat->pupil, today_.plus(-1));
        tell("schedule dropped", {effect('~', "learns", seat->section, seat->pupil)});
    }

    void add_late() {
        const auto pupil = pick_pupil();
        if (!pupil) return;
        const auto section = pick_section(pupil->school, pupil->id);
        if (!section) return;
        add_schedule(connection_, *section, pupil->id, today_);
        tell("schedule added", {effect('+', "learns", *section, pupil->id)});
    }

    void change_section() {
        const auto seat = pick_seat();
        if (!seat) return;
        const auto section = pick_section(seat->school, seat->pupil);
        if (!section) return;
        drop_schedule(connection_, seat->section, seat->pupil, today_.plus(-1));
        add_schedule(connection_, *section, seat->pupil, today_);
        tell("student moved to another section", {effect('~', "learns", seat->section, seat->pupil),
                                                  effect('+', "learns", *section, seat->pupil)});
    }

    void arrive() {
        const auto schools = connection_.one_integer(
            "SELECT MIN(school_id) FROM school_years WHERE syear = ?", {year_});
        const FullName name = pick_name(dice_);
        const std::int64_t number = largest("student_id", "students") + 1;
        const std::string handle = latin_handle(name, number);
        const std::int64_t id = add_student(
            connection_, {std::string(name.first.written), std::string(name.last.written),
                          handle + "@example.edu", handle, schools.value_or(0),
                          static_cast<int>(year_), today_});
        std::vector<std::string> effects = {effect('+', "student", id)};
        for (int i = 0; i < 4; ++i) {
            const auto section = pick_section(schools.value_or(0), id);
            if (!section) break;
            add_schedule(connection_, *section, id, today_);
            effects.push_back(effect('+', "learns", *section, id));
        }
        tell("student came", std::move(effects));
    }

    void leave() {
        const auto pupil = pick_pupil();
        if (!pupil) return;
        std::vector<std::string> effects = {effect('-', "student", pupil->id)};
        {
            const auto rows = connection_.query(
                "SELECT DISTINCT course_period_id FROM schedule "
                "WHERE student_id = ? AND school_id = ? AND syear = ? ORDER BY 1",
                {pupil->id, pupil->school, year_});
            while (const auto* row = rows->next())
                effects.push_back(effect('-', "learns", row->integer(0), pupil->id));
        }
        drop_student(connection_, pupil->id, pupil->school, static_cast<int>(year_),
                     today_.plus(-1));
        tell("student left", std::move(effects));
    }

    // A section that is being held, has one teacher, and that teacher a relationship with the
    // school: losing or sharing a section changes nothing for the person.
    std::optional<Ids> pick_ordinary_section() {
        return pick(largest("course_period_id", "course_periods"),
                    "SELECT cp.course_period_id, cp.teacher_id, cp.school_id "
                    "FROM course_periods cp JOIN staff_school_relationship r "
                    "  ON r.staff_id = cp.teacher_id AND r.school_id = cp.school_id "
                    "  AND r.syear = cp.syear "
                    "WHERE cp.course_period_id >= ? AND cp.syear = ? "
                    "AND cp.begin_date <= ? AND cp.end_date > ? "
                    "AND cp.secondary_teacher_id IS NULL ORDER BY cp.course_period_id LIMIT 1",
                    {year_, day(), day()}, 3, [&](const Ids& ids) { return ids[0] != opened_; });
    }

    void open_section() {
        const auto like = pick_ordinary_section();
        if (!like) return;
        const std::int64_t section =
            add_section(connection_, like->at(0), "N" + std::to_string(like->at(0)));
        opened_ = section;
        std::vector<std::string> effects = {effect('+', "section", section),
                                            effect('+', "teaches", section, like->at(1))};
        for (int i = 0; i < 20 && effects.size() < 7; ++i) {  // five who are of this school
            const auto pupil = pick_pupil();
            if (!pupil || pupil->school != like->at(2)) continue;
            add_schedule(connection_, section, pupil->id, today_);
            effects.push_back(effect('+', "learns", section, pupil->id));
        }
        tell("section opened", std::move(effects));
    }

    void replace_teacher() {
        const auto section = pick_ordinary_section();
        if (!section) return;
        const auto teacher = pick(
            largest("staff_id", "staff"),
            "SELECT st.staff_id FROM staff st JOIN staff_school_relationship r "
            "  ON r.staff_id = st.staff_id "
            "WHERE st.staff_id >= ? AND r.school_id = ? AND r.syear = ? AND st.profile = 'teacher' "
            "AND (r.end_date IS NULL OR r.end_date < '1000-01-01') ORDER BY st.staff_id LIMIT 1",
            {section->at(2), year_}, 1, [&](const Ids& ids) { return ids[0] != section->at(1); });
        if (!teacher) return;
        change_teacher(connection_, section->at(0), teacher->at(0));
        tell("teacher replaced", {effect('-', "teaches", section->at(0), section->at(1)),
                                  effect('+', "teaches", section->at(0), teacher->at(0))});
    }

    db::Connection& connection_;
    Dice dice_;
    Date today_;
    std::string today_text_;
    std::string yesterday_text_;
    std::int64_t year_ = 0;
    std::int64_t newest_before_today_ = 0;
    std::int64_t opened_ = 0;  // the section that opened today
    std::set<std::int64_t> busy_;
    DayReport report_;
};

}  // namespace

DayReport live_a_day(db::Connection& connection, const DayOptions& options) {
    const SessionMode mode(connection);
    db::Transaction transaction(connection);
    DayReport report = Day(connection, options).live();
    transaction.commit();
    return report;
}

std::int64_t DayReport::count(std::string_view what) const {
    return std::count_if(changes.begin(), changes.end(),
                         [&](const Change& change) { return change.what == what; });
}

std::string DayReport::text() const {
    std::string out = fmt::format("{} changes\n", changes.size());
    for (const Change& change : changes) {
        out += "  " + change.what + ":";
        for (const std::string& effect : change.effects)
            out += " " + effect;
        out += '\n';
    }
    return out;
}

}  // namespace causeway::sandbox
