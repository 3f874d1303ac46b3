// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/school/staffing.h"

#include "sandbox/school/names.h"

namespace causeway::sandbox {

namespace {
constexpr int kAdministrator = 1;  // user_profiles
constexpr int kTeacher = 2;
}  // namespace

Staffing::Staffing(db::Connection& connection, Dice& dice, const Calendar& calendar)
    : dice_(dice),
      calendar_(calendar),
      next_(next_id(connection, "staff", "staff_id")),
      staff_(connection, "staff",
             {"staff_id", "current_school_id", "first_name", "last_name", "middle_name", "email",
              "profile", "profile_id", "is_disable"}),
      relations_(connection, "staff_school_relationship",
                 {"staff_id", "school_id", "syear", "start_date", "end_date"}),
      infos_(connection, "staff_school_info",
             {"staff_id", "category", "job_title", "joining_date", "home_school", "opensis_access",
              "opensis_profile", "school_access"}),
      contacts_(connection, "staff_contact", {"staff_id", "last_update", "staff_work_email"}),
      logins_(connection, "login_authentication",
              {"user_id", "profile_id", "username", "failed_login"}) {}

std::vector<MadeTeacher> Staffing::staff_school(std::int64_t school, std::size_t teachers,
                                                SchoolReport& report) {
    add({.school = school, .admin = true});
    ++report.administrators;
    std::vector<MadeTeacher> out;
    for (std::size_t i = 0; i < teachers; ++i)
        out.push_back(add({.school = school, .related = i + 1 < teachers}));
    add({.school = school, .left = true});
    report.staff += static_cast<std::int64_t>(teachers);
    return out;
}

MadeTeacher Staffing::add(const Member& member) {
    const FullName name = pick_name(dice_);
    const std::int64_t id = next_++;
    const std::int64_t number = number_++;
    const std::string handle = latin_handle(name, id);
    const bool by_contact = number % 20 == 3;  // address in the contact row only
    const int profile = member.admin ? kAdministrator : kTeacher;
    const std::string email = handle + "@staff.example.edu";

    staff_.add({id, member.school, name.first.written, name.last.written, std::nullopt,
                by_contact ? Cell(std::nullopt) : Cell(email), member.admin ? "admin" : "teacher",
                profile, number % 2 == 0 ? Cell("N") : Cell(std::nullopt)});
    if (by_contact) contacts_.add({id, "2024-08-20 08:00:00", email});
    infos_.add({id, member.admin ? "Administrator" : "Teacher", std::nullopt,
                calendar_.whole.begin.plus(-400), member.school, "Y", std::to_string(profile),
                "," + std::to_string(member.school) + ","});

    const base::Date last_year = calendar_.whole.begin.plus(-60);
    const auto end = member.left ? Cell(last_year) : Cell(std::nullopt);
    if (member.related) {
        relations_.add({id, member.school, calendar_.year - 1, std::nullopt, end});
        // Rollover copies the row of whoever left as well; an end set afterwards closes it.
        relations_.add({id, member.school, calendar_.year,
                        number % 3 == 0 ? Cell("0000-00-00") : Cell(calendar_.whole.begin),
                        member.left       ? Cell(last_year)
                        : number % 3 == 1 ? Cell("0000-00-00")
                                          : Cell(std::nullopt)});
    }
    // openSIS takes a user name twice when staff are created.
    logins_.add({id, profile, number % 50 == 7 ? last_handle_ : handle, 0});
    last_handle_ = handle;
    return {id, std::string(name.first.written) + "  " + std::string(name.last.written)};
}

void Staffing::flush() {
    for (BulkTable* table : {&staff_, &relations_, &infos_, &contacts_, &logins_})
        table->flush();
}

}  // namespace causeway::sandbox
