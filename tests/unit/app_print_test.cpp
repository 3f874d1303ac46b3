// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/print.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <sstream>

#include "base/log.h"

namespace causeway::app {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

TEST(AppPrint, pretty_json_is_the_same_value) {
    const json::value value = json::parse(
        R"({"a":1,"b":[1,2,{"c":null,"d":[]}],"e":{"f":"x\"y\u0001","g":{}},"h":-2.5,"i":true})");
    EXPECT_EQ(json::parse(pretty(value)), value);
}

TEST(AppPrint, long_objects_are_laid_out_line_by_line) {
    json::object wide;
    for (int i = 0; i < 20; ++i)
        wide["field" + std::to_string(i)] = i;
    const std::string text = pretty(json::object{{"inner", wide}});
    EXPECT_THAT(text, HasSubstr("\n    \"field3\": 3,\n"));
    EXPECT_EQ(json::parse(text).at("inner"), json::value(wide));
}

TEST(AppPrint, json_leaves_without_secrets) {
    base::log::hide("sesame-open-0815");
    std::ostringstream out;
    print_json(out, json::object{{"text", "token sesame-open-0815 here"}});
    EXPECT_THAT(out.str(), HasSubstr("token *** here"));
}

TEST(AppPrint, a_table_counts_characters_not_bytes) {
    Table table({"name", "n"});
    table.add({"Žofie", "7"});
    table.add({"Ada", "1,200"});
    EXPECT_EQ(table.text(),
              "name       n\n"
              "Žofie      7\n"
              "Ada    1,200\n");
}

TEST(AppPrint, numbers_are_grouped) {
    EXPECT_EQ(grouped(0), "0");
    EXPECT_EQ(grouped(999), "999");
    EXPECT_EQ(grouped(1000), "1,000");
    EXPECT_EQ(grouped(-1234567), "-1,234,567");
    EXPECT_EQ(grouped(-123), "-123");
}

TEST(AppPrint, counts_in_words_name_only_what_there_is) {
    sync::CountsByKind counts{};
    counts[static_cast<std::size_t>(model::Kind::student)].create = 1200;
    counts[static_cast<std::size_t>(model::Kind::staff)].create = 34;
    counts[static_cast<std::size_t>(model::Kind::learns)].refused = 1;
    EXPECT_EQ(in_words(counts), "1,234 created, 1 refused");
    EXPECT_EQ(in_words({}), "no changes");
    EXPECT_THAT(counts_table(counts), HasSubstr("student"));
    EXPECT_THAT(counts_table(counts), testing::Not(HasSubstr("teaches")));
}

}  // namespace
}  // namespace causeway::app
