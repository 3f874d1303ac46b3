// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <set>

#include "sandbox/moodle/stand_in.h"

namespace causeway::sandbox {
namespace {

namespace json = boost::json;

json::object state_of_filled(int people) {
    StandInOptions options;
    options.plugins = Plugins::all;
    options.filled = people;
    const StandInMoodle moodle(options);
    EXPECT_EQ(moodle.switches().custom_fields, (std::set<std::string>{"born", "town"}));
    return json::parse(moodle.state_json()).as_object();
}

TEST(SandboxFilled, holds_two_years_of_courses_with_their_people) {
    const json::object state = state_of_filled(60);
    std::set<std::string> starts;
    int courses = 0;
    for (const auto& course : state.at("courses").as_array()) {
        if (course.at("shortname") == "" || course.at("startdate").as_int64() == 0) continue;
        starts.insert(json::serialize(course.at("startdate")));
        ++courses;
    }
    EXPECT_EQ(courses, 20);
    EXPECT_EQ(starts.size(), 2U) << "this year and the one before";
    std::set<std::int64_t> enrolled;
    for (const auto& one : state.at("enrolments").as_array())
        enrolled.insert(one.at("userid").as_int64());
    EXPECT_EQ(enrolled.size(), 60U) << "everybody is in a course";
}

TEST(SandboxFilled, is_the_same_each_time) {
    auto one = state_of_filled(60);
    auto other = state_of_filled(60);
    EXPECT_EQ(one.at("enrolments").as_array().size(), other.at("enrolments").as_array().size());
    EXPECT_EQ(one.at("users").as_array().back().at("username"),
              other.at("users").as_array().back().at("username"));
}

TEST(SandboxFilled, wants_enough_people) {
    StandInOptions options;
    options.filled = 3;
    EXPECT_THROW(StandInMoodle{options}, std::invalid_argument);
}

}  // namespace
}  // namespace causeway::sandbox
