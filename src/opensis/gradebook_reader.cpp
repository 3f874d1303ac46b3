// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/failure.h"
#include "opensis/gradebook_query.h"
#include "opensis/gradebook_reader.h"
#include "opensis/gradebook_sql.h"

namespace causeway::opensis {

using model::MarkingPeriod;
using model::PeriodLevel;
using model::SchoolBook;

namespace {

class BookReader : BookQuery {
  public:
    BookReader(db::Connection& connection, std::span<const std::int64_t> sections,
               std::span<const model::GradePlace> some)
        : BookQuery(connection, sections, some) {}

    std::vector<SchoolBook> read() {
        sections();
        if (books_.empty()) return {};
        calendars();
        letters();
        configuration();
        pupils();
        read_links(*this);
        read_rows(*this);
        completed();
        std::vector<SchoolBook> out;
        for (auto& [id, book] : books_)
            out.push_back(std::move(book));
        return out;
    }

  private:
    void sections() {
        auto sql =
            "SELECT cp.course_period_id, cp.school_id, cp.syear, cp.course_id, c.title, "
            "cp.short_name, cp.teacher_id, cp.mp, cp.marking_period_id, cp.begin_date, "
            "cp.end_date, cp.grade_scale_id, s.gp_scale, cp.credits, cp.course_weight, "
            "cp.does_breakoff FROM course_periods cp JOIN courses c ON c.course_id = "
            "cp.course_id LEFT JOIN report_card_grade_scales s ON s.id = cp.grade_scale_id "
            "WHERE cp.course_period_id IN (" +
            marks(ids_.size()) + ") ORDER BY cp.course_period_id";
        each(sql, values_of(ids_), [&](const db::Row& row) {
            SchoolBook book;
            model::SchoolSection& s = book.section;
            s.id = row.integer(0);
            s.school = row.integer(1);
            s.year = static_cast<int>(row.integer(2));
            s.course = row.integer(3);
            s.course_title = text(row, 4);
            s.title = text(row, 5);
            s.teacher = row.integer(6);
            s.level = row.text(7) == "QTR"   ? PeriodLevel::quarter
                      : row.text(7) == "SEM" ? PeriodLevel::semester
                                             : PeriodLevel::year;
            s.marking_period = row.maybe_integer(8);
            s.begin = day(row, 9).value_or(base::Date{});
            s.end = day(row, 10).value_or(s.begin);
            s.scale = row.maybe_integer(11);
            s.gp_scale = scaled(row, 12, 3);
            s.credits = scaled(row, 13, 3);
            s.weighted_course = !row.text(14).empty();
            s.own_break_offs = row.text(15) == "Y";
            books_.emplace(s.id, std::move(book));
        });
        of_sections(
            "SELECT DISTINCT course_period_id, period_id FROM course_period_var WHERE "
            "course_period_id IN (@) AND period_id IS NOT NULL ORDER BY course_period_id, "
            "period_id",
            [&](SchoolBook& book, const db::Row& row) {
                if (book.section.period == 0) book.section.period = row.integer(1);
                meetings_[book.section.id].insert(row.integer(1));
            });
    }

    void calendars() {
        std::map<std::pair<std::int64_t, int>, std::vector<MarkingPeriod>> known;
        for (auto& [id, book] : books_) {
            const auto place = std::pair{book.section.school, book.section.year};
            if (!known.contains(place)) known[place] = calendar(place.first, place.second);
            book.periods = known[place];
        }
    }

    std::vector<MarkingPeriod> calendar(std::int64_t school, int year) {
        struct Source {
            PeriodLevel level;
            const char* table;
            const char* parent;
        };
        constexpr Source kSources[] = {
            {PeriodLevel::year, "school_years", "0"},
            {PeriodLevel::semester, "school_semesters", "year_id"},
            {PeriodLevel::quarter, "school_quarters", "semester_id"},
            {PeriodLevel::progress, "school_progress_periods", "quarter_id"}};
        std::vector<MarkingPeriod> out;
        for (const Source& source : kSources)
            each(std::string("SELECT marking_period_id, ") + source.parent +
                     ", title, start_date, end_date, post_start_date, post_end_date, does_grades "
                     "FROM " +
                     source.table +
                     " WHERE school_id = ? AND syear = ? ORDER BY start_date, "
                     "marking_period_id",
                 {school, std::int64_t{year}}, [&](const db::Row& row) {
                     MarkingPeriod p;
                     p.id = row.integer(0);
                     p.level = source.level;
                     p.parent = row.integer(1);
                     p.title = text(row, 2);
                     p.start = day(row, 3).value_or(base::Date{});
                     p.end = day(row, 4).value_or(p.start);
                     p.post_from = day(row, 5);
                     p.post_to = day(row, 6);
                     p.does_grades = row.text(7) == "Y";
                     out.push_back(std::move(p));
                 });
        return out;
    }

    void letters() {
        std::map<std::int64_t, std::vector<model::ScaleLetter>> known;
        for (auto& [id, book] : books_) {
            if (!book.section.scale) continue;
            auto [at, fresh] = known.try_emplace(*book.section.scale);
            if (fresh)
                each(
                    "SELECT id, title, break_off, gpa_value, unweighted_gp FROM "
                    "report_card_grades WHERE grade_scale_id = ? ORDER BY break_off IS NOT NULL "
                    "DESC, break_off DESC, sort_order, id",
                    {*book.section.scale}, [&](const db::Row& row) {
                        at->second.push_back({row.integer(0), text(row, 1), scaled(row, 2, 2),
                                              scaled(row, 3, 3).value_or(0),
                                              scaled(row, 4, 3).value_or(0)});
                    });
            book.letters = at->second;
        }
    }

    // A value reads "<value>_<section>"; a letter's own break-off is titled "<section>-<letter>".
    void configuration() {
        std::vector<std::int64_t> teachers;
        for (const auto& [id, book] : books_)
            if (book.section.teacher != 0) teachers.push_back(book.section.teacher);
        if (teachers.empty()) return;
        each(
            "SELECT user_id, title, value FROM program_user_config WHERE program = 'Gradebook' "
            "AND user_id IN (" +
                marks(teachers.size()) + ")",
            values_of(teachers), [&](const db::Row& row) {
                const std::string_view value = row.text(2);
                const auto at = value.rfind('_');
                if (at == std::string_view::npos) return;
                const auto found = books_.find(scaled(value.substr(at + 1), 0).value_or(-1));
                if (found == books_.end() || found->second.section.teacher != row.integer(0))
                    return;
                model::SchoolSection& section = found->second.section;
                const std::string_view what = value.substr(0, at);
                const std::string title = text(row, 1);
                if (title == "WEIGHT") section.weights = what == "Y";
                if (title == "ROUNDING")
                    section.rounding = what == "UP"       ? model::Rounding::up
                                       : what == "DOWN"   ? model::Rounding::down
                                       : what == "NORMAL" ? model::Rounding::normal
                                                          : model::Rounding::two_decimals;
                const std::string head = std::to_string(section.id) + "-";
                if (title.starts_with(head))
                    if (const auto letter = scaled(std::string_view(title).substr(head.size()), 0))
                        if (const auto from = scaled(what, 2)) section.break_offs[*letter] = *from;
            });
    }

    void pupils() {
        std::map<std::pair<std::int64_t, std::int64_t>, model::Pupil> all;
        // openSIS has no index by section and student: the sections' are looked through.
        const auto some = students_of(seats());
        of_sections(
            "SELECT sc.course_period_id, sc.student_id, sc.start_date, sc.end_date FROM schedule "
            "sc WHERE sc.course_period_id IN (@)" +
                (some.empty() ? "" : " AND sc.student_id IN (" + marks(some.size()) + ")"),
            [&](SchoolBook& book, const db::Row& row) {
                if (!concerns(book.section.id, row.integer(1))) return;
                model::Pupil one;
                one.student = row.integer(1);
                one.from = std::max(day(row, 2).value_or(book.section.begin), book.section.begin);
                one.to = std::min(day(row, 3).value_or(book.section.end), book.section.end);
                const auto [at, fresh] = all.try_emplace({book.section.id, one.student}, one);
                if (fresh) return;
                at->second.from = std::min(at->second.from, one.from);
                at->second.to = std::max(at->second.to, one.to);
            },
            values_of(some));
        std::map<int, std::set<std::int64_t>> by_year;
        for (const auto& [at, one] : all)
            by_year[books_[at.first].section.year].insert(one.student);
        std::map<std::tuple<int, std::int64_t, std::int64_t>, base::Date> enrolled;
        for (const auto& [year, students] : by_year)
            enrolments(year, students, enrolled);
        for (auto& [at, one] : all) {
            model::SchoolBook& book = books_[at.first];
            const auto since = enrolled.find({book.section.year, book.section.school, one.student});
            if (since != enrolled.end()) one.enrolled_from = since->second;
            book.pupils.push_back(one);
        }
    }

    static std::vector<std::int64_t> students_of(std::span<const Seat> seats) {
        std::set<std::int64_t> out;
        for (const auto& [section, student] : seats)
            out.insert(student);
        return {out.begin(), out.end()};
    }

    // The newest of each student in each school. Asked by the students: a year's students of a
    // school are a thousand, and MariaDB would look through all of them for every one.
    void enrolments(int year, const std::set<std::int64_t>& students,
                    std::map<std::tuple<int, std::int64_t, std::int64_t>, base::Date>& into) {
        std::vector<db::Value> values = {std::int64_t{year}};
        values.insert(values.end(), students.begin(), students.end());
        each(
            "SELECT school_id, student_id, MAX(start_date) FROM student_enrollment WHERE syear = ? "
            "AND student_id IN (" +
                marks(students.size()) + ") GROUP BY school_id, student_id",
            values, [&](const db::Row& row) {
                if (const auto from = day(row, 2))
                    into[{year, row.integer(0), row.integer(1)}] = *from;
            });
    }

    void completed() {
        std::set<std::tuple<std::int64_t, std::int64_t, std::int64_t>> done;
        std::vector<std::int64_t> teachers;
        for (const auto& [id, book] : books_)
            if (book.section.teacher != 0) teachers.push_back(book.section.teacher);
        if (teachers.empty()) return;
        each(
            "SELECT staff_id, period_id, marking_period_id FROM grades_completed WHERE staff_id "
            "IN (" +
                marks(teachers.size()) + ")",
            values_of(teachers), [&](const db::Row& row) {
                done.emplace(row.integer(0), row.integer(1), row.integer(2));
            });
        for (auto& [id, book] : books_)
            for (const auto& [teacher, period, marking_period] : done)
                // A teacher may declare it from the page of any of the section's meetings.
                if (teacher == book.section.teacher && meetings_[id].contains(period))
                    book.completed.push_back(marking_period);
    }

    std::map<std::int64_t, std::set<std::int64_t>> meetings_;  // by section: openSIS's periods
};

}  // namespace

std::vector<SchoolBook> read_books(db::Connection& connection,
                                   std::span<const std::int64_t> sections,
                                   std::span<const model::GradePlace> some) {
    return BookReader(connection, sections, some).read();
}

}  // namespace causeway::opensis
