// SPDX-License-Identifier: GPL-3.0-or-later
// A lived day changes exactly what it says, as a reader sees it; so do the single edits.
#include "sandbox/school/day.h"

#include "db/opensis_school.h"
#include "sandbox/school/edits.h"
#include "sandbox/school/generator.h"

namespace causeway::tests {
namespace {

using base::Date;
using model::Kind;
using Text = std::map<std::string, std::string>;

const Date kToday = Date::of(2026, 11, 23);
const model::RosterScope kScope{{}, std::nullopt, kToday};

std::set<std::string> difference(const Text& before, const Text& after) {
    std::set<std::string> out;
    for (const auto& [key, text] : before) {
        const auto now = after.find(key);
        if (now == after.end())
            out.insert("-" + key);
        else if (now->second != text)
            out.insert("~" + key);
    }
    for (const auto& [key, text] : after)
        if (!before.contains(key)) out.insert("+" + key);
    return out;
}

class LivedDay : public ::testing::Test {
  protected:
    void SetUp() override {
        address = fresh_database();
        connection = db::open_mariadb(address);
        sandbox::make_school(*connection, {.students = 300, .seed = 5, .today = kToday});
    }
    Text read() const { return read_roster(address, kScope).by_key(); }

    db::MariadbAddress address;
    std::unique_ptr<db::Connection> connection;
};

TEST_F(LivedDay, ChangesWhatItSaysAndNothingElse) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        SCOPED_TRACE(seed);
        const Text before = read();
        const auto report = sandbox::live_a_day(*connection, {seed, kToday});
        std::set<std::string> told;
        for (const auto& change : report.changes)
            for (const auto& effect : change.effects)
                EXPECT_TRUE(told.insert(effect).second) << effect << " twice";
        EXPECT_EQ(difference(before, read()), told);
    }
}

TEST_F(LivedDay, HasEverythingThatHappensInOne) {
    const auto report = sandbox::live_a_day(*connection, {1, kToday});
    EXPECT_EQ(report.count("student renamed"), 2);
    EXPECT_EQ(report.count("schedule dropped"), 3);
    EXPECT_EQ(report.count("schedule added"), 3);
    EXPECT_EQ(report.count("student moved to another section"), 2);
    EXPECT_EQ(report.count("student came"), 2);
    EXPECT_EQ(report.count("student left"), 1);
    EXPECT_EQ(report.count("section opened"), 1);
    EXPECT_EQ(report.count("teacher replaced"), 1);
    for (const auto& change : report.changes) {
        EXPECT_FALSE(change.effects.empty());
        EXPECT_NE(report.text().find(change.effects.front()), std::string::npos);
    }
}

TEST_F(LivedDay, IsTheSameForTheSameSeed) {
    const auto first = sandbox::live_a_day(*connection, {9, kToday});
    const Text after = read();
    SetUp();
    const auto second = sandbox::live_a_day(*connection, {9, kToday});
    EXPECT_EQ(first.text(), second.text());
    EXPECT_EQ(after, read());
    SetUp();
    EXPECT_NE(sandbox::live_a_day(*connection, {10, kToday}).text(), first.text());
}

TEST_F(LivedDay, IsInASchoolYear) {
    EXPECT_THROW(sandbox::live_a_day(*connection, {1, Date::of(2031, 1, 1)}), base::Failure);
}

TEST_F(LivedDay, IsMadeOfSingleEdits) {
    const Roster before = read_roster(address, kScope);
    const auto student = std::find_if(before.people.begin(), before.people.end(),
                                      [](const auto& p) { return p.kind == Kind::student; });
    sandbox::rename_student(*connection, student->id, "Grace", "O'Neill");
    const auto learns =
        std::find_if(before.enrolments.begin(), before.enrolments.end(), [&](const auto& e) {
            return e.kind == Kind::learns && !e.dropped && e.from && *e.from < kToday.plus(-5) &&
                   e.to && *e.to > kToday && e.person != student->id;
        });
    ASSERT_NE(learns, before.enrolments.end());
    EXPECT_EQ(sandbox::drop_schedule(*connection, learns->place, learns->person, kToday.plus(-1)),
              1);
    const std::int64_t section = sandbox::add_section(*connection, learns->place, "NEW-1");
    const Roster after = read_roster(address, kScope);
    EXPECT_EQ(after.student(student->id)->last_name, "O'Neill");
    EXPECT_TRUE(after.learns(learns->place, learns->person)->dropped);
    ASSERT_NE(after.section(section), nullptr);
    EXPECT_EQ(after.section(section)->short_name, "NEW-1");
    EXPECT_EQ(after.section(section)->term, before.section(learns->place)->term);
    EXPECT_EQ(after.sections.size(), before.sections.size() + 1);
}

TEST_F(LivedDay, RefusesRecordsThatAreNotThere) {
    EXPECT_THROW(sandbox::rename_student(*connection, 999999, "a", "b"), base::Failure);
    EXPECT_THROW(sandbox::drop_schedule(*connection, 1, 999999, kToday), base::Failure);
    EXPECT_THROW(sandbox::add_section(*connection, 999999, "x"), base::Failure);
    EXPECT_THROW(sandbox::add_schedule(*connection, 999999, 1, kToday), base::Failure);
    EXPECT_THROW(sandbox::change_teacher(*connection, 1, 999999), base::Failure);
    EXPECT_THROW(sandbox::drop_student(*connection, 999999, 1, 2026, kToday), base::Failure);
}

}  // namespace
}  // namespace causeway::tests
