// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/moodle/state.h"

#include <boost/json.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/failure.h"

namespace causeway::sandbox {

namespace json = boost::json;

namespace {

json::object pairs(const Extras& extras) {
    json::object out;
    for (const auto& [key, value] : extras)
        out[key] = value;
    return out;
}

Extras extras(const json::value& value) {
    Extras out;
    for (const auto& [key, item] : value.as_object())
        out.emplace_back(std::string(key), std::string(item.as_string()));
    return out;
}

json::array role_ids(std::uint16_t roles) {
    json::array out;
    for (const Role& role : stock_roles())
        if (roles & (1U << role.id)) out.push_back(role.id);
    return out;
}

std::uint16_t role_bits(const json::value& ids) {
    std::uint16_t bits = 0;
    for (const auto& id : ids.as_array())
        bits = static_cast<std::uint16_t>(bits | (1U << id.as_int64()));
    return bits;
}

json::object shown(const User& user) {
    return {{"id", user.id},
            {"username", user.username},
            {"auth", user.auth},
            {"idnumber", user.idnumber},
            {"firstname", user.firstname},
            {"lastname", user.lastname},
            {"email", user.email},
            {"city", user.city},
            {"country", user.country},
            {"department", user.department},
            {"lang", user.lang},
            {"timezone", user.timezone},
            {"suspended", user.suspended},
            {"deleted", user.deleted},
            {"timecreated", user.timecreated},
            {"timemodified", user.timemodified},
            {"more", pairs(user.more)},
            {"preferences", pairs(user.preferences)}};
}

User user_from(const json::value& from) {
    const auto text = [&](const char* key) { return std::string(from.at(key).as_string()); };
    User user;
    user.username = text("username");
    user.auth = text("auth");
    user.idnumber = text("idnumber");
    user.firstname = text("firstname");
    user.lastname = text("lastname");
    user.email = text("email");
    user.city = text("city");
    user.country = text("country");
    user.department = text("department");
    user.lang = text("lang");
    user.timezone = text("timezone");
    user.suspended = from.at("suspended").as_bool();
    user.deleted = from.at("deleted").as_bool();
    user.timecreated = from.at("timecreated").as_int64();
    user.timemodified = from.at("timemodified").as_int64();
    user.more = extras(from.at("more"));
    user.preferences = extras(from.at("preferences"));
    return user;
}

json::object shown(const Category& category) {
    return {{"id", category.id},
            {"name", category.name},
            {"parent", category.parent},
            {"idnumber", category.has_idnumber ? json::value(category.idnumber) : json::value()},
            {"description", category.description},
            {"theme", category.theme},
            {"path", category.path},
            {"depth", category.depth},
            {"sortorder", category.sortorder},
            {"coursecount", category.courses.size()},
            {"timemodified", category.timemodified}};
}

Category category_from(const json::value& from) {
    Category category;
    category.id = from.at("id").as_int64();
    category.name = std::string(from.at("name").as_string());
    category.parent = from.at("parent").as_int64();
    category.has_idnumber = from.at("idnumber").is_string();
    if (category.has_idnumber) category.idnumber = std::string(from.at("idnumber").as_string());
    category.description = std::string(from.at("description").as_string());
    category.theme = std::string(from.at("theme").as_string());
    category.timemodified = from.at("timemodified").as_int64();
    return category;
}

// Every number of a course, by the name it has in the file.
template <class C, class Each>
void course_numbers(C& course, Each each) {
    each("summaryformat", course.summaryformat);
    each("showgrades", course.showgrades);
    each("newsitems", course.newsitems);
    each("maxbytes", course.maxbytes);
    each("showreports", course.showreports);
    each("visible", course.visible);
    each("groupmode", course.groupmode);
    each("groupmodeforce", course.groupmodeforce);
    each("enablecompletion", course.enablecompletion);
    each("completionnotify", course.completionnotify);
    each("numsections", course.numsections);
    each("defaultgroupingid", course.defaultgroupingid);
    each("startdate", course.startdate);
    each("enddate", course.enddate);
    each("timecreated", course.timecreated);
    each("timemodified", course.timemodified);
}

template <class C, class Each>
void course_texts(C& course, Each each) {
    each("fullname", course.fullname);
    each("shortname", course.shortname);
    each("idnumber", course.idnumber);
    each("summary", course.summary);
    each("format", course.format);
    each("lang", course.lang);
    each("theme", course.theme);
}

json::object shown(const Course& course) {
    json::object out = {{"id", course.id}, {"category", course.category}};
    course_texts(course, [&](const char* key, const std::string& value) { out[key] = value; });
    course_numbers(course, [&](const char* key, const auto& value) { out[key] = value; });
    out["format_options"] = pairs(course.format_options);
    out["enrolled"] = course.enrolled;
    return out;
}

Course course_from(const json::value& from) {
    Course course;
    course.id = from.at("id").as_int64();
    course.category = from.at("category").as_int64();
    course_texts(course, [&](const char* key, std::string& value) {
        value = std::string(from.at(key).as_string());
    });
    course_numbers(course, [&](const char* key, auto& value) {
        value = static_cast<std::remove_reference_t<decltype(value)>>(from.at(key).as_int64());
    });
    course.format_options = extras(from.at("format_options"));
    return course;
}

json::object shown(const Course& course, const Member& member) {
    return {{"courseid", course.id},
            {"userid", member.userid},
            {"enrolled", member.enrolled},
            {"suspended", member.suspended},
            {"roles", role_ids(member.roles)},
            {"timestart", member.timestart},
            {"timeend", member.timeend},
            {"timecreated", member.timecreated},
            {"timemodified", member.timemodified},
            {"id", member.enrolment}};
}

// 0 where a file of an older stand-in does not say: then a new id is given.
Id enrolment_id(const json::value& from) {
    const json::value* id = from.as_object().if_contains("id");
    return id ? id->as_int64() : 0;
}

json::object shown(const Group& group) {
    return {{"id", group.id},
            {"courseid", group.courseid},
            {"idnumber", group.idnumber},
            {"name", group.name},
            {"description", group.description},
            {"members", json::array(group.members.begin(), group.members.end())},
            {"timecreated", group.timecreated},
            {"timemodified", group.timemodified}};
}

Group group_from(const json::value& from) {
    Group group;
    group.id = from.at("id").as_int64();
    group.courseid = from.at("courseid").as_int64();
    group.idnumber = std::string(from.at("idnumber").as_string());
    group.name = std::string(from.at("name").as_string());
    group.description = std::string(from.at("description").as_string());
    for (const auto& member : from.at("members").as_array())
        group.members.insert(member.as_int64());
    group.timecreated = from.at("timecreated").as_int64();
    group.timemodified = from.at("timemodified").as_int64();
    return group;
}

Member member_from(const json::value& from) {
    return Member{.userid = from.at("userid").as_int64(),
                  .enrolled = from.at("enrolled").as_bool(),
                  .suspended = from.at("suspended").as_bool(),
                  .roles = role_bits(from.at("roles")),
                  .timestart = from.at("timestart").as_int64(),
                  .timeend = from.at("timeend").as_int64(),
                  .timecreated = from.at("timecreated").as_int64(),
                  .timemodified = from.at("timemodified").as_int64(),
                  .enrolment = enrolment_id(from)};
}

void read_into(Site& site, const json::value& from) {
    for (const auto& user : from.at("users").as_array())
        site.add_user(user_from(user));
    // Parents were listed before their children: the list follows the tree.
    for (const auto& category : from.at("categories").as_array())
        site.add_category(category_from(category));
    for (const auto& course : from.at("courses").as_array())
        site.add_course(course_from(course));
    for (const auto& row : from.at("enrolments").as_array())
        site.set_member(*site.course(row.at("courseid").as_int64()), member_from(row));
    if (const json::value* groups = from.as_object().if_contains("groups"))
        for (const auto& group : groups->as_array())
            site.add_group(group_from(group));
    if (const json::value* book = from.as_object().if_contains("gradebook"))
        if (const std::string bad = site.gradebook.take(json::serialize(*book)); !bad.empty())
            throw std::runtime_error(bad);
    for (const auto& row : from.at("roles").as_array())
        site.roles_elsewhere[row.at("contextid").as_int64()][row.at("userid").as_int64()] =
            role_bits(row.at("roles"));
    site.set_next_ids(from.at("next_category").as_int64(), from.at("next_course").as_int64());
}

[[noreturn]] void cannot_use(const std::string& file, const std::string& why) {
    throw base::Failure(base::ExitCode::error,
                        {.what = "the stand-in Moodle's file cannot be used",
                         .record = file,
                         .why = why,
                         .cure = "name another file, or remove this one to start empty",
                         .code = "sandbox.state_file"});
}

}  // namespace

Holdings holdings_of(const Site& site) {
    Holdings held;
    held.courses = site.courses().size();
    held.users = site.users().size() - site.deleted_users();
    held.deleted_users = site.deleted_users();
    held.enrolments = site.enrolments();
    held.categories = site.category_count();
    for (const auto& [id, course] : site.courses())
        for (const Member& member : course.members)
            if (member.enrolled && member.suspended) ++held.suspended_enrolments;
    return held;
}

json::object state_of(Site& site) {
    std::map<Id, const Category*> by_order;
    for (const auto& [id, category] : site.categories())
        by_order[category.sortorder] = &category;
    json::array categories, courses, users, enrolments, groups, roles;
    for (const auto& [order, category] : by_order)
        categories.push_back(shown(*category));
    for (const User& user : site.users())
        users.push_back(shown(user));
    for (const auto& [id, course] : site.courses()) {
        courses.push_back(shown(course));
        for (const Member& member : course.members)
            enrolments.push_back(shown(course, member));
    }
    for (const auto& [id, group] : site.groups())
        groups.push_back(shown(group));
    for (const auto& [context, holders] : site.roles_elsewhere)
        for (const auto& [user, bits] : holders)
            if (bits != 0) {
                Site::Level level{};
                Id instance = 0;
                if (!site.find_context(context, level, instance)) continue;
                static constexpr const char* kLevels[] = {"system", "user", "coursecat", "course"};
                roles.push_back({{"contextid", context},
                                 {"contextlevel", kLevels[static_cast<int>(level)]},
                                 {"instanceid", instance},
                                 {"userid", user},
                                 {"roles", role_ids(bits)}});
            }
    const auto [next_category, next_course] = site.next_ids();
    const Holdings held = holdings_of(site);
    return {{"counts",
             {{"categories", held.categories},
              {"courses", held.courses},
              {"users", held.users},
              {"deleted_users", held.deleted_users},
              {"enrolments", held.enrolments},
              {"suspended_enrolments", held.suspended_enrolments}}},
            {"categories", std::move(categories)},
            {"courses", std::move(courses)},
            {"users", std::move(users)},
            {"enrolments", std::move(enrolments)},
            {"groups", std::move(groups)},
            {"gradebook", json::parse(site.gradebook.shown())},
            {"roles", std::move(roles)},
            {"next_category", next_category},
            {"next_course", next_course}};
}

void load_site(Site& site, const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    if (!in.good() && !in.eof()) cannot_use(file, "it cannot be read");
    try {
        Site fresh{Site::Empty{}};
        read_into(fresh, json::parse(text));
        fresh.changes = std::move(site.changes);
        site = std::move(fresh);
    } catch (const std::exception& error) {
        cannot_use(file, std::string("it does not hold a stand-in's state: ") + error.what());
    }
}

void save_site(Site& site, const std::string& file) {
    const std::string draft = file + ".new";
    {
        std::ofstream out(draft, std::ios::binary | std::ios::trunc);
        out << json::serialize(state_of(site)) << '\n';
        out.flush();
        if (!out) cannot_use(draft, "it cannot be written");
    }
    std::error_code error;
    std::filesystem::rename(draft, file, error);  // whole or not at all
    if (error) cannot_use(file, error.message());
}

}  // namespace causeway::sandbox
