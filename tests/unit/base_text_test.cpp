// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"

#include <gtest/gtest.h>

namespace causeway::base {
namespace {

TEST(Text, TidyMakesOneBlankOfManyAndNoneAtTheEnds) {
    EXPECT_EQ(tidy("  Ada \t  Quill\n"), "Ada Quill");
    EXPECT_EQ(tidy("\xC2\xA0Zo\xC3\xAB\xC2\xA0"), "Zo\xC3\xAB");
    EXPECT_EQ(tidy(" \t "), "");
}

TEST(Text, InvalidBytesBecomeTheReplacementCharacter) {
    EXPECT_EQ(clean_utf8("a\xFF"
                         "b"),
              "a\xEF\xBF\xBD"
              "b");
    EXPECT_EQ(clean_utf8("\xC0\xAF"), "\xEF\xBF\xBD\xEF\xBF\xBD");  // overlong slash
    EXPECT_FALSE(valid_utf8("\xED\xA0\x80"));                       // surrogate
    EXPECT_TRUE(valid_utf8("\xF0\x9F\x98\x80"));
}

TEST(Text, CutCountsCharactersNotBytes) {
    EXPECT_EQ(cut_utf8("\xCE\xB1\xCE\xB2\xCE\xB3", 3), "\xCE\xB1\xCE\xB2\xCE\xB3");
    EXPECT_EQ(cut_utf8("\xCE\xB1\xCE\xB2\xCE\xB3", 2), "\xCE\xB1\xE2\x80\xA6");
    EXPECT_EQ(length_utf8(cut_utf8(std::string(300, 'x'), 100)), 100U);
}

TEST(Text, Latin1BecomesUtf8) {
    EXPECT_EQ(utf8_from_latin1("M\xFCller"), "M\xC3\xBCller");
}

TEST(Text, EscapedTextIsNeitherTagNorAttribute) {
    EXPECT_EQ(escaped_html("<a href=\"x\" on='y'>&amp; \xC3\xBC</a>\n"),
              "&lt;a href=&quot;x&quot; on=&#039;y&#039;&gt;&amp;amp; \xC3\xBC&lt;/a&gt;\n");
    EXPECT_EQ(escaped_html("<b>\"O'Hara\" & Co", Quotes::kept), "&lt;b&gt;\"O'Hara\" &amp; Co");
    EXPECT_EQ(escaped_html(""), "");
}

TEST(Text, NearestFindsASlipButNotAStranger) {
    const std::vector<std::string> keys = {"moodle.url", "moodle.token", "store.url"};
    EXPECT_EQ(nearest("moodle.urll", keys), "moodle.url");
    EXPECT_EQ(nearest("moodel.token", keys), "moodle.token");
    EXPECT_EQ(nearest("zzzzzzzzzzzzzzzzzzzzzz", keys), "");
}

struct Address {
    const char* text;
    bool good;
};
class Email : public testing::TestWithParam<Address> {};
TEST_P(Email, IsJudgedAsMoodleDoes) {
    EXPECT_EQ(plausible_email(GetParam().text), GetParam().good);
}
INSTANTIATE_TEST_SUITE_P(
    Addresses, Email,
    testing::Values(Address{"a@example.org", true}, Address{"a.b+c@sub.example.org", true},
                    Address{"", false}, Address{"@example.org", false}, Address{"a@", false},
                    Address{"a@example", false}, Address{"a b@example.org", false},
                    Address{".a@example.org", false}, Address{"a..b@example.org", false},
                    Address{"a@@example.org", false}, Address{"a@-example.org", false}));

}  // namespace
}  // namespace causeway::base
