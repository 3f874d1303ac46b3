// SPDX-License-Identifier: GPL-3.0-or-later
// The pages that people see on the way from openSIS: each says its trouble once, in whole
// sentences, and stands in the handbook.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>

#include "base/text.h"
#include "unit/enter_rig.h"
#include "web/enter_pages.h"

namespace causeway::web {
namespace {

// The sentences of a page as a person reads them, in small letters.
std::vector<std::string> sentences(const std::string& html) {
    std::string text;
    bool tag = false;
    for (const char c : html.substr(html.find("<main>"))) {
        if (c == '<') tag = true;
        if (!tag) text += c;
        if (c == '>') {
            tag = false;
            text += '.';
        }
    }
    std::vector<std::string> out;
    for (const std::string& one : base::split(base::lower_ascii(text), '.'))
        if (std::string tidy(base::trimmed(one)); tidy.find(' ') != std::string::npos)
            out.push_back(std::move(tidy));
    return out;
}

TEST_F(WebEnter, NoPageSaysTheSameThingTwice) {
    auto old = claims();
    old["iat"] = rig_.clock_.now() - 1000;
    old["exp"] = rig_.clock_.now() - 950;
    auto elsewhere = claims();
    elsewhere["origin"] = "http://127.0.0.1:9";
    const std::string once = test::signed_claims(claims());
    EXPECT_EQ(post(once).status, 303);
    std::set<std::string> seen;
    for (const auto& answer :
         {post(test::signed_claims(claims_as("parent", "go"))), post(once),
          post(test::signed_claims(old)), post(test::signed_claims(elsewhere)),
          post(test::signed_claims(claims_as("teacher", "settings"))), post(once + "x"),
          post(once, "/enter/annex"), post(once, "/enter/nowhere"),
          post(test::signed_claims(claims("go")))}) {
        EXPECT_GE(answer.status, 400);
        const auto all = sentences(answer.body);
        ASSERT_GE(all.size(), 4U) << answer.body;  // title, what it means, why, what to do
        EXPECT_EQ(std::set(all.begin(), all.end()).size(), all.size()) << answer.body;
        seen.insert(all.front() + all.at(1));
    }
    EXPECT_EQ(seen.size(), 9U) << "each trouble has its own page";
}

TEST_F(WebEnter, TextsBeginLikeSentencesAndNamesStayAsTheyAre) {
    const auto of = [](const std::string& why, const std::string& cure) {
        return enter_page(text_for(sso::Entry::refused_record), {"", "student:3", why, cure, "x"},
                          "")
            .body;
    };
    EXPECT_NE(of("openSIS holds no address", "enter one").find("<dd>openSIS holds no address.<"),
              std::string::npos);
    EXPECT_NE(of("openSIS holds no address", "enter one").find("<dd>Enter one.<"),
              std::string::npos);
}

TEST_F(WebEnter, TextsOfOthersAreNoMarkup) {
    auto said = claims();
    said["page"] = "<script>alert(1)</script>";
    const auto answer = post(test::signed_claims(said));
    EXPECT_EQ(answer.status, 403);
    EXPECT_EQ(answer.body.find("<script"), std::string::npos);
}

// docs/go-to-lms.md tells of each page what to do about it.
TEST(WebEnterTexts, EachPageStandsInTheHandbook) {
    std::ifstream in(CAUSEWAY_SOURCE "/docs/go-to-lms.md");
    const std::string handbook{std::istreambuf_iterator<char>(in),
                               std::istreambuf_iterator<char>()};
    ASSERT_FALSE(handbook.empty());
    const auto told = [&](const EnterText& text) {
        return handbook.find("| **" + std::string(text.title) + "** |") != std::string::npos;
    };
    int pages = 0;
    for (auto entry = static_cast<int>(sso::Entry::follow);
         entry <= static_cast<int>(sso::Entry::busy); ++entry, ++pages)
        EXPECT_TRUE(told(text_for(static_cast<sso::Entry>(entry)))) << entry;
    EXPECT_EQ(pages, 16);
    for (const char* code :
         {"handover.time", "handover.replayed", "handover.not_yours", "handover.origin",
          "sso.parents", "handover.unknown", "handover.off", "handover.person", "handover.form",
          "handover.algorithm", "handover.signature", "handover.audience", "handover.claim"}) {
        EXPECT_TRUE(told(text_for(code))) << code;
        const std::string name{std::string_view(code).substr(std::string_view(code).find('.'))};
        EXPECT_NE(handbook.find(name + '`'), std::string::npos) << code;
    }
}

}  // namespace
}  // namespace causeway::web
