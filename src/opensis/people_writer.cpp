// SPDX-License-Identifier: GPL-3.0-or-later
// IntakeWriter: people, with every row that openSIS's own pages make for a new one.
#include <algorithm>

#include "base/failure.h"
#include "opensis/field_values.h"
#include "opensis/intake_writer.h"

namespace causeway::opensis {

namespace {

constexpr std::int64_t kTeacher = 2;  // user_profiles: the same in every installation
constexpr std::int64_t kStudent = 3;

}  // namespace

model::Key IntakeWriter::add_staff(RowLog& log, const model::NewPerson& person) {
    const std::string from = person.from.text();
    const std::int64_t id = log.insert("staff", "staff_id",
                                       {{"current_school_id", school_},
                                        {"first_name", person.first_name},
                                        {"middle_name", text_or_null(person.middle_name)},
                                        {"last_name", person.last_name},
                                        {"phone", text_or_null(person.phone)},
                                        {"email", text_or_null(person.email)},
                                        {"alternate_id", text_or_null(person.number)},
                                        {"profile", std::string_view("teacher")},
                                        {"profile_id", kTeacher}});
    // Its key is of three columns; the person's own number finds it as long as it is new.
    log.insert("staff_school_relationship", "staff_id",
               {{"staff_id", id}, {"school_id", school_}, {"syear", year_}, {"start_date", from}},
               id);
    const std::string schools = "," + std::to_string(school_) + ",";
    log.insert("staff_school_info", "staff_school_info_id",
               {{"staff_id", id},
                {"category", std::string_view("Teacher")},
                {"job_title", std::string_view("Teacher")},
                {"joining_date", from},
                {"home_school", school_},
                {"opensis_access", std::string_view(person.password_hash.empty() ? "N" : "Y")},
                {"opensis_profile", std::to_string(kTeacher)},
                {"school_access", schools}});
    log.insert("login_authentication", "id",
               {{"user_id", id},
                {"profile_id", kTeacher},
                {"username", text_or_null(person.login)},
                {"password", text_or_null(person.password_hash)},
                {"failed_login", std::int64_t{0}}});
    return {model::Kind::staff, id, 0};
}

model::Key IntakeWriter::add_student(RowLog& log, const model::NewPerson& person) {
    const std::int64_t id = log.insert("students", "student_id",
                                       {{"first_name", person.first_name},
                                        {"middle_name", text_or_null(person.middle_name)},
                                        {"last_name", person.last_name},
                                        {"email", text_or_null(person.email)},
                                        {"phone", text_or_null(person.phone)},
                                        {"alt_id", text_or_null(person.number)}});
    log.insert("login_authentication", "id",
               {{"user_id", id},
                {"profile_id", kStudent},
                {"username", text_or_null(person.login)},
                {"password", text_or_null(person.password_hash)},
                {"failed_login", std::int64_t{0}}});
    log.insert("medical_info", "id",
               {{"student_id", id}, {"syear", year_}, {"school_id", school_}});
    const auto code = connection_->one_integer(
        "SELECT MIN(id) FROM student_enrollment_codes WHERE syear = ? AND type = 'Add'", {year_});
    const auto calendar = connection_->one_integer(
        "SELECT calendar_id FROM school_calendars WHERE school_id = ? AND syear = ? ORDER BY "
        "default_calendar = 'Y' DESC, calendar_id LIMIT 1",
        {school_, year_});
    const std::string from = person.from.text();
    log.insert("student_enrollment", "id",
               {{"syear", year_},
                {"school_id", school_},
                {"student_id", id},
                {"grade_id", id_or_null(person.grade_level)},
                {"start_date", from},
                {"enrollment_code", id_or_null(code.value_or(0))},
                {"calendar_id", id_or_null(calendar.value_or(0))},
                {"next_school", school_}});
    return {model::Kind::student, id, 0};
}

std::vector<model::UnfitValue> IntakeWriter::add_fields(RowLog& log, const model::Key& key,
                                                        const model::NewPerson& person) {
    std::vector<FieldChange> changes;
    std::vector<const model::TakenValue*> taken;
    bool home = false;
    bool contact = false;
    for (const auto& one : person.fields) {
        const auto place = std::find_if(fields_.begin(), fields_.end(), [&](const auto& field) {
            return field.field.whose == key.kind && field.field.id == one.sis;
        });
        if (place == fields_.end()) continue;
        home = home || place->row == FieldRow::home;
        contact = contact || place->row == FieldRow::contact;
        changes.push_back({&*place, std::nullopt, one.value});
        taken.push_back(&one);
    }
    // Rows that openSIS's pages make when somebody fills in that part of a person for the first
    // time. A primary contact is a person of its own: it is entered there.
    if (home)
        log.insert("student_address", "id",
                   {{"student_id", key.id},
                    {"syear", year_},
                    {"school_id", school_},
                    {"type", std::string_view("Home Address")}});
    if (contact)
        log.insert("staff_contact", "staff_phone_id",
                   {{"staff_id", key.id}, {"last_update", std::string_view(today_)}});
    std::vector<model::UnfitValue> out;
    const auto done = FieldWriter(*connection_).write_within(key, changes);
    for (std::size_t i = 0; i < done.size(); ++i)
        if (done[i])
            out.push_back({key, school_, person.first_name + " " + person.last_name,
                           taken[i]->field, taken[i]->lms, false, *done[i]});
    // What the server refuses of one value may have cost the whole transaction (a deadlock).
    const bool staff = key.kind == model::Kind::staff;
    if (!out.empty() &&
        connection_
                ->one_integer(staff ? "SELECT COUNT(*) FROM staff WHERE staff_id = ?"
                                    : "SELECT COUNT(*) FROM students WHERE student_id = ?",
                              {key.id})
                .value_or(0) == 0)
        throw base::Failure(base::ExitCode::error, out.front().problem);
    return out;
}

base::Result<model::Written> IntakeWriter::change(const model::Key& person,
                                                  const model::PersonChange& fields) {
    const bool staff = person.kind == model::Kind::staff;
    return in_one(person.text(), [&](RowLog& log) {
        std::vector<RowLog::Field> columns;
        // The names are ours: none comes from outside.
        for (const std::string_view column :
             {"first_name", "middle_name", "last_name", "email", "phone"})
            if (const auto field = fields.find(std::string(column)); field != fields.end())
                columns.emplace_back(column, text_or_null(field->second));
        if (!columns.empty())
            log.update(staff ? "staff" : "students", staff ? "staff_id" : "student_id", person.id,
                       columns);
        return std::vector{person};
    });
}

}  // namespace causeway::opensis
