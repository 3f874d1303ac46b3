// SPDX-License-Identifier: GPL-3.0-or-later
// What "Get LMS Data" keeps in the store: rows that were taken and left, decisions about single
// rows, first passwords until somebody takes them.
#include <gmock/gmock.h>

#include "unit/store_in_folder.h"

namespace causeway::store {
namespace {

using model::Key;
using model::Kind;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr Key kAda{Kind::student, 7, 0};

class IntakeStore : public test::StoreInFolder {
  protected:
    static IntakeNote note(const std::string& row, const std::string& fate) {
        IntakeNote out;
        out.row = row;
        out.kind = "student";
        out.title = "Quill, Ada";
        out.fate = fate;
        return out;
    }
    std::int64_t begin() { return link().begin_run({"intake students", "test", "", "", 1}); }
    static std::vector<std::string> names(const std::vector<IntakeNote>& notes) {
        std::vector<std::string> out;
        for (const auto& one : notes)
            out.push_back(one.row + " " + one.fate);
        return out;
    }
};

TEST_F(IntakeStore, RowsAreToldWithWhyAndTakenBackFromTheLast) {
    const auto run = begin();
    auto made = note("user:12", "created");
    made.keys = {kAda, {Kind::learns, 331, 7}};
    made.written = R"([{"table":"students","id":7}])";
    link().note_intake(run, made);
    auto left = note("user:13", "refused");
    left.reason = "two people have this address";
    left.cure = "Correct one of them.";
    left.code = "intake.twins";
    const std::vector<IntakeNote> rest = {left, note("user:14", "linked")};
    link().note_intake_left(run, rest);
    reopen();

    EXPECT_THAT(names(link().intake_notes(run)), ElementsAre("user:14 linked", "user:12 created"));
    const auto all = link().intake_rows(run, false, 0, 10);
    ASSERT_THAT(names(all), ElementsAre("user:12 created", "user:13 refused", "user:14 linked"));
    EXPECT_THAT(all[0].keys, ElementsAre(kAda, Key{Kind::learns, 331, 7}));
    EXPECT_EQ(all[1].reason, left.reason);
    EXPECT_EQ(all[1].cure, left.cure);
    EXPECT_EQ(all[1].code, left.code);
    EXPECT_THAT(names(link().intake_rows(run, true, 0, 10)), ElementsAre("user:13 refused"));
    EXPECT_THAT(names(link().intake_rows(run, false, all[0].id, 1)), ElementsAre("user:13 refused"))
        << "a page of one";

    const auto before = link().base_revision();
    link().intake_taken_back(run, all[0].id, std::vector<Key>{kAda});
    EXPECT_GT(link().base_revision(), before);
    EXPECT_THAT(names(link().intake_notes(run)), ElementsAre("user:14 linked"));
    EXPECT_TRUE(link().intake_rows(run, false, 0, 1)[0].taken_back);
}

TEST_F(IntakeStore, NothingIsNotedWithoutTheLease) {
    const auto run = begin();
    EXPECT_THROW(link().note_intake(run + 1, note("user:12", "created")), base::Failure);
    EXPECT_THAT(link().intake_rows(run + 1, false, 0, 10), IsEmpty());
}

TEST_F(IntakeStore, ADecisionReplacesTheOneBeforeItAndNoneRemovesIt) {
    const auto choose = [&](const std::string& row, const std::string& choice) {
        link().choose_intake("students", std::vector<IntakeChoice>{{row, choice}}, "Ada", 5);
    };
    choose("user:2", "leave_out");
    choose("user:1", "student:7");
    choose("user:2", "new");
    const auto told = [&](const std::string& what) {
        std::vector<std::string> out;
        for (const auto& one : link().intake_choices(what))
            out.push_back(one.row + " " + one.choice);
        return out;
    };
    EXPECT_THAT(told("students"), ElementsAre("user:1 student:7", "user:2 new"));
    EXPECT_THAT(told("staff"), IsEmpty());
    choose("user:1", "");
    EXPECT_THAT(told("students"), ElementsAre("user:2 new"));
}

TEST_F(IntakeStore, FirstPasswordsAreSealedAndHandedOutOnce) {
    const auto run = begin();
    link().keep_first_password(run, {"Quill, Ada", "ada", "seven-green-bicycles"});
    link().keep_first_password(run, {"Byte, Bea", "bea", "nine-blue-umbrellas"});
    EXPECT_EQ(link().first_passwords_left(run), 2);
    EXPECT_EQ(place_.bytes().find("seven-green-bicycles"), std::string::npos);
    const auto taken = link().take_first_passwords(run);
    ASSERT_EQ(taken.size(), 2U);
    EXPECT_EQ(taken[0].login, "ada");
    EXPECT_EQ(taken[0].password, "seven-green-bicycles");
    EXPECT_EQ(taken[1].password, "nine-blue-umbrellas");
    EXPECT_EQ(link().first_passwords_left(run), 0);
    EXPECT_THAT(link().take_first_passwords(run), IsEmpty());
}

}  // namespace
}  // namespace causeway::store
