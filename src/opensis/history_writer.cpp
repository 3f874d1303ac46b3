// SPDX-License-Identifier: GPL-3.0-or-later
// IntakeWriter: historical grades. openSIS's trigger behind student_report_card_grades leaves the
// student before in variables of the connection: they are emptied ahead of every row.
#include <fmt/format.h>

#include "opensis/intake_writer.h"

namespace causeway::opensis {

namespace {

constexpr std::string_view kForgetStudent =
    "SET @gpa = NULL, @weighted_gpa = NULL, @unweighted_gpa = NULL, @grade_level_short = NULL";

// What openSIS's transcript shows in the column of grades, which has room for five characters:
// without it the column stays empty.
std::string shown_grade(double percent) {
    std::string out = fmt::format("{:.1f}%", percent);
    if (out.size() > 5) out = fmt::format("{:.0f}%", percent);
    return out;
}

}  // namespace

std::int64_t IntakeWriter::history_period(RowLog& log, const model::NewHistory& grade) {
    const auto known = connection_->one_integer(
        "SELECT MIN(marking_period_id) FROM history_marking_periods WHERE school_id = ? AND "
        "syear = ? AND mp_type = 'year'",
        {school_, std::int64_t{grade.year}});
    if (known.value_or(0) != 0) return *known;
    connection_->run("INSERT INTO marking_period_id_generator VALUES (NULL)");
    const std::int64_t id = connection_->last_insert_id();
    const std::string post = grade.post.text();
    return log.insert("history_marking_periods", "marking_period_id",
                      {{"marking_period_id", id},
                       {"parent_id", std::int64_t{-1}},
                       {"mp_type", std::string_view("year")},
                       {"name", grade.period},
                       {"post_end_date", post},
                       {"school_id", school_},
                       {"syear", std::int64_t{grade.year}}},
                      id);
}

base::Result<model::Written> IntakeWriter::add(const model::NewHistory& grade) {
    const model::Key student{model::Kind::student, grade.student, 0};
    return in_one(student.text() + " " + grade.title, [&](RowLog& log) {
        const std::string percent = fmt::format("{:.2f}", grade.percent);
        const std::string credits = fmt::format("{:.3f}", grade.credits);
        const std::string earned = grade.percent > 0 ? credits : "0";
        const std::string letter = shown_grade(grade.percent);
        connection_->execute(kForgetStudent);
        if (grade.row != 0) {
            std::vector<RowLog::Field> fields = {{"grade_percent", percent},
                                                 {"credit_earned", earned}};
            // A letter that somebody entered stays.
            const auto had = connection_->one_text(
                "SELECT grade_letter FROM student_report_card_grades WHERE id = ?", {grade.row});
            if (!had || had->empty() || had->ends_with('%'))
                fields.emplace_back("grade_letter", letter);
            log.update("student_report_card_grades", "id", grade.row, fields);
            return std::vector{student};
        }
        const std::int64_t period = history_period(log, grade);
        const auto named = connection_->one_integer(
            "SELECT COUNT(*) FROM history_school WHERE student_id = ? AND marking_period_id = ?",
            {grade.student, period});
        if (named.value_or(0) == 0)
            log.insert("history_school", "id",
                       {{"student_id", grade.student},
                        {"marking_period_id", period},
                        {"school_name", school_title_}});
        const auto scale =
            connection_->one_text("SELECT reporting_gp_scale FROM schools WHERE id = ?", {school_});
        const std::string period_text = std::to_string(period);
        log.insert("student_report_card_grades", "id",
                   {{"syear", year_},
                    {"school_id", school_},
                    {"student_id", grade.student},
                    {"grade_percent", percent},
                    {"grade_letter", letter},
                    {"marking_period_id", period_text},
                    {"gp_scale", text_or_null(scale.value_or(""))},
                    {"gpa_cal", std::string_view("Y")},
                    {"credit_attempted", credits},
                    {"credit_earned", earned},
                    {"course_code", grade.code},
                    {"course_title", grade.title}});
        // Without it the transcript calls the level "(Not Found)". openSIS's trigger may have made
        // the row, without a level.
        const auto there = connection_->one_integer(
            "SELECT COUNT(*) FROM student_gpa_calculated WHERE student_id = ? AND "
            "marking_period_id = ?",
            {grade.student, period});
        if (there.value_or(0) == 0)
            log.insert("student_gpa_calculated", "",
                       {{"student_id", grade.student},
                        {"marking_period_id", period},
                        {"grade_level_short", text_or_null(grade.grade_level)}});
        else
            connection_->run(
                "UPDATE student_gpa_calculated SET grade_level_short = ? WHERE student_id = ? AND "
                "marking_period_id = ? AND grade_level_short IS NULL",
                {text_or_null(grade.grade_level), grade.student, period});
        return std::vector{student};
    });
}

// The averages that openSIS, or add(), keeps beside a student's grades of a period go with the last
// of these: openSIS's own trigger empties them and leaves the row.
void IntakeWriter::take_back_grade(std::int64_t id) {
    const std::string of = " FROM student_report_card_grades WHERE id = ?";
    const auto student = connection_->one_integer("SELECT student_id" + of, {id});
    const auto period = connection_->one_integer("SELECT marking_period_id" + of, {id});
    connection_->run("DELETE" + of, {id});
    if (!student || !period) return;
    const auto left = connection_->one_integer(
        "SELECT COUNT(*) FROM student_report_card_grades WHERE student_id = ? AND "
        "marking_period_id = ?",
        {*student, *period});
    if (left.value_or(0) == 0)
        connection_->run(
            "DELETE FROM student_gpa_calculated WHERE student_id = ? AND marking_period_id = ?",
            {*student, *period});
}

}  // namespace causeway::opensis
