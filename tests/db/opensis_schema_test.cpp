// SPDX-License-Identifier: GPL-3.0-or-later
// The schema check names everything that is missing at once, and the rights that the program
// prints are exactly enough.
#include "opensis/schema_check.h"

#include "base/text.h"
#include "db/opensis_school.h"
#include "opensis/grants.h"
#include "opensis/roster_sql.h"

namespace causeway::tests {
namespace {

using Schema = SmallSchool;

TEST_F(Schema, ThatIsWholeIsToldWithItsVersion) {
    const auto report = opensis::check_schema(*connection);
    EXPECT_TRUE(report.ok());
    EXPECT_EQ(report.version, "9.2");
    EXPECT_EQ(report.build, "20250827001");
    EXPECT_EQ(report.database, address.database);
}

TEST_F(Schema, IsReadWithoutTheVersionTable) {
    alter("DROP TABLE app");
    const auto report = opensis::check_schema(*connection);
    EXPECT_TRUE(report.ok());
    EXPECT_EQ(report.version, "");
    EXPECT_EQ(read().people.size(), 3U);
}

TEST_F(Schema, NamesEveryMissingTableAndColumn) {
    alter("DROP TABLE schedule");
    alter("DROP TABLE staff_contact");
    alter("ALTER TABLE students DROP COLUMN common_name, DROP COLUMN is_disable");
    alter("ALTER TABLE course_periods CHANGE secondary_teacher_id second_teacher int");
    const auto report = opensis::check_schema(*connection);
    std::set<std::string> missing;
    for (const auto& problem : report.missing)
        missing.insert(problem.record);
    EXPECT_EQ(missing, (std::set<std::string>{"schedule", "staff_contact", "students.common_name",
                                              "students.is_disable",
                                              "course_periods.secondary_teacher_id"}));
    try {
        read();
        FAIL() << "a database without a schedule was read";
    } catch (const base::Failure& failure) {
        EXPECT_EQ(failure.exit(), base::ExitCode::usage);
        for (const auto& name : missing)
            EXPECT_NE(failure.problem().why.find(name), std::string::npos) << name;
        EXPECT_FALSE(failure.problem().cure.empty());
    }
}

TEST(SchemaOfAnEmptyDatabase, IsNotOpenSis) {
    const auto address = fresh_database();
    const auto connection = db::open_mariadb(address);
    const auto report = opensis::check_schema(*connection);
    EXPECT_EQ(report.missing.size(), 16U);  // every table by name, no column
    EXPECT_THROW(report.require(), base::Failure);
}

// The account of grant_statements(), on the test server.
class Rights : public SmallSchool {
  protected:
    void SetUp() override {
        SmallSchool::SetUp();
        sql("DROP USER IF EXISTS 'reader''s'@'%'");
        sql("DROP USER IF EXISTS 'reader''s'@'localhost'");
        sql("CREATE USER 'reader''s'@'localhost' IDENTIFIED BY 'a test password'");
        for (const auto& statement :
             opensis::grant_statements("reader's", "localhost", address.database))
            sql(statement);
        reader = address;
        reader.user = "reader's";
        reader.password = "a test password";
    }
    void TearDown() override { sql("DROP USER 'reader''s'@'localhost'"); }

    db::MariadbAddress reader;
};

TEST_F(Rights, AreEnoughToReadEverything) {
    options.administrators = true;
    EXPECT_EQ(read_roster(reader, scope, options).by_key(), read().by_key());
    const auto report = opensis::check_schema(*db::open_mariadb(reader));
    EXPECT_TRUE(report.ok());
    EXPECT_TRUE(report.warnings.empty());
}

TEST_F(Rights, AreEnoughToReadSingleRecords) {
    options.administrators = true;
    const auto snapshot = opensis::OpenSis(reader, options).open(scope);
    std::vector<model::Key> keys;
    const auto whole = read().by_key();
    for (const auto& [key, fields] : whole)
        keys.push_back(*model::Key::parse(key));
    EXPECT_FALSE(snapshot->hanging_on(keys).empty());
    const std::vector<std::string> names = {"s1@example.edu"};
    EXPECT_EQ(snapshot->people_named(names).size(), 1U);
    snapshot->narrow(keys);
    EXPECT_EQ(read_roster(*snapshot).by_key(), whole);
}

TEST_F(Rights, AreNoMoreThanThat) {
    const auto account = db::open_mariadb(reader);
    EXPECT_THROW((void)account->one_text("SELECT password FROM login_authentication"),
                 base::Failure);
    EXPECT_THROW((void)account->one_text("SELECT birthdate FROM students"), base::Failure);
    EXPECT_THROW(account->run("UPDATE students SET first_name = 'x'"), base::Failure);
}

TEST_F(Rights, ToWriteAreWarnedOf) {
    sql("GRANT UPDATE ON " + address.database + ".* TO 'reader''s'@'localhost'");
    const auto report = opensis::check_schema(*db::open_mariadb(reader));
    ASSERT_EQ(report.warnings.size(), 1U);
    EXPECT_EQ(report.warnings[0].code, "opensis.can_write");
    EXPECT_NE(report.warnings[0].why.find("UPDATE"), std::string::npos);
}

// Somebody named the table: for grades, Get LMS Data or fields.
TEST_F(Rights, ToWriteInANamedTableAreNotWarnedOf) {
    sql("GRANT INSERT, UPDATE, DELETE ON " + address.database +
        ".gradebook_grades TO 'reader''s'@'localhost'");
    EXPECT_TRUE(opensis::check_schema(*db::open_mariadb(reader)).warnings.empty());
    sql("GRANT ALTER ON " + address.database + ".gradebook_grades TO 'reader''s'@'localhost'");
    EXPECT_EQ(opensis::check_schema(*db::open_mariadb(reader)).warnings.size(), 1U);
}

TEST_F(Rights, ThatLackAColumnAreNamed) {
    sql("REVOKE SELECT (email) ON " + address.database + ".students FROM 'reader''s'@'localhost'");
    const auto report = opensis::check_schema(*db::open_mariadb(reader));
    ASSERT_EQ(report.missing.size(), 1U);
    EXPECT_EQ(report.missing[0].record, "students.email");
}

TEST(GrantStatements, QuoteEveryName) {
    const auto statements = opensis::grant_statements("o'leary", "10.%", "school`s db");
    ASSERT_FALSE(statements.empty());
    EXPECT_EQ(statements[0],
              "GRANT SELECT (`id`, `title`) ON `school``s db`.`schools` TO 'o''leary'@'10.%'");
    for (const auto& statement : statements)
        EXPECT_EQ(statement.find(';'), std::string::npos);
}

TEST(GrantStatements, RefuseNamesThatCannotBeQuotedWithCertainty) {
    EXPECT_THROW(opensis::grant_statements("a\\'", "localhost", "db"), base::Failure);
    EXPECT_THROW(opensis::grant_statements("a", "local\nhost", "db"), base::Failure);
    EXPECT_THROW(opensis::grant_statements("a", "localhost", ""), base::Failure);
    EXPECT_THROW(opensis::grant_statements("a", "localhost", std::string(65, 'd')), base::Failure);
    EXPECT_THROW(opensis::grant_statements("a", "localhost", "d\xFF"), base::Failure);
}

TEST(RosterSql, BindsEverySchoolAndNothingElse) {
    std::vector<opensis::Place> places(3);
    for (std::size_t i = 0; i < places.size(); ++i) {
        places[i].school.id = static_cast<std::int64_t>(i) + 1;
        places[i].school.year = 2026;
        places[i].has_year = i != 1;  // the second takes no part
    }
    const opensis::ScopeValues scope(places);
    const auto bound =
        scope.expand(opensis::sql::kStaff, {std::string_view("admin"), std::string_view("admin")});
    const auto marks = std::count(bound.text.begin(), bound.text.end(), '?');
    EXPECT_EQ(marks, 3 * 2 * 3 + 2);  // three uses of the scope, two schools, three values each
    EXPECT_EQ(bound.values.size(), static_cast<std::size_t>(marks));
    EXPECT_EQ(bound.text.find('{'), std::string::npos);
    EXPECT_EQ(std::get<std::string_view>(bound.values[6]), "admin");
    EXPECT_EQ(std::get<std::int64_t>(bound.values[0]), 1);
    EXPECT_EQ(std::get<std::int64_t>(bound.values[3]), 3);
}

TEST(RosterSql, OfNoSchoolAtAllIsStillAStatement) {
    const opensis::ScopeValues scope({});
    const auto bound = scope.expand(opensis::sql::kSections);
    EXPECT_TRUE(bound.values.empty());
    EXPECT_EQ(bound.text.find('?'), std::string::npos);
}

}  // namespace
}  // namespace causeway::tests
