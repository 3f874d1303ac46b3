// SPDX-License-Identifier: GPL-3.0-or-later
#include "opensis/row_log.h"

namespace causeway::opensis {

db::Value text_or_null(std::string_view text) {
    return text.empty() ? db::Value{db::Null{}} : db::Value{text};
}

db::Value id_or_null(std::int64_t id) {
    return id == 0 ? db::Value{db::Null{}} : db::Value{id};
}

std::int64_t RowLog::insert(std::string_view table, std::string_view id_column,
                            const std::vector<Field>& fields, std::int64_t id) {
    std::string columns;
    std::string marks;
    std::vector<db::Value> values;
    for (const auto& [column, value] : fields) {
        columns += (columns.empty() ? "" : ", ") + std::string(column);
        marks += marks.empty() ? "?" : ", ?";
        values.push_back(value);
    }
    connection_
        .prepare("INSERT INTO " + std::string(table) + " (" + columns + ") VALUES (" + marks + ")")
        ->run(values);
    if (id == 0 && !id_column.empty()) id = connection_.last_insert_id();
    rows_.push_back({std::string(table), std::string(id_column), id, {}});
    return id;
}

void RowLog::update(std::string_view table, std::string_view id_column, std::int64_t id,
                    const std::vector<Field>& fields) {
    std::string columns;
    std::string sets;
    std::vector<db::Value> values;
    for (const auto& [column, value] : fields) {
        columns += (columns.empty() ? "" : ", ") + std::string(column);
        sets += (sets.empty() ? "" : ", ") + std::string(column) + " = ?";
        values.push_back(value);
    }
    model::WrittenRow written{std::string(table), std::string(id_column), id, {}};
    const std::string where = " WHERE " + std::string(id_column) + " = ?";
    {
        const auto rows = connection_.query(
            "SELECT " + columns + " FROM " + std::string(table) + where + " FOR UPDATE", {id});
        const db::Row* row = rows->next();
        int at = 0;
        for (const auto& field : fields) {
            std::optional<std::string> had;
            if (row != nullptr && !row->is_null(at)) had = std::string(row->text(at));
            written.before[std::string(field.first)] = std::move(had);
            ++at;
        }
        while (row != nullptr)
            row = rows->next();
    }
    values.emplace_back(id);
    connection_.prepare("UPDATE " + std::string(table) + " SET " + sets + where)->run(values);
    rows_.push_back(std::move(written));
}

}  // namespace causeway::opensis
