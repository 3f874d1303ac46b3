// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/moodle/local_rows.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/text.h"
#include "sandbox/moodle/ws_error.h"

namespace causeway::sandbox {

namespace json = boost::json;

namespace {

constexpr std::size_t kMostRows = 2000;
constexpr std::size_t kMostBytes = 4 * 1024 * 1024;
constexpr std::size_t kDeepest = 5;
constexpr Id kGreatestNumber = 9'999'999'999;

const std::map<std::string_view, std::string_view>& words() {
    static const std::map<std::string_view, std::string_view> all = {
        {"courseidnumbertaken", "Another course has this ID number"},
        {"coursenotfound", "There is no such course"},
        {"emailexists", "Another user has this e-mail address"},
        {"emailinvalid", "This is not an e-mail address"},
        {"enddatebeforestartdate", "The end lies before the start"},
        {"fieldtoolong", "The text is longer than Moodle can store"},
        {"gradeitemnotfound", "There is no such grade item"},
        {"gradeitemnotours", "The grade item is neither manual nor an assignment's"},
        {"groupnameexists", "Another group of this course has this name"},
        {"groupnotfound", "There is no such group"},
        {"idnumbernotunique", "Several records have this ID number"},
        {"idnumbertaken", "Another group of this course has this ID number"},
        {"invalidparameter", "The value is not what the field takes"},
        {"membernotenrolled", "The user is not enrolled in the course"},
        {"missingfield", "The field is needed"},
        {"nopermissions", "The caller may not do this"},
        {"norolegiven", "A role is needed"},
        {"nostartdatenoenddate", "An end needs a start"},
        {"passwordpolicy", "The password does not meet the site's policy"},
        {"rolenotassignable", "The caller may not assign this role there"},
        {"shortnametaken", "Another course has this short name"},
        {"unknownauth", "There is no such authentication method"},
        {"unknowncategory", "There is no such category"},
        {"unknowncustomfield", "There is no such profile field"},
        {"unknowngradecategory", "There is no such grade category"},
        {"unknownfield", "There is no such field"},
        {"usernameexists", "Another user has this username"},
        {"usernameinvalid", "The username has characters that are not allowed"},
        {"usernotfound", "There is no such user"},
        {"usernotupdatedadmin", "Administrators are not changed"},
        {"usernotupdatedguest", "The guest account is not changed"},
        {"wsnoinstance", "The course has no manual enrolment"},
    };
    return all;
}

WsError bad_rows(const std::string& why) {
    return moodle_error("badrows", "The rows cannot be read: " + why);
}

std::string digits_or_text(const json::value& value, std::string_view field) {
    if (const auto* number = value.if_int64()) return std::to_string(*number);
    if (const auto* number = value.if_double()) return json::serialize(json::value(*number));
    const auto* text = value.if_string();
    if (!text || text->find('\0') != json::string::npos)
        throw row_fault("invalidparameter", field, "not a text");
    return std::string(*text);
}

std::string text_in(const json::value& value, std::string_view field, const RowField& rule) {
    std::string text = digits_or_text(value, field);
    if (rule.type == RowType::text) text = base::trimmed(text);
    if (rule.longest != 0 && too_long(text, rule.longest))
        throw row_fault("fieldtoolong", field, std::to_string(rule.longest));
    return text;
}

Id number_in(const json::value& value, std::string_view field, Id greatest) {
    Id number = -1;
    if (const auto* whole = value.if_int64()) number = *whole;
    if (const auto* text = value.if_string();
        text && !text->empty() && text->size() <= 10 &&
        text->find_first_not_of("0123456789") == json::string::npos)
        number = to_number(*text);
    if (number < 0 || number > greatest) throw row_fault("invalidparameter", field, "not a number");
    return number;
}

std::vector<Id> ids_in(const json::value& value, std::string_view field) {
    const auto* list = value.if_array();
    if (!list) throw row_fault("invalidparameter", field, "not a list");
    std::vector<Id> ids;
    for (const auto& item : *list) {
        const Id id = number_in(item, field, kGreatestNumber);
        if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
    }
    return ids;
}

std::map<std::string, std::string> texts_in(const json::value& value, std::string_view field) {
    std::map<std::string, std::string> texts;
    if (const auto* list = value.if_array(); list && list->empty()) return texts;
    const auto* object = value.if_object();
    if (!object) throw row_fault("invalidparameter", field, "not an object");
    for (const auto& [name, item] : *object)
        texts[name] = text_in(item, field, {.type = RowType::text});
    return texts;
}

json::array rows_in(const std::string& text) {
    if (text.size() > kMostBytes) throw bad_rows("longer than 4194304 bytes");
    json::parse_options options;
    options.max_depth = kDeepest;
    boost::system::error_code error;
    json::value value = json::parse(text, error, {}, options);
    if (error) throw bad_rows(error.message());
    if (!value.is_array()) throw bad_rows("not a JSON list");
    if (value.get_array().size() > kMostRows) throw bad_rows("more than 2000 rows");
    return std::move(value.get_array());
}

json::object refused(const RowFault& fault) {
    return {{"outcome", "refused"},
            {"id", 0},
            {"errorcode", fault.errorcode},
            {"message", fault.message},
            {"field", fault.field}};
}

json::object told(const Outcome& done) {
    const RowFault note = done.note.value_or(RowFault{});
    return {{"outcome", done.outcome},
            {"id", done.id},
            {"errorcode", note.errorcode},
            {"message", note.message},
            {"field", note.field}};
}

}  // namespace

RowFault row_fault(std::string_view code, std::string_view field, std::string_view value) {
    const auto known = words().find(code);
    std::string message(known == words().end() ? code : known->second);
    if (!value.empty()) message += " (" + std::string(value) + ")";
    return {std::string(code), std::string(field), std::move(message)};
}

Row::Row(const json::value& from, const RowSpec& spec) {
    const auto* object = from.if_object();
    if (!object) throw row_fault("invalidparameter", "", "not an object");
    for (const auto& [key, value] : *object) {
        const auto rule = spec.find(std::string_view(key));
        if (rule == spec.end()) throw row_fault("unknownfield", key, key);
        if (value.is_null()) continue;
        const std::string name(key);
        switch (rule->second.type) {
            case RowType::text:
            case RowType::raw:
                texts_[name] = text_in(value, name, rule->second);
                break;
            case RowType::number:
                numbers_[name] = number_in(value, name, kGreatestNumber);
                break;
            case RowType::flag:
                numbers_[name] = value.is_bool() ? Id{value.get_bool()} : number_in(value, name, 1);
                break;
            case RowType::ids:
                lists_[name] = ids_in(value, name);
                break;
            case RowType::texts:
                maps_[name] = texts_in(value, name);
                break;
        }
    }
}

bool Row::has(std::string_view field) const {
    return texts_.contains(field) || numbers_.contains(field) || lists_.contains(field) ||
           maps_.contains(field);
}
std::string Row::text(std::string_view field, std::string_view otherwise) const {
    const auto at = texts_.find(field);
    return at == texts_.end() ? std::string(otherwise) : at->second;
}
Id Row::number(std::string_view field, Id otherwise) const {
    const auto at = numbers_.find(field);
    return at == numbers_.end() ? otherwise : at->second;
}
const std::vector<Id>& Row::ids(std::string_view field) const {
    static const std::vector<Id> none;
    const auto at = lists_.find(field);
    return at == lists_.end() ? none : at->second;
}
const std::map<std::string, std::string>& Row::texts(std::string_view field) const {
    static const std::map<std::string, std::string> none;
    const auto at = maps_.find(field);
    return at == maps_.end() ? none : at->second;
}
void Row::demand(std::string_view field) const {
    if (text(field).empty()) throw row_fault("missingfield", field);
}
void Row::demand_if_given(std::string_view field) const {
    if (has(field)) demand(field);
}

Course& course_named(CallContext& context, const Row& row) {
    const Id id = row.number("course");
    const std::string number = row.text("courseidnumber");
    Course* course = context.site.course(id != 0 ? id : context.site.course_by_idnumber(number));
    if (!course)
        throw row_fault("coursenotfound", id != 0 ? "course" : "courseidnumber",
                        id != 0 ? std::to_string(id) : number);
    return *course;
}

Function upsert_function(RowSpec spec, std::function<Outcome(CallContext&, const Row&)> write) {
    Function function;
    function.takes = Shape::object({{"rows", Shape::of(Type::raw)}});
    function.plugin = true;
    function.run = [spec = std::move(spec), write = std::move(write)](
                       CallContext& context, const Php& args) -> json::value {
        if (!context.switches.plugin_sync) throw not_permitted("Write for Causeway");
        const json::array rows = rows_in(args.text("rows"));
        context.rows = rows.size();
        json::array outcomes;
        for (const auto& row : rows) {
            json::object outcome;
            try {
                outcome = told(write(context, Row(row, spec)));
            } catch (const RowFault& fault) {
                outcome = refused(fault);
            }
            outcome["row"] = outcomes.size();
            outcomes.push_back(std::move(outcome));
        }
        return {{"outcomes", std::move(outcomes)}};
    };
    return function;
}

}  // namespace causeway::sandbox
