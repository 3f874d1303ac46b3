// SPDX-License-Identifier: GPL-3.0-or-later
// LinkBook's counts say what its lists show: whatever is in base, has a standing, is left out, or
// several of these at once, for the whole link and for some schools.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "store/link_book.h"
#include "support/store_place.h"

namespace causeway::store {
namespace {

using model::Kind;

// One student, in one of eight situations.
struct Pupil {
    std::int64_t school = 1;
    bool in_base = false;
    bool left_out = false;
    int standing = 0;  // 1: waiting, 2: refused
};

void fill(Store& store, const std::vector<Pupil>& pupils) {
    LinkState link = store.link("default");
    LinkBook book(store, "default");
    const std::int64_t run = link.begin_run({"sync", "test", "", "", 1000});
    std::vector<model::Standing> standings;
    std::vector<LeftOut> left_out;
    for (std::size_t i = 0; i < pupils.size(); ++i) {
        const Pupil& pupil = pupils[i];
        const model::Key key{Kind::student, static_cast<std::int64_t>(i) + 1, 0};
        if (pupil.in_base) {
            model::Operation op;
            op.key = key;
            op.school = pupil.school;
            op.shape = model::UserShape{"u", "Ada", "Quill", "", "u@example.org"};
            model::StepOutcome outcome;
            outcome.step = link.intend(run, {&op, 1}).front();
            outcome.base = model::BaseRecord{
                key, pupil.school, 7, 42, model::State::active, 1000, model::to_json(op.shape)};
            link.settle(run, {&outcome, 1});
        }
        if (pupil.left_out) left_out.push_back({key, pupil.school, "Ada Quill", ""});
        if (pupil.standing != 0)
            standings.push_back(
                {key,
                 pupil.school,
                 pupil.standing == 1 ? model::StandingKind::waiting : model::StandingKind::refused,
                 "Ada Quill",
                 {"what", key.text(), "why", "cure", "code"}});
    }
    link.tell(run, {}, standings);
    book.set_left_out(left_out, {});
}

std::int64_t listed(LinkBook& book, const std::vector<std::int64_t>& schools, Shown shown) {
    RecordQuery query;
    query.kinds = {Kind::student};
    query.schools = schools;
    query.shown = shown;
    query.limit = 1000;
    return static_cast<std::int64_t>(book.records(query).size());
}

TEST(StoreCounts, SayWhatTheListsShow) {
    rc::check([] {
        std::vector<Pupil> pupils;
        const int size = *rc::gen::inRange(0, 30);
        for (int i = 0; i < size; ++i)
            pupils.push_back({*rc::gen::inRange(1, 4), *rc::gen::arbitrary<bool>(),
                              *rc::gen::arbitrary<bool>(), *rc::gen::inRange(0, 3)});
        const support::StorePlace place;
        Store store(place.url(), base::SealingKey::random());
        fill(store, pupils);
        LinkBook book(store, "default");
        for (const std::vector<std::int64_t>& schools :
             {std::vector<std::int64_t>{}, {1}, {2, 3}, {9}}) {
            const auto counts = book.counts(schools);
            RC_ASSERT(counts.size() == model::kAllKinds.size());
            const ShownCount& count = counts.at(static_cast<std::size_t>(Kind::student));
            RC_ASSERT(count.synced == listed(book, schools, Shown::synced));
            RC_ASSERT(count.waiting == listed(book, schools, Shown::waiting));
            RC_ASSERT(count.refused == listed(book, schools, Shown::refused));
            RC_ASSERT(count.left_out == listed(book, schools, Shown::left_out));
        }
    });
}

TEST(StoreCounts, OfRefusedRecordsAreCheapAndOfOnesOwnSchools) {
    const support::StorePlace place;
    Store store(place.url(), base::SealingKey::random());
    fill(store,
         {{1, true, false, 2}, {1, false, false, 2}, {2, false, false, 2}, {2, true, false, 1}});
    LinkBook book(store, "default");
    EXPECT_EQ(book.count_refused({}), 3);
    EXPECT_EQ(book.count_refused({2}), 1);
    EXPECT_EQ(book.count_refused({7}), 0);
}

TEST(StoreCounts, TellWhatARunDidThatWasKilled) {
    const support::StorePlace place;
    Store store(place.url(), base::SealingKey::random());
    LinkState link = store.link("default");
    LinkBook book(store, "default");
    const std::int64_t killed = link.begin_run({"sync", "test", "", "", 2000});
    std::vector<model::Operation> ops(4);
    for (std::size_t i = 0; i < ops.size(); ++i) {
        ops[i].verb = i == 0 ? model::Verb::update : model::Verb::suspend;
        ops[i].key = {i == 3 ? Kind::section : Kind::student, static_cast<std::int64_t>(i) + 1, 0};
        ops[i].school = 1;
    }
    const auto steps = link.intend(killed, ops);
    std::vector<model::StepOutcome> outcomes(2);
    outcomes[0].step = steps[0];
    outcomes[1].step = steps[1];
    link.settle(killed, outcomes);
    const auto done = book.done_steps(killed);
    ASSERT_EQ(done.size(), 2U) << "what was only intended is not counted";
    EXPECT_TRUE(done[0].kind == Kind::student && done[0].verb == model::Verb::update &&
                done[0].steps == 1);
    EXPECT_TRUE(done[1].verb == model::Verb::suspend && done[1].steps == 1);
    EXPECT_TRUE(book.done_steps(killed + 1).empty());
}

}  // namespace
}  // namespace causeway::store
