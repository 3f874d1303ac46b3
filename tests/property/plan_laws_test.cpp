// SPDX-License-Identifier: GPL-3.0-or-later
// Laws of the planner over random trees: applying a plan makes the trees agree, planning again
// gives nothing, the order of input does not matter, and an incomplete listing removes nothing.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>

#include "base/failure.h"
#include "sync/guard.h"
#include "sync/plan.h"
#include "sync/summary.h"

namespace causeway::sync {
namespace {

using model::Key;
using model::Kind;
using model::State;

template <class Record>
class ListStream final : public model::Stream<Record> {
  public:
    ListStream(std::vector<Record> list, bool whole) : list_(std::move(list)), whole_(whole) {}
    bool next(Record& out) override {
        if (at_ == list_.size()) return false;
        out = list_[at_++];
        return true;
    }
    [[nodiscard]] model::Proof proof() const override {
        return {whole_, static_cast<std::int64_t>(at_), -1, whole_ ? "" : "cut"};
    }

  private:
    std::vector<Record> list_;
    bool whole_;
    std::size_t at_ = 0;
};

struct Trees {
    std::map<Key, Wanted> wanted;
    std::map<Key, BaseRecord> base;
};

model::Shape shape_for(const Key& key, int version) {
    if (key.kind == Kind::section)
        return model::CourseShape{"Course " + std::to_string(version),
                                  "c" + std::to_string(key.id),
                                  {Kind::school, 1, 0},
                                  100,
                                  200};
    if (model::is_person(key.kind))
        return model::UserShape{"u" + std::to_string(key.id), "First" + std::to_string(version),
                                "Last", "", "u" + std::to_string(key.id) + "@example.org"};
    return model::EnrolmentShape{model::Role::student, 100 + version, 0};
}

Key any_key() {
    const auto kind = *rc::gen::element(Kind::section, Kind::student, Kind::learns);
    const auto id = *rc::gen::inRange<std::int64_t>(1, 12);
    return {kind, id, kind == Kind::learns ? *rc::gen::inRange<std::int64_t>(1, 12) : 0};
}

Wanted any_wanted(const Key& key) {
    Wanted w;
    w.key = key;
    w.school = 1 + key.id % 2;
    w.shape = shape_for(key, *rc::gen::inRange(0, 3));
    w.fingerprint = model::fingerprint(w.shape);
    w.state = *rc::gen::weightedElement<State>({{8, State::active}, {1, State::suspended}});
    if (*rc::gen::inRange(0, 10) == 0)
        w.refused = base::Problem{"no", key.text(), "why", "cure", "x"};
    return w;
}

BaseRecord any_base(const Key& key) {
    const auto shape = shape_for(key, *rc::gen::inRange(0, 3));
    const auto state =
        *rc::gen::weightedElement<State>({{8, State::active}, {2, State::suspended}});
    return {key, 1 + key.id % 2,       1000 + key.id, model::fingerprint(shape), state,
            0,   model::to_json(shape)};
}

Trees any_trees() {
    Trees trees;
    for (int n = *rc::gen::inRange(0, 40); n > 0; --n) {
        const Key key = any_key();
        trees.wanted[key] = any_wanted(key);
    }
    for (int n = *rc::gen::inRange(0, 40); n > 0; --n) {
        const Key key = any_key();
        trees.base[key] = any_base(key);
    }
    return trees;
}

RosterFacts facts_of(const Trees& trees) {
    RosterFacts facts;
    for (const auto& [key, w] : trees.wanted)
        if (key.kind == Kind::section) facts.sections.add(key.id);
    return facts;
}

Plan plan_of(const Trees& trees, bool whole = true, const Policy& policy = {}) {
    std::vector<Wanted> wanted;
    for (const auto& [key, w] : trees.wanted)
        wanted.push_back(w);
    std::vector<BaseRecord> base;
    for (const auto& [key, b] : trees.base)
        base.push_back(b);
    ListStream<Wanted> wanted_stream(std::move(wanted), whole);
    ListStream<BaseRecord> base_stream(std::move(base), true);
    const RosterFacts facts = facts_of(trees);
    Plan plan;
    merge({wanted_stream, base_stream, nullptr, facts, 0}, {}, policy, plan);
    return plan;
}

void apply_to(Trees& trees, const Plan& plan) {
    for (const Operation& op : plan.operations) {
        if (op.verb == Verb::remove) {
            trees.base.erase(op.key);
            continue;
        }
        trees.base[op.key] = {op.key,
                              op.school,
                              op.remote != 0 ? op.remote : 5000 + op.key.id,
                              model::fingerprint(op.shape),
                              op.state,
                              0,
                              model::to_json(op.shape)};
    }
}

RC_GTEST_PROP(PlanLaws, ApplyingThePlanMakesTheTreesAgree, ()) {
    Trees trees = any_trees();
    apply_to(trees, plan_of(trees));
    for (const auto& [key, w] : trees.wanted) {
        if (w.refused || w.state == State::suspended) continue;
        RC_ASSERT(trees.base.contains(key));
        const BaseRecord& b = trees.base.at(key);
        RC_ASSERT(b.state == State::active);
        RC_ASSERT(b.fingerprint == w.fingerprint);
    }
    for (const auto& [key, b] : trees.base) {
        const bool section_lives =
            key.kind != Kind::learns || trees.wanted.contains({Kind::section, key.id, 0});
        if (!trees.wanted.contains(key) && section_lives) RC_ASSERT(b.state == State::suspended);
    }
}

RC_GTEST_PROP(PlanLaws, PlanningAgainGivesNothing, ()) {
    Trees trees = any_trees();
    apply_to(trees, plan_of(trees));
    RC_ASSERT(plan_of(trees).operations.empty());
}

RC_GTEST_PROP(PlanLaws, AnIncompleteListingPlansNothing, ()) {
    const Trees trees = any_trees();
    try {
        plan_of(trees, false);
        RC_FAIL("a plan was made from half a listing");
    } catch (const base::Failure& failure) {
        RC_ASSERT(failure.exit() == base::ExitCode::incomplete);
    }
}

RC_GTEST_PROP(PlanLaws, EveryRecordIsCountedOnce, ()) {
    const Trees trees = any_trees();
    const Plan plan = plan_of(trees);
    std::int64_t counted = 0;
    for (const Counts& c : plan.counts)
        counted += c.changes() + c.refused + c.unchanged;
    std::map<Key, int> keys;
    for (const auto& [key, w] : trees.wanted)
        keys[key] = 1;
    for (const auto& [key, b] : trees.base)
        keys[key] = 1;
    RC_ASSERT(counted == static_cast<std::int64_t>(keys.size()));
    RC_ASSERT(plan.changes() == static_cast<std::int64_t>(plan.operations.size()));
    for (const Operation& op : plan.operations)
        RC_ASSERT(!op.reason.empty());
}

RC_GTEST_PROP(PlanLaws, RefusedRecordsAreNeverTouched, ()) {
    const Trees trees = any_trees();
    for (const Operation& op : plan_of(trees).operations) {
        const auto w = trees.wanted.find(op.key);
        RC_ASSERT(w == trees.wanted.end() || !w->second.refused);
    }
}

RC_GTEST_PROP(PlanLaws, UnsortedInputIsAnErrorNotAPlan, ()) {
    const Trees trees = any_trees();
    std::vector<Wanted> wanted;
    for (const auto& [key, w] : trees.wanted)
        wanted.push_back(w);
    RC_PRE(wanted.size() > 1);
    std::swap(wanted.front(), wanted.back());
    ListStream<Wanted> wanted_stream(std::move(wanted), true);
    ListStream<BaseRecord> base_stream({}, true);
    const RosterFacts facts = facts_of(trees);
    Plan plan;
    bool thrown = false;
    try {
        merge({wanted_stream, base_stream, nullptr, facts, 0}, {}, Policy{}, plan);
    } catch (const base::Failure&) {
        thrown = true;
    }
    RC_ASSERT(thrown);
}

RC_GTEST_PROP(GuardLaws, StopsExactlyAboveBothThresholds, ()) {
    const auto held = *rc::gen::inRange<std::int64_t>(1, 500);
    const auto leaving = *rc::gen::inRange<std::int64_t>(0, held + 1);
    Plan plan;
    plan.tallies[{1, Kind::student}] = {held, held - leaving + 1, leaving};
    const bool over = leaving > 5 && leaving * 10 > held;
    RC_ASSERT(guard(plan, Policy{}).has_value() == over);
}

RC_GTEST_PROP(GuardLaws, WhatLeftInKeyedRunsCountsWithWhatLeavesNow, ()) {
    const auto held = *rc::gen::inRange<std::int64_t>(1, 500);
    const auto leaving = *rc::gen::inRange<std::int64_t>(0, held + 1);
    const auto now = *rc::gen::inRange<std::int64_t>(0, leaving + 1);
    Plan at_once;
    at_once.tallies[{1, Kind::student}] = {held, held - leaving + 1, leaving, 0};
    Plan bit_by_bit;
    const auto before = leaving - now;
    bit_by_bit.tallies[{1, Kind::student}] = {held - before, held - leaving + 1, now, before};
    RC_ASSERT(guard(bit_by_bit, Policy{}).has_value() ==
              (now > 0 && guard(at_once, Policy{}).has_value()));
}

TEST(Guard, NamesASchoolByItsTitleAndElseByItsNumber) {
    Plan plan;
    plan.tallies[{3, Kind::student}] = {3, 0, 3};
    plan.tallies[{4, Kind::student}] = {9, 0, 9};
    plan.titles = {{3, "Hillside Middle School"}, {4, ""}};
    EXPECT_EQ(plan_from_json(plan_to_json(plan)).titles, plan.titles);
    const auto problem = guard(plan, Policy{});
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->why,
              "Hillside Middle School (school 3): 3 of 3 students would leave (openSIS holds none "
              "at all); school 4: 9 of 9 students would leave (openSIS holds none at all)");
}

TEST(Guard, AKindThatVanishesStopsEvenASmallSchool) {
    Plan plan;
    plan.tallies[{1, Kind::student}] = {3, 0, 3};
    const auto problem = guard(plan, Policy{});
    ASSERT_TRUE(problem);
    EXPECT_NE(problem->why.find("3 of 3 student"), std::string::npos);
    EXPECT_EQ(problem->code, "guard.removals");
}

TEST(Guard, SaysWhenEverySectionHasAnotherNumber) {
    Plan plan;
    plan.tallies[{1, Kind::section}] = {30, 30, 30};
    EXPECT_NE(guard(plan, Policy{})->why.find("another number"), std::string::npos);
    plan.tallies[{1, Kind::section}] = {30, 30, 29};
    EXPECT_EQ(guard(plan, Policy{})->why.find("another number"), std::string::npos);
}

}  // namespace
}  // namespace causeway::sync
