// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fields/judge.h"

namespace causeway::fields {
namespace {

using model::FieldMapping;
using model::Kind;
using model::LmsType;
using model::SisType;

model::FieldCatalogue catalogue() {
    model::FieldCatalogue out;
    out.lms_whole = true;
    out.lms_zone = "Europe/Vienna";
    const auto sis = [&](Kind whose, const char* id, SisType type) {
        model::SisField field;
        field.whose = whose;
        field.id = id;
        field.title = std::string("Our ") + id;
        field.type = type;
        field.charset = "utf8mb3";
        out.sis.push_back(field);
    };
    sis(Kind::student, "alt_id", SisType::text);
    sis(Kind::student, "birthdate", SisType::date);
    sis(Kind::student, "custom:4", SisType::text);
    sis(Kind::staff, "custom:4", SisType::check);
    const auto lms = [&](const char* name, LmsType type) {
        model::LmsField field;
        field.shortname = name;
        field.name = std::string("Their ") + name;
        field.type = type;
        field.datatype = std::string(model::name(type));
        field.described = true;
        out.lms.push_back(field);
    };
    lms("number", LmsType::text);
    lms("born", LmsType::datetime);
    lms("keen", LmsType::checkbox);
    return out;
}

FieldMapping map(std::int64_t id, Kind whose, const char* sis, const char* lms, bool to_moodle) {
    FieldMapping out;
    out.id = id;
    out.whose = whose;
    out.sis = sis;
    out.lms = lms;
    out.sis_title = "Title as it was";
    out.lms_name = "Name as it was";
    out.lms_type = "text";
    out.to_moodle = to_moodle;
    return out;
}

std::string code(const Judged& row) {
    return row.held ? row.held->code : "";
}

TEST(FieldsJudge, AFieldThatIsGoneHoldsItsRowBackAndNoOther) {
    const std::vector<FieldMapping> rows = {
        map(1, Kind::student, "alt_id", "number", true),
        map(2, Kind::student, "custom:9", "keen", true),
        map(3, Kind::student, "birthdate", "gone", true),
        map(4, Kind::staff, "custom:4", "keen", false),
    };
    const auto judged = judge(rows, catalogue(), base::Zone::utc());
    ASSERT_EQ(judged.size(), 4U);
    EXPECT_EQ(code(judged[0]), "");
    EXPECT_EQ(code(judged[1]), "fields.gone_from_opensis");
    EXPECT_NE(judged[1].held->why.find("\"Title as it was\""), std::string::npos);
    EXPECT_EQ(code(judged[2]), "fields.gone_from_moodle");
    EXPECT_NE(judged[2].held->why.find("\"Name as it was\""), std::string::npos);
    EXPECT_FALSE(judged[2].held->cure.empty());
    EXPECT_EQ(code(judged[3]), "");
    EXPECT_EQ(judged[0].pair.zone.name(), "Europe/Vienna");
    const auto rules = profile_rules(judged);
    ASSERT_EQ(rules.size(), 3U);
    EXPECT_EQ(rules[0].name, "gone");
    EXPECT_TRUE(rules[0].held);
    EXPECT_TRUE(rules[1].held);
    EXPECT_EQ(rules[2].name, "number");
    EXPECT_FALSE(rules[2].held);
}

TEST(FieldsJudge, WithoutThePluginAFieldIsTakenForWhatItWas) {
    auto seen = catalogue();
    seen.lms_whole = false;
    seen.lms.clear();
    seen.lms_zone = "";
    const std::vector<FieldMapping> rows = {map(1, Kind::student, "alt_id", "number", true)};
    const auto judged = judge(rows, seen, base::Zone("Asia/Tokyo"));
    EXPECT_EQ(code(judged[0]), "");
    EXPECT_FALSE(judged[0].pair.lms.described);
    EXPECT_EQ(judged[0].pair.zone.name(), "Asia/Tokyo");
    EXPECT_THAT(judged[0].notes, testing::Contains(testing::HasSubstr("plugin only")));
}

TEST(FieldsJudge, AColumnThatTheAccountDoesNotSeeIsNamedWithTheCure) {
    auto seen = catalogue();
    seen.sis[2].column_missing = true;
    const std::vector<FieldMapping> rows = {map(1, Kind::student, "custom:4", "number", true)};
    const auto judged = judge(rows, seen, base::Zone::utc());
    EXPECT_EQ(code(judged[0]), "fields.no_column");
    EXPECT_NE(judged[0].held->cure.find("opensis grants --fields"), std::string::npos);
}

TEST(FieldsJudge, ARowThatLeavesWhatWasEmptiedClearsNothing) {
    auto row = map(1, Kind::student, "alt_id", "number", true);
    EXPECT_TRUE(
        profile_rules(judge(std::vector{row}, catalogue(), base::Zone::utc()))[0].clearable);
    row.rules.keep_empty = true;
    const auto rules = profile_rules(judge(std::vector{row}, catalogue(), base::Zone::utc()));
    EXPECT_FALSE(rules[0].clearable);
    EXPECT_EQ(rules[0].title, "Our alt_id -> number (Their number)");
}

TEST(FieldsJudge, AFieldHasOneOwner) {
    const std::vector<FieldMapping> rows = {
        map(1, Kind::student, "alt_id", "number", true),
        map(2, Kind::student, "custom:4", "number", true),   // writes it too
        map(3, Kind::student, "alt_id", "number", false),    // in a circle
        map(4, Kind::student, "custom:4", "number", false),  // reads it: fine
        map(5, Kind::student, "birthdate", "keen", true),    // impossible
    };
    const auto judged = judge(rows, catalogue(), base::Zone::utc());
    EXPECT_EQ(code(judged[0]), "");
    EXPECT_EQ(code(judged[1]), "fields.written_twice");
    EXPECT_EQ(code(judged[2]), "fields.mapped_twice");
    EXPECT_EQ(code(judged[3]), "fields.mapped_twice");
    EXPECT_EQ(code(judged[4]), "field.impossible");
    ASSERT_EQ(profile_rules(judged).size(), 2U);
    EXPECT_FALSE(profile_rules(judged)[1].held);
}

TEST(FieldsJudge, AValueIsRefusedAndThePersonIsNot) {
    auto seen = catalogue();
    seen.lms[0].limit = 4;
    seen.lms[0].unique = true;
    seen.lms[1].required = true;
    const std::vector<FieldMapping> rows = {
        map(1, Kind::student, "alt_id", "number", true),
        map(2, Kind::student, "birthdate", "born", true),
    };
    Projection projection(judge(rows, seen, base::Zone::utc()));
    EXPECT_TRUE(projection.any(Kind::student));
    EXPECT_FALSE(projection.any(Kind::staff));
    std::vector<model::UnfitValue> unfit;
    model::Values one;
    projection.of({{Kind::student, 1, 0}, 7, "Ada Quill"},
                  {{"alt_id", "A1"}, {"birthdate", "2010-01-02"}}, one, unfit);
    EXPECT_EQ(one, (model::Values{{"born", "2010-01-02"}, {"number", "A1"}}));
    EXPECT_TRUE(unfit.empty());
    model::Values two;
    projection.of({{Kind::student, 2, 0}, 7, "Bo Reed"},
                  {{"alt_id", "12345"}, {"birthdate", "2011-01-02"}}, two, unfit);
    EXPECT_EQ(two, (model::Values{{"born", "2011-01-02"}}));
    ASSERT_EQ(unfit.size(), 1U);
    EXPECT_EQ(unfit[0].problem.code, "field.too_long");
    EXPECT_EQ(unfit[0].problem.record, "student:2");
    EXPECT_EQ(unfit[0].title, "Bo Reed");
    EXPECT_EQ(unfit[0].field, "Our alt_id -> number (Their number)");
    EXPECT_TRUE(unfit[0].to_moodle);
    model::Values three;
    projection.of({{Kind::student, 3, 0}, 7, "Cy Lane"}, {{"alt_id", "A1"}}, three, unfit);
    EXPECT_TRUE(three.empty());
    ASSERT_EQ(unfit.size(), 3U);
    EXPECT_EQ(unfit[1].problem.code, "field.not_unique");
    EXPECT_NE(unfit[1].problem.why.find("student:1"), std::string::npos);
    EXPECT_EQ(unfit[2].problem.code, "field.required");
}

}  // namespace
}  // namespace causeway::fields
