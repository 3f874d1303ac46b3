// SPDX-License-Identifier: GPL-3.0-or-later
// The store's side of the State contract: what survives a reopened file, what is atomic, and that
// no secret is readable in the file.
#include <gtest/gtest.h>

#include "store/migrations.h"
#include "store_in_folder.h"

namespace causeway::store {
namespace {

using model::Key;
using model::Kind;

class LinkStateTest : public test::StoreInFolder {};

TEST_F(LinkStateTest, BaseComesBackInKeyOrderWithAProof) {
    auto state = link();
    const auto run = state.begin_run({"sync", "test", "", "", 1});
    std::vector<model::StepOutcome> outcomes;
    std::vector<Key> wanted;
    for (const std::int64_t id : {30, 4, 200}) {
        const Key key{Kind::student, id, 0};
        const auto op = creation(key);
        const auto step = state.intend(run, std::span(&op, 1))[0];
        outcomes.push_back(done(step, key, 100 + id));
    }
    state.settle(run, outcomes);
    reopen();
    const auto stream = link().base(Kind::staff, Kind::student);
    EXPECT_EQ(
        keys(*stream),
        (std::vector<Key>{{Kind::student, 4, 0}, {Kind::student, 30, 0}, {Kind::student, 200, 0}}));
    EXPECT_TRUE(stream->proof().complete);
    EXPECT_EQ(stream->proof().rows_counted, 3);
    EXPECT_EQ(link().base_of({Kind::student, 30, 0})->remote, 130);
    EXPECT_FALSE(link().base_of({Kind::student, 31, 0}));
}

TEST_F(LinkStateTest, AnUnendedListingIsNeverComplete) {
    const auto stream = link().base(Kind::staff, Kind::student);
    EXPECT_FALSE(stream->proof().complete);
}

TEST_F(LinkStateTest, IntentsWithoutOutcomeAreFoundAfterADeath) {
    const Key key{Kind::student, 7, 0};
    const auto op = creation(key);
    {
        auto state = link();
        const auto run = state.begin_run({"sync", "test", "", "", 1});
        state.intend(run, std::span(&op, 1));
    }
    reopen();
    const auto left = link().unsettled();
    ASSERT_EQ(left.size(), 1U);
    EXPECT_EQ(left[0].operation.key, key);
    EXPECT_EQ(left[0].operation.shape, op.shape);
    EXPECT_EQ(left[0].operation.reason, "new in openSIS");
}

TEST_F(LinkStateTest, SettlingMovesJournalAndBaseTogetherAndOnce) {
    auto state = link();
    const Key key{Kind::student, 7, 0};
    const auto op = creation(key);
    const auto run = state.begin_run({"sync", "test", "", "", 1});
    const auto step = state.intend(run, std::span(&op, 1))[0];
    const auto before = state.base_revision();
    const auto outcome = done(step, key, 9);
    state.settle(run, std::span(&outcome, 1));
    EXPECT_EQ(state.base_revision(), before + 1);
    EXPECT_TRUE(state.unsettled().empty());
    EXPECT_EQ(state.done_steps(run).size(), 1U);

    model::StepOutcome forget;
    forget.step = state.intend(run, std::span(&op, 1))[0];
    forget.forget = true;
    state.settle(run, std::span(&forget, 1));
    EXPECT_FALSE(state.base_of(key));
}

TEST_F(LinkStateTest, ARefusalLeavesBaseAlone) {
    auto state = link();
    const Key key{Kind::student, 7, 0};
    const auto op = creation(key);
    const auto run = state.begin_run({"sync", "test", "", "", 1});
    model::StepOutcome refused;
    refused.step = state.intend(run, std::span(&op, 1))[0];
    refused.fate = model::StepFate::refused;
    refused.problem = base::Problem{"w", "r", "y", "c", "x"};
    const auto before = state.base_revision();
    state.settle(run, std::span(&refused, 1));
    EXPECT_EQ(state.base_revision(), before);
    EXPECT_TRUE(state.unsettled().empty());
    EXPECT_TRUE(state.done_steps(run).empty());
}

TEST_F(LinkStateTest, TheMomentOfAStateStaysUntilTheStateChanges) {
    auto state = link();
    const Key key{Kind::student, 7, 0};
    const auto op = creation(key);
    const auto run = state.begin_run({"sync", "test", "", "", 1});
    auto outcome = done(state.intend(run, std::span(&op, 1))[0], key, 9);
    state.settle(run, std::span(&outcome, 1));
    outcome.base->since = 2000;
    state.settle(run, std::span(&outcome, 1));
    EXPECT_EQ(state.base_of(key)->since, 1000);
    outcome.base->state = model::State::suspended;
    state.settle(run, std::span(&outcome, 1));
    EXPECT_EQ(state.base_of(key)->since, 2000);
}

TEST_F(LinkStateTest, SettlingIsAllOrNothing) {
    auto state = link();
    const Key key{Kind::student, 7, 0};
    const auto op = creation(key);
    const auto run = state.begin_run({"sync", "test", "", "", 1});
    const auto step = state.intend(run, std::span(&op, 1))[0];
    const std::vector<model::StepOutcome> outcomes = {done(step, key, 9),
                                                      done(step + 1000, {Kind::student, 8, 0}, 10)};
    const auto before = state.base_revision();
    EXPECT_THROW(state.settle(run, outcomes), base::Failure);  // the second step is not there
    EXPECT_FALSE(state.base_of(key));
    EXPECT_EQ(state.base_revision(), before);
    EXPECT_EQ(state.unsettled().size(), 1U);
}

TEST_F(LinkStateTest, ARevisionStaysWhenBaseStaysAsItIs) {
    auto state = link();
    const Key key{Kind::student, 7, 0};
    const auto op = creation(key);
    const auto run = state.begin_run({"sync", "test", "", "", 1});
    const auto outcome = done(state.intend(run, std::span(&op, 1))[0], key, 9);
    state.settle(run, std::span(&outcome, 1));
    const auto before = state.base_revision();
    state.settle(run, std::span(&outcome, 1));
    EXPECT_EQ(state.base_revision(), before);
    auto moved = outcome;
    moved.base->remote = 10;
    state.settle(run, std::span(&moved, 1));
    EXPECT_EQ(state.base_revision(), before + 1);
    EXPECT_EQ(state.base_of(key)->remote, 10);
}

TEST_F(LinkStateTest, AStreamKeepsItsMomentWhileTheWriterGoesOn) {
    auto state = link();
    const auto run = state.begin_run({"sync", "test", "", "", 1});
    const auto add = [&](std::int64_t id) {
        const auto op = creation({Kind::student, id, 0});
        const auto outcome = done(state.intend(run, std::span(&op, 1))[0], op.key, id);
        state.settle(run, std::span(&outcome, 1));
    };
    add(1);
    add(3);
    const auto stream = state.base(Kind::student, Kind::student);
    model::BaseRecord record;
    ASSERT_TRUE(stream->next(record));
    add(2);
    add(4);
    EXPECT_EQ(keys(*stream), (std::vector<Key>{{Kind::student, 3, 0}}));
    EXPECT_TRUE(stream->proof().complete);
    EXPECT_FALSE(stream->next(record));
    EXPECT_EQ(keys(*state.base(Kind::student, Kind::student)).size(), 4U);
}

TEST_F(LinkStateTest, EveryFieldOfBaseComesBack) {
    auto state = link();
    const auto op = creation({Kind::learns, 31, 7});
    const auto run = state.begin_run({"sync", "test", "", "", 1});
    model::StepOutcome outcome;
    outcome.step = state.intend(run, std::span(&op, 1))[0];
    outcome.base =
        model::BaseRecord{op.key, 5, 77, 0xFFFFFFFFFFFFFFF0U, model::State::suspended, 1234, "{}"};
    state.settle(run, std::span(&outcome, 1));
    const auto stream = state.base(Kind::learns, Kind::learns);
    model::BaseRecord b;
    ASSERT_TRUE(stream->next(b));
    EXPECT_EQ(b.key, op.key);
    EXPECT_EQ(b.school, 5);
    EXPECT_EQ(b.remote, 77);
    EXPECT_EQ(b.fingerprint, 0xFFFFFFFFFFFFFFF0U);
    EXPECT_EQ(b.state, model::State::suspended);
    EXPECT_EQ(b.since, 1234);
    EXPECT_EQ(b.shape, "{}");
    const auto counts = state.base_counts();
    ASSERT_EQ(counts.size(), 1U);
    EXPECT_EQ(counts[0].kind, Kind::learns);
    EXPECT_EQ(counts[0].state, model::State::suspended);
    EXPECT_EQ(counts[0].records, 1);
}

TEST_F(LinkStateTest, TheStepsOfARunAreTold) {
    auto state = link();
    const auto run = state.begin_run({"sync", "test", "", "", 1});
    std::vector<model::Operation> ops = {creation({Kind::student, 1, 0}),
                                         creation({Kind::student, 2, 0}),
                                         creation({Kind::student, 3, 0})};
    ops[1].verb = model::Verb::update;
    ops[1].before = "{\"old\":1}";
    ops[1].before_state = model::State::suspended;
    const auto ids = state.intend(run, ops);
    model::StepOutcome refused;
    refused.step = ids[1];
    refused.fate = model::StepFate::refused;
    refused.problem = base::Problem{"w", "student:2", "y", "c", "moodle.x"};
    const std::vector<model::StepOutcome> outcomes = {done(ids[0], ops[0].key, 55), refused};
    state.settle(run, outcomes);
    const auto steps = state.steps_of(run);
    ASSERT_EQ(steps.size(), 3U);
    EXPECT_EQ(steps[0].fate, model::StepFate::done);
    EXPECT_EQ(steps[0].remote_after, 55);
    EXPECT_EQ(steps[1].fate, model::StepFate::refused);
    EXPECT_EQ(steps[1].problem, refused.problem);
    EXPECT_EQ(steps[1].step.operation.before, "{\"old\":1}");
    EXPECT_EQ(steps[1].step.operation.before_state, model::State::suspended);
    EXPECT_EQ(steps[1].step.operation.verb, model::Verb::update);
    EXPECT_EQ(steps[2].fate, model::StepFate::intended);
    EXPECT_FALSE(steps[2].problem);
    EXPECT_TRUE(state.steps_of(run + 1).empty());
}

TEST_F(LinkStateTest, FactsAreOfTheirLink) {
    link().set_fact("prefix", "opensis:");
    link().set_fact("prefix", "sis:");
    reopen();
    EXPECT_EQ(link().fact("prefix"), "sis:");
    EXPECT_FALSE(store_->link("another").fact("prefix"));
    EXPECT_EQ(store_->link_names(), (std::vector<std::string>{"default", "another"}));
}

TEST_F(LinkStateTest, RunsAreListedNewestFirst) {
    auto state = link();
    const auto first = state.begin_run({"sync", "a", "", "", 5});
    state.end_run(first, base::ExitCode::some_refused, "{\"x\":1}");
    const auto second = state.begin_run({"verify", "b", "Ada", "because", 6});
    const auto runs = state.runs(10);
    ASSERT_EQ(runs.size(), 2U);
    EXPECT_EQ(runs[0].id, second);
    EXPECT_FALSE(runs[0].ended);
    EXPECT_EQ(runs[0].header.override_name, "Ada");
    EXPECT_EQ(runs[1].exit, 3);
    EXPECT_EQ(runs[1].summary, "{\"x\":1}");
    EXPECT_FALSE(state.run(999));
}

TEST_F(LinkStateTest, StandingsAreReplacedForTheSchoolsLookedAt) {
    auto state = link();
    const auto run = state.begin_run({"sync", "a", "", "", 5});
    const Key synced{Kind::student, 1, 0};
    const auto op = creation(synced);
    const auto outcome = done(state.intend(run, std::span(&op, 1))[0], synced, 9);
    state.settle(run, std::span(&outcome, 1));
    const std::vector<model::Standing> both = {{{Kind::student, 2, 0},
                                                1,
                                                model::StandingKind::refused,
                                                "B",
                                                {"w", "student:2", "y", "c", "x"}},
                                               {{Kind::student, 3, 0},
                                                2,
                                                model::StandingKind::waiting,
                                                "C",
                                                {"w", "student:3", "y", "c", "x"}}};
    state.tell(run, {}, both);
    EXPECT_EQ(state.standings(false).size(), 2U);
    EXPECT_EQ(state.standings(true).size(), 3U);
    const auto counts = state.standing_counts().at(static_cast<std::size_t>(Kind::student));
    EXPECT_EQ(counts.synced, 1);
    EXPECT_EQ(counts.refused, 1);
    EXPECT_EQ(counts.waiting, 1);

    const std::vector<std::int64_t> school_one = {1};
    state.tell(run, school_one, {});
    ASSERT_EQ(state.standings(false).size(), 1U);
    EXPECT_EQ(state.standings(false)[0].standing.key, (Key{Kind::student, 3, 0}));
    EXPECT_EQ(state.standings(false)[0].standing.problem.cure, "c");
}

TEST_F(LinkStateTest, SecretsAreSealedInTheFile) {
    const std::string secret = "0123456789abcdef-moodle-token";
    link().set_secret("moodle.token", secret);
    reopen();
    EXPECT_EQ(link().secret("moodle.token").value(), secret);
    EXPECT_FALSE(link().secret("other").value());
    store_.reset();
    const std::string bytes = place_.bytes();
    EXPECT_NE(bytes.find("moodle.token"), std::string::npos) << "these are not all";
    EXPECT_EQ(bytes.find(secret), std::string::npos);
    key_ = base::SealingKey::random();
    reopen();
    const auto wrong = link().secret("moodle.token");
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.problem().code, "store.sealed");
}

TEST_F(LinkStateTest, ASecretSealedForOneNameDoesNotOpenUnderAnother) {
    link().set_secret("moodle.token", "0123456789abcdef");
    place_.connection()->run("UPDATE secret SET name = 'moodle.sso_token'");
    EXPECT_FALSE(link().secret("moodle.sso_token"));
}

TEST_F(LinkStateTest, AStoreOfANewerProgramIsRefused) {
    store_.reset();
    place_.connection()->execute("INSERT INTO schema_version VALUES (9999)");
    try {
        reopen();
        FAIL() << "a store from the future was opened";
    } catch (const base::Failure& failure) {
        EXPECT_EQ(failure.exit(), base::ExitCode::usage);
        EXPECT_EQ(failure.problem().code, "store.newer");
    }
}

TEST_F(LinkStateTest, AStoreInMemoryKeepsTheSameContract) {
    Store memory("sqlite::memory:", key_);
    auto state = memory.link("default");
    const Key key{Kind::student, 7, 0};
    const auto op = creation(key);
    const auto run = state.begin_run({"sync", "test", "", "", 1});
    const auto outcome = done(state.intend(run, std::span(&op, 1))[0], key, 9);
    state.settle(run, std::span(&outcome, 1));
    const auto stream = state.base(Kind::student, Kind::student);
    EXPECT_EQ(keys(*stream), std::vector<Key>{key});
}

TEST(Store, AnAddressThatIsNoStoreIsRefusedWithoutItsPassword) {
    try {
        const Store taken("mysql://u:topsecret@x/d", base::SealingKey::random());
        FAIL() << "MariaDB was taken for a store";
    } catch (const base::Failure& failure) {
        EXPECT_EQ(failure.problem().code, "config.store_url");
        EXPECT_EQ(failure.problem().text().find("topsecret"), std::string::npos);
    }
}

}  // namespace
}  // namespace causeway::store
