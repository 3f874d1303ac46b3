// SPDX-License-Identifier: GPL-3.0-or-later
// The address of openSIS's database: every part, and refusals that never show the password.
#include <gtest/gtest.h>

#include "base/log.h"
#include "db/db.h"

namespace causeway::db {
namespace {

TEST(MariadbAddress, ReadsEveryPart) {
    const auto a = MariadbAddress::parse(
        "mysql://us%40er:p%2Fw%3Aord123@db.example.org:3390/opensis?tls=required");
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
    EXPECT_EQ(MariadbAddress::parse("mariadb://u@localhost/db?socket=%2Frun%2Fm.sock")->socket,
              "/run/m.sock");
    EXPECT_EQ(MariadbAddress::parse("mysql://u@[::1]:3307/db")->host, "::1");
    EXPECT_EQ(MariadbAddress::parse("mysql://u@[::1]:3307/db")->port, 3307U);
}

TEST(MariadbAddress, IsWrittenSoThatItIsReadBack) {
    MariadbAddress a;
    a.user = "u:@/?&s";
    a.password = "p%:@/ w\xC3\xBC";
    a.host = "::1";
    a.port = 3390;
    a.database = "open sis?";
    a.socket = "/run/a&b.sock";
    a.tls = "off";
    const auto b = MariadbAddress::parse(a.url());
    ASSERT_TRUE(b) << a.url();
    EXPECT_EQ(b->user, a.user);
    EXPECT_EQ(b->password, a.password);
    EXPECT_EQ(b->host, a.host);
    EXPECT_EQ(b->port, a.port);
    EXPECT_EQ(b->database, a.database);
    EXPECT_EQ(b->socket, a.socket);
    EXPECT_EQ(b->tls, a.tls);
}

TEST(MariadbAddress, RefusesWithTheReasonAndWithoutThePassword) {
    for (const char* wrong :
         {"", "postgres://u:secret-word@h/db", "mysql://u:secret-word/or@h/db",
          "mysql://u:secret-word@h:x/db", "mysql://u:secret-word%zz@h/db", "mysql://u@h",
          "mysql://u@h/", "mysql://:pw@h/db", "mysql://u@h:0/db", "mysql://u@h:70000/db",
          "mysql://u%zz@h/db", "mysql://u:secret-word@h/db?nosuch=1", "mysql://u@h/db?tls=maybe"}) {
        const auto parsed = MariadbAddress::parse(wrong);
        ASSERT_FALSE(parsed) << wrong;
        EXPECT_EQ(parsed.problem().code, "config.opensis_url");
        EXPECT_FALSE(parsed.problem().why.empty());
        EXPECT_EQ(parsed.problem().text().find("secret-word"), std::string::npos);
    }
}

}  // namespace
}  // namespace causeway::db
