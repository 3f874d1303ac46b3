// SPDX-License-Identifier: GPL-3.0-or-later
// What only the polling feed has: how much it looks at, what it remembers across a restart, and a
// server that goes away.
#include "opensis/poll_feed.h"

#include "db/feed_school.h"
#include "opensis/grants.h"

namespace causeway::tests {
namespace {

using std::chrono::milliseconds;

class Poll : public FeedSchool {
  protected:
    void SetUp() override {
        FeedSchool::SetUp();
        options.kind = opensis::FeedKind::poll;
        options.poll_pause = milliseconds(1);
        options.poll_share = 1;
    }
    static void change(db::Connection& connection) {
        connection.execute(
            "UPDATE students SET first_name = CONCAT(first_name, 'x') WHERE student_id = 1");
    }
};

TEST_F(Poll, LooksAtNoTableThatNobodyWroteTo) {
    opensis::PollFeed poll(address, options, std::nullopt);
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    do {
        EXPECT_TRUE(poll.next(milliseconds(20), {}).empty());
        ASSERT_LT(std::chrono::steady_clock::now(), give_up);
    } while (poll.tables_looked_at() != 0);
    change(*connection);
    EXPECT_EQ(texts(poll.next(std::chrono::seconds(20), {})), Keys{"student:1"});
    EXPECT_EQ(poll.tables_looked_at(), 1U);
}

TEST_F(Poll, RemembersAcrossARestart) {
    open();
    const std::string left = feed->position();
    open(left);
    EXPECT_TRUE(feed->next(milliseconds(0), {}).empty());
    EXPECT_EQ(after("DELETE FROM schedule WHERE id = 1"), (Keys{"student:1", "learns:1/1"}));
    const std::string later = feed->position();
    EXPECT_NE(later, left);
    open(later);
    EXPECT_TRUE(feed->next(milliseconds(0), {}).empty());
    feed.reset();
    change(*connection);
    open(later);
    EXPECT_EQ(keys(), Keys{"everything"});
    EXPECT_NE(last_why.find("not as they were left"), std::string::npos) << last_why;
    EXPECT_TRUE(feed->next(milliseconds(0), {}).empty());
}

TEST_F(Poll, TakesAnotherFeedsPlaceForAGap) {
    open("binlog:0-1-5");
    EXPECT_EQ(keys(), Keys{"everything"});
}

TEST_F(Poll, GoesOnWhenItsConnectionIsCut) {
    open();
    logging_server().kill_connections();
    connection = db::open_mariadb(address);
    EXPECT_EQ(after("UPDATE staff SET email = 'y@example.edu' WHERE staff_id = 2"),
              Keys{"staff:2"});
}

TEST_F(Poll, SaysWhenTheServerIsGoneAndMissesNothing) {
    open();
    change(*connection);
    logging_server().halt();
    try {
        (void)feed->next(milliseconds(0), {});
        ADD_FAILURE() << "a server that is gone was polled";
    } catch (const base::Failure& failure) {
        EXPECT_EQ(failure.exit(), base::ExitCode::incomplete);
    }
    logging_server().resume();
    EXPECT_EQ(keys(), Keys{"student:1"});
}

TEST_F(Poll, NeedsNoMoreRightsThanTheReader) {
    sql("CREATE OR REPLACE USER poller@localhost IDENTIFIED BY 'a test password'");
    for (const auto& statement : opensis::grant_statements("poller", "localhost", address.database))
        sql(statement);
    auto least = address;
    least.user = "poller";
    least.password = "a test password";
    opensis::PollFeed poll(least, options, std::nullopt);
    for (const char* statement : {"UPDATE schedule SET end_date = '2026-12-01' WHERE id = 1",
                                  "UPDATE schedule SET end_date = NULL WHERE id = 1"}) {
        sql(statement);
        EXPECT_EQ(texts(poll.next(std::chrono::seconds(20), {})),
                  (Keys{"student:1", "learns:1/1"}));
    }
    sql("DROP USER poller@localhost");
}

}  // namespace
}  // namespace causeway::tests
