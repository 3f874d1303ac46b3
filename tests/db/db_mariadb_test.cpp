// SPDX-License-Identifier: GPL-3.0-or-later
// db.h over a real MariaDB: types, zero dates, long and four-byte text, and broken connections.
#include <gtest/gtest.h>

#include "base/failure.h"
#include "db/db.h"
#include "support/mariadb_server.h"

namespace causeway::db {
namespace {

std::unique_ptr<Connection> connect() {
    const std::string url = support::MariadbServer::shared().url("db_test");
    return open_mariadb(*MariadbAddress::parse(url));
}

TEST(Mariadb, KeepsEveryTypeOpenSisUses) {
    const auto c = connect();
    c->execute("DROP TABLE IF EXISTS t");
    c->execute(
        "CREATE TABLE t (id INT PRIMARY KEY, d DECIMAL(10,0), day DATE, txt LONGTEXT, flag "
        "VARCHAR(1)) "
        "DEFAULT CHARSET utf8mb4");
    c->run("INSERT INTO t VALUES (?,?,?,?,?)",
           {Value{std::int64_t{1}}, Value{std::int64_t{42}}, Value{std::string_view("0000-00-00")},
            Value{std::string_view("\xF0\x9F\x98\x80 O'Quill")}, Value{Null{}}});
    const auto rows =
        c->query("SELECT d, day, txt, flag FROM t WHERE id = ?", {Value{std::int64_t{1}}});
    const Row* row = rows->next();
    ASSERT_NE(row, nullptr);
    EXPECT_EQ(row->integer(0), 42);
    EXPECT_EQ(row->text(1), "0000-00-00");
    EXPECT_EQ(row->text(2), "\xF0\x9F\x98\x80 O'Quill");
    EXPECT_TRUE(row->is_null(3));
    EXPECT_EQ(rows->next(), nullptr);
    EXPECT_EQ(rows->next(), nullptr);
}

TEST(Mariadb, ReadsOddNumbersAndTimesAsTheyStand) {
    const auto c = connect();
    c->execute("DROP TABLE IF EXISTS odd");
    c->execute(
        "CREATE TABLE odd (whole DECIMAL(10,0), part DECIMAL(10,3), big BIGINT, empty VARCHAR(5), "
        "none DECIMAL(10,0), moment DATETIME, day DATE)");
    c->execute(
        "INSERT INTO odd VALUES (-7, 12.500, -9223372036854775808, '', NULL, "
        "'0000-00-00 00:00:00', '2026-00-00')");
    const auto rows = c->query("SELECT * FROM odd");
    const Row* row = rows->next();
    ASSERT_NE(row, nullptr);
    EXPECT_EQ(row->columns(), 7);
    EXPECT_EQ(row->integer(0), -7);
    EXPECT_EQ(row->text(1), "12.500");
    EXPECT_EQ(row->integer(1), 12);
    EXPECT_EQ(row->integer(2), INT64_MIN);
    EXPECT_FALSE(row->is_null(3));
    EXPECT_EQ(row->integer(3), 0);
    EXPECT_EQ(row->maybe_integer(4), std::nullopt);
    EXPECT_EQ(row->text(4), "");
    EXPECT_EQ(row->text(5), "0000-00-00 00:00:00");
    EXPECT_EQ(row->text(6), "2026-00-00");
}

TEST(Mariadb, ReadsLatin1ColumnsAsUtf8) {
    const auto c = connect();
    c->execute("DROP TABLE IF EXISTS l");
    c->execute("CREATE TABLE l (txt VARCHAR(20)) DEFAULT CHARSET latin1");
    c->execute("INSERT INTO l VALUES (_latin1 x'4DFC6C6C6572')");
    EXPECT_EQ(c->one_text("SELECT txt FROM l"), "M\xC3\xBCller");
}

TEST(Mariadb, ReadsTextLongerThanItsBufferAmongShortRows) {
    const auto c = connect();
    c->execute("DROP TABLE IF EXISTS long_text");
    c->execute("CREATE TABLE long_text (id INT, txt LONGTEXT)");
    const std::string text(100'000, 'x');
    c->run("INSERT INTO long_text VALUES (1,'a'),(2,?),(3,'c')", {Value{std::string_view(text)}});
    const auto rows = c->query("SELECT txt FROM long_text ORDER BY id");
    EXPECT_EQ(rows->next()->text(0), "a");
    EXPECT_EQ(rows->next()->text(0), text);
    EXPECT_EQ(rows->next()->text(0), "c");
}

TEST(Mariadb, InsertsRowsInBulk) {
    const auto c = connect();
    c->execute("DROP TABLE IF EXISTS bulk");
    c->execute("CREATE TABLE bulk (id INT PRIMARY KEY, txt VARCHAR(20))");
    std::vector<Value> values;
    for (std::int64_t i = 0; i < 10'003; ++i) {
        values.emplace_back(i);
        values.emplace_back(std::string_view("row"));
    }
    const std::string_view columns[] = {"id", "txt"};
    c->insert_rows("bulk", columns, values);
    EXPECT_EQ(c->one_integer("SELECT COUNT(*) FROM bulk"), 10'003);
}

TEST(Mariadb, APreparedStatementRunsAgainAndAgain) {
    const auto c = connect();
    const auto statement = c->prepare("SELECT ? + 1");
    for (std::int64_t i = 0; i < 3; ++i) {
        const Value values[] = {i};
        const auto rows = statement->query(values);
        EXPECT_EQ(rows->next()->integer(0), i + 1);
    }
}

TEST(Mariadb, ATransactionThatIsNotCommittedLeavesNothing) {
    const auto c = connect();
    c->execute("DROP TABLE IF EXISTS tx");
    c->execute("CREATE TABLE tx (id INT) ENGINE=InnoDB");
    {
        const Transaction transaction(*c);
        c->run("INSERT INTO tx VALUES (1)");
    }
    EXPECT_EQ(c->one_integer("SELECT COUNT(*) FROM tx"), 0);
}

TEST(Mariadb, AConnectionCutInTheMiddleIsAnErrorNotAnEnd) {
    const auto c = connect();
    c->execute("DROP TABLE IF EXISTS many");
    c->execute("CREATE TABLE many (txt VARCHAR(2000))");
    const std::string text(2000, 'x');
    for (int i = 0; i < 14; ++i)
        i == 0 ? (void)c->run("INSERT INTO many VALUES (?)", {Value{std::string_view(text)}})
               : (void)c->run("INSERT INTO many SELECT txt FROM many");
    const auto rows = c->query("SELECT txt FROM many");
    ASSERT_NE(rows->next(), nullptr);
    support::MariadbServer::shared().kill_connections();
    try {
        int read = 1;
        while (rows->next() != nullptr)
            ++read;
        FAIL() << "a cut answer ended cleanly after " << read << " rows";
    } catch (const base::Failure& failure) {
        EXPECT_EQ(failure.exit(), base::ExitCode::incomplete) << failure.what();
    }
}

TEST(Mariadb, AWrongStatementIsNamedWithoutItsValues) {
    const auto c = connect();
    try {
        c->run("INSERT INTO nosuch VALUES (?)", {Value{std::string_view("a child's name")}});
        FAIL();
    } catch (const base::Failure& failure) {
        EXPECT_NE(failure.problem().text().find("nosuch"), std::string::npos);
        EXPECT_EQ(failure.problem().text().find("child"), std::string::npos);
    }
}

TEST(Mariadb, AServerThatIsNotThereIsIncomplete) {
    try {
        open_mariadb(*MariadbAddress::parse("mysql://u:hidden-password@127.0.0.1:1/db"));
        FAIL();
    } catch (const base::Failure& failure) {
        EXPECT_EQ(failure.exit(), base::ExitCode::incomplete);
        EXPECT_EQ(failure.problem().text().find("hidden-password"), std::string::npos);
    }
}

}  // namespace
}  // namespace causeway::db
