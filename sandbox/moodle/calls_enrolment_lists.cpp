// SPDX-License-Identifier: GPL-3.0-or-later
// core_enrol_get_enrolled_users and core_enrol_get_users_courses.
#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "base/text.h"
#include "sandbox/moodle/calls.h"
#include "sandbox/moodle/ws_error.h"

namespace causeway::sandbox {

namespace json = boost::json;

namespace {

struct Wish {
    bool only_active = false, only_suspended = false;
    Id from = 0, count = 0, group = 0;
    std::string capability;
    std::string sort = "id";
    bool descending = false;
    std::set<std::string> fields;  // empty: all
    bool wants(const char* field) const { return fields.empty() || fields.contains(field); }
};

std::set<std::string> fields_in(const std::string& list) {
    static const std::set<std::string> known = {"id",
                                                "username",
                                                "fullname",
                                                "firstname",
                                                "lastname",
                                                "email",
                                                "address",
                                                "phone1",
                                                "phone2",
                                                "department",
                                                "institution",
                                                "idnumber",
                                                "interests",
                                                "firstaccess",
                                                "lastaccess",
                                                "lastcourseaccess",
                                                "description",
                                                "descriptionformat",
                                                "city",
                                                "country",
                                                "profileimageurlsmall",
                                                "profileimageurl",
                                                "customfields",
                                                "groups",
                                                "roles",
                                                "preferences",
                                                "enrolledcourses",
                                                "suspended",
                                                "auth",
                                                "confirmed",
                                                "lang",
                                                "theme",
                                                "timezone",
                                                "mailformat",
                                                "trackforums"};
    std::set<std::string> fields;
    std::size_t at = 0;
    while (at <= list.size()) {
        const auto end = std::min(list.find(',', at), list.size());
        const std::string field = list.substr(at, end - at);
        if (!known.contains(field))
            throw moodle_error("invaliduserfield", "Invalid user field: " + field);
        fields.insert(field);
        at = end + 1;
    }
    return fields;
}

Wish wish_of(const Php& options) {
    Wish wish;
    for (const auto& [index, option] : options.items()) {
        const std::string name = option.text("name");
        const std::string value = option.text("value");
        const bool on = !value.empty() && value != "0";
        if (name == "onlyactive") wish.only_active = on;
        if (name == "onlysuspended") wish.only_suspended = on;
        if (name == "userfields") wish.fields = fields_in(value);
        if (name == "withcapability") wish.capability = value;
        if (name == "groupid") wish.group = to_number(value);
        if (name == "limitfrom") wish.from = to_number(value);
        if (name == "limitnumber") wish.count = to_number(value);
        if (name == "sortby") {
            if (!std::set<std::string>{"id", "firstname", "lastname", "siteorder"}.contains(value))
                throw invalid_parameter();
            wish.sort = value;
        }
        if (name == "sortdirection") {
            const std::string direction = base::lower_ascii(value);
            if (direction != "asc" && direction != "desc") throw invalid_parameter();
            wish.descending = direction == "desc";
        }
    }
    return wish;
}

std::vector<const Member*> chosen(CallContext& context, const Course& course, const Wish& wish) {
    std::vector<const Member*> rows;
    if (wish.group != 0) return rows;  // there are no groups
    for (const Member& member : course.members) {
        if (!member.enrolled) continue;
        const bool active = member.active(context.now);
        if ((wish.only_active && !active) || (wish.only_suspended && active)) continue;
        rows.push_back(&member);
    }
    if (wish.sort != "id") {
        const auto key = [&](const Member* member) {
            const User& user = *context.site.user(member->userid);
            const std::string first = collated(user.firstname), last = collated(user.lastname);
            return wish.sort == "firstname" ? std::pair(first, last) : std::pair(last, first);
        };
        std::stable_sort(rows.begin(), rows.end(),
                         [&](const Member* a, const Member* b) { return key(a) < key(b); });
    }
    if (wish.descending) std::reverse(rows.begin(), rows.end());
    const auto size = static_cast<Id>(rows.size());
    const Id from = std::clamp<Id>(wish.from, 0, size);
    const Id count = wish.count > 0 ? std::min(wish.count, size - from) : size - from;
    return {rows.begin() + from, rows.begin() + from + count};
}

json::array enrolled_courses(CallContext& context, const User& user) {
    std::map<Id, const Course*> by_order;
    for (const Id id : user.courses) {
        const Course& course = *context.site.course(id);
        if (course.member(user.id)->active(context.now))
            by_order[context.site.course_sortorder(course)] = &course;
    }
    json::array list;
    for (const auto& [order, course] : by_order)
        list.push_back({{"id", course->id},
                        {"fullname", formatted(course->fullname)},
                        {"shortname", formatted(course->shortname)}});
    return list;
}

json::object shown(CallContext& context, const Member& member, const Wish& wish) {
    const User& user = *context.site.user(member.userid);
    json::object out;
    out.reserve(24);
    const auto put = [&](const char* key, const std::string& value, bool even_empty) {
        if (wish.wants(key) && (even_empty || !value.empty())) out[key] = value;
    };
    const bool all = context.switches.view_all_details || user.id == context.caller;
    out["id"] = user.id;
    if (all) put("username", user.username, true);
    put("firstname", user.firstname, true);
    put("lastname", user.lastname, true);
    out["fullname"] = user.fullname();
    put("email", user.email, true);  // moodle/course:useremail
    if (all) put("address", extra(user.more, "address"), false);
    put("department", user.department, true);
    put("institution", extra(user.more, "institution"), false);
    if (all) put("idnumber", user.idnumber, false);
    if (all) put("interests", extra(user.more, "interests"), false);
    for (const char* key : {"firstaccess", "lastaccess", "lastcourseaccess"})
        if (wish.wants(key)) out[key] = 0;
    if (const std::string words = extra(user.more, "description"); wish.wants("description")) {
        put("description", words, false);
        if (!words.empty()) out["descriptionformat"] = 1;
    }
    put("city", user.city, false);
    put("country", user.country, false);
    if (wish.wants("profileimageurlsmall"))
        out["profileimageurlsmall"] = picture_url(context, true);
    if (wish.wants("profileimageurl")) out["profileimageurl"] = picture_url(context, false);
    if (wish.wants("roles")) out["roles"] = roles_json(member.roles);
    if (wish.wants("enrolledcourses"))
        if (json::array courses = enrolled_courses(context, user); !courses.empty())
            out["enrolledcourses"] = std::move(courses);
    return out;
}

json::value get_enrolled(CallContext& context, const Php& args) {
    const Course* course = context.site.course(args.number("courseid"));
    if (!course) throw missing_record("course");
    const Wish wish = wish_of(args.list("options"));
    if (!wish.capability.empty()) throw not_permitted("Review permissions for others");
    if ((wish.only_active || wish.only_suspended) && !context.switches.review_enrolments)
        throw not_permitted("Review course enrolments");
    if (wish.only_active && wish.only_suspended)
        throw coding_error(
            "Both onlyactive and onlysuspended are set, this is probably not what "
            "you want!");
    json::array answer;
    for (const Member* member : chosen(context, *course, wish))
        answer.push_back(shown(context, *member, wish));
    return answer;
}

json::object course_of_user(CallContext& context, const Course& course, bool count) {
    json::object out = {{"id", course.id},
                        {"shortname", formatted(course.shortname)},
                        {"fullname", formatted(course.fullname)},
                        {"displayname", formatted(course.fullname)}};
    if (count) out["enrolledusercount"] = course.enrolled;
    const json::object rest = {
        {"idnumber", course.idnumber},
        {"visible", course.visible},
        {"summary", formatted_html(course.summary)},
        {"summaryformat", course.summaryformat},
        {"format", course.format},
        {"courseimage", context.url + "/pluginfile.php/" +
                            std::to_string(Site::context_of(Site::Level::course, course.id)) +
                            "/course/generated/course.svg"},
        {"showgrades", course.showgrades != 0},
        {"lang", course.lang},
        {"enablecompletion", course.enablecompletion != 0},
        {"completionhascriteria", false},
        {"completionusertracked", false},
        {"category", course.category},
        {"progress", nullptr},
        {"completed", nullptr},
        {"startdate", course.startdate},
        {"enddate", course.enddate},
        {"marker", 0},
        {"lastaccess", nullptr},
        {"isfavourite", false},
        {"hidden", false},
        {"overviewfiles", json::array()},
        {"showactivitydates", true},
        {"showcompletionconditions", course.enablecompletion != 0},
        {"timemodified", course.timemodified}};
    for (const auto& [key, value] : rest)
        out[key] = value;
    return out;
}

json::value get_courses(CallContext& context, const Php& args) {
    const User* user = context.site.user(args.number("userid"));
    json::array answer;
    if (!user || user->deleted) return answer;
    std::map<std::pair<bool, Id>, const Course*> by_order;
    for (const Id id : user->courses) {
        const Course& course = *context.site.course(id);
        if (course.member(user->id)->active(context.now))
            by_order[{course.visible == 0, context.site.course_sortorder(course)}] = &course;
    }
    for (const auto& [order, course] : by_order)
        answer.push_back(course_of_user(context, *course, args.flag("returnusercount", true)));
    return answer;
}

}  // namespace

void add_enrolment_listings(std::map<std::string, Function>& functions) {
    functions["core_enrol_get_enrolled_users"] = {
        Shape::object({{"courseid", Shape::of(Type::integer)},
                       {"options",
                        Shape::list(Shape::object({{"name", Shape::of(Type::alphanumext)},
                                                   {"value", Shape::of(Type::raw)}})),
                        Need::defaulted, ""}}),
        "", get_enrolled};
    functions["core_enrol_get_users_courses"] = {
        Shape::object({{"userid", Shape::of(Type::integer)},
                       {"returnusercount", Shape::of(Type::boolean), Need::defaulted, "1"}}),
        "", get_courses};
}

}  // namespace causeway::sandbox
