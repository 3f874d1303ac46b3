// SPDX-License-Identifier: GPL-3.0-or-later
// What the mapped fields ask of openSIS's database, and the rights for it.
#include <fmt/format.h>

#include <algorithm>

#include "opensis/field_table.h"
#include "opensis/grants.h"

namespace causeway::opensis {

namespace {

std::string columns_of(const std::vector<std::string>& names) {
    std::string out;
    for (const auto& name : names)
        out += (out.empty() ? "" : ", ") + quoted_name(name);
    return out;
}

}  // namespace

std::optional<std::pair<std::string, std::string>> column_of(model::Kind whose,
                                                             std::string_view id) {
    constexpr std::string_view kCustom = "custom:";
    if (id.starts_with(kCustom))
        return std::pair{std::string(table_of(whose, FieldRow::person)),
                         "CUSTOM_" + std::string(id.substr(kCustom.size()))};
    for (const StaticField& field : static_fields())
        if (field.whose == whose && field.id == id)
            return std::pair{std::string(table_of(whose, field.row)), std::string(field.column)};
    return std::nullopt;
}

std::vector<FieldUse> field_uses() {
    std::vector<FieldUse> out = {
        {"custom_fields",
         {"id", "type", "title", "sort_order", "select_options", "category_id", "system_field",
          "required"},
         {}},
        {"staff_fields",
         {"id", "type", "title", "sort_order", "select_options", "category_id", "system_field",
          "required"},
         {}},
        {"student_field_categories", {"id", "title", "sort_order"}, {}},
        {"staff_field_categories", {"id", "title", "sort_order"}, {}},
        {"ethnicity", {"ethnicity_id", "ethnicity_name", "sort_order"}, {}},
        {"language", {"language_id", "language_name", "sort_order"}, {}},
        {"students", {"student_id"}, {}},
        {"staff", {"staff_id"}, {}},
        {"student_address", {"id", "student_id", "type"}, {}},
        {"students_join_people", {"id", "student_id", "person_id", "emergency_type"}, {}},
        {"people", {"staff_id"}, {}},
        {"staff_contact", {"staff_phone_id", "staff_id"}, {}},
        {"staff_school_info", {"staff_id"}, {}},
    };
    for (const StaticField& field : static_fields()) {
        const auto table = table_of(field.whose, field.row);
        const auto use = std::find_if(out.begin(), out.end(),
                                      [&](const FieldUse& one) { return one.table == table; });
        use->read.push_back(field.column);
        use->written.push_back(field.column);
    }
    return out;
}

std::vector<std::string> field_grants(std::string_view user, std::string_view host,
                                      std::string_view database,
                                      std::span<const PlacedField> fields) {
    const GrantTarget target = grant_target(user, host, database);
    std::vector<std::string> out;
    for (const FieldUse& use : field_uses()) {
        std::vector<std::string> read(use.read.begin(), use.read.end());
        std::vector<std::string> written(use.written.begin(), use.written.end());
        for (const PlacedField& field : fields) {
            if (!field.field.custom || table_of(field.field.whose, field.row) != use.table)
                continue;
            // A column that is not seen may be there, or may be gone: the right would be refused.
            read.push_back(field.column);
            written.push_back(field.column);
        }
        std::string rights = fmt::format("SELECT ({})", columns_of(read));
        if (!written.empty()) rights += fmt::format(", UPDATE ({})", columns_of(written));
        out.push_back(fmt::format("GRANT {} ON {}.{} TO {}", rights, target.database,
                                  quoted_name(use.table), target.account));
    }
    return out;
}

}  // namespace causeway::opensis
