// SPDX-License-Identifier: GPL-3.0-or-later
// A record's stable name, the same on both sides. In Moodle it stands in `idnumber` behind the
// link's prefix ("opensis:student:1042"). Keys order by kind, then by number: the order in which
// every reader yields its records.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace causeway::model {

enum class Kind : std::uint8_t {
    school,   // category at the top
    subject,  // category below its school
    course,   // category below its subject; a Moodle course where sections are groups
    section,  // Moodle course, or a group in its course's Moodle course
    staff,    // user
    student,  // user
    manages,  // a school's administrator in the school's category
    teaches,  // a section's teacher
    learns,   // a section's student
    // Only where sections are groups: somebody's one enrolment in an openSIS course's Moodle
    // course, whatever number of its sections they are in.
    leads,    // as a teacher
    attends,  // as a student
};

inline constexpr std::array kAllKinds = {Kind::school, Kind::subject, Kind::course,  Kind::section,
                                         Kind::staff,  Kind::student, Kind::manages, Kind::teaches,
                                         Kind::learns, Kind::leads,   Kind::attends};
inline constexpr Kind kLastKind = Kind::attends;

std::string_view name(Kind kind);                       // "learns"
std::optional<Kind> kind_named(std::string_view name);  // the reverse
std::string_view people_say(Kind kind);                 // several of them in words: "enrolments"

// manages: id = school, who = staff; teaches: id = section, who = staff; learns: id = section,
// who = student; leads, attends: id = course, who = staff or student. All other kinds: who = 0. Ids
// are openSIS's own numbers, never 0 or less.
struct Key {
    Kind kind = Kind::school;
    std::int64_t id = 0;
    std::int64_t who = 0;

    auto operator<=>(const Key&) const = default;

    [[nodiscard]] std::string text() const;  // "section:331", "learns:331/1042"
    static std::optional<Key> parse(std::string_view text);

    // As it stands in Moodle's idnumber; `prefix` ends with its own separator ("opensis:").
    [[nodiscard]] std::string idnumber(std::string_view prefix) const;
    static std::optional<Key> from_idnumber(std::string_view idnumber, std::string_view prefix);
};

[[nodiscard]] constexpr bool is_category(Kind k) {
    return k <= Kind::course;
}
[[nodiscard]] constexpr bool is_person(Kind k) {
    return k == Kind::staff || k == Kind::student;
}
[[nodiscard]] constexpr bool is_enrolment(Kind k) {
    return k >= Kind::manages;
}

// Whether it is a student's.
[[nodiscard]] constexpr bool is_pupils(Kind k) {
    return k == Kind::learns || k == Kind::attends;
}

// The person an enrolment is about, and the section (or school, or course) it is in.
[[nodiscard]] Key person_of(const Key& enrolment);
[[nodiscard]] Key place_of(const Key& enrolment);

}  // namespace causeway::model

template <>
struct std::hash<causeway::model::Key> {
    std::size_t operator()(const causeway::model::Key& key) const noexcept;
};
