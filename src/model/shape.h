// SPDX-License-Identifier: GPL-3.0-or-later
// The same school as Moodle is to hold it: the fields Causeway owns there, within Moodle's limits
// (facts: moodle.md section 2). Both sides of a comparison are brought into these shapes.
#pragma once

#include <string>
#include <variant>

#include "base/clock.h"
#include "base/fingerprint.h"
#include "model/fields.h"
#include "model/key.h"

namespace causeway::model {

struct CategoryShape {
    std::string name;  // 1..255 characters, no tags
    Key parent;        // school, subject; for a school itself: its own key (it stands at the top)
    bool operator==(const CategoryShape&) const = default;
};

struct CourseShape {
    std::string fullname;   // 1..254 characters
    std::string shortname;  // 1..255 characters, unique in Moodle whatever the case
    Key category;           // course, subject or school
    base::Instant start = 0;
    base::Instant end = 0;  // 0: none; else after start
    bool operator==(const CourseShape&) const = default;
};

struct UserShape {
    std::string username;    // 1..100 of a-z 0-9 - . _ @
    std::string first_name;  // 1..100
    std::string last_name;   // 1..100
    std::string middle_name;
    std::string email;    // 1..100
    Values profile = {};  // custom profile fields that openSIS keeps, by short name; "": emptied
    bool operator==(const UserShape&) const = default;
};

enum class Role : std::uint8_t { student, teacher, manager };

struct EnrolmentShape {
    Role role = Role::student;
    base::Instant start = 0;
    base::Instant end = 0;  // 0: open
    bool operator==(const EnrolmentShape&) const = default;

    // Moodle lists an enrolment outside its dates among the suspended ones.
    [[nodiscard]] bool counts_at(base::Instant now) const {
        return start <= now && (end == 0 || end > now);
    }
};

// A section as a group of its course's Moodle course.
struct GroupShape {
    std::string name;  // 1..254 characters, unique in the course whatever the case
    Key course;
    bool operator==(const GroupShape&) const = default;
};

// Who is in such a group. Dates are those of the enrolment in the course (leads, attends).
struct MembershipShape {
    Role role = Role::student;
    Key course;
    bool operator==(const MembershipShape&) const = default;
};

using Shape = std::variant<CategoryShape, CourseShape, UserShape, EnrolmentShape, GroupShape,
                           MembershipShape>;

template <class S>
[[nodiscard]] bool holds(const Shape& shape) {
    return std::holds_alternative<S>(shape);
}

// Whether the record takes part: a course is visible, a user may enter, an enrolment counts,
// somebody is in a group.
enum class State : std::uint8_t {
    active,
    waiting,    // a course that is hidden until shortly before it starts
    suspended,  // hidden course, suspended user, suspended enrolment; out of the group; a group
                // that is kept, empty
    archived,   // an enrolment that is left as it stands because its section's year is over or gone
};
std::string_view name(State state);

base::Fingerprint fingerprint(const CategoryShape& shape);
base::Fingerprint fingerprint(const CourseShape& shape);
base::Fingerprint fingerprint(const UserShape& shape);
base::Fingerprint fingerprint(const EnrolmentShape& shape);
base::Fingerprint fingerprint(const GroupShape& shape);
base::Fingerprint fingerprint(const MembershipShape& shape);
base::Fingerprint fingerprint(const Shape& shape);

// Compact JSON for base, journal and plan files; shape_from_json throws Failure(error) on text
// that this program did not write.
std::string to_json(const Shape& shape);
Shape shape_from_json(Kind kind, std::string_view json);

// The names of the fields that differ ("first name", "e-mail"): the words of a plan's reasons.
std::string differing_fields(const Shape& before, const Shape& after);

}  // namespace causeway::model
