// SPDX-License-Identifier: GPL-3.0-or-later
// Every profile at every page: the table of docs/handover.md.
#include <gtest/gtest.h>

#include <set>

#include "sso/rights.h"

namespace causeway::sso {
namespace {

constexpr const char* kOrigin = "https://sis.example.org";

Statement said(Profile profile, Page page) {
    Statement out;
    out.subject = "staff:7";
    out.person = model::Key{model::Kind::staff, 7, 0};
    out.profile = profile;
    out.school = 1;
    out.page = page;
    out.origin = kOrigin;
    return out;
}

std::string code(const Statement& statement, const SectionSeen& section = {},
                 Rules rules = {kOrigin, false, false}) {
    const auto problem = against(statement, rules, section);
    return problem ? problem->code : "";
}

TEST(SsoRights, EachPageIsForItsProfiles) {
    using enum Profile;
    using enum Page;
    const std::map<Page, std::set<Profile>> table = {
        {settings, {super_administrator}},
        {intake, {super_administrator}},
        {fields, {super_administrator}},
        {rollover, {super_administrator}},
        {people, {super_administrator, administrator}},
        {sections, {super_administrator, administrator}},
        {grades, {super_administrator, administrator, teacher}},
        {go, {super_administrator, administrator, teacher, student}}};
    for (const auto& [page, allowed] : table)
        for (const Profile profile : {super_administrator, administrator, teacher, student, parent})
            EXPECT_EQ(code(said(profile, page)).empty(), allowed.contains(profile))
                << name(profile) << " at " << name(page);
}

TEST(SsoRights, SectionsAreOnesOwn) {
    Statement teacher = said(Profile::teacher, Page::grades);
    teacher.section = 331;
    EXPECT_EQ(code(teacher, {1, true}), "");
    EXPECT_EQ(code(teacher, {1, false}), "handover.not_yours");
    EXPECT_EQ(code(teacher, {}), "handover.not_yours");
    for (const Page page : {Page::grades, Page::sections}) {
        Statement administrator = said(Profile::administrator, page);
        administrator.section = 331;
        EXPECT_EQ(code(administrator, {1, false}), "");
        EXPECT_EQ(code(administrator, {2, false}), "handover.not_yours");
        EXPECT_EQ(code(administrator, {}), "handover.not_yours");
        Statement super = said(Profile::super_administrator, page);
        super.section = 331;
        EXPECT_EQ(code(super, {2, false}), "");
    }
}

TEST(SsoRights, ParentsGoWhereTheSchoolLetsThem) {
    EXPECT_EQ(code(said(Profile::parent, Page::go)), "sso.parents");
    EXPECT_EQ(code(said(Profile::parent, Page::go), {}, {kOrigin, true, false}), "");
    EXPECT_EQ(code(said(Profile::parent, Page::grades), {}, {kOrigin, true, false}),
              "handover.not_yours");
}

TEST(SsoRights, FramesAreForOneAddress) {
    Statement super = said(Profile::super_administrator, Page::settings);
    EXPECT_EQ(code(super, {}, {"", false, false}), "handover.origin");
    EXPECT_EQ(code(super, {}, {"https://sis.example.org:8443", false, false}), "handover.origin");
    super.page = Page::go;
    EXPECT_EQ(code(super, {}, {"", false, false}), "") << "Moodle is shown in no frame of ours";
}

}  // namespace
}  // namespace causeway::sso
