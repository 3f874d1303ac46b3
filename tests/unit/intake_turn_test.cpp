// SPDX-License-Identifier: GPL-3.0-or-later
// The plan of a year's turn: every record with its fate and reason, and what speaks against it.
#include <gmock/gmock.h>

#include "intake/turn_plan.h"

namespace causeway::intake {
namespace {

using model::Key;
using model::Kind;
using model::Operation;
using model::Verb;

Operation operation(Verb verb, Key key, std::int64_t school, const std::string& reason) {
    Operation op;
    op.verb = verb;
    op.key = key;
    op.school = school;
    op.reason = reason;
    if (key.kind == Kind::section) {
        model::CourseShape shape;
        shape.fullname = "Algebra " + std::to_string(key.id);
        op.shape = shape;
    } else {
        model::UserShape shape;
        shape.first_name = "Ada";
        shape.last_name = "Quill" + std::to_string(key.id);
        op.shape = shape;
    }
    return op;
}

// School 1 turns from 2026 to 2027 with sections 5 (rolled over as 105) and 6; school 2 stays.
class Turn : public testing::Test {
  protected:
    Turn() {
        model::SchoolRollover school;
        school.school = 1;
        school.title = "First School";
        school.now = {2026, base::Date::of(2026, 8, 20), base::Date::of(2027, 6, 30)};
        school.next =
            model::YearSpan{2027, base::Date::of(2027, 8, 20), base::Date::of(2028, 6, 30)};
        school.rolled = {{"sections", 20, 20, 20}, {"students", 100, 75, 75}};
        book.schools.push_back(school);
        school.school = 2;
        book.schools.push_back(school);
        book.sections = {{105, 5}};
        ops = {operation(Verb::suspend, {Kind::section, 5, 0}, 1, "its school year is over"),
               operation(Verb::suspend, {Kind::section, 6, 0}, 1, "its school year is over"),
               operation(Verb::create, {Kind::section, 105, 0}, 1, "new in openSIS"),
               operation(Verb::create, {Kind::section, 107, 0}, 1, "new in openSIS")};
        weights[{1, Kind::student}] = {100, 25};
    }
    void old_stay(std::int64_t student, std::optional<std::int64_t> next, const char* drop = "Roll",
                  base::Date end = base::Date::of(2027, 8, 20), std::int64_t school = 1) {
        book.students[student].push_back(
            {school, false, "Grade 9", next, base::Date::of(2026, 8, 20), end, drop});
        book.names[student] = "Ada Quill" + std::to_string(student);
    }
    void new_stay(std::int64_t student, std::int64_t school, const char* grade = "Grade 10") {
        book.students[student].push_back(
            {school, true, grade, school, base::Date::of(2027, 8, 20), std::nullopt, ""});
    }
    void leave(std::int64_t student) {
        ops.push_back(operation(Verb::suspend, {Kind::student, student, 0}, 1,
                                "no longer current in openSIS"));
    }
    TurnPlan plan() { return plan_turn(book, schools, ops, weights, limits); }
    TurnRow row_of(const Key& key) {
        for (const auto& row : plan().rows)
            if (row.key == key) return row;
        ADD_FAILURE() << key.text() << " has no row";
        return {};
    }
    std::vector<std::string> objections() {
        std::vector<std::string> out;
        for (const auto& one : plan().objections)
            out.push_back(one.code);
        return out;
    }

    model::RolloverBook book;
    std::vector<Operation> ops;
    std::set<std::int64_t> schools = {1};
    TurnWeights weights;
    TurnLimits limits;
};

TEST_F(Turn, TellsWhichCoursesAreHiddenAndWhichAreMadeAnew) {
    const auto made = plan();
    ASSERT_EQ(made.schools.size(), 1U);
    const auto& school = made.schools[0];
    EXPECT_EQ(school.counts.at(TurnFate::hidden), 2);
    EXPECT_EQ(school.counts.at(TurnFate::made), 2);
    EXPECT_EQ(school.made_from_old, 1);
    EXPECT_EQ(row_of({Kind::section, 105, 0}).reason, "rolled over from section 5");
    EXPECT_EQ(row_of({Kind::section, 107, 0}).reason, "new in the new year");
    EXPECT_EQ(row_of({Kind::section, 5, 0}).title, "Algebra 5");
    EXPECT_EQ(school.leaving, (std::map<Kind, std::int64_t>{{Kind::student, 25}}));
    EXPECT_TRUE(made.objections.empty());
}

// Where sections are groups, the course says what they are about.
TEST_F(Turn, NamesGroupsWithTheirCourse) {
    Operation course;
    course.verb = Verb::create;
    course.key = {Kind::course, 14, 0};
    course.school = 1;
    model::CourseShape shape;
    shape.fullname = "Algebra";
    course.shape = shape;
    Operation group = course;
    group.key = {Kind::section, 105, 0};
    group.shape = model::GroupShape{"P1 #105", course.key};
    ops = {group, course};
    EXPECT_EQ(row_of(group.key).title, "Algebra - P1 #105");
    EXPECT_EQ(row_of(group.key).reason, "rolled over from section 5");
    EXPECT_EQ(row_of(course.key).title, "Algebra");
}

TEST_F(Turn, TellsWhyEachStudentLeaves) {
    old_stay(1, -1);
    old_stay(2, std::nullopt);
    old_stay(3, 1);
    old_stay(4, 1, "Drop", base::Date::of(2027, 3, 1));
    old_stay(5, 2);
    new_stay(5, 2);
    for (const std::int64_t student : {1, 2, 3, 4, 5})
        leave(student);
    EXPECT_EQ(row_of({Kind::student, 1, 0}).reason, "is not enrolled again: finished, or leaves");
    EXPECT_FALSE(row_of({Kind::student, 1, 0}).doubtful);
    EXPECT_TRUE(row_of({Kind::student, 2, 0}).doubtful);
    EXPECT_TRUE(row_of({Kind::student, 3, 0}).doubtful);
    EXPECT_EQ(row_of({Kind::student, 4, 0}).reason, "left on 2027-03-01");
    EXPECT_EQ(row_of({Kind::student, 5, 0}).reason,
              "goes on in school 2, whose year does not turn now");
    EXPECT_EQ(plan().schools[0].doubtful, 2);
    EXPECT_THAT(objections(), testing::ElementsAre("turn.parted"));
}

TEST_F(Turn, TellsWhoMovesAndWhoRepeats) {
    schools = {1, 2};
    old_stay(1, 2);
    new_stay(1, 2, "Grade 1");
    old_stay(2, 0);
    new_stay(2, 1, "Grade 9");
    old_stay(3, 1);
    new_stay(3, 1);
    const auto made = plan();
    EXPECT_EQ(made.schools[0].going_on, 2);
    EXPECT_EQ(made.schools[0].retained, 1);
    const auto row = row_of({Kind::student, 1, 0});
    EXPECT_EQ(row.fate, TurnFate::moves);
    EXPECT_EQ(row.school, 2);
    EXPECT_EQ(row.reason, "from school 1 to school 2");
    EXPECT_TRUE(made.objections.empty());
}

TEST_F(Turn, StaffLeaveWhenNoSchoolHasThem) {
    book.staff[{7, false}] = {1};
    ops.push_back(operation(Verb::suspend, {Kind::staff, 7, 0}, 1, "no longer current in openSIS"));
    EXPECT_EQ(row_of({Kind::staff, 7, 0}).reason, "works at no school in the new year");
    ops.push_back(operation(Verb::create, {Kind::staff, 8, 0}, 1, "new in openSIS"));
    EXPECT_EQ(row_of({Kind::staff, 8, 0}).fate, TurnFate::joins);
}

TEST_F(Turn, WhatHappensInASchoolThatDoesNotTurnIsEverydayWork) {
    ops.push_back(operation(Verb::suspend, {Kind::section, 50, 0}, 2, "no longer in openSIS"));
    ops.push_back(operation(Verb::suspend, {Kind::student, 60, 0}, 2, "no longer current"));
    EXPECT_EQ(plan().rows.size(), 4U);
}

TEST_F(Turn, ObjectsWhenTooManyLeaveAndWhenTheNewYearIsHalfThere) {
    weights[{1, Kind::student}] = {100, 51};
    EXPECT_THAT(objections(), testing::ElementsAre("turn.leaving"));
    weights[{1, Kind::student}] = {100, 50};
    EXPECT_TRUE(objections().empty());
    weights[{1, Kind::student}] = {5, 5};
    EXPECT_TRUE(objections().empty()) << "so few are never too many";
    book.schools[0].rolled[0].new_year = 9;
    EXPECT_THAT(objections(), testing::ElementsAre("turn.missing"));
    book.schools[0].rolled[0].new_year = 10;
    EXPECT_TRUE(objections().empty());
}

TEST_F(Turn, ItsFingerprintIsOfWhatItDoes) {
    const auto before = plan().fingerprint;
    EXPECT_EQ(plan().fingerprint, before);
    book.names[9] = "Somebody";
    EXPECT_EQ(plan().fingerprint, before);
    leave(9);
    EXPECT_NE(plan().fingerprint, before);
}

TEST_F(Turn, OnlyASchoolWithStudentsInItsNewYearCanTurn) {
    EXPECT_EQ(schools_that_can_turn(book), (std::vector<std::int64_t>{1, 2}));
    book.schools[1].rolled[1].new_year = 0;
    EXPECT_EQ(schools_that_can_turn(book), (std::vector<std::int64_t>{1}));
}

}  // namespace
}  // namespace causeway::intake
