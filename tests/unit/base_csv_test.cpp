// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/csv.h"

#include <gtest/gtest.h>

namespace causeway::base {
namespace {

TEST(Csv, FieldsAreQuotedAndNoFormula) {
    EXPECT_EQ(csv_field("plain"), "plain");
    EXPECT_EQ(csv_field("a,b"), "\"a,b\"");
    EXPECT_EQ(csv_field("say \"hi\""), "\"say \"\"hi\"\"\"");
    EXPECT_EQ(csv_field("two\nlines"), "\"two\nlines\"");
    EXPECT_EQ(csv_field("=cmd()"), "'=cmd()");
    EXPECT_EQ(csv_field("@x,y"), "\"'@x,y\"");
    EXPECT_EQ(csv_field(""), "");
}

TEST(Csv, AFormulaBehindTheMarkOfATabIsNone) {
    EXPECT_EQ(csv_field("\t=1+1"), "'\t=1+1");
    EXPECT_EQ(csv_field("-2+3"), "'-2+3");
    EXPECT_EQ(csv_field("\r=1"), "\"'\r=1\"");
}

TEST(Csv, ALineJoinsItsFields) {
    EXPECT_EQ(csv_line({"a", "b,c", ""}), "a,\"b,c\",\r\n");
}

}  // namespace
}  // namespace causeway::base
