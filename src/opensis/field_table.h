// SPDX-License-Identifier: GPL-3.0-or-later
// Where openSIS keeps the fields that can be mapped: its static ones (a list of ours) and its
// custom ones (definitions in custom_fields and staff_fields, values in columns CUSTOM_<id>). A
// column's name is never made from a title: it is taken from the database's own list of columns,
// and stands in quotes wherever it is used.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "db/db.h"
#include "model/fields.h"

namespace causeway::opensis {

// Which row of a person a field stands in.
enum class FieldRow : std::uint8_t {
    person,    // students, staff
    home,      // student_address: the latest home address
    guardian,  // people: the primary contact
    relation,  // students_join_people: how that contact is related
    contact,   // staff_contact
    school,    // staff_school_info
};

struct StaticField {
    model::Kind whose;
    std::string_view id;
    std::string_view title;
    model::SisType type;
    FieldRow row;
    std::string_view column;
    std::string_view choices = {};  // "Male|Female", or "=ethnicity", "=language" for a table
    bool unique = false;            // openSIS's page refuses a value that somebody else has
};
std::span<const StaticField> static_fields();

// The table of such a row, and the column that finds it.
std::string_view table_of(model::Kind whose, FieldRow row);

// A field with the place of its values.
struct PlacedField {
    model::SisField field;
    FieldRow row = FieldRow::person;
    std::string column;  // as the database spells it
    // Of fields that hold the number of a row elsewhere: number and words.
    std::vector<std::pair<std::int64_t, std::string>> lookup;
};

// All fields of students and of staff: static ones first, then custom ones in their order. Throws
// Failure(usage) when the account may not read the definitions, with the cure.
std::vector<PlacedField> read_fields(db::Connection& connection);

// A value as it stands in the column, in the form of model::PersonValues; and back (NULL for
// nothing). An unknown word of a lookup is a Problem.
std::string in_form(const PlacedField& field, const db::Row& row, int column);
std::string in_form(const PlacedField& field, std::string_view stored);
base::Result<std::optional<std::string>> as_stored(const PlacedField& field,
                                                   std::string_view value);

// Table and column of a field, as they are when nothing was renamed; nothing: no such field.
std::optional<std::pair<std::string, std::string>> column_of(model::Kind whose,
                                                             std::string_view id);

// `name` in backticks.
std::string quoted_name(std::string_view name);

// What the reading and writing of fields touches: for the printed grants.
struct FieldUse {
    std::string_view table;
    std::vector<std::string_view> read;
    std::vector<std::string_view> written;
};
std::vector<FieldUse> field_uses();

// One statement each, without the final semicolon, beside those of grants.h; with the columns of
// these custom fields. Throws Failure(usage) for names that cannot be quoted with certainty.
std::vector<std::string> field_grants(std::string_view user, std::string_view host,
                                      std::string_view database,
                                      std::span<const PlacedField> fields);

}  // namespace causeway::opensis
