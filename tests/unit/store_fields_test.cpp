// SPDX-License-Identifier: GPL-3.0-or-later
// What the store keeps of Custom Field Mapping.
#include <gtest/gtest.h>

#include "store/field_desk.h"
#include "store_in_folder.h"

namespace causeway::store {
namespace {

using model::Key;
using model::Kind;

const Key kAda{Kind::student, 1, 0};

class StoreFields : public test::StoreInFolder {
  protected:
    static model::FieldMapping mapping(const std::string& sis, bool to_moodle) {
        model::FieldMapping out;
        out.whose = Kind::student;
        out.sis = sis;
        out.lms = "lms";
        out.to_moodle = to_moodle;
        out.options = {{"R;ed", "r\"ed"}, {"", "no"}};
        out.sis_title = "Title <b>";
        out.lms_name = "Name";
        out.lms_type = "menu";
        out.by = "ada";
        out.at = 77;
        return out;
    }
    std::int64_t a_run() { return link().begin_run({"fields pull", "ada", "", "", 100}); }
};

TEST_F(StoreFields, RowsComeBackAsTheyWereAlsoAfterARestart) {
    const auto first = FieldDesk(link()).add(mapping("alt_id", true));
    const auto second = FieldDesk(link()).add(mapping("custom:4", false));
    reopen();
    FieldDesk desk(link());
    auto rows = desk.mappings();
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].id, first);
    EXPECT_EQ(rows[0].sis, "alt_id");
    EXPECT_TRUE(rows[0].to_moodle);
    EXPECT_EQ(rows[0].options, mapping("", true).options);
    EXPECT_EQ(rows[0].sis_title, "Title <b>");
    EXPECT_EQ(rows[0].at, 77);
    EXPECT_EQ(rows[0].rules, model::FieldRules{});
    rows[1].lms = "other";
    rows[1].rules = {true, true, model::DayForm::day_first_dot};
    EXPECT_TRUE(desk.change(rows[1]));
    EXPECT_EQ(desk.mappings()[1].lms, "other");
    EXPECT_EQ(desk.mappings()[1].rules, rows[1].rules);
    model::FieldMapping gone = rows[1];
    gone.id = 99;
    EXPECT_FALSE(desk.change(gone));
    EXPECT_TRUE(FieldDesk(store_->link("annex")).mappings().empty());
    EXPECT_FALSE(FieldDesk(store_->link("annex")).remove(second));
    EXPECT_TRUE(desk.remove(second));
    EXPECT_FALSE(desk.remove(second));
    EXPECT_EQ(desk.mappings().size(), 1U);
}

TEST_F(StoreFields, WhatWasAgreedGoesWithItsRow) {
    FieldDesk desk(link());
    const auto row = desk.add(mapping("alt_id", false));
    const FieldAgreed values[] = {{kAda, "alt_id", 0xFFFF'FFFF'FFFF'FFFF, false},
                                  {kAda, "phone", 5, true}};
    desk.agree(values);
    const FieldAgreed again[] = {{kAda, "phone", 6, false}};
    desk.agree(again);
    auto held = desk.agreed();
    ASSERT_EQ(held.size(), 2U);
    for (const auto& one : held)
        EXPECT_EQ(one.value, one.sis == "phone" ? 6 : 0xFFFF'FFFF'FFFF'FFFF);
    desk.remove(row);
    held = desk.agreed();
    ASSERT_EQ(held.size(), 1U);
    EXPECT_EQ(held[0].sis, "phone");
    EXPECT_FALSE(held[0].kept);
}

// Else an empty value of the new field would look as if it had been emptied.
TEST_F(StoreFields, WhatWasAgreedGoesWhenARowMeansOtherFields) {
    FieldDesk desk(link());
    auto row = mapping("alt_id", false);
    row.id = desk.add(row);
    const FieldAgreed value[] = {{kAda, "alt_id", 5, false}};
    desk.agree(value);
    row.rules.cut = true;
    row.options.clear();
    EXPECT_TRUE(desk.change(row));
    EXPECT_EQ(desk.agreed().size(), 1U);
    row.lms = "other";
    EXPECT_TRUE(desk.change(row));
    EXPECT_TRUE(desk.agreed().empty());
    desk.agree(value);
    row.to_moodle = true;
    EXPECT_TRUE(desk.change(row));
    EXPECT_TRUE(desk.agreed().empty());
}

TEST_F(StoreFields, NotesComeLastFirstWithoutWhatWasRefusedOrTakenBack) {
    FieldDesk desk(link());
    const auto run = a_run();
    FieldNote note{0,        kAda,    "Ada", "alt_id",          "Alternate ID",
                   "before", "after", "why", NoteFate::intended};
    const auto one = desk.note(run, note);
    const auto two = desk.note(run, note);
    const auto three = desk.note(run, note);
    desk.settle(one, NoteFate::done);
    desk.settle(two, NoteFate::refused);
    auto notes = desk.notes(run);
    ASSERT_EQ(notes.size(), 2U);
    EXPECT_EQ(notes[0].id, three);
    EXPECT_EQ(notes[0].fate, NoteFate::intended);
    EXPECT_EQ(notes[1].before, "before");
    desk.taken_back(one, 5);
    EXPECT_EQ(desk.notes(run).size(), 1U);
}

TEST_F(StoreFields, UnfitValuesGiveWayByDirectionAndPerson) {
    FieldDesk desk(link());
    const Key bo{Kind::staff, 2, 0};
    const auto unfit = [](const Key& key, const std::string& field) {
        return model::UnfitValue{
            key, 3, "Name", field, "lms", false, {"a", key.text(), "b", "c", "d"}};
    };
    const model::UnfitValue both[] = {unfit(kAda, "x"), unfit(bo, "y")};
    desk.tell_unfit(1, true, nullptr, both);
    const model::UnfitValue home[] = {unfit(kAda, "z")};
    desk.tell_unfit(2, false, nullptr, home);
    ASSERT_EQ(desk.unfit().size(), 3U);
    const std::vector<Key> keys = {kAda, {Kind::section, 1, 0}};
    desk.tell_unfit(3, true, &keys, {});
    auto left = desk.unfit();
    ASSERT_EQ(left.size(), 2U);
    EXPECT_EQ(left[0].person, bo);
    EXPECT_TRUE(left[0].to_moodle);
    EXPECT_EQ(left[0].problem.record, "staff:2");
    EXPECT_EQ(left[1].field, "z");
    desk.tell_unfit(4, false, nullptr, {});
    EXPECT_EQ(desk.unfit().size(), 1U);
}

}  // namespace
}  // namespace causeway::store
