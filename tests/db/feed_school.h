// SPDX-License-Identifier: GPL-3.0-or-later
// A small school on a MariaDB that logs rows, for the change feeds, and what a feed says about it.
// Each test begins with the same rows. One thread.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "base/failure.h"
#include "db/db.h"
#include "opensis/change_feed.h"
#include "sandbox/school/schema.h"
#include "support/mariadb_server.h"

namespace causeway::tests {

inline support::MariadbServer& logging_server() {
    static support::MariadbServer server({"--log-bin=log", "--binlog-format=ROW", "--server-id=1"});
    return server;
}

// School 1 with its year and a semester, subject 1, course 1, section 1 of teacher 1, students 1
// and 2 in it; teacher 2 and student 3 are there for changes.
class FeedSchool : public ::testing::Test {
  protected:
    using Keys = std::vector<std::string>;

    void SetUp() override {
        address = *db::MariadbAddress::parse(logging_server().url("feeds"));
        connection = db::open_mariadb(address);
        if (spoiled_) {
            sql("DROP DATABASE feeds");
            sql("CREATE DATABASE feeds CHARACTER SET utf8mb3");
            sql("USE feeds");
            sandbox::prepare_schema(*connection);
        }
        spoiled_ = false;
        sql("BEGIN");
        for (const auto table : sandbox::schema_tables())
            if (table != "user_profiles" && table != "app")
                sql("DELETE FROM " + std::string(table));
        for (const char* statement : kRows)
            sql(statement);
        sql("COMMIT");
    }

    void sql(const std::string& statement) { connection->execute(statement); }
    // A statement that changes the tables themselves.
    void alter(const std::string& statement) {
        spoiled_ = true;
        sql(statement);
    }

    void open(const std::string& position = "") {
        auto opened = opensis::open_feed(address, options, position);
        feed = std::move(opened.feed);
        kind = opened.kind;
        why_not_better = opened.why_not_better;
    }

    // What the feed says next; it must say something within the time.
    opensis::ChangeHint hint() {
        const auto out = feed->next(std::chrono::seconds(20), {});
        EXPECT_FALSE(out.empty()) << "the feed kept silent";
        last_why = out.why;
        return out;
    }
    static Keys texts(const opensis::ChangeHint& hint) {
        Keys out;
        for (const auto& key : hint.keys)
            out.push_back(key.text());
        if (hint.everything) out.emplace_back("everything");
        return out;
    }
    Keys keys() { return texts(hint()); }

    // A statement, and the hint that it gives.
    Keys after(const std::string& statement) {
        sql(statement);
        return keys();
    }
    // A statement that gives none: the hint that comes is that of the change after it.
    void expect_silence(const std::string& statement) {
        sql(statement);
        sql("UPDATE students SET first_name = CONCAT(first_name, 'x') WHERE student_id = 3");
        const auto got = hint();
        EXPECT_EQ(texts(got), Keys{"student:3"}) << statement << " gave a hint: " << got.why;
    }

    db::MariadbAddress address;
    std::unique_ptr<db::Connection> connection;
    opensis::FeedOptions options;
    std::unique_ptr<opensis::ChangeFeed> feed;
    std::string kind;
    std::optional<base::Problem> why_not_better;
    std::string last_why;

  private:
    static inline bool spoiled_ = true;
    static constexpr const char* kRows[] = {
        "INSERT INTO schools (id, syear, title) VALUES (1, 2019, 'First School')",
        "INSERT INTO school_years (marking_period_id, syear, school_id, title, start_date, "
        "end_date) VALUES (9, 2026, 1, 'Full Year', '2026-08-20', '2027-06-30')",
        "INSERT INTO school_semesters (marking_period_id, syear, school_id, year_id, title, "
        "start_date, end_date) VALUES (10, 2026, 1, 9, 'Semester', '2026-08-20', '2027-01-31')",
        "INSERT INTO school_quarters (marking_period_id, syear, school_id, semester_id, title, "
        "start_date, end_date) VALUES (11, 2026, 1, 10, 'Quarter', '2026-08-20', '2026-10-31')",
        "INSERT INTO school_progress_periods (marking_period_id, syear, school_id, quarter_id, "
        "title) VALUES (12, 2026, 1, 11, 'Progress')",
        "INSERT INTO course_subjects (subject_id, syear, school_id, title) VALUES (1, 2026, 1, "
        "'Mathematics'), (2, 2026, 1, 'Music')",
        "INSERT INTO courses (course_id, subject_id, syear, school_id, title, short_name) VALUES "
        "(1, 1, 2026, 1, 'Algebra', 'A')",
        "INSERT INTO staff (staff_id, first_name, last_name, email, profile, profile_id) VALUES "
        "(1, 'Ada', 'One', 't1@example.edu', 'teacher', 2), "
        "(2, 'Bea', 'Two', 't2@example.edu', 'teacher', 2)",
        "INSERT INTO staff_school_relationship (staff_id, school_id, syear, start_date) VALUES "
        "(1, 1, 2026, '2026-08-20')",
        "INSERT INTO staff_contact (staff_phone_id, staff_id, last_update, staff_work_email) "
        "VALUES (1, 1, '2026-08-20', 'work1@example.edu')",
        "INSERT INTO course_periods (course_period_id, syear, school_id, course_id, title, "
        "short_name, mp, marking_period_id, begin_date, end_date, teacher_id, filled_seats, "
        "modified_by) VALUES (1, 2026, 1, 1, 'x', 'P1', 'FY', 9, '2026-08-20', '2027-06-30', 1, "
        "2, 1)",
        "INSERT INTO students (student_id, first_name, last_name) VALUES (1, 'A', 'B'), "
        "(2, 'C', 'D'), (3, 'E', 'F')",
        "INSERT INTO student_enrollment (id, syear, school_id, student_id, start_date) VALUES "
        "(1, 2026, 1, 1, '2026-08-20'), (2, 2026, 1, 2, '2026-08-20')",
        "INSERT INTO login_authentication (id, user_id, profile_id, username, password, "
        "failed_login) VALUES (1, 1, 3, 'student1', 'hash', 0), (2, 1, 2, 'teacher1', 'hash', 0), "
        "(3, 1, 4, 'parent1', 'hash', 0)",
        "INSERT INTO schedule (id, syear, school_id, student_id, start_date, course_id, "
        "course_period_id, dropped) VALUES (1, 2026, 1, 1, '2026-08-20', 1, 1, 'N'), "
        "(2, 2026, 1, 2, '2026-08-20', 1, 1, 'N')",
    };
};

}  // namespace causeway::tests
