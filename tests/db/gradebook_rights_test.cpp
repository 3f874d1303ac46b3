// SPDX-License-Identifier: GPL-3.0-or-later
// The rights that `causeway opensis grants --grades` prints: enough for all that grades ask of
// openSIS's database, and no more; and the check that says which of them is missing.
#include "base/text.h"
#include "gradebook_school.h"
#include "opensis/gradebook_lists.h"
#include "opensis/grants.h"
#include "opensis/schema_check.h"

namespace causeway::tests {
namespace {

constexpr const char* kAccount = "'grade keeper'@'localhost'";

class GradebookRights : public GradebookTest {
  protected:
    void SetUp() override {
        GradebookTest::SetUp();
        // What openSIS has of its own: who wrote, on every table that is written.
        for (const char* table :
             {"gradebook_assignments", "gradebook_assignment_types", "student_report_card_grades"})
            connection->execute(std::string("CREATE TRIGGER by_") + table + " BEFORE INSERT ON " +
                                table + " FOR EACH ROW SET new.updated_by = @userId");
        connection->execute(std::string("DROP USER IF EXISTS ") + kAccount);
        connection->execute(std::string("CREATE USER ") + kAccount +
                            " IDENTIFIED BY 'a test password'");
        for (const auto& statement :
             opensis::grant_statements("grade keeper", "localhost", address.database))
            connection->execute(statement);
        for (const auto& statement :
             opensis::grade_grant_statements("grade keeper", "localhost", address.database))
            connection->execute(statement);
        keeper = address;
        keeper.user = "grade keeper";
        keeper.password = "a test password";
        books = std::make_unique<opensis::Gradebooks>(keeper);
    }
    void TearDown() override { connection->execute(std::string("DROP USER ") + kAccount); }

    opensis::SchemaReport check() { return opensis::check_grade_rights(*db::open_mariadb(keeper)); }

    db::MariadbAddress keeper;
};

TEST_F(GradebookRights, AreEnoughForAPullAndItsUndo) {
    pull(1, grades::Option::opensis);
    pull(2, grades::Option::moodle);
    EXPECT_EQ(one("SELECT COUNT(*) FROM student_report_card_grades"), "1");
    moodle.grades[0].final = 12;
    moodle.grades[2].final = 80;
    moodle.items[0].name = "Another name";
    moodle.categories[1].name = "Other work";
    const auto made = pull(3);
    EXPECT_EQ(made.counts[0].updated, 1);
    EXPECT_EQ(made.counts[1].updated, 1);
    EXPECT_EQ(made.counts[2].updated, 1);
    EXPECT_EQ(made.counts[3].updated, 1);
    const std::int64_t sections[] = {331};
    opensis::GradebookLists lists(keeper);
    EXPECT_EQ(lists.tallies(sections).at(0).grades, 2);
    EXPECT_EQ(lists.steps(3, sections, 0, 10).size(), 4U);
    const model::RemoteId items[] = {10};
    EXPECT_EQ(books->sections_with(items), std::vector<std::int64_t>{331});
    EXPECT_EQ(books->sections_of(3), std::vector<std::int64_t>{331});
    const auto undone = books->undo(331, 3, 4);
    ASSERT_TRUE(undone) << undone.problem().text();
    EXPECT_EQ(undone->restored, 4);
    EXPECT_EQ(one("SELECT GROUP_CONCAT(points ORDER BY student_id) FROM gradebook_grades"),
              "17.50,3.00");
    // All of it goes in Moodle: so it does here, and comes back.
    moodle.items.erase(moodle.items.begin());
    moodle.grades.erase(moodle.grades.begin(), moodle.grades.begin() + 2);
    policy.send.reset();
    pull(5);
    pull(6);
    EXPECT_EQ(one("SELECT COUNT(*) FROM gradebook_grades"), "0");
    EXPECT_EQ(one("SELECT COUNT(*) FROM gradebook_assignment_types"), "0");
    ASSERT_TRUE(books->undo(331, 6, 7));
    ASSERT_TRUE(books->undo(331, 5, 8));
    EXPECT_EQ(one("SELECT COUNT(*) FROM gradebook_grades"), "2");
    EXPECT_EQ(one("SELECT COUNT(*) FROM gradebook_assignment_types"), "1");
}

TEST_F(GradebookRights, AreEnoughForTheOtherWay) {
    pull(1);
    make_an_assignment();
    const std::int64_t sections[] = {331};
    EXPECT_EQ(books->sections_to_send(sections), std::vector<std::int64_t>{331});
    policy.send = model::SentAs::manual_item;
    const auto made = plan();
    ASSERT_EQ(made.sends.size(), 1U);
    auto noted = made.sends[0].link;
    noted.remote = 50;
    const auto written = write(book().section, 2, std::vector{noted});
    ASSERT_TRUE(written) << written.problem().text();
    EXPECT_TRUE(books->sections_to_send(sections).empty());
}

TEST_F(GradebookRights, AreWhatTheCheckAsksFor) {
    const auto report = check();
    EXPECT_TRUE(report.ok()) << report.missing.front().text();
    // And nothing that a reader of the roster would be warned of.
    EXPECT_TRUE(opensis::check_schema(*db::open_mariadb(keeper)).warnings.empty());
    EXPECT_EQ(one("SELECT COUNT(*) FROM causeway_steps"), "0");
}

TEST_F(GradebookRights, AreNoMoreThanThat) {
    const auto account = db::open_mariadb(keeper);
    for (const char* sql : {"UPDATE students SET first_name = 'x'", "DELETE FROM schedule",
                            "DELETE FROM grades_completed", "DROP TABLE causeway_steps",
                            "UPDATE course_periods SET title = 'x'", "CREATE TABLE t (i INT)"})
        EXPECT_THROW(account->execute(sql), base::Failure) << sql;
}

TEST_F(GradebookRights, ThatAreMissingAreNamedOneByOne) {
    for (const opensis::WriteUse& use : opensis::gradebook_writes())
        for (const char* right : {"INSERT", "UPDATE", "DELETE"}) {
            const std::string on =
                std::string(right) + " ON " + address.database + "." + std::string(use.table);
            connection->execute("REVOKE " + on + " FROM " + kAccount);
            const auto report = check();
            ASSERT_EQ(report.missing.size(), 1U) << on;
            EXPECT_EQ(report.missing[0].record, use.table);
            EXPECT_EQ(report.missing[0].code, "opensis.grade_rights");
            EXPECT_NE(report.missing[0].why.find(base::lower_ascii(right)), std::string::npos);
            connection->execute("GRANT " + on + " TO " + kAccount);
        }
    EXPECT_TRUE(check().ok());
    connection->execute("DROP TABLE causeway_grades");
    ASSERT_EQ(check().missing.size(), 1U);
    EXPECT_EQ(check().missing[0].record, "causeway_grades");
}

}  // namespace
}  // namespace causeway::tests
