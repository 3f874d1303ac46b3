// SPDX-License-Identifier: GPL-3.0-or-later
// The address of a PostgreSQL database: what is read, what is refused and why, and that its
// password is nowhere shown.
#include <gtest/gtest.h>

#include "base/failure.h"
#include "base/log.h"
#include "db/db.h"

namespace causeway::db {
namespace {

PostgresAddress parsed(std::string_view url) {
    const auto result = PostgresAddress::parse(url);
    EXPECT_TRUE(result) << url;
    return result ? *result : PostgresAddress{};
}

std::string refused(std::string_view url) {
    const auto result = PostgresAddress::parse(url);
    EXPECT_FALSE(result) << url;
    if (result) return "";
    EXPECT_EQ(result.problem().code, "config.store_url");
    EXPECT_NE(result.problem().cure.find("postgres://user:password@host"), std::string::npos);
    return result.problem().why;
}

TEST(PostgresAddress, HasEveryPart) {
    const auto a = parsed(
        "postgres://cause%40way:p%3Aw%2F%3f@db.example.org:5433/state%20one?sslmode=verify-full&"
        "sslrootcert=%2Fetc%2Fca.pem&sslcert=/c.pem&sslkey=/k.pem");
    EXPECT_EQ(a.host, "db.example.org");
    EXPECT_EQ(a.port, 5433U);
    EXPECT_EQ(a.user, "cause@way");
    EXPECT_EQ(a.password, "p:w/?");
    EXPECT_EQ(a.database, "state one");
    EXPECT_EQ(a.sslmode, "verify-full");
    EXPECT_EQ(a.sslrootcert, "/etc/ca.pem");
    EXPECT_EQ(a.sslcert, "/c.pem");
    EXPECT_EQ(a.sslkey, "/k.pem");
}

TEST(PostgresAddress, HasDefaults) {
    const auto a = parsed("postgresql://causeway@db.example.org/causeway");
    EXPECT_EQ(a.port, 5432U);
    EXPECT_EQ(a.password, "");
    EXPECT_EQ(a.sslmode, "prefer");
    EXPECT_EQ(a.shown(), "postgres://causeway@db.example.org:5432/causeway");
    EXPECT_EQ(parsed("postgres:///causeway").host, "127.0.0.1");
    EXPECT_EQ(parsed("postgres:///causeway").user, "") << "the account this program runs as";
}

TEST(PostgresAddress, MayBeASocketOrAnAddressOfVersionSix) {
    const auto folder = parsed("postgres://causeway@/causeway?host=/run/postgresql");
    EXPECT_EQ(folder.host, "/run/postgresql");
    EXPECT_EQ(folder.shown(), "postgres://causeway@/causeway?host=/run/postgresql");
    const auto six = parsed("postgres://causeway@[fd00::7]:5433/causeway");
    EXPECT_EQ(six.host, "fd00::7");
    EXPECT_EQ(six.shown(), "postgres://causeway@[fd00::7]:5433/causeway");
}

TEST(PostgresAddress, ItsPasswordIsShownNowhere) {
    const auto a = parsed("postgres://causeway:topsecret%21@/causeway?host=/run/postgresql");
    EXPECT_EQ(a.password, "topsecret!");
    EXPECT_EQ(a.shown().find("topsecret"), std::string::npos);
    EXPECT_EQ(base::log::redacted("x topsecret! y").find("topsecret"), std::string::npos);
    EXPECT_EQ(base::log::redacted("x topsecret%21 y").find("topsecret"), std::string::npos);
}

TEST(PostgresAddress, SaysWhatIsWrong) {
    EXPECT_NE(refused("sqlite:x").find("postgres://"), std::string::npos);
    EXPECT_NE(refused("mysql://u@h/d").find("postgres://"), std::string::npos);
    EXPECT_NE(refused("postgres://u@h").find("database"), std::string::npos);
    EXPECT_NE(refused("postgres://u@h/").find("database"), std::string::npos);
    EXPECT_NE(refused("postgres://u@h:0/d").find("port"), std::string::npos);
    EXPECT_NE(refused("postgres://u@h:70000/d").find("port"), std::string::npos);
    EXPECT_NE(refused("postgres://u@h:x/d").find("port"), std::string::npos);
    EXPECT_NE(refused("postgres://u:%zz@h/d").find("hexadecimal"), std::string::npos);
    EXPECT_NE(refused("postgres://u@h/d%4").find("hexadecimal"), std::string::npos);
    EXPECT_NE(refused("postgres://u@h/d?sslmode=on").find("verify-full"), std::string::npos);
    EXPECT_NE(refused("postgres://u@h/d?options=-c").find("sslmode"), std::string::npos);
    EXPECT_NE(refused("postgres://u@h/d?sslmode").find("value"), std::string::npos);
    EXPECT_NE(refused("postgres://u%00@h/d").find("%00"), std::string::npos);
}

TEST(PostgresAddress, AServerThatIsNotThereIsAClearErrorWithoutThePassword) {
    const auto a = parsed("postgres://causeway:topsecret@/causeway?host=/nonexistent/folder");
    try {
        open_postgres(a);
        FAIL() << "connected to nothing";
    } catch (const base::Failure& failure) {
        EXPECT_EQ(failure.exit(), base::ExitCode::incomplete);
        EXPECT_NE(failure.problem().what.find("/nonexistent/folder"), std::string::npos);
        EXPECT_NE(failure.problem().cure.find("store.url"), std::string::npos);
        EXPECT_EQ(failure.problem().text().find("topsecret"), std::string::npos);
        EXPECT_TRUE(failure.problem().code.starts_with("db.postgres."));
    }
}

}  // namespace
}  // namespace causeway::db
