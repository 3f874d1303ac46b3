// SPDX-License-Identifier: GPL-3.0-or-later
// Custom Field Mapping as the service does it: a real openSIS database, a stand-in Moodle with
// profile fields, changes on either side that are carried over by themselves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/json.hpp>

#include <algorithm>

#include "base/failure.h"
#include "school_link.h"
#include "service/link_fields.h"

namespace causeway::service {
namespace {

using model::Key;
using model::Kind;
using test::SchoolLink;
using testing::HasSubstr;

class ServiceFields : public ::testing::Test {
  protected:
    ServiceFields()
        : school("fields_" +
                 std::string(::testing::UnitTest::GetInstance()->current_test_info()->name())) {
        auto switches = school.moodle().switches();
        switches.custom_fields = {
            "altid:text:unique", "house:menu:Red|Blue", "born:datetime", "bus", "town", "room"};
        school.moodle().set_switches(switches);
        sql("INSERT INTO custom_fields (id, type, title, select_options, category_id, "
            "system_field) VALUES (4, 'text', '`; DROP TABLE students; -- <b>', '', 1, 'N'), (5, "
            "'select', 'House', 'Red\r\nBlau', 1, 'N')");
        sql("INSERT INTO staff_fields (id, type, title, select_options, category_id, "
            "system_field) VALUES (4, 'text', 'Room', '', 1, 'N')");
        sql("ALTER TABLE students ADD CUSTOM_4 varchar(255), ADD CUSTOM_5 varchar(100)");
        sql("ALTER TABLE staff ADD CUSTOM_4 text");
        link = &school.ready_link();
        link->change({{"schedule.nightly", {{"false"}}}});
        (void)school.next_run(0);
        StateAdapter state(link->state());
        for (const auto& one : linked_people(state, {})) {
            if (one.key.kind == Kind::staff && teacher.id == 0) teacher = one.key;
            if (one.key.kind == Kind::student && ada.id == 0) ada = one.key;
            if (one.key.kind == Kind::student) ben = one.key;
        }
    }

    void sql(const std::string& text) { school.opensis().execute(text); }
    std::string text(const std::string& question) {
        return school.opensis().one_text(question).value_or("nothing");
    }
    std::string of(const Key& key, const std::string& column) {
        return text("SELECT " + column +
                    (key.kind == Kind::staff ? " FROM staff WHERE staff_id = "
                                             : " FROM students WHERE "
                                               "student_id = ") +
                    std::to_string(key.id));
    }
    std::uint64_t user(const Key& key) {
        return static_cast<std::uint64_t>(link->state().base_of(key)->remote);
    }
    // In Moodle; "" for none.
    std::string in_moodle(const Key& key, const std::string& field) {
        const auto state = boost::json::parse(school.moodle().state_json());
        for (const auto& one : state.at("users").as_array())
            if (one.at("id").to_number<std::uint64_t>() == user(key))
                if (const auto* more = one.as_object().if_contains("more"))
                    if (const auto* value = more->as_object().if_contains("profile_field_" + field))
                        return std::string(value->as_string());
        return {};
    }
    // What somebody enters in Moodle; "" takes it out. Of a stranger: a new account's number.
    std::uint64_t enter(const Key& key, const std::string& field, const std::string& value) {
        net::HttpClient http;
        moodle::SiteOptions options;
        options.url = school.moodle().url();
        options.token = school.moodle().token();
        moodle::Site site(options, http);
        EXPECT_TRUE(site.identify().ok());
        model::UserWrite row;
        row.key = key;
        row.shape = {"stranger", "Some", "Stranger", "", "stranger@example.org", {}};
        if (const auto base = link->state().base_of(key)) {
            row.id = base->remote;
            row.shape = std::get<model::UserShape>(model::shape_from_json(key.kind, base->shape));
        }
        row.shape.profile = {{field, value}};
        const auto done = site.write_users(std::span(&row, 1));
        EXPECT_EQ(done.rows.size(), 1U);
        EXPECT_FALSE(done.rows.front().refused);
        return static_cast<std::uint64_t>(done.rows.front().id);
    }
    LinkFields desk() { return {*link, school.clock(), "causeway/test", "ruth"}; }
    static FieldWish wish(const std::string& sis, const std::string& lms, bool to_moodle,
                          Kind whose = Kind::student) {
        return {whose, sis, lms, to_moodle, {}, {}};
    }
    std::int64_t map(const FieldWish& wish, std::optional<std::int64_t> row = {}) {
        const auto id = desk().parts().map(wish, row).id;
        link->fields_mapped();
        return id;
    }
    // Why it may not be.
    std::string refusal(const FieldWish& wish, std::optional<std::int64_t> row = {}) {
        try {
            (void)desk().parts().map(wish, row);
        } catch (const base::Failure& failure) {
            EXPECT_FALSE(failure.problem().cure.empty());
            return failure.problem().code;
        }
        return "";
    }
    std::vector<std::string> unfit() {
        std::vector<std::string> out;
        for (const auto& one : desk().parts().desk().unfit())
            out.push_back(one.person.text() + " " + one.problem.code);
        return out;
    }
    bool becomes(const std::function<bool()>& so) { return SchoolLink::becomes(so); }

    SchoolLink school;
    Link* link = nullptr;
    Key ada;
    Key ben;
    Key teacher;
};

TEST_F(ServiceFields, AChangeOnEitherSideIsCarriedOverByItself) {
    FieldWish house = wish("custom:5", "house", true);
    house.options = {{"Blau", "Blue"}};
    map(house);
    map(wish("birthdate", "born", true));
    map(wish("home.city", "town", true));
    map(wish("custom:4", "bus", false));
    map(wish("custom:4", "room", false, Kind::staff));
    sql("UPDATE students SET CUSTOM_5 = 'Blau', birthdate = '2010-05-01' WHERE student_id = " +
        std::to_string(ada.id));
    EXPECT_TRUE(becomes([&] { return in_moodle(ada, "house") == "Blue"; }));
    EXPECT_TRUE(becomes([&] { return in_moodle(ada, "born") == "1272672000"; }));
    // A table that the roster does not read.
    sql("INSERT INTO student_address (student_id, syear, school_id, type, city) VALUES (" +
        std::to_string(ada.id) + ", 2026, 1, 'Home Address', 'Graz')");
    EXPECT_TRUE(becomes([&] { return in_moodle(ada, "town") == "Graz"; }));
    // What Moodle keeps comes when it hints.
    enter(ada, "bus", "7A");
    enter(teacher, "room", "B-12");
    link->hint_fields();
    EXPECT_TRUE(becomes([&] { return of(ada, "CUSTOM_4") == "7A"; }));
    EXPECT_TRUE(becomes([&] { return of(teacher, "CUSTOM_4") == "B-12"; }));
    // And stands against a change in openSIS, which is noticed.
    sql("UPDATE students SET CUSTOM_4 = 'mine' WHERE student_id = " + std::to_string(ada.id));
    EXPECT_TRUE(becomes([&] { return of(ada, "CUSTOM_4") == "7A"; }));
    EXPECT_TRUE(unfit().empty());
}

TEST_F(ServiceFields, ARunThatCameHomeIsTakenBackAndStays) {
    map(wish("custom:4", "bus", false));
    sql("UPDATE students SET CUSTOM_4 = 'own' WHERE student_id = " + std::to_string(ada.id));
    enter(ada, "bus", "7A");
    link->hint_fields();
    ASSERT_TRUE(becomes([&] { return of(ada, "CUSTOM_4") == "7A"; }));
    std::int64_t run = 0;
    ASSERT_TRUE(becomes([&] {
        for (const auto& one : link->state().runs(10))
            if (one.header.what == "fields pull" && one.exit &&
                !store::FieldDesk(link->state()).told(one.id, 0, 5).empty())
                run = one.id;
        return run != 0 && link->standing().state != LinkState::running;
    }));
    const auto written = store::FieldDesk(link->state()).told(run, 0, 5);
    ASSERT_EQ(written.size(), 1U);
    EXPECT_EQ(written[0].before, "own");
    EXPECT_EQ(written[0].after, "7A");
    link->undo(run, "Ruth");
    EXPECT_TRUE(becomes([&] { return of(ada, "CUSTOM_4") == "own"; }));
    (void)school.run_by("somebody");
    EXPECT_EQ(of(ada, "CUSTOM_4"), "own");
    EXPECT_TRUE(becomes(
        [&] { return store::FieldDesk(link->state()).told(run, 0, 5)[0].taken_back.has_value(); }));
}

TEST_F(ServiceFields, AChangedRowIsJudgedInItsPlaceAndForgetsTheFormerField) {
    const auto bus = map(wish("custom:4", "bus", false));
    const auto alt = map(wish("alt_id", "altid", true));
    EXPECT_EQ(refusal(wish("custom:4", "altid", true)), "fields.written_twice");
    EXPECT_EQ(refusal(wish("alt_id", "bus", false)), "");  // another target: fine
    EXPECT_EQ(refusal(wish("birthdate", "house", true)), "field.impossible");
    EXPECT_EQ(refusal(wish("custom:99", "bus", true)), "fields.gone_from_opensis");
    EXPECT_EQ(refusal(wish("alt_id", "nowhere", true)), "fields.gone_from_moodle");
    // A row does not stand in its own way; it may not push out a later one.
    EXPECT_EQ(refusal(wish("custom:4", "bus", false), bus), "");
    EXPECT_EQ(refusal(wish("custom:4", "altid", true), bus), "fields.written_twice");
    EXPECT_EQ(refusal(wish("custom:4", "bus", false), 999), "fields.mapped_twice");
    enter(ada, "bus", "7A");
    link->hint_fields();
    ASSERT_TRUE(becomes([&] { return of(ada, "CUSTOM_4") == "7A"; }));
    // Nobody has a town: that is no reason to empty the bus line.
    map(wish("custom:4", "town", false), bus);
    (void)school.run_by("somebody");
    EXPECT_EQ(of(ada, "CUSTOM_4"), "7A");
    EXPECT_TRUE(desk().parts().desk().remove(alt));
    auto examples = desk().parts().preview(wish("custom:4", "bus", false), bus);
    ASSERT_EQ(examples.size(), 10U);
    EXPECT_EQ(examples[0].person, ada);
    EXPECT_FALSE(examples[0].changes);
}

// Moodle would store it without a word, openSIS's page would not.
TEST_F(ServiceFields, AValueThatSomebodyElseHasIsRefusedByNameOnBothSides) {
    map(wish("alt_id", "altid", true));
    enter({Kind::student, 99'999, 0}, "altid", "A-1");
    sql("UPDATE students SET alt_id = 'A-1' WHERE student_id = " + std::to_string(ada.id));
    EXPECT_TRUE(becomes(
        [&] { return unfit() == std::vector<std::string>{ada.text() + " field.not_unique"}; }));
    EXPECT_EQ(in_moodle(ada, "altid"), "");
    sql("UPDATE students SET alt_id = 'A-2' WHERE student_id = " + std::to_string(ada.id));
    EXPECT_TRUE(becomes([&] { return in_moodle(ada, "altid") == "A-2"; }));
    EXPECT_TRUE(becomes([&] { return unfit().empty(); }));
    // The other way.
    const std::string own = of(ben, "alt_id");
    ASSERT_TRUE(desk().parts().desk().remove(desk().parts().desk().mappings()[0].id));
    map(wish("alt_id", "town", false));
    enter(ben, "town", "a-2");
    link->hint_fields();
    EXPECT_TRUE(becomes(
        [&] { return unfit() == std::vector<std::string>{ben.text() + " field.not_unique"}; }));
    EXPECT_EQ(of(ben, "alt_id"), own);
}

TEST_F(ServiceFields, AFieldDeletedUnderARowHoldsItBackAndNothingElse) {
    map(wish("custom:5", "house", true));
    map(wish("custom:4", "bus", false));
    map(wish("birthdate", "born", true));
    const std::string who = " WHERE student_id = " + std::to_string(ada.id);
    sql("UPDATE students SET CUSTOM_5 = 'Red'" + who);
    enter(ada, "bus", "7A");
    link->hint_fields();
    ASSERT_TRUE(becomes([&] { return in_moodle(ada, "house") == "Red"; }));
    ASSERT_TRUE(becomes([&] { return of(ada, "CUSTOM_4") == "7A"; }));
    // As openSIS deletes a field: the definition and the column.
    sql("DELETE FROM custom_fields WHERE id = 5");
    sql("ALTER TABLE students DROP COLUMN CUSTOM_5");
    auto switches = school.moodle().switches();
    switches.custom_fields.erase("bus");
    school.moodle().set_switches(switches);
    sql("UPDATE students SET birthdate = '2011-02-03'" + who);
    EXPECT_TRUE(becomes([&] { return in_moodle(ada, "born") == "1296691200"; }));
    EXPECT_EQ(in_moodle(ada, "house"), "Red");
    EXPECT_EQ(of(ada, "CUSTOM_4"), "7A");
    const auto rows = desk().parts().judged();
    ASSERT_EQ(rows.size(), 3U);
    ASSERT_TRUE(rows[0].held && rows[1].held);
    EXPECT_EQ(rows[0].held->code, "fields.gone_from_opensis");
    EXPECT_THAT(rows[0].held->why, HasSubstr("\"House\""));
    EXPECT_EQ(rows[1].held->code, "fields.gone_from_moodle");
    EXPECT_FALSE(rows[1].held->cure.empty());
    EXPECT_FALSE(rows[2].held);
    // Once it is there again, the row goes on.
    switches.custom_fields.insert("bus");
    school.moodle().set_switches(switches);
    enter(ada, "bus", "8");
    link->hint_fields();
    EXPECT_TRUE(becomes([&] { return of(ada, "CUSTOM_4") == "8"; }));
}

TEST_F(ServiceFields, BadValuesAreNamedEachByItselfAndNothingIsHalfWritten) {
    sql("UPDATE students SET birthdate = '1961-01-01', CUSTOM_5 = 'Pink', phone = '0' WHERE "
        "student_id = " +
        std::to_string(ada.id));
    sql("UPDATE students SET birthdate = '31/31/2010', CUSTOM_5 = 'Red' WHERE student_id = " +
        std::to_string(ben.id));
    map(wish("birthdate", "born", true));
    map(wish("custom:5", "house", true));
    map(wish("custom:4", "bus", false));
    map(wish("phone", "town", false));
    enter(ada, "bus", "'; DROP TABLE students; -- \xF0\x9F\x98\x80");
    enter(ada, "town", std::string(31, '1'));
    enter(ben, "bus", "<script>alert(1)</script>");
    enter(ben, "town", "'; DROP TABLE students");
    link->hint_fields();
    const std::vector<std::string> expected = {
        ada.text() + " field.character",      ada.text() + " field.too_long",
        ada.text() + " field.unknown_option", ada.text() + " field.year_out_of_range",
        ben.text() + " field.bad_date",       ben.text() + " field.html"};
    EXPECT_TRUE(becomes([&] {
        auto now = unfit();
        std::sort(now.begin(), now.end());
        return now == expected;
    })) << testing::PrintToString(unfit());
    EXPECT_EQ(in_moodle(ben, "house"), "Red");
    EXPECT_EQ(in_moodle(ada, "house") + in_moodle(ada, "born") + in_moodle(ben, "born"), "");
    EXPECT_EQ(of(ada, "CONCAT(COALESCE(CUSTOM_4, '-'), phone)"), "-0");
    EXPECT_EQ(of(ben, "phone"), "'; DROP TABLE students");  // hostile, and good
    for (const auto& one : desk().parts().desk().unfit()) {
        EXPECT_EQ(one.problem.record, one.person.text());
        EXPECT_FALSE(one.problem.why.empty());
        EXPECT_FALSE(one.problem.cure.empty());
        EXPECT_FALSE(one.field.empty());
    }
}

}  // namespace
}  // namespace causeway::service
