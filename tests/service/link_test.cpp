// SPDX-License-Identifier: GPL-3.0-or-later
// A link as the service keeps it running, against a sample school and the stand-in Moodle.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <mutex>

#include "base/failure.h"
#include "school_link.h"

namespace causeway::service {
namespace {

using test::SchoolLink;

TEST(ServiceLink, IsSwitchedOnOnlyOnceBothSidesAreChecked) {
    SchoolLink school("service_switch");
    Link& link = school.link();
    EXPECT_EQ(link.standing().state, LinkState::fresh);
    EXPECT_THROW(link.set_enabled(true), base::Failure);
    const auto found = boost::json::parse(link.connect(false));
    EXPECT_TRUE(found.at("usable").as_bool());
    EXPECT_THROW(link.set_enabled(true), base::Failure);
    const auto check = boost::json::parse(link.check_opensis());
    EXPECT_TRUE(check.at("ok").as_bool());
    EXPECT_FALSE(link.schools().empty());
    EXPECT_EQ(link.standing().state, LinkState::ready);
    link.set_enabled(true);

    school.next_run(0);
    // The oldest: the watch, which begins with the switch, may have had a run of its own by now.
    EXPECT_EQ(link.state().runs(100).back().header.by, "the clock");
    EXPECT_GT(school.moodle().holdings().users, 40U);
    EXPECT_EQ(link.standing().state, LinkState::idle);

    link.change({{"moodle.token", {{"ffffffffffffffffffffffffffffffff"}}}});
    EXPECT_FALSE(link.standing().connected) << "a new token has to pass Connect first";
    EXPECT_EQ(link.standing().state, LinkState::stopped);
}

TEST(ServiceLink, KeepsNothingOfAConnectThatDidNotPass) {
    SchoolLink school("service_connect");
    Link& link = school.link();
    link.change({{"moodle.token", {{"00000000000000000000000000000000"}}}});
    const auto found = boost::json::parse(link.connect(false));
    EXPECT_FALSE(found.at("usable").as_bool());
    EXPECT_FALSE(link.standing().connected);
    EXPECT_FALSE(link.connection().empty()) << "what was found is told all the same";
}

TEST(ServiceLink, RefusesASettingThatWillNotDoAndChangesNothing) {
    SchoolLink school("service_settings");
    Link& link = school.link();
    EXPECT_THROW(link.change({{"policy.drop", {{"keep"}}}, {"guard.percent", {{"many"}}}}),
                 base::Failure);
    EXPECT_EQ(link.config().text("policy.drop"), "suspend");
    EXPECT_THROW(link.change({{"store.url", {{"sqlite:other.db"}}}}), base::Failure);
    EXPECT_THROW(link.change({{"no.such", {{"1"}}}}), base::Failure);
    link.change({{"policy.drop", {{"keep"}}}});
    EXPECT_EQ(link.config().text("policy.drop"), "keep");
    EXPECT_EQ(link.config().source("policy.drop"), "settings");
    link.change({{"policy.drop", std::nullopt}});
    EXPECT_EQ(link.config().text("policy.drop"), "suspend");
}

TEST(ServiceLink, CarriesAHintedChangeWithinSeconds) {
    SchoolLink school("service_hint");
    Link& link = school.ready_link();
    school.next_run(0);
    store::RecordQuery synced;
    synced.kinds = {model::Kind::student};
    synced.shown = store::Shown::synced;
    synced.limit = 1;
    const auto listed = link.book().records(synced);
    ASSERT_EQ(listed.size(), 1U);
    const model::Key key = listed.front().key;
    const std::size_t before = school.ended_runs();
    school.opensis().run("UPDATE students SET first_name = 'Hinted' WHERE student_id = ?",
                         {key.id});
    const auto begin = std::chrono::steady_clock::now();
    link.hint({key}, false, "test");
    const auto run = school.next_run(before);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
    EXPECT_EQ(run.header.by, "a change in openSIS");
    const auto record = link.book().record(key);
    ASSERT_TRUE(record);
    EXPECT_NE(record->title.find("Hinted"), std::string::npos) << record->title;
}

TEST(ServiceLink, SeesAChangeByItself) {
    SchoolLink school("service_watch");
    Link& link = school.ready_link();
    school.next_run(0);
    ASSERT_TRUE(SchoolLink::becomes([&] { return !link.standing().feed.empty(); }));
    ASSERT_TRUE(SchoolLink::becomes([&] { return link.standing().state == LinkState::idle; }));
    store::RecordQuery synced;
    synced.kinds = {model::Kind::student};
    synced.shown = store::Shown::synced;
    const auto listed = link.book().records(synced);
    ASSERT_FALSE(listed.empty());
    const model::Key key = listed.back().key;
    school.opensis().run("UPDATE students SET first_name = 'Watched' WHERE student_id = ?",
                         {key.id});
    EXPECT_TRUE(SchoolLink::becomes([&] {
        return link.book().record(key)->title.find("Watched") != std::string::npos;
    })) << link.standing().feed;
}

TEST(ServiceLink, AppliesExactlyThePlanThatWasLookedAt) {
    SchoolLink school("service_plan");
    Link& link = school.link();
    link.connect(false);
    const std::int64_t number = link.make_plan({}, "ada");
    // Told of as ready a moment before the worker has put it down.
    ASSERT_TRUE(SchoolLink::becomes(
        [&] { return link.plan(number)->state != KeptPlan::State::making && !link.planning(); }));
    const auto plan = *link.plan(number);
    ASSERT_EQ(plan.state, KeptPlan::State::ready) << plan.problem->text();
    EXPECT_GT(plan.plan->changes(), 40);
    EXPECT_EQ(school.moodle().holdings().users, 3U) << "a plan writes nothing";

    RunOrder order;
    order.plan = number;
    const auto run = link.start_run(order, "ada");
    ASSERT_TRUE(run);
    EXPECT_EQ(school.next_run(0).id, *run);
    EXPECT_EQ(link.plan(number)->state, KeptPlan::State::applied);
    // A second time it is out of date, and says so.
    const std::size_t users = school.moodle().holdings().users;
    link.start_run(order, "ada");
    ASSERT_TRUE(SchoolLink::becomes([&] { return link.standing().state != LinkState::running; }));
    EXPECT_EQ(school.moodle().holdings().users, users);
}

TEST(ServiceLink, EndsARunWhenAskedAndTheNextOneGoesOn) {
    SchoolLink school("service_abort", 300);
    sandbox::Switches slow;
    slow.row_latency = std::chrono::milliseconds(1);
    school.moodle().set_switches(slow);
    Link& link = school.link();
    link.connect(false);
    const auto run = link.start_run({}, "ada");
    ASSERT_TRUE(run);
    ASSERT_TRUE(SchoolLink::becomes([&] {
        const auto progress = link.progress();
        return progress && progress->now.stage == "courses and people";
    }));
    EXPECT_FALSE(link.abort(*run + 1, "ada"));
    EXPECT_TRUE(link.abort(*run, "ada"));
    const auto ended = school.next_run(0);
    EXPECT_EQ(ended.exit, static_cast<int>(base::ExitCode::interrupted));
    const auto some = school.moodle().holdings().enrolments;

    school.moodle().set_switches({});
    link.start_run({}, "ada");
    const auto next = school.next_run(1);
    EXPECT_TRUE(next.exit == 0 || next.exit == 3) << next.exit.value_or(-1);
    EXPECT_GT(school.moodle().holdings().enrolments, some);

    link.undo(next.id, "ada");
    const auto undone = school.next_run(2);
    EXPECT_EQ(undone.header.what, "undo " + std::to_string(next.id));
}

TEST(ServiceLink, ARunThatIsEndedWhileMoodleIsCheckedWasEndedToo) {
    SchoolLink school("service_abort_early");
    Link& link = school.link();
    link.connect(false);
    sandbox::Switches slow;
    slow.latency = std::chrono::seconds(2);
    school.moodle().set_switches(slow);
    const auto run = link.start_run({}, "ada");
    ASSERT_TRUE(run);
    EXPECT_TRUE(link.abort(*run, "ada"));
    const auto ended = school.next_run(0);
    EXPECT_EQ(ended.exit, static_cast<int>(base::ExitCode::interrupted));
}

TEST(ServiceLink, HeedsAWishToEndFromAnotherProcess) {
    SchoolLink school("service_wish");
    sandbox::Switches slow;
    slow.row_latency = std::chrono::milliseconds(2);
    school.moodle().set_switches(slow);
    Link& link = school.link();
    link.connect(false);
    const auto run = link.start_run({}, "ada");
    ASSERT_TRUE(run);
    ask_to_abort(link.state(), *run, "command line");
    const auto ended = school.next_run(0);
    EXPECT_EQ(ended.exit, static_cast<int>(base::ExitCode::interrupted));
    EXPECT_EQ(school.moodle().holdings().enrolments, 0U);
    school.moodle().set_switches({});
    link.start_run({}, "ada");
    EXPECT_NE(school.next_run(1).exit, static_cast<int>(base::ExitCode::interrupted))
        << "the wish was for one run only";
}

TEST(ServiceLink, StopsForAPersonWhenTooMuchWouldGo) {
    SchoolLink school("service_guard");
    Link& link = school.ready_link();
    school.next_run(0);
    const auto active = [&] {
        const auto holds = school.moodle().holdings();
        return holds.enrolments - holds.suspended_enrolments;
    };
    const auto before = active();
    school.opensis().execute("DELETE FROM schedule");
    const auto run = school.run_by("ada");
    EXPECT_EQ(run.exit, static_cast<int>(base::ExitCode::guarded));
    EXPECT_EQ(active(), before);
    EXPECT_EQ(link.standing().state, LinkState::stopped);
    ASSERT_TRUE(link.standing().why);
    EXPECT_EQ(link.standing().why->why.find("Lindenhof High School (school 1): "), 0U)
        << link.standing().why->why;

    RunOrder lifted;
    lifted.override_name = "Ada Quill";
    lifted.override_reason = "the timetable is made anew";
    const auto done = school.run_by("ada", lifted);
    EXPECT_EQ(done.header.override_name, "Ada Quill");
    EXPECT_LT(active(), before);
    EXPECT_EQ(link.standing().state, LinkState::idle);
}

TEST(ServiceLink, TakesNoAddressFromTheFileForAnotherLink) {
    SchoolLink school("service_two");
    Link* other = school.service().create("north", "North campus");
    ASSERT_NE(other, nullptr);
    EXPECT_EQ(school.service().create("north", ""), nullptr);
    EXPECT_EQ(other->config().text("moodle.url"), "");
    EXPECT_EQ(other->standing().state, LinkState::fresh);
    EXPECT_EQ(school.service().links().size(), 2U);
    school.restart();
    EXPECT_EQ(school.service().find("north")->title(), "North campus");
}

TEST(ServiceLink, TellsWhatHappens) {
    SchoolLink school("service_events");
    std::mutex mutex;
    std::vector<Event::What> seen;
    auto subscription = school.service().bus().listen([&](const Event& event) {
        const std::scoped_lock lock(mutex);
        seen.push_back(event.what);
    });
    Link& link = school.link();
    link.connect(false);
    link.start_run({}, "ada");
    school.next_run(0);
    // The end is told a moment after it can be read.
    EXPECT_TRUE(SchoolLink::becomes([&] {
        const std::scoped_lock lock(mutex);
        return std::find(seen.begin(), seen.end(), Event::What::run_ended) != seen.end();
    }));
    const std::scoped_lock lock(mutex);
    const auto at = [&](Event::What what) { return std::find(seen.begin(), seen.end(), what); };
    EXPECT_NE(at(Event::What::run_began), seen.end());
    EXPECT_NE(at(Event::What::progress), seen.end());
    EXPECT_LT(at(Event::What::run_began), at(Event::What::run_ended));
    EXPECT_NE(at(Event::What::run_ended), seen.end());
}

}  // namespace
}  // namespace causeway::service
