// SPDX-License-Identifier: GPL-3.0-or-later
// The settings "grades.*" that decide what a pull makes of Moodle's gradebook, each changed while
// the service runs. The next pull heeds it without being asked to read all: its cursor was read
// with other rules.
#include <algorithm>

#include "grades_settings.h"

namespace causeway::service {
namespace {

using test::GradesSchool;
using test::SchoolLink;
using test::ServiceGradeSettings;

class ServiceGradeRules : public ServiceGradeSettings {
  protected:
    void pull_after(const char* key, const char* value) {
        set(key, value);
        pull(false);
        EXPECT_TRUE(boost::json::parse(last.summary).at("whole").as_bool())
            << "the pull after a change of " << key << " was of news alone: " << last.summary;
    }
    // Something of the place's assignment in openSIS.
    std::string of_item(const char* what) {
        return school.text(fmt::format(
            "SELECT {} FROM gradebook_assignments a JOIN causeway_items i ON i.kind = 'item' AND "
            "i.local = a.assignment_id LEFT JOIN gradebook_assignment_types t ON "
            "t.assignment_type_id = a.assignment_type_id WHERE i.remote = {}",
            what, place.item));
    }
    // An assignment that a teacher makes in openSIS; its number there.
    std::int64_t own_assignment(const char* title) {
        school.opensis().run(
            "INSERT INTO gradebook_assignments (assignment_type_id, course_period_id, "
            "marking_period_id, title, points, assigned_date, due_date) SELECT "
            "a.assignment_type_id, a.course_period_id, a.marking_period_id, ?, 30, "
            "a.assigned_date, a.due_date FROM gradebook_assignments a JOIN causeway_items i ON "
            "i.kind = 'item' AND i.local = a.assignment_id WHERE i.remote = ?",
            {title, place.item});
        return school.opensis().last_insert_id();
    }
    // This assignment's item in Moodle; empty when there is none.
    boost::json::object sent(std::int64_t assignment) {
        const std::string idnumber = fmt::format("opensis:assignment:{}", assignment);
        for (const auto& one : in_moodle("items"))
            if (one.at("idnumber").as_string() == idnumber) return one;
        return {};
    }
    // As what it stands there: "manual", "mod"; "nothing" when it does not.
    std::string sent_as(std::int64_t assignment) {
        const auto item = sent(assignment);
        return item.empty() ? "nothing" : std::string(item.at("itemtype").as_string());
    }
};

TEST_F(ServiceGradeRules, ItemsOfTheTopCategoryStandInTheTypeThatIsNamed) {
    amend("items", with_id(place.item), {{"categoryid", top_category()}});
    pull();
    EXPECT_EQ(of_item("t.title"), "Moodle");
    pull_after("grades.top_category", "Online work");
    EXPECT_EQ(of_item("t.title"), "Online work");
    EXPECT_EQ(school.text("SELECT COUNT(*) FROM gradebook_assignment_types WHERE title = 'Moodle'"),
              "0");
}

TEST_F(ServiceGradeRules, MissingWorkCountsAsZeroOnlyWhenItIsToldTo) {
    give({{"rawgrade", nullptr}, {"finalgrade", nullptr}, {"missing", true}, {"feedback", ""}});
    pull();
    EXPECT_EQ(grade(), "none|missing");
    pull_after("grades.missing_is_zero", "true");
    EXPECT_EQ(grade(), "0.00|missing");
    pull_after("grades.missing_is_zero", "false");
    EXPECT_EQ(grade(), "none|missing");
}

TEST_F(ServiceGradeRules, WhatADropRuleLeavesOutIsExcusedOrCarried) {
    // The lowest of all that the student has in the category of this item.
    give({{"rawgrade", 1}, {"finalgrade", 1}, {"feedback", ""}});
    std::int64_t category = 0;
    for (const auto& one : in_moodle("items"))
        if (one.at("id") == place.item) category = one.at("categoryid").as_int64();
    amend("categories", with_id(category), {{"droplow", 1}});
    pull();
    EXPECT_EQ(grade(), "-1.00|dropped; 1 points in Moodle");  // openSIS's way of storing "*"
    pull_after("grades.excuse_dropped", "false");
    EXPECT_EQ(grade(), "1.00|dropped");
    pull_after("grades.excuse_dropped", "true");
    EXPECT_EQ(grade(), "-1.00|dropped; 1 points in Moodle");
}

TEST_F(ServiceGradeRules, ExtraCreditComesOverOrIsRefusedByName) {
    give({{"rawgrade", 3}, {"finalgrade", 3}, {"feedback", ""}});
    amend("items", with_id(place.item), {{"extracredit", true}, {"weight", 1}});
    pull();
    EXPECT_EQ(of_item("a.points"), "0");
    EXPECT_EQ(grade(), "3.00|");
    pull_after("grades.extra_credit", "false");
    EXPECT_EQ(of_item("a.points"), "nothing");
    EXPECT_EQ(grade(), "nothing");
    EXPECT_EQ(last.exit, static_cast<int>(base::ExitCode::some_refused));
    const auto told = boost::json::parse(last.summary).at("grades").at("item");
    EXPECT_EQ(told.at("refused"), 1) << last.summary;
    EXPECT_EQ(told.at("removed"), 1) << last.summary;
    pull_after("grades.extra_credit", "true");
    EXPECT_EQ(of_item("a.points"), "0");
    EXPECT_EQ(grade(), "3.00|");
}

TEST_F(ServiceGradeRules, ATeachersOwnAssignmentsGoToMoodleAsTheyAreToldTo) {
    const std::int64_t first = own_assignment("Term paper");
    const std::size_t before = in_moodle("items").size();
    pull();
    EXPECT_EQ(in_moodle("items").size(), before);
    pull_after("grades.send", "manual");
    EXPECT_EQ(sent_as(first), "manual");
    EXPECT_EQ(boost::json::parse(last.summary).at("grades").at("sent").at("created"), 1);
    const std::int64_t second = own_assignment("Field trip");
    pull_after("grades.send", "assignment");
    EXPECT_EQ(sent_as(first), "manual") << "what is there stays what it is";
    EXPECT_EQ(sent_as(second), "mod");
    // Its grades are Moodle's from now on.
    const std::int64_t item = sent(first).at("id").as_int64();
    ASSERT_EQ(school.moodle().add_grades(
                  boost::json::serialize(boost::json::object{{"grades",
                                                              {{{"itemid", item},
                                                                {"courseid", place.course},
                                                                {"userid", place.user},
                                                                {"itemtype", "manual"},
                                                                {"itemmodule", ""},
                                                                {"finalgrade", 21},
                                                                {"grademax", 30}}}}})),
              "");
    pull();
    EXPECT_EQ(school.text(fmt::format("SELECT points FROM gradebook_grades WHERE assignment_id = "
                                      "{} AND student_id = {}",
                                      first, place.student)),
              "21.00");
    const std::int64_t third = own_assignment("Poster");
    pull_after("grades.send", "no");
    EXPECT_EQ(sent_as(third), "nothing");
}

// ---- the pace ----

constexpr std::chrono::milliseconds kMoments{1'600};  // the clock is looked at twice a second

class ServiceGradePace : public ServiceGradeSettings {
  protected:
    void SetUp() override {
        link.change({{"schedule.every_seconds", {{"86400"}}}});
        last = school.last_of_grades();
    }
    // Whether the clock pulls within moments; the pull itself must have come to its end, and carry.
    bool pulls(std::chrono::milliseconds longest = std::chrono::seconds(20)) {
        const std::int64_t before = last.id;
        school.regrade(place.item, place.student, points_ += 0.5);
        const bool came = SchoolLink::becomes(
            [&] {
                const auto runs = link.state().runs(10);
                return std::any_of(runs.begin(), runs.end(), [&](const auto& run) {
                    return run.id > before && run.header.what.starts_with("grades");
                });
            },
            longest);
        if (!came) return false;
        last = school.last_of_grades(before);
        EXPECT_EQ(last.header.by, "the clock");
        EXPECT_EQ(grade().substr(0, grade().find('|')), fmt::format("{:.2f}", points_));
        return true;
    }

    double points_ = 1;
};

TEST_F(ServiceGradePace, IsKeptAndAnotherOneHoldsFromTheLastPull) {
    school.clock().leap(840);  // of the 900 that are the default
    EXPECT_FALSE(pulls(kMoments));
    school.clock().leap(70);
    ASSERT_TRUE(pulls());
    // Shorter: what has passed since the last pull counts.
    school.clock().leap(400);
    EXPECT_FALSE(pulls(kMoments));
    set("grades.every_seconds", "300");
    ASSERT_TRUE(pulls());
    school.clock().leap(270);
    EXPECT_FALSE(pulls(kMoments));
    school.clock().leap(40);
    ASSERT_TRUE(pulls());
    // Longer: the pull that was due is not.
    set("grades.every_seconds", "3600");
    const auto next = link.standing().grades.next;
    ASSERT_TRUE(next);
    EXPECT_NEAR(static_cast<double>(*next - school.clock().now()), 3600, 30);
    school.clock().leap(900);
    EXPECT_FALSE(pulls(kMoments));
    school.clock().leap(2720);
    EXPECT_TRUE(pulls());
}

TEST_F(ServiceGradePace, OfTheRosterIsChangedInTheSameWay) {
    // A look at openSIS's tables may bring runs of its own.
    const auto by_clock = [&] {
        const auto runs = link.state().runs(20);
        return std::ranges::count_if(runs, [](const auto& run) {
            return run.exit && run.header.what == "sync" && run.header.by == "the clock";
        });
    };
    const auto before = by_clock();
    school.clock().leap(700);  // nothing is due: once a day, and grades every 900 s
    EXPECT_FALSE(SchoolLink::becomes([&] { return by_clock() > before; }, std::chrono::seconds(2)));
    set("schedule.every_seconds", "600");
    school.clock().leap(650);  // if the last run was one of those, it counts from there
    EXPECT_TRUE(SchoolLink::becomes([&] { return by_clock() > before; }));
}

}  // namespace
}  // namespace causeway::service
