// SPDX-License-Identifier: GPL-3.0-or-later
// A reading is one moment, and it is whole or it is an error.
#include "db/opensis_school.h"

namespace causeway::tests {
namespace {

using model::Kind;
using Snapshots = SmallSchool;

TEST_F(Snapshots, AreOneMoment) {
    const auto snapshot = opensis::OpenSis(address, options).open(scope);
    const auto schools = drain(*snapshot->schools(), "schools");
    add_student(3);
    enrol(3, 1);
    schedule(3, 1, "2026-08-20", "NULL");
    sql("DELETE FROM schedule WHERE student_id = 1");
    sql("DELETE FROM course_periods WHERE course_period_id = 2");
    const Roster then = read_roster(*snapshot);
    EXPECT_EQ(then.count(Kind::student), 2);
    EXPECT_EQ(then.sections.size(), 2U);
    EXPECT_EQ(then.count(Kind::learns), 3);
    const Roster now = read();
    EXPECT_EQ(now.count(Kind::student), 3);
    EXPECT_EQ(now.sections.size(), 1U);
    EXPECT_EQ(now.count(Kind::learns), 2);
}

TEST_F(Snapshots, ProveNothingBeforeTheEnd) {
    const auto snapshot = opensis::OpenSis(address, options).open(scope);
    const auto people = snapshot->people();
    model::Person person;
    ASSERT_TRUE(people->next(person));
    EXPECT_FALSE(people->proof().complete);
    while (people->next(person)) {
    }
    EXPECT_TRUE(people->proof().complete);
    EXPECT_EQ(people->proof().rows_read, 3);
    EXPECT_EQ(people->proof().rows_counted, 3);
    EXPECT_FALSE(people->next(person));  // and stays at its end
    EXPECT_TRUE(people->proof().complete);
}

TEST_F(Snapshots, CanLeaveAStreamInTheMiddle) {
    const auto snapshot = opensis::OpenSis(address, options).open(scope);
    {
        const auto enrolments = snapshot->enrolments();
        model::Enrolment enrolment;
        ASSERT_TRUE(enrolments->next(enrolment));
    }
    EXPECT_EQ(read_roster(*snapshot).enrolments.size(), 5U);
}

TEST_F(Snapshots, RefuseASecondOpenStream) {
    const auto snapshot = opensis::OpenSis(address, options).open(scope);
    const auto enrolments = snapshot->enrolments();
    model::Enrolment enrolment;
    ASSERT_TRUE(enrolments->next(enrolment));
    EXPECT_THROW(snapshot->courses(), base::Failure);
    EXPECT_TRUE(enrolments->next(enrolment));  // the first one is none the worse
}

TEST_F(Snapshots, WriteNothing) {
    // An account that may write reads in a transaction in which the server refuses to.
    const auto before = connection->one_text(
        "SELECT GROUP_CONCAT(CONCAT_WS('/', id, start_date, last_updated) ORDER BY id) "
        "FROM schedule");
    read();
    EXPECT_EQ(connection->one_text("SELECT GROUP_CONCAT(CONCAT_WS('/', id, start_date, "
                                   "last_updated) ORDER BY id) FROM schedule"),
              before);
}

// Fills the school until an answer cannot be in the client's hands whole.
class CutSnapshots : public SmallSchool {
  protected:
    void SetUp() override {
        SmallSchool::SetUp();
        sql("INSERT INTO students (student_id, first_name, last_name, common_name, email) "
            "SELECT 1000 + seq, REPEAT('x', 50), REPEAT('y', 50), REPEAT('z', 250), "
            "CONCAT('s', seq, '@example.edu') FROM seq_1_to_8000");
        sql("INSERT INTO student_enrollment (syear, school_id, student_id, start_date) "
            "SELECT 2026, 1, student_id, '2026-08-20' FROM students WHERE student_id > 1000");
        sql("INSERT INTO schedule (syear, school_id, student_id, start_date, course_id, "
            "course_period_id) SELECT 2026, 1, student_id, '2026-08-20', 1, "
            "1 + student_id MOD 2 FROM students WHERE student_id > 1000");
    }
    // Ends every other connection to this database.
    void cut() {
        std::vector<std::int64_t> others;
        {
            const auto rows = connection->query(
                "SELECT id FROM information_schema.processlist "
                "WHERE db = DATABASE() AND id <> CONNECTION_ID()");
            while (const auto* row = rows->next())
                others.push_back(row->integer(0));
        }
        ASSERT_EQ(others.size(), 1U);
        connection->execute("KILL CONNECTION " + n(others.front()));
    }
};

TEST_F(CutSnapshots, AreAFailureInTheMiddleOfReading) {
    const auto snapshot = opensis::OpenSis(address, options).open(scope);
    const auto people = snapshot->people();
    model::Person person;
    for (int i = 0; i < 100; ++i)
        ASSERT_TRUE(people->next(person));
    cut();
    std::int64_t read = 100;
    try {
        while (people->next(person))
            ++read;
        FAIL() << "the stream ended after " << read << " people as if it were whole";
    } catch (const base::Failure& failure) {
        EXPECT_EQ(failure.exit(), base::ExitCode::incomplete) << failure.what();
        EXPECT_FALSE(failure.problem().cure.empty());
    }
    EXPECT_LT(read, 8003);
    EXPECT_FALSE(people->proof().complete);
}

TEST_F(CutSnapshots, AreAFailureBetweenStreams) {
    const auto snapshot = opensis::OpenSis(address, options).open(scope);
    drain(*snapshot->schools(), "schools");
    cut();
    try {
        snapshot->subjects();
        FAIL() << "subjects were opened on a cut connection";
    } catch (const base::Failure& failure) {
        EXPECT_EQ(failure.exit(), base::ExitCode::incomplete) << failure.what();
    }
}

TEST_F(CutSnapshots, ReadItAllWhenTheyAreNot) {
    const Roster roster = read();
    EXPECT_EQ(roster.count(Kind::student), 8002);
    EXPECT_EQ(roster.count(Kind::learns), 8003);
}

TEST(SnapshotsOfNoServer, AreIncomplete) {
    db::MariadbAddress nobody;
    nobody.socket = "/nonexistent/socket";
    nobody.user = "nobody";
    nobody.database = "none";
    try {
        (void)opensis::OpenSis(nobody).open({{}, std::nullopt, base::Date::of(2026, 12, 1)});
        FAIL() << "there is no such server";
    } catch (const base::Failure& failure) {
        EXPECT_EQ(failure.exit(), base::ExitCode::incomplete);
    }
}

}  // namespace
}  // namespace causeway::tests
