// SPDX-License-Identifier: GPL-3.0-or-later
// Sections that share a Moodle course: each gets the items, and the grades of whoever is in it.
#include <gtest/gtest.h>

#include <algorithm>

#include "grades_books.h"
#include "grades_world.h"

namespace causeway::simulation {
namespace {

using grades::Option;
using model::BookKind;

class Joint : public ::testing::Test {
  protected:
    Joint() : dice(1), books(doom), moodle(doom, dice), desk(doom) {
        policy.today = base::Date::of(2026, 11, 27);
        moodle.books[9] = empty_gradebook(9);
        for (const std::int64_t section : {331, 332}) {
            desk.all.push_back({section, 1, 9, 12});
            books.books[section] = empty_book(section);
            books.books[section].pupils.clear();
        }
        for (const std::int64_t student : {1, 2})
            seat(331, student);
        for (const std::int64_t student : {3, 4})
            seat(332, student);
        essay = moodle.add(9, "Essay", 100);
        quiz = moodle.add(9, "Quiz", 100);
        for (int student = 1; student <= 4; ++student) {
            moodle.give(9, essay, student, 10.0 * student);
            moodle.give(9, quiz, student, 20.0 * student);
            moodle.give(9, total(), student, 15.0 * student);
        }
    }
    model::RemoteId total() const { return moodle.books.at(9).items.front().id; }

    void seat(std::int64_t section, std::int64_t student) {
        const auto& one = books.books[section].section;
        books.books[section].pupils.push_back({student, one.begin, one.end, one.begin});
    }
    void seat_from(std::int64_t section, std::int64_t student, base::Date from) {
        seat(section, student);
        books.books[section].pupils.back().from = from;
    }
    void leave(std::int64_t section, std::int64_t student) {
        for (auto& one : books.books[section].pupils)
            if (one.student == student) one.to = policy.today.plus(-1);
    }
    void move(std::int64_t from, std::int64_t to, std::int64_t student) {
        leave(from, student);
        seat_from(to, student, policy.today);
    }
    grades::PullReport pull(grades::PullRequest request = {}) {
        moodle.readings.clear();
        return grades::pull({books, moodle, desk, clock, policy, {}, {}}, request);
    }
    grades::PullReport whole(bool dry = false) {
        grades::PullRequest out;
        out.full = true;
        out.dry = dry;
        return pull(out);
    }
    grades::PullReport pull_of(std::int64_t section) {
        grades::PullRequest out;
        out.sections = {section};
        return pull(out);
    }
    // "1:10/20 2:20/40": of each student essay and quiz as openSIS has them; "-" none.
    std::string shown(std::int64_t section) {
        const model::SchoolBook& book = books.books[section];
        std::map<std::int64_t, std::map<model::RemoteId, std::string>> found;
        for (const auto& row : book.grades)
            for (const auto& link : book.item_links)
                if (link.kind == BookKind::item && link.local == row.id)
                    found[row.student][link.remote] = grades::points_text(row.row.points);
        std::string out;
        for (auto& [student, points] : found)
            out += (out.empty() ? "" : " ") + std::to_string(student) + ":" +
                   (points[essay].empty() ? "-" : points[essay]) + "/" +
                   (points[quiz].empty() ? "-" : points[quiz]);
        return out;
    }
    std::string finals(std::int64_t section) {
        std::map<std::int64_t, std::string> found;
        for (const auto& row : books.books[section].finals)
            if (row.part == 20) found[row.student] = grades::points_text(row.row.points);
        std::string out;
        for (const auto& [student, percent] : found)
            out += (out.empty() ? "" : " ") + std::to_string(student) + ":" + percent;
        return out;
    }
    static std::size_t steps(const grades::PullReport& report) {
        std::size_t out = 0;
        for (const auto& plan : report.plans)
            out += plan.steps.size();
        return out;
    }
    static std::int64_t changes(const grades::PullReport& report) {
        std::int64_t out = 0;
        for (const auto& one : report.counts)
            out += one.created + one.updated + one.removed + one.kept + one.refused;
        return out;
    }

    Dice dice;
    Doom doom;
    FakeBooks books;
    FakeGradebooks moodle;
    FakeGradeDesk desk;
    Clock clock;
    grades::Policy policy;
    model::RemoteId essay = 0, quiz = 0;
};

TEST_F(Joint, EachHasTheItemsAndTheGradesOfItsOwn) {
    const auto report = pull();
    EXPECT_EQ(moodle.readings[9], 1);
    EXPECT_EQ(shown(331), "1:10/20 2:20/40");
    EXPECT_EQ(shown(332), "3:30/60 4:40/80");
    EXPECT_EQ(books.books[331].items.size() + books.books[332].items.size(), 4U);
    EXPECT_EQ(report.sections, 2);
    EXPECT_EQ(report.counts[2].created, 8);
    EXPECT_EQ(report.counts[2].refused, 0) << "who is in another section is no stranger";
}

TEST_F(Joint, ASecondPullChangesNothing) {
    pull();
    const auto news = pull();
    EXPECT_FALSE(news.whole);
    EXPECT_EQ(news.sections, 0);
    EXPECT_EQ(moodle.readings[9], 0);
    EXPECT_EQ(steps(whole(true)), 0U);
    EXPECT_EQ(changes(whole()), 0);
}

TEST_F(Joint, ANewGradeGoesWhereItsStudentIs) {
    pull();
    moodle.give(9, essay, 3, 99);
    const auto report = pull();
    EXPECT_EQ(moodle.readings[9], 0) << "news alone";
    EXPECT_EQ(report.counts[2].updated, 1);
    EXPECT_EQ(changes(report), 1);
    EXPECT_EQ(shown(331), "1:10/20 2:20/40");
    EXPECT_EQ(shown(332), "3:99/60 4:40/80");
}

TEST_F(Joint, ItemsComeChangeAndGoInAllOfThem) {
    pull();
    moodle.books[9].items[1].name = "Long essay";
    const auto more = moodle.add(9, "Test", 50);
    moodle.give(9, more, 4, 25);
    pull();
    EXPECT_EQ(moodle.readings[9], 1);
    for (const std::int64_t section : {331, 332}) {
        ASSERT_EQ(books.books[section].items.size(), 3U);
        EXPECT_EQ(books.books[section].items[0].row.title, "Long essay");
    }
    moodle.remove(9, quiz);
    const auto report = pull();
    EXPECT_EQ(report.counts[1].removed, 2) << "one in each section";
    EXPECT_EQ(report.counts[2].removed, 4);
    EXPECT_EQ(shown(331), "1:10/- 2:20/-");
    EXPECT_EQ(steps(whole(true)), 0U);
}

TEST_F(Joint, OneThatWasReadAloneMakesTheOthersKnownToNobody) {
    const auto both = desk.all;
    desk.all = {both[0]};
    pull();  // keeps a cursor
    EXPECT_EQ(shown(331), "1:10/20 2:20/40");
    EXPECT_EQ(shown(332), "");
    desk.all = both;  // a section that is added later
    pull_of(331);
    EXPECT_EQ(shown(332), "") << "one section alone is one section alone";
    const auto report = pull();
    EXPECT_FALSE(report.whole);
    EXPECT_EQ(report.sections, 1) << "the one that was never read";
    EXPECT_EQ(moodle.readings[9], 1);
    EXPECT_EQ(shown(332), "3:30/60 4:40/80");
    EXPECT_EQ(changes(pull()), 0);
    EXPECT_EQ(steps(whole(true)), 0U);
}

TEST_F(Joint, OfWhoChangesTheSectionTheGradesGoAlongAndStay) {
    pull();
    move(331, 332, 2);
    const auto moved = pull();
    EXPECT_FALSE(moved.whole) << "found among the news";
    EXPECT_EQ(moodle.readings[9], 1);
    EXPECT_EQ(shown(331), "1:10/20 2:20/40") << "what was brought stays";
    EXPECT_EQ(shown(332), "2:20/40 3:30/60 4:40/80");
    EXPECT_EQ(moved.counts[2].created, 2);
    EXPECT_EQ(changes(moved), 2);
    EXPECT_EQ(changes(pull()), 0);
    EXPECT_EQ(steps(whole(true)), 0U);

    moodle.give(9, essay, 2, 77.5);
    pull();
    EXPECT_EQ(shown(331), "1:10/20 2:20/40") << "the section that was left";
    EXPECT_EQ(shown(332), "2:77.5/40 3:30/60 4:40/80");

    grades::undo({books, moodle, desk, clock, policy, {}, {}}, moved.run, "ada");
    EXPECT_EQ(shown(331), "1:10/20 2:20/40");
    EXPECT_EQ(shown(332), "2:77.5/40 3:30/60 4:40/80") << "changed since";

    // And back.
    leave(332, 2);
    for (auto& one : books.books[331].pupils)
        one.to = books.books[331].section.end;
    pull();
    EXPECT_EQ(shown(331), "1:10/20 2:77.5/40");
    EXPECT_EQ(steps(whole(true)), 0U);
}

TEST_F(Joint, UndoOfAMoveTakesWhatItBrought) {
    pull();
    move(331, 332, 2);
    const auto moved = pull();
    grades::undo({books, moodle, desk, clock, policy, {}, {}}, moved.run, "ada");
    EXPECT_EQ(shown(331), "1:10/20 2:20/40");
    EXPECT_EQ(shown(332), "3:30/60 4:40/80");
    EXPECT_EQ(changes(pull()), 0) << "what was taken back comes with the next whole reading";
    whole();
    EXPECT_EQ(shown(332), "2:20/40 3:30/60 4:40/80");
}

TEST_F(Joint, AScheduleRowThatIsGoneLeavesTheGradesThatWereBrought) {
    pull();
    std::erase_if(books.books[331].pupils, [](const auto& one) { return one.student == 2; });
    const auto report = whole();
    EXPECT_EQ(shown(331), "1:10/20 2:20/40");
    EXPECT_TRUE(report.refused.empty()) << report.refused.front().text();
}

TEST_F(Joint, WhoIsInTwoOfThemHasTheGradesInBoth) {
    seat(332, 2);
    pull();
    EXPECT_EQ(shown(331), "1:10/20 2:20/40");
    EXPECT_EQ(shown(332), "2:20/40 3:30/60 4:40/80");
}

TEST_F(Joint, WhoComesLaterHasThemFromThatDayOn) {
    seat_from(332, 2, policy.today.plus(3));
    pull();
    EXPECT_EQ(shown(332), "3:30/60 4:40/80");
    EXPECT_EQ(changes(pull()), 0);
    leave(331, 2);
    policy.today = policy.today.plus(3);
    pull();
    EXPECT_EQ(shown(332), "2:20/40 3:30/60 4:40/80");
    EXPECT_EQ(shown(331), "1:10/20 2:20/40");
}

TEST_F(Joint, WhoLeftAllOfThemKeepsWhatIsThere) {
    pull();
    leave(331, 2);
    moodle.give(9, essay, 2, 5);
    EXPECT_EQ(changes(pull()), 0);
    const auto report = whole();
    EXPECT_EQ(shown(331), "1:10/20 2:20/40");
    EXPECT_EQ(changes(report), 0) << "and is no stranger";
}

TEST_F(Joint, AStrangerIsToldOnceForTheCourse) {
    moodle.give(9, essay, 9, 50);
    moodle.give(9, quiz, 9, 60);
    moodle.give(9, total(), 9, 55);
    for (const auto& report : {pull(), whole(), pull_of(332)}) {
        ASSERT_EQ(report.refused.size(), 1U);
        EXPECT_EQ(report.refused.front().record, "attends:12/9");
        EXPECT_EQ(report.refused.front().code, "grades.not_scheduled");
        EXPECT_EQ(report.counts[2].refused, 2);
        EXPECT_EQ(report.exit, base::ExitCode::some_refused);
    }
    EXPECT_EQ(changes(pull()), 0);
    moodle.give(9, quiz, 9, 61);
    moodle.give(9, total(), 9, 56);
    const auto news = pull();
    EXPECT_EQ(news.counts[2].refused, 1) << "a total is no grade of an item";
    EXPECT_EQ(news.refused.size(), 1U);
    EXPECT_EQ(shown(331), "1:10/20 2:20/40");
}

TEST_F(Joint, EachIsKeptAsItIsChosen) {
    desk.options[332] = Option::moodle;
    pull();
    EXPECT_EQ(finals(331), "");
    EXPECT_EQ(finals(332), "3:45 4:60");
    desk.options[331] = Option::moodle;
    whole();
    EXPECT_EQ(finals(331), "1:15 2:30");
    moodle.give(9, total(), 1, 80);
    pull();
    EXPECT_EQ(finals(331), "1:80 2:30");
    EXPECT_EQ(finals(332), "3:45 4:60");
    desk.options[332] = Option::opensis;
    whole();
    EXPECT_EQ(finals(332), "");
    EXPECT_EQ(finals(331), "1:80 2:30");
    EXPECT_EQ(steps(whole(true)), 0U);
}

TEST_F(Joint, ADifferenceIsOfOneSectionAndDecidedThere) {
    pull();
    books.books[331].grades[0].row.points = 100;  // student 1's essay
    moodle.give(9, essay, 1, 12);
    const auto report = pull();
    ASSERT_EQ(report.differences.size(), 1U);
    const std::string key = "grade:331/" + std::to_string(essay) + "/1";
    EXPECT_EQ(report.differences.front().key, key);
    ASSERT_TRUE(desk.differences.contains(key));
    // Although the student goes to the other section meanwhile.
    move(331, 332, 1);
    grades::PullRequest take;
    take.sections = {331};
    take.taken[key] = grades::Side::moodle;
    pull(take);
    EXPECT_EQ(shown(331), "1:12/20 2:20/40");
    EXPECT_TRUE(desk.differences.empty());
}

TEST_F(Joint, NothingOfOpensissOwnIsSentIntoASharedCourse) {
    policy.send = model::SentAs::manual_item;
    pull();
    books.make_own(331);
    EXPECT_EQ(changes(pull()), 0) << "nor is the course read again and again for it";
    const auto report = whole();
    EXPECT_EQ(moodle.books[9].items.size(), 3U);
    ASSERT_EQ(report.refused.size(), 1U);
    const base::Problem& why = report.refused.front();
    EXPECT_EQ(why.record, "section:331");
    EXPECT_NE(why.why.find("policy.sections"), std::string::npos);
    EXPECT_NE(why.why.find("grades.send"), std::string::npos);
    EXPECT_EQ(report.counts[grades::kSent].refused, 1);
    EXPECT_EQ(shown(331), "1:10/20 2:20/40");
}

TEST_F(Joint, ACourseThatIsGoneIsToldOnce) {
    moodle.books.erase(9);
    const auto report = pull();
    ASSERT_EQ(report.problems.size(), 1U);
    EXPECT_EQ(report.problems.front().code, "grades.course_gone");
    EXPECT_EQ(report.problems.front().record, "section:331");
    EXPECT_NE(report.problems.front().why.find("332"), std::string::npos);
}

TEST_F(Joint, ACourseIsReadOnceHoweverManySectionsItHas) {
    desk.all.clear();
    std::int64_t section = 1000;
    for (const model::RemoteId course : {20, 21, 22, 23})
        for (int i = 0; i < (course == 22 ? 250 : 60); ++i, ++section) {
            desk.all.push_back({section, 1, course, course});
            books.books[section] = empty_book(section);
            books.books[section].pupils.resize(1);
            moodle.books[course] = empty_gradebook(course);
        }
    // Sections of the courses one among the other, and some with a course of their own between.
    for (int i = 0; i < 30; ++i) {
        desk.all.push_back({section, 1, 100 + i});
        books.books[section++] = empty_book(900);
        books.books[section - 1].section.id = section - 1;
        moodle.books[100 + i] = empty_gradebook(100 + i);
    }
    std::ranges::sort(desk.all, {}, [](const auto& place) { return place.section % 7; });
    const auto report = pull();
    EXPECT_EQ(report.sections, 3 * 60 + 250 + 30);
    EXPECT_TRUE(report.problems.empty());
    EXPECT_EQ(moodle.readings.size(), 34U);
    for (const auto& [course, times] : moodle.readings)
        EXPECT_EQ(times, 1) << course;
}

// A pull that dies anywhere: the next ones bring the rest, and nothing comes twice.
TEST_F(Joint, DyingAnywhereInAMoveLosesNothing) {
    for (std::int64_t moments = 1; moments < 25; ++moments) {
        pull();
        const bool there = moments % 2 == 1;
        move(there ? 331 : 332, there ? 332 : 331, 2);
        for (auto& one : books.books[there ? 332 : 331].pupils)  // who came back is there again
            if (one.student == 2) one.to = books.books[331].section.end;
        moodle.give(9, quiz, 2, static_cast<double>(moments));
        doom.in(moments);
        try {
            pull();
        } catch (const Crash&) {
        }
        doom.never();
        pull();
        const std::string mine = "2:20/" + std::to_string(moments);
        EXPECT_NE(shown(there ? 332 : 331).find(mine), std::string::npos)
            << moments << ": " << shown(there ? 332 : 331);
        EXPECT_EQ(steps(whole(true)), 0U) << moments;
    }
}

}  // namespace
}  // namespace causeway::simulation
