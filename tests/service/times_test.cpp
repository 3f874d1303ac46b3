// SPDX-License-Identifier: GPL-3.0-or-later
// When a link works by itself: not on black-out days, whatever changes; at night with a look at
// Moodle itself.
#include <gtest/gtest.h>

#include <algorithm>

#include "service/school_link.h"

namespace causeway::service {
namespace {

using test::SchoolLink;

std::string today(base::Clock& clock) {
    return base::Zone::utc().date_of(clock.now()).text();
}

TEST(ServiceTimes, OnBlackoutDaysNothingBeginsByItselfAndPeopleStillMay) {
    SchoolLink school("service_blackout");
    Link& link = school.ready_link();
    school.next_run(0);
    const std::string day = today(school.clock());
    link.change({{"schedule.blackout", std::vector<std::string>{day + ".." + day + " Exams"}},
                 {"opensis.zone", std::vector<std::string>{"UTC"}}});
    ASSERT_TRUE(SchoolLink::becomes([&] { return link.standing().state == LinkState::paused; }));
    const std::size_t before = school.ended_runs();
    school.opensis().run("UPDATE students SET first_name = 'Quiet'");
    link.hint({}, true, "test");
    EXPECT_FALSE(
        SchoolLink::becomes([&] { return school.ended_runs() > before; }, std::chrono::seconds(4)))
        << "a run began on a black-out day";
    const auto asked = school.run_by("Ada");
    EXPECT_EQ(asked.header.by, "Ada");
    link.change({{"schedule.blackout", std::nullopt}});
    const std::size_t then = school.ended_runs();
    school.opensis().run("UPDATE students SET first_name = 'Loud'");
    link.hint({}, true, "test");
    EXPECT_TRUE(SchoolLink::becomes([&] { return school.ended_runs() > then; }));
}

TEST(ServiceTimes, AtNightMoodleItselfIsCompared) {
    SchoolLink school("service_night");
    Link& link = school.link();
    // All day is night, so that this test may run at any time.
    link.change({{"schedule.nightly", std::vector<std::string>{"true"}},
                 {"schedule.night_from", std::vector<std::string>{"00:00"}},
                 {"schedule.night_to", std::vector<std::string>{"23:59"}},
                 {"opensis.zone", std::vector<std::string>{"UTC"}}});
    school.ready_link();
    // What the first look at openSIS finds may begin a sync before it.
    EXPECT_TRUE(SchoolLink::becomes([&] {
        const auto runs = link.state().runs(10);
        return std::any_of(runs.begin(), runs.end(), [](const store::RunRecord& run) {
            return run.exit && run.header.what == "verify" && run.header.by == "the clock";
        });
    }));
}

}  // namespace
}  // namespace causeway::service
