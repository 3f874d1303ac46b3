// SPDX-License-Identifier: GPL-3.0-or-later
#include "intake/run.h"
#include "intake_school.h"

namespace causeway::intake {
namespace {

using testing::HasSubstr;

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

TEST_F(IntakeCourses, what_opensis_would_print_as_code_or_cannot_hold_refuses_the_course) {
    const struct {
        std::string full, code, category;
        const char* what;
    } cases[] = {{"Algebra <b>", "alg", "Maths", "full name"},
                 {"Algebra", "alg\xF0\x9F\x98\x80", "Maths", "short name"},
                 {"Algebra", "alg", "Maths\\", "category's name"},
                 {"Algebra", "alg", "", "it is empty"},
                 {std::string(101, 'a'), "alg", "Maths", "100"}};
    for (const auto& one : cases) {
        moodle = {};
        course(7, base::Date::of(2026, 9, 5), base::Date::of(2027, 1, 20));
        moodle.courses.front().course.fullname = one.full;
        moodle.courses.front().course.shortname = one.code;
        moodle.courses.front().categories = {{2, "School"}, {3, one.category}};
        const Row row = only_row(What::courses);
        ASSERT_TRUE(row.problem) << one.what;
        EXPECT_EQ(row.problem->code, "intake.text") << one.what;
        EXPECT_EQ(row.problem->record, "course:7");
        EXPECT_THAT(row.reason, HasSubstr(one.what));
        EXPECT_FALSE(row.problem->cure.empty());
    }
}

TEST_F(IntakeCourses, an_id_number_of_another_sort_refuses_the_course) {
    course(7, base::Date::of(2026, 9, 5), base::Date::of(2027, 1, 20), "opensis:subject:3");
    EXPECT_EQ(only_row(What::courses).problem->code, "intake.foreign_number");
    EXPECT_THAT(only_row(What::courses).reason, HasSubstr("subject:3"));
    moodle.courses.front().course.idnumber = "opensis:section:31";
    EXPECT_THAT(only_row(What::courses).reason, HasSubstr("section:31"));
    model::SisSection section;
    section.id = 31;
    section.short_name = "other";
    sis.sections = {section};
    EXPECT_EQ(only_row(What::courses).fate, Fate::link);
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

TEST_F(IntakeCourses, seats_in_sections_that_take_attendance_are_slow_and_say_so) {
    course(7, base::Date::of(2026, 9, 5), base::Date::of(2027, 1, 20));
    person(12, "Ada", "Quill", "ada@example.org");
    known(Kind::student, 3, "Ada", "Quill", "ada@example.org");
    sis.people.back().here = true;
    links.people[12] = {Kind::student, 3, 0};
    links.sections[7] = {Kind::section, 31, 0};
    model::SisSection section;
    section.id = 31;
    sis.sections = {section};
    EXPECT_FALSE(only_row(What::student_schedule).slow);
    sis.sections.front().attendance = true;
    const Row row = only_row(What::student_schedule);
    EXPECT_TRUE(row.slow);
    EXPECT_THAT(row.reason, HasSubstr("takes attendance"));
    EXPECT_EQ(slow_rows({row, Row{}}), 1);
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
    EXPECT_EQ(only_row(What::history).problem->code, "intake.untold_total");
    moodle.totals.front().max = -5;
    EXPECT_EQ(only_row(What::history).problem->code, "intake.bad_total");
}

}  // namespace
}  // namespace causeway::intake
