// SPDX-License-Identifier: GPL-3.0-or-later
#include "opensis/gradebook_rows.h"

#include "opensis/gradebook_sql.h"

namespace causeway::opensis {

using model::BookKind;
using model::BookRow;

namespace {

constexpr std::string_view kNewGrade =
    "INSERT INTO gradebook_grades (student_id, period_id, course_period_id, assignment_id, points, "
    "comment) VALUES (?,?,?,?,?,?)";
constexpr std::string_view kOtherGrade =
    "UPDATE gradebook_grades SET points = ?, comment = ? WHERE student_id = ? AND assignment_id = "
    "? AND course_period_id = ? AND points <=> ? AND BINARY COALESCE(comment, '') = BINARY ?";
constexpr std::string_view kGoneGrade =
    "DELETE FROM gradebook_grades WHERE student_id = ? AND assignment_id = ? AND course_period_id "
    "= ? AND points <=> ? AND BINARY COALESCE(comment, '') = BINARY ?";

// The last values of a statement that changes only what was seen.
void name_as_seen(BoundRows& bound, const BookRow& before) {
    bound.decimal_of(before.points, 2).text(before.comment);
}

}  // namespace

GradeSheet::GradeSheet(Statements& statements)
    : fresh_(statements, std::string(kNewGrade)),
      changed_(statements, std::string(kOtherGrade)),
      gone_(statements, std::string(kGoneGrade)) {}

void GradeSheet::create(const model::SchoolSection& section, std::int64_t item,
                        std::int64_t student, const BookRow& row) {
    fresh_.row()
        .number(student)
        .number_or_null(section.period)
        .number(section.id)
        .number(item)
        .decimal_of(row.points, 2)
        .text_or_null(row.comment);
}

void GradeSheet::update(const model::SchoolSection& section, std::int64_t item,
                        std::int64_t student, const BookRow& before, const BookRow& after) {
    auto& bound = changed_.row().decimal_of(after.points, 2).text_or_null(after.comment);
    name_as_seen(bound.number(student).number(item).number(section.id), before);
    ++to_change_;
}

void GradeSheet::remove(const model::SchoolSection& section, std::int64_t item,
                        std::int64_t student, const BookRow& before) {
    name_as_seen(gone_.row().number(student).number(item).number(section.id), before);
    ++to_go_;
}

// The key is a grade's own, so that as many rows change as still are what the plan saw.
bool GradeSheet::send() {
    fresh_.send();
    changed_.send();
    gone_.send();
    return changed_.changed() == to_change_ && gone_.changed() == to_go_;
}

std::int64_t GradebookRows::create_category(const BookRow& row, std::int64_t id) {
    BoundRows bound;
    bound.number_or_null(id).number(section_.teacher).number(section_.course);
    bound.number(section_.id).text(row.title).decimal_of(row.weight, 5);
    run("INSERT INTO gradebook_assignment_types (assignment_type_id, staff_id, course_id, "
        "course_period_id, title, final_grade_percent) VALUES (?,?,?,?,?,?)",
        bound);
    return id != 0 ? id : statements_.connection().last_insert_id();
}

std::int64_t GradebookRows::create_item(const BookRow& row, std::int64_t type, std::int64_t id) {
    BoundRows bound;
    bound.number_or_null(id).number(section_.teacher).number(row.marking_period);
    bound.number(section_.id).number(type).text(row.title).day(row.assigned).day(row.due);
    bound.number(row.whole_points).text_or_null(encoded(row.description));
    run("INSERT INTO gradebook_assignments (assignment_id, staff_id, marking_period_id, "
        "course_period_id, assignment_type_id, title, assigned_date, due_date, points, "
        "description) VALUES (?,?,?,?,?,?,?,?,?,?)",
        bound);
    return id != 0 ? id : statements_.connection().last_insert_id();
}

std::int64_t GradebookRows::run(std::string_view sql, const BoundRows& bound) {
    return statements_.prepared(sql).run(bound.values());
}

void GradebookRows::create_grade(const BookRow& row, std::int64_t item, std::int64_t student) {
    GradeSheet sheet(statements_);
    sheet.create(section_, item, student, row);
    sheet.send();
}

// CALC_GPA_MP reads into session variables and keeps the last student's where it finds nothing.
void GradebookRows::clear_gpa() {
    statements_.connection().execute(
        "SET @gpa = NULL, @weighted_gpa = NULL, @unweighted_gpa = NULL, @grade_level_short = NULL");
}

std::int64_t GradebookRows::create_final(const BookRow& row, std::int64_t period,
                                         std::int64_t student, std::int64_t id) {
    BoundRows bound;
    bound.number_or_null(id).number(section_.year).number(section_.school).number(student);
    bound.number(section_.id).text(std::to_string(period)).number_or_null(row.letter);
    bound.decimal_of(row.points, 2).text_or_null(row.letter_title);
    bound.decimal_of(row.weighted_gp, 3).decimal_of(row.unweighted_gp, 3);
    bound.text(row.title).decimal_of(row.gp_scale, 3);
    bound.decimal_of(row.credit_attempted, 3).decimal_of(row.credit_earned, 3);
    clear_gpa();
    run("INSERT INTO student_report_card_grades (id, syear, school_id, student_id, "
        "course_period_id, marking_period_id, report_card_grade_id, grade_percent, grade_letter, "
        "weighted_gp, unweighted_gp, course_title, gp_scale, credit_attempted, credit_earned) "
        "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        bound);
    return id != 0 ? id : statements_.connection().last_insert_id();
}

bool GradebookRows::update(BookKind kind, std::int64_t id, std::int64_t student,
                           const BookRow& before, const BookRow& after, std::int64_t type) {
    BoundRows bound;
    switch (kind) {
        case BookKind::category:
            bound.text(after.title).decimal_of(after.weight, 5).number(id);
            bound.text(before.title).decimal_of(before.weight, 5);
            return run("UPDATE gradebook_assignment_types SET title = ?, final_grade_percent = ? "
                       "WHERE assignment_type_id = ? AND title <=> ? AND final_grade_percent <=> ?",
                       bound) > 0;
        case BookKind::item:
            bound.number(type).text(after.title).day(after.assigned).day(after.due);
            bound.number(after.whole_points).number(after.marking_period);
            bound.text_or_null(encoded(after.description)).number(id).text(before.title);
            bound.day(before.due).number(before.whole_points);
            return run("UPDATE gradebook_assignments SET assignment_type_id = ?, title = ?, "
                       "assigned_date = ?, due_date = ?, points = ?, marking_period_id = ?, "
                       "description = ? WHERE assignment_id = ? AND title <=> ? AND due_date <=> ? "
                       "AND points <=> ?",
                       bound) > 0;
        case BookKind::grade: {
            GradeSheet sheet(statements_);
            sheet.update(section_, id, student, before, after);
            return sheet.send();
        }
        default:
            bound.number_or_null(after.letter).decimal_of(after.points, 2);
            bound.text_or_null(after.letter_title).decimal_of(after.weighted_gp, 3);
            bound.decimal_of(after.unweighted_gp, 3).text(after.title);
            bound.decimal_of(after.gp_scale, 3).decimal_of(after.credit_attempted, 3);
            bound.decimal_of(after.credit_earned, 3).number(id).decimal_of(before.points, 2);
            bound.number(before.letter);
            clear_gpa();
            return run("UPDATE student_report_card_grades SET report_card_grade_id = ?, "
                       "grade_percent = ?, grade_letter = ?, weighted_gp = ?, unweighted_gp = ?, "
                       "course_title = ?, gp_scale = ?, credit_attempted = ?, credit_earned = ? "
                       "WHERE id = ? AND grade_percent <=> ? AND COALESCE(report_card_grade_id, 0) "
                       "= ?",
                       bound) > 0;
    }
}

bool GradebookRows::remove(BookKind kind, std::int64_t id, std::int64_t student,
                           const BookRow& before) {
    BoundRows bound;
    switch (kind) {
        case BookKind::category:
            bound.number(id).text(before.title).number(id);
            return run("DELETE FROM gradebook_assignment_types WHERE assignment_type_id = ? AND "
                       "title <=> ? AND NOT EXISTS (SELECT 1 FROM gradebook_assignments a WHERE "
                       "a.assignment_type_id = ?)",
                       bound) > 0;
        case BookKind::item:
            bound.number(id).text(before.title).number(id);
            return run("DELETE FROM gradebook_assignments WHERE assignment_id = ? AND title <=> ? "
                       "AND NOT EXISTS (SELECT 1 FROM gradebook_grades g WHERE g.assignment_id = "
                       "?)",
                       bound) > 0;
        case BookKind::grade: {
            GradeSheet sheet(statements_);
            sheet.remove(section_, id, student, before);
            return sheet.send();
        }
        default:
            bound.number(id).decimal_of(before.points, 2).number(before.letter);
            clear_gpa();
            return run("DELETE FROM student_report_card_grades WHERE id = ? AND grade_percent <=> "
                       "? AND COALESCE(report_card_grade_id, 0) = ?",
                       bound) > 0;
    }
}

}  // namespace causeway::opensis
