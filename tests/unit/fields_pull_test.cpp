// SPDX-License-Identifier: GPL-3.0-or-later
// Carrying fields home: who counts, what is kept, what is refused, and how it is taken back.
#include <gtest/gtest.h>

#include <map>

#include "fields/pull.h"

namespace causeway::fields {
namespace {

using model::Key;
using model::Kind;
using model::Values;

const Key kAda{Kind::student, 1, 0};
const Key kBo{Kind::student, 2, 0};

Judged row(const char* sis, const char* lms, model::SisType type, model::LmsType theirs) {
    Judged out;
    out.mapping.whose = Kind::student;
    out.mapping.sis = sis;
    out.mapping.lms = lms;
    out.pair.sis.id = sis;
    out.pair.sis.title = sis;
    out.pair.sis.type = type;
    out.pair.sis.charset = "utf8mb3";
    out.pair.lms.shortname = lms;
    out.pair.lms.name = lms;
    out.pair.lms.type = theirs;
    out.pair.lms.described = true;
    return out;
}

// Moodle, openSIS and the book, in memory.
struct World final : Source, Target, Book {
    std::map<std::int64_t, Values> moodle;
    bool whole = true;
    std::map<Key, Values> opensis;
    std::vector<Linked> linked = {{kAda, 11, 7, "Ada Quill"}, {kBo, 12, 7, "Bo Reed"}};
    AgreedBook book;
    std::vector<Note> noted;
    std::vector<model::UnfitValue> told;
    std::map<std::string, base::Problem> refuses;  // by field
    base::ExitCode ended = base::ExitCode::error;
    std::int64_t runs = 0;

    model::Profiles profiles(std::span<const std::int64_t> users) override {
        model::Profiles out{whole, {}};
        for (const auto user : users)
            if (moodle.contains(user)) out.people.push_back({user, moodle.at(user)});
        return out;
    }
    std::unordered_map<Key, Values> read(std::span<const Key> people,
                                         std::span<const std::string>) override {
        std::unordered_map<Key, Values> out;
        for (const auto& key : people)
            if (opensis.contains(key)) out[key] = opensis.at(key);
        return out;
    }
    std::vector<std::optional<base::Problem>> write(const Key& person,
                                                    std::span<const Change> changes) override {
        std::vector<std::optional<base::Problem>> out;
        for (const auto& one : changes) {
            const auto* now = model::find_value(opensis.at(person), one.sis);
            if (refuses.contains(one.sis))
                out.emplace_back(refuses.at(one.sis));
            else if ((now == nullptr ? "" : now->value) != one.before)
                out.emplace_back(
                    base::Problem{"no", person.text(), "moved", "look", "field.moved"});
            else {
                model::set_value(opensis.at(person), one.sis, one.after);
                if (one.after.empty()) model::drop_value(opensis.at(person), one.sis);
                out.emplace_back();
            }
        }
        return out;
    }
    std::vector<Linked> people(std::span<const Key> only) override {
        std::vector<Linked> out;
        for (const auto& one : linked)
            if (only.empty() || std::find(only.begin(), only.end(), one.key) != only.end())
                out.push_back(one);
        return out;
    }
    AgreedBook agreed() override { return book; }
    void agree(std::span<const AgreedValue> values) override {
        for (const auto& one : values)
            book[one.person][one.sis] = one.agreed;
    }
    std::int64_t begin(const std::string&) override { return ++runs; }
    void end(std::int64_t, base::ExitCode exit, const std::string&) override { ended = exit; }
    std::int64_t note(std::int64_t, const Note& note) override {
        noted.push_back(note);
        noted.back().id = static_cast<std::int64_t>(noted.size());
        return noted.back().id;
    }
    void settle(std::int64_t note, bool done) override {
        noted[static_cast<std::size_t>(note - 1)].done = done;
    }
    std::vector<Note> notes(std::int64_t) override {
        std::vector<Note> out;
        for (const auto& one : noted)
            if (one.id != 0) out.insert(out.begin(), one);
        return out;
    }
    void taken_back(std::int64_t note) override {
        noted[static_cast<std::size_t>(note - 1)].id = 0;
    }
    void tell_unfit(std::int64_t, const std::vector<Key>*,
                    std::span<const model::UnfitValue> now) override {
        told.assign(now.begin(), now.end());
    }

    std::vector<Judged> rows = {row("bus", "line", model::SisType::text, model::LmsType::text)};
    PullReport pull_now(bool writes = true) {
        return pull({*this, *this, *this, rows, {}, {}}, {}, writes);
    }
    std::string bus(const Key& key = kAda) {
        const auto* value = model::find_value(opensis.at(key), "bus");
        return value == nullptr ? "" : value->value;
    }
};

class FieldsPull : public ::testing::Test {
  protected:
    void SetUp() override {
        world.moodle[11] = {{"line", "7"}};
        world.moodle[12] = {};
        world.opensis[kAda] = {};
        world.opensis[kBo] = {{"bus", "own"}};
    }
    World world;
};

TEST_F(FieldsPull, AValueComesOverAndTheSecondRunHasNothingToDo) {
    const auto look = world.pull_now(false);
    ASSERT_EQ(look.rows.size(), 1U);
    EXPECT_EQ(world.bus(), "");
    EXPECT_EQ(world.runs, 0);
    const auto first = world.pull_now();
    EXPECT_EQ(first.written, 1);
    EXPECT_EQ(world.bus(), "7");
    EXPECT_EQ(world.ended, base::ExitCode::in_step);
    const auto second = world.pull_now();
    EXPECT_TRUE(second.rows.empty());
    EXPECT_EQ(second.equal, 0);
}

TEST_F(FieldsPull, WhatMoodleNeverHadLeavesOpensisAlone) {
    world.pull_now();
    EXPECT_EQ(world.bus(kBo), "own");
}

TEST_F(FieldsPull, WhatWasEmptiedInMoodleIsEmptiedHereUnlessItIsRequired) {
    world.pull_now();
    world.moodle[11] = {};
    world.rows[0].pair.sis.required = true;
    const auto refused = world.pull_now();
    ASSERT_EQ(refused.unfit.size(), 1U);
    EXPECT_EQ(refused.unfit[0].problem.code, "field.required");
    EXPECT_EQ(refused.exit, base::ExitCode::some_refused);
    EXPECT_EQ(world.bus(), "7");
    world.rows[0].pair.sis.required = false;
    world.whole = false;  // the account may not see the field any more: that is no emptying
    world.pull_now();
    EXPECT_EQ(world.bus(), "7");
    world.whole = true;
    world.pull_now();
    EXPECT_EQ(world.bus(), "");
}

TEST_F(FieldsPull, WhatWasEmptiedInMoodleStaysHereWhereTheRowSaysSo) {
    world.rows[0].mapping.rules.keep_empty = true;
    world.pull_now();
    world.moodle[11] = {};
    EXPECT_TRUE(world.pull_now().rows.empty());
    EXPECT_EQ(world.bus(), "7");
    world.moodle[11] = {{"line", "8"}};
    world.pull_now();
    EXPECT_EQ(world.bus(), "8");
}

TEST_F(FieldsPull, ChangedOnBothSidesMoodlesCountsAndOursIsKept) {
    world.pull_now();
    world.moodle[11] = {{"line", "8"}};
    world.opensis[kAda] = {{"bus", "mine"}};
    const auto report = world.pull_now();
    ASSERT_EQ(report.rows.size(), 1U);
    EXPECT_TRUE(report.rows[0].change.conflict);
    EXPECT_EQ(report.conflicts, 1);
    EXPECT_NE(report.rows[0].change.why.find("\"mine\" is kept for undo"), std::string::npos);
    EXPECT_EQ(world.bus(), "8");
    EXPECT_EQ(world.noted.back().before, "mine");
}

TEST_F(FieldsPull, ChangedHereAloneMoodlesCountsToo) {
    world.pull_now();
    world.opensis[kAda] = {{"bus", "mine"}};
    const auto report = world.pull_now();
    ASSERT_EQ(report.rows.size(), 1U);
    EXPECT_FALSE(report.rows[0].change.conflict);
    EXPECT_NE(report.rows[0].change.why.find("changed in openSIS"), std::string::npos);
    EXPECT_EQ(world.bus(), "7");
}

TEST_F(FieldsPull, WhatWasTakenBackStaysUntilMoodlesChanges) {
    world.opensis[kAda] = {{"bus", "mine"}};
    world.pull_now();
    EXPECT_EQ(world.bus(), "7");
    const auto undone = undo({world, world, world, world.rows, {}, {}}, 1);
    EXPECT_EQ(undone.taken_back, 1);
    EXPECT_TRUE(undone.refused.empty());
    EXPECT_EQ(world.bus(), "mine");
    world.pull_now();
    EXPECT_EQ(world.bus(), "mine");
    world.moodle[11] = {{"line", "9"}};
    world.pull_now();
    EXPECT_EQ(world.bus(), "9");
}

TEST_F(FieldsPull, WhatSomebodyChangedSinceIsNotTakenBack) {
    world.pull_now();
    world.opensis[kAda] = {{"bus", "newer"}};
    const auto undone = undo({world, world, world, world.rows, {}, {}}, 1);
    EXPECT_EQ(undone.taken_back, 0);
    ASSERT_EQ(undone.refused.size(), 1U);
    EXPECT_EQ(undone.refused[0].record, "Ada Quill");
    EXPECT_EQ(world.bus(), "newer");
}

TEST_F(FieldsPull, ARefusedValueDoesNotKeepTheOthersOut) {
    world.rows.push_back(row("height", "tall", model::SisType::number, model::LmsType::text));
    world.rows.push_back(row("city", "town", model::SisType::text, model::LmsType::text));
    world.moodle[11] = {{"line", "7"}, {"tall", "very"}, {"town", "X"}};
    world.refuses["city"] = {"A value was not taken over", "student:1", "no address", "enter one",
                             "field.no_row"};
    const auto report = world.pull_now();
    EXPECT_EQ(report.written, 1);
    EXPECT_EQ(world.bus(), "7");
    ASSERT_EQ(report.unfit.size(), 2U);
    EXPECT_EQ(report.unfit[0].problem.code, "field.bad_number");
    EXPECT_EQ(report.unfit[0].problem.record, "student:1");
    EXPECT_EQ(report.unfit[1].problem.code, "field.no_row");
    EXPECT_EQ(world.told.size(), 2U);
    EXPECT_EQ(report.exit, base::ExitCode::some_refused);
}

TEST_F(FieldsPull, AHeldBackRowAndAPersonMissingOnEitherSideAreLeftAlone) {
    world.rows[0].held = base::Problem{"The mapping is held back", "", "gone", "cure", "x"};
    EXPECT_FALSE(comes_home(world.rows));
    const auto aside = world.pull_now();
    EXPECT_TRUE(aside.rows.empty());
    ASSERT_EQ(aside.held.size(), 1U);  // and is named
    EXPECT_EQ(aside.held[0].why, "gone");
    world.rows[0].held.reset();
    world.opensis.erase(kAda);
    const auto missing = world.pull_now();
    EXPECT_TRUE(missing.rows.empty());
    EXPECT_TRUE(missing.held.empty());
}

TEST_F(FieldsPull, AnUntickedBoxIsAValue) {
    world.rows = {row("bus", "line", model::SisType::check, model::LmsType::checkbox)};
    world.moodle[11] = {{"line", "0"}};
    world.opensis[kAda] = {{"bus", "Y"}};
    world.pull_now();
    EXPECT_EQ(world.bus(), "");
}

}  // namespace
}  // namespace causeway::fields
