// SPDX-License-Identifier: GPL-3.0-or-later
// What the teachers of the stand-in Moodle do: in every course with students that has no gradebook
// yet, two weighted categories with assignments, a quiz and a lesson, and grades with all the
// states that a grade can have; in one that has a gradebook, every now and then another grade. The
// same seed on the same site gives the same grades. Not thread-safe.
#pragma once

#include <cstdint>
#include <string>

#include "sandbox/moodle/site.h"

namespace causeway::sandbox {

// As Gradebook::take() reads it; `url`: of the site, for the items' addresses.
std::string sample_grades(const Site& site, const std::string& url, Id now, std::uint64_t seed);

}  // namespace causeway::sandbox
