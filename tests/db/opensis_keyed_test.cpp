// SPDX-License-Identifier: GPL-3.0-or-later
// A snapshot narrowed to some keys yields of them what the whole reading yields, to the letter,
// and costs what they cost. What hangs on a record and who has a name is found by key.
#include <random>

#include "db/opensis_school.h"
#include "sandbox/school/generator.h"

namespace causeway::tests {
namespace {

using model::Key;
using model::Kind;

using ByKey = std::map<std::string, std::string>;

std::vector<Key> keys_of(const ByKey& records) {
    std::vector<Key> out;
    for (const auto& [text, fields] : records)
        out.push_back(*Key::parse(text));
    return out;
}

ByKey only(const ByKey& records, const std::vector<Key>& keys) {
    ByKey out;
    for (const Key& key : keys)
        if (const auto found = records.find(key.text()); found != records.end()) out.insert(*found);
    return out;
}

ByKey narrowed(opensis::Snapshot& snapshot, const std::vector<Key>& keys) {
    snapshot.narrow(keys);
    return read_roster(snapshot).by_key();
}

bool has(const std::vector<Key>& keys, const Key& key) {
    return std::find(keys.begin(), keys.end(), key) != keys.end();
}

// ---- a sample school, and any keys of it ----------------------------------------------------

class SampleSchoolByKey : public ::testing::TestWithParam<bool> {  // with administrators
  protected:
    static void SetUpTestSuite() {
        address_ = fresh_database();
        sandbox::make_school(*db::open_mariadb(address_),
                             {.students = 300, .seed = 11, .today = kToday});
    }
    [[nodiscard]] std::unique_ptr<opensis::Snapshot> open() const {
        return opensis::OpenSis(address_, {.administrators = GetParam()})
            .open({{}, std::nullopt, kToday});
    }

    static inline const base::Date kToday = base::Date::of(2026, 11, 23);
    static inline db::MariadbAddress address_;
};

TEST_P(SampleSchoolByKey, AnyKeysReadAsTheWholeReadsThem) {
    const ByKey whole = read_roster(*open()).by_key();
    const std::vector<Key> all = keys_of(whole);
    ASSERT_GT(all.size(), 2000U);
    const auto snapshot = open();
    std::mt19937_64 chance(5);
    for (const std::size_t count : {1U, 1U, 1U, 2U, 3U, 10U, 40U, 200U, 1000U}) {
        std::vector<Key> keys;
        for (std::size_t i = 0; i < count; ++i)
            keys.push_back(all[chance() % all.size()]);
        keys.push_back({Kind::student, 999999, 0});  // no such records
        keys.push_back({Kind::learns, keys.front().id, 999999});
        EXPECT_EQ(narrowed(*snapshot, keys), only(whole, keys)) << count;
    }
}

TEST_P(SampleSchoolByKey, EveryKindByItselfReadsAsTheWhole) {
    const ByKey whole = read_roster(*open()).by_key();
    const auto snapshot = open();
    for (const Kind kind : model::kAllKinds) {
        std::vector<Key> keys = keys_of(whole);
        std::erase_if(keys, [&](const Key& key) { return key.kind != kind; });
        EXPECT_EQ(narrowed(*snapshot, keys), only(whole, keys)) << model::name(kind);
    }
    EXPECT_EQ(narrowed(*snapshot, {}), ByKey{});
}

TEST_P(SampleSchoolByKey, WhatHangsOnARecordIsFound) {
    const Roster whole = read_roster(*open());
    const auto snapshot = open();
    std::map<Key, std::vector<Key>> below;
    for (const auto& e : whole.enrolments) {
        below[model::person_of(e.key())].push_back(e.key());
        below[model::place_of(e.key())].push_back(e.key());
    }
    for (const auto& s : whole.sections)
        for (const Key& on : {Key{Kind::course, s.course, 0}, Key{Kind::subject, s.subject, 0},
                              Key{Kind::school, s.school, 0}})
            below[on].push_back(s.key());
    for (const auto& c : whole.courses) {
        below[{Kind::subject, c.subject, 0}].push_back(c.key());
        below[{Kind::school, c.school, 0}].push_back(c.key());
    }
    for (const auto& s : whole.subjects)
        below[{Kind::school, s.school, 0}].push_back(s.key());
    const ByKey records = whole.by_key();
    std::size_t asked = 0;
    for (const auto& [on, expected] : below) {
        if (on.kind == Kind::student && ++asked % 10 != 0) continue;  // some of them will do
        const auto found = snapshot->hanging_on(std::vector<Key>{on});
        EXPECT_EQ(only(records, found), only(records, expected)) << on.text();
    }
}

INSTANTIATE_TEST_SUITE_P(Either, SampleSchoolByKey, ::testing::Bool());

// ---- the awkward cases, by hand -------------------------------------------------------------

class ByKeySchool : public SmallSchool {
  protected:
    [[nodiscard]] std::unique_ptr<opensis::Snapshot> open() const {
        return opensis::OpenSis(address, options).open(scope);
    }
    std::vector<Key> named(const std::vector<std::string>& names) const {
        return open()->people_named(names);
    }
    // Rows that the server took into its hands since the last call.
    std::int64_t rows_touched() {
        std::int64_t now = 0;
        const auto rows = connection->query(
            "SELECT SUM(variable_value) FROM information_schema.global_status WHERE variable_name "
            "IN ('HANDLER_READ_FIRST', 'HANDLER_READ_KEY', 'HANDLER_READ_LAST', "
            "'HANDLER_READ_NEXT', 'HANDLER_READ_PREV', 'HANDLER_READ_RND', "
            "'HANDLER_READ_RND_NEXT')");
        while (const auto* row = rows->next())
            now = static_cast<std::int64_t>(std::stod(std::string(row->text(0))));
        return now - std::exchange(touched_, now);
    }

  private:
    std::int64_t touched_ = 0;
};

TEST_F(ByKeySchool, AnAddressIsFoundHoweverItIsSpelled) {
    sql("UPDATE students SET email = '  S1@Example.EDU' WHERE student_id = 1");
    sql("UPDATE students SET email = 'o&#039;hara@example.edu' WHERE student_id = 2");
    sql("UPDATE staff SET email = NULL WHERE staff_id = 1");
    sql("INSERT INTO staff_contact (staff_phone_id, staff_id, last_update, staff_work_email) "
        "VALUES (1, 1, NOW(), 'Work@example.edu\\r\\n')");
    EXPECT_EQ(named({"s1@example.edu"}), (std::vector<Key>{{Kind::student, 1, 0}}));
    EXPECT_EQ(named({"o'hara@example.edu"}), (std::vector<Key>{{Kind::student, 2, 0}}));
    EXPECT_EQ(named({"work@example.edu"}), (std::vector<Key>{{Kind::staff, 1, 0}}));
    EXPECT_EQ(named({"nobody@example.edu"}), std::vector<Key>{});
    EXPECT_EQ(named({}), std::vector<Key>{});
}

TEST_F(ByKeySchool, ALoginIsFoundWithItsOwner) {
    sql("INSERT INTO login_authentication (user_id, profile_id, username, failed_login) VALUES "
        "(1, 3, 'Pupil', 0), (1, 2, 'ADA', 0), (1, 4, 'parent', 0)");
    EXPECT_EQ(named({"pupil"}), (std::vector<Key>{{Kind::student, 1, 0}}));
    EXPECT_EQ(named({"ada"}), (std::vector<Key>{{Kind::staff, 1, 0}}));
    EXPECT_EQ(named({"parent"}), std::vector<Key>{});
    EXPECT_EQ(named({"ada", "pupil"}).size(), 2U);
}

TEST_F(ByKeySchool, ASecondTeacherAndOneWithoutARelationshipAreFound) {
    add_staff(2, "teacher");
    sql("UPDATE course_periods SET secondary_teacher_id = 2 WHERE course_period_id = 2");
    const auto snapshot = open();
    EXPECT_EQ(snapshot->hanging_on(std::vector<Key>{{Kind::staff, 2, 0}}),
              (std::vector<Key>{{Kind::teaches, 2, 2}}));
    EXPECT_TRUE(
        has(snapshot->hanging_on(std::vector<Key>{{Kind::section, 2, 0}}), {Kind::teaches, 2, 2}));
    const ByKey whole = read().by_key();
    EXPECT_EQ(narrowed(*snapshot, {{Kind::staff, 2, 0}, {Kind::teaches, 2, 2}}),
              only(whole, {{Kind::staff, 2, 0}, {Kind::teaches, 2, 2}}));
    EXPECT_TRUE(whole.contains("staff:2"));
}

TEST_F(ByKeySchool, APersonOfTwoSchoolsIsOfTheFirst) {
    add_school(2, 2026, "2026-08-20", "2027-06-30");
    enrol(1, 2);
    schedule(1, 102, "2026-08-20", "NULL", 2);
    const std::vector<Key> keys = {{Kind::student, 1, 0}, {Kind::learns, 102, 1}};
    EXPECT_EQ(narrowed(*open(), keys), only(read().by_key(), keys));
    scope.schools = {2};
    EXPECT_EQ(narrowed(*open(), keys), only(read().by_key(), keys));
    EXPECT_EQ(narrowed(*open(), {{Kind::school, 1, 0}}), ByKey{});
    EXPECT_EQ(narrowed(*open(), {{Kind::school, 2, 0}}).size(), 1U);
}

TEST_F(ByKeySchool, WhoTakesNoPartYieldsNothing) {
    sql("UPDATE student_enrollment SET end_date = '2026-09-30' WHERE student_id = 2");
    sql("DELETE FROM courses WHERE course_id = 1");
    EXPECT_EQ(narrowed(*open(), {{Kind::student, 2, 0},
                                 {Kind::learns, 1, 2},
                                 {Kind::course, 1, 0},
                                 {Kind::section, 1, 0}}),
              ByKey{});
}

TEST_F(ByKeySchool, ACutConnectionIsIncompleteNeverEmpty) {
    const std::vector<Key> keys = {{Kind::student, 1, 0}, {Kind::staff, 1, 0}};
    const std::vector<std::string> names = {"s1@example.edu"};
    for (const int what : {0, 1, 2, 3}) {
        const auto snapshot = open();
        if (what == 3) snapshot->narrow(keys);
        support::MariadbServer::shared().kill_connections();
        try {
            if (what == 0) (void)snapshot->hanging_on(keys);
            if (what == 1) (void)snapshot->people_named(names);
            if (what == 2) snapshot->narrow(keys);
            if (what == 3) (void)read_roster(*snapshot);
            ADD_FAILURE() << "nothing was said of the cut, " << what;
        } catch (const base::Failure& failure) {
            EXPECT_EQ(failure.exit(), base::ExitCode::incomplete) << failure.what();
        }
    }
}

// The school has 8,000 students with three sections each, and the one in question.
TEST_F(ByKeySchool, OneStudentCostsNoMoreThanOneStudent) {
    sql("INSERT INTO students (student_id, first_name, last_name, email) "
        "SELECT 1000 + seq, 'First', 'Last', CONCAT('s', seq, '@example.edu') FROM seq_1_to_8000");
    sql("INSERT INTO student_enrollment (syear, school_id, student_id, start_date) "
        "SELECT 2026, 1, student_id, '2026-08-20' FROM students WHERE student_id > 1000");
    sql("INSERT INTO course_periods (course_period_id, syear, school_id, course_id, title, "
        "short_name, mp, begin_date, end_date, teacher_id, modified_by) SELECT 1000 + seq, 2026, "
        "1, 1, 'x', 'P', 'FY', '2026-08-20', '2027-06-30', 99, 1 FROM seq_1_to_1000");
    sql("INSERT INTO schedule (syear, school_id, student_id, start_date, course_id, "
        "course_period_id) SELECT 2026, 1, 1001 + (seq MOD 8000), '2026-08-20', 1, "
        "1001 + ((seq + seq DIV 8000) MOD 1000) FROM seq_1_to_24000");
    for (const char* table : {"students", "student_enrollment", "course_periods", "schedule"}) {
        const auto told = connection->query(std::string("ANALYZE TABLE ") + table);
        while (told->next() != nullptr) {
        }
    }
    const auto snapshot = open();
    const std::vector<Key> student = {{Kind::student, 1, 0}};
    rows_touched();
    const std::int64_t asking = rows_touched();  // what the question itself costs

    std::vector<Key> keys = snapshot->hanging_on(student);
    EXPECT_EQ(keys.size(), 2U);
    keys.push_back(student.front());
    keys.push_back({Kind::section, 1, 0});
    keys.push_back({Kind::section, 2, 0});
    EXPECT_EQ(narrowed(*snapshot, keys).size(), 5U);
    EXPECT_LT(rows_touched() - asking, 500);

    // Thirty of them at once, as a section's members are.
    std::vector<Key> thirty;
    for (int i = 1; i <= 30; ++i)
        thirty.push_back({Kind::student, 1000 + i * 7, 0});
    keys = snapshot->hanging_on(thirty);
    keys.insert(keys.end(), thirty.begin(), thirty.end());
    EXPECT_EQ(narrowed(*snapshot, keys).size(), 120U);
    EXPECT_LT(rows_touched() - asking, 3000);

    // Who has an address is a scan of three columns, once each.
    EXPECT_EQ(snapshot->people_named(std::vector<std::string>{"s77@example.edu"}).size(), 1U);
    EXPECT_LT(rows_touched() - asking, 8500);
}

}  // namespace
}  // namespace causeway::tests
