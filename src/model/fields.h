// SPDX-License-Identifier: GPL-3.0-or-later
// The fields that a school maps between the two sides, as plain values: openSIS's fields of
// students and staff (static ones and custom ones), Moodle's custom profile fields, and which of
// them stands for which. Titles come as hostile text: they are shown, never used to find anything.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/problem.h"
#include "model/key.h"

namespace causeway::model {

// A value under its field's name. Lists are sorted by name and hold each name once.
struct NamedValue {
    std::string name;
    std::string value;
    bool operator==(const NamedValue&) const = default;
    auto operator<=>(const NamedValue&) const = default;
};
using Values = std::vector<NamedValue>;

const NamedValue* find_value(const Values& values, std::string_view name);
void set_value(Values& values, std::string_view name, std::string value);
void drop_value(Values& values, std::string_view name);
// The names that only one of the two has, or that have another value there.
std::vector<std::string> differing_profile(const Values& before, const Values& after);

// How openSIS keeps a value (facts: opensis.md 1.4).
enum class SisType : std::uint8_t {
    text,
    textarea,
    select,   // one of its options
    free,     // one of its options, or any other text
    coded,    // the code of one of its options
    several,  // options, as ||A||B||
    check,    // 'Y' or nothing
    number,   // two decimals
    date,
};
std::string_view name(SisType type);

enum class LmsType : std::uint8_t { text, textarea, menu, checkbox, datetime, social, other };
std::string_view name(LmsType type);
LmsType lms_type_named(std::string_view datatype);

struct FieldOption {
    std::string value;  // as it is kept
    std::string label;  // as it is shown
    bool operator==(const FieldOption&) const = default;
};

struct SisField {
    Kind whose = Kind::student;  // student or staff
    std::string id;              // "birthdate", "home.city", "custom:12": never a title
    std::string title;
    SisType type = SisType::text;
    bool custom = false;
    bool required = false;
    bool unique = false;  // openSIS's own pages let no two people have the same
    std::vector<FieldOption> options;
    std::size_t limit = 0;  // characters; 0: none
    std::string charset;    // of its column: "utf8mb3", "utf8mb4", "latin1"; "": not a text
    std::string tab;        // where openSIS shows it
    // A field that is defined but cannot be used: its column is not among those of the database.
    bool column_missing = false;
};

struct LmsField {
    std::string shortname;
    std::string name;
    LmsType type = LmsType::text;
    std::string datatype;    // Moodle's own word: of use where type is `other`
    bool described = false;  // what follows is known (only our plugin tells)
    bool required = false;
    bool locked = false;
    bool unique = false;
    bool hidden = false;  // people do not see it
    std::vector<std::string> options;
    std::size_t limit = 0;  // characters; 0: none
    int first_year = 0;     // of a date; 0: none
    int last_year = 0;
    bool with_time = false;
    std::string fallback;  // what a person has whose value was never set
};

// How days stand in a line of text.
enum class DayForm : std::uint8_t {
    iso,            // 2026-09-01
    month_first,    // 09/01/2026
    day_first,      // 01/09/2026
    day_first_dot,  // 01.09.2026
};
std::string_view name(DayForm form);  // "YYYY-MM-DD", "MM/DD/YYYY", "DD/MM/YYYY", "DD.MM.YYYY"
std::optional<DayForm> day_form_named(std::string_view name);

// What a school chose where a value can be carried over in more than one way.
struct FieldRules {
    bool cut = false;         // what is too long is cut; else it is refused
    bool keep_empty = false;  // a value that was emptied empties nothing on the other side
    DayForm days = DayForm::iso;
    bool operator==(const FieldRules&) const = default;
};

// One row of the mapping. A target is written by one row at most.
struct FieldMapping {
    std::int64_t id = 0;
    Kind whose = Kind::student;
    std::string sis;
    std::string lms;  // short name
    bool to_moodle = false;
    // Options mapped one by one: openSIS's value, Moodle's. Others go by equal words.
    std::vector<std::pair<std::string, std::string>> options;
    FieldRules rules;
    // As they were when the row was made: what a held-back row is named by.
    std::string sis_title;
    std::string lms_name;
    std::string lms_type;
    std::string by;
    base::Instant at = 0;
};

// One person's values. A field without a value is left out.
struct PersonValues {
    Key person;
    Values values;
    [[nodiscard]] Key key() const { return person; }
};
struct FoundProfile {
    std::int64_t user = 0;  // Moodle's id
    Values values;          // by short name
};
struct Profiles {
    // Everything that these people have; false: fields that are empty, and such as this account
    // may not see, are both left out.
    bool whole = false;
    std::vector<FoundProfile> people;
};

// "12.50" as "12.5"; nothing when it is no number that openSIS can keep (18 digits and 2 decimals).
std::optional<std::string> plain_number(std::string_view text);

// What both sides offer, as it was read.
struct FieldCatalogue {
    std::vector<SisField> sis;
    std::vector<LmsField> lms;
    bool lms_whole = false;  // all fields of the site, each with its definition
    std::string lms_zone;    // in which Moodle keeps days; "" when it is not told

    [[nodiscard]] const SisField* sis_field(Kind whose, std::string_view id) const;
    [[nodiscard]] const LmsField* lms_field(std::string_view shortname) const;
};

// What a sync has to know of a field that it keeps in Moodle.
struct ProfileRule {
    std::string name;  // short name
    Kind whose = Kind::student;
    bool held = false;       // leave it as it was agreed last
    bool clearable = true;   // Moodle can hold it empty
    bool unique = false;     // no two people may have the same
    std::string title = {};  // how messages name the row
    bool operator==(const ProfileRule&) const = default;
};

// A value that could not be taken over. The person's other fields were not kept from it.
struct UnfitValue {
    Key person;
    std::int64_t school = 0;
    std::string title;  // of the person
    std::string field;  // "Home address: city -> town"
    std::string lms;    // the short name in Moodle
    bool to_moodle = false;
    base::Problem problem;
};

}  // namespace causeway::model
