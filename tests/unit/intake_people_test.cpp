// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "intake/rows.h"

namespace causeway::intake {
namespace {

using model::Kind;
using testing::HasSubstr;

// A school year 1 September 2026 to 30 June 2027 with one semester, and a Moodle with one course.
class IntakePeople : public ::testing::Test {
  protected:
    void SetUp() override {
        sis.id = 1;
        sis.year = 2026;
        sis.begin = base::Date::of(2026, 9, 1);
        sis.calendar = true;
        sis.end = base::Date::of(2027, 6, 30);
        sis.terms = {{9, "FY", "Full Year", "FY", sis.begin, sis.end},
                     {10, "SEM", "Semester 1", "S1", sis.begin, base::Date::of(2027, 1, 31)}};
        sis.grade_levels = {{4, "Grade 9", "09"}, {5, "Grade 10", "10"}};
        wishes.teachers = {"editingteacher"};
        wishes.students = {"student"};
        wishes.today = base::Date::of(2026, 11, 1);
    }
    void person(model::RemoteId id, const std::string& first, const std::string& last,
                const std::string& email, const std::string& role = "student",
                const std::string& number = "") {
        model::MoodlePerson out;
        out.user = {id, number, "u" + std::to_string(id), first, last, "", email, "manual", false};
        moodle.people.push_back(out);
        model::MoodleMember member;
        member.id = id;
        member.user = id;
        member.course = 7;
        member.roles = {role};
        moodle.members.push_back(member);
    }
    void known(Kind kind, std::int64_t id, const std::string& first, const std::string& last,
               const std::string& email, const std::string& number = "") {
        model::SisPerson out;
        out.kind = kind;
        out.id = id;
        out.first_name = first;
        out.last_name = last;
        out.email = email;
        out.number = number;
        sis.people.push_back(out);
    }
    Row only_row(What what = What::students) {
        const auto rows = plan(what, moodle, sis, links, wishes);
        EXPECT_EQ(rows.size(), 1U);
        return rows.empty() ? Row{} : rows.front();
    }

    model::MoodleSchool moodle;
    model::SisSchool sis;
    Links links;
    Wishes wishes;
};

TEST_F(IntakePeople, a_new_student_keeps_number_and_user_name_and_gets_the_first_grade_level) {
    person(12, "Ada", "Quill", "ada@example.org", "student", "S-7");
    const Row row = only_row();
    ASSERT_EQ(row.fate, Fate::create) << row.reason;
    const auto& made = std::get<model::NewPerson>(row.payload);
    EXPECT_EQ(made.number, "S-7");
    EXPECT_EQ(made.login, "u12");
    EXPECT_EQ(made.grade_level, 4);
    EXPECT_TRUE(made.password_hash.empty());
    EXPECT_TRUE(plan(What::staff, moodle, sis, links, wishes).empty());
}

TEST_F(IntakePeople, a_grade_level_that_the_school_has_not_is_refused) {
    person(12, "Ada", "Quill", "ada@example.org");
    wishes.grade_level = "Grade 13";
    EXPECT_THAT(only_row().reason, HasSubstr("Grade 13"));
    wishes.grade_level = "10";
    EXPECT_EQ(std::get<model::NewPerson>(only_row().payload).grade_level, 5);
    wishes.grade_level.clear();
    sis.grade_levels.clear();
    EXPECT_THAT(only_row().reason, HasSubstr("the school has no grade level in openSIS"));
}

TEST_F(IntakePeople, the_student_number_tells_a_person_and_so_does_the_address) {
    person(12, "Ada", "Quill", "new@example.org", "student", "S-7");
    known(Kind::student, 3, "Adele", "Quill", "old@example.org", "s-7");
    EXPECT_EQ(only_row().fate, Fate::link);
    EXPECT_EQ(only_row().key, (model::Key{Kind::student, 3, 0}));
    // Who is linked for the first time is not changed.
    EXPECT_TRUE(std::holds_alternative<std::monostate>(only_row().payload));
    sis.people.front().number.clear();
    EXPECT_EQ(only_row().fate, Fate::create);
    sis.people.front().email = "NEW@example.org";
    EXPECT_EQ(only_row().fate, Fate::link);
}

TEST_F(IntakePeople, number_and_address_of_two_people_are_doubtful) {
    person(12, "Ada", "Quill", "ada@example.org", "student", "S-7");
    known(Kind::student, 3, "Bo", "Fenn", "bo@example.org", "S-7");
    known(Kind::student, 4, "Ada", "Quill", "ada@example.org");
    const Row row = only_row();
    EXPECT_EQ(row.fate, Fate::doubtful);
    EXPECT_THAT(row.reason, HasSubstr("student:3"));
    EXPECT_THAT(row.reason, HasSubstr("student:4"));
}

TEST_F(IntakePeople, twins_by_name_are_doubtful_until_a_person_decides) {
    person(12, "Ada", "Quill", "ada@example.org");
    known(Kind::student, 3, "ada", "QUILL", "other@example.org");
    sis.people.back().birth_date = "2010-05-01";
    const Row row = only_row();
    ASSERT_EQ(row.fate, Fate::doubtful);
    EXPECT_THAT(row.reason, HasSubstr("born 2010-05-01"));
    EXPECT_THAT(row.problem->cure, HasSubstr("--same user:12=student:NUMBER"));
    wishes.same = {"user:12=student:3"};
    EXPECT_EQ(only_row().fate, Fate::link);
    wishes.same = {"user:12=new"};
    EXPECT_EQ(only_row().fate, Fate::create);
    wishes.same = {"user:12=student:99"};
    EXPECT_THAT(only_row().reason, HasSubstr("student:99"));
}

TEST_F(IntakePeople, two_accounts_are_never_one_person) {
    person(12, "Ada", "Quill", "ada@example.org");
    person(13, "Ada", "Quill", "ADA@example.org");
    for (const Row& row : plan(What::students, moodle, sis, links, wishes)) {
        EXPECT_EQ(row.fate, Fate::refused);
        EXPECT_EQ(row.problem->code, "intake.duplicate");
    }
    moodle.people.back().user.email = "ada2@example.org";
    known(Kind::student, 3, "Ada", "Quill", "ada@example.org");
    links.people[13] = {Kind::student, 3, 0};
    const auto rows = plan(What::students, moodle, sis, links, wishes);
    EXPECT_EQ(rows[0].problem->code, "intake.taken");
    EXPECT_EQ(rows[1].fate, Fate::update);
}

TEST_F(IntakePeople, what_opensis_cannot_hold_is_named) {
    const struct {
        std::string first, last, email;
        const char* code;
        const char* why;
    } cases[] = {
        {"Ada \xF0\x9F\x98\x80", "Quill", "a@example.org", "intake.text", "\xF0\x9F\x98\x80"},
        {"<b>Ada</b>", "Quill", "a@example.org", "intake.text", "code"},
        {"Ada", "Quill\\", "a@example.org", "intake.text", "backslash"},
        {std::string(51, 'a'), "Quill", "a@example.org", "intake.text", "50"},
        {"Ada", "Quill", std::string(45, 'a') + "@example.org", "intake.text", "e-mail"},
        {"  ", "Quill", "a@example.org", "intake.no_name", "empty"},
        {"Ada", "Quill", "", "intake.no_email", "no e-mail"},
        {"Ada", "Quill", "ada at home", "intake.no_email", "ada at home"},
    };
    for (const auto& one : cases) {
        moodle = {};
        person(12, one.first, one.last, one.email);
        const Row row = only_row();
        ASSERT_TRUE(row.problem) << one.first;
        EXPECT_EQ(row.problem->code, one.code) << one.first;
        EXPECT_THAT(row.reason, HasSubstr(one.why));
        EXPECT_EQ(row.problem->record, "user:12");
        EXPECT_FALSE(row.problem->cure.empty());
    }
    moodle = {};
    person(12, "Siobh\xC3\xA1n", "O'Neill", "a@example.org");
    EXPECT_EQ(only_row().fate, Fate::create);
}

TEST_F(IntakePeople, who_teaches_somewhere_is_no_student) {
    person(12, "Ada", "Quill", "ada@example.org");
    moodle.members.push_back(moodle.members.front());
    moodle.members.back().course = 8;
    moodle.members.back().roles = {"editingteacher"};
    EXPECT_EQ(only_row().problem->code, "intake.two_roles");
    EXPECT_EQ(only_row(What::staff).fate, Fate::create);
}

TEST_F(IntakePeople, moodles_own_accounts_stay_its_own) {
    person(2, "Admin", "User", "admin@example.org", "editingteacher");
    EXPECT_EQ(only_row(What::staff).problem->code, "intake.built_in");
}

TEST_F(IntakePeople, a_linked_person_is_compared_and_only_what_moodle_has_counts) {
    person(12, "Ada", "Quill", "ada@example.org");
    known(Kind::student, 3, "Ada", "Quill", "ada@example.org");
    sis.people.back().phone = "1234";
    links.people[12] = {Kind::student, 3, 0};
    EXPECT_EQ(only_row().fate, Fate::unchanged);
    moodle.people.front().user.last_name = "Quill-Fenn";
    ASSERT_EQ(only_row().fate, Fate::update);
    EXPECT_EQ(std::get<ChangedPerson>(only_row().payload).fields,
              (model::PersonChange{{"last_name", "Quill-Fenn"}}));
    sis.people.clear();
    EXPECT_EQ(only_row().problem->code, "intake.link_lost");
}

TEST_F(IntakePeople, an_id_number_of_ours_is_believed_or_refused) {
    person(12, "Ada", "Quill", "ada@example.org", "student", "opensis:student:3");
    EXPECT_EQ(only_row().problem->code, "intake.foreign_number");
    known(Kind::student, 3, "Somebody", "Else", "x@example.org");
    EXPECT_EQ(only_row().fate, Fate::link);
}

TEST_F(IntakePeople, rows_are_left_out_and_picked) {
    person(12, "Ada", "Quill", "ada@example.org");
    wishes.leave_out = {"user:12"};
    EXPECT_EQ(only_row().fate, Fate::left_out);
    wishes.leave_out.clear();
    wishes.only = {"user:99"};
    EXPECT_EQ(only_row().fate, Fate::left_out);
    EXPECT_TRUE(std::holds_alternative<std::monostate>(only_row().payload));
}

// ---- courses, schedule, history ----

class IntakeCourses : public IntakePeople {
  protected:
    void course(model::RemoteId id, base::Date begin, base::Date end,
                const std::string& idnumber = "") {
        model::MoodleCourse out;
        out.course = {id,
                      idnumber,
                      "Algebra " + std::to_string(id),
                      "alg" + std::to_string(id),
                      3,
                      base::Zone::utc().start_of(begin),
                      base::Zone::utc().end_of(end),
                      true};
        out.categories = {{2, "School"}, {3, "Mathematics"}};
        moodle.courses.push_back(out);
    }
};

TEST_F(IntakeCourses, a_category_becomes_subject_and_course_and_the_dates_find_the_semester) {
    course(7, base::Date::of(2026, 9, 5), base::Date::of(2027, 1, 20));
    const Row row = only_row(What::courses);
    ASSERT_EQ(row.fate, Fate::create) << row.reason;
    const auto& made = std::get<model::NewSection>(row.payload);
    EXPECT_EQ(made.subject, "School");
    EXPECT_EQ(made.course, "Mathematics");
    EXPECT_EQ(made.short_name, "alg7");
    EXPECT_EQ(made.term, 10);
    EXPECT_EQ(made.level, "SEM");
    EXPECT_EQ(made.term_prefix, "S1");
    wishes.course_each = true;
    wishes.custom_dates = true;
    const auto other = std::get<model::NewSection>(only_row(What::courses).payload);
    EXPECT_EQ(other.subject, "Mathematics");
    EXPECT_EQ(other.course, "Algebra 7");
    EXPECT_EQ(other.term, 0);
    EXPECT_EQ(other.begin, base::Date::of(2026, 9, 5));
}

TEST_F(IntakeCourses, last_years_courses_are_history_and_next_years_wait) {
    course(7, base::Date::of(2025, 9, 5), base::Date::of(2026, 6, 20));
    EXPECT_TRUE(plan(What::courses, moodle, sis, links, wishes).empty());
    course(8, base::Date::of(2027, 9, 5), base::Date::of(2028, 6, 20));
    EXPECT_EQ(only_row(What::courses).problem->code, "intake.later_year");
}

TEST_F(IntakeCourses, one_id_number_on_two_courses_refuses_both) {
    course(7, base::Date::of(2026, 9, 5), base::Date::of(2027, 1, 20), "M-9");
    course(8, base::Date::of(2026, 9, 5), base::Date::of(2027, 1, 20), "m-9");
    const auto rows = plan(What::courses, moodle, sis, links, wishes);
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_THAT(rows[0].reason, HasSubstr("course:8"));
    EXPECT_THAT(rows[1].reason, HasSubstr("course:7"));
}

TEST_F(IntakeCourses, a_section_of_the_same_name_is_found_again) {
    course(7, base::Date::of(2026, 9, 5), base::Date::of(2027, 1, 20));
    model::SisSection section;
    section.id = 31;
    section.short_name = "ALG7";
    section.course_title = "Mathematics";
    sis.sections = {section};
    EXPECT_EQ(only_row(What::courses).fate, Fate::link);
    links.sections[99] = {Kind::section, 31, 0};
    EXPECT_EQ(only_row(What::courses).fate, Fate::doubtful);
    links.sections = {{7, {Kind::section, 31, 0}}};
    EXPECT_EQ(only_row(What::courses).fate, Fate::unchanged);
}

TEST_F(IntakeCourses, a_seat_needs_section_and_person_and_keeps_within_the_section) {
    course(7, base::Date::of(2026, 9, 5), base::Date::of(2027, 1, 20));
    person(12, "Ada", "Quill", "ada@example.org");
    EXPECT_EQ(only_row(What::student_schedule).problem->code, "intake.no_section");
    model::SisSection section;
    section.id = 31;
    section.begin = sis.begin;
    section.end = base::Date::of(2027, 1, 31);
    sis.sections = {section};
    links.sections[7] = {Kind::section, 31, 0};
    EXPECT_EQ(only_row(What::student_schedule).problem->code, "intake.no_person");
    known(Kind::student, 3, "Ada", "Quill", "ada@example.org");
    links.people[12] = {Kind::student, 3, 0};
    EXPECT_EQ(only_row(What::student_schedule).problem->code, "intake.not_here");
    sis.people.back().here = true;
    moodle.members.front().start = base::Zone::utc().start_of(base::Date::of(2026, 10, 1));
    moodle.members.front().end = base::Zone::utc().start_of(base::Date::of(2028, 1, 1));
    const auto seat = std::get<model::NewSeat>(only_row(What::student_schedule).payload);
    EXPECT_EQ(seat.from, base::Date::of(2026, 10, 1));
    EXPECT_EQ(seat.to, base::Date::of(2027, 1, 31));
    sis.schedule[{31, 3}] = 5;
    EXPECT_EQ(only_row(What::student_schedule).fate, Fate::link);
    links.enrolments = {{Kind::learns, 31, 3}};
    EXPECT_EQ(only_row(What::student_schedule).fate, Fate::unchanged);
}

TEST_F(IntakeCourses, a_section_has_room_for_two_teachers) {
    course(7, base::Date::of(2026, 9, 5), base::Date::of(2027, 1, 20));
    model::SisSection section;
    section.id = 31;
    sis.sections = {section};
    links.sections[7] = {Kind::section, 31, 0};
    for (int i = 1; i <= 3; ++i) {
        person(10 + i, "T", "Number" + std::to_string(i), "t" + std::to_string(i) + "@example.org",
               "editingteacher");
        known(Kind::staff, i, "T", "Number" + std::to_string(i), "");
        sis.people.back().here = true;
        links.people[10 + i] = {Kind::staff, i, 0};
    }
    const auto rows = plan(What::staff_schedule, moodle, sis, links, wishes);
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_FALSE(std::get<model::NewTeacher>(rows[0].payload).second);
    EXPECT_TRUE(std::get<model::NewTeacher>(rows[1].payload).second);
    EXPECT_EQ(rows[2].problem->code, "intake.third_teacher");
}

TEST_F(IntakeCourses, old_totals_become_percent_of_the_year_they_were_earned_in) {
    course(7, base::Date::of(2025, 9, 5), base::Date::of(2026, 6, 20));
    person(12, "Ada", "Quill", "ada@example.org");
    moodle.totals = {{12, 7, 42, 50}};
    EXPECT_EQ(only_row(What::history).problem->code, "intake.no_person");
    links.people[12] = {Kind::student, 3, 0};
    const auto made = std::get<model::NewHistory>(only_row(What::history).payload);
    EXPECT_EQ(made.year, 2025);
    EXPECT_EQ(made.period, "2025-2026");
    EXPECT_DOUBLE_EQ(made.percent, 84);
    EXPECT_EQ(made.post, base::Date::of(2026, 6, 20));
    EXPECT_EQ(made.grade_level, "Grade 9");
    sis.history = {{77, 3, 2025, "alg7", "Algebra 7", "84.00"}};
    EXPECT_EQ(only_row(What::history).fate, Fate::unchanged);
    sis.history.front().percent = "80.00";
    EXPECT_EQ(std::get<model::NewHistory>(only_row(What::history).payload).row, 77);
    moodle.totals.front().max = 0;
    EXPECT_EQ(only_row(What::history).problem->code, "intake.bad_total");
}

}  // namespace
}  // namespace causeway::intake
