// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fields/arrive.h"

namespace causeway::fields {
namespace {

using model::Kind;
using model::LmsType;
using model::SisType;
using testing::HasSubstr;

Judged row(Kind whose, const char* sis, SisType type, const char* lms, LmsType shown,
           bool to_moodle = false) {
    Judged out;
    out.mapping.whose = whose;
    out.mapping.sis = sis;
    out.mapping.lms = lms;
    out.mapping.to_moodle = to_moodle;
    out.pair.sis.whose = whose;
    out.pair.sis.id = sis;
    out.pair.sis.title = std::string("Our ") + sis;
    out.pair.sis.type = type;
    out.pair.sis.charset = "utf8mb3";
    out.pair.lms.shortname = lms;
    out.pair.lms.name = lms;
    out.pair.lms.type = shown;
    return out;
}

TEST(FieldsArrive, BringsTheValuesOfTheirKindAndNamesWhatWillNotDo) {
    auto gender = row(Kind::student, "gender", SisType::select, "gender", LmsType::menu);
    gender.pair.sis.options = {{"Male", "Male"}, {"Female", "Female"}};
    const std::vector rows{
        gender, row(Kind::student, "birthdate", SisType::date, "born", LmsType::datetime),
        row(Kind::student, "home.city", SisType::text, "town", LmsType::text),
        row(Kind::staff, "homeroom", SisType::text, "town", LmsType::text)};
    const model::Values profile = {{"born", "1230768000"}, {"gender", "Diverse"}, {"town", "  "}};
    const Arrival came = arrive(rows, Kind::student, profile, "Ada Quill");
    ASSERT_EQ(came.taken.size(), 1U);
    EXPECT_EQ(came.taken[0].sis, "birthdate");
    EXPECT_EQ(came.taken[0].lms, "born");
    EXPECT_EQ(came.taken[0].value, "2009-01-01");
    ASSERT_EQ(came.unfit.size(), 1U);
    EXPECT_THAT(came.unfit[0].field, HasSubstr("Our gender <- gender"));
    EXPECT_EQ(came.unfit[0].title, "Ada Quill");
    EXPECT_THAT(came.unfit[0].problem.why, HasSubstr("Diverse"));
    EXPECT_FALSE(came.unfit[0].problem.cure.empty());
    EXPECT_TRUE(arrive(rows, Kind::staff, profile, "").taken.empty());
}

TEST(FieldsArrive, ARowToMoodleBeginsWithMoodlesValueUnlessAnotherBringsOne) {
    const std::vector rows{
        row(Kind::student, "phone", SisType::text, "mobile", LmsType::text, true),
        row(Kind::student, "alt_id", SisType::text, "badge", LmsType::text, true),
        row(Kind::student, "phone", SisType::text, "private", LmsType::text)};
    const auto came =
        arrive(rows, Kind::student, {{"badge", "B-1"}, {"mobile", "1"}, {"private", "2"}}, "");
    ASSERT_EQ(came.taken.size(), 2U);
    EXPECT_EQ(came.taken[0].value, "2");
    EXPECT_FALSE(came.taken[0].to_moodle);
    EXPECT_EQ(came.taken[1].sis, "alt_id");
    EXPECT_TRUE(came.taken[1].to_moodle);
}

TEST(FieldsArrive, AHeldBackRowBringsNothing) {
    auto held = row(Kind::student, "phone", SisType::text, "mobile", LmsType::text);
    held.held = base::Problem{"The row is held back", "", "it is gone", "Map another.", "x"};
    EXPECT_TRUE(arrive(std::vector{held}, Kind::student, {{"mobile", "1"}}, "").taken.empty());
}

}  // namespace
}  // namespace causeway::fields
