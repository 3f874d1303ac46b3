// SPDX-License-Identifier: GPL-3.0-or-later
// What is to be done to a section's gradebook in openSIS: three trees again. openSIS's rows are
// one, Moodle's gradebook the second, what was agreed last (the links kept beside openSIS's rows)
// the third. A pure function: no I/O, no clock; any thread. The rules are in docs/grades.md.
//
// What a teacher changed in openSIS, what is posted or closed there, is never overwritten: it is
// kept and told as a Difference, until a person takes one of the two values.
#pragma once

#include <array>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/problem.h"
#include "model/gradebook.h"
#include "model/school_book.h"

namespace causeway::grades {

// Who keeps the gradebook.
enum class Option : std::uint8_t {
    opensis,  // one: unweighted points come over, openSIS weighs
    moodle,   // two: the course total comes over too, as the section's grade
};
std::string_view name(Option option);
std::optional<Option> option_named(std::string_view name);  // "opensis", "moodle"

enum class Side : std::uint8_t { opensis, moodle };

struct Policy {
    std::string prefix = "opensis:";
    base::Zone zone = base::Zone::utc();
    base::Date today;
    std::set<model::ItemKind> kinds = {model::ItemKind::assignment, model::ItemKind::quiz,
                                       model::ItemKind::lesson, model::ItemKind::other,
                                       model::ItemKind::manual};
    std::string top_category = "Moodle";  // of items that stand in no category
    bool carry_hidden = false;            // what Moodle hides from students, openSIS may show
    bool missing_is_zero = false;
    bool feedback = true;
    // What Moodle's drop rule leaves out is excused in openSIS, which has no such rule.
    bool excuse_dropped = true;
    // Extra credit in openSIS's own form of it; else it is refused.
    bool carry_extra_credit = true;
    // openSIS's own assignments are sent to Moodle; nothing: they are not.
    std::optional<model::SentAs> send;
};

struct Request {
    Option option = Option::opensis;
    bool whole = true;                  // `lms` is all there is; else only news: grades alone
    std::map<std::string, Side> taken;  // differences that a person decided, by key
};

struct Difference {
    std::string key;  // "grade:331/5021/42": section, Moodle's item, student
    std::int64_t section = 0;
    model::BookKind kind = model::BookKind::grade;
    std::int64_t student = 0;
    std::string title;  // the item's, or the marking period's
    std::string here;   // openSIS's value in words
    std::string there;  // Moodle's
    std::string why;    // why it was not taken over
    bool operator==(const Difference&) const = default;
};

struct Counts {
    std::int64_t created = 0, updated = 0, removed = 0, kept = 0, refused = 0, unchanged = 0;
    Counts& operator+=(const Counts& other);
    bool operator==(const Counts&) const = default;
};
// category, item, grade, final; kSent: openSIS's own assignments sent to Moodle
using CountsByKind = std::array<Counts, 5>;
inline constexpr std::size_t kSent = 4;

// One of openSIS's own assignments that Moodle is to have, or to have anew. `link` is what is noted
// of it once Moodle has it, but for Moodle's number.
struct Send {
    model::GradedItemWrite write;
    model::BookStep link;
};

struct SectionPlan {
    std::int64_t section = 0;
    std::vector<model::BookStep> steps;  // in the order they are to be written
    std::vector<Send> sends;             // before them
    std::vector<Difference> differences;
    std::vector<base::Problem> refused;
    CountsByKind counts{};
};

SectionPlan plan_section(const model::SchoolBook& sis, const model::Gradebook& lms,
                         const Policy& policy, const Request& request);

std::string points_text(const std::optional<model::Hundredths>& points);  // "12.5", "*", "none"

}  // namespace causeway::grades
