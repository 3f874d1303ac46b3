// SPDX-License-Identifier: GPL-3.0-or-later
// db.h over SQLite: rows, transactions, bulk, and what a person reads when the store is held by
// another program, full, damaged or not there.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <vector>

#include "base/failure.h"
#include "db/db.h"

namespace causeway::db {
namespace {

// A folder of this test's own, gone with it.
class SqliteFile : public ::testing::Test {
  public:
    SqliteFile() {
        std::string pattern =
            (std::filesystem::temp_directory_path() / "causeway-sqlite-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
        folder_ = pattern;
    }
    ~SqliteFile() override { std::filesystem::remove_all(folder_); }

  protected:
    [[nodiscard]] std::string file() const { return (folder_ / "store.db").string(); }

  private:
    std::filesystem::path folder_;
};

template <class Action>
base::Problem problem_of(Action action) {
    try {
        action();
    } catch (const base::Failure& failure) {
        return failure.problem();
    }
    ADD_FAILURE() << "no failure";
    return {};
}

TEST(Sqlite, InsertsReadsAndCounts) {
    const auto c = open_sqlite(":memory:");
    c->execute("CREATE TABLE t (id INTEGER PRIMARY KEY, txt TEXT); CREATE TABLE u (x INTEGER);");
    EXPECT_EQ(c->run("INSERT INTO t (txt) VALUES (?)", {Value{std::string_view()}}), 1);
    EXPECT_EQ(c->last_insert_id(), 1);
    EXPECT_EQ(c->one_text("SELECT txt FROM t"), "") << "empty text is not NULL";
    EXPECT_FALSE(c->one_text("SELECT txt FROM t WHERE id = 2"));
    EXPECT_EQ(c->one_integer("SELECT COUNT(*) FROM t"), 1);
    EXPECT_EQ(c->run("DELETE FROM t"), 1);
    EXPECT_EQ(c->run("DELETE FROM u"), 0);
}

TEST(Sqlite, KeepsEveryKindOfValue) {
    const auto c = open_sqlite(":memory:");
    c->execute("CREATE TABLE t (a, b, c, d)");
    const std::string with_zero("a\0b", 3);
    c->run("INSERT INTO t VALUES (?,?,?,?)",
           {Value{Null{}}, Value{INT64_MIN}, Value{0.5}, Value{std::string_view(with_zero)}});
    const auto rows = c->query("SELECT a, b, c, d FROM t");
    const Row* row = rows->next();
    ASSERT_NE(row, nullptr);
    EXPECT_EQ(row->columns(), 4);
    EXPECT_TRUE(row->is_null(0));
    EXPECT_EQ(row->text(0), "");
    EXPECT_EQ(row->integer(0), 0);
    EXPECT_FALSE(row->maybe_integer(0));
    EXPECT_EQ(row->maybe_integer(1), INT64_MIN);
    EXPECT_EQ(row->text(2), "0.5");
    EXPECT_EQ(row->text(3), with_zero);
}

TEST(Sqlite, AnEndedAnswerStaysEnded) {
    const auto c = open_sqlite(":memory:");
    const auto rows = c->query("SELECT 1 UNION ALL SELECT 2");
    EXPECT_NE(rows->next(), nullptr);
    EXPECT_NE(rows->next(), nullptr);
    EXPECT_EQ(rows->next(), nullptr);
    EXPECT_EQ(rows->next(), nullptr);
}

TEST(Sqlite, APreparedStatementRunsAgainAndAgain) {
    const auto c = open_sqlite(":memory:");
    const auto statement = c->prepare("SELECT ? + 1 UNION ALL SELECT 0");
    for (std::int64_t i = 0; i < 3; ++i) {
        const Value values[] = {i};
        EXPECT_EQ(statement->query(values)->next()->integer(0), i + 1);  // the rest is left unread
    }
}

TEST(Sqlite, InsertsRowsInBulkWhateverTheirWidth) {
    const auto c = open_sqlite(":memory:");
    std::vector<std::string> names;
    for (int i = 0; i < 100; ++i)
        names.push_back("c" + std::to_string(i));
    std::string sql = "CREATE TABLE wide (";
    for (const auto& name : names)
        sql += (name == "c0" ? "" : ",") + name;
    c->execute(sql + ")");
    const std::vector<std::string_view> columns(names.begin(), names.end());
    const std::vector<Value> values(700 * columns.size(), Value{std::int64_t{7}});
    c->insert_rows("wide", columns, values);  // 500 rows of 100 are more than a statement holds
    EXPECT_EQ(c->one_integer("SELECT COUNT(*) FROM wide WHERE c0 = 7 AND c99 = 7"), 700);
    c->insert_rows("wide", columns, {});
    EXPECT_EQ(c->one_integer("SELECT COUNT(*) FROM wide"), 700);
    EXPECT_THROW(c->insert_rows("wide", columns, std::span(values).first(150)), std::logic_error);
}

TEST(Sqlite, RefusesTheWrongNumberOfValues) {
    const auto c = open_sqlite(":memory:");
    EXPECT_THROW(c->query("SELECT ?, ?", {Value{std::int64_t{1}}}), std::logic_error);
    EXPECT_THROW(c->run("CREATE TABLE t (x)", {Value{std::int64_t{1}}}), std::logic_error);
}

TEST(Sqlite, RollsBackWhatIsNotCommitted) {
    const auto c = open_sqlite(":memory:");
    c->execute("CREATE TABLE t (id INTEGER)");
    {
        const Transaction transaction(*c);
        c->run("INSERT INTO t VALUES (1)");
    }
    EXPECT_EQ(c->one_integer("SELECT COUNT(*) FROM t"), 0);
    Transaction transaction(*c);
    c->run("INSERT INTO t VALUES (1)");
    transaction.commit();
    EXPECT_EQ(c->one_integer("SELECT COUNT(*) FROM t"), 1);
}

TEST(Sqlite, ARefusedStatementIsNamedWithoutItsValues) {
    const auto c = open_sqlite(":memory:");
    c->execute("CREATE TABLE t (name TEXT UNIQUE)");
    const Value child{std::string_view("a child's name")};
    c->run("INSERT INTO t VALUES (?)", {child});
    const auto problem = problem_of([&] { c->run("INSERT INTO t VALUES (?)", {child}); });
    EXPECT_NE(problem.what.find("INSERT INTO t"), std::string::npos);
    EXPECT_EQ(problem.text().find("child"), std::string::npos);
    EXPECT_TRUE(problem.code.starts_with("db.sqlite.")) << problem.code;
    EXPECT_NE(problem_of([&] { c->prepare("SELECT nosuch FROM t"); }).why.find("nosuch"),
              std::string::npos);
}

TEST(Sqlite, HoldsToForeignKeys) {
    const auto c = open_sqlite(":memory:");
    c->execute("CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE k (p REFERENCES p(id))");
    EXPECT_THROW(c->run("INSERT INTO k VALUES (1)"), base::Failure);
}

TEST(Sqlite, AFullStoreSaysSo) {
    const auto c = open_sqlite(":memory:");
    c->execute("CREATE TABLE t (x); PRAGMA max_page_count = 4");
    const std::string text(100'000, 'x');
    const auto problem =
        problem_of([&] { c->run("INSERT INTO t VALUES (?)", {Value{std::string_view(text)}}); });
    EXPECT_NE(problem.why.find("full"), std::string::npos);
    EXPECT_NE(problem.cure.find("space"), std::string::npos);
}

TEST(Sqlite, AUriMayShareOneDatabaseInMemory) {
    const char* uri = "file:causeway-db-test?mode=memory&cache=shared";
    const auto a = open_sqlite(uri);
    a->execute("CREATE TABLE t (x); INSERT INTO t VALUES (5)");
    EXPECT_EQ(open_sqlite(uri)->one_integer("SELECT x FROM t"), 5);
}

TEST(Sqlite, AFolderThatIsNotThereIsAClearError) {
    const auto problem = problem_of([] { open_sqlite("/nonexistent/folder/x.db"); });
    EXPECT_NE(problem.what.find("/nonexistent/folder/x.db"), std::string::npos);
    EXPECT_NE(problem.cure.find("folder"), std::string::npos);
}

TEST_F(SqliteFile, IsSafeAgainstPowerCuts) {
    const auto c = open_sqlite(file());
    EXPECT_EQ(c->one_text("PRAGMA journal_mode"), "wal");
    EXPECT_EQ(c->one_integer("PRAGMA synchronous"), 2);  // FULL
    EXPECT_EQ(c->one_integer("PRAGMA foreign_keys"), 1);
    EXPECT_EQ(c->one_integer("PRAGMA busy_timeout"), 5000);
}

TEST_F(SqliteFile, ALockedStoreNamesTheOtherProgram) {
    const auto first = open_sqlite(file());
    first->execute("CREATE TABLE t (x)");
    const Transaction holding(*first, "BEGIN IMMEDIATE");
    const auto second = open_sqlite(file());
    second->execute("PRAGMA busy_timeout = 0");  // the test need not wait
    const auto problem = problem_of([&] { second->run("INSERT INTO t VALUES (1)"); });
    EXPECT_NE(problem.why.find("locked"), std::string::npos);
    EXPECT_NE(problem.cure.find("Another program"), std::string::npos);
    EXPECT_EQ(second->one_integer("SELECT COUNT(*) FROM t"), 0) << "reading goes on";
}

TEST_F(SqliteFile, ADamagedStoreAsksForItsBackup) {
    std::ofstream(file()) << std::string(4096, 'z');
    const auto problem = problem_of([&] { open_sqlite(file()); });
    EXPECT_NE(problem.why.find("not a database"), std::string::npos);
    EXPECT_NE(problem.cure.find("backup"), std::string::npos);
}

}  // namespace
}  // namespace causeway::db
