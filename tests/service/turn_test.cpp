// SPDX-License-Identifier: GPL-3.0-or-later
// The year's turn in a service that runs: its own runs keep to the old year, to the hold, and to
// what a person confirmed.
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "base/failure.h"
#include "sandbox/school/rollover.h"
#include "school_link.h"
#include "service/turn_office.h"

namespace causeway::service {
namespace {

using test::SchoolLink;

class Turn : public testing::Test {
  protected:
    Turn() {
        school.ready_link();
        school.next_run(0);
        before = courses();
    }
    TurnOffice office() {
        Link& link = *school.service().find(kFirstLink);
        return {link.config(), school.store(), link.name(), school.clock(), "causeway/test"};
    }
    void roll_over() { sandbox::roll_over(school.opensis(), {{}, office().today(), true}); }
    // Moodle's courses by id number: seen or hidden.
    std::map<std::string, bool> courses() {
        std::map<std::string, bool> out;
        const auto state = boost::json::parse(school.moodle().state_json());
        for (const auto& one : state.at("courses").as_array())
            out[std::string(one.at("idnumber").as_string())] =
                one.at("visible").to_number<int>() != 0;
        return out;
    }
    std::int64_t suspended_people() {
        std::int64_t out = 0;
        const auto state = boost::json::parse(school.moodle().state_json());
        for (const auto& one : state.at("users").as_array())
            out += one.at("suspended").as_bool() ? 1 : 0;
        return out;
    }
    static std::string refused(const std::function<void()>& work) {
        try {
            work();
        } catch (const base::Failure& failure) {
            EXPECT_FALSE(failure.problem().cure.empty()) << failure.problem().text();
            return failure.problem().code;
        }
        return "";
    }

    // A school of its own for each test.
    SchoolLink school{
        "service_turn_" +
        std::to_string(testing::UnitTest::GetInstance()->current_test_info()->line())};
    std::map<std::string, bool> before;
};

TEST_F(Turn, HappensWhenAPersonHasConfirmedItAndNotBefore) {
    EXPECT_EQ(refused([&] { office().plan({}, "ada"); }), "turn.nothing");
    roll_over();
    school.run_by("ada");
    EXPECT_EQ(courses(), before) << "openSIS rolled over, and nobody has confirmed";

    // For tomorrow, and taken back.
    TurnWish tomorrow;
    tomorrow.begins = office().today().plus(1);
    const auto first = office().plan(tomorrow, "ada");
    office().confirm(first.id, "R. Head", "the year is over");
    school.run_by("ada");
    EXPECT_EQ(courses(), before) << "the new year began a day early";
    office().take_back(first.id, "R. Head");

    // Today, in a hold.
    office().hold(office().today(), office().today().plus(9), "R. Head");
    const auto second = office().plan({}, "ada");
    EXPECT_EQ(refused([&] { office().confirm(first.id, "R. Head", "the year is over"); }),
              "turn.not_planned");
    office().confirm(second.id, "R. Head", "the year is over");
    EXPECT_EQ(refused([&] { office().confirm(second.id, "R. Head", "the year is over"); }),
              "turn.not_planned");
    const auto gone = suspended_people();
    school.run_by("ada");
    auto held = courses();
    EXPECT_GT(held.size(), before.size()) << "the new year's courses";
    for (const auto& [key, seen] : before)
        EXPECT_EQ(held.at(key), seen) << key << " was hidden in the hold";
    EXPECT_EQ(suspended_people(), gone);
    EXPECT_EQ(refused([&] { office().take_back(second.id, "R. Head"); }), "turn.begun");
    EXPECT_FALSE(office().turn(second.id)->schools.front().finished);

    // And without it.
    EXPECT_TRUE(office().release("R. Head"));
    school.run_by("ada");
    const auto after = courses();
    for (const auto& [key, seen] : before) {
        ASSERT_TRUE(after.contains(key)) << key << " is gone";
        if (key.find("section:") != std::string::npos) {
            EXPECT_FALSE(after.at(key)) << key << " is still seen";
        }
    }
    EXPECT_GT(suspended_people(), gone) << "the highest grade has left";
    EXPECT_TRUE(office().turn(second.id)->schools.front().finished);
}

TEST_F(Turn, OfOneSchoolLeavesTheOtherInItsYear) {
    sandbox::roll_over(school.opensis(), {{1}, office().today(), true});
    TurnWish both;
    both.schools = {1, 2};
    EXPECT_EQ(refused([&] { office().plan(both, "ada"); }), "turn.nothing");
    const auto turn = office().plan({}, "ada");
    ASSERT_EQ(turn.schools.size(), 1U);
    EXPECT_EQ(turn.schools.front().school, 1);
    office().confirm(turn.id, "R. Head", "the other school follows");
    school.run_by("ada");
    const auto years = office().state();
    EXPECT_EQ(years.seen.at(1), years.seen.at(2) + 1);
    EXPECT_TRUE(office().turn(turn.id)->schools.front().finished);
}

// openSIS's rollover makes one table after the other, and may stop anywhere.
TEST_F(Turn, OfARolloverThatStoppedHalfWayIsRefusedOrWantsAReason) {
    roll_over();
    const int next = office().look().schools.front().next->year;
    const auto sql = [&](const std::string& text) {
        school.opensis().run(text, {std::int64_t{next}});
    };
    sql("DELETE FROM course_periods WHERE syear = ?");
    const auto turn = office().plan({}, "ada");
    EXPECT_EQ(refused([&] { office().confirm(turn.id, "R. Head", ""); }), "turn.missing");
    sql("DELETE FROM student_enrollment WHERE syear = ?");
    EXPECT_EQ(refused([&] { office().plan({}, "ada"); }), "turn.nothing");
    EXPECT_EQ(refused([&] { office().confirm(turn.id, "R. Head", "all is well"); }), "turn.moved");
    EXPECT_EQ(courses(), before);
}

}  // namespace
}  // namespace causeway::service
