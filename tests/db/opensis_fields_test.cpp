// SPDX-License-Identifier: GPL-3.0-or-later
// The fields that can be mapped, in a real MariaDB: definitions, values and writes.
#include <gmock/gmock.h>

#include "opensis/field_values.h"
#include "opensis_school.h"

namespace causeway::tests {
namespace {

using model::Key;
using model::Kind;
using model::SisType;
using model::Values;
using opensis::PlacedField;

class OpensisFields : public SmallSchool {
  protected:
    void SetUp() override {
        SmallSchool::SetUp();
        sql("INSERT INTO ethnicity VALUES (3, 'Asian', 1, NULL, NULL), (5, 'Other', 2, NULL, "
            "NULL)");
        sql("INSERT INTO language VALUES (1, 'English', 1, NULL, NULL)");
        sql("INSERT INTO student_field_categories (id, title, sort_order) VALUES (1, 'General', "
            "1)");
        add("custom_fields", 4, "text", "Bus <script>alert(1)</script>", "");
        add("custom_fields", 5, "select", "House", "Red\r\nGreen & Blue\r\n\r\n");
        add("custom_fields", 6, "codeds", "Diet", "V|Vegetarian\r\nH|Halal");
        add("custom_fields", 7, "radio", "Photo", "");
        add("custom_fields", 8, "numeric", "Height", "");
        add("custom_fields", 9, "multiple", "Clubs", "Chess\r\nChoir");
        add("custom_fields", 10, "date", "Joined", "");
        add("custom_fields", 11, "textarea", "Notes", "");
        add("custom_fields", 12, "text", "`; DROP TABLE students; --", "");
        alter(
            "ALTER TABLE students ADD CUSTOM_4 varchar(255), ADD custom_5 varchar(100), ADD "
            "CUSTOM_6 varchar(15), ADD CUSTOM_7 varchar(1), ADD CUSTOM_8 decimal(20,2), ADD "
            "CUSTOM_9 varchar(255), ADD CUSTOM_10 date, ADD CUSTOM_11 longtext");
        add("staff_fields", 4, "radio", "First aider", "");
        alter("ALTER TABLE staff ADD CUSTOM_4 text");
        load();
    }

    void add(const std::string& table, int id, const std::string& type, const std::string& title,
             const std::string& choices) {
        connection->run(
            "INSERT INTO " + table +
                " (id, type, title, select_options, category_id, system_field, "
                "required, sort_order) VALUES (?, ?, ?, ?, 1, 'N', ?, ?)",
            {std::int64_t{id}, std::string_view(type), std::string_view(title),
             std::string_view(choices), std::string_view(id == 6 ? "Y" : ""), std::int64_t{id}});
    }
    void load() { fields = opensis::read_fields(*connection); }

    const PlacedField& field(Kind whose, const std::string& id) {
        for (const auto& one : fields)
            if (one.field.whose == whose && one.field.id == id) return one;
        throw std::runtime_error("no field " + id);
    }
    std::map<Key, Values> values(std::vector<std::pair<Kind, std::string>> wanted,
                                 std::optional<std::vector<Key>> only = {}) {
        std::vector<const PlacedField*> asked;
        for (const auto& [whose, id] : wanted)
            asked.push_back(&field(whose, id));
        std::map<Key, Values> out;
        const auto stream = opensis::field_values(*connection, asked, std::move(only));
        model::PersonValues one;
        while (stream->next(one))
            out[one.person] = one.values;
        EXPECT_TRUE(stream->proof().complete);
        return out;
    }

    const Key ada{Kind::student, 1, 0};
    const Key ben{Kind::student, 2, 0};
    const Key teacher{Kind::staff, 1, 0};
    std::vector<PlacedField> fields;
};

TEST_F(OpensisFields, AreToldWithTypesOptionsAndLimitsAndFoundBySchemaAlone) {
    const auto& bus = field(Kind::student, "custom:4");
    EXPECT_EQ(bus.field.title, "Bus <script>alert(1)</script>");
    EXPECT_EQ(bus.field.type, SisType::text);
    EXPECT_EQ(bus.field.limit, 255U);
    EXPECT_EQ(bus.field.charset, "utf8mb3");
    EXPECT_EQ(bus.field.tab, "General");
    EXPECT_TRUE(bus.field.custom);
    const auto& house = field(Kind::student, "custom:5");
    EXPECT_EQ(house.column, "custom_5");  // as the database spells it
    EXPECT_EQ(house.field.options,
              (std::vector<model::FieldOption>{{"Red", "Red"}, {"Green & Blue", "Green & Blue"}}));
    const auto& diet = field(Kind::student, "custom:6");
    EXPECT_EQ(diet.field.options[0], (model::FieldOption{"V", "Vegetarian"}));
    EXPECT_TRUE(diet.field.required);
    EXPECT_EQ(diet.field.limit, 15U);
    EXPECT_EQ(field(Kind::student, "custom:11").field.limit, 0U);
    EXPECT_EQ(field(Kind::student, "birthdate").field.type, SisType::date);
    EXPECT_EQ(field(Kind::student, "ethnicity").field.options.size(), 2U);
    EXPECT_EQ(field(Kind::staff, "custom:4").field.type, SisType::check);
    EXPECT_FALSE(field(Kind::student, "home.city").field.column_missing);
    // Defined, but its column was dropped: it is told, and never asked for.
    EXPECT_TRUE(field(Kind::student, "custom:12").field.column_missing);
}

TEST_F(OpensisFields, AreReadInOneForm) {
    sql("UPDATE students SET alt_id = ' A-1 ', birthdate = '2010-02-03', gender = 'Female', "
        "ethnicity_id = 3, language_id = 99, CUSTOM_4 = 'O\\\\\\'Hara &amp; Co', custom_5 = 'Red', "
        "CUSTOM_7 = 'Y', CUSTOM_8 = 152.50, CUSTOM_9 = '||Chess||Choir||', CUSTOM_10 = "
        "'2020-09-01', CUSTOM_11 = 'one\\r\\n  two ' WHERE student_id = 1");
    sql("UPDATE students SET birthdate = '31/12/2010', CUSTOM_8 = 0 WHERE student_id = 2");
    sql("INSERT INTO student_address (id, student_id, syear, school_id, type, city) VALUES (1, 1, "
        "2025, 1, 'Home Address', 'Old'), (2, 1, 2026, 1, 'Home Address', 'New'), (3, 1, 2026, 1, "
        "'Mail', 'Other')");
    sql("INSERT INTO people (staff_id, first_name, cell_phone) VALUES (7, 'Cleo', '555'), (8, "
        "'Dan', '666')");
    sql("INSERT INTO students_join_people (id, student_id, person_id, emergency_type, "
        "relationship) VALUES (1, 1, 8, 'Secondary', 'Uncle'), (2, 1, 7, 'Primary', 'Mother')");
    const std::vector<std::pair<Kind, std::string>> all = {
        {Kind::student, "alt_id"},
        {Kind::student, "birthdate"},
        {Kind::student, "gender"},
        {Kind::student, "ethnicity"},
        {Kind::student, "language"},
        {Kind::student, "custom:4"},
        {Kind::student, "custom:5"},
        {Kind::student, "custom:7"},
        {Kind::student, "custom:8"},
        {Kind::student, "custom:9"},
        {Kind::student, "custom:10"},
        {Kind::student, "custom:11"},
        {Kind::student, "home.city"},
        {Kind::student, "guardian.cell_phone"},
        {Kind::student, "guardian.relationship"}};
    const auto read = values(all);
    ASSERT_EQ(read.size(), 2U);
    EXPECT_EQ(read.at(ada), (Values{{"alt_id", "A-1"},
                                    {"birthdate", "2010-02-03"},
                                    {"custom:10", "2020-09-01"},
                                    {"custom:11", "one\ntwo"},
                                    {"custom:4", "O'Hara & Co"},
                                    {"custom:5", "Red"},
                                    {"custom:7", "Y"},
                                    {"custom:8", "152.5"},
                                    {"custom:9", "||Chess||Choir||"},
                                    {"ethnicity", "Asian"},
                                    {"gender", "Female"},
                                    {"guardian.cell_phone", "555"},
                                    {"guardian.relationship", "Mother"},
                                    {"home.city", "New"}}));
    EXPECT_EQ(read.at(ben), (Values{{"birthdate", "31/12/2010"}, {"custom:8", "0"}}));
    const auto some = values({{Kind::student, "home.city"}, {Kind::staff, "custom:4"}},
                             std::vector<Key>{teacher, ada});
    ASSERT_EQ(some.size(), 2U);
    EXPECT_EQ(some.at(ada), (Values{{"home.city", "New"}}));
    EXPECT_TRUE(some.at(teacher).empty());
}

TEST_F(OpensisFields, EachValueIsWrittenOrRefusedByItself) {
    sql("UPDATE students SET CUSTOM_4 = 'theirs' WHERE student_id = 1");
    opensis::FieldWriter writer(db::open_mariadb(address));
    const std::vector<opensis::FieldChange> changes = {
        {&field(Kind::student, "alt_id"), "", "A-2"},
        {&field(Kind::student, "ethnicity"), "", "Other"},
        {&field(Kind::student, "language"), "", "Klingon"},
        {&field(Kind::student, "custom:4"), "ours", "new"},  // it says `theirs` by now
        {&field(Kind::student, "home.city"), "", "Town"},    // no address yet
        {&field(Kind::student, "custom:7"), "", "Y"},
        {&field(Kind::student, "custom:8"), "", "12.5"},
        {&field(Kind::student, "custom:10"), "", "2021-01-02"},
        {&field(Kind::student, "custom:6"), "", "0123456789abcdefg"},  // longer than its column
    };
    const auto done = writer.write(ada, changes);
    ASSERT_EQ(done.size(), changes.size());
    const auto code = [&](std::size_t i) { return done[i] ? done[i]->code : ""; };
    EXPECT_EQ(code(0), "");
    EXPECT_EQ(code(1), "");
    EXPECT_EQ(code(2), "field.unknown_option");
    EXPECT_EQ(code(3), "field.moved");
    EXPECT_EQ(code(4), "field.no_row");
    EXPECT_EQ(code(5), "");
    EXPECT_EQ(code(6), "");
    EXPECT_EQ(code(7), "");
    EXPECT_EQ(code(8), "field.opensis_refused");
    for (const auto& problem : done)
        if (problem) {
            EXPECT_EQ(problem->record, "student:1");
            EXPECT_FALSE(problem->cure.empty());
        }
    EXPECT_EQ(
        connection->one_text("SELECT CONCAT_WS('|', alt_id, ethnicity_id, CUSTOM_4, CUSTOM_7, "
                             "CUSTOM_8, CUSTOM_10) FROM students WHERE "
                             "student_id = 1"),
        "A-2|5|theirs|Y|12.50|2021-01-02");
    // And back to nothing.
    const std::vector<opensis::FieldChange> back = {
        {&field(Kind::student, "custom:7"), "Y", ""},
        {&field(Kind::student, "ethnicity"), "Other", ""}};
    for (const auto& problem : writer.write(ada, back))
        EXPECT_FALSE(problem) << problem->text();
    EXPECT_EQ(
        connection->one_integer(
            "SELECT CUSTOM_7 IS NULL AND ethnicity_id IS NULL FROM students WHERE student_id = 1"),
        1);
}

// As openSIS's own page does it, case aside as its tables do.
TEST_F(OpensisFields, AnAlternateIdThatSomebodyElseHasIsRefusedByName) {
    EXPECT_TRUE(field(Kind::student, "alt_id").field.unique);
    EXPECT_FALSE(field(Kind::staff, "alternate_id").field.unique);
    sql("UPDATE students SET alt_id = 'A-7' WHERE student_id = 2");
    sql("UPDATE staff SET alternate_id = 'S-1' WHERE staff_id <> 1");
    opensis::FieldWriter writer(db::open_mariadb(address));
    const std::vector<opensis::FieldChange> changes = {{&field(Kind::student, "alt_id"), "", "a-7"},
                                                       {&field(Kind::student, "phone"), "", "1"}};
    const auto done = writer.write(ada, changes);
    ASSERT_TRUE(done[0]);
    EXPECT_EQ(done[0]->code, "field.not_unique");
    EXPECT_EQ(done[0]->record, "student:1");
    EXPECT_NE(done[0]->why.find("student:2"), std::string::npos) << done[0]->text();
    EXPECT_FALSE(done[1]);
    EXPECT_EQ(connection->one_text("SELECT CONCAT_WS('|', COALESCE(alt_id, '-'), phone) FROM "
                                   "students WHERE student_id = 1"),
              "-|1");
    // One's own value is no other's.
    const std::vector<opensis::FieldChange> own = {{&field(Kind::student, "alt_id"), "A-7", "a-7"}};
    EXPECT_FALSE(writer.write(ben, own)[0]);
    const std::vector<opensis::FieldChange> staff = {
        {&field(Kind::staff, "alternate_id"), "", "S-1"}};
    EXPECT_FALSE(writer.write(teacher, staff)[0]);
}

TEST_F(OpensisFields, AColumnDroppedUnderTheWriterIsNamedAndNothingElseIsLost) {
    opensis::FieldWriter writer(db::open_mariadb(address));
    alter("ALTER TABLE students DROP COLUMN CUSTOM_4");
    const std::vector<opensis::FieldChange> changes = {
        {&field(Kind::student, "custom:4"), "", "gone"},
        {&field(Kind::student, "phone"), "", "555 1234"}};
    const auto done = writer.write(ben, changes);
    ASSERT_TRUE(done[0]);
    EXPECT_EQ(done[0]->code, "field.opensis_refused");
    EXPECT_NE(done[0]->why.find("CUSTOM_4"), std::string::npos) << done[0]->text();
    EXPECT_FALSE(done[1]);
    EXPECT_EQ(connection->one_text("SELECT phone FROM students WHERE student_id = 2"), "555 1234");
    load();
    EXPECT_TRUE(field(Kind::student, "custom:4").field.column_missing);
}

}  // namespace
}  // namespace causeway::tests
