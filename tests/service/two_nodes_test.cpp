// SPDX-License-Identifier: GPL-3.0-or-later
// Two services with one store in PostgreSQL, in one process: what each sees and does of the other's
// work. That one may be killed is tests/cli/two-nodes.sh.
#include <gtest/gtest.h>

#include <thread>

#include "school_link.h"
#include "support/postgres_server.h"

namespace causeway::service {
namespace {

using test::SchoolLink;

class TwoNodes : public testing::Test {
  protected:
    explicit TwoNodes(int students = 200)
        : url_(support::PostgresServer::shared().fresh_url()),
          school_(
              std::string("nodes_") + testing::UnitTest::GetInstance()->current_test_info()->name(),
              students, url_),
          config_(Config::defaults()),
          store_(std::make_unique<store::Store>(url_, school_.key())),
          second_(std::make_unique<Service>(config_, *store_, school_.clock(), "causeway/test",
                                            moodle::PluginVersions{})) {
        school_.link();  // its settings
        EXPECT_TRUE(SchoolLink::becomes([&] { return tended(); })) << "by the only node";
        second_->start();
    }
    ~TwoNodes() override {
        second_.reset();
        store_.reset();
        school_.end();
        support::PostgresServer::shared().drop(url_);
    }
    bool tended() {
        const auto c = db::open_postgres(*db::PostgresAddress::parse(url_));
        return c->one_integer("SELECT 1 FROM tending WHERE node <> ''").has_value();
    }
    Link& first() { return *school_.service().find(kFirstLink); }
    Link& second() { return *second_->find(kFirstLink); }
    void slow_down() {
        sandbox::Switches slow;
        slow.row_latency = std::chrono::milliseconds(10);
        school_.moodle().set_switches(slow);
    }

    const std::string url_;
    SchoolLink school_;
    const Config config_;
    std::unique_ptr<store::Store> store_;
    std::unique_ptr<Service> second_;
};

TEST_F(TwoNodes, SeeAndEndEachOthersRuns) {
    std::mutex mutex;
    std::vector<Event::What> seen;
    auto subscription = second_->bus().listen([&](const Event& event) {
        const std::scoped_lock lock(mutex);
        seen.push_back(event.what);
    });
    first().connect(false);
    slow_down();
    const auto run = first().start_run({}, "ada");
    ASSERT_TRUE(run);
    ASSERT_TRUE(SchoolLink::becomes([&] {
        return second().running() == run && second().progress() &&
               second().progress()->now.stage == "courses and people";
    })) << "the other node does not tell of the run";
    EXPECT_EQ(second().standing().state, LinkState::running);

    // Its own waits until that one has ended, and that it does at the other's wish.
    EXPECT_FALSE(second().start_run({}, "grace"));
    EXPECT_TRUE(second().abort(*run, "grace"));
    ASSERT_TRUE(SchoolLink::becomes([&] {
        const auto ended = second().state().run(*run);
        return ended && ended->exit == static_cast<int>(base::ExitCode::interrupted);
    })) << "it did not end";
    school_.moodle().set_switches({});
    ASSERT_TRUE(SchoolLink::becomes([&] {
        const auto newest = second().state().runs(1).front();
        return newest.header.by == "grace" && newest.exit &&
               (*newest.exit == 0 || *newest.exit == 3);
    })) << "the waiting one did not begin";
    const std::scoped_lock lock(mutex);
    const auto heard = [&](Event::What what) {
        return std::find(seen.begin(), seen.end(), what) != seen.end();
    };
    EXPECT_TRUE(heard(Event::What::run_began));
    EXPECT_TRUE(heard(Event::What::progress));
    EXPECT_TRUE(heard(Event::What::run_ended));
}

TEST_F(TwoNodes, AHintAtEitherIsCarriedAndSettingsAreSeenByBoth) {
    first().connect(false);
    first().check_opensis();
    first().set_enabled(true);
    ASSERT_TRUE(SchoolLink::becomes([&] { return second().book().row().enabled; }));
    school_.next_run(0);
    ASSERT_TRUE(SchoolLink::becomes([&] { return second().standing().state == LinkState::idle; }));
    const auto student = school_.opensis().one_integer(
        "SELECT MIN(student_id) FROM students WHERE student_id IN (SELECT student_id FROM "
        "schedule)");
    ASSERT_TRUE(student);
    // Nothing has changed, so that no watcher of the first node can have noticed it.
    const auto before = second().state().runs(1).front().id;
    EXPECT_TRUE(SchoolLink::becomes([&] {
        // Again and again: within its first second the other node may not know of the switch yet.
        second().hint({{model::Kind::student, *student, 0}}, false, "test");
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
        const auto run = second().state().runs(1).front();
        return run.id > before && run.header.by == "a change in openSIS" && run.exit == 0;
    })) << "the hint was lost";
    // A new link of one is found by the other.
    ASSERT_NE(school_.service().create("north", "North campus"), nullptr);
    EXPECT_TRUE(SchoolLink::becomes([&] { return second_->find("north") != nullptr; }));
}

}  // namespace
}  // namespace causeway::service
