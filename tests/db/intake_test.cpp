// SPDX-License-Identifier: GPL-3.0-or-later
// What an intake writes into openSIS, on a real MariaDB: every row that openSIS's own pages make,
// what is shared is made once, a refused record leaves nothing behind, and everything can be taken
// back, last first, unless somebody else has changed it or hangs on it.
#include "opensis/field_values.h"
#include "opensis/intake_reader.h"
#include "opensis/intake_writer.h"
#include "opensis_school.h"

namespace causeway::tests {
namespace {

using model::Kind;

class IntakeTest : public ::testing::Test {
  protected:
    void SetUp() override {
        address = fresh_database();
        connection = db::open_mariadb(address);
        sandbox::prepare_schema(*connection);
        for (const char* table : {"students", "staff", "course_periods"})
            for (const char* when : {"INSERT", "UPDATE"})
                connection->execute(std::string("CREATE TRIGGER by_") + table + when + " BEFORE " +
                                    when + " ON " + table +
                                    " FOR EACH ROW SET new.updated_by = @userId");
        for (const char* sql :
             {"INSERT INTO schools (id, title, reporting_gp_scale) VALUES (1, 'North', 4)",
              "INSERT INTO school_years (marking_period_id, syear, school_id, title, start_date, "
              "end_date) VALUES (20, 2026, 1, 'FY', '2026-08-20', '2027-06-10')",
              "INSERT INTO school_semesters (marking_period_id, syear, school_id, year_id, title, "
              "short_name, start_date, end_date) VALUES (21, 2026, 1, 20, 'Semester 1', 'S1', "
              "'2026-08-20', '2027-01-20')",
              "INSERT INTO marking_period_id_generator VALUES (21)",
              "INSERT INTO school_gradelevels (id, school_id, title, short_name, sort_order) "
              "VALUES (4, 1, 'Grade 9', '09', 1)",
              "INSERT INTO school_calendars (calendar_id, school_id, syear, title, "
              "default_calendar) VALUES (6, 1, 2026, 'Main', 'Y')",
              "INSERT INTO student_enrollment_codes (id, syear, title, type) VALUES (3, 2026, "
              "'New', 'Add')"})
            connection->execute(sql);
        model::RosterScope scope;
        scope.today = base::Date::of(2026, 11, 27);
        school = opensis::read_for_intake(*connection, scope);
        writer.emplace(db::open_mariadb(address), school, scope.today);
    }

    static model::NewPerson person(Kind kind, const std::string& first) {
        model::NewPerson out;
        out.kind = kind;
        out.first_name = first;
        out.last_name = "Quill";
        out.email = first + "@example.org";
        out.login = "u-" + first;
        out.number = "N-" + first;
        out.grade_level = kind == Kind::student ? 4 : 0;
        out.from = base::Date::of(2026, 8, 20);
        return out;
    }
    static model::NewSection section(const std::string& name, std::int64_t teacher = 0) {
        model::NewSection out;
        out.subject = "Science";
        out.course = "Biology";
        out.short_name = name;
        out.level = "SEM";
        out.term = 21;
        out.term_prefix = "S1";
        out.begin = base::Date::of(2026, 8, 20);
        out.end = base::Date::of(2027, 1, 20);
        out.teacher = teacher;
        return out;
    }
    template <class New>
    model::Written add(const New& record) {
        auto written = writer->add(record);
        EXPECT_TRUE(written) << written.problem().text();
        return written ? *std::move(written) : model::Written{};
    }
    std::int64_t count(const std::string& table, const std::string& where = "1 = 1") {
        return connection->one_integer("SELECT COUNT(*) FROM " + table + " WHERE " + where)
            .value_or(-1);
    }
    std::string one(const std::string& sql) { return connection->one_text(sql).value_or("NULL"); }
    void take_back(const model::Written& written) {
        const auto done = writer->take_back(written.rows);
        EXPECT_TRUE(done) << done.problem().text();
    }

    db::MariadbAddress address;
    std::unique_ptr<db::Connection> connection;
    model::SisSchool school;
    std::optional<opensis::IntakeWriter> writer;
};

TEST_F(IntakeTest, reads_what_a_plan_needs) {
    EXPECT_EQ(school.year, 2026);
    EXPECT_TRUE(school.calendar);
    EXPECT_EQ(school.terms.size(), 2U);
    EXPECT_EQ(school.grade_levels.size(), 1U);
}

TEST_F(IntakeTest, writes_a_teacher_whole_and_takes_it_back) {
    auto who = person(Kind::staff, "Ada");
    const auto closed = add(who);
    EXPECT_EQ(one("SELECT opensis_access FROM staff_school_info"), "N") << "nobody can sign in yet";
    take_back(closed);
    who.password_hash = "$2y$10$abcdefghijklmnopqrstuv";
    const auto written = add(who);
    EXPECT_EQ(one("SELECT CONCAT(profile, profile_id, current_school_id, alternate_id) FROM staff"),
              "teacher21N-Ada");
    EXPECT_EQ(one("SELECT CONCAT(school_id, ' ', syear, ' ', start_date) FROM "
                  "staff_school_relationship"),
              "1 2026 2026-08-20");
    EXPECT_EQ(one("SELECT CONCAT(opensis_access, opensis_profile, school_access) FROM "
                  "staff_school_info"),
              "Y2,1,");
    EXPECT_EQ(one("SELECT CONCAT(username, ' ', password, ' ', profile_id) FROM "
                  "login_authentication"),
              "u-Ada $2y$10$abcdefghijklmnopqrstuv 2");
    take_back(written);
    for (const char* table :
         {"staff", "staff_school_relationship", "staff_school_info", "login_authentication"})
        EXPECT_EQ(count(table), 0) << table;
}

TEST_F(IntakeTest, writes_a_student_whole_and_takes_it_back) {
    const auto written = add(person(Kind::student, "Bo"));
    EXPECT_EQ(one("SELECT CONCAT(school_id, syear, grade_id, calendar_id, enrollment_code, ' ', "
                  "start_date) FROM student_enrollment"),
              "12026463 2026-08-20");
    EXPECT_EQ(count("medical_info"), 1);
    EXPECT_EQ(one("SELECT password FROM login_authentication"), "NULL");
    take_back(written);
    for (const char* table :
         {"students", "student_enrollment", "login_authentication", "medical_info"})
        EXPECT_EQ(count(table), 0) << table;
}

TEST_F(IntakeTest, mapped_fields_come_in_the_same_transaction_with_the_rows_they_stand_in) {
    connection->execute("INSERT INTO language VALUES (4, 'English', 1, NULL, NULL)");
    writer->know_fields(opensis::read_fields(*connection));
    const auto value = [](const char* sis, std::string text) {
        return model::TakenValue{sis, "lms", std::string(sis) + " <- lms", std::move(text), false};
    };
    auto who = person(Kind::student, "Bo");
    who.fields = {value("birthdate", "2009-01-01"), value("gender", "Female"),
                  value("language", "English"),     value("language", "Klingon"),
                  value("home.city", "Ahoe"),       value("alt_id", "A-7"),
                  value("name_suffix", "too long"), value("guardian.email", "x@example.org"),
                  value("custom:99", "unknown")};
    const auto written = add(who);
    EXPECT_EQ(one("SELECT CONCAT(birthdate, ' ', gender, ' ', language_id, ' ', alt_id) FROM "
                  "students"),
              "2009-01-01 Female 4 A-7");
    EXPECT_EQ(one("SELECT CONCAT(type, ' ', city, ' ', syear, ' ', school_id) FROM "
                  "student_address"),
              "Home Address Ahoe 2026 1");
    ASSERT_EQ(written.unfit.size(), 3U);
    EXPECT_EQ(written.unfit[0].field, "language <- lms");
    EXPECT_EQ(written.unfit[1].field, "name_suffix <- lms");
    EXPECT_EQ(written.unfit[2].field, "guardian.email <- lms");
    for (const auto& one : written.unfit) {
        EXPECT_EQ(one.person, written.keys.front());
        EXPECT_EQ(one.title, "Bo Quill");
        EXPECT_FALSE(one.problem.why.empty());
        EXPECT_FALSE(one.problem.cure.empty());
    }
    take_back(written);
    EXPECT_EQ(count("students") + count("student_address"), 0);

    auto staff = person(Kind::staff, "Ada");
    staff.fields = {value("contact.mobile_phone", "0660"), value("school.job_title", "Head")};
    const auto teacher = add(staff);
    EXPECT_TRUE(teacher.unfit.empty());
    EXPECT_EQ(one("SELECT staff_mobile_phone FROM staff_contact"), "0660");
    EXPECT_EQ(one("SELECT job_title FROM staff_school_info"), "Head");
    take_back(teacher);
    EXPECT_EQ(count("staff") + count("staff_contact") + count("staff_school_info"), 0);
    // One person is one transaction: where the person will not do, no field is left.
    who.login = std::string(256, 'u');
    EXPECT_FALSE(writer->add(who));
    EXPECT_EQ(count("students") + count("student_address"), 0);
}

TEST_F(IntakeTest, what_openSIS_refuses_leaves_nothing_behind) {
    auto who = person(Kind::student, "Bo");
    who.number = std::string(51, 'x');  // found in the middle: the row before is gone as well
    const auto refused = writer->add(who);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.problem().code, "intake.opensis_refused");
    EXPECT_FALSE(refused.problem().cure.empty());
    who = person(Kind::student, "Bo");
    who.login = std::string(256, 'u');  // the second table refuses
    ASSERT_FALSE(writer->add(who));
    EXPECT_EQ(count("students"), 0);
    add(person(Kind::student, "Cy"));  // and the writer goes on
    EXPECT_EQ(count("students"), 1);
}

TEST_F(IntakeTest, changes_fields_and_puts_them_back) {
    const auto key = add(person(Kind::student, "Bo")).keys.front();
    const auto changed = writer->change(key, {{"last_name", "Fenn"}, {"phone", "555"}});
    ASSERT_TRUE(changed);
    EXPECT_EQ(one("SELECT CONCAT(last_name, phone) FROM students"), "Fenn555");
    take_back(*changed);
    EXPECT_EQ(one("SELECT last_name FROM students"), "Quill");
    EXPECT_EQ(one("SELECT phone FROM students"), "NULL");
}

TEST_F(IntakeTest, what_somebody_changed_since_is_not_taken_back) {
    const auto written = add(person(Kind::student, "Bo"));
    connection->execute("SET @userId = '1'");
    connection->execute("UPDATE students SET last_name = 'By Hand'");
    const auto kept = writer->take_back(written.rows);
    ASSERT_FALSE(kept);
    EXPECT_NE(kept.problem().why.find("somebody changed it"), std::string::npos);
    EXPECT_EQ(count("student_enrollment"), 1) << "all or nothing";
}

TEST_F(IntakeTest, a_second_section_shares_subject_course_room_and_period) {
    const auto teacher = add(person(Kind::staff, "Ada")).keys.front().id;
    const auto first = add(section("A", teacher));
    const auto second = add(section("B"));
    EXPECT_EQ(one("SELECT title FROM course_periods WHERE short_name = 'A'"),
              "S1 - A - Ada  Quill");
    EXPECT_EQ(one("SELECT CONCAT(mp, marking_period_id, calendar_id, schedule_type, filled_seats) "
                  "FROM course_periods WHERE short_name = 'B'"),
              "SEM216FIXED0");
    EXPECT_EQ(count("course_periods", "parent_id = course_period_id AND grade_scale_id IS NULL"),
              2);
    EXPECT_EQ(count("course_period_var", "does_attendance IS NULL"), 2);
    for (const char* table : {"course_subjects", "courses", "rooms", "school_periods"})
        EXPECT_EQ(count(table), 1) << table;
    take_back(second);  // last first, as an undo does
    EXPECT_EQ(count("courses"), 1) << "the first section is in it";
    take_back(first);
    for (const char* table : {"course_subjects", "courses", "rooms", "school_periods",
                              "course_periods", "course_period_var"})
        EXPECT_EQ(count(table), 0) << table;
}

TEST_F(IntakeTest, teachers_and_seats_hang_on_a_section) {
    const auto made = add(section("A"));
    const auto place = made.keys.front().id;
    const auto ada = add(person(Kind::staff, "Ada")).keys.front().id;
    const auto bo = add(person(Kind::student, "Bo"));
    const auto teacher = add(model::NewTeacher{place, ada, false});
    EXPECT_EQ(one("SELECT title FROM course_periods"), "S1 - A - Ada  Quill");
    const model::NewSeat seat{place, bo.keys.front().id, base::Date::of(2026, 8, 20),
                              base::Date::of(2027, 1, 20)};
    const auto took = writer->seconds_for(seat);
    ASSERT_TRUE(took);
    EXPECT_GT(*took, 0);
    EXPECT_EQ(count("schedule"), 0) << "only tried";
    const auto sits = add(seat);
    EXPECT_EQ(one("SELECT CONCAT(mp, marking_period_id, start_date, end_date) FROM schedule"),
              "SEM212026-08-202027-01-20");
    EXPECT_FALSE(writer->take_back(made.rows)) << "a student sits in it";
    EXPECT_FALSE(writer->take_back(bo.rows));
    take_back(sits);
    take_back(teacher);
    EXPECT_EQ(one("SELECT CONCAT(title, IFNULL(teacher_id, '-')) FROM course_periods"), "S1 - A-");
    take_back(made);
    take_back(bo);
    EXPECT_EQ(count("students") + count("course_periods"), 0);
    EXPECT_FALSE(writer->add(seat)) << "the section is gone";
}

TEST_F(IntakeTest, a_year_of_history_is_one_marking_period) {
    const auto bo = add(person(Kind::student, "Bo")).keys.front().id;
    model::NewHistory grade{bo,    0,         2025,   "2025-2026", base::Date::of(2026, 6, 5),
                            "BIO", "Biology", 84.089, 1,           "Grade 8"};
    const auto first = add(grade);
    grade.code = "ENG";
    const auto second = add(grade);
    EXPECT_EQ(count("history_marking_periods", "mp_type = 'year' AND syear = 2025"), 1);
    EXPECT_EQ(count("history_school"), 1);
    EXPECT_EQ(one("SELECT CONCAT(grade_percent, ' ', grade_letter, ' ', credit_earned, ' ', syear) "
                  "FROM student_report_card_grades WHERE course_code = 'BIO'"),
              "84.09 84.1% 1.000 2026");
    EXPECT_EQ(one("SELECT grade_level_short FROM student_gpa_calculated"), "Grade 8");
    model::RosterScope scope;
    scope.today = base::Date::of(2026, 11, 27);
    const auto again = opensis::read_for_intake(*connection, scope);
    ASSERT_EQ(again.history.size(), 2U) << "a second run finds them";
    grade.row = again.history.front().id;
    grade.percent = 100;
    const auto raised = add(grade);
    EXPECT_EQ(one("SELECT CONCAT(grade_percent, ' ', grade_letter) FROM student_report_card_grades "
                  "WHERE course_code = 'BIO'"),
              "100.00 100%");
    grade.percent = 0;
    connection->execute(
        "UPDATE student_report_card_grades SET grade_letter = 'A' WHERE course_code = 'BIO'");
    const auto changed = add(grade);
    EXPECT_EQ(one("SELECT CONCAT(grade_percent, ' ', grade_letter, ' ', credit_earned) FROM "
                  "student_report_card_grades WHERE course_code = 'BIO'"),
              "0.00 A 0.000")
        << "a letter that somebody entered stays";
    take_back(changed);
    take_back(raised);
    take_back(second);
    EXPECT_EQ(one("SELECT grade_level_short FROM student_gpa_calculated"), "Grade 8")
        << "a grade of that year is left";
    take_back(first);
    for (const char* table : {"student_report_card_grades", "history_marking_periods",
                              "history_school", "student_gpa_calculated"})
        EXPECT_EQ(count(table), 0) << table;
}

}  // namespace
}  // namespace causeway::tests
