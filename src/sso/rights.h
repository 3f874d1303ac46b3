// SPDX-License-Identifier: GPL-3.0-or-later
// Who may open what, as a pure function of a statement, the link's settings and what the store
// knows of the section. Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/problem.h"
#include "sso/statement.h"

namespace causeway::sso {

// What a parent is told where the school sends none into Moodle.
inline constexpr std::string_view kParentsWhy = "the school does not send parents there";
inline constexpr std::string_view kParentsCure =
    "Ask the school office. A super administrator can switch it on under LMS Settings.";

struct Rules {
    std::string web_origin;            // openSIS's own, from the link's settings; "": not set
    bool parents = false;              // sso.parents
    bool site_administrators = false;  // sso.site_administrators
};

// What is known of the section that a statement names.
struct SectionSeen {
    std::optional<std::int64_t> school;  // nothing: it is not known
    bool teaches = false;                // the person teaches it
};

// Why this person may not open this page, or nothing. Codes: handover.origin, handover.not_yours,
// sso.parents.
std::optional<base::Problem> against(const Statement& statement, const Rules& rules,
                                     const SectionSeen& section);

}  // namespace causeway::sso
