// SPDX-License-Identifier: GPL-3.0-or-later
// Gradebooks as our own client reads them, by the plugin (fast path) and by Moodle's own functions
// (plain path): functions 4, 15, 16, 20, 21, 25, 26, 28, 29 and 30. A real Moodle needs the course
// that tests/php/real/gradebook_site.php makes; the stand-in is given the same one. What is
// expected of totals is what the real Moodle computed.
#include "gradebook_wire.h"

using namespace causeway::contract;

INSTANTIATE_TEST_SUITE_P(Moodle, Gradebooks, testing::Values("stand_in_plugins", "real"),
                         [](const auto& tested) { return tested.param; });

TEST_P(Gradebooks, TheFastPathTellsTheRules) {
    const auto book = read(fast());
    EXPECT_TRUE(book.has_rules);
    EXPECT_EQ(book.idnumber, "contract:gradebook");
    const auto& top = category(book, "Contract gradebook");
    EXPECT_EQ(top.parent, 0);
    EXPECT_EQ(top.aggregation, model::Aggregation::weighted_mean);
    const auto& homework = category(book, "Homework");
    EXPECT_EQ(homework.parent, top.id);
    EXPECT_EQ(homework.aggregation, model::Aggregation::simple_weighted_mean);
    EXPECT_EQ(homework.drop_low, 1);
    EXPECT_EQ(homework.only_graded, true);
    ASSERT_TRUE(homework.weight);
    EXPECT_EQ(homework.weight->weight, 40);
    const auto& tests = category(book, "Tests");
    EXPECT_EQ(tests.aggregation, model::Aggregation::natural);
    EXPECT_EQ(tests.only_graded, false);
    EXPECT_EQ(tests.weight->weight, 60);
    EXPECT_EQ(tests.max, 120);  // natural: the sum of what is not extra credit
    ASSERT_GE(book.letters.size(), 2U);
    EXPECT_EQ(book.letters.front().letter, "A");
    EXPECT_EQ(book.letters.front().from, 93);
    EXPECT_EQ(book.letters.back().from, 0);
}

TEST_P(Gradebooks, BothPathsTellTheSameItems) {
    const auto rich = read(fast());
    const auto poor = read(plain());
    EXPECT_FALSE(poor.has_rules);
    ASSERT_EQ(rich.items.size(), 10U);
    ASSERT_EQ(poor.items.size(), rich.items.size());
    for (std::size_t i = 0; i < rich.items.size(); ++i) {
        const auto& a = rich.items[i];
        const auto& b = poor.items[i];
        SCOPED_TRACE(a.name.empty() ? std::string(name(a.kind)) : a.name);
        EXPECT_EQ(a.id, b.id);
        EXPECT_EQ(a.kind, b.kind);
        EXPECT_EQ(a.name, b.name);
        EXPECT_EQ(a.module, b.module);
        EXPECT_EQ(a.instance, b.instance);
        EXPECT_EQ(a.cmid, b.cmid);
        EXPECT_EQ(a.category, b.category);
        EXPECT_EQ(a.min, b.min);
        EXPECT_EQ(a.max, b.max);
        EXPECT_EQ(a.assigned, b.assigned);
        EXPECT_EQ(a.due, b.due);
        EXPECT_FALSE(b.weight);
        if (a.cmid != 0) {
            EXPECT_EQ(a.shown, b.shown);
        }
    }
    EXPECT_EQ(item(rich, "HW1").kind, model::ItemKind::assignment);
    EXPECT_EQ(item(rich, "Quiz").kind, model::ItemKind::quiz);
    EXPECT_EQ(item(rich, "Lesson").kind, model::ItemKind::lesson);
    EXPECT_EQ(item(rich, "Bonus").kind, model::ItemKind::manual);
    EXPECT_TRUE(item(rich, "Bonus").weight->extra_credit);
    EXPECT_EQ(item(rich, "Effort").scale, (std::vector<std::string>{"Low", "Fair", "Good"}));
    EXPECT_EQ(item(rich, "HW1").due - item(rich, "HW1").assigned, 7 * kDay);
    EXPECT_EQ(item(rich, "HW3").shown, false);
    EXPECT_EQ(item(rich, "HW1").shown, true);
    EXPECT_NE(item(rich, "HW1").description.find("About HW1"), std::string::npos);
    EXPECT_NE(item(poor, "HW1").description.find("About HW1"), std::string::npos);
}

TEST_P(Gradebooks, GradesCarryTheirMarks) {
    const auto book = read(fast());
    const auto& late = grade(book, "HW1", 1);
    EXPECT_EQ(late.final, 40);
    EXPECT_EQ(late.raw, 40);
    EXPECT_EQ(late.late, true);
    EXPECT_NE(late.submitted_at, 0);
    EXPECT_EQ(late.use, model::GradeUse::used);
    EXPECT_EQ(late.feedback, "<p>Well <b>done</b></p>");
    EXPECT_EQ(late.idnumber, "contract:g1");
    EXPECT_EQ(grade(book, "HW2", 1).use, model::GradeUse::dropped);
    EXPECT_EQ(grade(book, "HW2", 1).exempt, false);
    const auto& overridden = grade(book, "HW1", 2);
    EXPECT_EQ(overridden.overridden, true);
    EXPECT_EQ(overridden.raw, 30);
    EXPECT_EQ(overridden.final, 49);
    EXPECT_EQ(overridden.late, false);
    EXPECT_EQ(grade(book, "HW2", 2).exempt, true);
    EXPECT_EQ(grade(book, "HW2", 2).use, model::GradeUse::excluded);
    EXPECT_EQ(grade(book, "HW1", 3).hidden, true);
    EXPECT_EQ(grade(book, "HW2", 3).missing, true);
    EXPECT_FALSE(grade(book, "HW2", 3).graded());
    EXPECT_EQ(grade(book, "Bonus", 1).use, model::GradeUse::extra);
    EXPECT_EQ(grade(book, "HW1", 5).enrolled, false);
    EXPECT_EQ(grade(book, "HW1", 1).enrolled, true);
    EXPECT_TRUE(book.has_inactive);
}

TEST_P(Gradebooks, ThePlainPathSaysWhatItCannotTell) {
    const auto book = read(plain());
    EXPECT_FALSE(book.has_inactive);
    EXPECT_TRUE(book.items_told);
    EXPECT_TRUE(
        std::ranges::none_of(book.grades, [&](const auto& one) { return one.user == users_[5]; }));
    const auto& dropped = grade(book, "HW2", 1);
    EXPECT_EQ(dropped.final, 15);
    EXPECT_FALSE(dropped.exempt);  // dropped and excluded look the same
    EXPECT_EQ(dropped.use, model::GradeUse::unknown);
    EXPECT_FALSE(grade(book, "HW2", 2).exempt);
    EXPECT_EQ(grade(book, "HW1", 1).exempt, false);
    EXPECT_EQ(grade(book, "HW1", 1).use, model::GradeUse::used);
    EXPECT_FALSE(grade(book, "HW1", 1).raw);
    EXPECT_EQ(grade(book, "HW1", 2).overridden, true);
    EXPECT_EQ(grade(book, "HW1", 3).hidden, true);
    EXPECT_FALSE(grade(book, "HW2", 3).missing.value_or(false));
}

TEST_P(Gradebooks, TotalsAreWhatMoodleComputes) {
    for (const bool by_plugin : {true, false}) {
        SCOPED_TRACE(by_plugin);
        const auto book = read(by_plugin ? fast() : plain());
        const auto rules = read(fast());
        const auto top = total(book, category(rules, "Contract gradebook").id).id;
        const auto homework = total(book, category(rules, "Homework").id).id;
        const auto tests = total(book, category(rules, "Tests").id).id;
        ASSERT_TRUE(grade(book, top, 1).final);
        EXPECT_NEAR(*grade(book, top, 1).final, 84.09091, 1e-5);
        EXPECT_NEAR(*grade(book, homework, 1).final, 80, 1e-5);
        EXPECT_NEAR(*grade(book, tests, 1).final, 111, 1e-5);
        EXPECT_NEAR(grade(book, tests, 1).max, 120, 1e-5);
        EXPECT_FALSE(grade(book, homework, 2).final);  // the one grade that counts is dropped
        EXPECT_NEAR(*grade(book, tests, 2).final, 60, 1e-5);
        EXPECT_NEAR(*grade(book, top, 2).final, 50, 1e-5);
        EXPECT_NEAR(*grade(book, top, 3).final, 0, 1e-5);
        EXPECT_NEAR(*grade(book, homework, 1).weight, 0.36364, 1e-5);
        EXPECT_NEAR(*grade(book, "HW1", 1).weight, 0.83333, 1e-5);
        EXPECT_NEAR(*grade(book, "Bonus", 1).weight, 0.04167, 1e-5);
    }
    const auto totals = fast().totals(users_[1]);
    ASSERT_TRUE(totals) << totals.problem().text();
    const auto at = std::ranges::find(*totals, course_, &moodle::CourseTotal::course);
    ASSERT_NE(at, totals->end());
    EXPECT_EQ(at->shown, "84.09");
    EXPECT_NEAR(at->raw.value_or(0), 84.09091, 1e-5);
}

TEST_P(Gradebooks, MoodlesOwnTableIsReadInWords) {
    const auto table = fast().table(course_, users_[1]);
    ASSERT_TRUE(table) << table.problem().text();
    const auto has = [](const std::string& name) {
        return [name](const moodle::GradeTableRow& row) {
            return row.item.find(name) != std::string::npos && !row.grade.empty();
        };
    };
    const auto at = std::ranges::find_if(*table, has("HW1"));
    ASSERT_NE(at, table->end());
    EXPECT_EQ(at->grade, "40.00");
    EXPECT_EQ(at->percentage, "80.00 %");
    EXPECT_EQ(at->item.find('<'), std::string::npos);
    EXPECT_GT(at->level, 1);
    EXPECT_NE(std::ranges::find_if(*table, [](const auto& row) { return row.grade == "84.09"; }),
              table->end());
}

TEST_P(Gradebooks, ACourseThatIsGoneIsToldAndNoError) {
    const std::vector<model::RemoteId> courses = {course_, kNobody};
    for (auto reader : {fast(), plain()}) {
        const auto listing = reader.read(courses);
        ASSERT_TRUE(listing) << listing.problem().text();
        EXPECT_EQ(listing->gone, std::vector<model::RemoteId>{kNobody});
        EXPECT_EQ(listing->books.size(), 1U);
    }
}

TEST_P(Gradebooks, ActivitiesOfACourseThatIsNotThereAreAnErrorNotAnEmptyList) {
    const std::vector<model::RemoteId> courses = {kNobody};
    EXPECT_FALSE(moodle::get_assignments(site_->channel(), courses));
    EXPECT_FALSE(moodle::get_quizzes(site_->channel(), courses));
    EXPECT_FALSE(moodle::get_lessons(site_->channel(), courses));
    EXPECT_FALSE(moodle::get_grade_items(site_->channel(), kNobody));
    EXPECT_FALSE(moodle::get_contents(site_->channel(), kNobody));
    EXPECT_FALSE(moodle::get_course_grades(site_->channel(), kNobody));
    EXPECT_FALSE(moodle::get_grades_table(site_->channel(), kNobody, users_[1]));
}

TEST_P(Gradebooks, NothingChangedIsNothingTold) {
    // Items are told again for two minutes after they were written: the history is what counts.
    read(fast());
    const std::vector<model::RemoteId> courses = {course_};
    const auto news = fast().changes(courses, cursor_);
    ASSERT_TRUE(news) << news.problem().text();
    EXPECT_FALSE(news->reset);
    EXPECT_TRUE(news->removed_items.empty());
    for (const auto& book : news->books)
        EXPECT_TRUE(book.grades.empty() || GetParam() == "real");
    EXPECT_FALSE(plain().changes(courses, cursor_));
    const auto kept = model::GradeCursor::parse(cursor_.text());
    ASSERT_TRUE(kept);
    EXPECT_EQ(*kept, cursor_);
}

TEST_P(Gradebooks, AnAssignmentOfOpensisBecomesAGradedItem) {
    course_ = make_course();  // its own: an assignment that was taken back stays there
    const std::string key = "opensis:assignment:" + unique("a");
    model::GradedItemWrite row;
    row.course = course_;
    row.idnumber = key;
    row.name = "Essay";
    row.description = "Two pages";
    row.max = 25.5;
    const auto send = [&](const model::GradedItemWrite& one) {
        const std::vector<model::GradedItemWrite> rows = {one};
        const auto sent = fast().send(rows);
        EXPECT_TRUE(sent) << (sent ? "" : sent.problem().text());
        return sent ? sent->front() : moodle::SentItem{};
    };
    read(fast());
    const auto before = cursor_;
    for (const auto as : {model::SentAs::manual_item, model::SentAs::assignment}) {
        row.as = as;
        const bool assignment = as == model::SentAs::assignment;
        row.idnumber = key + (assignment ? "a" : "m");
        row.due = assignment ? std::time(nullptr) + kDay : 0;
        const auto made = send(row);
        ASSERT_FALSE(made.refused) << made.refused->text();
        EXPECT_TRUE(made.changed);
        EXPECT_FALSE(send(row).changed);
        auto renamed = row;
        renamed.name = "Essay B";
        renamed.max = 30;
        EXPECT_EQ(send(renamed).id, made.id);
        const auto book = read(fast());
        const auto at = std::ranges::find(book.items, made.id, &model::GradedItem::id);
        ASSERT_NE(at, book.items.end());
        EXPECT_EQ(at->name, "Essay B");
        EXPECT_EQ(at->max, 30);
        EXPECT_EQ(at->idnumber, row.idnumber);
        EXPECT_EQ(at->kind, assignment ? model::ItemKind::assignment : model::ItemKind::manual);
        EXPECT_EQ(at->due, row.due);
        ASSERT_FALSE(book.categories.empty());
        EXPECT_EQ(at->category, book.categories.front().id);
        row.remove = true;
        EXPECT_TRUE(send(row).changed);
        EXPECT_FALSE(send(row).changed);
        const auto after = read(fast());
        const auto left = std::ranges::find(after.items, made.id, &model::GradedItem::id);
        if (assignment) {  // is hidden, for it may hold work
            ASSERT_NE(left, after.items.end());
            EXPECT_EQ(left->shown, false);
        } else {
            EXPECT_EQ(left, after.items.end());
            const std::vector<model::RemoteId> courses = {course_};
            const auto news = fast().changes(courses, before);
            ASSERT_TRUE(news) << news.problem().text();
            EXPECT_NE(std::ranges::find(news->removed_items, made.id), news->removed_items.end());
        }
        row.remove = false;
    }
}

TEST_P(Gradebooks, ARowThatWillNotDoIsRefusedAlone) {
    std::vector<model::GradedItemWrite> rows(3);
    for (auto& row : rows) {
        row.course = course_;
        row.idnumber = "opensis:assignment:" + unique("r");
        row.name = "Never made";
        row.max = 10;
    }
    rows[0].course = kNobody;
    rows[1].max = -1;
    rows[2].category = kNobody;
    const auto sent = fast().send(rows);
    ASSERT_TRUE(sent) << sent.problem().text();
    const char* const codes[] = {"coursenotfound", "invalidparameter", "unknowngradecategory"};
    for (std::size_t i = 0; i < rows.size(); ++i) {
        ASSERT_TRUE((*sent)[i].refused) << i;
        EXPECT_EQ((*sent)[i].refused->code, std::string("moodle.") + codes[i]);
        EXPECT_EQ((*sent)[i].refused->record, rows[i].idnumber);
    }
}
