// SPDX-License-Identifier: GPL-3.0-or-later
// Custom profile fields as core's own functions tell them.
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "moodle/json_read.h"

namespace causeway::moodle::json {
namespace {

TEST(MoodleProfile, ADayIsTheOneThatMoodleShows) {
    // Midnight of 1 September 2021 in London, Auckland and New York.
    EXPECT_EQ(day_shown("1630450800", "1 September 2021"), "2021-09-01");
    EXPECT_EQ(day_shown("1630411200", "1 September 2021"), "2021-09-01");
    EXPECT_EQ(day_shown("1630468800", "Wednesday, September 1, 2021"), "2021-09-01");
    EXPECT_EQ(day_shown("1630450800", "2021年9月1日"), "2021-09-01");
    EXPECT_EQ(day_shown("1630533600", "1. September 2021, 23:59"), "2021-09-01");
    EXPECT_EQ(day_shown("-467596800", "9 March 1955"), "1955-03-09");
}

TEST(MoodleProfile, WhereItCannotBeToldTheSecondsStay) {
    EXPECT_FALSE(day_shown("1630450800", ""));  // an older Moodle
    EXPECT_FALSE(day_shown("1630450800", "no day at all"));
    EXPECT_FALSE(day_shown("1630450800", "5 May 1999"));
    EXPECT_FALSE(day_shown("0", "1 January 1970"));  // never entered
    EXPECT_FALSE(day_shown("soon", "1 September 2021"));
    EXPECT_FALSE(day_shown("", "1 September 2021"));
    // 8 September 2021 with the month as a number: the eighth or the ninth.
    EXPECT_FALSE(day_shown("1631059200", "2021-9-8"));
}

TEST(MoodleProfile, OfCoreGivesNamesTypesAndTheOptionsThatPeopleHave) {
    const auto user = [](const char* house) {
        return boost::json::parse(R"({"id": 9, "customfields": [
            {"type": "menu", "value": ")" +
                                  std::string(house) + R"(", "displayvalue": "x",
             "name": "House", "shortname": "house"},
            {"type": "datetime", "value": "1630450800", "displayvalue": "1 September 2021",
             "name": "Joined", "shortname": "joined"},
            {"type": "checkbox", "value": 1, "displayvalue": "Yes", "name": "Keen",
             "shortname": "keen"}]})")
            .as_object();
    };
    std::vector<model::LmsField> fields;
    const auto first = profile(user("Red"), &fields);
    profile(user("Blue"), &fields);
    profile(user("Red"), &fields);
    EXPECT_EQ(first.user, 9);
    EXPECT_EQ(first.values,
              (model::Values{{"house", "Red"}, {"joined", "2021-09-01"}, {"keen", "1"}}));
    ASSERT_EQ(fields.size(), 3U);
    EXPECT_EQ(fields[0].shortname, "house");
    EXPECT_EQ(fields[0].options, (std::vector<std::string>{"Red", "Blue"}));
    EXPECT_FALSE(fields[0].described);
    EXPECT_EQ(fields[1].type, model::LmsType::datetime);
    EXPECT_TRUE(fields[2].options.empty());
}

}  // namespace
}  // namespace causeway::moodle::json
