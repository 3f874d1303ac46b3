// SPDX-License-Identifier: GPL-3.0-or-later
// What the settings "grades.*" do to the service's pulls, and what only the nightly check finds.
#include <algorithm>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "grades_school.h"

namespace causeway::service {
namespace {

using test::GradesSchool;
using test::SchoolLink;

// A section with a graded item, its course, and a free student's place in Moodle.
struct Place {
    std::int64_t section = 0, course = 0, item = 0, student = 0, user = 0;
};
Place some_place(GradesSchool& school, Link& link) {
    Place out;
    const auto rows = school.opensis().query(
        "SELECT g.course_period_id, g.part, g.student_id FROM causeway_grades g JOIN "
        "causeway_items i ON i.course_period_id = g.course_period_id AND i.kind = 'item' AND "
        "i.remote = g.part WHERE g.kind = 'grade' AND g.state = 'graded' AND g.final > 1 ORDER BY "
        "1, 2, 3 LIMIT 1");
    const db::Row* row = rows->next();
    if (row == nullptr) throw std::runtime_error("no grade came over");
    out.section = row->integer(0);
    out.item = row->integer(1);
    out.student = row->integer(2);
    out.course = link.state().base_of({model::Kind::section, out.section, 0})->remote;
    out.user = link.state().base_of({model::Kind::student, out.student, 0})->remote;
    return out;
}

class ServiceGradeSettings : public testing::Test {
  protected:
    void pull(bool full = true) {
        GradeOrder order;
        order.full = full;
        link.start_grades(order, "ada");
        last = school.last_of_grades(last.id);
        ASSERT_TRUE(last.exit == 0 || last.exit == 3) << last.summary;
    }
    void set(const char* key, const char* value) { link.change({{key, {{value}}}}); }
    // openSIS's row of the place's grade: "points|comment".
    std::string grade() {
        return school.text(
            fmt::format("SELECT CONCAT_WS('|', COALESCE(g.points, 'none'), COALESCE(g.comment, "
                        "'')) FROM gradebook_grades g JOIN causeway_items i ON i.kind = 'item' AND "
                        "i.local = g.assignment_id WHERE i.remote = {} AND g.student_id = {}",
                        place.item, place.student));
    }
    // Items and categories made long ago: what is younger than two minutes is told twice.
    void age() {
        const auto state = boost::json::parse(school.moodle().state_json());
        boost::json::object old;
        for (const char* what : {"items", "categories"}) {
            boost::json::array rows = state.at("gradebook").at(what).as_array();
            for (auto& row : rows)
                row.as_object()["timemodified"] = 1;
            old[what] = std::move(rows);
        }
        ASSERT_EQ(school.moodle().add_grades(boost::json::serialize(old)), "");
    }
    std::string due() {
        return school.text(
            fmt::format("SELECT a.due_date FROM gradebook_assignments a JOIN causeway_items i ON "
                        "i.kind = 'item' AND i.local = a.assignment_id WHERE i.remote = {}",
                        place.item));
    }
    // The row of Moodle's gradebook that `these` names, with other values.
    template <class Which>
    void amend(const char* what, Which&& these, const boost::json::object& values) {
        const auto state = boost::json::parse(school.moodle().state_json());
        const auto& all = state.at("gradebook");
        boost::json::array rows;
        for (const auto& one : all.at(what).as_array()) {
            if (!these(one.as_object())) continue;
            boost::json::object row = one.as_object();
            for (const auto& [name, value] : values)
                row[name] = value;
            rows.push_back(std::move(row));
        }
        ASSERT_EQ(rows.size(), 1U);
        ASSERT_EQ(school.moodle().add_grades(
                      boost::json::serialize(boost::json::object{{what, std::move(rows)}})),
                  "");
    }
    void give(const boost::json::object& marks) {
        amend(
            "grades",
            [&](const boost::json::object& row) {
                return row.at("itemid") == place.item && row.at("userid") == place.user;
            },
            marks);
    }

    GradesSchool school{std::string("grades_settings_") +
                        testing::UnitTest::GetInstance()->current_test_info()->name()};
    Link& link = school.graded_link();
    store::RunRecord last = school.last_of_grades();
    Place place = some_place(school, link);
};

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
    age();
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
