// SPDX-License-Identifier: GPL-3.0-or-later
// The reader on a real openSIS database, when one is given: CAUSEWAY_TEST_OPENSIS_URL. It is only
// read. The counts are asked once more, in other words, of the tables themselves.
#include <cstdlib>

#include "db/opensis_school.h"
#include "opensis/schema_check.h"

namespace causeway::tests {
namespace {

using model::Kind;

class RealOpenSis : public ::testing::Test {
  protected:
    void SetUp() override {
        const char* url = std::getenv("CAUSEWAY_TEST_OPENSIS_URL");
        if (url == nullptr || *url == '\0')
            GTEST_SKIP() << "no real openSIS: CAUSEWAY_TEST_OPENSIS_URL is not set";
        address = *db::MariadbAddress::parse(url);
        connection = db::open_mariadb(address);
        const auto text = connection->one_text("SELECT CURDATE()").value();
        scope.today = *base::Date::parse(text);
    }
    std::int64_t count(std::string_view sql) { return connection->one_integer(sql).value(); }

    db::MariadbAddress address;
    std::unique_ptr<db::Connection> connection;
    model::RosterScope scope;
};

TEST_F(RealOpenSis, HasTheSchemaThatTheReaderKnows) {
    const auto report = opensis::check_schema(*connection);
    for (const auto& problem : report.missing)
        ADD_FAILURE() << problem.text();
    EXPECT_FALSE(report.version.empty());
}

TEST_F(RealOpenSis, IsReadWhole) {
    const Roster roster = read_roster(address, scope, {.administrators = true});
    EXPECT_EQ(std::ssize(roster.schools), count("SELECT COUNT(*) FROM schools"));
    std::int64_t sections = 0;
    std::int64_t students = 0;
    for (const auto& school : roster.schools) {
        sections += connection
                        ->one_integer(
                            "SELECT COUNT(*) FROM course_periods cp "
                            "WHERE school_id = ? AND syear = ? AND course_id IN "
                            "(SELECT course_id FROM courses)",
                            {school.id, std::int64_t{school.year}})
                        .value();
        const std::string day = std::clamp(scope.today, school.year_start.value_or(scope.today),
                                           std::max(school.year_start.value_or(scope.today),
                                                    school.year_end.value_or(scope.today)))
                                    .text();
        students += connection
                        ->one_integer(
                            "SELECT COUNT(DISTINCT student_id) FROM student_enrollment "
                            "WHERE school_id = ? AND syear = ? AND start_date <= ? AND "
                            "(COALESCE(end_date, '9999-12-31') >= ? OR end_date = 0)",
                            {school.id, std::int64_t{school.year}, std::string_view(day),
                             std::string_view(day)})
                        .value();
    }
    EXPECT_EQ(std::ssize(roster.sections), sections);
    EXPECT_GE(students, roster.count(Kind::student));  // a student may be in two schools
    EXPECT_TRUE(roster.schools.size() != 1 || students == roster.count(Kind::student));
    for (const auto& enrolment : roster.enrolments) {
        EXPECT_NE(Roster::find(roster.people, model::person_of(enrolment.key())), nullptr)
            << enrolment.key().text();
        EXPECT_TRUE(enrolment.kind == Kind::manages || roster.section(enrolment.place) != nullptr)
            << enrolment.key().text();
    }
    for (const auto& section : roster.sections)
        EXPECT_NE(Roster::find(roster.courses, {Kind::course, section.course, 0}), nullptr)
            << section.id;
}

}  // namespace
}  // namespace causeway::tests
