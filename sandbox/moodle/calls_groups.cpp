// SPDX-License-Identifier: GPL-3.0-or-later
// core_group_*: groups of a course and who is in them.
#include <algorithm>
#include <boost/json.hpp>

#include "base/text.h"
#include "sandbox/moodle/calls.h"
#include "sandbox/moodle/ws_error.h"

namespace causeway::sandbox {

namespace json = boost::json;

namespace {

WsError no_context(Id courseid) {
    return moodle_error("errorcoursecontextnotvalid",
                        "You cannot execute functions in the course context (course id:" +
                            std::to_string(courseid) + "). The context error message was: ");
}

Course& course_of(CallContext& context, Id id) {
    Course* course = context.site.course(id);
    if (!course) throw no_context(id);
    return *course;
}

Group& group_of(CallContext& context, Id id) {
    Group* group = context.site.group(id);
    if (!group) throw missing_record("groups");
    return *group;
}

bool held(CallContext& context, const Course& course, std::string Group::* field,
          const std::string& text, Id self) {
    if (text.empty()) return false;
    return std::any_of(course.groups.begin(), course.groups.end(), [&](Id id) {
        return id != self &&
               base::lower_ascii(context.site.group(id)->*field) == base::lower_ascii(text);
    });
}

void check_texts(const std::string& name, const std::string& idnumber) {
    if (base::tidy(name).empty()) throw invalid_parameter();
    if (too_long(name, 254) || too_long(idnumber, 100)) throw write_failed();
}

WsError number_taken() {
    return moodle_error("idnumbertaken", "This ID number is already taken");
}

json::object shown(const Group& group) {
    return {{"id", group.id},
            {"courseid", group.courseid},
            {"name", formatted(group.name)},
            {"description", group.description},
            {"descriptionformat", 1},
            {"enrolmentkey", ""},
            {"idnumber", group.idnumber},
            {"visibility", 0},
            {"participation", true}};
}

json::value create(CallContext& context, const Php& args) {
    Undo undo;
    json::array made;
    for (const auto& [index, row] : args.list("groups").items()) {
        Group group;
        group.courseid = row.number("courseid");
        group.name = row.text("name");
        group.description = row.text("description");
        if (row.has("idnumber")) group.idnumber = row.text("idnumber");
        if (base::tidy(group.name).empty()) throw invalid_parameter();
        Course* there = context.site.course(group.courseid);
        if (there && held(context, *there, &Group::name, group.name, 0)) throw invalid_parameter();
        const Course& course = course_of(context, group.courseid);
        if (held(context, course, &Group::idnumber, group.idnumber, 0)) throw number_taken();
        check_texts(group.name, group.idnumber);
        group.timecreated = group.timemodified = context.now;
        const Group& added = context.site.add_group(std::move(group));
        undo.add([&site = context.site, id = added.id] { site.remove_group(id); });
        json::object answer = shown(added);
        answer["name"] = added.name;
        made.push_back(std::move(answer));
    }
    undo.keep();
    return made;
}

json::value update(CallContext& context, const Php& args) {
    Undo undo;
    for (const auto& [index, row] : args.list("groups").items()) {
        const std::string name = row.text("name");
        if (base::tidy(name).empty()) throw invalid_parameter();
        Group* group = context.site.group(row.number("id"));
        if (!group) throw invalid_parameter();
        const Course& course = *context.site.course(group->courseid);
        if (name != group->name && held(context, course, &Group::name, name, group->id))
            throw invalid_parameter();
        undo.add([group, before = *group] { *group = before; });
        if (row.has("idnumber")) {
            const std::string idnumber = row.text("idnumber");
            if (held(context, course, &Group::idnumber, idnumber, group->id)) throw number_taken();
            group->idnumber = idnumber;
        }
        group->name = name;
        check_texts(group->name, group->idnumber);
        if (row.has("description")) group->description = row.text("description");
        group->timemodified = context.now;
    }
    undo.keep();
    return nullptr;
}

json::value erase(CallContext& context, const Php& args) {
    for (const auto& [index, id] : args.list("groupids").items())
        if (const Group* group = context.site.group(to_number(id.text())))
            context.site.remove_group(group->id);
    return nullptr;
}

json::value of_course(CallContext& context, const Php& args) {
    const Course& course = course_of(context, args.number("courseid"));
    std::vector<const Group*> groups;
    for (const Id id : course.groups)
        groups.push_back(context.site.group(id));
    std::stable_sort(groups.begin(), groups.end(), [](const Group* a, const Group* b) {
        return base::lower_ascii(a->name) < base::lower_ascii(b->name);
    });
    json::array listed;
    for (const Group* group : groups)
        listed.push_back(shown(*group));
    return listed;
}

json::value members(CallContext& context, const Php& args) {
    json::array listed;
    for (const auto& [index, id] : args.list("groupids").items()) {
        const Group& group = group_of(context, to_number(id.text()));
        listed.push_back(
            json::object{{"groupid", group.id},
                         {"userids", json::array(group.members.begin(), group.members.end())}});
    }
    return listed;
}

json::value add(CallContext& context, const Php& args) {
    Undo undo;
    for (const auto& [index, row] : args.list("members").items()) {
        Group& group = group_of(context, row.number("groupid"));
        const User* user = context.site.user(row.number("userid"));
        if (!user || user->deleted) throw no_such_user();
        const Member* member = context.site.course(group.courseid)->member(user->id);
        if (!member || !member->enrolled) throw invalid_parameter();
        if (!group.members.insert(user->id).second) continue;
        undo.add([&group, id = user->id] { group.members.erase(id); });
    }
    undo.keep();
    return nullptr;
}

json::value take_out(CallContext& context, const Php& args) {
    Undo undo;
    for (const auto& [index, row] : args.list("members").items()) {
        Group& group = group_of(context, row.number("groupid"));
        const User* user = context.site.user(row.number("userid"));
        if (!user || user->deleted) throw no_such_user();
        if (group.members.erase(user->id) == 0) continue;
        undo.add([&group, id = user->id] { group.members.insert(id); });
    }
    undo.keep();
    return nullptr;
}

}  // namespace

void add_group_functions(std::map<std::string, Function>& functions) {
    const auto integer = Shape::of(Type::integer);
    const auto text = Shape::of(Type::text);
    const auto raw = Shape::of(Type::raw);
    const auto custom = Shape::list(Shape::object({{"shortname", raw}, {"value", raw}}));
    const auto seats = Shape::object(
        {{"members", Shape::list(Shape::object({{"groupid", integer}, {"userid", integer}}))}});
    const auto ids = Shape::object({{"groupids", Shape::list(integer)}});
    functions["core_group_create_groups"] = {
        Shape::object(
            {{"groups", Shape::list(Shape::object({
                            {"courseid", integer},
                            {"name", text},
                            {"description", raw},
                            {"descriptionformat", integer, Need::defaulted, "1"},
                            {"enrolmentkey", raw, Need::optional},
                            {"idnumber", raw, Need::optional},
                            {"visibility", integer, Need::defaulted, "0"},
                            {"participation", Shape::of(Type::boolean), Need::defaulted, "1"},
                            {"customfields", custom, Need::optional},
                        }))}}),
        "groups", create};
    functions["core_group_update_groups"] = {
        Shape::object({{"groups", Shape::list(Shape::object({
                                      {"id", integer},
                                      {"name", text},
                                      {"description", raw, Need::optional},
                                      {"descriptionformat", integer, Need::defaulted, "1"},
                                      {"enrolmentkey", raw, Need::optional},
                                      {"idnumber", raw, Need::optional},
                                      {"visibility", integer, Need::optional},
                                      {"participation", Shape::of(Type::boolean), Need::optional},
                                      {"customfields", custom, Need::optional},
                                  }))}}),
        "groups", update};
    functions["core_group_delete_groups"] = {ids, "groupids", erase};
    functions["core_group_get_course_groups"] = {Shape::object({{"courseid", integer}}), "",
                                                 of_course};
    functions["core_group_get_group_members"] = {ids, "", members};
    functions["core_group_add_group_members"] = {seats, "members", add};
    functions["core_group_delete_group_members"] = {seats, "members", take_out};
}

}  // namespace causeway::sandbox
