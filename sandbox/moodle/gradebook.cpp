// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/moodle/gradebook.h"

#include <algorithm>
#include <boost/json.hpp>
#include <set>
#include <stdexcept>

#include "sandbox/moodle/grade_totals.h"

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
        "grademax":100.0,"grademin":0.0,"letters":[],"timecreated":0,"timemodified":0})",
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
    std::vector<std::pair<GradeTable, json::object>> rows;
    try {
        const json::value given = json::parse(text);
        for (const auto& [name, list] : given.as_object()) {
            const auto at = std::find(kNames.begin(), kNames.end(), std::string_view(name));
            if (at == kNames.end()) return std::string(name);
            const auto table = static_cast<std::size_t>(at - kNames.begin());
            for (const auto& item : list.as_array())
                rows.emplace_back(static_cast<GradeTable>(table), whole(item, table));
        }
    } catch (const std::exception& error) {
        return error.what();
    }
    std::set<Id> touched;
    for (auto& [table, row] : rows) {
        Id id = row.at("id").as_int64();
        touched.insert(row.at("courseid").as_int64());
        const auto& held = this->rows(table);
        if (id == 0) id = held.empty() ? 1 : held.rbegin()->first + 1;
        row["id"] = id;
        put(table, id, row, true);
    }
    for (const Id course : touched)
        settle(course);
    return {};
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
    for (std::size_t table = 0; table < tables_.size(); ++table) {
        for (const Id id : ids_of(static_cast<GradeTable>(table), course))
            tables_[table].erase(id);
        by_course_[table].erase(course);
    }
    dropping_.erase(course);
}

Id Gradebook::next_item() const {
    const auto& items = rows(GradeTable::items);
    Id last = items.empty() ? 0 : items.rbegin()->first;
    for (const auto& [id, row] : rows(GradeTable::categories))
        last = std::max(last, json::parse(row.json).at("itemid").as_int64());
    return last + 1;
}

Id Gradebook::begin(Id course) {
    for (const Id id : ids_of(GradeTable::categories, course))
        if (json::parse(row(GradeTable::categories, id)->json).at("parent") == 0) return id;
    const auto& held = rows(GradeTable::categories);
    const Id id = held.empty() ? 1 : held.rbegin()->first + 1;
    json::object row = defaults(static_cast<std::size_t>(GradeTable::categories));
    row["id"] = id;
    row["courseid"] = course;
    row["path"] = "/" + std::to_string(id) + "/";
    row["itemid"] = next_item();
    put(GradeTable::categories, id, row, false);
    return id;
}

const GradeRow* Gradebook::row(GradeTable table, Id id) const {
    const auto& held = rows(table);
    const auto at = held.find(id);
    return at == held.end() ? nullptr : &at->second;
}

void Gradebook::remove(GradeTable table, Id id) {
    auto& held = tables_[static_cast<std::size_t>(table)];
    const auto at = held.find(id);
    if (at == held.end()) return;
    const Id course = at->second.courseid;
    held.erase(at);
    by_course_[static_cast<std::size_t>(table)][course].erase(id);
    if (table == GradeTable::categories) note_drops(course, id, false);
    if (table == GradeTable::items) {
        const std::set<Id> grades = ids_of(GradeTable::grades, course);
        for (const Id grade : grades)
            if (json::parse(row(GradeTable::grades, grade)->json).at("itemid") == id)
                remove(GradeTable::grades, grade);
    }
    settle(course);
}

const std::set<Id>& Gradebook::ids_of(GradeTable table, Id course) const {
    static const std::set<Id> none;
    const auto& courses = by_course_[static_cast<std::size_t>(table)];
    const auto at = courses.find(course);
    return at == courses.end() ? none : at->second;
}

json::array Gradebook::of_course(GradeTable table, Id course, Id user) const {
    json::array out;
    for (const Id id : ids_of(table, course)) {
        const GradeRow& held = rows(table).at(id);
        if (user == 0 || held.userid == user) out.push_back(json::parse(held.json));
    }
    return out;
}

std::set<Id> Gradebook::written_since(Id cursor) const {
    std::set<Id> out;
    for (auto at = by_history_.upper_bound(cursor); at != by_history_.end(); ++at)
        if (rows(GradeTable::grades).contains(at->second)) out.insert(at->second);
    return out;
}

void Gradebook::note_drops(Id course, Id category, bool drops) {
    if (drops) {
        dropping_[course].insert(category);
    } else if (const auto at = dropping_.find(course); at != dropping_.end()) {
        at->second.erase(category);
        if (at->second.empty()) dropping_.erase(at);
    }
}

void Gradebook::put(GradeTable table, Id id, const json::object& row, bool written) {
    GradeRow& held = tables_[static_cast<std::size_t>(table)][id];
    auto& courses = by_course_[static_cast<std::size_t>(table)];
    if (held.courseid != 0) courses[held.courseid].erase(id);
    held.courseid = row.at("courseid").as_int64();
    courses[held.courseid].insert(id);
    const json::value* user = row.if_contains("userid");
    held.userid = user ? user->as_int64() : 0;
    held.timemodified = row.at("timemodified").as_int64();
    if (table == GradeTable::categories)
        note_drops(held.courseid, id,
                   row.at("droplow").as_int64() > 0 || row.at("keephigh").as_int64() > 0);
    if (user && written) {
        by_history_.erase(held.history);
        by_history_[held.history = ++history_] = id;
    }
    held.json = json::serialize(row);
}

namespace {

struct Child {
    json::object* item = nullptr;  // or
    json::object* category = nullptr;
};

// The gradebook of one course while its totals are computed.
struct Settling {
    json::array items, categories, grades;
    std::map<Id, std::vector<Child>> children;            // by category
    std::map<std::pair<Id, Id>, json::object*> grade_of;  // item, user
    std::map<std::pair<Id, Id>, Total> totals;            // total's item, user
    std::map<std::pair<Id, Id>, std::pair<double, std::string>> shares;

    static double real(const json::object& row, const char* key) {
        return row.at(key).to_number<double>();
    }
    [[nodiscard]] TotalPart part(const Child& child, Id user) const {
        TotalPart out;
        const json::object& row = child.item ? *child.item : *child.category;
        const Id item = row.at(child.item ? "id" : "itemid").as_int64();
        out.min = real(row, "grademin");
        out.max = real(row, "grademax");
        out.weight = real(row, "weight");
        const auto total = totals.find({item, user});
        if (total != totals.end()) {
            out.grade = total->second.grade;
            out.max = total->second.max;
        }
        const auto at = grade_of.find({item, user});
        if (at != grade_of.end()) {
            const json::object& grade = *at->second;
            out.excluded = grade.at("excluded").as_int64() != 0;
            const json::value& final = grade.at("finalgrade");
            if (child.item && !final.is_null()) out.grade = final.to_number<double>();
        }
        return out;
    }
    void total(json::object& category, Id user) {
        std::vector<TotalPart> parts;
        std::vector<Id> ids;
        for (const Child& child : children[category.at("id").as_int64()]) {
            if (child.category) total(*child.category, user);
            parts.push_back(part(child, user));
            ids.push_back(
                (child.item ? child.item->at("id") : child.category->at("itemid")).as_int64());
        }
        const TotalRule rule{.aggregation = static_cast<int>(category.at("aggregation").as_int64()),
                             .keep_high = static_cast<int>(category.at("keephigh").as_int64()),
                             .drop_low = static_cast<int>(category.at("droplow").as_int64()),
                             .only_graded = category.at("aggregateonlygraded").as_bool(),
                             .min = real(category, "grademin"),
                             .max = real(category, "grademax")};
        totals[{category.at("itemid").as_int64(), user}] = total_of(rule, parts);
        for (std::size_t i = 0; i < parts.size(); ++i)
            shares[{ids[i], user}] = {parts[i].share, std::string(parts[i].status)};
    }
    // Bottom up, so that a natural category knows the maximum of those below it.
    void set_max(json::object& category) {
        std::vector<TotalPart> parts;
        for (const Child& child : children[category.at("id").as_int64()]) {
            if (child.category) set_max(*child.category);
            parts.push_back(part(child, 0));
        }
        if (category.at("aggregation") == 13 && !parts.empty())
            category["grademax"] = natural_max(parts);
    }
};

}  // namespace

void Gradebook::settle(Id course) {
    Settling now{of_course(GradeTable::items, course),
                 of_course(GradeTable::categories, course),
                 of_course(GradeTable::grades, course),
                 {},
                 {},
                 {},
                 {}};
    json::object* top = nullptr;
    for (auto& value : now.categories) {
        json::object& category = value.as_object();
        if (category.at("itemid") == 0) return;
        if (category.at("parent") == 0)
            top = &category;
        else
            now.children[category.at("parent").as_int64()].push_back({nullptr, &category});
    }
    if (top == nullptr) return;
    for (auto& value : now.items) {
        json::object& item = value.as_object();
        now.children[item.at("categoryid").as_int64()].push_back({&item, nullptr});
    }
    std::set<Id> users;
    for (auto& value : now.grades) {
        json::object& grade = value.as_object();
        const Id user = grade.at("userid").as_int64();
        users.insert(user);
        now.grade_of[{grade.at("itemid").as_int64(), user}] = &grade;
    }
    now.set_max(*top);
    for (const Id user : users)
        now.total(*top, user);

    for (auto& value : now.categories)
        put(GradeTable::categories, value.at("id").as_int64(), value.as_object(), false);
    // Shares move without a word in the history, as in Moodle; totals are written.
    for (auto& value : now.grades) {
        json::object& grade = value.as_object();
        const auto share =
            now.shares.find({grade.at("itemid").as_int64(), grade.at("userid").as_int64()});
        if (share == now.shares.end()) continue;
        grade["weight"] = share->second.first;
        grade["aggregationstatus"] = share->second.second;
        put(GradeTable::grades, grade.at("id").as_int64(), grade, false);
    }
    for (const auto& value : now.categories) {
        const json::object& category = value.as_object();
        const Id item = category.at("itemid").as_int64();
        for (const Id user : users) {
            const Total& total = now.totals.at({item, user});
            const auto held = now.grade_of.find({item, user});
            json::object row = held != now.grade_of.end() ? *held->second : defaults(2);  // grades
            const json::value before = row.at("finalgrade");
            const double max = row.at("grademax").to_number<double>();
            row["itemid"] = item;
            row["courseid"] = course;
            row["userid"] = user;
            row["itemtype"] = &category == top ? "course" : "category";
            row["itemmodule"] = "";
            row["iteminstance"] = category.at("id");
            row["grademin"] = category.at("grademin");
            row["grademax"] = total.max;
            row["finalgrade"] = total.grade ? json::value(*total.grade) : json::value(nullptr);
            if (const auto share = now.shares.find({item, user}); share != now.shares.end()) {
                row["weight"] = share->second.first;
                row["aggregationstatus"] = share->second.second;
            }
            auto& grades = tables_[static_cast<std::size_t>(GradeTable::grades)];
            const bool fresh = held == now.grade_of.end();
            if (fresh) row["id"] = grades.empty() ? 1 : grades.rbegin()->first + 1;
            put(GradeTable::grades, row.at("id").as_int64(), row,
                fresh || before != row.at("finalgrade") || max != total.max);
        }
    }
}

std::vector<std::string_view> Gradebook::fields(GradeTable table) {
    std::vector<std::string_view> names;
    for (const auto& [key, value] : defaults(static_cast<std::size_t>(table)))
        names.emplace_back(key);
    return names;
}

}  // namespace causeway::sandbox
