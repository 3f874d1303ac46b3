// SPDX-License-Identifier: GPL-3.0-or-later
// Adoption before creation: whether a record that is to be created stands in Moodle already, by
// id number or by the mapping the school chose. A doubtful match is set aside for a person.
#pragma once

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "sync/plan.h"

namespace causeway::sync {

// What Moodle holds of the records that a plan would create. E-mails in lower case.
struct Existing {
    std::unordered_map<std::string, model::FoundCategory> categories;   // by idnumber
    std::unordered_map<model::RemoteId, std::string> category_numbers;  // id -> idnumber
    std::unordered_map<std::string, model::FoundCourse> courses;        // by idnumber
    std::unordered_map<std::string, model::FoundGroup> groups;          // by idnumber
    std::unordered_multimap<std::string, model::FoundUser> by_idnumber;
    std::unordered_multimap<std::string, model::FoundUser> by_email;
    std::unordered_multimap<std::string, model::FoundUser> by_username;
};

// Asks Moodle, in slices over several connections. Throws Failure(incomplete) when it cannot
// answer: nothing may be created on the strength of an error.
Existing look_for_existing(const Plan& plan, Lms& lms, const Policy& policy,
                           std::size_t connections);

// Turns creations whose record exists into adoptions, and sets doubtful ones aside as refused.
// Pure. `service_user` is the account Causeway itself uses in Moodle: nobody's to adopt.
void adopt_existing(Plan& plan, const Existing& existing, Projector& projector,
                    const Policy& policy, model::RemoteId service_user);

}  // namespace causeway::sync
