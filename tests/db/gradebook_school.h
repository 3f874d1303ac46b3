// SPDX-License-Identifier: GPL-3.0-or-later
// A section's gradebook in a school of its own on a real MariaDB, and a Moodle gradebook to pull
// into it. Each test takes a fresh database. One thread.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "grades/plan.h"
#include "opensis/gradebook.h"
#include "opensis/gradebook_tables.h"
#include "opensis_school.h"

namespace causeway::tests {

class GradebookTest : public ::testing::Test {
  protected:
    void SetUp() override {
        address = fresh_database();
        connection = db::open_mariadb(address);
        sandbox::prepare_schema(*connection);
        for (const auto sql : opensis::own_tables())
            connection->execute(sql);
        // openSIS marks every row with whoever wrote it.
        connection->execute(
            "CREATE TRIGGER grades_by BEFORE INSERT ON gradebook_grades FOR EACH ROW SET "
            "new.updated_by = @userId");
        for (const char* sql :
             {"INSERT INTO schools (id, title) VALUES (1, 'North')",
              "INSERT INTO school_years (marking_period_id, syear, school_id, title, start_date, "
              "end_date, does_grades) VALUES (20, 2026, 1, 'FY', '2026-08-20', '2027-06-10', 'Y')",
              "INSERT INTO school_semesters (marking_period_id, syear, school_id, year_id, title, "
              "start_date, end_date) VALUES (21, 2026, 1, 20, 'S1', '2026-08-20', '2027-01-20')",
              "INSERT INTO school_quarters (marking_period_id, syear, school_id, semester_id, "
              "title, start_date, end_date, does_grades) VALUES (24, 2026, 1, 21, 'Q2', "
              "'2026-11-01', '2027-01-20', 'Y')",
              "INSERT INTO courses (syear, course_id, subject_id, school_id, title) VALUES (2026, "
              "12, 1, 1, 'Algebra')",
              "INSERT INTO report_card_grade_scales (id, syear, school_id, title, gp_scale) VALUES "
              "(1, 2026, 1, 'Main', 4)",
              "INSERT INTO report_card_grades (id, syear, school_id, title, break_off, "
              "unweighted_gp, gpa_value, grade_scale_id) VALUES (1, 2026, 1, 'A', 90, 4, 0, 1), "
              "(2, 2026, 1, 'F', 0, 0, 0, 1)",
              "INSERT INTO course_periods (syear, school_id, course_period_id, course_id, "
              "short_name, mp, marking_period_id, begin_date, end_date, teacher_id, "
              "grade_scale_id, credits, modified_by) VALUES (2026, 1, 331, 12, 'P1', 'FY', 20, "
              "'2026-08-20', '2027-06-10', 7, 1, 1, 1)",
              "INSERT INTO course_period_var (course_period_id, period_id, room_id) VALUES (331, "
              "4, 1)",
              "INSERT INTO program_user_config (user_id, school_id, program, title, value) VALUES "
              "(7, 1, 'Gradebook', 'ROUNDING', 'UP_331'), (7, 1, 'Gradebook', 'WEIGHT', 'Y_33')",
              "INSERT INTO student_enrollment (syear, school_id, student_id, start_date) VALUES "
              "(2026, 1, 41, '2026-08-20'), (2026, 1, 42, '2026-08-20')",
              "INSERT INTO schedule (syear, school_id, student_id, start_date, course_id, "
              "course_period_id) VALUES (2026, 1, 41, '2026-08-20', 12, 331), (2026, 1, 42, "
              "'2026-08-20', 12, 331)"})
            connection->execute(sql);
        books = std::make_unique<opensis::Gradebooks>(address);
        moodle.course = 9;
        moodle.has_rules = moodle.has_inactive = true;
        moodle.categories.resize(2);
        moodle.categories[0].id = 1;
        moodle.categories[1].id = 2;
        moodle.categories[1].parent = 1;
        moodle.categories[1].name = "Homework";
        item(10, model::ItemKind::assignment, "Don't & <b>do</b>", 20);
        item(30, model::ItemKind::course_total, "", 100);
        grade(10, 41, 17.5);
        grade(10, 42, 3);
        grade(30, 41, 90.4);
        policy.today = base::Date::of(2026, 11, 27);
    }

    void item(model::RemoteId id, model::ItemKind kind, const char* name, double max) {
        model::GradedItem out;
        out.id = id;
        out.kind = kind;
        out.name = name;
        out.max = max;
        out.category = 2;
        out.description = "Read <i>\"it\"</i> & weep";
        out.due = base::Zone::utc().start_of(base::Date::of(2026, 11, 20));
        moodle.items.push_back(out);
    }
    void grade(model::RemoteId id, std::int64_t student, double final) {
        model::Grade out;
        out.item = id;
        out.idnumber = "opensis:student:" + std::to_string(student);
        out.final = out.raw = final;
        out.max = id == 30 ? 100 : 20;
        moodle.grades.push_back(out);
    }
    model::SchoolBook book() {
        const std::int64_t sections[] = {331, 999};
        auto out = books->read(sections);
        EXPECT_EQ(out.size(), 1U);
        return std::move(out.front());
    }
    grades::SectionPlan plan(grades::Option option = grades::Option::moodle) {
        grades::Request request;
        request.option = option;
        return grades::plan_section(book(), moodle, policy, request);
    }
    base::Result<void> write(const model::SchoolSection& section, std::int64_t run,
                             std::span<const model::BookStep> steps) {
        const model::SectionSteps one{section, steps};
        return books->write(run, std::span(&one, 1)).front();
    }
    grades::SectionPlan pull(std::int64_t run, grades::Option option = grades::Option::moodle) {
        auto made = plan(option);
        const auto written = write(book().section, run, made.steps);
        EXPECT_TRUE(written) << written.problem().text();
        return made;
    }
    // As a teacher makes it in openSIS's own gradebook.
    void make_an_assignment() {
        connection->execute(
            "INSERT INTO gradebook_assignments (assignment_type_id, course_period_id, title, "
            "points, "
            "marking_period_id) SELECT assignment_type_id, 331, 'By hand', 10, 24 FROM "
            "gradebook_assignment_types");
    }
    std::string one(const std::string& sql) { return connection->one_text(sql).value_or("?"); }

    db::MariadbAddress address;
    std::unique_ptr<db::Connection> connection;
    std::unique_ptr<opensis::Gradebooks> books;
    model::Gradebook moodle;
    grades::Policy policy;
};

}  // namespace causeway::tests
