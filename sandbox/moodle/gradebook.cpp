// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/moodle/gradebook.h"

#include <algorithm>
#include <boost/json.hpp>
#include <stdexcept>

namespace causeway::sandbox {

namespace json = boost::json;

namespace {

constexpr std::array<std::string_view, 3> kNames = {"items", "categories", "grades"};

// Every field with its default, whose type a given value must have; null: a number or null.
constexpr std::array<const char*, 3> kDefaults = {
    R"({"id":0,"courseid":0,"courseidnumber":"","categoryid":0,"itemtype":"mod",
        "itemmodule":"assign","iteminstance":0,"cmid":0,"itemnumber":0,"idnumber":"","name":"",
        "description":"","grademin":0.0,"grademax":100.0,"gradepass":0.0,"scaleid":0,"scale":[],
        "multfactor":1.0,"plusfactor":0.0,"weight":0.0,"weight2":0.0,"weightoverride":false,
        "extracredit":false,"hidden":false,"hiddenuntil":0,"locked":0,"locktime":0,
        "visible":true,"assigned":0,"due":0,"cutoff":0,"decimals":null,"display":0,
        "needsupdate":false,"sortorder":1,"url":"","timecreated":0,"timemodified":0})",
    R"({"id":0,"courseid":0,"courseidnumber":"","parent":0,"depth":1,"path":"","name":"",
        "aggregation":13,"keephigh":0,"droplow":0,"aggregateonlygraded":true,"hidden":false,
        "itemid":0,"weight":0.0,"weight2":0.0,"weightoverride":false,"extracredit":false,
        "grademax":100.0,"grademin":0.0,"timecreated":0,"timemodified":0})",
    R"({"id":0,"itemid":0,"courseid":0,"courseidnumber":"","categoryid":0,"itemtype":"mod",
        "itemmodule":"assign","iteminstance":0,"userid":0,"useridnumber":"","rawgrade":null,
        "finalgrade":null,"grademin":0.0,"grademax":100.0,"weight":null,
        "aggregationstatus":"unknown","excluded":0,"overridden":0,"hidden":0,
        "locked":0,"exempt":false,"late":false,"missing":false,"feedback":"",
        "feedbackformat":0,"grader":0,"timegraded":0,"timesubmitted":0,"timemodified":0,
        "activeenrolment":true})"};

const json::object& defaults(std::size_t table) {
    static const std::array<json::object, 3> parsed = {json::parse(kDefaults[0]).as_object(),
                                                       json::parse(kDefaults[1]).as_object(),
                                                       json::parse(kDefaults[2]).as_object()};
    return parsed[table];
}

bool fits(const json::value& given, const json::value& otherwise) {
    if (otherwise.is_null()) return given.is_null() || given.is_number();
    if (otherwise.is_double()) return given.is_number();
    return given.kind() == otherwise.kind();
}

// The row with its defaults; throws what is wrong with it.
json::object whole(const json::value& given, std::size_t table) {
    json::object row = defaults(table);
    for (const auto& [key, value] : given.as_object()) {
        const auto field = row.find(key);
        if (field == row.end() || !fits(value, field->value()))
            throw std::invalid_argument(std::string(kNames[table]) + "." + std::string(key));
        field->value() = value;
    }
    if (row.at("courseid").as_int64() == 0)
        throw std::invalid_argument(std::string(kNames[table]) + ".courseid");
    return row;
}

}  // namespace

std::string Gradebook::take(std::string_view text) {
    try {
        auto tables = tables_;
        Id history = history_;
        const json::value given = json::parse(text);
        for (const auto& [name, list] : given.as_object()) {
            const auto at = std::find(kNames.begin(), kNames.end(), std::string_view(name));
            if (at == kNames.end()) return std::string(name);
            const auto table = static_cast<std::size_t>(at - kNames.begin());
            for (const auto& item : list.as_array()) {
                json::object row = whole(item, table);
                Id id = row.at("id").as_int64();
                if (id == 0) id = tables[table].empty() ? 1 : tables[table].rbegin()->first + 1;
                row["id"] = id;
                const json::value* user = row.if_contains("userid");
                tables[table][id] = {.courseid = row.at("courseid").as_int64(),
                                     .userid = user ? user->as_int64() : 0,
                                     .timemodified = row.at("timemodified").as_int64(),
                                     .history = user ? ++history : 0,
                                     .json = json::serialize(row)};
            }
        }
        tables_ = std::move(tables);
        history_ = history;
        return {};
    } catch (const std::exception& error) {
        return error.what();
    }
}

std::string Gradebook::shown() const {
    json::object out;
    for (std::size_t table = 0; table < tables_.size(); ++table) {
        json::array rows;
        for (const auto& [id, row] : tables_[table])
            rows.push_back(json::parse(row.json));
        out[kNames[table]] = std::move(rows);
    }
    return json::serialize(out);
}

void Gradebook::forget_course(Id course) {
    for (auto& table : tables_)
        std::erase_if(table, [&](const auto& held) { return held.second.courseid == course; });
}

std::vector<std::string_view> Gradebook::fields(GradeTable table) {
    std::vector<std::string_view> names;
    for (const auto& [key, value] : defaults(static_cast<std::size_t>(table)))
        names.emplace_back(key);
    return names;
}

}  // namespace causeway::sandbox
