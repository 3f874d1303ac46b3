// SPDX-License-Identifier: GPL-3.0-or-later
#include "opensis/gradebook_rows.h"

#include <array>
#include <optional>

#include "opensis/gradebook_sql.h"

namespace causeway::opensis {

using model::BookKind;
using model::BookRow;

namespace {

// Texts that bound values point into, kept until the statement has run.
class Bound {
  public:
    Bound& text(std::string text) {
        kept_.push_back(std::make_unique<std::string>(std::move(text)));
        values_.emplace_back(std::string_view(*kept_.back()));
        return *this;
    }
    Bound& text_or_null(const std::string& value) { return value.empty() ? null() : text(value); }
    Bound& number(std::int64_t number) {
        values_.emplace_back(number);
        return *this;
    }
    Bound& number_or_null(std::int64_t number) {
        return number == 0 ? null() : this->number(number);
    }
    Bound& decimal_of(const std::optional<std::int64_t>& number, int places) {
        return number ? text(decimal(*number, places)) : null();
    }
    Bound& day(const std::optional<base::Date>& day) { return day ? text(day->text()) : null(); }
    Bound& null() {
        values_.emplace_back(db::Null{});
        return *this;
    }
    [[nodiscard]] std::span<const db::Value> values() const { return values_; }

  private:
    std::vector<std::unique_ptr<std::string>> kept_;
    std::vector<db::Value> values_;
};

std::int64_t run(db::Connection& connection, std::string_view sql, const Bound& bound) {
    return connection.prepare(sql)->run(bound.values());
}

}  // namespace

std::int64_t GradebookRows::create_category(const BookRow& row, std::int64_t id) {
    Bound bound;
    bound.number_or_null(id).number(section_.teacher).number(section_.course);
    bound.number(section_.id).text(row.title).decimal_of(row.weight, 5);
    run(connection_,
        "INSERT INTO gradebook_assignment_types (assignment_type_id, staff_id, course_id, "
        "course_period_id, title, final_grade_percent) VALUES (?,?,?,?,?,?)",
        bound);
    return id != 0 ? id : connection_.last_insert_id();
}

std::int64_t GradebookRows::create_item(const BookRow& row, std::int64_t type, std::int64_t id) {
    Bound bound;
    bound.number_or_null(id).number(section_.teacher).number(row.marking_period);
    bound.number(section_.id).number(type).text(row.title).day(row.assigned).day(row.due);
    bound.number(row.whole_points).text_or_null(encoded(row.description));
    run(connection_,
        "INSERT INTO gradebook_assignments (assignment_id, staff_id, marking_period_id, "
        "course_period_id, assignment_type_id, title, assigned_date, due_date, points, "
        "description) VALUES (?,?,?,?,?,?,?,?,?,?)",
        bound);
    return id != 0 ? id : connection_.last_insert_id();
}

void GradebookRows::create_grade(const BookRow& row, std::int64_t item, std::int64_t student) {
    create_grades({{item, student, &row}});
}

void GradebookRows::create_grades(const std::vector<NewGrade>& grades) {
    constexpr std::array<std::string_view, 6> kColumns = {
        "student_id", "period_id", "course_period_id", "assignment_id", "points", "comment"};
    Bound bound;
    for (const NewGrade& grade : grades) {
        bound.number(grade.student).number_or_null(section_.period).number(section_.id);
        bound.number(grade.item).decimal_of(grade.row->points, 2);
        bound.text_or_null(grade.row->comment);
    }
    if (!grades.empty()) connection_.insert_rows("gradebook_grades", kColumns, bound.values());
}

// CALC_GPA_MP reads into session variables and keeps the last student's where it finds nothing.
void GradebookRows::clear_gpa() {
    connection_.execute(
        "SET @gpa = NULL, @weighted_gpa = NULL, @unweighted_gpa = NULL, @grade_level_short = NULL");
}

std::int64_t GradebookRows::create_final(const BookRow& row, std::int64_t period,
                                         std::int64_t student, std::int64_t id) {
    Bound bound;
    bound.number_or_null(id).number(section_.year).number(section_.school).number(student);
    bound.number(section_.id).text(std::to_string(period)).number_or_null(row.letter);
    bound.decimal_of(row.points, 2).text_or_null(row.letter_title);
    bound.decimal_of(row.weighted_gp, 3).decimal_of(row.unweighted_gp, 3);
    bound.text(row.title).decimal_of(row.gp_scale, 3);
    bound.decimal_of(row.credit_attempted, 3).decimal_of(row.credit_earned, 3);
    clear_gpa();
    run(connection_,
        "INSERT INTO student_report_card_grades (id, syear, school_id, student_id, "
        "course_period_id, marking_period_id, report_card_grade_id, grade_percent, grade_letter, "
        "weighted_gp, unweighted_gp, course_title, gp_scale, credit_attempted, credit_earned) "
        "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        bound);
    return id != 0 ? id : connection_.last_insert_id();
}

bool GradebookRows::update(BookKind kind, std::int64_t id, std::int64_t student,
                           const BookRow& before, const BookRow& after, std::int64_t type) {
    Bound bound;
    switch (kind) {
        case BookKind::category:
            bound.text(after.title).decimal_of(after.weight, 5).number(id);
            bound.text(before.title).decimal_of(before.weight, 5);
            return run(connection_,
                       "UPDATE gradebook_assignment_types SET title = ?, final_grade_percent = ? "
                       "WHERE assignment_type_id = ? AND title <=> ? AND final_grade_percent <=> ?",
                       bound) > 0;
        case BookKind::item:
            bound.number(type).text(after.title).day(after.assigned).day(after.due);
            bound.number(after.whole_points).number(after.marking_period);
            bound.text_or_null(encoded(after.description)).number(id).text(before.title);
            bound.day(before.due).number(before.whole_points);
            return run(connection_,
                       "UPDATE gradebook_assignments SET assignment_type_id = ?, title = ?, "
                       "assigned_date = ?, due_date = ?, points = ?, marking_period_id = ?, "
                       "description = ? WHERE assignment_id = ? AND title <=> ? AND due_date <=> ? "
                       "AND points <=> ?",
                       bound) > 0;
        case BookKind::grade:
            bound.decimal_of(after.points, 2).text_or_null(after.comment).number(student);
            bound.number(id).number(section_.id).decimal_of(before.points, 2).text(before.comment);
            return run(connection_,
                       "UPDATE gradebook_grades SET points = ?, comment = ? WHERE student_id = ? "
                       "AND assignment_id = ? AND course_period_id = ? AND points <=> ? AND BINARY "
                       "COALESCE(comment, '') = BINARY ?",
                       bound) > 0;
        default:
            bound.number_or_null(after.letter).decimal_of(after.points, 2);
            bound.text_or_null(after.letter_title).decimal_of(after.weighted_gp, 3);
            bound.decimal_of(after.unweighted_gp, 3).text(after.title);
            bound.decimal_of(after.gp_scale, 3).decimal_of(after.credit_attempted, 3);
            bound.decimal_of(after.credit_earned, 3).number(id).decimal_of(before.points, 2);
            bound.number(before.letter);
            clear_gpa();
            return run(connection_,
                       "UPDATE student_report_card_grades SET report_card_grade_id = ?, "
                       "grade_percent = ?, grade_letter = ?, weighted_gp = ?, unweighted_gp = ?, "
                       "course_title = ?, gp_scale = ?, credit_attempted = ?, credit_earned = ? "
                       "WHERE id = ? AND grade_percent <=> ? AND COALESCE(report_card_grade_id, 0) "
                       "= ?",
                       bound) > 0;
    }
}

bool GradebookRows::remove(BookKind kind, std::int64_t id, std::int64_t student,
                           const BookRow& before) {
    Bound bound;
    switch (kind) {
        case BookKind::category:
            bound.number(id).text(before.title).number(id);
            return run(connection_,
                       "DELETE FROM gradebook_assignment_types WHERE assignment_type_id = ? AND "
                       "title <=> ? AND NOT EXISTS (SELECT 1 FROM gradebook_assignments a WHERE "
                       "a.assignment_type_id = ?)",
                       bound) > 0;
        case BookKind::item:
            bound.number(id).text(before.title).number(id);
            return run(connection_,
                       "DELETE FROM gradebook_assignments WHERE assignment_id = ? AND title <=> ? "
                       "AND NOT EXISTS (SELECT 1 FROM gradebook_grades g WHERE g.assignment_id = "
                       "?)",
                       bound) > 0;
        case BookKind::grade:
            bound.number(student).number(id).number(section_.id);
            bound.decimal_of(before.points, 2).text(before.comment);
            return run(connection_,
                       "DELETE FROM gradebook_grades WHERE student_id = ? AND assignment_id = ? "
                       "AND course_period_id = ? AND points <=> ? AND BINARY COALESCE(comment, "
                       "'') = BINARY ?",
                       bound) > 0;
        default:
            bound.number(id).decimal_of(before.points, 2).number(before.letter);
            clear_gpa();
            return run(connection_,
                       "DELETE FROM student_report_card_grades WHERE id = ? AND grade_percent <=> "
                       "? AND COALESCE(report_card_grade_id, 0) = ?",
                       bound) > 0;
    }
}

}  // namespace causeway::opensis
