// SPDX-License-Identifier: GPL-3.0-or-later
// db.h over a real MariaDB: types, zero dates, long and four-byte text, and broken connections.
#include <gtest/gtest.h>

#include <stdexcept>

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

TEST(Mariadb, RunsAStatementForManyRowsAtOnce) {
    const auto c = connect();
    c->execute("DROP TABLE IF EXISTS many");
    c->execute(
        "CREATE TABLE many (id INT PRIMARY KEY, points DECIMAL(6,2), share DOUBLE, txt LONGTEXT) "
        "DEFAULT CHARSET utf8mb4");
    const auto text = [](std::string_view t) { return Value{t}; };
    const auto number = [](std::int64_t n) { return Value{n}; };
    const std::string long_text(70'000, 'y');
    const auto add = c->prepare("INSERT INTO many VALUES (?,?,?,?)");
    const std::vector<Value> rows = {number(1), text("12.50"), Value{0.25},   text(""),
                                     number(2), Value{Null{}}, Value{Null{}}, Value{Null{}},
                                     number(3), text("-1"),    Value{1e9},    text(long_text)};
    EXPECT_EQ(add->run_rows(rows, 3), 3);
    EXPECT_EQ(c->one_text("SELECT GROUP_CONCAT(CONCAT_WS('/', id, IFNULL(points, '-'), "
                          "IFNULL(share, '-'), IFNULL(LENGTH(txt), '-')) ORDER BY id) FROM many"),
              "1/12.50/0.25/0,2/-/-/-,3/-1.00/1000000000/70000");
    // The same statement, once and for none.
    EXPECT_EQ(add->run(std::vector<Value>{number(4), text("1"), Value{2.0}, text("x")}), 1);
    EXPECT_EQ(add->run_rows({}, 0), 0);
    // Only the rows that were changed are counted.
    const auto change = c->prepare("UPDATE many SET txt = ? WHERE id = ? AND points <=> ?");
    const std::vector<Value> changes = {text("a"),  number(1),     text("12.50"), text("b"),
                                        number(2),  Value{Null{}}, text("c"),     number(3),
                                        text("99"), text("d"),     number(9),     text("1")};
    EXPECT_EQ(change->run_rows(changes, 4), 2);
    EXPECT_EQ(c->one_text("SELECT GROUP_CONCAT(LEFT(txt, 1) ORDER BY id) FROM many"), "a,b,y,x");
    const auto drop = c->prepare("DELETE FROM many WHERE id = ?");
    EXPECT_EQ(drop->run_rows(std::vector<Value>{number(1), number(5), number(3)}, 3), 2);
    EXPECT_EQ(c->one_integer("SELECT COUNT(*) FROM many"), 2);
}

TEST(Mariadb, RefusesRowsOfWhichOneWillNotDo) {
    const auto c = connect();
    c->execute("DROP TABLE IF EXISTS few");
    c->execute("CREATE TABLE few (id INT PRIMARY KEY)");
    const auto add = c->prepare("INSERT INTO few VALUES (?)");
    const auto ids = [](std::int64_t a, std::int64_t b, std::int64_t d) {
        return std::vector<Value>{Value{a}, Value{b}, Value{d}};
    };
    {
        Transaction transaction(*c);
        EXPECT_THROW(add->run_rows(ids(1, 2, 1), 3), base::Failure);
    }
    EXPECT_EQ(c->one_integer("SELECT COUNT(*) FROM few"), 0);
    EXPECT_EQ(add->run_rows(ids(1, 2, 3), 3), 3);  // it is of use still
    EXPECT_THROW(add->run_rows(ids(1, 2, 3), 2), std::logic_error);
    const auto mixed = c->prepare("UPDATE few SET id = ?");
    EXPECT_THROW(mixed->run_rows(std::vector<Value>{Value{std::int64_t{1}}, Value{2.5}}, 2),
                 std::logic_error);
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
    EXPECT_THROW(rows->next(), base::Failure) << "asked again, it is still no end";
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

TEST(Mariadb, AnAnswerLeftInTheMiddleFreesItsConnection) {
    const auto c = connect();
    c->execute("DROP TABLE IF EXISTS left_rows");
    c->execute("CREATE TABLE left_rows (txt VARCHAR(200))");
    c->execute("INSERT INTO left_rows SELECT REPEAT('x', 200) FROM seq_1_to_20000");
    const auto statement = c->prepare("SELECT txt FROM left_rows");
    {
        const auto rows = statement->query({});
        ASSERT_NE(rows->next(), nullptr);
        EXPECT_THROW(c->execute("SELECT 1"), base::Failure) << "one answer at a time";
    }
    EXPECT_EQ(c->one_integer("SELECT COUNT(*) FROM left_rows"), 20'000);
    EXPECT_EQ(statement->query({})->next()->text(0).size(), 200U);
}

TEST(Mariadb, LongTextOfFourByteCharactersComesWhole) {
    const auto c = connect();
    std::string text;
    for (int i = 0; i < 20'000; ++i)
        text += "\xF0\x9F\x98\x80";
    const auto rows = c->query("SELECT ?, REPEAT('y', 300), 7", {Value{std::string_view(text)}});
    const Row* row = rows->next();
    ASSERT_NE(row, nullptr);
    EXPECT_EQ(row->text(0), text);
    EXPECT_EQ(row->text(1), std::string(300, 'y'));
    EXPECT_EQ(row->integer(2), 7);
}

TEST(Mariadb, NumbersComeWhateverTheirKind) {
    const auto c = connect();
    const auto rows = c->query(
        "SELECT CAST(12.900 AS DECIMAL(10,3)), -9223372036854775807, 'x', '', NULL, "
        "CAST(-7 AS DECIMAL(10,0))");
    const Row* row = rows->next();
    ASSERT_NE(row, nullptr);
    EXPECT_EQ(row->integer(0), 12);
    EXPECT_EQ(row->integer(1), -9223372036854775807);
    EXPECT_EQ(row->integer(2), 0);
    EXPECT_EQ(row->maybe_integer(3), 0);
    EXPECT_FALSE(row->maybe_integer(4));
    EXPECT_EQ(row->text(4), "");
    EXPECT_EQ(row->integer(5), -7);
}

TEST(Mariadb, TheSessionDoesNotDependOnTheServer) {
    const auto c = connect();
    EXPECT_EQ(c->one_text("SELECT @@character_set_client"), "utf8mb4");
    EXPECT_EQ(c->one_text("SELECT @@character_set_results"), "utf8mb4");
    EXPECT_EQ(c->one_text("SELECT @@time_zone"), "+00:00");
    EXPECT_EQ(c->one_text("SELECT @@sql_mode"), "NO_ENGINE_SUBSTITUTION");
}

TEST(Mariadb, AReadOnlySnapshotSeesNothingLaterAndWritesNothing) {
    const auto reader = connect();
    const auto writer = connect();
    writer->execute("DROP TABLE IF EXISTS snap");
    writer->execute("CREATE TABLE snap (id INT) ENGINE=InnoDB");
    const Transaction transaction(*reader, "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
    writer->run("INSERT INTO snap VALUES (1)");
    EXPECT_EQ(reader->one_integer("SELECT COUNT(*) FROM snap"), 0);
    EXPECT_THROW(reader->run("INSERT INTO snap VALUES (2)"), base::Failure);
}

TEST(Mariadb, AWrongPasswordIsAMatterOfTheConfiguration) {
    connect()->execute("CREATE USER IF NOT EXISTS reader@localhost IDENTIFIED BY 'right-password'");
    auto address = *MariadbAddress::parse(support::MariadbServer::shared().url("db_test"));
    address.user = "reader";
    address.password = "wrong-password";
    try {
        open_mariadb(address);
        FAIL() << "a wrong password was taken";
    } catch (const base::Failure& failure) {
        EXPECT_EQ(failure.exit(), base::ExitCode::usage);
        EXPECT_EQ(failure.problem().code, "db.mariadb.1045");
        EXPECT_EQ(failure.problem().text().find("wrong-password"), std::string::npos);
    }
}

TEST(Mariadb, AMissingRightNamesWhatGivesIt) {
    connect()->execute("CREATE USER IF NOT EXISTS narrow@localhost IDENTIFIED BY 'right-password'");
    connect()->execute("CREATE TABLE IF NOT EXISTS open_one (id INT)");
    connect()->execute("CREATE TABLE IF NOT EXISTS closed_one (id INT)");
    connect()->execute("GRANT SELECT ON open_one TO narrow@localhost");
    auto address = *MariadbAddress::parse(support::MariadbServer::shared().url("db_test"));
    address.user = "narrow";
    address.password = "right-password";
    const auto c = open_mariadb(address);
    EXPECT_EQ(c->one_integer("SELECT COUNT(*) FROM open_one"), 0);
    try {
        c->one_integer("SELECT COUNT(*) FROM closed_one");
        FAIL() << "a table without the right to it was read";
    } catch (const base::Failure& failure) {
        EXPECT_EQ(failure.exit(), base::ExitCode::error);
        EXPECT_EQ(failure.problem().code, "db.mariadb.1142");
        EXPECT_NE(failure.problem().cure.find("causeway opensis grants"), std::string::npos);
    }
}

TEST(Mariadb, ARefusedValueIsNotRepeated) {
    const auto c = connect();
    c->execute("DROP TABLE IF EXISTS twice");
    c->execute("CREATE TABLE twice (name VARCHAR(40) UNIQUE)");
    const Value child{std::string_view("Nora O'Quill' for ever")};
    c->run("INSERT INTO twice VALUES (?)", {child});
    try {
        c->run("INSERT INTO twice VALUES (?)", {child});
        FAIL() << "a name was taken twice";
    } catch (const base::Failure& failure) {
        EXPECT_EQ(failure.problem().code, "db.mariadb.1062");
        EXPECT_NE(failure.problem().why.find("for key 'name'"), std::string::npos)
            << failure.problem().why;
        for (const char* part : {"Nora", "Quill", "ever"})
            EXPECT_EQ(failure.problem().text().find(part), std::string::npos) << part;
    }
}

TEST(Mariadb, RefusesTheWrongNumberOfValues) {
    const auto c = connect();
    EXPECT_THROW(c->query("SELECT ?, ?", {Value{std::int64_t{1}}}), std::logic_error);
    EXPECT_EQ(c->one_integer("SELECT 5"), 5);
}

}  // namespace
}  // namespace causeway::db
