// SPDX-License-Identifier: GPL-3.0-or-later
#include "opensis/field_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/failure.h"
#include "base/text.h"
#include "opensis/entered_text.h"

namespace causeway::opensis {

namespace {

using model::FieldOption;
using model::Kind;
using model::SisType;

constexpr std::string_view kSalutations = "Mr.|Mrs.|Ms.|Miss.|Dr.|Rev.";

constexpr std::array kStatic = {
    StaticField{Kind::student,
                "alt_id",
                "Alternate ID",
                SisType::text,
                FieldRow::person,
                "alt_id",
                {},
                true},
    StaticField{Kind::student, "birthdate", "Date of birth", SisType::date, FieldRow::person,
                "birthdate"},
    StaticField{Kind::student, "gender", "Gender", SisType::select, FieldRow::person, "gender",
                "Male|Female"},
    StaticField{Kind::student, "ethnicity", "Ethnicity", SisType::select, FieldRow::person,
                "ethnicity_id", "=ethnicity"},
    StaticField{Kind::student, "language", "Primary language", SisType::select, FieldRow::person,
                "language_id", "=language"},
    StaticField{Kind::student, "phone", "Phone", SisType::text, FieldRow::person, "phone"},
    StaticField{Kind::student, "common_name", "Preferred name", SisType::text, FieldRow::person,
                "common_name"},
    StaticField{Kind::student, "name_suffix", "Name suffix", SisType::text, FieldRow::person,
                "name_suffix"},
    StaticField{Kind::student, "estimated_grad_date", "Estimated graduation date", SisType::date,
                FieldRow::person, "estimated_grad_date"},
    StaticField{Kind::student, "home.street", "Home address: street", SisType::text, FieldRow::home,
                "street_address_1"},
    StaticField{Kind::student, "home.street_2", "Home address: second line", SisType::text,
                FieldRow::home, "street_address_2"},
    StaticField{Kind::student, "home.city", "Home address: city", SisType::text, FieldRow::home,
                "city"},
    StaticField{Kind::student, "home.state", "Home address: state", SisType::text, FieldRow::home,
                "state"},
    StaticField{Kind::student, "home.zipcode", "Home address: zip code", SisType::text,
                FieldRow::home, "zipcode"},
    StaticField{Kind::student, "home.bus_no", "Home address: bus number", SisType::text,
                FieldRow::home, "bus_no"},
    StaticField{Kind::student, "guardian.relationship", "Primary contact: relationship",
                SisType::text, FieldRow::relation, "relationship"},
    StaticField{Kind::student, "guardian.first_name", "Primary contact: first name", SisType::text,
                FieldRow::guardian, "first_name"},
    StaticField{Kind::student, "guardian.last_name", "Primary contact: last name", SisType::text,
                FieldRow::guardian, "last_name"},
    StaticField{Kind::student, "guardian.home_phone", "Primary contact: home phone", SisType::text,
                FieldRow::guardian, "home_phone"},
    StaticField{Kind::student, "guardian.work_phone", "Primary contact: work phone", SisType::text,
                FieldRow::guardian, "work_phone"},
    StaticField{Kind::student, "guardian.cell_phone", "Primary contact: mobile phone",
                SisType::text, FieldRow::guardian, "cell_phone"},
    StaticField{Kind::student, "guardian.email", "Primary contact: e-mail", SisType::text,
                FieldRow::guardian, "email"},
    StaticField{Kind::staff, "title", "Salutation", SisType::free, FieldRow::person, "title",
                kSalutations},
    StaticField{Kind::staff, "name_suffix", "Name suffix", SisType::text, FieldRow::person,
                "name_suffix"},
    StaticField{Kind::staff, "alternate_id", "Alternate ID", SisType::text, FieldRow::person,
                "alternate_id"},
    StaticField{Kind::staff, "birthdate", "Date of birth", SisType::date, FieldRow::person,
                "birthdate"},
    StaticField{Kind::staff, "gender", "Gender", SisType::select, FieldRow::person, "gender",
                "Male|Female"},
    StaticField{Kind::staff, "ethnicity", "Ethnicity", SisType::select, FieldRow::person,
                "ethnicity_id", "=ethnicity"},
    StaticField{Kind::staff, "language", "Primary language", SisType::select, FieldRow::person,
                "primary_language_id", "=language"},
    StaticField{Kind::staff, "second_language", "Second language", SisType::select,
                FieldRow::person, "second_language_id", "=language"},
    StaticField{Kind::staff, "third_language", "Third language", SisType::select, FieldRow::person,
                "third_language_id", "=language"},
    StaticField{Kind::staff, "phone", "Phone", SisType::text, FieldRow::person, "phone"},
    StaticField{Kind::staff, "homeroom", "Homeroom", SisType::text, FieldRow::person, "homeroom"},
    StaticField{Kind::staff, "contact.home_phone", "Contact: home phone", SisType::text,
                FieldRow::contact, "staff_home_phone"},
    StaticField{Kind::staff, "contact.mobile_phone", "Contact: mobile phone", SisType::text,
                FieldRow::contact, "staff_mobile_phone"},
    StaticField{Kind::staff, "contact.work_phone", "Contact: work phone", SisType::text,
                FieldRow::contact, "staff_work_phone"},
    StaticField{Kind::staff, "contact.personal_email", "Contact: personal e-mail", SisType::text,
                FieldRow::contact, "staff_personal_email"},
    StaticField{Kind::staff, "school.job_title", "School: job title", SisType::text,
                FieldRow::school, "job_title"},
    StaticField{Kind::staff, "school.joining_date", "School: joining date", SisType::date,
                FieldRow::school, "joining_date"},
};

constexpr std::array<std::pair<std::string_view, SisType>, 9> kTypes = {{
    {"text", SisType::text},
    {"textarea", SisType::textarea},
    {"select", SisType::select},
    {"autos", SisType::free},
    {"edits", SisType::free},
    {"codeds", SisType::coded},
    {"multiple", SisType::several},
    {"radio", SisType::check},
    {"numeric", SisType::number},
}};

struct Column {
    std::string name;
    std::size_t limit = 0;
    std::string charset;
};
using Columns = std::map<std::pair<std::string, std::string>, Column>;  // table, column: lower case

constexpr std::size_t kNoLimit = 1'000'000;  // a longtext's own is none

Columns read_columns(db::Connection& connection) {
    Columns out;
    const auto rows = connection.query(
        "SELECT table_name, column_name, character_maximum_length, character_set_name FROM "
        "information_schema.columns WHERE table_schema = DATABASE() AND table_name IN ('students', "
        "'staff', 'student_address', 'people', 'students_join_people', 'staff_contact', "
        "'staff_school_info')");
    while (const db::Row* row = rows->next()) {
        Column column{std::string(row->text(1)), static_cast<std::size_t>(row->integer(2)),
                      std::string(row->text(3))};
        if (column.limit > kNoLimit) column.limit = 0;
        if (column.charset == "utf8") column.charset = "utf8mb3";
        out[{base::lower_ascii(row->text(0)), base::lower_ascii(column.name)}] = column;
    }
    return out;
}

using Lookup = std::vector<std::pair<std::int64_t, std::string>>;

Lookup read_lookup(db::Connection& connection, std::string_view statement) {
    Lookup out;
    const auto rows = connection.query(statement);
    while (const db::Row* row = rows->next())
        out.emplace_back(row->integer(0), entered_text(row->text(1)));
    return out;
}

void place(PlacedField& out, const Columns& columns) {
    const auto at = columns.find(
        {std::string(table_of(out.field.whose, out.row)), base::lower_ascii(out.column)});
    out.field.column_missing = at == columns.end();
    if (at == columns.end()) return;
    out.column = at->second.name;
    const bool text = out.field.type != SisType::date && out.field.type != SisType::number;
    if (text && out.lookup.empty()) {
        out.field.limit = at->second.limit;
        out.field.charset = at->second.charset;
    }
}

std::vector<FieldOption> options_in(std::string_view lines, bool coded) {
    std::vector<FieldOption> out;
    for (const auto& line : base::split(lines, '\n')) {
        const auto bar = coded ? line.find('|') : std::string::npos;
        const std::string value = entered_text(line.substr(0, bar));
        const std::string label =
            bar == std::string::npos ? value : entered_text(line.substr(bar + 1));
        if (!value.empty()) out.push_back({value, label.empty() ? value : label});
    }
    return out;
}

void read_custom(db::Connection& connection, Kind whose, const Columns& columns,
                 std::vector<PlacedField>& out) {
    const bool staff = whose == Kind::staff;
    const auto rows = connection.query(fmt::format(
        "SELECT f.id, f.type, f.title, f.select_options, f.required, c.title FROM {} f LEFT JOIN "
        "{} c ON c.id = f.category_id WHERE COALESCE(f.system_field, 'N') <> 'Y' ORDER BY "
        "c.sort_order, f.sort_order, f.id",
        staff ? "staff_fields" : "custom_fields",
        staff ? "staff_field_categories" : "student_field_categories"));
    while (const db::Row* row = rows->next()) {
        const std::string type(row->text(1));
        const auto known = std::find_if(kTypes.begin(), kTypes.end(),
                                        [&](const auto& one) { return one.first == type; });
        PlacedField placed;
        placed.field.whose = whose;
        placed.field.id = "custom:" + std::to_string(row->integer(0));
        placed.field.title = entered_text(row->text(2));
        placed.field.type = type == "date"          ? SisType::date
                            : known == kTypes.end() ? SisType::text
                                                    : known->second;
        placed.field.custom = true;
        placed.field.required = row->text(4) == "Y";
        placed.field.tab = entered_text(row->text(5));
        placed.field.options = options_in(row->text(3), type == "codeds");
        placed.column = "CUSTOM_" + std::to_string(row->integer(0));
        place(placed, columns);
        out.push_back(std::move(placed));
    }
}

std::string lines_of(std::string_view stored) {
    std::string out;
    std::size_t empty = 0;
    for (const auto& line : base::split(stored, '\n')) {
        const std::string text = entered_text(line);
        if (text.empty()) {
            ++empty;
            continue;
        }
        if (!out.empty()) out.append(empty + 1, '\n');
        empty = 0;
        out += text;
    }
    return out;
}

base::Failure no_right(const base::Failure& failure) {
    return {base::ExitCode::usage,
            {"openSIS's fields cannot be read", "", failure.problem().why,
             "Run `causeway opensis grants --fields` and give the account these rights.",
             "opensis.no_field_rights"}};
}

}  // namespace

std::span<const StaticField> static_fields() {
    return kStatic;
}

std::string_view table_of(Kind whose, FieldRow row) {
    switch (row) {
        case FieldRow::home:
            return "student_address";
        case FieldRow::guardian:
            return "people";
        case FieldRow::relation:
            return "students_join_people";
        case FieldRow::contact:
            return "staff_contact";
        case FieldRow::school:
            return "staff_school_info";
        case FieldRow::person:
            break;
    }
    return whose == Kind::staff ? "staff" : "students";
}

std::vector<PlacedField> read_fields(db::Connection& connection) {
    const Columns columns = read_columns(connection);
    std::vector<PlacedField> out;
    try {
        const Lookup ethnicities = read_lookup(
            connection,
            "SELECT ethnicity_id, ethnicity_name FROM ethnicity ORDER BY sort_order, ethnicity_id");
        const Lookup languages = read_lookup(
            connection,
            "SELECT language_id, language_name FROM language ORDER BY sort_order, language_id");
        for (const StaticField& field : kStatic) {
            PlacedField placed;
            placed.field.whose = field.whose;
            placed.field.id = field.id;
            placed.field.title = field.title;
            placed.field.type = field.type;
            placed.field.unique = field.unique;
            placed.row = field.row;
            placed.column = field.column;
            if (field.choices == "=ethnicity") placed.lookup = ethnicities;
            if (field.choices == "=language") placed.lookup = languages;
            for (const auto& [id, words] : placed.lookup)
                placed.field.options.push_back({words, words});
            if (placed.lookup.empty() && !field.choices.empty())
                for (const auto& word : base::split(field.choices, '|'))
                    placed.field.options.push_back({word, word});
            place(placed, columns);
            out.push_back(std::move(placed));
        }
        read_custom(connection, Kind::student, columns, out);
        read_custom(connection, Kind::staff, columns, out);
    } catch (const base::Failure& failure) {
        if (failure.exit() == base::ExitCode::incomplete) throw;
        throw no_right(failure);
    }
    return out;
}

std::string in_form(const PlacedField& field, const db::Row& row, int column) {
    return row.is_null(column) ? std::string() : in_form(field, row.text(column));
}

std::string in_form(const PlacedField& field, std::string_view stored) {
    if (!field.lookup.empty()) {
        for (const auto& [id, words] : field.lookup)
            if (std::to_string(id) == stored) return words;
        return {};  // a number that stands for nothing
    }
    switch (field.field.type) {
        case SisType::check:
            return entered_text(stored) == "Y" ? "Y" : "";
        case SisType::date: {
            if (stored.starts_with("0000-00-00")) return {};
            const auto date = entered_date(stored);
            return date ? date->text() : entered_text(stored);
        }
        case SisType::number: {
            const std::string text = entered_text(stored);
            return model::plain_number(text).value_or(text);
        }
        case SisType::textarea:
            return lines_of(stored);
        case SisType::several: {
            const std::string text = entered_text(stored);
            return text == "||||" ? "" : text;
        }
        default:
            return entered_text(stored);
    }
}

base::Result<std::optional<std::string>> as_stored(const PlacedField& field,
                                                   std::string_view value) {
    if (value.empty()) return std::optional<std::string>();
    if (field.lookup.empty()) return std::optional<std::string>(value);
    for (const auto& [id, words] : field.lookup)
        if (words == value) return std::optional<std::string>(std::to_string(id));
    return base::Problem{
        "A value was not taken over", "",
        fmt::format("openSIS's list for \"{}\" holds no \"{}\"", field.field.title, value),
        "Add it to the list in openSIS, or map the option to another.", "field.unknown_option"};
}

std::string quoted_name(std::string_view name) {
    std::string out = "`";
    for (const char c : name) {
        if (c == '`') out += '`';
        out += c;
    }
    return out += '`';
}

}  // namespace causeway::opensis
