// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/intake.h"

#include <boost/json.hpp>

namespace causeway::model {

namespace json = boost::json;

std::string to_json(const std::vector<WrittenRow>& rows) {
    json::array out;
    for (const WrittenRow& row : rows) {
        json::object before;
        for (const auto& [column, value] : row.before) {
            if (value)
                before[column] = *value;
            else
                before[column] = nullptr;
        }
        out.push_back(json::object{{"table", row.table},
                                   {"column", row.id_column},
                                   {"id", row.id},
                                   {"before", std::move(before)}});
    }
    return json::serialize(out);
}

std::vector<WrittenRow> written_from_json(std::string_view text) {
    std::vector<WrittenRow> out;
    const json::value parsed = json::parse(json::string_view(text.data(), text.size()));
    for (const json::value& item : parsed.as_array()) {
        const json::object& from = item.as_object();
        WrittenRow& row = out.emplace_back();
        row.table = json::value_to<std::string>(from.at("table"));
        row.id_column = json::value_to<std::string>(from.at("column"));
        row.id = from.at("id").to_number<std::int64_t>();
        for (const auto& field : from.at("before").as_object())
            row.before[std::string(field.key())] =
                field.value().is_null() ? std::optional<std::string>()
                                        : std::optional(json::value_to<std::string>(field.value()));
    }
    return out;
}

}  // namespace causeway::model
