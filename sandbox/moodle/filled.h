// SPDX-License-Identifier: GPL-3.0-or-later
// A site that was there before anything was ever synchronised with it: people, categories, courses
// of this school year and of the one before, who is in them, and grades. Some people are as awkward
// as real ones: two of one name, one without an address, one whose name openSIS cannot hold. The
// same options give the same site. Everybody has the profile fields "born" and "town". Called
// before anybody asks the site anything.
#pragma once

#include <cstdint>
#include <string>

#include "sandbox/moodle/site.h"
#include "sandbox/moodle/switches.h"

namespace causeway::sandbox {

struct FilledOptions {
    int people = 200;  // at least 40: of every ten or so one teaches
    std::uint64_t seed = 7;
};

// Fills `site`; returns its grades as Gradebook::take() reads them. Throws std::invalid_argument
// for too few people.
std::string fill_site(Site& site, const std::string& url, Id now, const FilledOptions& options);

// The same switches, with the profile fields of such people.
Switches with_filled_fields(Switches switches);

}  // namespace causeway::sandbox
