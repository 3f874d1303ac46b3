// SPDX-License-Identifier: GPL-3.0-or-later
// What the settings "grades.*" do to the service's pulls, and what only the nightly check finds.
#include "grades_settings.h"

#include <algorithm>

namespace causeway::service {
namespace {

using test::ServiceGradeSettings;

TEST_F(ServiceGradeSettings, FeedbackAndHiddenAreCarriedAsTheyAreSet) {
    give({{"rawgrade", 3}, {"finalgrade", 3}, {"feedback", "Well done"}});
    pull();
    EXPECT_EQ(grade().substr(0, 5), "3.00|");
    EXPECT_NE(grade().find("Well done"), std::string::npos) << grade();
    set("grades.feedback", "false");
    pull();
    EXPECT_EQ(grade().find("Well done"), std::string::npos) << grade();
    give({{"rawgrade", 4}, {"finalgrade", 4}, {"hidden", 1}});
    pull();
    EXPECT_EQ(grade(), "none|hidden in Moodle");
    set("grades.carry_hidden", "true");
    pull();
    EXPECT_EQ(grade().substr(0, 5), "4.00|") << grade();
}

TEST_F(ServiceGradeSettings, OnlyTheItemsThatAreWantedStay) {
    const auto items = "SELECT COUNT(*) FROM causeway_items WHERE kind = 'item' AND local <> 0";
    const auto before = school.opensis().one_integer(items).value_or(0);
    ASSERT_GT(before, 1);
    set("grades.items", "quiz");
    pull();
    const auto quizzes = school.opensis().one_integer(items).value_or(0);
    EXPECT_LT(quizzes, before);
    link.change({{"grades.items", {{"assignment", "quiz", "lesson", "other", "manual"}}}});
    pull();
    EXPECT_EQ(school.opensis().one_integer(items).value_or(0), before);
}

TEST_F(ServiceGradeSettings, TheDefaultOfWhoKeepsTheGradebookHoldsForAll) {
    const auto finals = "SELECT COUNT(*) FROM student_report_card_grades";
    EXPECT_EQ(school.text(finals), "0");
    set("grades.option", "moodle");
    pull();
    EXPECT_NE(school.text(finals), "0");
    set("grades.option", "opensis");
    pull();
    EXPECT_EQ(school.text(finals), "0");
}

// What a teacher enters in openSIS, and a due date that moves without a word of when, Moodle's news
// say nothing of: the nightly check reads all.
TEST_F(ServiceGradeSettings, TheNightlyCheckFindsWhatTheCursorMissed) {
    store::GradeDesk desk(school.store(), link.name());
    const auto told = [&] {
        const auto all = desk.differences(place.section);
        return std::count_if(all.begin(), all.end(),
                             [](const auto& one) { return one.here == "0.25"; });
    };
    school.opensis().run(
        "UPDATE gradebook_grades SET points = 0.25 WHERE student_id = ? AND assignment_id = "
        "(SELECT local FROM causeway_items WHERE kind = 'item' AND remote = ?)",
        {place.student, place.item});
    school.age();
    const std::string before = due();
    amend("items", [&](const boost::json::object& row) { return row.at("id") == place.item; },
          {{"due", school.clock().now() + 40 * 86400}});
    pull(false);
    EXPECT_FALSE(boost::json::parse(last.summary).at("whole").as_bool()) << last.summary;
    EXPECT_EQ(told(), 0);
    EXPECT_EQ(due(), before);
    // Nearly the whole day is night, and no check was made yet: the clock's next pull is one.
    link.change({{"schedule.nightly", {{"true"}}},
                 {"schedule.night_from", {{"00:00"}}},
                 {"schedule.night_to", {{"23:59"}}},
                 {"grades.enabled", {{"false"}}}});
    set("grades.enabled", "true");
    for (int i = 0; i < 5 && last.header.what != "grades check"; ++i)
        last = school.last_of_grades(last.id);
    EXPECT_EQ(last.header.what, "grades check");
    EXPECT_TRUE(boost::json::parse(last.summary).at("whole").as_bool());
    EXPECT_EQ(told(), 1);
    EXPECT_GT(due(), before);
}

}  // namespace
}  // namespace causeway::service
