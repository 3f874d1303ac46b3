// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/school/schema.h"

#include <array>
#include <cstdint>
#include <string>

namespace causeway::sandbox {

namespace {

struct Table {
    std::string_view name;
    std::string_view columns;  // with keys and indexes
    bool stamped = true;       // last_updated and updated_by
};

// A school year, its semesters, quarters and progress periods differ in their parent only.
#define CAUSEWAY_MARKING_PERIOD(parent)                                                \
    "marking_period_id int(11) NOT NULL PRIMARY KEY, syear decimal(4,0), "             \
    "school_id decimal(10,0), " parent                                                 \
    "title varchar(50), short_name varchar(10), "                                      \
    "sort_order decimal(10,0), start_date date, end_date date, post_start_date date, " \
    "post_end_date date, does_grades varchar(1), does_exam varchar(1), "               \
    "does_comments varchar(1), rollover_id decimal(10,0), KEY by_school (school_id, syear)"

// Definitions of custom fields; the values stand in columns of the people's own tables.
#define CAUSEWAY_FIELDS                                                                    \
    "id int(8) NOT NULL AUTO_INCREMENT PRIMARY KEY, type varchar(10), search varchar(1), " \
    "title varchar(30), sort_order decimal(10,0), select_options varchar(10000), "         \
    "category_id decimal(10,0), system_field char(1), required varchar(1), "               \
    "default_selection varchar(255)"

constexpr std::array<Table, 47> kTables = {{
    {"app", "name varchar(100) NOT NULL, value varchar(100) NOT NULL", false},
    {"schools",
     "id int(8) NOT NULL AUTO_INCREMENT PRIMARY KEY, syear decimal(4,0), title varchar(100), "
     "address varchar(100), city varchar(100), state varchar(100), zipcode varchar(255), "
     "area_code decimal(3,0), phone varchar(30), principal varchar(100), www_address varchar(100), "
     "e_mail varchar(100), reporting_gp_scale decimal(10,3)"},
    {"marking_period_id_generator", "id int(11) NOT NULL AUTO_INCREMENT PRIMARY KEY", false},
    {"school_years", CAUSEWAY_MARKING_PERIOD("")},
    {"school_semesters", CAUSEWAY_MARKING_PERIOD("year_id decimal(10,0), ")},
    {"school_quarters", CAUSEWAY_MARKING_PERIOD("semester_id decimal(10,0), ")},
    {"school_progress_periods", CAUSEWAY_MARKING_PERIOD("quarter_id decimal(10,0), ")},
    {"school_gradelevels",
     "id int(8) NOT NULL AUTO_INCREMENT PRIMARY KEY, school_id decimal(10,0), "
     "short_name varchar(5), title varchar(50), next_grade_id decimal(10,0), "
     "sort_order decimal(10,0)"},
    {"school_calendars",
     "school_id decimal(10,0), title varchar(100), syear decimal(4,0), "
     "calendar_id int(8) NOT NULL AUTO_INCREMENT PRIMARY KEY, default_calendar varchar(1), "
     "days varchar(7), rollover_id decimal(10,0)"},
    {"school_periods",
     "period_id int(8) NOT NULL AUTO_INCREMENT PRIMARY KEY, syear decimal(4,0), "
     "school_id decimal(10,0), sort_order decimal(10,0), title varchar(100), "
     "short_name varchar(10), length decimal(10,0), block varchar(10), "
     "ignore_scheduling varchar(10), attendance varchar(1), rollover_id decimal(10,0), "
     "start_time time NOT NULL, end_time time NOT NULL"},
    {"rooms",
     "room_id int(11) NOT NULL AUTO_INCREMENT PRIMARY KEY, school_id int(11) NOT NULL, "
     "title varchar(50) NOT NULL, capacity int(11), description text, sort_order int(11)"},
    {"students",
     "student_id int(8) NOT NULL AUTO_INCREMENT PRIMARY KEY, last_name varchar(50) NOT NULL, "
     "first_name varchar(50) NOT NULL, middle_name varchar(50), name_suffix varchar(3), "
     "gender varchar(255), ethnicity_id int(11), common_name varchar(255), "
     "social_security varchar(255), birthdate varchar(255), language_id int(8), "
     "estimated_grad_date varchar(255), alt_id varchar(50), email varchar(50), phone varchar(30), "
     "is_disable varchar(10), KEY by_name (last_name, first_name, middle_name)"},
    {"student_enrollment",
     "id int(8) NOT NULL AUTO_INCREMENT PRIMARY KEY, syear decimal(4,0), school_id decimal(10,0), "
     "student_id decimal(10,0), grade_id decimal(10,0), section_id varchar(255), start_date date, "
     "end_date date, enrollment_code decimal(10,0), drop_code decimal(10,0), "
     "next_school decimal(10,0), calendar_id decimal(10,0), last_school decimal(10,0), "
     "KEY idx_student_search (school_id, syear, start_date, end_date, drop_code), "
     "KEY student_enrollment_3 (syear, student_id, school_id, grade_id)"},
    {"student_enrollment_codes",
     "id int(8) NOT NULL AUTO_INCREMENT PRIMARY KEY, syear decimal(4,0), title varchar(100), "
     "short_name varchar(10), type varchar(4)"},
    {"staff",
     "staff_id int(8) NOT NULL AUTO_INCREMENT PRIMARY KEY, current_school_id decimal(10,0), "
     "title varchar(10), first_name varchar(100), last_name varchar(100), "
     "middle_name varchar(100), phone varchar(100), email varchar(100), profile varchar(30), "
     "homeroom varchar(5), profile_id decimal(10,0), primary_language_id int(8), "
     "gender varchar(8), ethnicity_id int(8), birthdate date, alternate_id varchar(50), "
     "name_suffix varchar(32), second_language_id int(8), third_language_id int(8), "
     "is_disable varchar(10), physical_disability varchar(1), disability_desc varchar(225), "
     "img_name varchar(255), img_content longblob"},
    {"staff_school_relationship",
     "staff_id int(11) NOT NULL, school_id int(11) NOT NULL, syear int(4) NOT NULL, "
     "start_date date, end_date date, PRIMARY KEY (staff_id, school_id, syear)"},
    {"staff_school_info",
     "staff_school_info_id int(8) NOT NULL AUTO_INCREMENT PRIMARY KEY, staff_id int(8) NOT NULL, "
     "category varchar(255) NOT NULL, job_title varchar(255), joining_date date, end_date date, "
     "home_school int(8) NOT NULL, opensis_access char(1) NOT NULL DEFAULT 'N', "
     "opensis_profile varchar(255), school_access varchar(255), UNIQUE KEY one (staff_id)"},
    {"staff_contact",
     "staff_phone_id int(8) NOT NULL AUTO_INCREMENT PRIMARY KEY, staff_id int(8) NOT NULL, "
     "last_update datetime NOT NULL, staff_home_phone varchar(62), staff_mobile_phone varchar(62), "
     "staff_work_phone varchar(62), staff_work_email varchar(127), "
     "staff_personal_email varchar(127)"},
    {"user_profiles",
     "id int(8) NOT NULL AUTO_INCREMENT PRIMARY KEY, profile varchar(30), title varchar(100)"},
    {"login_authentication",
     "id int(11) NOT NULL AUTO_INCREMENT PRIMARY KEY, user_id int(11) NOT NULL, "
     "profile_id int(11) NOT NULL, username varchar(255), password varchar(255), "
     "last_login datetime, failed_login int(3) NOT NULL DEFAULT 0, "
     "UNIQUE KEY COMPOSITE (user_id, profile_id), KEY by_username (username(191))"},
    {"course_subjects",
     "syear decimal(4,0), school_id decimal(10,0), "
     "subject_id int(8) NOT NULL AUTO_INCREMENT PRIMARY KEY, title text, short_name text, "
     "rollover_id decimal(10,0)"},
    {"courses",
     "syear decimal(4,0) NOT NULL, course_id int(8) NOT NULL AUTO_INCREMENT PRIMARY KEY, "
     "subject_id decimal(10,0) NOT NULL, school_id decimal(10,0) NOT NULL, "
     "grade_level decimal(10,0), title varchar(100), short_name varchar(25), "
     "rollover_id decimal(10,0), KEY courses_ind1 (course_id, syear), "
     "KEY courses_ind2 (subject_id)"},
    {"course_periods",
     "syear int(4) NOT NULL, school_id decimal(10,0) NOT NULL, "
     "course_period_id int(11) NOT NULL AUTO_INCREMENT PRIMARY KEY, "
     "course_id decimal(10,0) NOT NULL, course_weight varchar(10), title varchar(100), "
     "short_name text, mp varchar(3), marking_period_id int(11), begin_date date, end_date date, "
     "teacher_id int(11), secondary_teacher_id int(11), total_seats int(11), "
     "filled_seats decimal(10,0) NOT NULL DEFAULT 0, does_honor_roll varchar(1), "
     "does_class_rank varchar(1), gender_restriction varchar(1), house_restriction varchar(1), "
     "availability int(11), parent_id int(11), calendar_id int(11), half_day varchar(1), "
     "does_breakoff varchar(1), rollover_id int(11), grade_scale_id int(11), "
     "credits decimal(10,3), schedule_type enum('FIXED','VARIABLE','BLOCKED'), "
     "modified_by int(11) NOT NULL, KEY course_periods_ind2 (course_id, course_weight), "
     "KEY course_periods_ind5 (parent_id)"},
    {"course_period_var",
     "id int(11) NOT NULL AUTO_INCREMENT PRIMARY KEY, course_period_id int(11) NOT NULL, "
     "days varchar(7), course_period_date date, period_id int(11) NOT NULL, start_time time, "
     "end_time time, room_id int(11) NOT NULL, does_attendance varchar(1)"},
    {"schedule",
     "syear decimal(4,0) NOT NULL, school_id decimal(10,0), student_id decimal(10,0) NOT NULL, "
     "start_date date NOT NULL, end_date date, modified_date date, modified_by varchar(255), "
     "course_id decimal(10,0) NOT NULL, course_weight varchar(10), "
     "course_period_id decimal(10,0) NOT NULL, mp varchar(3), marking_period_id int(11), "
     "scheduler_lock varchar(1), dropped varchar(1) DEFAULT 'N', "
     "id int(8) NOT NULL AUTO_INCREMENT PRIMARY KEY, KEY schedule_ind1 (course_id), "
     "KEY schedule_ind2 (course_period_id), "
     "KEY schedule_ind3 (student_id, marking_period_id, start_date, end_date), "
     "KEY schedule_ind4 (syear, school_id)"},
    {"teacher_reassignment",
     "course_period_id int(11) NOT NULL, teacher_id int(11) NOT NULL, assign_date date NOT NULL, "
     "modified_date date NOT NULL, pre_teacher_id int(11) NOT NULL, modified_by int(11) NOT NULL, "
     "updated enum('Y','N') NOT NULL DEFAULT 'N'"},
    {"gradebook_assignment_types",
     "assignment_type_id int(8) NOT NULL AUTO_INCREMENT PRIMARY KEY, staff_id decimal(10,0), "
     "course_id decimal(10,0), title varchar(100), final_grade_percent decimal(6,5), "
     "course_period_id decimal(10,0)"},
    {"gradebook_assignments",
     "assignment_id int(8) NOT NULL AUTO_INCREMENT PRIMARY KEY, staff_id decimal(10,0), "
     "marking_period_id int(11), course_period_id decimal(10,0), course_id decimal(10,0), "
     "assignment_type_id decimal(10,0), title varchar(100), assigned_date date, due_date date, "
     "points decimal(10,0), description longtext, ungraded int(8) NOT NULL DEFAULT 1, "
     "KEY gradebook_assignments_ind2 (course_id, course_period_id), "
     "KEY gradebook_assignments_ind3 (assignment_type_id)"},
    {"gradebook_grades",
     "student_id decimal(10,0) NOT NULL, period_id decimal(10,0), "
     "course_period_id decimal(10,0) NOT NULL, assignment_id decimal(10,0) NOT NULL, "
     "points decimal(6,2), comment longtext, "
     "PRIMARY KEY (student_id, assignment_id, course_period_id), "
     "KEY gradebook_grades_ind1 (assignment_id)"},
    {"grades_completed",
     "staff_id decimal(10,0) NOT NULL, marking_period_id int(11) NOT NULL, "
     "period_id decimal(10,0) NOT NULL, PRIMARY KEY (staff_id, marking_period_id, period_id)"},
    {"report_card_grade_scales",
     "id int(8) NOT NULL AUTO_INCREMENT PRIMARY KEY, syear decimal(4,0), "
     "school_id decimal(10,0) NOT NULL, title varchar(25), comment varchar(100), "
     "sort_order decimal(10,0), rollover_id decimal(10,0), gp_scale decimal(10,3), "
     "gpa_cal enum('Y','N') NOT NULL DEFAULT 'Y'"},
    {"report_card_grades",
     "id int(8) NOT NULL AUTO_INCREMENT PRIMARY KEY, syear decimal(4,0), school_id decimal(10,0), "
     "title varchar(15), sort_order decimal(10,0), gpa_value decimal(4,2), "
     "break_off decimal(10,0), comment longtext, grade_scale_id decimal(10,0), "
     "unweighted_gp decimal(4,2)"},
    {"medical_info",
     "id int(8) NOT NULL AUTO_INCREMENT PRIMARY KEY, student_id int(11) NOT NULL, "
     "syear int(11) NOT NULL, school_id int(11) NOT NULL"},
    {"student_report_card_grades",
     "syear decimal(4,0), school_id decimal(10,0), student_id decimal(10,0) NOT NULL, "
     "course_period_id decimal(10,0), report_card_grade_id decimal(10,0), "
     "report_card_comment_id decimal(10,0), comment longtext, grade_percent decimal(5,2), "
     "marking_period_id varchar(10) NOT NULL, grade_letter varchar(5), "
     "weighted_gp decimal(10,3), unweighted_gp decimal(10,3), gp_scale decimal(10,3), "
     "gpa_cal varchar(2), credit_attempted decimal(10,3), credit_earned decimal(10,3), "
     "credit_category varchar(10), course_code varchar(100), course_title text, "
     "id int(8) NOT NULL AUTO_INCREMENT PRIMARY KEY, "
     "KEY idx_srcg_comb1 (student_id, course_period_id, marking_period_id), "
     "KEY idx_srcg_comb2 (course_period_id, marking_period_id)"},
    {"program_user_config",
     "user_id decimal(10,0) NOT NULL, school_id decimal(10,0), program varchar(255), "
     "title varchar(100), value varchar(100), KEY program_user_config_ind1 (user_id, program)"},
    {"student_gpa_calculated",
     "student_id decimal(10,0), marking_period_id int(11), mp varchar(4), gpa decimal(10,2), "
     "weighted_gpa decimal(10,2), unweighted_gpa decimal(10,2), class_rank decimal(10,0), "
     "grade_level_short varchar(100), cgpa decimal(10,2), cum_unweighted_factor decimal(10,6)"},
    {"history_marking_periods",
     "parent_id int(11), mp_type char(20), name char(30), post_end_date date, school_id int(11), "
     "syear int(11), marking_period_id int(11) NOT NULL PRIMARY KEY"},
    {"history_school",
     "id int(11) NOT NULL AUTO_INCREMENT PRIMARY KEY, student_id int(11) NOT NULL, "
     "marking_period_id int(11) NOT NULL, school_name varchar(100) NOT NULL"},
    {"student_address",
     "id int(11) NOT NULL AUTO_INCREMENT PRIMARY KEY, student_id int(11) NOT NULL, "
     "syear int(11) NOT NULL, school_id int(11) NOT NULL, street_address_1 varchar(5000), "
     "street_address_2 varchar(5000), city varchar(255), state varchar(255), zipcode varchar(255), "
     "bus_pickup varchar(1), bus_dropoff varchar(1), bus_no varchar(255), "
     "type varchar(500) NOT NULL, people_id int(11)"},
    {"people",
     "staff_id int(11) NOT NULL AUTO_INCREMENT PRIMARY KEY, current_school_id decimal(10,0), "
     "title varchar(5), first_name varchar(100), last_name varchar(100), "
     "middle_name varchar(100), home_phone varchar(255), work_phone varchar(255), "
     "cell_phone varchar(255), email varchar(100), custody varchar(1), profile varchar(30), "
     "profile_id decimal(10,0), is_disable varchar(10)"},
    {"students_join_people",
     "id int(8) NOT NULL AUTO_INCREMENT PRIMARY KEY, student_id decimal(10,0) NOT NULL, "
     "person_id decimal(10,0) NOT NULL, is_emergency varchar(10), emergency_type varchar(100), "
     "relationship varchar(100) NOT NULL"},
    {"custom_fields", CAUSEWAY_FIELDS ", hide varchar(1)"},
    {"staff_fields", CAUSEWAY_FIELDS},
    {"student_field_categories",
     "id int(8) NOT NULL AUTO_INCREMENT PRIMARY KEY, title varchar(100), "
     "sort_order decimal(10,0), include varchar(100)"},
    {"staff_field_categories",
     "id int(8) NOT NULL AUTO_INCREMENT PRIMARY KEY, title varchar(100), "
     "sort_order decimal(10,0), include varchar(100), admin char(1), teacher char(1), "
     "parent char(1), none char(1)"},
    {"ethnicity",
     "ethnicity_id int(8) NOT NULL AUTO_INCREMENT PRIMARY KEY, "
     "ethnicity_name varchar(255) NOT NULL, sort_order int(8)"},
    {"language",
     "language_id int(8) NOT NULL AUTO_INCREMENT PRIMARY KEY, language_name varchar(127) NOT NULL, "
     "sort_order int(8)"},
}};

#undef CAUSEWAY_MARKING_PERIOD
#undef CAUSEWAY_FIELDS

constexpr auto kNames = [] {
    std::array<std::string_view, kTables.size()> out{};
    for (std::size_t i = 0; i < kTables.size(); ++i)
        out[i] = kTables[i].name;
    return out;
}();

struct Profile {
    std::int64_t id;
    std::string_view profile;
    std::string_view title;
};
constexpr std::array<Profile, 6> kProfiles = {{{0, "admin", "Super Administrator"},
                                               {1, "admin", "Administrator"},
                                               {2, "teacher", "Teacher"},
                                               {3, "student", "Student"},
                                               {4, "parent", "Parent"},
                                               {5, "admin", "Admin Asst"}}};

void create(db::Connection& connection, const Table& table) {
    std::string sql =
        "CREATE TABLE IF NOT EXISTS " + std::string(table.name) + " (" + std::string(table.columns);
    if (table.stamped)
        sql +=
            ", last_updated timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP "
            "ON UPDATE CURRENT_TIMESTAMP, updated_by varchar(255)";
    connection.execute(sql + ") ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb3");
}

}  // namespace

// Profile 0 exists; the number is written after the row, since an AUTO_INCREMENT takes 0 for
// "the next one" in most sql_modes.
void add_profiles(db::Connection& connection) {
    if (connection.one_integer("SELECT COUNT(*) FROM user_profiles").value_or(0) > 0) return;
    for (const Profile& profile : kProfiles) {
        connection.run("INSERT INTO user_profiles (profile, title) VALUES (?, ?)",
                       {profile.profile, profile.title});
        connection.run("UPDATE user_profiles SET id = ? WHERE id = ?",
                       {profile.id, connection.last_insert_id()});
    }
}

void prepare_schema(db::Connection& connection) {
    for (const Table& table : kTables)
        create(connection, table);
    add_profiles(connection);
    if (connection.one_integer("SELECT COUNT(*) FROM app").value_or(0) == 0) {
        connection.run("INSERT INTO app (name, value) VALUES ('version', '9.2')");
        connection.run("INSERT INTO app (name, value) VALUES ('build', '20250827001')");
    }
}

std::span<const std::string_view> schema_tables() {
    return kNames;
}

}  // namespace causeway::sandbox
