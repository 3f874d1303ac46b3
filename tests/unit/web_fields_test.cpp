// SPDX-License-Identifier: GPL-3.0-or-later
// What somebody sent, field by field: types, bounds, words, and nothing that was not asked for.
#include "web/fields.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "web/call.h"

namespace causeway::web {
namespace {

Fields fields(const char* text) {
    return Fields(boost::json::parse(text).as_object());
}

// The field that the objection names, or "" when there was none.
template <class Ask>
std::string objected(const Ask& ask) {
    try {
        ask();
    } catch (const Refusal& refusal) {
        EXPECT_EQ(refusal.status(), 422);
        return refusal.problem().record;
    }
    return "";
}

TEST(WebFields, TakesWhatFits) {
    Fields all = fields(R"({"name":"Zoë","n":7,"x":2.5,"yes":true,"list":[1,2],"words":["a"],
                            "in":{"deep":"x"},"none":null})");
    EXPECT_EQ(all.text("name", 1, 3), "Zo\xC3\xAB") << "lengths are counted in characters";
    EXPECT_EQ(all.integer("n", 0, 10), 7);
    EXPECT_DOUBLE_EQ(all.number("x", 0, 3), 2.5);
    EXPECT_TRUE(all.flag("yes"));
    EXPECT_EQ(all.integers("list", 5), (std::vector<std::int64_t>{1, 2}));
    EXPECT_EQ(all.texts("words", 5), std::vector<std::string>{"a"});
    EXPECT_EQ(all.object("in").text("deep", 0, 9), "x");
    EXPECT_TRUE(all.null("none"));
    EXPECT_FALSE(all.maybe_text("missing", 0, 9).has_value());
    all.done();
}

TEST(WebFields, ObjectsToWrongTypesAndBounds) {
    Fields all = fields(R"({"name":7,"long":"abcd","n":"7","x":1e99,"half":1.5,"yes":"true",
                            "list":[1,"2"],"in":[],"nul":"a\u0000b","word":"green"})");
    EXPECT_EQ(objected([&] { all.text("name", 0, 9); }), "name");
    EXPECT_EQ(objected([&] { all.text("long", 0, 3); }), "long");
    EXPECT_EQ(objected([&] { all.text("long", 5, 9); }), "long");
    EXPECT_EQ(objected([&] { all.text("nul", 0, 9); }), "nul");
    EXPECT_EQ(objected([&] { all.text("missing", 0, 9); }), "missing");
    EXPECT_EQ(objected([&] { all.integer("n", 0, 9); }), "n");
    EXPECT_EQ(objected([&] { all.integer("x", 0, 9); }), "x");
    EXPECT_EQ(objected([&] { all.integer("half", 0, 9); }), "half");
    EXPECT_EQ(objected([&] { all.flag("yes"); }), "yes");
    EXPECT_EQ(objected([&] { all.integers("list", 9); }), "list");
    EXPECT_EQ(objected([&] { all.integers("list", 1); }), "list");
    EXPECT_EQ(objected([&] { all.object("in"); }), "in");
    EXPECT_EQ(objected([&] { all.choice("word", {"red", "blue"}); }), "word");
}

TEST(WebFields, NamesAFieldWithItsPlace) {
    Fields all = fields(R"({"settings":{"moodle":{"url":7}},"list":[{"a":1},{"a":"x"}]})");
    Fields moodle = all.object("settings").object("moodle");
    EXPECT_EQ(objected([&] { moodle.text("url", 0, 9); }), "settings.moodle.url");
    std::vector<Fields> list = all.objects("list", 9);
    EXPECT_EQ(objected([&] { list.at(1).integer("a", 0, 9); }), "list[1].a");
}

TEST(WebFields, ObjectsToWhatNobodyAskedFor) {
    Fields all = fields(R"({"name":"x","nmae":"y"})");
    all.text("name", 0, 9);
    EXPECT_EQ(objected([&] { all.done(); }), "nmae");
}

}  // namespace
}  // namespace causeway::web
