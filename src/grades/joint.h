// SPDX-License-Identifier: GPL-3.0-or-later
// Sections that share a Moodle course, each a group in it: which part of its one gradebook is whose
// in openSIS. All of them have its categories and items; a grade belongs to the section that
// openSIS's schedule has the student in today (to each, where these are several). What was brought
// into a section that somebody left stays there. The rules are in docs/grades.md. Pure but for
// Rosters, which asks openSIS once; one thread.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/fingerprint.h"
#include "grades/ports.h"

namespace causeway::grades {

// The sections of one Moodle course; one, unless they share it.
struct CoursePlaces {
    model::RemoteId course = 0;
    std::int64_t joint = 0;  // as in Place
    std::vector<Place> places;
};
// In the order of their first sections.
std::vector<CoursePlaces> by_course(std::span<const Place> places);

// A Problem about a whole Moodle course: of its first section, the others named.
base::Problem of_course(base::Problem problem, const CoursePlaces& course);

// What of a shared gradebook is this section's: all but the grades of those who are not in it
// today. A difference that a person decided is carried out for whomever it is about.
model::Gradebook own_part(const model::Gradebook& whole, const model::SchoolBook& book,
                          const Policy& policy, const std::map<std::string, Side>& taken);

// Nothing of openSIS's own goes into a shared course: refused, with its reason.
void refuse_sends(SectionPlan& plan);

// Who is in sections that share their course.
class Rosters {
  public:
    Rosters() = default;
    // Of all sections that share a course with one of `chosen`.
    Rosters(School& school, std::span<const Place> chosen, std::span<const Place> all,
            base::Date today);

    [[nodiscard]] bool is_in(std::int64_t section, std::int64_t student) const;  // today
    // Whether openSIS's schedule has them in any section of that course, whenever.
    [[nodiscard]] bool knows(std::int64_t joint, std::int64_t student) const;
    // Changes with who is in the section today.
    [[nodiscard]] std::map<std::int64_t, base::Fingerprint> marks() const { return marks_; }

  private:
    std::set<std::pair<std::int64_t, std::int64_t>> now_;   // section, student
    std::set<std::pair<std::int64_t, std::int64_t>> ever_;  // course, student
    std::map<std::int64_t, base::Fingerprint> marks_;
};

// Grades in a shared course of people who are in none of its sections: told once for the course.
class Strangers {
  public:
    Strangers() = default;
    Strangers(std::int64_t joint, const model::Gradebook& lms, const Rosters& rosters,
              const Policy& policy);

    [[nodiscard]] bool empty() const { return grades_.empty(); }
    [[nodiscard]] std::vector<model::GradePlace> in(std::int64_t section) const;
    // Of news alone it is not told what is an item: what openSIS has none for is passed over.
    void keep_items_of(const model::SchoolBook& book);
    // What was brought while somebody was in a section is no stranger's.
    void leave_out(const model::SchoolBook& book);
    // One Problem a person; how many grades it is about.
    std::int64_t tell(std::vector<base::Problem>& into) const;

  private:
    std::int64_t joint_ = 0;
    std::map<std::int64_t, std::set<model::RemoteId>> grades_;  // items, by student
};

}  // namespace causeway::grades
