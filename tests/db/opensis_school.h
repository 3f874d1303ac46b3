// SPDX-License-Identifier: GPL-3.0-or-later
// A small school written by hand into a database of its own, and everything the reader finds in
// it. Each test takes a fresh database. One thread.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/failure.h"
#include "db/db.h"
#include "model/roster.h"
#include "opensis/snapshot.h"
#include "sandbox/school/schema.h"
#include "support/mariadb_server.h"

namespace causeway::tests {

// A new, empty database on the test server.
inline db::MariadbAddress fresh_database() {
    static int number = 0;
    const std::string name = "school_" + std::to_string(++number);
    const auto server = db::MariadbAddress::parse(support::MariadbServer::shared().url("mysql"));
    const auto connection = db::open_mariadb(*server);
    connection->execute("DROP DATABASE IF EXISTS " + name);
    connection->execute("CREATE DATABASE " + name + " CHARACTER SET utf8mb3");
    return *db::MariadbAddress::parse(support::MariadbServer::shared().url(name));
}

template <class Record>
std::vector<Record> drain(model::Stream<Record>& stream, const char* what) {
    std::vector<Record> out;
    Record record;
    while (stream.next(record)) {
        EXPECT_FALSE(stream.proof().complete) << what << " proved before its end";
        EXPECT_TRUE(out.empty() || out.back().key() < record.key()) << what << " out of order";
        out.push_back(record);
    }
    const model::Proof proof = stream.proof();
    EXPECT_TRUE(proof.complete) << what << ": " << proof.doubt;
    EXPECT_EQ(proof.rows_read, proof.rows_counted) << what;
    return out;
}

struct Roster {
    std::vector<model::School> schools;
    std::vector<model::Subject> subjects;
    std::vector<model::Course> courses;
    std::vector<model::Section> sections;
    std::vector<model::Person> people;
    std::vector<model::Enrolment> enrolments;

    // Every key with every field, for comparing two readings.
    [[nodiscard]] std::map<std::string, std::string> by_key() const;

    template <class Record>
    static const Record* find(const std::vector<Record>& in, const model::Key& key) {
        for (const Record& record : in)
            if (record.key() == key) return &record;
        return nullptr;
    }
    [[nodiscard]] const model::Person* student(std::int64_t id) const {
        return find(people, {model::Kind::student, id, 0});
    }
    [[nodiscard]] const model::Person* staff(std::int64_t id) const {
        return find(people, {model::Kind::staff, id, 0});
    }
    [[nodiscard]] const model::Section* section(std::int64_t id) const {
        return find(sections, {model::Kind::section, id, 0});
    }
    [[nodiscard]] const model::Enrolment* learns(std::int64_t section, std::int64_t student) const {
        return find(enrolments, {model::Kind::learns, section, student});
    }
    [[nodiscard]] const model::Enrolment* teaches(std::int64_t section, std::int64_t staff) const {
        return find(enrolments, {model::Kind::teaches, section, staff});
    }
    [[nodiscard]] std::int64_t count(model::Kind kind) const;
};

inline std::int64_t Roster::count(model::Kind kind) const {
    std::int64_t out = 0;
    for (const auto& person : people)
        out += person.kind == kind ? 1 : 0;
    for (const auto& enrolment : enrolments)
        out += enrolment.kind == kind ? 1 : 0;
    return out;
}

inline std::map<std::string, std::string> Roster::by_key() const {
    std::map<std::string, std::string> out;
    const auto date = [](const std::optional<base::Date>& day) { return day ? day->text() : "-"; };
    const auto put = [&](const model::Key& key, std::initializer_list<std::string> fields) {
        std::string& text = out[key.text()];
        for (const auto& field : fields)
            text += field + "|";
    };
    for (const auto& r : schools)
        put(r.key(), {r.title, std::to_string(r.year), date(r.year_start), date(r.year_end)});
    for (const auto& r : subjects)
        put(r.key(), {std::to_string(r.school), r.title});
    for (const auto& r : courses)
        put(r.key(), {std::to_string(r.subject), std::to_string(r.school), r.title, r.short_name});
    for (const auto& r : sections)
        put(r.key(), {std::to_string(r.course), std::to_string(r.subject), std::to_string(r.school),
                      std::to_string(r.year), r.short_name, r.course_title, r.course_short_name,
                      r.term, date(r.begin), date(r.end)});
    for (const auto& r : people)
        put(r.key(), {std::to_string(r.school), r.first_name, r.middle_name, r.last_name,
                      r.common_name, r.email, r.login, r.disabled ? "disabled" : ""});
    for (const auto& r : enrolments)
        put(r.key(),
            {std::to_string(r.school), date(r.from), date(r.to), r.dropped ? "dropped" : ""});
    return out;
}

inline Roster read_roster(opensis::Snapshot& snapshot) {
    Roster out;
    out.schools = drain(*snapshot.schools(), "schools");
    out.subjects = drain(*snapshot.subjects(), "subjects");
    out.courses = drain(*snapshot.courses(), "courses");
    out.sections = drain(*snapshot.sections(), "sections");
    out.people = drain(*snapshot.people(), "people");
    out.enrolments = drain(*snapshot.enrolments(), "enrolments");
    return out;
}

inline Roster read_roster(const db::MariadbAddress& address, const model::RosterScope& scope,
                          opensis::ReadOptions options = {}) {
    return read_roster(*opensis::OpenSis(address, options).open(scope));
}

// One school (1) in its year 2026 (20 August to 30 June), with a semester 10 to 31 January, a
// course 1 of subject 1, sections 1 (all year) and 2 (semester), teacher 1 (both), students 1
// and 2, both scheduled into section 1, the first into section 2 as well. Today is 1 December.
class SmallSchool : public ::testing::Test {
  protected:
    void SetUp() override {
        take_database();
        sql("INSERT INTO schools (id, syear, title) VALUES (1, 2019, 'First School')");
        sql("INSERT INTO school_years (marking_period_id, syear, school_id, title, start_date, "
            "end_date) VALUES (9, 2026, 1, 'Full Year', '2026-08-20', '2027-06-30')");
        sql("INSERT INTO school_semesters (marking_period_id, syear, school_id, year_id, title, "
            "start_date, end_date) "
            "VALUES (10, 2026, 1, 9, 'Semester 1', '2026-08-20', '2027-01-31')");
        sql("INSERT INTO course_subjects (subject_id, syear, school_id, title) "
            "VALUES (1, 2026, 1, 'Mathematics')");
        sql("INSERT INTO courses (course_id, subject_id, syear, school_id, title, short_name) "
            "VALUES (1, 1, 2026, 1, 'Algebra I', 'ALG1')");
        add_staff(1, "teacher");
        sql("INSERT INTO staff_school_relationship (staff_id, school_id, syear, start_date) "
            "VALUES (1, 1, 2026, '2026-08-20')");
        add_section(1, "FY", "9", "2026-08-20", "2027-06-30");
        add_section(2, "SEM", "10", "2026-08-20", "2027-01-31");
        add_student(1);
        add_student(2);
        enrol(1, 1);
        enrol(2, 1);
        schedule(1, 1, "2026-08-20", "NULL");
        schedule(1, 2, "2026-08-20", "NULL");
        schedule(2, 1, "2026-08-20", "NULL");
    }

    // Tests that leave the tables as they are share a database, emptied for each: making one takes
    // longer than the tests.
    void take_database() {
        if (spoiled_) shared_ = fresh_database();
        address = shared_;
        connection = db::open_mariadb(address);
        if (!spoiled_)
            for (const auto table : sandbox::schema_tables())
                connection->execute("DELETE FROM " + std::string(table));
        spoiled_ = false;
        sandbox::prepare_schema(*connection);
    }

    void sql(const std::string& statement) { connection->execute(statement); }
    // A statement that changes the tables themselves.
    void alter(const std::string& statement) {
        spoiled_ = true;
        sql(statement);
    }

    static std::string n(std::int64_t number) { return std::to_string(number); }
    static std::string quoted(const std::string& text) {
        return text == "NULL" ? text : "'" + text + "'";
    }

    void add_student(int id) {
        sql("INSERT INTO students (student_id, first_name, last_name, email) VALUES (" + n(id) +
            ", 'First" + n(id) + "', 'Last" + n(id) + "', 's" + n(id) + "@example.edu')");
    }
    void add_staff(int id, const std::string& profile) {
        sql("INSERT INTO staff (staff_id, first_name, last_name, email, profile, profile_id) "
            "VALUES (" +
            n(id) + ", 'Ada', 'Staff" + n(id) + "', 't" + n(id) + "@example.edu', " +
            quoted(profile) + ", NULL)");
    }
    void enrol(int student, int school, const std::string& start = "2026-08-20",
               const std::string& end = "NULL", int year = 2026) {
        sql("INSERT INTO student_enrollment (syear, school_id, student_id, start_date, end_date) "
            "VALUES (" +
            n(year) + ", " + n(school) + ", " + n(student) + ", " + quoted(start) + ", " +
            quoted(end) + ")");
    }
    void add_section(int id, const std::string& mp, const std::string& marking_period,
                     const std::string& begin, const std::string& end, int school = 1,
                     int course = 1, int year = 2026) {
        sql("INSERT INTO course_periods (course_period_id, syear, school_id, course_id, title, "
            "short_name, mp, marking_period_id, begin_date, end_date, teacher_id, modified_by) "
            "VALUES (" +
            n(id) + ", " + n(year) + ", " + n(school) + ", " + n(course) + ", 'x', 'P" + n(id) +
            "', " + quoted(mp) + ", " + marking_period + ", " + quoted(begin) + ", " + quoted(end) +
            ", 1, 1)");
    }
    void schedule(int student, int section, const std::string& start, const std::string& end,
                  int school = 1, int year = 2026) {
        sql("INSERT INTO schedule (syear, school_id, student_id, start_date, end_date, course_id, "
            "course_period_id) VALUES (" +
            n(year) + ", " + n(school) + ", " + n(student) + ", " + quoted(start) + ", " +
            quoted(end) + ", 1, " + n(section) + ")");
    }
    // A second school with subject, course and section of the same number in `year`.
    void add_school(int id, int year, const std::string& start, const std::string& end) {
        sql("INSERT INTO schools (id, title) VALUES (" + n(id) + ", 'School " + n(id) + "')");
        sql("INSERT INTO school_years (marking_period_id, syear, school_id, title, start_date, "
            "end_date) VALUES (" +
            n(1000 + id) + ", " + n(year) + ", " + n(id) + ", 'Whole Year', " + quoted(start) +
            ", " + quoted(end) + ")");
        sql("INSERT INTO course_subjects (subject_id, syear, school_id, title) VALUES (" +
            n(100 + id) + ", " + n(year) + ", " + n(id) + ", 'History')");
        sql("INSERT INTO courses (course_id, subject_id, syear, school_id, title, short_name) "
            "VALUES (" +
            n(100 + id) + ", " + n(100 + id) + ", " + n(year) + ", " + n(id) + ", 'Rome', 'R')");
        add_section(100 + id, "FY", n(1000 + id), start, end, id, 100 + id, year);
    }

    Roster read() { return read_roster(address, scope, options); }

    db::MariadbAddress address;
    std::unique_ptr<db::Connection> connection;
    model::RosterScope scope{{}, std::nullopt, base::Date::of(2026, 12, 1)};
    opensis::ReadOptions options;

  private:
    static inline db::MariadbAddress shared_;
    static inline bool spoiled_ = true;
};

}  // namespace causeway::tests
