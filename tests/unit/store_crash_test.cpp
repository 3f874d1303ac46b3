// SPDX-License-Identifier: GPL-3.0-or-later
// The store as a file among processes: killed writers, several openers of a new file, threads, the
// upgrade of an old file, damage.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <thread>

#include "store/dialect.h"
#include "store/migrations.h"
#include "store/store.h"
#include "support/store_place.h"

namespace causeway::store {
namespace {

using model::Key;
using model::Kind;

class StoreFileTest : public testing::Test {
  protected:
    [[nodiscard]] std::string file() const { return place_.file(); }
    Store open() const { return {place_.url(), key_}; }

    // Batches of `size` students, intended and settled, from `first` on until it is killed or has
    // made `batches`; a byte into `told` after each outcome that is on disk.
    static void work(LinkState& state, std::int64_t run, std::int64_t first, int batches, int size,
                     int told) {
        for (int batch = 0; batch < batches; ++batch) {
            std::vector<model::Operation> ops;
            for (int i = 0; i < size; ++i) {
                model::Operation op;
                op.key = {Kind::student, first + batch * size + i, 0};
                op.shape = model::UserShape{"ada", "Ada", "Quill", "", "ada@example.org"};
                ops.push_back(std::move(op));
            }
            const auto ids = state.intend(run, ops);
            std::vector<model::StepOutcome> outcomes;
            for (std::size_t i = 0; i < ops.size(); ++i) {
                model::StepOutcome outcome;
                outcome.step = ids[i];
                outcome.base =
                    model::BaseRecord{ops[i].key, 1, ids[i], 1, model::State::active, 1, "{}"};
                outcomes.push_back(std::move(outcome));
            }
            state.settle(run, outcomes);
            if (told >= 0 && ::write(told, "x", 1) != 1) ::_exit(1);
        }
    }
    static std::int64_t records(LinkState& state) {
        const auto stream = state.base(Kind::school, Kind::learns);
        model::BaseRecord record;
        while (stream->next(record)) {
        }
        EXPECT_TRUE(stream->proof().complete);
        return stream->proof().rows_read;
    }

    base::SealingKey key_ = base::SealingKey::random();
    support::StorePlace place_;
};

TEST_F(StoreFileTest, AKilledWriterLeavesJournalAndBaseInAgreement) {
    constexpr int kBatch = 5;
    open().link("default");
    std::int64_t reported = 0;
    for (int round = 0; round < 6; ++round) {
        int pipe[2];
        ASSERT_EQ(::pipe(pipe), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            Store own = open();
            auto state = own.link("default");
            work(state, state.begin_run({"sync", "test", "", "", 1}), 1 + round * 1'000'000,
                 100'000, kBatch, pipe[1]);
            ::_exit(0);
        }
        ::close(pipe[1]);
        char byte = 0;
        for (int batches = 0; batches < 3 + round; ++batches)
            ASSERT_EQ(::read(pipe[0], &byte, 1), 1) << "the writer ended by itself";
        ::kill(child, SIGKILL);
        int status = 0;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        reported += (3 + round) * kBatch;
        while (::read(pipe[0], &byte, 1) == 1)
            reported += kBatch;
        ::close(pipe[0]);

        Store store = open();
        auto state = store.link("default");
        const auto kept = records(state);
        EXPECT_GE(kept, reported) << "an outcome that was told is lost";
        EXPECT_LE(kept, reported + kBatch);
        reported = kept;
        std::int64_t done = 0;
        for (const RunRecord& run : state.runs(100))
            done += static_cast<std::int64_t>(state.done_steps(run.id).size());
        EXPECT_EQ(done, kept) << "the journal and base disagree";
        EXPECT_EQ(state.unsettled().size() % kBatch, 0U) << "half an intent was kept";
        if (!support::kOnPostgres) {
            EXPECT_EQ(place_.connection()->one_text("PRAGMA integrity_check"), "ok");
        }
    }
}

TEST_F(StoreFileTest, SeveralProgramsMayOpenANewFileAtOnce) {
    std::vector<pid_t> children;
    for (int i = 0; i < 6; ++i) {
        const pid_t child = ::fork();
        if (child == 0) {
            int code = 0;
            try {
                Store own = open();
                own.link("default").set_fact("opened", "yes");
            } catch (const std::exception& error) {
                std::fprintf(stderr, "%s\n", error.what());
                code = 1;
            }
            ::_exit(code);
        }
        children.push_back(child);
    }
    for (const pid_t child : children) {
        int status = 0;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        EXPECT_EQ(status, 0);
    }
    EXPECT_EQ(place_.connection()->one_integer("SELECT COUNT(*) FROM schema_version"),
              static_cast<std::int64_t>(migrations().size()));
}

TEST_F(StoreFileTest, ThreadsShareOneLink) {
    Store store = open();
    auto state = store.link("default");
    const auto run = state.begin_run({"sync", "test", "", "", 1});
    const auto before = state.base_revision();
    std::vector<std::jthread> threads;
    std::atomic<int> failed = 0;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&, t] {
            try {
                work(state, run, 1 + t * 1000, 10, 3, -1);
                records(state);
                state.beat(run);
            } catch (const base::Failure&) {
                ++failed;
            }
        });
    threads.clear();
    EXPECT_EQ(failed, 0);
    EXPECT_EQ(records(state), 4 * 10 * 3);
    EXPECT_EQ(state.base_revision(), before + 4 * 10);
    EXPECT_TRUE(state.unsettled().empty());
}

TEST_F(StoreFileTest, AnOldFileIsBroughtUpWithWhatItHolds) {
    {
        const auto old = place_.connection();
        prepare_schema(*old);
        old->execute(schema_sql(old->product(), migrations().front().sql));
        old->execute("INSERT INTO schema_version VALUES (1)");
        old->execute("INSERT INTO link (name) VALUES ('default')");
        old->execute(
            "INSERT INTO run (link, what, by, override_name, override_reason, started) "
            "VALUES (1, 'sync', 'old', '', '', 5)");
        old->execute(
            "INSERT INTO step (link, run, verb, kind, key_id, who, school, remote, state, shape, "
            "before, before_state, reason) VALUES (1, 1, 0, 5, 7, 0, 1, 0, 0, '" +
            model::to_json(model::UserShape{"ada", "Ada", "Quill", "", "ada@example.org"}) +
            "', '', 0, 'new in openSIS')");
    }
    Store store = open();
    const auto left = store.link("default").unsettled();
    ASSERT_EQ(left.size(), 1U);
    EXPECT_EQ(left[0].operation.key, (Key{Kind::student, 7, 0}));
    EXPECT_EQ(place_.connection()->one_integer("SELECT MAX(version) FROM schema_version"),
              migrations().back().version);
}

// As left by a program that had 10 and 13, but not yet what is between them.
TEST_F(StoreFileTest, AStepThatIsMissingBelowTheNewestIsTaken) {
    constexpr int kMissing = 11;
    {
        const auto old = place_.connection();
        prepare_schema(*old);
        for (const Migration& migration : migrations()) {
            if (migration.version == kMissing || migration.version > 13) continue;
            old->execute(schema_sql(old->product(), migration.sql));
            old->run("INSERT INTO schema_version VALUES (?)",
                     {db::Value{std::int64_t{migration.version}}});
        }
        old->execute("INSERT INTO link (name) VALUES ('default')");
        EXPECT_THROW(old->one_integer("SELECT COUNT(*) FROM turn"), base::Failure);
    }
    for (int openings = 0; openings < 2; ++openings) {
        const Store store = open();
        const auto seen = place_.connection();
        EXPECT_EQ(seen->one_integer("SELECT COUNT(*) FROM turn"), 0);
        EXPECT_EQ(seen->one_integer("SELECT COUNT(*) FROM schema_version WHERE version = 11"), 1);
        EXPECT_EQ(seen->one_integer("SELECT COUNT(*) FROM schema_version"),
                  static_cast<std::int64_t>(migrations().size()));
        EXPECT_EQ(seen->one_text("SELECT name FROM link"), "default");
    }
}

TEST_F(StoreFileTest, VersionsRise) {
    int last = 0;
    for (const Migration& migration : migrations()) {
        EXPECT_GT(migration.version, last);
        last = migration.version;
    }
}

}  // namespace
}  // namespace causeway::store
