// SPDX-License-Identifier: GPL-3.0-or-later
#include "sso/rights.h"

namespace causeway::sso {

namespace {

using base::Problem;

Problem not_yours(const Statement& statement, std::string why) {
    return {"This page is not for you", statement.subject, std::move(why),
            "Ask a super administrator of openSIS.", "handover.not_yours"};
}

bool administrates(const Statement& statement) {
    return statement.profile == Profile::super_administrator ||
           statement.profile == Profile::administrator;
}

// An administrator sees the school that they work in, and no section of another one.
bool foreign_section(const Statement& statement, const SectionSeen& section) {
    return statement.profile == Profile::administrator && statement.section &&
           section.school != statement.school;
}

}  // namespace

std::optional<Problem> against(const Statement& statement, const Rules& rules,
                               const SectionSeen& section) {
    switch (statement.page) {
        case Page::settings:
        case Page::intake:
        case Page::fields:
        case Page::rollover:
            if (statement.profile != Profile::super_administrator)
                return not_yours(statement, "it is for super administrators");
            break;
        case Page::people:
        case Page::sections:
            if (!administrates(statement)) return not_yours(statement, "it is for administrators");
            if (foreign_section(statement, section))
                return not_yours(statement, "the section is not one of your school");
            break;
        case Page::grades:
            if (statement.profile == Profile::teacher) {
                if (statement.section && !section.teaches)
                    return not_yours(statement, "you do not teach this section");
            } else if (!administrates(statement)) {
                return not_yours(statement, "it is for teachers and administrators");
            } else if (foreign_section(statement, section)) {
                return not_yours(statement, "the section is not one of your school");
            }
            break;
        case Page::go:
            if (statement.profile == Profile::parent && !rules.parents)
                return Problem{"Parents are not sent into Moodle", statement.subject,
                               std::string(kParentsWhy), std::string(kParentsCure), "sso.parents"};
            return std::nullopt;  // no page of ours is framed
    }
    if (rules.web_origin.empty() || statement.origin != rules.web_origin)
        return Problem{"The page cannot be shown inside openSIS", "opensis.web_origin",
                       rules.web_origin.empty()
                           ? "Causeway has not been told openSIS's own address"
                           : "openSIS's address is not the one that Causeway has been told",
                       "Enter openSIS's own address (like https://sis.example.org) in Causeway, "
                       "under LMS Settings or as opensis.web_origin.",
                       "handover.origin"};
    return std::nullopt;
}

}  // namespace causeway::sso
