// SPDX-License-Identifier: GPL-3.0-or-later
#include "opensis/gradebook_tables.h"

#include <array>

#include "base/failure.h"

namespace causeway::opensis {

namespace {

using Name = std::string_view;

constexpr std::array kTypes = {Name("assignment_type_id"),  Name("staff_id"),
                               Name("course_id"),           Name("title"),
                               Name("final_grade_percent"), Name("course_period_id")};
constexpr std::array kAssignments = {Name("assignment_id"),
                                     Name("staff_id"),
                                     Name("marking_period_id"),
                                     Name("course_period_id"),
                                     Name("course_id"),
                                     Name("assignment_type_id"),
                                     Name("title"),
                                     Name("assigned_date"),
                                     Name("due_date"),
                                     Name("points"),
                                     Name("description")};
constexpr std::array kGrades = {Name("student_id"),    Name("period_id"), Name("course_period_id"),
                                Name("assignment_id"), Name("points"),    Name("comment")};
constexpr std::array kFinals = {Name("id"),
                                Name("syear"),
                                Name("school_id"),
                                Name("student_id"),
                                Name("course_period_id"),
                                Name("marking_period_id"),
                                Name("report_card_grade_id"),
                                Name("grade_percent"),
                                Name("grade_letter"),
                                Name("weighted_gp"),
                                Name("unweighted_gp"),
                                Name("gp_scale"),
                                Name("credit_attempted"),
                                Name("credit_earned"),
                                Name("course_title"),
                                Name("comment"),
                                Name("credit_category")};
constexpr std::array kCompleted = {Name("staff_id"), Name("marking_period_id"), Name("period_id")};
constexpr std::array kConfig = {Name("user_id"), Name("school_id"), Name("program"), Name("title"),
                                Name("value")};
constexpr std::array kScales = {Name("id"), Name("syear"), Name("school_id"), Name("gp_scale")};
constexpr std::array kLetters = {Name("id"),           Name("title"),     Name("sort_order"),
                                 Name("gpa_value"),    Name("break_off"), Name("grade_scale_id"),
                                 Name("unweighted_gp")};
constexpr std::array kPosting = {Name("post_start_date"), Name("post_end_date"),
                                 Name("does_grades")};
constexpr std::array kPostingSemester = {Name("post_start_date"), Name("post_end_date"),
                                         Name("does_grades"), Name("year_id")};
constexpr std::array kPostingQuarter = {Name("post_start_date"), Name("post_end_date"),
                                        Name("does_grades"), Name("semester_id")};
constexpr std::array kPostingProgress = {Name("post_start_date"), Name("post_end_date"),
                                         Name("does_grades"), Name("quarter_id")};
constexpr std::array kSection = {Name("course_weight"), Name("does_breakoff"),
                                 Name("grade_scale_id"), Name("credits")};
constexpr std::array kMeetings = {Name("course_period_id"), Name("period_id")};

constexpr std::array kTables = {
    TableUse{"gradebook_assignment_types", kTypes},
    TableUse{"gradebook_assignments", kAssignments},
    TableUse{"gradebook_grades", kGrades},
    TableUse{"student_report_card_grades", kFinals},
    TableUse{"grades_completed", kCompleted},
    TableUse{"program_user_config", kConfig},
    TableUse{"report_card_grade_scales", kScales},
    TableUse{"report_card_grades", kLetters},
    TableUse{"school_years", kPosting},
    TableUse{"school_semesters", kPostingSemester},
    TableUse{"school_quarters", kPostingQuarter},
    TableUse{"school_progress_periods", kPostingProgress},
    TableUse{"course_periods", kSection},
    TableUse{"course_period_var", kMeetings},
};

constexpr Name kAll = "INSERT, UPDATE, DELETE";
constexpr std::array kWrites = {
    WriteUse{"gradebook_assignment_types", kAll},
    WriteUse{"gradebook_assignments", kAll},
    WriteUse{"gradebook_grades", kAll},
    WriteUse{"student_report_card_grades", kAll},
    WriteUse{"causeway_items", "SELECT, INSERT, UPDATE, DELETE"},
    WriteUse{"causeway_grades", "SELECT, INSERT, UPDATE, DELETE"},
    WriteUse{"causeway_steps", "SELECT, INSERT, UPDATE, DELETE"},
};

// Named by what they are for; utf8mb4, since Moodle's words may hold what openSIS's cannot.
constexpr std::array kOwn = {
    Name("CREATE TABLE IF NOT EXISTS causeway_items ("
         "course_period_id int NOT NULL, kind varchar(8) NOT NULL, remote bigint NOT NULL, "
         "local int NOT NULL, agreed longtext NOT NULL, measure longtext NOT NULL, "
         "kept longtext NOT NULL, run bigint NOT NULL, "
         "PRIMARY KEY (course_period_id, kind, remote)) "
         "ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"),
    Name("CREATE TABLE IF NOT EXISTS causeway_grades ("
         "course_period_id int NOT NULL, kind varchar(8) NOT NULL, part bigint NOT NULL, "
         "student_id int NOT NULL, local int NOT NULL, agreed longtext NOT NULL, "
         "raw double, final double, maximum double, weight double, "
         "state varchar(120) NOT NULL, grader bigint NOT NULL, graded_at bigint NOT NULL, "
         "kept longtext NOT NULL, run bigint NOT NULL, "
         "PRIMARY KEY (course_period_id, kind, part, student_id)) "
         "ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"),
    Name("CREATE TABLE IF NOT EXISTS causeway_steps ("
         "id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, run bigint NOT NULL, "
         "course_period_id int NOT NULL, kind varchar(8) NOT NULL, verb varchar(8) NOT NULL, "
         "remote bigint NOT NULL, part bigint NOT NULL, student_id int NOT NULL, "
         "local int NOT NULL, before_row longtext NOT NULL, after_row longtext NOT NULL, "
         "link_before longtext NOT NULL, reason varchar(200) NOT NULL, undone bigint NOT NULL, "
         "KEY causeway_steps_run (run, course_period_id, id)) "
         "ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"),
};

}  // namespace

std::span<const TableUse> gradebook_tables() {
    return kTables;
}

std::span<const WriteUse> gradebook_writes() {
    return kWrites;
}

std::span<const std::string_view> own_tables() {
    return kOwn;
}

std::vector<std::string> drop_own_tables() {
    return {"DROP TABLE IF EXISTS causeway_steps", "DROP TABLE IF EXISTS causeway_grades",
            "DROP TABLE IF EXISTS causeway_items"};
}

void require_own_tables(db::Connection& connection) {
    const auto there = connection.one_integer(
        "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND "
        "table_name IN ('causeway_items', 'causeway_grades', 'causeway_steps')");
    if (there.value_or(0) == 3) return;
    throw base::Failure(
        base::ExitCode::usage,
        {"Grades cannot be carried into openSIS yet",
         "causeway_items, causeway_grades, "
         "causeway_steps",
         "Causeway's own tables are not in openSIS's database, or this account may not see them",
         "Run `causeway opensis grants --grades` and have its statements run by whoever "
         "administers the database.",
         "opensis.grade_tables"});
}

}  // namespace causeway::opensis
