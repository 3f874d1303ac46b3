// SPDX-License-Identifier: GPL-3.0-or-later
// What only the log has: rotated and purged files, statements in place of rows, tables whose shape
// changes, a server that goes away, accounts without the right, and places to go on from.
#include <thread>

#include "db/feed_school.h"
#include "opensis/grants.h"

namespace causeway::tests {
namespace {

using std::chrono::milliseconds;

constexpr const char* kEverything = "everything";

class Binlog : public FeedSchool {
  protected:
    void SetUp() override {
        FeedSchool::SetUp();
        options.kind = opensis::FeedKind::binlog;
        open();
    }
    void change(int student = 1) {
        sql("UPDATE students SET first_name = CONCAT(first_name, 'x') WHERE student_id = " +
            std::to_string(student));
    }
    // The feed's connection as the server sees it: it notices the end only by and by.
    void close_feed() {
        feed.reset();
        while (connection->one_integer("SELECT COUNT(*) FROM information_schema.processlist "
                                       "WHERE command LIKE 'Binlog Dump%'") > 0) {
        }
    }
    // The server keeps a file as long as it may need it itself.
    void purge_to_last_file() {
        std::size_t files = 0;
        do {
            std::string last;
            files = 0;
            {
                const auto rows = connection->query("SHOW BINARY LOGS");
                while (const auto* row = rows->next()) {
                    last = row->text(0);
                    ++files;
                }
            }
            sql("PURGE BINARY LOGS TO '" + last + "'");
        } while (files > 1);
    }
    // A setting of the server, put back at the end.
    void set_global(const std::string& name, const std::string& value) {
        undo_.push_back("SET GLOBAL " + name + " = '" +
                        *connection->one_text("SELECT CAST(@@global." + name + " AS CHAR)") + "'");
        sql("SET GLOBAL " + name + " = '" + value + "'");
    }
    void TearDown() override {
        for (const auto& statement : undo_)
            db::open_mariadb(address)->execute(statement);
    }

  private:
    std::vector<std::string> undo_;
};

TEST_F(Binlog, IsTheBestFeedWhereItCanBeRead) {
    options.kind = opensis::FeedKind::best;
    open();
    EXPECT_EQ(kind, "binlog");
    EXPECT_FALSE(why_not_better);
}

TEST_F(Binlog, GoesOnWhereItWasLeft) {
    change(1);
    EXPECT_EQ(keys(), Keys{"student:1"});
    const std::string left = feed->position();
    change(2);
    change(3);
    feed.reset();
    open(left);
    EXPECT_EQ(keys(), Keys{"student:2"});
    EXPECT_EQ(keys(), Keys{"student:3"});
    open(feed->position());
    expect_silence("UPDATE staff SET current_school_id = 3");
}

// Whoever is stopped between the change and its hint is told of it after the restart.
TEST_F(Binlog, CountsNothingAsToldThatWasNot) {
    const std::string left = feed->position();
    sql("SET SESSION timestamp = UNIX_TIMESTAMP() - 60");
    change(2);
    sql("SET SESSION timestamp = DEFAULT");
    EXPECT_TRUE(feed->next(milliseconds(0),
                           [] {
                               std::stop_source stop;
                               stop.request_stop();
                               return stop.get_token();
                           }())
                    .empty());
    EXPECT_EQ(feed->position(), left);
    open(feed->position());
    EXPECT_EQ(keys(), Keys{"student:2"});
    EXPECT_NE(feed->position(), left);
}

TEST_F(Binlog, FollowsALogThatNeverFallsSilent) {
    std::jthread others([this](const std::stop_token& stop) {
        const auto own = db::open_mariadb(address);
        own->execute("CREATE TABLE IF NOT EXISTS chatter (a int)");
        own->execute("SET SESSION timestamp = UNIX_TIMESTAMP() - 60");  // the clocks differ
        while (!stop.stop_requested())
            own->execute("INSERT INTO chatter VALUES (1)");
    });
    sql("SET SESSION timestamp = UNIX_TIMESTAMP() - 60");
    change(3);
    sql("SET SESSION timestamp = DEFAULT");
    const auto before = std::chrono::steady_clock::now();
    EXPECT_EQ(keys(), Keys{"student:3"});
    EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(10));
}

TEST_F(Binlog, DoesNotTakeAnotherPlaceForItsOwn) {
    for (const char* place : {"poll:0123456789abcdef", "binlog:x", "binlog:0-1-99999999",
                              "binlog:0-1", "binlog:'; DROP TABLE students; --", "x"}) {
        open(place);
        EXPECT_EQ(keys(), Keys{kEverything}) << place;
        change();
        EXPECT_EQ(keys(), Keys{"student:1"}) << place;
    }
}

TEST_F(Binlog, FollowsTheLogFromFileToFile) {
    for (int i = 0; i < 3; ++i) {
        sql("FLUSH BINARY LOGS");
        change();
        EXPECT_EQ(keys(), Keys{"student:1"});
    }
}

TEST_F(Binlog, LooksAtEverythingWhenWhatItMissedIsPurged) {
    const std::string left = feed->position();
    close_feed();
    change();
    sql("FLUSH BINARY LOGS");
    change();
    sql("FLUSH BINARY LOGS");
    purge_to_last_file();
    open(left);
    EXPECT_EQ(keys(), Keys{kEverything});
    EXPECT_NE(last_why.find("no longer holds"), std::string::npos) << last_why;
    change(2);
    EXPECT_EQ(keys(), Keys{"student:2"});
}

TEST_F(Binlog, LooksAtEverythingWhenTheLogBeginsAnew) {
    change();
    EXPECT_EQ(keys(), Keys{"student:1"});
    const std::string left = feed->position();
    close_feed();
    sql("RESET MASTER");
    open(left);
    change(2);  // until then the log is as good as any
    EXPECT_EQ(keys(), Keys{kEverything});
    change(3);
    EXPECT_EQ(keys(), Keys{"student:3"});
}

TEST_F(Binlog, SurvivesARestartOfTheServer) {
    change(1);
    EXPECT_EQ(keys(), Keys{"student:1"});
    logging_server().halt();
    try {
        (void)feed->next(milliseconds(0), {});
        (void)feed->next(milliseconds(0), {});
        ADD_FAILURE() << "a server that is gone was followed";
    } catch (const base::Failure& failure) {
        EXPECT_EQ(failure.exit(), base::ExitCode::incomplete);
    }
    logging_server().resume();
    connection = db::open_mariadb(address);
    change(2);
    EXPECT_EQ(keys(), Keys{"student:2"});
}

TEST_F(Binlog, SurvivesACutConnection) {
    logging_server().kill_connections();
    connection = db::open_mariadb(address);
    change(3);
    EXPECT_EQ(keys(), Keys{"student:3"});
}

TEST_F(Binlog, ReadsATableInItsNewShape) {
    alter("ALTER TABLE students ADD custom_1 varchar(100) FIRST");
    EXPECT_EQ(keys(), Keys{kEverything});
    EXPECT_EQ(after("UPDATE students SET last_name = 'N' WHERE student_id = 2"), Keys{"student:2"});
    expect_silence("UPDATE students SET custom_1 = 'new'");
    alter("ALTER TABLE students DROP COLUMN custom_1, MODIFY student_id bigint unsigned");
    EXPECT_EQ(keys(), Keys{kEverything});
    EXPECT_EQ(after("INSERT INTO students (student_id, first_name, last_name) VALUES "
                    "(5000000000, 'a', 'b')"),
              Keys{"student:5000000000"});
    // No number that a key can hold.
    EXPECT_EQ(after("INSERT INTO students (student_id, first_name, last_name) VALUES "
                    "(18446744073709551615, 'a', 'b')"),
              Keys{kEverything});
}

TEST_F(Binlog, LooksAtEverythingWhereATableChangedBehindWhatIsRead) {
    change();
    EXPECT_EQ(keys(), Keys{"student:1"});
    const std::string left = feed->position();
    feed.reset();
    change(2);
    alter("ALTER TABLE students ADD custom_2 int FIRST");
    open(left);
    EXPECT_EQ(keys(), Keys{kEverything});  // the change of the former shape
    EXPECT_NE(last_why.find("another shape"), std::string::npos) << last_why;
    EXPECT_EQ(keys(), Keys{kEverything});  // that of the shape
    change(2);
    EXPECT_EQ(keys(), Keys{"student:2"});
}

TEST_F(Binlog, TellsOfTablesThatAreEmptiedOrDropped) {
    EXPECT_EQ(after("TRUNCATE TABLE schedule"), Keys{kEverything});
    alter("DROP TABLE staff_contact");
    EXPECT_EQ(keys(), Keys{kEverything});
    expect_silence("CREATE TABLE something_else (a int)");
    expect_silence("CREATE TRIGGER t BEFORE INSERT ON students FOR EACH ROW SET @table = 1");
    expect_silence("DROP TRIGGER t");
    expect_silence("CREATE OR REPLACE VIEW pupils AS SELECT * FROM students");
    expect_silence("DROP VIEW pupils");
    expect_silence("ANALYZE TABLE students");
    expect_silence("DROP TABLE something_else");
}

TEST_F(Binlog, LooksAtEverythingAfterAStatementInPlaceOfRows) {
    sql("SET SESSION binlog_format = 'STATEMENT'");
    EXPECT_EQ(after("UPDATE students SET first_name = 'q' WHERE student_id = 2"),
              Keys{kEverything});
    EXPECT_NE(last_why.find("statement"), std::string::npos) << last_why;
    sql("SET SESSION binlog_format = 'ROW'");
    change(2);
    EXPECT_EQ(keys(), Keys{"student:2"});
}

TEST_F(Binlog, ReadsRowsThatAreLoggedInPart) {
    sql("SET SESSION binlog_row_image = 'MINIMAL'");
    change(2);
    EXPECT_EQ(keys(), Keys{"student:2"});
    expect_silence("UPDATE students SET birthdate = '2011-01-01'");
    EXPECT_EQ(after("UPDATE schedule SET end_date = '2026-10-01' WHERE id = 1"),
              Keys{kEverything});  // whose it is stands nowhere
    sql("SET SESSION binlog_row_image = 'NOBLOB'");
    EXPECT_EQ(after("UPDATE staff SET first_name = 'Q' WHERE staff_id = 2"), Keys{"staff:2"});
}

TEST_F(Binlog, ReadsLogsThatNameTheirColumns) {
    set_global("binlog_row_metadata", "FULL");
    EXPECT_EQ(after("INSERT INTO schedule (syear, school_id, student_id, start_date, course_id, "
                    "course_period_id) VALUES (2026, 1, 3, '2026-09-01', 1, 1)"),
              (Keys{"student:3", "learns:1/3"}));
    expect_silence("UPDATE course_periods SET filled_seats = 9");
}

TEST_F(Binlog, ReadsLogsWithoutChecksums) {
    set_global("binlog_checksum", "NONE");
    change(2);
    EXPECT_EQ(keys(), Keys{"student:2"});
    open();
    change(3);
    EXPECT_EQ(keys(), Keys{"student:3"});
}

TEST_F(Binlog, LooksAtEverythingWhereRowsAreCompressed) {
    set_global("log_bin_compress", "ON");
    sql("UPDATE students SET social_security = REPEAT('1', 200), first_name = REPEAT('z', 40)");
    EXPECT_EQ(keys(), Keys{kEverything});
}

TEST_F(Binlog, PassesOverOtherDatabases) {
    sql("CREATE DATABASE IF NOT EXISTS elsewhere");
    sql("USE elsewhere");
    sql("CREATE OR REPLACE TABLE students (student_id int, first_name text)");
    sql("USE feeds");
    expect_silence("INSERT INTO elsewhere.students VALUES (1, 'x'), (2, 'y')");
    sql("USE elsewhere");
    sql("SET SESSION binlog_format = 'STATEMENT'");
    sql("UPDATE students SET first_name = 'z'");
    sql("SET SESSION binlog_format = 'ROW'");
    sql("USE feeds");
    expect_silence("DROP DATABASE elsewhere");
}

TEST_F(Binlog, CatchesUpWithManyChangesAtOnce) {
    const std::string left = feed->position();
    feed.reset();
    sql("SET SESSION timestamp = UNIX_TIMESTAMP() - 60");  // so they are of a minute ago
    for (int student : {1, 2, 3})
        change(student);
    sql("SET SESSION timestamp = DEFAULT");
    open(left);
    EXPECT_EQ(keys(), (Keys{"student:1", "student:2", "student:3"}));
}

TEST_F(Binlog, OfAReplicaThatLogsOnlyItsOwnIsNotFollowed) {
    set_global("gtid_slave_pos", "7-2-5");
    options.kind = opensis::FeedKind::best;
    open();
    EXPECT_EQ(kind, "poll");
    ASSERT_TRUE(why_not_better);
    EXPECT_NE(why_not_better->why.find("log_slave_updates"), std::string::npos)
        << why_not_better->why;
}

// The account of the grants, with and without the right to the log.
class BinlogRights : public Binlog {
  protected:
    void SetUp() override {
        Binlog::SetUp();
        sql("CREATE OR REPLACE USER 'feed''s'@localhost IDENTIFIED BY 'a test password'");
        for (const auto& statement :
             opensis::grant_statements("feed's", "localhost", address.database))
            sql(statement);
        root_ = address;
        address.user = "feed's";
        address.password = "a test password";
    }
    void TearDown() override {
        address = root_;
        Binlog::TearDown();
        db::open_mariadb(root_)->execute("DROP USER 'feed''s'@localhost");
    }

  private:
    db::MariadbAddress root_;
};

TEST_F(BinlogRights, ThatLackTheLogAreNamedWithTheirCure) {
    try {
        open();
        ADD_FAILURE() << "the log was read without the right";
    } catch (const base::Failure& failure) {
        EXPECT_EQ(failure.exit(), base::ExitCode::usage);
    }
    options.kind = opensis::FeedKind::best;
    open();
    EXPECT_EQ(kind, "poll");
    ASSERT_TRUE(why_not_better);
    EXPECT_NE(
        why_not_better->cure.find("GRANT REPLICATION SLAVE ON *.* TO 'feed\\'s'@'localhost';"),
        std::string::npos)
        << why_not_better->cure;
    change(2);
    EXPECT_EQ(keys(), Keys{"student:2"});
}

TEST_F(BinlogRights, OfTheGrantsAreEnough) {
    sql("GRANT REPLICATION SLAVE ON *.* TO 'feed''s'@localhost");
    open();
    EXPECT_EQ(kind, "binlog");
    EXPECT_EQ(after("UPDATE schedule SET end_date = '2026-10-01' WHERE id = 1"),
              (Keys{"student:1", "learns:1/1"}));
    expect_silence("UPDATE students SET birthdate = '2012-02-02'");
}

TEST_F(BinlogRights, AndSettingsThatLackAreNamedTogether) {
    set_global("binlog_format", "MIXED");
    set_global("binlog_row_image", "MINIMAL");
    set_global("log_bin_compress", "ON");
    options.kind = opensis::FeedKind::best;
    open();
    EXPECT_EQ(kind, "poll");
    ASSERT_TRUE(why_not_better);
    for (const char* cure : {"binlog_format = 'ROW'", "binlog_row_image = 'FULL'",
                             "log_bin_compress = OFF", "GRANT REPLICATION SLAVE ON *.* TO"})
        EXPECT_NE(why_not_better->cure.find(cure), std::string::npos) << cure;
}

TEST(BinlogOfAServerWithoutOne, IsAskedFor) {
    const auto address = *db::MariadbAddress::parse(support::MariadbServer::shared().url("no_log"));
    sandbox::prepare_schema(*db::open_mariadb(address));
    const auto opened = opensis::open_feed(address, {}, "");
    EXPECT_EQ(opened.kind, "poll");
    ASSERT_TRUE(opened.why_not_better);
    EXPECT_EQ(opened.why_not_better->code, "opensis.no_binlog");
    EXPECT_NE(opened.why_not_better->why.find("log_bin is off"), std::string::npos);
    EXPECT_NE(opened.why_not_better->cure.find("[mariadbd]"), std::string::npos);
}

}  // namespace
}  // namespace causeway::tests
