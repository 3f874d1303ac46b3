// SPDX-License-Identifier: GPL-3.0-or-later
// core_course_get_courses and core_course_get_courses_by_field.
#include <algorithm>
#include <boost/json.hpp>

#include "sandbox/moodle/calls.h"
#include "sandbox/moodle/ws_error.h"

namespace causeway::sandbox {

namespace json = boost::json;

namespace {

json::value option_value(const std::string& text) {
    const Id number = to_number(text);
    if (std::to_string(number) == text) return number;
    return json::value(text);
}

json::array format_options(const Course& course) {
    json::array list;
    if (course.format == "site") {
        list.push_back({{"name", "numsections"}, {"value", 1}});
        return list;
    }
    const auto chosen = [&](std::string_view name, std::string_view otherwise) {
        for (const auto& [key, value] : course.format_options)
            if (key == name) return option_value(value);
        return option_value(std::string(otherwise));
    };
    list.push_back({{"name", "hiddensections"}, {"value", chosen("hiddensections", "1")}});
    list.push_back({{"name", "coursedisplay"}, {"value", chosen("coursedisplay", "0")}});
    if (course.format == "weeks")
        list.push_back({{"name", "automaticenddate"}, {"value", chosen("automaticenddate", "1")}});
    return list;
}

json::value completion_shown(const Course& course) {
    if (course.id == Site::kSiteCourse) return nullptr;
    return course.enablecompletion != 0;
}

json::object shown(CallContext& context, const Course& course) {
    json::object out = {{"id", course.id},
                        {"shortname", formatted(course.shortname)},
                        {"categoryid", course.category},
                        {"categorysortorder", context.site.course_sortorder(course)},
                        {"fullname", formatted(course.fullname)},
                        {"displayname", formatted(course.fullname)},
                        {"idnumber", course.idnumber},
                        {"summary", formatted_html(course.summary)},
                        {"summaryformat", course.summaryformat},
                        {"format", course.format},
                        {"showgrades", course.showgrades},
                        {"newsitems", course.newsitems},
                        {"startdate", course.startdate},
                        {"enddate", course.enddate},
                        {"numsections", course.numsections},
                        {"maxbytes", course.maxbytes},
                        {"showreports", course.showreports},
                        {"visible", course.visible},
                        {"hiddensections", 1},
                        {"groupmode", course.groupmode},
                        {"groupmodeforce", course.groupmodeforce},
                        {"defaultgroupingid", course.defaultgroupingid},
                        {"timecreated", course.timecreated},
                        {"timemodified", course.timemodified},
                        {"enablecompletion", course.enablecompletion},
                        {"completionnotify", course.completionnotify},
                        {"lang", course.lang},
                        {"forcetheme", course.theme},
                        {"courseformatoptions", format_options(course)},
                        {"showactivitydates", course.id != Site::kSiteCourse},
                        {"showcompletionconditions", completion_shown(course)}};
    if (course.id == Site::kSiteCourse) out.stable_erase("hiddensections");
    return out;
}

json::value get_courses(CallContext& context, const Php& args) {
    json::array answer;
    const Php& options = args.list("options");
    if (!options.has("ids")) {
        for (const auto& [id, course] : context.site.courses())
            answer.push_back(shown(context, course));
        return answer;
    }
    std::vector<Id> ids;
    for (const auto& [index, value] : options.list("ids").items())
        ids.push_back(to_number(value.text()));
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    for (const Id id : ids)
        if (const Course* course = context.site.course(id))
            answer.push_back(shown(context, *course));
    return answer;
}

json::array contacts(CallContext& context, const Course& course) {
    constexpr unsigned kEditingTeacher = 1U << 3;
    json::array list;
    for (const Member& member : course.members)
        if ((member.roles & kEditingTeacher) && member.active(context.now))
            list.push_back({{"id", member.userid},
                            {"fullname", context.site.user(member.userid)->fullname()}});
    return list;
}

json::object shown_by_field(CallContext& context, const Course& course) {
    json::array filters;
    for (const char* name :
         {"displayh5p", "activitynames", "mathjaxloader", "emoticon", "urltolink", "mediaplugin"})
        filters.push_back({{"filter", name}, {"localstate", 0}, {"inheritedstate", 1}});
    json::array options = format_options(course);
    if (course.format == "topics" || course.format == "weeks")
        options.push_back({{"name", "indentation"}, {"value", "1"}});
    const Category* home = context.site.category(course.category);
    json::object out = {
        {"id", course.id},
        {"fullname", formatted(course.fullname)},
        {"displayname", formatted(course.fullname)},
        {"shortname", formatted(course.shortname)},
        {"courseimage", context.url + "/pluginfile.php/" +
                            std::to_string(Site::context_of(Site::Level::course, course.id)) +
                            "/course/generated/course.svg"},
        {"categoryid", course.category},
        {"categoryname", home ? formatted(home->name) : ""},
        {"sortorder", context.site.course_sortorder(course)},
        {"summary", formatted_html(course.summary)},
        {"summaryformat", course.summaryformat},
        {"summaryfiles", json::array()},
        {"overviewfiles", json::array()},
        {"showactivitydates", course.id != Site::kSiteCourse},
        {"showcompletionconditions", completion_shown(course)},
        {"contacts", contacts(context, course)},
        {"enrollmentmethods",
         course.id == Site::kSiteCourse ? json::array() : json::array({"manual"})},
        {"idnumber", course.idnumber},
        {"format", course.format},
        {"showgrades", course.showgrades},
        {"newsitems", course.newsitems},
        {"startdate", course.startdate},
        {"enddate", course.enddate},
        {"maxbytes", course.maxbytes},
        {"showreports", course.showreports},
        {"visible", course.visible},
        {"groupmode", course.groupmode},
        {"groupmodeforce", course.groupmodeforce},
        {"defaultgroupingid", course.defaultgroupingid},
        {"enablecompletion", course.enablecompletion},
        {"completionnotify", course.completionnotify},
        {"lang", course.lang},
        {"theme", course.theme},
        {"marker", 0},
        {"legacyfiles", 0},
        {"calendartype", ""},
        {"timecreated", course.timecreated},
        {"timemodified", course.timemodified},
        {"requested", 0},
        {"cacherev", course.timemodified},
        {"filters", std::move(filters)},
        {"courseformatoptions", std::move(options)}};
    if (course.id == Site::kSiteCourse) out.stable_erase("courseformatoptions");
    return out;
}

std::vector<Id> chosen_by_field(CallContext& context, const std::string& field,
                                const std::string& value) {
    Site& site = context.site;
    std::vector<Id> ids;
    if (field == "id") {
        ids.push_back(to_number(value));
    } else if (field == "ids") {
        std::size_t at = 0;
        while (at <= value.size()) {
            const auto end = std::min(value.find(',', at), value.size());
            const auto one = std::string_view(value).substr(at, end - at);
            if (cleaned(Type::integer, one) != one)
                throw WsError{"Error", "",
                              "Attempt to assign property \"contextvalidated\" on null"};
            ids.push_back(to_number(one));
            at = end + 1;
        }
    } else if (field == "shortname") {
        ids.push_back(site.course_by_shortname(value));
    } else if (field == "idnumber") {
        if (value.empty()) {
            for (const auto& [id, course] : site.courses())
                if (course.idnumber.empty()) ids.push_back(id);
        } else {
            ids.push_back(site.course_by_idnumber(value));
        }
    } else if (field == "category") {
        if (to_number(value) == 0) ids.push_back(Site::kSiteCourse);
        if (const Category* category = site.category(to_number(value))) ids = category->courses;
    } else if (field == "sectionid") {
        return ids;  // sections are not modelled
    } else {
        throw invalid_parameter();
    }
    return ids;
}

json::value get_by_field(CallContext& context, const Php& args) {
    Site& site = context.site;
    const std::string field = args.text("field");
    std::vector<Id> ids;
    if (field.empty())
        for (const auto& [id, course] : site.courses())
            ids.push_back(id);
    else
        ids = chosen_by_field(context, field, args.text("value"));
    std::erase_if(ids, [&](Id id) { return !site.course(id); });
    std::map<Id, Id> by_order;
    for (const Id id : ids)
        by_order[site.course_sortorder(*site.course(id))] = id;
    json::array courses;
    for (const auto& [order, id] : by_order)
        courses.push_back(shown_by_field(context, *site.course(id)));
    return {{"courses", std::move(courses)}, {"warnings", json::array()}};
}

}  // namespace

void add_course_listings(std::map<std::string, Function>& functions) {
    functions["core_course_get_courses"] = {
        Shape::object(
            {{"options",
              Shape::object({{"ids", Shape::list(Shape::of(Type::integer)), Need::optional}}),
              Need::defaulted, ""}}),
        "", get_courses};
    functions["core_course_get_courses_by_field"] = {
        Shape::object({{"field", Shape::of(Type::alpha), Need::defaulted, ""},
                       {"value", Shape::of(Type::raw), Need::defaulted, ""}}),
        "", get_by_field};
}

}  // namespace causeway::sandbox
