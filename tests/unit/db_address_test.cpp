// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "base/failure.h"
#include "base/log.h"
#include "db/db.h"

namespace causeway::db {
namespace {

TEST(MariadbAddress, ReadsEveryPart) {
    const auto a = MariadbAddress::parse("mysql://us%40er:p%2Fw%3Aord123@db.example.org:3390/opensis?tls=required");
    ASSERT_TRUE(a);
    EXPECT_EQ(a->user, "us@er");
    EXPECT_EQ(a->password, "p/w:ord123");
    EXPECT_EQ(a->host, "db.example.org");
    EXPECT_EQ(a->port, 3390U);
    EXPECT_EQ(a->database, "opensis");
    EXPECT_EQ(a->tls, "required");
    EXPECT_EQ(a->shown(), "mysql://us@er@db.example.org:3390/opensis");
    EXPECT_EQ(base::log::redacted("x p/w:ord123 y"), "x *** y");
}

TEST(MariadbAddress, TakesASocketAndIpv6) {
    EXPECT_EQ(MariadbAddress::parse("mariadb://u@localhost/db?socket=%2Frun%2Fm.sock")->socket, "/run/m.sock");
    EXPECT_EQ(MariadbAddress::parse("mysql://u@[::1]:3307/db")->host, "::1");
    EXPECT_EQ(MariadbAddress::parse("mysql://u@[::1]:3307/db")->port, 3307U);
}

TEST(MariadbAddress, RefusesWithTheReasonAndWithoutThePassword) {
    for (const char* wrong : {"", "postgres://u@h/db", "mysql://u@h", "mysql://u@h/", "mysql://:pw@h/db",
                              "mysql://u@h:0/db", "mysql://u@h:70000/db", "mysql://u%zz@h/db",
                              "mysql://u:secret-word@h/db?nosuch=1", "mysql://u@h/db?tls=maybe"}) {
        const auto parsed = MariadbAddress::parse(wrong);
        ASSERT_FALSE(parsed) << wrong;
        EXPECT_EQ(parsed.problem().code, "config.opensis_url");
        EXPECT_FALSE(parsed.problem().why.empty());
        EXPECT_EQ(parsed.problem().text().find("secret-word"), std::string::npos);
    }
}

TEST(Sqlite, InsertsReadsAndCounts) {
    const auto c = open_sqlite(":memory:");
    c->execute("CREATE TABLE t (id INTEGER PRIMARY KEY, txt TEXT); CREATE TABLE u (x INTEGER);");
    EXPECT_EQ(c->run("INSERT INTO t (txt) VALUES (?)", {Value{std::string_view("")}}), 1);
    EXPECT_EQ(c->last_insert_id(), 1);
    EXPECT_EQ(c->one_text("SELECT txt FROM t"), "");
    EXPECT_FALSE(c->one_text("SELECT txt FROM t WHERE id = 2"));
    EXPECT_EQ(c->one_integer("SELECT COUNT(*) FROM t"), 1);
    EXPECT_THROW(c->run("INSERT INTO t (id) VALUES (1)"), base::Failure);
    EXPECT_THROW(c->prepare("SELECT nosuch FROM t"), base::Failure);
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

TEST(Sqlite, AFolderThatIsNotThereIsAClearError) {
    try {
        open_sqlite("/nonexistent/folder/x.db");
        FAIL();
    } catch (const base::Failure& failure) {
        EXPECT_NE(failure.problem().cure.find("folder"), std::string::npos);
    }
}

}  // namespace
}  // namespace causeway::db
