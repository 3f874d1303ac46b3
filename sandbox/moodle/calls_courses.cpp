// SPDX-License-Identifier: GPL-3.0-or-later
// core_course_{create,update,delete}_courses. Listings: calls_course_lists.cpp.
#include <algorithm>
#include <boost/json.hpp>

#include "base/text.h"
#include "sandbox/moodle/calls.h"
#include "sandbox/moodle/ws_error.h"

namespace causeway::sandbox {

namespace json = boost::json;

namespace {

constexpr Id kYear = 365 * 86'400;
constexpr Id kWeek = 7 * 86'400;
constexpr std::size_t kFullnameLimit = 254;
constexpr std::size_t kShortnameLimit = 255;
constexpr std::size_t kIdNumberLimit = 100;

WsError bad_param(const std::string& name) {
    return moodle_error("errorinvalidparam", "The param \"" + name + "\" is invalid.");
}
WsError shortname_taken(const std::string& shortname) {
    return moodle_error("shortnametaken",
                        "Short name is already used for another course (" + shortname + ")");
}
WsError idnumber_taken(const std::string& idnumber) {
    return moodle_error("courseidnumbertaken",
                        "ID number is already used for another course (" + idnumber + ")");
}
WsError bad_category(Id id) {
    return moodle_error(
        "errorcatcontextnotvalid",
        "You cannot execute functions in the category context (category id:" + std::to_string(id) +
            "). The context error message was: Invalid parameter value detected");
}

bool blank(const std::string& text) {
    return base::trimmed(text).empty();
}

void check_texts(const Php& row) {
    if (row.has("lang") && !row.text("lang").empty() && row.text("lang") != "en")
        throw bad_param("lang");
    for (const char* key : {"fullname", "shortname"})
        if (row.has(key) && blank(row.text(key))) throw bad_param(key);
}

void check_fits(const Course& course) {
    if (too_long(course.fullname, kFullnameLimit) || too_long(course.shortname, kShortnameLimit) ||
        too_long(course.idnumber, kIdNumberLimit))
        throw write_failed();
}

int small(const Php& row, const char* key, int otherwise) {
    return static_cast<int>(row.number(key, otherwise));
}

// What create and update take over alike.
void take(Course& course, const Php& row) {
    course.fullname = row.text("fullname", course.fullname);
    course.shortname = row.text("shortname", course.shortname);
    course.idnumber = row.text("idnumber", course.idnumber);
    course.summary = row.text("summary", course.summary);
    course.summaryformat = small(row, "summaryformat", course.summaryformat);
    course.format = row.text("format", course.format);
    course.lang = row.text("lang", course.lang);
    course.showgrades = small(row, "showgrades", course.showgrades);
    course.newsitems = small(row, "newsitems", course.newsitems);
    course.numsections = small(row, "numsections", course.numsections);
    course.maxbytes = small(row, "maxbytes", course.maxbytes);
    course.showreports = small(row, "showreports", course.showreports);
    course.visible = small(row, "visible", course.visible) != 0 ? 1 : 0;
    course.groupmode = small(row, "groupmode", course.groupmode);
    course.groupmodeforce = small(row, "groupmodeforce", course.groupmodeforce);
    course.enablecompletion = small(row, "enablecompletion", course.enablecompletion);
    course.completionnotify = small(row, "completionnotify", course.completionnotify);
    course.defaultgroupingid = row.number("defaultgroupingid", course.defaultgroupingid);
    course.startdate = row.number("startdate", course.startdate);
    course.enddate = row.number("enddate", course.enddate);
    for (const auto& [index, option] : row.list("courseformatoptions").items()) {
        const std::string name = option.text("name");
        std::erase_if(course.format_options, [&](const auto& held) { return held.first == name; });
        course.format_options.emplace_back(name, option.text("value"));
    }
}

std::string format_option(const Course& course, std::string_view name) {
    for (const auto& [key, value] : course.format_options)
        if (key == name) return value;
    return {};
}

// Moodle looks at the dates of the call alone: an update that names the end but not the start is
// refused, one that moves the start behind the end is not.
void check_dates(Id startdate, Id enddate) {
    if (enddate == 0) return;
    if (startdate == 0)
        throw moodle_error("nostartdatenoenddate",
                           "A course end date can only be set if a start date is also set.");
    if (enddate < startdate)
        throw moodle_error("enddatebeforestartdate",
                           "The course end date must be after the start date.");
}

void settle_dates(Course& course) {
    const bool automatic =
        course.format == "weeks" && format_option(course, "automaticenddate") != "0";
    if (automatic) course.enddate = course.startdate + std::max(1, course.numsections) * kWeek;
}

Course made_from(CallContext& context, const Php& row) {
    Course made;
    made.category = row.number("categoryid");
    if (!context.site.category(made.category)) throw bad_category(made.category);
    check_texts(row);
    made.startdate = context.zone.start_of(context.zone.date_of(context.now));
    take(made, row);
    if (!row.has("enddate")) made.enddate = made.startdate + kYear;
    if (context.site.course_by_shortname(made.shortname) != 0)
        throw shortname_taken(made.shortname);
    if (!made.idnumber.empty() && context.site.course_by_idnumber(made.idnumber) != 0)
        throw idnumber_taken(made.idnumber);
    check_dates(made.startdate, made.enddate);
    settle_dates(made);
    check_fits(made);
    made.timecreated = made.timemodified = context.now;
    return made;
}

json::value create(CallContext& context, const Php& args) {
    Undo undo;
    json::array answer;
    for (const auto& [index, row] : args.list("courses").items()) {
        const Course& made = context.site.add_course(made_from(context, row));
        undo.add([&site = context.site, id = made.id] { site.remove_course(id); });
        answer.push_back({{"id", made.id}, {"shortname", made.shortname}});
    }
    undo.keep();
    return answer;
}

void update_one(CallContext& context, const Php& row) {
    Site& site = context.site;
    const Id id = row.number("id");
    Course* course = site.course(id);
    if (!course) throw missing_record("course");
    if (id == Site::kSiteCourse) throw moodle_error("invalidcourse", "Invalid course");
    const Id wanted = row.number("categoryid");
    const Id category = wanted == 0 ? course->category : wanted;
    // The real one warns likewise, but has moved the course into nowhere by then.
    if (!site.category(category)) throw missing_record("course_categories");
    if (row.text("lang", course->lang) != course->lang)
        throw not_permitted("Force course or activity language");
    check_texts(row);
    Course after = *course;
    take(after, row);
    const Id name_holder = site.course_by_shortname(after.shortname);
    if (name_holder != 0 && name_holder != id) throw shortname_taken(after.shortname);
    const Id number_holder = after.idnumber.empty() ? 0 : site.course_by_idnumber(after.idnumber);
    if (number_holder != 0 && number_holder != id) throw idnumber_taken(after.idnumber);
    check_dates(row.number("startdate"), row.number("enddate"));
    settle_dates(after);
    check_fits(after);
    after.category = category;
    after.timemodified = context.now;
    site.change_course(*course, [&](Course& it) { it = std::move(after); });
}

json::value update(CallContext& context, const Php& args) {
    json::array warnings;
    for (const auto& [index, row] : args.list("courses").items()) {
        try {
            update_one(context, row);
        } catch (const WsError& error) {
            warnings.push_back({{"item", "course"},
                                {"itemid", row.number("id")},
                                {"warningcode", error.errorcode},
                                {"message", error.message}});
        }
    }
    return {{"warnings", std::move(warnings)}};
}

json::value remove(CallContext& context, const Php& args) {
    json::array warnings;
    for (const auto& [index, value] : args.list("courseids").items()) {
        const Id id = to_number(value.text());
        if (context.site.course(id) && id != Site::kSiteCourse) {
            context.site.remove_course(id);
            continue;
        }
        warnings.push_back({{"item", "course"},
                            {"itemid", id},
                            {"warningcode", "unknowncourseidnumber"},
                            {"message", "Unknown course ID " + std::to_string(id)}});
    }
    return {{"warnings", std::move(warnings)}};
}

Shape course_shape(bool creating) {
    const auto integer = Shape::of(Type::integer);
    const auto raw = Shape::of(Type::raw);
    const auto pair = [&](const char* key) {
        return Shape::list(Shape::object({{key, Shape::of(Type::alphanumext)}, {"value", raw}}));
    };
    // Required or defaulted when creating; all optional when updating.
    const Need must = creating ? Need::required : Need::optional;
    const Need preset = creating ? Need::defaulted : Need::optional;
    std::vector<Shape::Field> fields = {
        {"fullname", Shape::of(Type::text), must},
        {"shortname", Shape::of(Type::text), must},
        {"categoryid", integer, must},
        {"idnumber", raw, Need::optional},
        {"summary", raw, Need::optional},
        {"summaryformat", integer, preset, "1"},
        {"format", Shape::of(Type::plugin), preset, "topics"},
        {"showgrades", integer, preset, "1"},
        {"newsitems", integer, preset, "5"},
        {"startdate", integer, Need::optional},
        {"enddate", integer, Need::optional},
        {"numsections", integer, Need::optional},
        {"maxbytes", integer, preset, "0"},
        {"showreports", integer, preset, "0"},
        {"visible", integer, Need::optional},
        {"hiddensections", integer, Need::optional},
        {"groupmode", integer, preset, "0"},
        {"groupmodeforce", integer, preset, "0"},
        {"defaultgroupingid", integer, preset, "0"},
        {"enablecompletion", integer, Need::optional},
        {"completionnotify", integer, Need::optional},
        {"lang", Shape::of(Type::safedir), Need::optional},
        {"forcetheme", Shape::of(Type::plugin), Need::optional},
        {"courseformatoptions", pair("name"), Need::optional},
        {"customfields", pair("shortname"), Need::optional},
    };
    if (!creating) fields.insert(fields.begin(), Shape::Field{"id", integer});
    return Shape::object({{"courses", Shape::list(Shape::object(std::move(fields)))}});
}

}  // namespace

void add_course_functions(std::map<std::string, Function>& functions) {
    functions["core_course_create_courses"] = {course_shape(true), "courses", create};
    functions["core_course_update_courses"] = {course_shape(false), "courses", update};
    functions["core_course_delete_courses"] = {
        Shape::object({{"courseids", Shape::list(Shape::of(Type::integer))}}), "courseids", remove};
}

}  // namespace causeway::sandbox
