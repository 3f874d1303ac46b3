// SPDX-License-Identifier: GPL-3.0-or-later
#include "intake_school.h"

namespace causeway::intake {
namespace {

using testing::HasSubstr;

TEST_F(IntakePeople, a_new_student_keeps_number_and_user_name_and_gets_the_first_grade_level) {
    person(12, "Ada", "Quill", "ada@example.org", "student", "S-7");
    const Row row = only_row();
    ASSERT_EQ(row.fate, Fate::create) << row.reason;
    const auto& made = std::get<model::NewPerson>(row.payload);
    EXPECT_EQ(made.number, "S-7");
    EXPECT_EQ(made.login, "u12");
    EXPECT_EQ(made.grade_level, 4);
    EXPECT_TRUE(made.password_hash.empty());
    EXPECT_TRUE(plan(What::staff, moodle, sis, links, wishes).empty());
}

TEST_F(IntakePeople, a_grade_level_that_the_school_has_not_is_refused) {
    person(12, "Ada", "Quill", "ada@example.org");
    wishes.grade_level = "Grade 13";
    EXPECT_THAT(only_row().reason, HasSubstr("Grade 13"));
    wishes.grade_level = "10";
    EXPECT_EQ(std::get<model::NewPerson>(only_row().payload).grade_level, 5);
    wishes.grade_level.clear();
    sis.grade_levels.clear();
    EXPECT_THAT(only_row().reason, HasSubstr("the school has no grade level in openSIS"));
}

TEST_F(IntakePeople, the_student_number_tells_a_person_and_so_does_the_address) {
    person(12, "Ada", "Quill", "new@example.org", "student", "S-7");
    known(Kind::student, 3, "Adele", "Quill", "old@example.org", "s-7");
    EXPECT_EQ(only_row().fate, Fate::link);
    EXPECT_EQ(only_row().key, (model::Key{Kind::student, 3, 0}));
    // Who is linked for the first time is not changed.
    EXPECT_TRUE(std::holds_alternative<std::monostate>(only_row().payload));
    sis.people.front().number.clear();
    EXPECT_EQ(only_row().fate, Fate::create);
    sis.people.front().email = "NEW@example.org";
    EXPECT_EQ(only_row().fate, Fate::link);
}

TEST_F(IntakePeople, number_and_address_of_two_people_are_doubtful) {
    person(12, "Ada", "Quill", "ada@example.org", "student", "S-7");
    known(Kind::student, 3, "Bo", "Fenn", "bo@example.org", "S-7");
    known(Kind::student, 4, "Ada", "Quill", "ada@example.org");
    const Row row = only_row();
    EXPECT_EQ(row.fate, Fate::doubtful);
    EXPECT_THAT(row.reason, HasSubstr("student:3"));
    EXPECT_THAT(row.reason, HasSubstr("student:4"));
}

TEST_F(IntakePeople, twins_by_name_are_doubtful_until_a_person_decides) {
    person(12, "Ada", "Quill", "ada@example.org");
    known(Kind::student, 3, "ada", "QUILL", "other@example.org");
    sis.people.back().birth_date = "2010-05-01";
    const Row row = only_row();
    ASSERT_EQ(row.fate, Fate::doubtful);
    EXPECT_THAT(row.reason, HasSubstr("born 2010-05-01"));
    EXPECT_THAT(row.problem->cure, HasSubstr("--same user:12=student:NUMBER"));
    wishes.same = {"user:12=student:3"};
    EXPECT_EQ(only_row().fate, Fate::link);
    wishes.same = {"user:12=new"};
    EXPECT_EQ(only_row().fate, Fate::create);
    wishes.same = {"user:12=student:99"};
    EXPECT_THAT(only_row().reason, HasSubstr("student:99"));
}

TEST_F(IntakePeople, two_accounts_are_never_one_person) {
    person(12, "Ada", "Quill", "ada@example.org");
    person(13, "Ada", "Quill", "ADA@example.org");
    for (const Row& row : plan(What::students, moodle, sis, links, wishes)) {
        EXPECT_EQ(row.fate, Fate::refused);
        EXPECT_EQ(row.problem->code, "intake.duplicate");
    }
    moodle.people.back().user.email = "ada2@example.org";
    known(Kind::student, 3, "Ada", "Quill", "ada@example.org");
    links.people[13] = {Kind::student, 3, 0};
    const auto rows = plan(What::students, moodle, sis, links, wishes);
    EXPECT_EQ(rows[0].problem->code, "intake.taken");
    EXPECT_EQ(rows[1].fate, Fate::update);
}

TEST_F(IntakePeople, what_opensis_cannot_hold_is_named) {
    const struct {
        std::string first, last, email;
        const char* code;
        const char* why;
    } cases[] = {
        {"Ada \xF0\x9F\x98\x80", "Quill", "a@example.org", "intake.text", "\xF0\x9F\x98\x80"},
        {"<b>Ada</b>", "Quill", "a@example.org", "intake.text", "code"},
        {"Ada", "Quill\\", "a@example.org", "intake.text", "backslash"},
        {std::string(51, 'a'), "Quill", "a@example.org", "intake.text", "50"},
        {"Ada", "Quill", std::string(45, 'a') + "@example.org", "intake.text", "e-mail"},
        {"  ", "Quill", "a@example.org", "intake.no_name", "empty"},
        {"Ada", "Quill", "", "intake.no_email", "no e-mail"},
        {"Ada", "Quill", "ada at home", "intake.no_email", "ada at home"},
    };
    for (const auto& one : cases) {
        moodle = {};
        person(12, one.first, one.last, one.email);
        const Row row = only_row();
        ASSERT_TRUE(row.problem) << one.first;
        EXPECT_EQ(row.problem->code, one.code) << one.first;
        EXPECT_THAT(row.reason, HasSubstr(one.why));
        EXPECT_EQ(row.problem->record, "user:12");
        EXPECT_FALSE(row.problem->cure.empty());
    }
    moodle = {};
    person(12, "Siobh\xC3\xA1n", "O'Neill", "a@example.org");
    EXPECT_EQ(only_row().fate, Fate::create);
}

TEST_F(IntakePeople, who_teaches_somewhere_is_no_student) {
    person(12, "Ada", "Quill", "ada@example.org");
    moodle.members.push_back(moodle.members.front());
    moodle.members.back().course = 8;
    moodle.members.back().roles = {"editingteacher"};
    EXPECT_EQ(only_row().problem->code, "intake.two_roles");
    EXPECT_EQ(only_row(What::staff).fate, Fate::create);
}

TEST_F(IntakePeople, moodles_own_accounts_stay_its_own) {
    person(2, "Admin", "User", "admin@example.org", "editingteacher");
    EXPECT_EQ(only_row(What::staff).problem->code, "intake.built_in");
}

TEST_F(IntakePeople, a_linked_person_is_compared_and_only_what_moodle_has_counts) {
    person(12, "Ada", "Quill", "ada@example.org");
    known(Kind::student, 3, "Ada", "Quill", "ada@example.org");
    sis.people.back().phone = "1234";
    links.people[12] = {Kind::student, 3, 0};
    EXPECT_EQ(only_row().fate, Fate::unchanged);
    moodle.people.front().user.last_name = "Quill-Fenn";
    ASSERT_EQ(only_row().fate, Fate::update);
    EXPECT_EQ(std::get<ChangedPerson>(only_row().payload).fields,
              (model::PersonChange{{"last_name", "Quill-Fenn"}}));
    sis.people.clear();
    EXPECT_EQ(only_row().problem->code, "intake.link_lost");
}

TEST_F(IntakePeople, an_id_number_of_ours_is_believed_or_refused) {
    person(12, "Ada", "Quill", "ada@example.org", "student", "opensis:student:3");
    EXPECT_EQ(only_row().problem->code, "intake.foreign_number");
    known(Kind::student, 3, "Somebody", "Else", "x@example.org");
    EXPECT_EQ(only_row().fate, Fate::link);
}

TEST_F(IntakePeople, rows_are_left_out_and_picked) {
    person(12, "Ada", "Quill", "ada@example.org");
    wishes.leave_out = {"user:12"};
    EXPECT_EQ(only_row().fate, Fate::left_out);
    wishes.leave_out.clear();
    wishes.only = {"user:99"};
    EXPECT_EQ(only_row().fate, Fate::left_out);
    EXPECT_TRUE(std::holds_alternative<std::monostate>(only_row().payload));
}

TEST_F(IntakePeople, new_people_bring_their_mapped_fields_and_known_ones_do_not) {
    person(12, "Ada", "Quill", "ada@example.org");
    moodle.people.front().fields = {{"home.city", "town", "City <- town", "Ahoe", false}};
    moodle.people.front().unfit = {{{Kind::student, 0, 0},
                                    0,
                                    "Ada Quill",
                                    "Gender <- gender",
                                    "gender",
                                    false,
                                    {"A value was not taken over", "", "\"Diverse\" is no option",
                                     "Map the option.", "field.option"}}};
    Row row = only_row();
    ASSERT_EQ(row.fate, Fate::create);
    ASSERT_EQ(std::get<model::NewPerson>(row.payload).fields.size(), 1U);
    EXPECT_THAT(row.reason, HasSubstr("with 1 mapped field"));
    EXPECT_THAT(row.reason, HasSubstr("without Gender <- gender: \"Diverse\" is no option"));
    const auto left = rows_of_unfit(row);
    ASSERT_EQ(left.size(), 1U);
    EXPECT_EQ(left[0].title, "Ada Quill: Gender <- gender");
    EXPECT_EQ(left[0].problem->record, "user:12");
    EXPECT_EQ(left[0].fate, Fate::refused);
    const std::string before = print_of(row);
    moodle.people.front().fields.front().value = "Elsewhere";
    EXPECT_NE(print_of(only_row()), before) << "it would do something else than was shown";
    wishes.leave_out = {"user:12"};
    EXPECT_TRUE(only_row().unfit.empty());
    wishes.leave_out.clear();
    known(Kind::student, 3, "Ada", "Quill", "ada@example.org");
    row = only_row();
    EXPECT_EQ(row.fate, Fate::link);
    EXPECT_TRUE(row.unfit.empty());
}

TEST_F(IntakePeople, twins_of_one_name_and_birth_date_are_doubtful_whoever_has_the_number) {
    for (const int id : {12, 13})
        person(id, "Ada", "Quill", "ada" + std::to_string(id) + "@example.org");
    for (const Row& row : plan(What::students, moodle, sis, links, wishes)) {
        EXPECT_EQ(row.fate, Fate::doubtful);
        EXPECT_THAT(row.reason, HasSubstr("two people, or one with two accounts"));
        EXPECT_TRUE(std::holds_alternative<std::monostate>(row.payload));
    }
    known(Kind::student, 3, "Ada", "Quill", "ada3@example.org", "S-3");
    known(Kind::student, 4, "Ada", "Quill", "ada4@example.org", "S-4");
    for (auto& one : sis.people)
        one.birth_date = "2010-05-01";
    for (const Row& row : plan(What::students, moodle, sis, links, wishes)) {
        ASSERT_EQ(row.fate, Fate::doubtful);
        EXPECT_EQ(row.candidates.size(), 2U);
        EXPECT_THAT(row.reason, HasSubstr("student:3 (Ada Quill), born 2010-05-01"));
        EXPECT_THAT(row.reason, HasSubstr("student:4"));
    }
    // A birth date of Moodle's own tells who it is not; of whom it may be, a person decides.
    moodle.people.front().fields = {{"birthdate", "born", "Born <- born", "2010-05-01", false}};
    moodle.people.back().fields = {{"birthdate", "born", "Born <- born", "2011-06-02", false}};
    sis.people.back().birth_date.clear();
    const auto born = plan(What::students, moodle, sis, links, wishes);
    EXPECT_EQ(born[0].candidates.size(), 2U);
    EXPECT_THAT(born[0].reason, HasSubstr("no other birth date"));
    ASSERT_EQ(born[1].candidates.size(), 1U) << "born another day than student:3";
    EXPECT_EQ(born[1].candidates[0].id, 4);
    EXPECT_THAT(born[1].there, testing::Contains(testing::Pair("birth_date", "2011-06-02")));
    // Two people of one number: a person decides.
    sis.people.back().number = "S-3";
    moodle.people.front().user.idnumber = "s-3";
    const Row first = plan(What::students, moodle, sis, links, wishes).front();
    EXPECT_EQ(first.fate, Fate::doubtful);
    EXPECT_THAT(first.reason, HasSubstr("several people in openSIS have its student or staff"));
}

}  // namespace
}  // namespace causeway::intake
