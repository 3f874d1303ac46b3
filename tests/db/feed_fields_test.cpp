// SPDX-License-Identifier: GPL-3.0-or-later
// Mapped fields in the change feeds: a change of a mapped column is told as the person it is of,
// wherever it stands; what is not mapped stays silent; a column that is deleted stops nothing.
#include <chrono>
#include <iostream>
#include <utility>

#include "db/feed_school.h"

namespace causeway::tests {
namespace {

struct Way {
    const char* name;
    opensis::FeedKind kind;
};
void PrintTo(const Way& way, std::ostream* out) {
    *out << way.name;
}

class FieldFeed : public FeedSchool, public ::testing::WithParamInterface<Way> {
  protected:
    void SetUp() override {
        FeedSchool::SetUp();
        for (const char* statement : {
                 "INSERT INTO student_address (id, student_id, syear, school_id, type, city) "
                 "VALUES (1, 1, 2026, 1, 'Home Address', 'Old'), (2, 2, 2026, 1, 'Mail', 'M')",
                 "INSERT INTO people (staff_id, first_name, cell_phone) VALUES (1, 'Cleo', '5'), "
                 "(2, 'Dan', '6'), (9, 'Nobody', '7')",
                 "INSERT INTO students_join_people (id, student_id, person_id, emergency_type, "
                 "relationship) VALUES (1, 1, 1, 'Primary', 'Mother'), (2, 2, 1, 'Primary', "
                 "'Mother'), (3, 2, 2, 'Secondary', 'Uncle')",
                 "INSERT INTO staff_school_info (staff_school_info_id, staff_id, category, "
                 "job_title, home_school) VALUES (31, 1, 'Teacher', 'Head', 1)",
                 "INSERT INTO ethnicity (ethnicity_id, ethnicity_name) VALUES (3, 'Asian')",
             })
            sql(statement);
        options.kind = GetParam().kind;
        options.poll_pause = std::chrono::milliseconds(1);
        options.poll_share = 1;
    }
    void TearDown() override {
        if (HasFailure()) std::cout << "the last hint: " << last_why << "\n";
    }
    void map(std::vector<std::pair<std::string, std::string>> columns) {
        options.columns = std::move(columns);
        open();
    }
};

TEST_P(FieldFeed, TellsOfMappedColumnsWhereverTheyStand) {
    map({{"student_address", "city"},
         {"people", "cell_phone"},
         {"students_join_people", "relationship"},
         {"staff_school_info", "job_title"},
         {"staff_contact", "staff_home_phone"},
         {"students", "birthdate"}});
    EXPECT_EQ(after("UPDATE student_address SET city = 'New' WHERE id = 1"), Keys{"student:1"});
    EXPECT_EQ(after("INSERT INTO student_address (id, student_id, syear, school_id, type, city) "
                    "VALUES (3, 2, 2026, 1, 'Home Address', 'Two')"),
              Keys{"student:2"});
    EXPECT_EQ(after("UPDATE student_address SET type = 'Home Address' WHERE id = 2"),
              Keys{"student:2"});
    EXPECT_EQ(after("DELETE FROM student_address WHERE id = 1"), Keys{"student:1"});
    // One contact of two students.
    EXPECT_EQ(after("UPDATE people SET cell_phone = '55' WHERE staff_id = 1"),
              (Keys{"student:1", "student:2"}));
    EXPECT_EQ(after("UPDATE students_join_people SET emergency_type = 'Other' WHERE id = 2"),
              Keys{"student:2"});
    EXPECT_EQ(after("UPDATE students_join_people SET relationship = 'Aunt' WHERE id = 1"),
              Keys{"student:1"});
    EXPECT_EQ(after("UPDATE staff_school_info SET job_title = 'Deputy'"), Keys{"staff:1"});
    EXPECT_EQ(after("UPDATE staff_contact SET staff_home_phone = '77'"), Keys{"staff:1"});
    EXPECT_EQ(after("UPDATE students SET birthdate = '2010-01-01' WHERE student_id = 2"),
              Keys{"student:2"});
    // Whoever is nobody's contact changes nothing, nor does a column beside the mapped ones.
    expect_silence("UPDATE people SET cell_phone = '8' WHERE staff_id = 9");
    expect_silence("UPDATE student_address SET zipcode = '1010'");
    expect_silence("UPDATE people SET home_phone = '1'");
    expect_silence("UPDATE staff_school_info SET category = 'Clerk'");
}

// Only the contact's own fields are mapped: who is the contact counts all the same.
TEST_P(FieldFeed, TellsWhenAnotherPersonBecomesTheContact) {
    map({{"people", "first_name"}});
    EXPECT_EQ(after("UPDATE students_join_people SET person_id = 2 WHERE id = 1"),
              Keys{"student:1"});
    EXPECT_EQ(after("UPDATE people SET first_name = 'Daniel' WHERE staff_id = 2"),
              (Keys{"student:1", "student:2"}));
    expect_silence("UPDATE students_join_people SET relationship = 'Aunt'");
}

TEST_P(FieldFeed, TellsWhenTheWordsOfAListChange) {
    map({{"students", "ethnicity_id"}});
    EXPECT_EQ(after("UPDATE ethnicity SET ethnicity_name = 'Eastern' WHERE ethnicity_id = 3"),
              Keys{"everything"});
    EXPECT_EQ(after("UPDATE students SET ethnicity_id = 3 WHERE student_id = 1"),
              Keys{"student:1"});
}

TEST_P(FieldFeed, IsSilentOnWhatIsNotMapped) {
    map({});
    expect_silence("UPDATE student_address SET city = 'New'");
    expect_silence("UPDATE people SET cell_phone = '55'");
    expect_silence("DELETE FROM students_join_people");
    expect_silence("UPDATE staff_school_info SET job_title = 'Deputy'");
    expect_silence("UPDATE ethnicity SET ethnicity_name = 'x'");
}

TEST_P(FieldFeed, AColumnThatIsDeletedIsToldAndTheFeedGoesOn) {
    alter("ALTER TABLE students ADD CUSTOM_4 varchar(255)");
    map({{"students", "CUSTOM_4"}, {"student_address", "city"}});
    EXPECT_EQ(after("UPDATE students SET CUSTOM_4 = 'x' WHERE student_id = 1"), Keys{"student:1"});
    EXPECT_EQ(after("ALTER TABLE students DROP COLUMN CUSTOM_4"), Keys{"everything"});
    EXPECT_EQ(after("UPDATE student_address SET city = 'New' WHERE id = 1"), Keys{"student:1"});
    EXPECT_EQ(after("UPDATE students SET first_name = 'Z' WHERE student_id = 2"),
              Keys{"student:2"});
}

// It may read the roster and no addresses: a mapping of these is held back elsewhere, and the feed
// tells of all else.
TEST_P(FieldFeed, AnAccountWithoutTheRightHearsOfTheRest) {
    if (GetParam().kind != opensis::FeedKind::poll) GTEST_SKIP() << "the log needs other rights";
    sql("CREATE OR REPLACE USER 'narrow'@'localhost' IDENTIFIED BY 'x'");
    for (const auto table : sandbox::schema_tables())
        if (table != "student_address")
            sql("GRANT SELECT ON feeds." + std::string(table) + " TO 'narrow'@'localhost'");
    address.user = "narrow";
    address.password = "x";
    map({{"student_address", "city"}, {"students", "birthdate"}});
    expect_silence("UPDATE student_address SET city = 'New'");
    EXPECT_EQ(after("UPDATE students SET birthdate = '2011-01-01' WHERE student_id = 1"),
              Keys{"student:1"});
}

INSTANTIATE_TEST_SUITE_P(Kinds, FieldFeed,
                         ::testing::Values(Way{"binlog", opensis::FeedKind::binlog},
                                           Way{"poll", opensis::FeedKind::poll}),
                         [](const auto& way) { return way.param.name; });

}  // namespace
}  // namespace causeway::tests
