// SPDX-License-Identifier: GPL-3.0-or-later
// db.h over a real PostgreSQL: values, streams, transactions, and what a person reads when the
// server is gone, refuses, or holds a lock.
#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

#include "base/failure.h"
#include "db/db.h"
#include "support/postgres_server.h"

namespace causeway::db {
namespace {

using support::PostgresServer;

class Postgres : public testing::Test {
  protected:
    [[nodiscard]] std::unique_ptr<Connection> open() const {
        return open_postgres(*PostgresAddress::parse(url_));
    }
    ~Postgres() override { PostgresServer::shared().drop(url_); }

    const std::string url_ = PostgresServer::shared().fresh_url();
};

template <class Action>
base::Failure failure_of(Action action) {
    try {
        action();
    } catch (const base::Failure& failure) {
        return failure;
    }
    ADD_FAILURE() << "no failure";
    return {base::ExitCode::in_step, {}};
}

TEST_F(Postgres, KeepsEveryKindOfValue) {
    const auto c = open();
    c->execute("CREATE TABLE t (a bigint, b bigint, c double precision, d text, e text)");
    const std::string text = "a'b\"c\\d$1?\xC3\xA4";
    EXPECT_EQ(c->run("INSERT INTO t VALUES (?,?,?,?,?)",
                     {Value{Null{}}, Value{INT64_MIN}, Value{0.1}, Value{std::string_view(text)},
                      Value{std::string_view()}}),
              1);
    const auto rows = c->query("SELECT a, b, c, d, e, '?' FROM t WHERE d = ?2 AND b < ?1 + 1",
                               {Value{std::int64_t{0}}, Value{std::string_view(text)}});
    const Row* row = rows->next();
    ASSERT_NE(row, nullptr);
    EXPECT_EQ(row->columns(), 6);
    EXPECT_TRUE(row->is_null(0));
    EXPECT_EQ(row->text(0), "");
    EXPECT_EQ(row->integer(0), 0);
    EXPECT_EQ(row->integer(1), INT64_MIN);
    EXPECT_EQ(row->text(2), "0.1");
    EXPECT_EQ(row->text(3), text);
    EXPECT_FALSE(row->is_null(4)) << "empty text is not NULL";
    EXPECT_EQ(row->text(5), "?") << "a question mark in a literal is none of ours";
    EXPECT_EQ(rows->next(), nullptr);
    EXPECT_EQ(rows->next(), nullptr) << "an ended answer stays ended";
}

TEST_F(Postgres, BytesItCannotHoldAreReplaced) {
    const auto c = open();
    const std::string bad("a\0b\xFFz\xC3", 6);
    EXPECT_EQ(c->one_text("SELECT ?", {Value{std::string_view(bad)}}),
              "a\xEF\xBF\xBD"
              "b\xEF\xBF\xBDz\xEF\xBF\xBD");
}

TEST_F(Postgres, APreparedStatementRunsAgainWithOtherTypes) {
    const auto c = open();
    c->execute("CREATE TABLE t (a bigint, b text)");
    const auto add = c->prepare("INSERT INTO t VALUES (?, ?)");
    for (int i = 0; i < 3; ++i) {
        const Value none[] = {Null{}, Null{}};
        const Value some[] = {std::int64_t{i}, std::string_view("x")};
        EXPECT_EQ(add->run(none), 1);
        EXPECT_EQ(add->run(some), 1);
    }
    EXPECT_EQ(c->one_integer("SELECT COUNT(*) FROM t WHERE a IS NULL AND b IS NULL"), 3);
    EXPECT_EQ(c->one_integer("SELECT SUM(a) FROM t WHERE b = 'x'"), 3);
}

TEST_F(Postgres, StreamsAndMayBeLeftInTheMiddle) {
    const auto c = open();
    {
        const auto rows = c->query("SELECT g FROM generate_series(1, 3000000) g");
        EXPECT_EQ(rows->next()->integer(0), 1);
        EXPECT_THROW(c->one_integer("SELECT 1"), std::logic_error) << "one answer at a time";
    }
    EXPECT_EQ(c->one_integer("SELECT 7"), 7);
    const auto rows = c->query("SELECT g FROM generate_series(1, 20000) g");
    std::int64_t sum = 0;
    while (const Row* row = rows->next())
        sum += row->integer(0);
    EXPECT_EQ(sum, 20000LL * 20001 / 2);
}

TEST_F(Postgres, AnAnswerThatBreaksOffIsAnErrorEachTimeItIsAsked) {
    const auto c = open();
    const auto rows = c->query("SELECT 100 / (500 - g) FROM generate_series(1, 1000) g");
    int read = 0;
    const auto failure = failure_of([&] {
        while (rows->next() != nullptr)
            ++read;
    });
    EXPECT_EQ(read, 499);
    EXPECT_EQ(failure.problem().code, "db.postgres.22012");
    EXPECT_THROW(rows->next(), base::Failure) << "a broken answer became a short one";
    EXPECT_EQ(c->one_integer("SELECT 1"), 1);
}

TEST_F(Postgres, AServerThatGoesAwayInAnAnswerIsAnError) {
    const auto c = open();
    const auto rows = c->query("SELECT g, repeat('x', 1000) FROM generate_series(1, 2000000) g");
    ASSERT_NE(rows->next(), nullptr);
    PostgresServer::shared().kill_connections();
    const auto failure = failure_of([&] {
        while (rows->next() != nullptr) {
        }
    });
    EXPECT_EQ(failure.exit(), base::ExitCode::incomplete);
    EXPECT_NE(failure.problem().cure.find("next run"), std::string::npos);
    EXPECT_THROW(rows->next(), base::Failure);
}

TEST_F(Postgres, InsertsRowsInBulkWhateverTheirWidth) {
    const auto c = open();
    c->execute("CREATE TABLE t (a bigint, b text)");
    const std::vector<std::string_view> columns = {"a", "b"};
    std::vector<Value> values;
    for (std::int64_t i = 0; i < 1201; ++i) {
        values.emplace_back(i % 7 == 0 ? Value{Null{}} : Value{i});
        values.emplace_back(std::string_view("x"));
    }
    c->insert_rows("t", columns, values);
    EXPECT_EQ(c->one_integer("SELECT COUNT(*) FROM t"), 1201);
    EXPECT_EQ(c->one_integer("SELECT COUNT(a) FROM t"), 1201 - 172);
}

TEST_F(Postgres, ALostConnectionIsMadeAnew) {
    const auto c = open();
    c->execute("CREATE TABLE t (x bigint)");
    const auto add = c->prepare("INSERT INTO t VALUES (?)");
    const Value one[] = {std::int64_t{1}};
    add->run(one);
    add->run(one);
    PostgresServer::shared().kill_connections();
    EXPECT_EQ(add->run(one), 1) << "prepared on the connection that is gone";
    PostgresServer::shared().halt();
    const auto failure = failure_of([&] { add->run(one); });
    EXPECT_EQ(failure.exit(), base::ExitCode::incomplete);
    EXPECT_NE(failure.problem().cure.find("PostgreSQL runs"), std::string::npos)
        << failure.problem().text();
    PostgresServer::shared().resume();
    EXPECT_EQ(add->run(one), 1);
    EXPECT_EQ(c->one_integer("SELECT COUNT(*) FROM t"), 4);
}

TEST_F(Postgres, NothingOfALostTransactionGoesOnOutsideOfIt) {
    const auto c = open();
    c->execute("CREATE TABLE t (x bigint)");
    {
        Transaction transaction(*c, Writing{1});
        c->run("INSERT INTO t VALUES (1)");
        PostgresServer::shared().kill_connections();
        EXPECT_THROW(c->run("INSERT INTO t VALUES (2)"), base::Failure);
        EXPECT_THROW(c->run("INSERT INTO t VALUES (3)"), base::Failure);
        EXPECT_THROW(transaction.commit(), base::Failure);
    }
    EXPECT_EQ(c->one_integer("SELECT COUNT(*) FROM t"), 0);
    Transaction transaction(*c, Writing{1});
    c->run("INSERT INTO t VALUES (4)");
    transaction.commit();
    EXPECT_EQ(c->one_integer("SELECT SUM(x) FROM t"), 4);
}

TEST_F(Postgres, RollsBackWhatIsNotCommittedAndRefusesToCommitWhatFailed) {
    const auto c = open();
    c->execute("CREATE TABLE t (x bigint PRIMARY KEY)");
    {
        const Transaction transaction(*c);
        c->run("INSERT INTO t VALUES (1)");
    }
    EXPECT_EQ(c->one_integer("SELECT COUNT(*) FROM t"), 0);
    Transaction transaction(*c);
    c->run("INSERT INTO t VALUES (1)");
    EXPECT_THROW(c->run("INSERT INTO t VALUES (1)"), base::Failure);
    EXPECT_THROW(transaction.commit(), std::logic_error);
}

TEST_F(Postgres, OneWriterOfASubjectAtATime) {
    const auto a = open();
    const auto b = open();
    a->execute("CREATE TABLE t (x bigint)");
    a->run("INSERT INTO t VALUES (0)");
    const auto raise = [](Connection& c) {
        for (int i = 0; i < 100; ++i) {
            Transaction transaction(c, Writing{7});
            const auto x = *c.one_integer("SELECT x FROM t");
            c.run("UPDATE t SET x = ?", {Value{x + 1}});
            transaction.commit();
        }
    };
    std::thread other([&] { raise(*b); });
    raise(*a);
    other.join();
    EXPECT_EQ(a->one_integer("SELECT x FROM t"), 200) << "what one had read did not stay true";
}

TEST_F(Postgres, ALockedRecordNamesTheOtherProgramAndASnapshotStands) {
    const auto a = open();
    const auto b = open();
    a->execute("CREATE TABLE t (x bigint)");
    a->run("INSERT INTO t VALUES (0)");
    const Transaction reading(*b, Snapshot{});
    EXPECT_EQ(b->one_integer("SELECT x FROM t"), 0);
    Transaction writing(*a, Writing{1});
    a->run("UPDATE t SET x = 1");
    const auto c = open();
    c->execute("SET lock_timeout = '50ms'");
    const auto failure = failure_of([&] { c->run("UPDATE t SET x = 2"); });
    EXPECT_EQ(failure.problem().code, "db.postgres.55P03");
    EXPECT_NE(failure.problem().cure.find("Another node"), std::string::npos);
    EXPECT_THROW(Transaction(*c, Writing{1}), base::Failure) << "the subject is held";
    EXPECT_EQ(c->one_integer("SELECT x FROM t"), 0) << "and the connection goes on";
    writing.commit();
    EXPECT_EQ(b->one_integer("SELECT x FROM t"), 0) << "one moment";
}

TEST_F(Postgres, TwoWritersThatWaitForOneAnotherAreToldApart) {
    const auto a = open();
    const auto b = open();
    a->execute("CREATE TABLE t (id bigint PRIMARY KEY, x bigint)");
    a->run("INSERT INTO t VALUES (1, 0), (2, 0)");
    a->execute("SET deadlock_timeout = '100ms'");
    b->execute("SET deadlock_timeout = '100ms'");
    std::atomic<int> stepped_back = 0;
    const auto cross = [&](Connection& c, std::int64_t first, std::int64_t second) {
        try {
            Transaction transaction(c);
            c.run("UPDATE t SET x = x + 1 WHERE id = ?", {Value{first}});
            std::this_thread::sleep_for(std::chrono::milliseconds(300));
            c.run("UPDATE t SET x = x + 1 WHERE id = ?", {Value{second}});
            transaction.commit();
        } catch (const base::Failure& failure) {
            EXPECT_EQ(failure.problem().code, "db.postgres.40P01");
            EXPECT_EQ(failure.exit(), base::ExitCode::incomplete);
            ++stepped_back;
        }
    };
    std::thread other([&] { cross(*b, 2, 1); });
    cross(*a, 1, 2);
    other.join();
    EXPECT_EQ(stepped_back, 1);
    EXPECT_EQ(a->one_integer("SELECT SUM(x) FROM t"), 2);
}

TEST_F(Postgres, ARefusedStatementIsNamedWithoutItsValues) {
    const auto c = open();
    c->execute("CREATE TABLE t (name text UNIQUE, number bigint)");
    const Value child{std::string_view("a child's name")};
    c->run("INSERT INTO t (name) VALUES (?)", {child});
    const auto twice =
        failure_of([&] { c->run("INSERT INTO t (name) VALUES (?)", {child}); }).problem();
    EXPECT_NE(twice.what.find("INSERT INTO t"), std::string::npos);
    EXPECT_EQ(twice.text().find("child"), std::string::npos) << twice.text();
    const auto cast =
        failure_of([&] { c->query("SELECT ?::text::bigint", {child})->next(); }).problem();
    EXPECT_EQ(cast.text().find("child"), std::string::npos) << cast.text();
    const auto column = failure_of([&] { c->run("SELECT nosuch FROM t"); }).problem();
    EXPECT_NE(column.why.find("nosuch"), std::string::npos);
    EXPECT_THROW(c->run("SELECT ?, ?", {child}), std::logic_error);
}

TEST_F(Postgres, SaysWhatIsWrongWithTheAddressAndNeverThePassword) {
    auto address = *PostgresAddress::parse(url_);
    address.database = "nosuch";
    auto failure = failure_of([&] { open_postgres(address); });
    EXPECT_EQ(failure.problem().code, "db.postgres.3D000");
    EXPECT_NE(failure.problem().cure.find("CREATE DATABASE"), std::string::npos);
    address = *PostgresAddress::parse(url_);
    address.user = "nobody_known";
    address.password = "topsecret";
    failure = failure_of([&] { open_postgres(address); });
    EXPECT_EQ(failure.problem().code, "db.postgres.28000") << failure.problem().text();
    EXPECT_EQ(failure.problem().text().find("topsecret"), std::string::npos);
    PostgresServer::shared().execute(
        "CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
    address = *PostgresAddress::parse(url_);
    address.database = "latin";
    failure = failure_of([&] { open_postgres(address); });
    EXPECT_EQ(failure.problem().code, "db.postgres.encoding");
    PostgresServer::shared().execute("DROP DATABASE latin WITH (FORCE)");
}

TEST_F(Postgres, AnAccountWithoutRightsIsToldWhatItLacks) {
    open()->execute("CREATE TABLE t (x bigint)");
    PostgresServer::shared().execute("CREATE ROLE reader LOGIN");
    auto address = *PostgresAddress::parse(url_);
    address.user = "reader";
    {
        const auto c = open_postgres(address);
        const auto failure = failure_of([&] { c->run("INSERT INTO t VALUES (1)"); });
        EXPECT_EQ(failure.problem().code, "db.postgres.42501");
        EXPECT_NE(failure.problem().cure.find("owner"), std::string::npos);
        c->execute("SET default_transaction_read_only = on");
        const auto standby = failure_of([&] {
            c->execute(
                "CREATE TEMP TABLE u (x bigint); "
                "CREATE TABLE v (x bigint)");
        });
        EXPECT_NE(standby.problem().code, "") << standby.problem().text();
    }
    PostgresServer::shared().execute("DROP ROLE reader");
}

}  // namespace
}  // namespace causeway::db
