// SPDX-License-Identifier: GPL-3.0-or-later
// What a value of one side is on the other: laws over all pairs of types, and refusals by name.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "fields/convert.h"
#include "fields/html.h"

namespace causeway::fields {
namespace {

using model::LmsField;
using model::LmsType;
using model::SisField;
using model::SisType;

SisField sis(SisType type) {
    SisField out;
    out.id = "custom:1";
    out.title = "Ours";
    out.type = type;
    out.charset = "utf8mb3";
    if (type == SisType::select || type == SisType::free || type == SisType::several)
        out.options = {{"Red", "Red"}, {"Green", "Green"}, {"Blue", "Blue"}};
    if (type == SisType::coded) out.options = {{"R", "Red"}, {"G", "Green"}};
    return out;
}

LmsField lms(LmsType type) {
    LmsField out;
    out.shortname = "theirs";
    out.name = "Theirs";
    out.type = type;
    out.datatype = std::string(name(type));
    out.described = true;
    if (type == LmsType::menu) out.options = {"red", "Green", "Blue", "12.5", "Yes", "No"};
    if (type == LmsType::datetime) out.first_year = 1990, out.last_year = 2050;
    return out;
}

constexpr std::array kSisTypes = {SisType::text,  SisType::textarea, SisType::select,
                                  SisType::free,  SisType::coded,    SisType::several,
                                  SisType::check, SisType::number,   SisType::date};
constexpr std::array kLmsTypes = {LmsType::text,     LmsType::textarea, LmsType::menu,
                                  LmsType::checkbox, LmsType::datetime, LmsType::social};

// Moodle keeps days as seconds; everything else comes back as it was sent.
std::string kept_by_moodle(const Pair& pair, const std::string& shape) {
    if (pair.lms.type != LmsType::datetime || shape.empty()) return shape;
    return std::to_string(pair.zone.start_of(*base::Date::parse(shape)));
}

TEST(FieldsConvert, WhatGoesThereComesBackForEveryPairOfTypes) {
    int pairs = 0;
    for (const SisType ours : kSisTypes)
        for (const LmsType theirs : kLmsTypes) {
            const Pair pair{sis(ours), lms(theirs), {}, base::Zone("Europe/Vienna")};
            if (impossible(pair.sis, pair.lms)) continue;
            ++pairs;
            std::vector<std::string> values;
            switch (ours) {
                case SisType::check:
                    values = {"Y", ""};
                    break;
                case SisType::number:
                    values = {"12.5"};
                    break;
                case SisType::date:
                    values = {"2012-05-01", "1999-12-31"};
                    break;
                case SisType::coded:
                    values = {"R", "G"};
                    break;
                case SisType::several:
                    values = {"||Red||Blue||", "||Green||"};
                    break;
                case SisType::textarea:
                    values = theirs == LmsType::textarea
                                 ? std::vector<std::string>{"one\ntwo", "a & b\n\nc"}
                                 : std::vector<std::string>{"one"};
                    break;
                case SisType::text:
                    values = theirs == LmsType::datetime   ? std::vector<std::string>{"2012-05-01"}
                             : theirs == LmsType::checkbox ? std::vector<std::string>{"Yes", "No"}
                             : theirs == LmsType::menu     ? std::vector<std::string>{"Green"}
                                                           : std::vector<std::string>{"a & b", "Ž"};
                    break;
                default:
                    values = {"Red", "Green"};
            }
            if (theirs == LmsType::checkbox && ours != SisType::check && ours != SisType::text)
                continue;  // options need a map of their own: below
            for (const std::string& value : values) {
                const auto there = to_moodle(pair, value);
                ASSERT_TRUE(there)
                    << name(ours) << "/" << name(theirs) << ": " << there.problem().text();
                const auto back = to_opensis(pair, kept_by_moodle(pair, *there));
                ASSERT_TRUE(back) << name(ours) << "/" << name(theirs) << ": "
                                  << back.problem().text();
                EXPECT_EQ(*back, value) << name(ours) << "/" << name(theirs) << " by " << *there;
                EXPECT_EQ(in_shape(pair.lms, pair.zone, kept_by_moodle(pair, *there)), *there);
            }
        }
    EXPECT_EQ(pairs, 32);
}

TEST(FieldsConvert, AnImpossiblePairIsRefusedWithTheReason) {
    const auto problem = impossible(sis(SisType::date), lms(LmsType::checkbox));
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->code, "field.impossible");
    EXPECT_EQ(problem->record, "custom:1 <-> theirs");
    EXPECT_EQ(problem->why, "openSIS's \"Ours\" holds a day, Moodle's \"Theirs\" holds yes or no");
    EXPECT_FALSE(problem->cure.empty());
    LmsField odd = lms(LmsType::other);
    odd.datatype = "conditional";
    for (const SisType ours : kSisTypes) {
        const auto unknown = impossible(sis(ours), odd);
        ASSERT_TRUE(unknown);
        EXPECT_NE(unknown->why.find("\"conditional\""), std::string::npos);
    }
}

TEST(FieldsConvert, OptionsAreMappedOneByOne) {
    Pair pair{sis(SisType::coded), lms(LmsType::menu), {{"R", "Blue"}, {"G", ""}}};
    EXPECT_EQ(*to_moodle(pair, "R"), "Blue");
    EXPECT_EQ(*to_moodle(pair, "G"), "");
    EXPECT_EQ(*to_opensis(pair, "Blue"), "R");
    EXPECT_EQ(*to_opensis(pair, "red"), "R");  // equal words, where nothing else was said
    pair.options = {{"R", "Purple"}};
    EXPECT_EQ(to_moodle(pair, "R").problem().code, "field.unknown_option");
    // What a person chose does not count as equal words.
    const auto choices = option_choices(pair, true);
    ASSERT_EQ(choices.size(), 2U);
    EXPECT_EQ(choices[0].sis, "R");
    EXPECT_EQ(choices[0].lms, "red");
    EXPECT_TRUE(choices[0].matched);
    EXPECT_EQ(choices[1].lms, "Green");
    // Where values come from Moodle its options are asked for, those without a counterpart too.
    const auto home = option_choices(pair, false);
    ASSERT_EQ(home.size(), pair.lms.options.size());
    for (const auto& one : home) {
        EXPECT_EQ(one.label, one.lms);
        EXPECT_EQ(one.matched, one.lms == "red" || one.lms == "Green") << one.lms;
    }
    const auto ticked =
        option_choices(Pair{sis(SisType::check), lms(LmsType::checkbox), {}}, false);
    ASSERT_EQ(ticked.size(), 2U);
    EXPECT_EQ(ticked[0].label, "Yes");
    EXPECT_EQ(ticked[0].sis, "Y");
    EXPECT_EQ(ticked[1].sis, "");
    EXPECT_TRUE(option_choices(Pair{sis(SisType::text), lms(LmsType::menu), {}}, false).empty());
    const Pair inverse{sis(SisType::check), lms(LmsType::checkbox), {{"Y", "0"}, {"", "1"}}};
    EXPECT_EQ(*to_moodle(inverse, "Y"), "0");
    EXPECT_EQ(*to_opensis(inverse, "1"), "");
    const Pair box{sis(SisType::select), lms(LmsType::checkbox), {{"Red", "1"}, {"Green", "0"}}};
    EXPECT_EQ(*to_moodle(box, "Red"), "1");
    EXPECT_EQ(*to_opensis(box, "0"), "Green");
    EXPECT_EQ(to_moodle(box, "Blue").problem().code, "field.not_yes_or_no");
    EXPECT_EQ(to_opensis(box, "1").value(), "Red");
}

// Core would drop an option that it does not know without a word.
TEST(FieldsConvert, WithoutThePluginAnOptionIsOneThatSomebodyHas) {
    Pair menu{sis(SisType::select), lms(LmsType::menu), {}};
    menu.lms.described = false;
    menu.lms.options = {"red"};
    EXPECT_EQ(*to_moodle(menu, "Red"), "red");
    EXPECT_EQ(to_moodle(menu, "Blue").problem().code, "field.unseen_option");
    menu.options = {{"Blue", "azure"}};
    EXPECT_EQ(*to_moodle(menu, "Blue"), "azure");
}

// What the school chose of a row: days in its own form, and a text that is too long.
TEST(FieldsConvert, RulesDecideWhereAValueCanBeCarriedInSeveralWays) {
    using model::DayForm;
    Pair dated{sis(SisType::date), lms(LmsType::text), {}};
    const std::pair<DayForm, const char*> forms[] = {{DayForm::iso, "2012-05-01"},
                                                     {DayForm::month_first, "05/01/2012"},
                                                     {DayForm::day_first, "01/05/2012"},
                                                     {DayForm::day_first_dot, "01.05.2012"}};
    for (const auto& [form, text] : forms) {
        EXPECT_EQ(model::day_form_named(name(form)), form);
        dated.rules.days = form;
        EXPECT_EQ(*to_moodle(dated, "2012-05-01"), text);
        EXPECT_EQ(*to_opensis(dated, text), "2012-05-01");
        EXPECT_EQ(*to_opensis(dated, " 2012-05-01 "), "2012-05-01");
    }
    EXPECT_FALSE(model::day_form_named("MM-DD"));
    EXPECT_EQ(*to_opensis(dated, "1.5.2012"), "2012-05-01");
    EXPECT_EQ(to_opensis(dated, "31.02.2012").problem().code, "field.bad_date");
    EXPECT_EQ(to_opensis(dated, "05/01/2012").problem().code, "field.bad_date");
    EXPECT_NE(to_opensis(dated, "x").problem().why.find("DD.MM.YYYY"), std::string::npos);
    EXPECT_EQ(to_moodle(dated, "soon").problem().code, "field.bad_date");

    Pair text{sis(SisType::text), lms(LmsType::text), {}};
    text.rules.cut = true;
    text.lms.limit = 4;
    text.sis.limit = 3;
    EXPECT_EQ(*to_moodle(text, "ŽŽŽŽŽŽ"), "ŽŽŽŽ");
    EXPECT_EQ(*to_moodle(text, "abc de"), "abc");  // no blank at its end
    EXPECT_EQ(*to_opensis(text, "äöüß"), "äöü");
    EXPECT_EQ(to_opensis(text, "ab<cd").problem().code, "field.html");
    Pair several{sis(SisType::several), lms(LmsType::textarea), {}};
    several.rules.cut = true;
    several.sis.limit = 6;
    EXPECT_EQ(to_opensis(several, "Red\nGreen").problem().code, "field.too_long");
}

TEST(FieldsConvert, EachRefusalSaysWhy) {
    Pair text{sis(SisType::text), lms(LmsType::text), {}};
    text.lms.limit = 5;
    EXPECT_EQ(to_moodle(text, "123456").problem().code, "field.too_long");
    EXPECT_EQ(*to_moodle(text, "ŽŽŽŽŽ"), "ŽŽŽŽŽ");
    EXPECT_EQ(to_moodle(text, "<b>x</b>").problem().code, "field.html");
    EXPECT_EQ(*to_moodle(text, "1 < 2"), "1 < 2");
    text.sis.limit = 3;
    EXPECT_EQ(to_opensis(text, "1234").problem().code, "field.too_long");
    EXPECT_EQ(to_opensis(text, "\xF0\x9F\x98\x80").problem().code, "field.character");
    EXPECT_NE(to_opensis(text, "\xF0\x9F\x98\x80").problem().why.find("\xF0\x9F\x98\x80"),
              std::string::npos);
    text.sis.charset = "utf8mb4";
    EXPECT_EQ(*to_opensis(text, "\xF0\x9F\x98\x80"), "\xF0\x9F\x98\x80");
    text.sis.charset = "latin1";
    EXPECT_EQ(*to_opensis(text, "ä"), "ä");
    EXPECT_EQ(to_opensis(text, "Ž").problem().code, "field.character");
    for (const char* hostile : {"<", "x>y", "a\\b", "&lt;", "&#60;"})
        EXPECT_EQ(to_opensis(text, hostile).problem().code, "field.html") << hostile;

    const Pair day{sis(SisType::date), lms(LmsType::datetime), {}};
    EXPECT_EQ(to_moodle(day, "2051-01-01").problem().code, "field.year_out_of_range");
    EXPECT_EQ(to_moodle(day, "2012-02-30").problem().code, "field.bad_date");
    EXPECT_EQ(to_moodle(day, "1.5.2012").problem().code, "field.bad_date");
    EXPECT_EQ(*to_opensis(day, "0"), "");
    const Pair dated{sis(SisType::date), lms(LmsType::text), {}};
    EXPECT_EQ(to_opensis(dated, "tomorrow").problem().code, "field.bad_date");

    const Pair number{sis(SisType::number), lms(LmsType::text), {}};
    for (const char* bad : {"12,5", "1e3", "12.345", "1234567890123456789", "-", "."})
        EXPECT_EQ(to_opensis(number, bad).problem().code, "field.bad_number") << bad;
    EXPECT_EQ(*to_opensis(number, " 007.50 "), "7.5");
    EXPECT_EQ(*to_opensis(number, "-0"), "0");

    const Pair menu{sis(SisType::select), lms(LmsType::menu), {}};
    EXPECT_EQ(to_moodle(menu, "Pink").problem().code, "field.unknown_option");
    EXPECT_EQ(to_opensis(menu, "12.5").problem().code, "field.unknown_option");
    const Pair check{sis(SisType::check), lms(LmsType::text), {}};
    EXPECT_EQ(to_opensis(check, "perhaps").problem().code, "field.not_yes_or_no");
    const Pair line{sis(SisType::textarea), lms(LmsType::text), {}};
    EXPECT_EQ(to_moodle(line, "a\nb").problem().code, "field.several_lines");
}

TEST(FieldsConvert, DaysAreDaysInMoodlesZoneWhateverTheHour) {
    const Pair pair{sis(SisType::date), lms(LmsType::datetime), {}, base::Zone("Pacific/Auckland")};
    const auto first = pair.zone.start_of(base::Date::of(2012, 5, 1));
    EXPECT_EQ(*to_opensis(pair, std::to_string(first)), "2012-05-01");
    EXPECT_EQ(*to_opensis(pair, std::to_string(first + 86399)), "2012-05-01");
    EXPECT_EQ(*to_opensis(pair, std::to_string(first - 1)), "2012-04-30");
    EXPECT_EQ(*to_opensis(pair, std::to_string(base::Date::of(1955, 3, 4).days * 86400LL)),
              "1955-03-04");
}

TEST(FieldsHtml, IsReadAsAPersonReadsIt) {
    EXPECT_EQ(text_of("<p>One &amp; two</p>\n<p>three<br>four</p>"), "One & two\nthree\nfour");
    EXPECT_EQ(text_of("plain\nlines & more"), "plain\nlines & more");
    EXPECT_EQ(text_of("<script>alert(1)</script><b>bold</b> &lt;i&gt; &#x1F600;"),
              "bold <i> \xF0\x9F\x98\x80");
    EXPECT_EQ(text_of("<!-- no --><ul><li>a</li><li>b</li></ul>"), "a\nb");
    EXPECT_EQ(text_of("<p>unclosed <b"), "unclosed");
    EXPECT_TRUE(is_plain("<p dir=\"ltr\">x</p><br/>"));
    EXPECT_FALSE(is_plain("<p style=\"color:red\">x</p>"));
    EXPECT_FALSE(is_plain("<a href=\"x\">x</a>"));
    EXPECT_TRUE(is_plain("a < b"));
}

RC_GTEST_PROP(FieldsHtml, AnyTextComesBackFromATextArea, ()) {
    std::string text;
    for (const auto& piece : *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(
             std::vector<std::string>{"a", "<", ">", "&", "\n", " ", "amp;", "<b>", "</p>", "Ž",
                                      "\xF0\x9F\x98\x80", "&lt;", "\"", "'", "<!--", "x"})))
        text += piece;
    const std::string tidied = tidy_lines(text);
    RC_ASSERT(text_of(html_of(tidied)) == tidied);
    RC_ASSERT(tidied.empty() || is_plain(html_of(tidied)));
}

RC_GTEST_PROP(FieldsConvert, NoBytesBreakAConversion, (std::string bytes)) {
    for (const SisType ours : kSisTypes)
        for (const LmsType theirs : kLmsTypes) {
            const Pair pair{sis(ours), lms(theirs), {}};
            const auto there = to_moodle(pair, bytes);
            const auto here = to_opensis(pair, bytes);
            if (!there) RC_ASSERT(!there.problem().cure.empty());
            if (!here) RC_ASSERT(!here.problem().cure.empty());
            if (here.ok() && !here->empty() && ours != SisType::check)
                RC_ASSERT(here->find('<') == std::string::npos);
            (void)in_shape(pair.lms, pair.zone, bytes);
        }
}

}  // namespace
}  // namespace causeway::fields
