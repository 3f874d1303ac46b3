// SPDX-License-Identifier: GPL-3.0-or-later
#include "opensis/intake_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/failure.h"
#include "opensis/intake_tables.h"

namespace causeway::opensis {

namespace {

base::Problem refused(const std::string& record, const base::Problem& why) {
    return {"openSIS did not take the record", record, why.why,
            "Correct what stands in the way, or leave the record out; nothing of it was written.",
            "intake.opensis_refused"};
}

base::Problem not_taken_back(const model::WrittenRow& row, std::string why) {
    return {"The record was not taken back", row.table + " " + std::to_string(row.id),
            std::move(why), "Take that back first, or change the record in openSIS by hand.",
            "intake.not_taken_back"};
}

// What must not hang on a row that goes away: table, column, and whose rows they are.
struct Hanging {
    std::string_view table;
    std::string_view column;
    std::string_view on;
    std::string_view why;
};
constexpr std::array kHanging = {
    Hanging{"schedule", "student_id", "students", "the student is scheduled into sections"},
    Hanging{"student_report_card_grades", "student_id", "students", "the student has grades"},
    Hanging{"course_periods", "teacher_id", "staff", "the person teaches a section"},
    Hanging{"course_periods", "secondary_teacher_id", "staff", "the person teaches a section"},
    Hanging{"schedule", "course_period_id", "course_periods", "students are scheduled into it"},
    Hanging{"courses", "subject_id", "course_subjects", "it has courses"},
    Hanging{"course_periods", "course_id", "courses", "it has sections"},
    Hanging{"course_period_var", "room_id", "rooms", "sections meet there"},
    Hanging{"course_period_var", "period_id", "school_periods", "sections meet then"},
    Hanging{"student_report_card_grades", "marking_period_id", "history_marking_periods",
            "grades stand in it"},
};

// Shared by several records: they stay as long as anything else hangs on them.
bool is_shared(std::string_view table) {
    return table == "course_subjects" || table == "courses" || table == "rooms" ||
           table == "school_periods" || table == "history_marking_periods";
}

}  // namespace

IntakeWriter::IntakeWriter(std::unique_ptr<db::Connection> connection,
                           const model::SisSchool& school, base::Date today)
    : connection_(std::move(connection)),
      school_(school.id),
      school_title_(school.title),
      year_(school.year),
      today_(today.text()) {
    for (const auto& term : school.terms)
        if (term.level == "FY") full_year_ = term.id;
    connection_->run("SET @userId = ?", {kMark});
    // openSIS cuts what is too long without a word; here it is an error.
    connection_->execute("SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'");
}

base::Result<model::Written> IntakeWriter::in_one(const std::string& record, const Body& body) {
    try {
        db::Transaction transaction(*connection_);
        RowLog log(*connection_);
        model::Written out;
        out.keys = body(log);
        out.rows = log.take();
        transaction.commit();
        return out;
    } catch (const base::Failure& failure) {
        require_connection(failure);
        return refused(record, failure.problem());
    }
}

// What the server refused is the record's fault; a server that does not answer is not.
void IntakeWriter::require_connection(const base::Failure& failure) {
    if (failure.exit() == base::ExitCode::incomplete) throw failure;
    try {
        (void)connection_->one_integer("SELECT 1");
    } catch (const base::Failure&) {
        throw base::Failure(base::ExitCode::incomplete, failure.problem());
    }
}

base::Result<model::Written> IntakeWriter::add(const model::NewPerson& person) {
    std::vector<model::UnfitValue> unfit;
    auto written = in_one(person.first_name + " " + person.last_name, [&](RowLog& log) {
        const model::Key key =
            person.kind == model::Kind::staff ? add_staff(log, person) : add_student(log, person);
        unfit = add_fields(log, key, person);
        return std::vector{key};
    });
    if (written) written->unfit = std::move(unfit);
    return written;
}

base::Result<void> IntakeWriter::take_back(const std::vector<model::WrittenRow>& rows) {
    try {
        db::Transaction transaction(*connection_);
        for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
            if (!is_written_table(row->table, row->id_column))
                return not_taken_back(*row, "Causeway never writes that table");
            const std::string where = " WHERE " + row->id_column + " = ?";
            if (!row->id_column.empty()) {
                const auto touched = connection_->one_text(
                    "SELECT updated_by FROM " + row->table + where + " FOR UPDATE", {row->id});
                const bool stamped =
                    row->table != "marking_period_id_generator" && touched && !touched->empty();
                if (stamped && *touched != kMark && !is_shared(row->table))
                    return not_taken_back(*row, "somebody changed it in openSIS since");
            }
            if (!row->before.empty()) {
                std::string sets;
                std::vector<db::Value> values;
                for (const auto& [column, value] : row->before) {
                    if (!is_written_column(row->table, column))
                        return not_taken_back(*row, "Causeway never writes column " + column);
                    sets += (sets.empty() ? "" : ", ") + column + " = ?";
                    values.push_back(value ? db::Value{std::string_view(*value)}
                                           : db::Value{db::Null{}});
                }
                values.emplace_back(row->id);
                connection_->prepare("UPDATE " + row->table + " SET " + sets + where)->run(values);
                continue;
            }
            bool stays = row->id_column.empty();
            for (const Hanging& hanging : kHanging) {
                if (hanging.on != row->table) continue;
                const auto there =
                    connection_->one_integer(fmt::format("SELECT COUNT(*) FROM {} WHERE {} = ?",
                                                         hanging.table, hanging.column),
                                             {row->id});
                if (there.value_or(0) == 0) continue;
                if (!is_shared(row->table)) return not_taken_back(*row, std::string(hanging.why));
                stays = true;
            }
            if (stays) continue;
            if (row->table == "student_report_card_grades")
                take_back_grade(row->id);
            else
                connection_->run("DELETE FROM " + row->table + where, {row->id});
        }
        transaction.commit();
        return {};
    } catch (const base::Failure& failure) {
        require_connection(failure);
        return refused("", failure.problem());
    }
}

}  // namespace causeway::opensis
