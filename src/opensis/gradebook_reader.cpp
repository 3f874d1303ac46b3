// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/failure.h"
#include "opensis/gradebook_reader.h"
#include "opensis/gradebook_sql.h"

namespace causeway::opensis {

using model::BookKind;
using model::MarkingPeriod;
using model::PeriodLevel;
using model::SchoolBook;

namespace {

class BookReader {
  public:
    BookReader(db::Connection& connection, std::span<const std::int64_t> sections,
               const BookNarrow* narrow)
        : connection_(connection), narrow_(narrow), ids_(sections.begin(), sections.end()) {}

    std::vector<SchoolBook> read() {
        sections();
        if (books_.empty()) return {};
        calendars();
        letters();
        configuration();
        pupils();
        links();
        rows();
        completed();
        std::vector<SchoolBook> out;
        for (auto& [id, book] : books_)
            out.push_back(std::move(book));
        return out;
    }

  private:
    // Runs one statement whose placeholders stand for `values`.
    template <class Take>
    void each(const std::string& sql, const std::vector<db::Value>& values, Take&& take) {
        const auto statement = connection_.prepare(sql);
        const auto rows = statement->query(values);
        while (const db::Row* row = rows->next())
            take(*row);
    }
    // The same for "... IN (@) ...": the sections.
    template <class Take>
    void of_sections(std::string sql, Take&& take, const std::vector<db::Value>& more = {}) {
        sql.replace(sql.find('@'), 1, marks(ids_.size()));
        auto values = values_of(ids_);
        values.insert(values.end(), more.begin(), more.end());
        each(sql, values, [&](const db::Row& row) {
            const auto found = books_.find(row.integer(0));
            if (found != books_.end()) take(found->second, row);
        });
    }

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
            "SELECT course_period_id, MIN(period_id) FROM course_period_var WHERE "
            "course_period_id IN (@) GROUP BY course_period_id",
            [](SchoolBook& book, const db::Row& row) { book.section.period = row.integer(1); });
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
        of_sections(
            "SELECT sc.course_period_id, sc.student_id, sc.start_date, sc.end_date, (SELECT "
            "MAX(e.start_date) FROM student_enrollment e WHERE e.syear = sc.syear AND "
            "e.student_id = sc.student_id AND e.school_id = sc.school_id) FROM schedule sc WHERE "
            "sc.course_period_id IN (@)",
            [&](SchoolBook& book, const db::Row& row) {
                model::Pupil one;
                one.student = row.integer(1);
                one.from = std::max(day(row, 2).value_or(book.section.begin), book.section.begin);
                one.to = std::min(day(row, 3).value_or(book.section.end), book.section.end);
                one.enrolled_from = day(row, 4);
                const auto [at, fresh] = all.try_emplace({book.section.id, one.student}, one);
                if (fresh) return;
                at->second.from = std::min(at->second.from, one.from);
                at->second.to = std::max(at->second.to, one.to);
            });
        for (auto& [at, one] : all)
            books_[at.first].pupils.push_back(one);
    }

    void links() {
        of_sections(
            "SELECT course_period_id, kind, remote, local, agreed, measure, kept, run FROM "
            "causeway_items WHERE course_period_id IN (@) ORDER BY course_period_id, kind, "
            "remote",
            [](SchoolBook& book, const db::Row& row) {
                model::ItemLink link;
                link.kind = row.text(1) == "category" ? BookKind::category
                            : row.text(1) == "total"  ? BookKind::total
                                                      : BookKind::item;
                link.remote = row.integer(2);
                link.local = row.integer(3);
                link.agreed = model::book_row_from_json(row.text(4));
                link.measure = model::measure_from_json(row.text(5));
                link.kept = text(row, 6);
                link.run = row.integer(7);
                book.item_links.push_back(std::move(link));
            });
        std::string sql =
            "SELECT course_period_id, kind, part, student_id, local, agreed, raw, final, maximum, "
            "weight, state, grader, graded_at, kept, run FROM causeway_grades WHERE "
            "course_period_id IN (@)";
        std::vector<db::Value> more;
        if (narrow_ != nullptr) {
            sql += " AND student_id IN (" + marks(narrow_->students.size()) + ")";
            more = values_of(narrow_->students);
        }
        of_sections(
            sql,
            [](SchoolBook& book, const db::Row& row) {
                model::GradeLink link;
                link.kind = row.text(1) == "final" ? BookKind::final : BookKind::grade;
                link.part = row.integer(2);
                link.student = row.integer(3);
                link.local = row.integer(4);
                link.agreed = model::book_row_from_json(row.text(5));
                const auto real = [&](int column) -> std::optional<double> {
                    if (row.is_null(column)) return std::nullopt;
                    return std::stod(std::string(row.text(column)));
                };
                link.from = {real(6),       real(7),         real(8).value_or(0), real(9),
                             text(row, 10), row.integer(11), row.integer(12)};
                link.kept = text(row, 13);
                link.run = row.integer(14);
                book.grade_links.push_back(std::move(link));
            },
            more);
    }

    void rows() {
        of_sections(
            "SELECT course_period_id, assignment_type_id, title, final_grade_percent FROM "
            "gradebook_assignment_types WHERE course_period_id IN (@) ORDER BY "
            "assignment_type_id",
            [](SchoolBook& book, const db::Row& row) {
                model::StoredRow out;
                out.id = row.integer(1);
                out.row.title = text(row, 2);
                out.row.weight = scaled(row, 3, 5);
                book.categories.push_back(std::move(out));
            });
        std::vector<std::int64_t> assignments;
        std::set<std::int64_t> wanted;
        if (narrow_ != nullptr)
            for (const auto& [id, book] : books_)
                for (const auto& link : book.item_links)
                    if (link.kind == BookKind::item &&
                        std::find(narrow_->items.begin(), narrow_->items.end(), link.remote) !=
                            narrow_->items.end())
                        wanted.insert(link.local);
        // With course_id in front: the index is (course_id, course_period_id).
        of_sections(
            "SELECT course_period_id, assignment_id, assignment_type_id, title, "
            "assigned_date, due_date, points, marking_period_id, description FROM "
            "gradebook_assignments WHERE course_id IS NULL AND course_period_id IN (@) "
            "ORDER BY assignment_id",
            [&](SchoolBook& book, const db::Row& row) {
                model::StoredRow out;
                out.id = row.integer(1);
                out.row.type = row.integer(2);
                out.row.title = text(row, 3);
                out.row.assigned = day(row, 4);
                out.row.due = day(row, 5);
                out.row.whole_points = row.integer(6);
                out.row.marking_period = row.integer(7);
                out.row.description = decoded(row.text(8));
                if (narrow_ == nullptr || wanted.contains(out.id)) assignments.push_back(out.id);
                book.items.push_back(std::move(out));
            });
        if (!assignments.empty()) {
            std::string sql =
                "SELECT course_period_id, assignment_id, student_id, points, comment "
                "FROM gradebook_grades WHERE assignment_id IN (" +
                marks(assignments.size()) + ")";
            auto values = values_of(assignments);
            if (narrow_ != nullptr) {
                sql += " AND student_id IN (" + marks(narrow_->students.size()) + ")";
                for (const auto student : narrow_->students)
                    values.emplace_back(student);
            }
            each(sql + " ORDER BY assignment_id, student_id", values, [&](const db::Row& row) {
                const auto found = books_.find(row.integer(0));
                if (found == books_.end()) return;
                model::StoredRow out;
                out.id = row.integer(1);
                out.student = row.integer(2);
                out.row.points = scaled(row, 3, 2);
                out.row.comment = text(row, 4);
                found->second.grades.push_back(std::move(out));
            });
        }
        finals();
    }

    void finals() {
        std::string sql =
            "SELECT course_period_id, id, student_id, marking_period_id, report_card_grade_id, "
            "grade_percent, grade_letter, weighted_gp, unweighted_gp, gp_scale, credit_attempted, "
            "credit_earned, course_title FROM student_report_card_grades WHERE course_period_id IN "
            "(@) AND marking_period_id NOT LIKE 'E%'";
        std::vector<db::Value> more;
        if (narrow_ != nullptr) {
            sql += " AND student_id IN (" + marks(narrow_->students.size()) + ")";
            more = values_of(narrow_->students);
        }
        of_sections(
            sql + " ORDER BY id",
            [](SchoolBook& book, const db::Row& row) {
                model::StoredRow out;
                out.id = row.integer(1);
                out.student = row.integer(2);
                out.part = row.integer(3);
                out.row.letter = row.integer(4);
                out.row.points = scaled(row, 5, 2);
                out.row.letter_title = text(row, 6);
                out.row.weighted_gp = scaled(row, 7, 3);
                out.row.unweighted_gp = scaled(row, 8, 3);
                out.row.gp_scale = scaled(row, 9, 3);
                out.row.credit_attempted = scaled(row, 10, 3);
                out.row.credit_earned = scaled(row, 11, 3);
                out.row.title = text(row, 12);
                book.finals.push_back(std::move(out));
            },
            more);
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
                if (teacher == book.section.teacher && period == book.section.period)
                    book.completed.push_back(marking_period);
    }

    db::Connection& connection_;
    const BookNarrow* narrow_;
    std::vector<std::int64_t> ids_;
    std::map<std::int64_t, SchoolBook> books_;
};

}  // namespace

std::vector<SchoolBook> read_books(db::Connection& connection,
                                   std::span<const std::int64_t> sections,
                                   const BookNarrow* narrow) {
    return BookReader(connection, sections, narrow).read();
}

}  // namespace causeway::opensis
