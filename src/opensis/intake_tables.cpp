// SPDX-License-Identifier: GPL-3.0-or-later
#include "opensis/intake_tables.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "opensis/grants.h"

namespace causeway::opensis {

namespace {

struct Written {
    std::string_view table;
    std::string_view id;
    std::string_view inserted;  // columns, joined by commas
    std::string_view updated;   // empty: none
    std::string_view selected;  // beyond what is inserted and updated
};

constexpr std::array kWritten = {
    Written{"students", "student_id", "first_name,middle_name,last_name,email,phone,alt_id",
            "first_name,middle_name,last_name,email,phone", "student_id,birthdate,updated_by"},
    Written{"student_enrollment", "id",
            "syear,school_id,student_id,grade_id,start_date,enrollment_code,calendar_id,"
            "next_school",
            "", "id,updated_by"},
    Written{"medical_info", "id", "student_id,syear,school_id", "", "id,updated_by"},
    Written{"login_authentication", "id", "user_id,profile_id,username,password,failed_login", "",
            "id,updated_by"},
    Written{"student_address", "id", "student_id,syear,school_id,type", "", "id,updated_by"},
    Written{"staff", "staff_id",
            "current_school_id,first_name,middle_name,last_name,phone,email,alternate_id,profile,"
            "profile_id",
            "first_name,middle_name,last_name,email,phone", "staff_id,birthdate,updated_by"},
    Written{"staff_school_relationship", "staff_id", "staff_id,school_id,syear,start_date", "",
            "updated_by"},
    Written{"staff_school_info", "staff_school_info_id",
            "staff_id,category,job_title,joining_date,home_school,opensis_access,opensis_profile,"
            "school_access",
            "", "staff_school_info_id,updated_by"},
    Written{"staff_contact", "staff_phone_id", "staff_id,last_update", "",
            "staff_phone_id,updated_by"},
    Written{"course_subjects", "subject_id", "school_id,syear,title", "", "subject_id,updated_by"},
    Written{"courses", "course_id", "subject_id,school_id,syear,title,short_name", "",
            "course_id,updated_by"},
    Written{"course_periods", "course_period_id",
            "syear,school_id,course_id,title,short_name,mp,marking_period_id,begin_date,end_date,"
            "teacher_id,total_seats,filled_seats,gender_restriction,calendar_id,credits,"
            "schedule_type,modified_by",
            "parent_id,teacher_id,secondary_teacher_id,title",
            "course_period_id,course_weight,updated_by"},
    Written{"course_period_var", "id",
            "course_period_id,days,period_id,start_time,end_time,room_id", "",
            "id,does_attendance,updated_by"},
    Written{"school_periods", "period_id",
            "school_id,syear,sort_order,title,short_name,length,start_time,end_time", "",
            "period_id,updated_by"},
    Written{"rooms", "room_id", "school_id,title,capacity", "", "room_id,updated_by"},
    Written{"schedule", "id",
            "syear,school_id,student_id,start_date,end_date,modified_date,modified_by,course_id,"
            "course_weight,course_period_id,mp,marking_period_id",
            "", "id,updated_by"},
    Written{"history_marking_periods", "marking_period_id",
            "marking_period_id,parent_id,mp_type,name,post_end_date,school_id,syear", "",
            "updated_by"},
    Written{"history_school", "id", "student_id,marking_period_id,school_name", "",
            "id,updated_by"},
    Written{
        "student_report_card_grades", "id",
        "syear,school_id,student_id,grade_percent,grade_letter,marking_period_id,gp_scale,gpa_cal,"
        "credit_attempted,credit_earned,course_code,course_title",
        "grade_percent,grade_letter,credit_earned", "id,course_period_id,updated_by"},
    Written{"student_gpa_calculated", "", "student_id,marking_period_id,grade_level_short",
            "grade_level_short", ""},
};

// Read only.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kRead = {
    {{"school_gradelevels", "id,school_id,title,short_name,sort_order"},
     {"school_calendars", "calendar_id,school_id,syear,default_calendar"},
     {"student_enrollment_codes", "id,syear,type"},
     {"schools", "id,title,reporting_gp_scale"},
     {"school_years", "short_name"},
     {"school_semesters", "short_name"},
     {"school_quarters", "short_name"}}};

const Written* find(std::string_view table) {
    const auto found = std::find_if(kWritten.begin(), kWritten.end(),
                                    [&](const Written& w) { return w.table == table; });
    return found == kWritten.end() ? nullptr : &*found;
}

bool among(std::string_view list, std::string_view word) {
    const auto words = base::split(list, ',');
    return std::find(words.begin(), words.end(), word) != words.end();
}

std::string quoted(std::string_view list) {
    std::string out;
    for (const auto& word : base::split(list, ','))
        out += (out.empty() ? "`" : ", `") + word + "`";
    return out;
}

}  // namespace

bool is_written_table(std::string_view table, std::string_view id_column) {
    const Written* written = find(table);
    return written != nullptr && written->id == id_column;
}

bool is_written_column(std::string_view table, std::string_view column) {
    const Written* written = find(table);
    return written != nullptr && among(written->updated, column);
}

std::vector<std::string> intake_grants(std::string_view user, std::string_view host,
                                       std::string_view database) {
    const GrantTarget target = grant_target(user, host, database);
    std::vector<std::string> out;
    const auto put = [&](const std::string& rights, std::string_view table) {
        out.push_back("GRANT " + rights + " ON " + target.database + ".`" + std::string(table) +
                      "` TO " + target.account);
    };
    for (const Written& written : kWritten) {
        std::string selected(written.inserted);
        for (const std::string_view more : {written.updated, written.selected})
            if (!more.empty()) selected += "," + std::string(more);
        std::string columns;
        for (const auto& column : base::split(selected, ','))
            // The hash is written and never read.
            if (!among(columns, column) && column != "password")
                columns += (columns.empty() ? "" : ",") + column;
        std::string rights =
            "SELECT (" + quoted(columns) + "), INSERT (" + quoted(written.inserted) + ")";
        // Two columns of openSIS's tables are stamped on every update by its own triggers.
        if (!written.updated.empty()) rights += ", UPDATE (" + quoted(written.updated) + ")";
        put(rights + ", DELETE", written.table);
    }
    put("SELECT (`id`), INSERT (`id`)", "marking_period_id_generator");
    for (const auto& [table, columns] : kRead)
        put("SELECT (" + quoted(columns) + ")", table);
    return out;
}

}  // namespace causeway::opensis
